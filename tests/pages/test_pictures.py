import pytest
from attrs import evolve

from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.body import Figure, Picture
from gopherd.pages.page import LinkLine, PicturePlace, Place, TextPlace, Title
from gopherd.pages.pictures import pictures_page
from tests.fakes import SITE, FakeSnapshot, article

WORDS = catalogues()["en"]
FIGURE = Figure(Picture(7, "png"), "A caption", "")
SNAPSHOT = FakeSnapshot(SITE, (evolve(article(58), image=FIGURE), article(59)))


def test_each_picture_as_it_lies_then_smaller_then_as_text():
    title, lines, _, way = pictures_page(SNAPSHOT, 58, WORDS, lambda _picture: (320,)).blocks
    assert title == (Title("# Paper -- A title"),)
    assert [line.target for line in lines] == [
        PicturePlace("/!m7.png", "png"),
        PicturePlace("/!i320-7.png", "png"),
        TextPlace("/!i7.png.txt"),
        TextPlace("/!i7.png.light.txt"),
    ]
    assert way == (LinkLine("A title", Place("/A-title/!58")),)


def test_one_that_cannot_be_worked_on_is_shown_as_it_lies():
    assert len(pictures_page(SNAPSHOT, 58, WORDS, lambda _picture: None).blocks[1]) == 1
    assert len(pictures_page(SNAPSHOT, 58, WORDS, lambda _picture: ()).blocks[1]) == 3


@pytest.mark.parametrize("number", [59, 60])
def test_no_pictures_no_page(number):
    with pytest.raises(NotFound):
        pictures_page(SNAPSHOT, number, WORDS, lambda _picture: ())
