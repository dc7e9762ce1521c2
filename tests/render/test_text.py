import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.model.edition import Charset, Edition
from gopherd.pages.page import (
    Alert,
    Grid,
    Heading,
    LinkLine,
    Outside,
    Page,
    PicturePlace,
    Place,
    Preformatted,
    Prose,
    SearchPlace,
    TextPlace,
    Title,
)
from gopherd.render.menu import Server
from gopherd.render.text import render_text
from tests.fakes import SITE, TAZ
from tests.strategies import parts

SERVER = Server("gopher.example.invalid", 7070)
IN_FORTY = Edition(Charset.ASCII, 40, "/ascii/40")
HERE = "gopher://gopher.example.invalid:7070"


def shown(*parts, edition=IN_FORTY, site=SITE):
    text = render_text(Page((parts,)), site, SERVER, edition).decode(edition.charset.value)
    return text.removesuffix("\r\n").split("\r\n")


def test_every_part():
    assert shown(Title("Öl " * 15)) == ["Oel Oel Oel Oel Oel Oel Oel Oel Oel Oel", "Oel Oel Oel Oel Oel"]
    assert shown(Heading("Ä")) == ["## Ae"]
    assert shown(Alert("Ä")) == ["Ae"]
    assert shown(Prose("Do\u00adnau", "> ", "> ")) == ["> Donau"]
    assert shown(Preformatted("a  b")) == ["a  b"]
    assert shown(Grid((("a", "b"),), headed=False)) == ["a  b"]


@pytest.mark.parametrize(
    ("target", "address"),
    [
        (Place("/S/!5"), f"{HERE}/1/ascii/40/S/!5"),
        (TextPlace("/S/!5.txt"), f"{HERE}/0/ascii/40/S/!5.txt"),
        (SearchPlace("/!s"), f"{HERE}/7/ascii/40/!s"),
        (PicturePlace("/!m7.png", "png"), f"{HERE}/I/ascii/40/!m7.png"),
        (PicturePlace("/!m7.gif", "gif"), f"{HERE}/g/ascii/40/!m7.gif"),
        (Outside("https://example.invalid/"), "https://example.invalid/"),
    ],
)
def test_a_link_has_its_whole_address(target, address):
    assert shown(LinkLine("[1]", target)) == [f"[1] {address}"]
    assert shown(LinkLine("Some words", target)) in (["Some words", address], [f"Some words {address}"])


def test_an_address_stands_behind_its_words_where_there_is_room_and_is_never_broken():
    assert shown(LinkLine("A b", Outside("https://example.invalid/x"))) == ["A b https://example.invalid/x"]
    assert shown(LinkLine("A b", Outside("https://example.invalid/" + "x" * 60)))[1].endswith("x" * 60)


def test_words_that_are_the_address_say_it_once():
    address = "https://example.invalid/"
    assert shown(LinkLine(f"Image: {address}", Outside(address), is_address=True)) == [f"Image: {address}"]


def test_blocks_are_parted_by_an_empty_line():
    page = Page(((Title("a"),), (), (Prose(""),), (Prose("b"), Prose("c"))))
    assert render_text(page, SITE, SERVER) == b"a\r\n\r\nb\r\nc\r\n"


def test_it_is_wrapped_in_either_style():
    for site in (SITE, TAZ):
        assert max(map(len, shown(Title("word " * 40), edition=Edition(), site=site))) <= site.width


@given(st.lists(parts, max_size=4), st.sampled_from(Charset))
def test_any_page_is_a_text(page_parts, charset):
    text = render_text(Page((tuple(page_parts),)), SITE, SERVER, Edition(charset, 20)).decode(charset.value)
    assert not text or text.endswith("\r\n")
    assert "." not in text.split("\r\n")
