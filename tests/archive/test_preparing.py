from datetime import UTC, datetime

from gopherd.archive.headlines import teaser_of, text_of
from gopherd.archive.packing import Packer
from gopherd.archive.preparing import key_of, prepare, seconds_of
from gopherd.archive.schema import OUTSIDE_KEY, ROLE_BODY, ROLE_IMAGE, ROLE_RELATED
from gopherd.model.article import UNDATED, Manuscript
from gopherd.model.body import Figure, Link, Paragraph


def prepared(**fields):
    return prepare(Manuscript("news/a.md", None, "Title", **fields), "https://a.b", Packer())


def test_seconds():
    assert seconds_of(None) == UNDATED
    assert seconds_of(datetime(2022, 2, 2, tzinfo=UTC)) == 1643760000


def test_keys_tell_addresses_apart_and_are_never_the_outside():
    keys = {key_of(f"!{number}") for number in range(10_000)}
    assert len(keys) == 10_000
    assert OUTSIDE_KEY not in keys
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys)
    assert key_of("p:caf\udce9") != key_of("p:caf")


def test_a_link_has_one_place_and_a_row_for_each_of_its_meanings():
    body = (Paragraph((Link("one", "b.md"), Link("two", "/!7"), Link("again", "b.md"))),)
    rows = prepared(body=body).references
    assert [(role, place) for role, place, rank, _ in rows if not rank] == [(ROLE_BODY, 0), (ROLE_BODY, 1)]
    assert (ROLE_BODY, 1, 0, key_of("!7")) in rows
    assert (ROLE_BODY, 0, 0, key_of("p:news/b")) in rows


def test_a_link_below_the_sites_address_may_end_outside():
    rows = prepared(body=(Paragraph((Link("shop", "/shop"),)),)).references
    assert rows[-1][3] == OUTSIDE_KEY


def test_pictures_and_related_articles_have_places_of_their_own():
    rows = prepared(image=Figure("a.png", "A"), related=("12", "old.md")).references
    assert {role for role, *_ in rows} == {ROLE_IMAGE, ROLE_RELATED}
    assert (ROLE_RELATED, 0, 0, key_of("!12")) in rows


def test_the_packed_page_holds_the_teaser_and_the_text_and_no_finished_page():
    page = Packer().unpack(prepared(teaser="Was: Ümlaut", lede="L").data)
    assert teaser_of(page) == "Was: Ümlaut"
    assert text_of(page) == b'{"lede":"L"}'
    assert page.startswith(b"\0")
