import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gopherd.model.body import Figure, Items, Paragraph, Picture, Quote
from gopherd.pages.prints import (
    WIDTHS,
    DrawingRoute,
    PicturesRoute,
    PrintRoute,
    drawing_path,
    picture_work,
    pictured,
    pictures_path,
    print_path,
)
from tests.fakes import article

pictures = st.builds(Picture, st.integers(0, 10**18 - 1), st.from_regex(r"\A[a-z0-9]{2,5}\Z"))


@given(pictures, st.sampled_from(WIDTHS), st.booleans())
def test_selectors_mean_what_they_are_made_of(picture, width, is_on_paper):
    number, extension = picture.number, picture.extension
    assert picture_work(print_path(picture, width)[1:]) == PrintRoute(number, extension, width)
    drawing = DrawingRoute(number, extension, is_on_paper)
    assert picture_work(drawing_path(picture, is_on_paper=is_on_paper)[1:]) == drawing


def test_the_selector_of_an_articles_pictures():
    path = pictures_path(article(58, "A title").headline)
    assert path == "/A-title/!i58"
    assert picture_work(path.rpartition("/")[2]) == PicturesRoute(58)


@pytest.mark.parametrize(
    "part",
    ["!i", "!i058", "!i+5", "!i٣", "!i100-7.png", "!i640-7", "!i7.png", "!i7.txt", "!i7.PNG.txt", "!i7.png.txt2"],
)
def test_other_spellings_mean_nothing(part):
    assert picture_work(part) is None


def test_the_pictures_of_an_article_each_once_wherever_they_stand():
    one, two, three = (Figure(Picture(number, "png"), f"caption {number}", "") for number in (1, 2, 3))
    away, gone = Figure("https://example.invalid/a.png", "", ""), Figure(None, "a caption", "")
    listed = Items(("*",), ((Paragraph(("words",)), two),))
    body = (Paragraph(("words",)), Quote((listed, away)), one, gone, three)
    with_lead = evolve(article(58), image=one, body=body)
    assert pictured(with_lead) == [(one, one.target), (two, two.target), (three, three.target)]
    assert pictured(evolve(article(58), image=gone, body=(away,))) == []
    assert pictured(article(58)) == []
