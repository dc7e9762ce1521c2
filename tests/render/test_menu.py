import pytest
from attrs import evolve
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
from gopherd.render.menu import Server, render
from gopherd.render.wrapping import cells
from gopherd.wire.menu import LASTLINE, decode_menu
from tests.fakes import SITE, TAZ
from tests.strategies import any_text, parts

SERVER = Server("gopher.example.invalid", 70)
NARROW = evolve(SITE, width=20)
NARROW_TAZ = evolve(TAZ, width=20)
SITES = pytest.mark.parametrize("site", [NARROW, NARROW_TAZ], ids=["default", "taz"])
# Not by parametrize: pytest-twisted wraps a property test again for every parameter.
any_site = st.sampled_from([NARROW, NARROW_TAZ])
LONG = "A title that is longer than the line itself"
ADDRESS = "[1] https://example.invalid/a/very/long/address"


def shown(site, *parts):
    """Type and display string of each line of a page of one block."""
    items = decode_menu(render(Page((parts,)), site, SERVER))
    return [found.type + found.display_string for found in items]


def one(part, site=SITE):
    """The only item that leads somewhere."""
    return decode_menu(render(Page(((part,),)), site, SERVER))[0]


@given(any_site, st.lists(st.lists(parts, max_size=3).map(tuple), max_size=5))
def test_nothing_in_any_text_makes_a_second_line_or_a_further_field(site, blocks):
    menu = render(Page(tuple(blocks)), site, SERVER)
    assert menu.endswith(LASTLINE)
    lines = menu.decode("utf-8").removesuffix(".\r\n").split("\r\n")
    assert lines.pop() == ""
    for line in lines:
        assert line.count("\t") == 3
        assert len(line.splitlines()) == 1
        assert line[0] not in "3."


@given(any_site, any_text)
def test_an_alert_is_a_type_3_on_the_first_line_only(site, text):
    lines = shown(site, Alert(f"Wrong: {text}"))
    assert [line[0] for line in lines] == ["3", *"i" * (len(lines) - 1)]


@SITES
def test_one_empty_line_between_blocks_and_none_behind(site):
    page = Page(((Title("a"),), (Prose("b"), Prose("c")), (Prose(""),), (), (Heading("d"),)))
    assert [found.display_string for found in decode_menu(render(page, site, SERVER))] == [
        "a",
        "",
        "b",
        "c",
        "",
        "## d",
    ]


@SITES
def test_an_empty_page_is_a_lastline(site):
    assert render(Page(()), site, SERVER) == LASTLINE


@SITES
def test_prose_is_wrapped_with_its_marks_inside_the_width(site):
    assert shown(site, Prose("one two three and four", "> ", "> ")) == ["i> one two three and", "i> four"]
    assert shown(site, Prose("one two three also four", "* ", "  ")) == ["i* one two three also", "i  four"]


@SITES
def test_a_line_end_in_prose_is_meant(site):
    assert shown(site, Prose("one\n\ntwo", "> ", "> ")) == ["i> one", "i>", "i> two"]
    assert shown(site, Prose("one \n two")) == ["ione", "itwo"]


def test_a_title_goes_on_by_default_and_stands_as_it_is_in_taz():
    assert shown(NARROW, Title(LONG)) == ["iA title that is", "ilonger than the line", "iitself"]
    assert shown(NARROW_TAZ, Title(LONG)) == [f"i{LONG}"]


def test_a_heading_goes_on_by_default_and_stands_as_it_is_in_taz():
    assert shown(NARROW, Heading("A heading longer than that")) == ["i## A heading longer", "i   than that"]
    assert shown(NARROW_TAZ, Heading(LONG)) == [f"i## {LONG}"]


def test_an_item_goes_on_in_info_lines_by_default_and_stands_as_it_is_in_taz():
    item = LinkLine(LONG, Place("/x"))
    assert shown(NARROW, item) == ["1A title that is", "ilonger than the line", "iitself"]
    assert shown(NARROW_TAZ, item) == [f"1{LONG}"]


def test_an_address_is_folded_by_default_and_stands_as_it_is_in_taz():
    item = LinkLine(ADDRESS, Outside("https://example.invalid/a/very/long/address"), is_address=True)
    lines = shown(NARROW, item)
    assert [line[0] for line in lines] == ["h", "i", "i"]
    assert "".join(line[1:] for line in lines) == ADDRESS
    assert all(len(line) <= 21 for line in lines)
    assert shown(NARROW_TAZ, item) == [f"h{ADDRESS}"]


def test_a_soft_hyphen_counts_in_taz_and_is_taken_out_by_default():
    for part in (
        Prose("Do\u00adnau"), Title("Do\u00adnau"), Heading("Do\u00adnau"), LinkLine("Do\u00adnau", Place("/x")),
        Alert("Do\u00adnau"), Preformatted("Do\u00adnau"), Grid((("Do\u00adnau", "b"),), headed=False),
    ):  # fmt: skip
        assert "\u00ad" in shown(TAZ, part)[0]
        assert "\u00ad" not in shown(SITE, part)[0]
    assert shown(NARROW, Prose("Donau\u00addampf schiff fahrt")) == ["iDonaudampf schiff", "ifahrt"]


def test_who_asks_for_a_width_gets_it_in_either_layout():
    narrow = Edition(Charset.UTF8, 20, "/20")
    for site in (SITE, TAZ):
        items = decode_menu(render(Page(((Title(LONG), LinkLine(LONG, Place("/x"))),)), site, SERVER, narrow))
        assert max(len(found.display_string) for found in items) <= 20
    items = decode_menu(render(Page(((Title(LONG),),)), NARROW_TAZ, SERVER, Edition(Charset.ASCII, None, "/ascii")))
    assert [found.display_string for found in items] == [LONG]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Place("/S/!5"), ("1", "/ascii/40/S/!5")),
        (Place("/"), ("1", "/ascii/40/")),
        (Place("/", "/latin1"), ("1", "/latin1/")),
        (Place("/", ""), ("1", "/")),
        (TextPlace("/S/!5.txt"), ("0", "/ascii/40/S/!5.txt")),
        (SearchPlace("/S/!t5/!s"), ("7", "/ascii/40/S/!t5/!s")),
        (PicturePlace("/!m7.png", "png"), ("I", "/ascii/40/!m7.png")),
        (Outside("https://a.invalid/ü"), ("h", "URL:https://a.invalid/%C3%BC")),
        (Outside("gopher://a.invalid/1/x"), ("1", "/x")),
        # Another server's selector is bytes, which no other character set may change.
        (Outside("gopher://a.invalid/1/%C3%BC"), ("h", "URL:gopher://a.invalid/1/%C3%BC")),
        (Outside("gopher://gopher.example.invalid/1/S/!5"), ("1", "/ascii/40/S/!5")),
        (Outside("gopher://gopher.example.invalid/1/20/S/!5"), ("1", "/20/S/!5")),
        (Outside("gopher://gopher.example.invalid:7070/1/S/!5"), ("1", "/S/!5")),
    ],
)
def test_where_items_lead_in_an_edition(target, expected):
    edition = Edition(Charset.ASCII, 40, "/ascii/40")
    (found,) = decode_menu(render(Page(((LinkLine("x", target),),)), SITE, SERVER, edition))
    assert (found.type, found.selector) == expected


def test_an_edition_is_wrapped_after_it_was_transliterated():
    menu = render(Page(((Prose("Ü" * 10 + " " + "ü" * 4 + " 5\u00a0€"),),)), NARROW, SERVER, Edition(Charset.ASCII))
    assert [found.display_string for found in decode_menu(menu)] == ["UE" * 10, "ueueueue 5 EUR"]


@SITES
def test_code_keeps_its_blanks_and_is_folded_with_a_mark(site):
    code = "if x:\n\n    a = 'something long'"
    assert shown(site, Preformatted(code)) == ["iif x:", "i", "i    a = 'something \\", "ilong'"]
    assert shown(site, Preformatted("a\nb", "> ", "> ")) == ["i> a", "i> b"]


@SITES
def test_a_table_stands_in_columns_or_in_records(site):
    assert shown(site, Grid((("Key", "Value"), ("a", "b")), headed=True)) == ["iKey  Value", "i---  -----", "ia    b"]
    wide = (("Key", "Value"), ("configuration", "seashores"))
    assert shown(site, Grid(wide, headed=True)) == ["iKey: configuration", "iValue: seashores"]


def test_the_default_layout_counts_cells_and_taz_points():
    text = "漢字漢字 漢字漢字 漢字漢字"
    assert shown(NARROW, Prose(text)) == ["i漢字漢字 漢字漢字", "i漢字漢字"]
    assert shown(NARROW_TAZ, Prose(text)) == [f"i{text}"]


@given(any_site, st.lists(st.text("ab\u00fc漢", min_size=1, max_size=15), min_size=1, max_size=20).map(" ".join))
def test_the_lines_of_prose_give_the_text_back(site, text):
    lines = [line[1:] for line in shown(site, Prose(text))]
    assert " ".join(lines) == text
    if site is NARROW:
        assert all(cells(line) <= 20 or " " not in line for line in lines)


def test_a_narrow_page_keeps_room_for_a_word_beside_a_deep_indent():
    assert shown(NARROW, Prose("one two three", " " * 18, " " * 18)) == [f"i{' ' * 18}one two", f"i{' ' * 18}three"]


@pytest.mark.parametrize(
    ("target", "type_", "selector"),
    [
        (Place("/Slug/!5"), "1", "/Slug/!5"),
        (PicturePlace("/!m5.png", "png"), "I", "/!m5.png"),
        (PicturePlace("/!m5.gif", "gif"), "g", "/!m5.gif"),
        (Outside("https://example.invalid/a?b=c#d"), "h", "URL:https://example.invalid/a?b=c#d"),
        (Outside("mailto:a@example.invalid"), "h", "URL:mailto:a@example.invalid"),
    ],
)
def test_where_items_lead(target, type_, selector):
    found = one(LinkLine("text", target))
    assert (found.type, found.selector, found.host, found.port) == (type_, selector, SERVER.host, SERVER.port)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("gopher://there.invalid", ("1", "", "there.invalid", 70)),
        ("gopher://there.invalid:7070/0/a%20b", ("0", "/a b", "there.invalid", 7070)),
        ("GOPHER://there.invalid/7/s", ("7", "/s", "there.invalid", 70)),
    ],
)
def test_an_item_leads_to_another_gopher_server_itself(address, expected):
    found = one(LinkLine("text", Outside(address)))
    assert (found.type, found.selector, found.host, found.port) == expected


@pytest.mark.parametrize(
    "address",
    [
        "gopher://there.invalid:99999/",
        "gopher://there.invalid/iinfo",
        "gopher://there.invalid/3error",
        "gopher://there.invalid/%zzx",
        "gopher://there.invalid/1a%0d%0ab",
        "gopher://there.invalid/7/s%09words",
        "gopher://",
    ],
)
def test_a_gopher_address_that_makes_no_item_that_can_be_followed_is_an_address_outside(address):
    found = one(LinkLine("text", Outside(address)))
    assert (found.type, found.selector, found.host) == ("h", f"URL:{address}", SERVER.host)
