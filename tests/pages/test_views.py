import pytest

from gopherd.model.edition import Charset
from gopherd.pages.views import MENU, TEXT, Form, article_under, forms
from tests.fakes import SITE, FakeSnapshot, article

FULL = FakeSnapshot(SITE, (article(5, "Five"),))


@pytest.mark.parametrize(
    ("selector", "type_"),
    [
        ("", MENU),
        ("/Five/!5", MENU),
        ("1/!l", MENU),
        ("/an/old/address", MENU),
        ("/!new/2026-11-01", MENU),
        ("caps.txt", "text/plain"),
        ("/Joe/!t5.txt", "text/plain"),
        ("/!t5/feed.xml", "application/atom+xml"),
        ("/!m7.png", "image/png"),
        ("/!m7.jpg", "image/jpeg"),
        ("/!m7.gif", "image/gif"),
        ("URL:https://example.invalid/", "text/html"),
        ("/URL:https://example.invalid/", "text/html"),
    ],
)
def test_the_first_form_is_what_a_plain_request_gets(selector, type_):
    first = forms(selector, "de", Charset.UTF8)[0]
    assert first.type == type_
    assert first.selector == selector


@pytest.mark.parametrize(
    ("language", "said"), [("de", "de_DE"), ("en", "en_US"), ("pt", "pt_BR"), ("tlh", "tlh"), ("", "")]
)
def test_a_language_is_said_with_a_country(language, said):
    assert forms("/!l", language, Charset.UTF8) == (Form(MENU, said, "/!l"),)


def test_the_article_under_a_selector():
    assert article_under(FULL, "/any/!5").headline.title == "Five"
    for selector in ("/!6", "/!l", "/nothing", "URL:https://example.invalid/!5"):
        assert article_under(FULL, selector) is None


def test_an_article_is_a_menu_and_a_text_in_every_character_set():
    assert forms("/Five/!5", "de", Charset.UTF8) == (
        Form(MENU, "de_DE", "/Five/!5"),
        Form(TEXT, "de_DE", "/!5.txt"),
        Form(TEXT, "de_DE.ISO-8859-1", "/latin1/!5.txt"),
        Form(TEXT, "de_DE.US-ASCII", "/ascii/!5.txt"),
    )


def test_the_text_of_an_edition_comes_first_in_it():
    assert forms("/40/ascii/Five/!5", "de", Charset.UTF8)[1:] == (
        Form(TEXT, "de_DE", "/ascii/40/!5.txt"),
        Form(TEXT, "de_DE.UTF-8", "/utf8/40/!5.txt"),
        Form(TEXT, "de_DE.ISO-8859-1", "/latin1/40/!5.txt"),
    )
    assert forms("/!5", "de", Charset.LATIN1)[1:3] == (
        Form(TEXT, "de_DE", "/!5.txt"),
        Form(TEXT, "de_DE.UTF-8", "/utf8/!5.txt"),
    )


def test_a_text_has_no_form_but_its_own():
    assert forms("/ascii/Five/!5.txt", "de", Charset.UTF8) == (Form(TEXT, "de_DE", "/ascii/Five/!5.txt"),)


def test_the_article_under_its_text():
    assert article_under(FULL, "/any/!5.txt").headline.title == "Five"
    assert article_under(FULL, "/!l.txt") is None
