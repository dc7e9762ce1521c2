import contextlib
import struct
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gopherd.darkroom import developing
from gopherd.darkroom.developing import develop, size_of, upright
from gopherd.errors import Flaw, NoPrint
from tests.darkroom.conftest import encoded

SMALL = Image.linear_gradient("L").resize((40, 20))
FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def pixels(image):
    return upright(image, 100).tobytes()


def declared(width, height):
    """A PNG file that says it is this large, and holds nothing."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_opened_and_its_file_closed(lay, format_):
    file, size = lay(encoded(SMALL, format_))
    assert develop(file, size, size_of) == (40, 20)
    assert file.closed
    assert len(develop(*lay(encoded(SMALL, format_)), pixels)) >= 800


@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_that_breaks_off_is_broken(lay, format_):
    data = encoded(Image.effect_noise((200, 200), 90), format_)
    with pytest.raises(NoPrint) as caught:
        develop(*lay(data[: len(data) // 2]), pixels)
    assert caught.value.flaw is Flaw.BROKEN


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a", encoded(SMALL, "TIFF"), encoded(SMALL, "PPM")])
def test_what_is_no_picture_that_we_read_is_broken(lay, data):
    file, size = lay(data)
    with pytest.raises(NoPrint) as caught:
        develop(file, size, pixels)
    assert caught.value.flaw is Flaw.BROKEN
    assert file.closed


@given(st.sampled_from(FORMATS), st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_damage_is_a_picture_or_a_flaw(lay, format_, data):
    damaged = bytearray(encoded(SMALL, format_))
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=5)):
        damaged[place] = data.draw(st.integers(0, 255))
    file, size = lay(bytes(damaged))
    with contextlib.suppress(NoPrint):
        assert develop(file, size, pixels)
    assert file.closed


@pytest.mark.parametrize("size", [(50_001, 1_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_says_it_is_too_large_is_not_decoded(lay, size):
    asked = []
    file, size_bytes = lay(declared(*size))
    with pytest.raises(NoPrint) as caught:
        develop(file, size_bytes, asked.append)
    assert caught.value.flaw in ({Flaw.TOO_LARGE} if size[0] < 2**31 - 1 else {Flaw.TOO_LARGE, Flaw.BROKEN})
    assert asked == []


def test_formats_that_take_more_memory_may_have_fewer_pixels(lay):
    data = encoded(Image.new("L", (16_000, 1_001)), "WEBP")
    with pytest.raises(NoPrint) as caught:
        develop(*lay(data), size_of)
    assert caught.value.flaw is Flaw.TOO_LARGE


def test_a_picture_that_is_large_is_not_worked_on_as_a_whole(lay):
    data = encoded(Image.linear_gradient("L").resize((4000, 2000)))
    assert develop(*lay(data), lambda image: upright(image, 50).size) == (200, 100)


def test_a_picture_at_the_limit_is_worked_on(lay):
    assert develop(*lay(declared(50_000, 1_000)), size_of) == (50_000, 1_000)


def test_a_file_that_is_too_large_is_not_read(lay, monkeypatch):
    monkeypatch.setattr(developing, "BYTE_LIMIT", 10)
    with pytest.raises(NoPrint) as caught:
        develop(*lay(encoded(SMALL)), pixels)
    assert caught.value.flaw is Flaw.TOO_LARGE


def test_memory_that_runs_out_is_a_flaw(lay):
    def greedy(_image):
        raise MemoryError

    with pytest.raises(NoPrint) as caught:
        develop(*lay(encoded(SMALL)), greedy)
    assert caught.value.flaw is Flaw.TOO_LARGE


@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_is_turned_as_exif_says(lay, halves, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = encoded(halves, "JPEG", exif=exif)
    expected = (400, 800) if orientation > 4 else (800, 400)
    assert develop(*lay(data), size_of) == expected
    turned = develop(*lay(data), lambda image: upright(image, 800))
    assert turned.size == expected
    # Where the left of the file, which is black, is to be seen: at the top left but for these.
    corner = {1: "left", 4: "left", 2: "right", 3: "right", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}[orientation]
    at = {"left": (5, 200), "right": (795, 200), "top": (200, 5), "bottom": (200, 795)}[corner]
    assert max(turned.convert("RGB").getpixel(at)) < 50


@pytest.mark.parametrize(
    ("image", "mode"),
    [
        (SMALL, "L"),
        (SMALL.convert("1"), "L"),
        (SMALL.convert("RGB"), "RGB"),
        (SMALL.convert("P"), "RGB"),
        (SMALL.convert("RGBA"), "RGBA"),
        (SMALL.convert("LA"), "RGBA"),
        (SMALL.convert("I;16"), "L"),
    ],
)
def test_modes(lay, image, mode):
    assert develop(*lay(encoded(image)), lambda image: upright(image, 40).mode) == mode


def test_sixteen_bits_are_made_eight(lay):
    image = Image.new("I;16", (10, 10), 0x8000)
    assert develop(*lay(encoded(image)), lambda image: upright(image, 10).getpixel((5, 5))) == 128


def test_four_colours_of_the_press_are_made_three(lay):
    assert develop(*lay(encoded(SMALL.convert("CMYK"), "JPEG")), lambda image: upright(image, 40).mode) == "RGB"


def test_of_several_frames_the_first(lay):
    first, second = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    data = encoded(first, "GIF", save_all=True, append_images=[second])
    assert develop(*lay(data), lambda image: upright(image, 20).convert("RGB").getpixel((9, 9))) == (255, 0, 0)
