import pytest
from hypothesis import given

from gopherd.model.edition import Charset
from gopherd.pages import spelling
from tests.strategies import any_text


@given(any_text)
def test_a_selector_is_looked_up_as_it_came_before_anything_is_undone(selector):
    assert next(spelling.spellings(selector)) == selector


@pytest.mark.parametrize(
    ("selector", "rest"),
    [
        ("/ascii/40/U/!5", "/U/!5"),
        ("40/ascii/x", "/x"),
        ("/latin1", "/"),
        ("/U/!5", "/U/!5"),
        ("U/!5/", "U/!5/"),
        ("/40/50/x", "/50/x"),
    ],
)
def test_a_selector_without_its_edition(selector, rest):
    assert spelling.without_edition(selector) == rest


def test_a_selector_in_its_parts():
    assert spelling.parted("/ascii/40/U/!5") == (Charset.ASCII, 40, ["U", "!5"])
    assert spelling.parted("//U//!5/") == (None, None, ["U", "!5"])


@pytest.mark.parametrize(
    ("selector", "address"),
    [
        ("URL:https://example.invalid/%21", "https://example.invalid/%21"),
        ("/URL:https://example.invalid/", "https://example.invalid/"),
        ("h/URL:x", "x"),
        ("URL%3Ax", "x"),
        ("URL:", ""),
        ("/a/URL:x", None),
        ("url:x", None),
        ("", None),
    ],
)
def test_addresses_outside(selector, address):
    assert spelling.address_in(selector) == address


def test_where_words_are_taken():
    assert all(map(spelling.takes_words, ("/!s", "!s", "/%21s", "7/!s", "/Slug/!t5/!s", "/!s?klima")))
    assert not any(map(spelling.takes_words, ("", "/!5", "/!sport", "/s", "/Slug!s", "/!s/klima/2", "/!like/5")))
