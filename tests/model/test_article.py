import pytest

from gopherd.model.article import UNDATED, Headline, Kind


@pytest.mark.parametrize(("kicker", "text"), [("", "Title"), ("Kicker", "Kicker: Title"), ("What?", "What?: Title")])
def test_menus_name_an_article_by_kicker_and_title(kicker, text):
    assert Headline(1, "s", kicker, "Title", "", 0).text == text


def test_an_article_without_date_comes_before_every_date():
    year_one = -62135596800
    assert year_one > UNDATED


def test_kinds_are_the_letters_of_their_selectors():
    assert [kind.value for kind in Kind] == ["t", "a", "p", "c"]
