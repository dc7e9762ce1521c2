import html
import re

from attrs import evolve
from hypothesis import given

from gopherd.config import catalogues
from gopherd.render.menu import Server
from gopherd.render.signpost import render_signpost
from tests.fakes import SITE
from tests.strategies import any_text

WORDS = catalogues()


def test_a_browser_is_told_where_the_paper_is_and_how_to_read_it():
    page = render_signpost(evolve(SITE, url="https://example.invalid"), Server("h.invalid", 7070), WORDS["en"]).decode()
    assert re.findall(r'href="([^"]*)"', page) == ["gopher://h.invalid:7070/", "https://example.invalid"]
    assert "lynx gopher://h.invalid:7070/" in page
    assert '<html lang="en">' in page


def test_a_paper_without_web_address_names_none():
    page = render_signpost(SITE, Server("h.invalid", 70), WORDS["de"]).decode()
    assert re.findall(r'href="([^"]*)"', page) == ["gopher://h.invalid/"]
    assert html.escape(WORDS["de"].clients) in page


@given(any_text)
def test_nothing_in_a_title_becomes_markup(title):
    page = render_signpost(evolve(SITE, title=title), Server("h.invalid", 70), WORDS["en"]).decode()
    plain = render_signpost(evolve(SITE, title=""), Server("h.invalid", 70), WORDS["en"]).decode()
    assert page.count("<") == plain.count("<")
