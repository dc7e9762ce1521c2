import pytest

from gopherd.pages.views import MENU, Form, article_under, forms
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
        ("/!t5/feed.xml", "application/atom+xml"),
        ("/!m7.png", "image/png"),
        ("/!m7.jpg", "image/jpeg"),
        ("/!m7.gif", "image/gif"),
        ("URL:https://example.invalid/", "text/html"),
        ("/URL:https://example.invalid/", "text/html"),
    ],
)
def test_the_first_form_is_what_a_plain_request_gets(selector, type_):
    first = forms(selector, "de")[0]
    assert first.type == type_
    assert first.selector == selector


@pytest.mark.parametrize(
    ("language", "said"), [("de", "de_DE"), ("en", "en_US"), ("pt", "pt_BR"), ("tlh", "tlh"), ("", "")]
)
def test_a_language_is_said_with_a_country(language, said):
    assert forms("/!5", language) == (Form(MENU, said, "/!5"),)


def test_the_article_under_a_selector():
    assert article_under(FULL, "/any/!5").headline.title == "Five"
    for selector in ("/!6", "/!l", "/nothing", "URL:https://example.invalid/!5"):
        assert article_under(FULL, selector) is None
