import io

import pytest
from PIL import Image

from gopherd.darkroom.developing import develop
from gopherd.darkroom.reducing import reduce
from tests.darkroom.conftest import encoded


def reduced(lay, data, width=320):
    return Image.open(io.BytesIO(develop(*lay(data), lambda image: reduce(image, width))))


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_it_is_as_wide_as_asked_and_of_the_same_format(lay, halves, format_):
    small = reduced(lay, encoded(halves, format_))
    assert (small.format, small.size) == (format_, (320, 160))
    seen = small.convert("RGB")
    assert max(seen.getpixel((5, 80))) < 20
    assert min(seen.getpixel((315, 80))) > 235


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA"])
def test_every_mode_of_png(lay, halves, mode):
    small = reduced(lay, encoded(halves.convert(mode)))
    assert small.size == (320, 160)
    assert min(small.convert("RGB").getpixel((315, 80))) > 235


def test_colours_of_a_palette_stay_one(lay, halves):
    assert reduced(lay, encoded(halves.convert("P"))).mode == "P"


def test_what_is_transparent_stays_so(lay, halves):
    halves.putalpha(Image.new("L", halves.size, 0))
    small = reduced(lay, encoded(halves))
    assert small.convert("RGBA").getpixel((5, 5))[3] == 0


def test_a_turned_picture_is_as_wide_as_it_is_seen(lay, halves):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "where I live"
    small = reduced(lay, encoded(halves, "JPEG", exif=exif))
    assert small.size == (320, 640)
    assert not small.getexif()


def test_a_line_stays_a_line(lay):
    assert reduced(lay, encoded(Image.new("RGB", (5000, 2)))).size == (320, 1)


def test_its_colours_keep_their_meaning(lay, halves):
    assert reduced(lay, encoded(halves, "JPEG", icc_profile=b"profile")).info["icc_profile"] == b"profile"
