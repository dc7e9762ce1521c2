"""Gopher+ over the whole application: each answer beside the plain one it is made of."""

import re
from datetime import UTC, datetime

import pytest
from attrs import evolve

from gopherd.errors import ArchiveUnavailable, BadRequest, BeingIndexed, Fault
from gopherd.message import Blob, Plus, Request, Status, Wish
from gopherd.render.menu import Server
from tests.fakes import SITE, FakeArchive, FakeSnapshot, application, article
from tests.wire.test_plus import blocks_of

ADMIN = "Desk <desk@example.invalid>"
FIVE = article(
    5, "Title ü", kicker="Kick", teaser="The teaser", tags=["Joe"], authors=["Ann"], section="News", language="de",
    lede="A lede of its own", updated=datetime(2026, 2, 4, 15, tzinfo=UTC), source="https://example.invalid/5",
)  # fmt: skip
FULL = FakeSnapshot(SITE, (FIVE, article(6, "Six", teaser="Only a teaser", section="News", day="2026-01-02")))
CONTENT, ATTRIBUTES, MENU = Plus(Wish.CONTENT), Plus(Wish.ATTRIBUTES), Plus(Wish.MENU_ATTRIBUTES)


@pytest.fixture
def here():
    return application(FakeArchive(FULL), server=Server("h.invalid", 70, ADMIN))


def ask(here, selector, asked, search=""):
    return here.answer(Request(selector, search, asked))


def plain(here, selector):
    return here.answer(Request(selector)).body


def body_of(response):
    head, _, body = response.body.partition(b"\r\n")
    assert head == f"+{len(body)}".encode()
    return body


@pytest.mark.parametrize("selector", ["", "/!5", "/!l", "/!t", "/!d"])
def test_the_content_is_the_plain_menu_with_a_mark_on_what_knows_more(here, selector):
    body = body_of(ask(here, selector, CONTENT))
    assert body.replace(b"\th.invalid\t70\t+\r\n", b"\th.invalid\t70\r\n") == plain(here, selector)
    for line in body.split(b"\r\n")[:-2]:
        assert line.endswith(b"\th.invalid\t70\t+") is (line[:1] in b"107"), line


def test_pictures_are_no_gopher_plus_items_and_their_files_are_sent_until_the_end(here):
    response = ask(here, "/!m7.png", CONTENT)
    assert response.body == Blob("/archive", "media/seven.png", b"+-2\r\n")
    (item,) = blocks_of(ask(here, "/!m7.png", ATTRIBUTES).body)
    assert item["INFO"] == [b"I!m7.png\t/!m7.png\th.invalid\t70\t+"]
    assert item["VIEWS"] == ["image/png:"]


@pytest.mark.parametrize(
    ("selector", "type_"),
    [("/caps.txt", "text/plain"), ("about.txt", "text/plain"), ("/feed.xml", "application/atom+xml")],
)
def test_texts_for_programs_have_their_type(here, selector, type_):
    assert body_of(ask(here, selector, CONTENT)) == plain(here, selector)
    (item,) = blocks_of(ask(here, selector, ATTRIBUTES).body)
    assert item["INFO"][0].startswith(b"0")
    assert item["VIEWS"] == [f"{type_}: <{max(round(len(plain(here, selector)) / 1024), 1)}k>"]


def test_an_address_outside_is_html(here):
    selector = "URL:https://example.invalid/"
    assert body_of(ask(here, selector, CONTENT)) == plain(here, selector)
    (item,) = blocks_of(ask(here, selector, ATTRIBUTES).body)
    assert item["VIEWS"] == ["text/html: <1k>"]
    assert item["INFO"][0].startswith(b"h")


def test_what_is_known_of_an_article(here):
    (item,) = blocks_of(ask(here, "/Kick/!5", ATTRIBUTES).body)
    assert item == {
        "INFO": ["1Paper -- Kick: Title ü\t/Kick/!5\th.invalid\t70\t+".encode()],
        "ADMIN": [f"Admin: {ADMIN}", "Mod-Date: Wed Feb  4 15:00:00 2026 <20260204150000>"],
        "VIEWS": [
            "application/gopher+-menu de_DE: <1k>",
            "text/plain de_DE: <1k>",
            "text/plain de_DE.ISO-8859-1: <1k>",
            "text/plain de_DE.US-ASCII: <1k>",
        ],
        "ABSTRACT": ["A lede of its own"],
    }


def test_the_text_of_an_article_in_each_character_set(here):
    for name, selector in (
        ("text/plain", "/!5.txt"), ("text/plain de_DE", "/!5.txt"), ("text/plain de_DE.US-ASCII", "/ascii/!5.txt"),
        ("text/plain de_DE.ISO-8859-1", "/latin1/!5.txt"),
    ):  # fmt: skip
        assert body_of(ask(here, "/Kick/!5", Plus(Wish.CONTENT, name))) == plain(here, selector)
    (item,) = blocks_of(ask(here, "/!5.txt", ATTRIBUTES).body)
    assert item["INFO"] == [b"0!5.txt\t/!5.txt\th.invalid\t70\t+"]
    assert len(item["VIEWS"]) == 1
    assert body_of(ask(here, "/!5.txt", Plus(Wish.CONTENT, "text/plain de_DE"))) == plain(here, "/!5.txt")


def test_an_edition_keeps_its_character_set_and_its_links(here):
    answer = ask(here, "/latin1/!5", MENU).body
    assert "Title ü".encode("latin-1") in answer
    assert b"\t/latin1/!5.txt\t" in answer
    assert b"A lede of its own" in ask(here, "/latin1/!5", ATTRIBUTES).body
    assert b"\n+INFO: 1Paper -- Kick: Title \xfc\t/latin1/!5\t" in ask(here, "/latin1/!5", ATTRIBUTES).body
    assert b"Title ue" in ask(here, "/ascii/!l", MENU).body


def test_every_view_that_is_offered_is_sent_and_has_the_size_that_was_said(here):
    many = FakeSnapshot(SITE, tuple(article(n, f"Title {n}" * 9, teaser="x" * 60 * n) for n in range(1, 20)))
    here = application(FakeArchive(many))
    for selector in ("", "/!l", "/!7", "/!d"):
        (item,) = blocks_of(ask(here, selector, ATTRIBUTES).body)
        for view in item["VIEWS"]:
            name, size = view.removesuffix("k>").split(": <")
            body = body_of(ask(here, selector, Plus(Wish.CONTENT, name)))
            assert int(size) == max(round(len(body) / 1024), 1)
            if "." not in name:  # the first of its type
                assert body == body_of(ask(here, selector, Plus(Wish.CONTENT, name.split()[0].upper())))
                assert body == body_of(ask(here, selector, Plus(Wish.CONTENT, f"{name.split()[0]} fr_FR")))


def test_a_view_that_is_not_there(here):
    response = ask(here, "/!5", Plus(Wish.CONTENT, "application/postscript"))
    assert response.status is Status.MISSING
    assert response.body == f"--1\r\n1 {ADMIN}\r\napplication/postscript\r\n.\r\n".encode()


@pytest.mark.parametrize("selector", ["", "/!5", "/!l", "/!t"])
def test_a_menu_with_all_that_is_known_has_the_items_of_the_plain_menu(here, selector):
    items = blocks_of(ask(here, selector, MENU).body)
    if selector == "/!5":
        text, empty, *items = items
        assert text["INFO"] == [b"0This article as a text\t/!5.txt\th.invalid\t70\t+"]
        assert text["ABSTRACT"] == ["A lede of its own"]
        assert text["VIEWS"] == ["text/plain de_DE: <1k>"]
        assert empty == {"INFO": [b"i\tfake\t(NULL)\t0"]}
    shown = b"".join(item["INFO"][0].removesuffix(b"\t+") + b"\r\n" for item in items) + b".\r\n"
    assert shown == plain(here, selector)
    for item in items:
        line = item["INFO"][0]
        assert ("ADMIN" in item) is line.endswith(b"\t+") is (line[:1] in b"107")
        assert ("VIEWS" in item) is ("ABSTRACT" in item) is (re.search(rb"/![56](?:\.txt)?\t", line) is not None)


def test_a_teaser_stands_for_a_lede_and_the_date_for_an_update(here):
    six = next(item for item in blocks_of(ask(here, "/!l", MENU).body) if b"/!6\t" in item["INFO"][0])
    assert six["ABSTRACT"] == ["Only a teaser"]
    assert six["ADMIN"][1] == "Mod-Date: Fri Jan  2 00:00:00 2026 <20260102000000>"
    assert six["VIEWS"][0].startswith("application/gopher+-menu en_US")


def test_attributes_of_a_menu_that_is_none_are_those_of_the_thing_itself(here):
    assert ask(here, "/!m7.png", MENU).body == ask(here, "/!m7.png", ATTRIBUTES).body


def test_only_the_blocks_that_are_asked_for(here):
    (item,) = blocks_of(ask(here, "/!5", evolve(ATTRIBUTES, blocks=frozenset({"VIEWS"}))).body)
    assert set(item) == {"INFO", "VIEWS"}


def test_nobody_is_named_where_the_configuration_names_nobody():
    here = application(FakeArchive(FULL))
    (item,) = blocks_of(ask(here, "/!l", ATTRIBUTES).body)
    assert "ADMIN" not in item
    assert ask(here, "/nothing", MENU).body.startswith(b"--1\r\n1 \r\n")


# --- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [CONTENT, ATTRIBUTES, MENU], ids=lambda asked: asked.wish.value)
def test_what_is_missing_is_a_gopher_plus_error(here, asked):
    response = ask(here, "/nothing", asked)
    assert response.status is Status.MISSING
    assert response.body == f"--1\r\n1 {ADMIN}\r\nThere is nothing here: /nothing\r\n.\r\n".encode()


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (BeingIndexed(3, 10), Status.UNAVAILABLE, b"3 of 10"),
        (ArchiveUnavailable("/secret"), Status.UNAVAILABLE, b"cannot be read at present"),
        (KeyError("/secret"), Status.FAILED, b"(error 4711)"),
    ],
)
def test_what_may_be_better_later_says_so(error, status, said):
    response = ask(application(FakeArchive(FULL, error)), "/!5", MENU)
    assert response.status is status
    assert response.body.startswith(b"--1\r\n2 ")
    assert said in response.body
    assert b"secret" not in response.body


def test_an_error_of_ours_between_two_looks_is_an_answer_too():
    class Fickle(FakeArchive):
        def snapshot(self, now):
            if self.asked_at:
                raise self.error
            return super().snapshot(now)

    for error, status in ((ArchiveUnavailable("x"), Status.UNAVAILABLE), (KeyError("x"), Status.FAILED)):
        archive = Fickle(FULL)
        archive.error = None
        here = application(archive)
        plain(here, "/!5")
        archive.error = error
        response = ask(here, "/!5", MENU)
        assert response.status is status
        assert response.body.startswith(b"--1\r\n2 ")


def test_a_line_that_is_no_request_is_refused_in_the_clients_own_protocol(here):
    assert here.refuse(BadRequest(Fault.NOT_UTF8, is_plus=True)).body.startswith(b"--1\r\n1 ")
    assert here.refuse(BadRequest(Fault.NOT_UTF8)).body.startswith(b"3")


# --- words, and the cache -------------------------------------------------------------------------------------------


def test_on_a_search_only_the_third_field_counts(here):
    words = Request("/!s", "$", MENU)
    assert here.answer(words).body == plain(here, "/!s/=24")
    assert ask(here, "/!s", evolve(MENU, is_behind_words=True), "$").body.startswith(b"+-1\r\n")


def test_what_a_search_has_found_is_known_by_its_own_address(here):
    (item,) = blocks_of(ask(here, "/!s", evolve(ATTRIBUTES, is_behind_words=True), "only teaser").body)
    assert item["INFO"] == [b"1Paper -- only teaser: 1 hit\t/!s/only=20teaser\th.invalid\t70\t+"]
    size = len(body_of(ask(here, "/!s/only=20teaser", CONTENT)))
    assert item["VIEWS"] == [f"application/gopher+-menu en_US: <{max((size + 512) // 1024, 1)}k>"]
    found = ask(here, "/!s", evolve(CONTENT, is_behind_words=True), "only teaser")
    assert body_of(found) == body_of(ask(here, "/!s/only=20teaser", CONTENT))
    assert blocks_of(ask(here, "/!s", evolve(MENU, is_behind_words=True), "only teaser").body) == blocks_of(
        ask(here, "/!s/only=20teaser", MENU).body
    )


def test_an_answer_is_kept_as_long_as_the_plain_one():
    archive = FakeArchive(FULL)
    here = application(archive)
    ask(here, "/!l", MENU)
    first = ask(here, "/!l", MENU)
    assert ask(here, "/!l", MENU) is first
    archive.present = evolve(FULL, articles=(FIVE,), generation=2)
    assert b"Six" in first.body
    assert b"Six" not in ask(here, "/!l", MENU).body
