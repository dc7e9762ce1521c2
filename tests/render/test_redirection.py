import html
import re

import pytest
from hypothesis import given

from gopherd.config import catalogues
from gopherd.render.redirection import render_redirection, render_refused
from tests.strategies import any_text

WORDS = catalogues()


@pytest.mark.parametrize(
    "address",
    ["https://example.invalid/", "https://example.invalid/a?b=c&d=%20e#f", "mailto:a@example.invalid", "tel:+49-30-1"],
)
def test_the_address_stands_in_the_page_to_the_letter(address):
    page = render_redirection(address, "en", WORDS["en"]).decode()
    assert html.unescape(re.search(r'href="([^"]*)"', page)[1]) == address
    assert html.unescape(re.search(r'content="3; url=([^"]*)"', page)[1]) == address
    assert html.unescape(re.search(r">([^<]*)</a>", page)[1]) == address


@given(any_text)
def test_nothing_in_an_address_becomes_markup(text):
    page = render_redirection(f"https://{text}", "en", WORDS["en"]).decode()
    plain = render_redirection("https://", "en", WORDS["en"]).decode()
    assert page.count("<") == plain.count("<")
    assert page.count(">") == plain.count(">")
    assert page.count('"') == plain.count('"')
    assert "'" not in page


def test_the_page_speaks_the_language_of_the_site():
    page = render_redirection("https://example.invalid/", "de", WORDS["de"]).decode()
    assert '<html lang="de">' in page
    assert WORDS["de"].external in page


@given(any_text)
def test_a_refused_address_is_text_and_nothing_else(text):
    page = render_refused(f"javascript:{text}", "en", WORDS["en"]).decode()
    plain = render_refused("javascript:", "en", WORDS["en"]).decode()
    assert page.count("<") == plain.count("<")
    assert "href" not in plain
    assert "\u202e" not in page
