import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from gopherd.darkroom.developing import develop
from gopherd.darkroom.drawing import ROWS_LIMIT, draw
from gopherd.model.edition import Charset
from gopherd.render.wrapping import cells
from tests.darkroom.conftest import encoded

FULLEST = {Charset.UTF8: "⣿", Charset.LATIN1: "@", Charset.ASCII: "@"}


def drawn(lay, image, charset=Charset.UTF8, columns=40, **more):
    more = {"is_on_paper": False} | more
    return develop(*lay(encoded(image)), lambda image: draw(image, columns, charset, **more))


@pytest.mark.parametrize("charset", Charset)
def test_light_is_ink_on_a_dark_ground(lay, halves, charset):
    assert drawn(lay, halves, charset) == [" " * 20 + FULLEST[charset] * 20] * 10


@pytest.mark.parametrize("charset", Charset)
def test_dark_is_ink_on_paper(lay, halves, charset):
    assert drawn(lay, halves, charset, is_on_paper=True) == [FULLEST[charset] * 20] * 10


@pytest.mark.parametrize("charset", Charset)
def test_shades_become_denser(lay, charset):
    line = drawn(lay, Image.linear_gradient("L").rotate(90).resize((800, 40)), charset)[0]
    ink = [ord(character).bit_count() if charset is Charset.UTF8 else character for character in line.rjust(40)]
    if charset is Charset.UTF8:
        assert sum(ink[:20]) < sum(ink[20:])
    else:
        assert len(set(ink)) == 10
        assert ink == sorted(ink, key=list(dict.fromkeys(ink)).index)


@given(
    st.sampled_from(Charset), st.integers(20, 200), st.integers(1, 300), st.integers(1, 300), st.booleans(),
    st.sampled_from(["L", "RGB", "RGBA", "P", "1"]),
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_no_line_is_wider_than_asked_nor_outside_its_characters(
    lay, charset, columns, width, height, is_on_paper, mode
):
    image = Image.effect_noise((width, height), 120).convert(mode)
    lines = drawn(lay, image, charset, columns, is_on_paper=is_on_paper)
    assert 1 <= len(lines) <= ROWS_LIMIT
    for line in lines:
        assert cells(line) <= columns
        assert line.encode(charset.value).decode(charset.value) == line
        assert not line.endswith(" ")


def test_a_picture_that_is_high_becomes_narrow(lay):
    lines = drawn(lay, Image.linear_gradient("L").resize((100, 2000)), columns=60)
    assert len(lines) == ROWS_LIMIT
    assert max(map(len, lines)) == 10


@pytest.mark.parametrize("is_on_paper", [True, False])
def test_what_is_transparent_is_blank(lay, is_on_paper):
    image = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    image.paste((128, 128, 128, 255), (0, 0, 200, 200))
    lines = drawn(lay, image, Charset.ASCII, is_on_paper=is_on_paper)
    assert lines == ["@" * 20] * 10


def test_pale_pictures_get_all_the_contrast_there_is(lay):
    image = Image.new("L", (400, 200), 100)
    image.paste(110, (200, 0, 400, 200))
    assert drawn(lay, image, Charset.ASCII) == [" " * 20 + "@" * 20] * 10
