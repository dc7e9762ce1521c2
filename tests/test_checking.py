import pytest
from attrs import evolve

from gopherd.archive.inspection import DeadLink, Inspection
from gopherd.checking import (
    Finding,
    Severity,
    crawl,
    decode_strictly,
    faults,
    findings_in_files,
    findings_on_front,
)
from gopherd.errors import Issue
from gopherd.message import Blob, Request, Response, Status
from gopherd.model.body import Link, Paragraph
from gopherd.model.edition import Charset
from gopherd.model.site import Block, Front, FrontBlock
from gopherd.wire.menu import LASTLINE, Item, info, item, menu
from tests.fakes import SITE, TAZ, FakeArchive, FakeSnapshot, application, article

HERE = ("gopher.example.invalid", 70)


def crawled(pages, site=SITE):
    """What a crawl finds, and the selectors it asked for, where ``pages`` are bodies by selector."""
    asked, progress = [], []

    def answer(request):
        asked.append(request.selector)
        body = pages.get(request.selector)
        return Response(Status.MISSING, b"") if body is None else Response(Status.OK, body)

    found = list(crawl(answer, site, lambda done, known: progress.append((done, known))))
    assert progress[-1] == (len(asked), len(asked))
    return found, asked


def to(selector, type_="1", host=HERE[0], port=HERE[1]):
    return item(type_, "text", selector, host, port)


def test_it_follows_every_item_once():
    pages = {"": menu([to("/a"), to("/b"), to("/a")]), "/a": menu([to("/b"), to("")]), "/b": menu([info("end")])}
    assert crawled(pages) == ([], ["", "/a", "/b"])


@pytest.mark.parametrize(
    ("text", "what"),
    [("Zürich\r\n".encode(), None), (b"", None), (b"\xff\r\n", "utf8"), (b"a\r\n.\r\nb\r\n", "full stop")],
)
def test_a_text_is_no_menu_and_has_faults_of_its_own(text, what):
    found, asked = crawled({"": menu([to(""), to("/a.txt", "0")]), "/a.txt": text})
    assert asked == ["", "/a.txt"]
    assert [what in finding.what for finding in found] == ([True] if what else [])


def test_it_follows_the_items_of_a_page_that_ends_with_text():
    pages = {"": menu([to("/a")]), "/a": menu([to("/b"), info("end")]), "/b": menu([])}
    assert crawled(pages)[1] == ["", "/a", "/b"]


def test_it_follows_the_items_of_a_page_that_ends_with_another_server():
    foreign = to("/x y?z", host="there.invalid")
    pages = {"": menu([to("/a")]), "/a": menu([to("/b"), foreign, to("/q?", "0", port=7070)]), "/b": menu([foreign])}
    assert crawled(pages) == ([], ["", "/a", "/b"])


@pytest.mark.parametrize("site", [SITE, TAZ], ids=["default", "taz"])
def test_every_page_of_an_application_is_reached(site):
    articles = [
        article(
            n, tags=[f"Tag {n}"], authors=["Ann"], section="News", teaser="Teaser",
            body=(Paragraph((Link("x", "https://a.invalid/"), Link("y", "gopher://b.invalid/1/z?"))),),
        )
        for n in range(1, 46)
    ]  # fmt: skip
    archive = FakeArchive(FakeSnapshot(site, tuple(articles)))
    answer, asked = application(archive).answer, []
    found = list(crawl(lambda request: asked.append(request.selector) or answer(request), site, lambda _a, _b: None))
    assert found == []
    for number in range(1, 46):
        assert any(selector.endswith(f"/!{number}") for selector in asked)
    menus = [selector for selector in asked if not selector.endswith(".txt")]
    assert sum("/!t" in selector and selector != "/!today" for selector in menus) == 47
    # The articles that a list shows as one text were read one by one; the last one is about.txt.
    assert sum(".txt" in selector for selector in asked) == (0 if site is TAZ else 45 + 1)


def test_an_empty_archive_has_nothing_to_follow():
    archive = FakeArchive(FakeSnapshot(SITE))
    assert list(crawl(application(archive).answer, SITE, lambda _a, _b: None)) == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (None, "nothing is here"),
        (b"ia\tb\tc\t0\r\n", "does not end with a full stop"),
        (b"ia\tb\tc\t0" + LASTLINE, "the last line has no end"),
        (b"i\xff\tb\tc\t0\r\n" + LASTLINE, "is not utf8"),
        (b"ia\x1b[0m\tb\tc\t0\r\n" + LASTLINE, "holds a control character"),
        (b"ia\tb\tc\r\n" + LASTLINE, "has not four fields"),
        (menu([info(f"{'x' * 60} {'y' * 60}")]), "a line of 121 columns"),
        (menu([to("/a?b")]), "characters that clients change"),
    ],
)
def test_what_is_found(body, what):
    found, _ = crawled({"": menu([to("/x")]), "/x": body, "/a?b": menu([])})
    (finding,) = found
    assert finding.severity is Severity.ERROR
    assert finding.where == "/x"
    assert what in finding.what


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("ä\r\n..\r\n".encode(), None),
        (b"", None),
        (b"\xff\r\n", "the text is not utf8"),
        (b"a", "the last line has no end"),
        (b"a\r\n.\r\nb\r\n", "a line is a full stop alone"),
        (b"a\x1bb\r\n", "holds a control character"),
    ],
)
def test_a_text_is_read_as_a_text(body, what):
    found, _ = crawled({"": menu([to(""), to("/x.txt", "0")]), "/x.txt": body})
    assert [finding.where for finding in found] == (["/x.txt"] if what else [])
    assert all(what in finding.what for finding in found)


def test_other_editions_are_asked_for_and_not_followed():
    pages = {"": menu([to("/ascii/40/"), to("/!e")]), "/ascii/40/": menu([to("/nowhere")]), "/!e": menu([to("/40/")])}
    found, asked = crawled(pages)
    assert asked == ["", "/ascii/40/", "/!e", "/40/"]
    assert [finding.where for finding in found] == ["/40/"]


def test_a_site_that_is_not_in_utf8():
    latin = menu([info("ä")], "latin1")
    answer = {"": Response(Status.OK, latin)}.get
    assert (
        list(crawl(lambda request: answer(request.selector), evolve(SITE, charset=Charset.LATIN1), lambda _a, _b: None))
        == []
    )
    (finding,) = crawl(lambda request: answer(request.selector), SITE, lambda _a, _b: None)
    assert finding.what == "the menu is not utf8"


def test_a_picture_is_asked_for_and_not_read():
    found, asked = crawled({"": menu([to("/"), to("/!m7.png", "I")]), "/": menu([]), "/!m7.png": Blob("/r", "x")})
    assert (found, asked) == ([], ["", "/", "/!m7.png"])


@pytest.mark.parametrize(
    ("text", "site", "is_fault"),
    [
        ("x" * 80, SITE, False),
        (f"> * {'x' * 80}", SITE, False),
        (f"   [^12] {'x' * 80}", SITE, False),
        (f"a {'x' * 80}", SITE, True),
        ("漢 " * 30, SITE, True),
        (f"a {'x' * 80}", TAZ, False),
        (f"a {'x' * 80}", evolve(SITE, width=100), False),
    ],
)
def test_a_line_over_the_width_is_a_fault_unless_it_is_one_word(text, site, is_fault):
    assert bool(list(faults(Item("i", text), site, is_ours=False))) is is_fault


@pytest.mark.parametrize("is_ours", [True, False])
def test_only_our_own_selectors_are_judged(is_ours):
    assert bool(list(faults(Item("1", "x", "/a?b"), SITE, is_ours=is_ours))) is is_ours


def test_a_menu_decoded_strictly():
    assert decode_strictly(menu([info("a"), to("/b")])) == (
        Item("i", "a", "fake", "(NULL)", 0),
        Item("1", "text", "/b", *HERE),
    )
    assert decode_strictly(LASTLINE) == ()


def test_what_the_indexer_has_noticed():
    inspection = Inspection(
        roles={},
        issues=(
            Issue("a.md", "no date like that", 3, left_out=True),
            Issue("b.md", "read as cp1252"),
            Issue("c.md", "expiryDate is ignored"),
            Issue("d.md", "only redirects", left_out=True),
        ),
        dead_links=(DeadLink("e.md", "!5", is_to_come=False), DeadLink("e.md", "!6", is_to_come=True)),
        missing_pictures=(DeadLink("f.md", "x.png", is_to_come=False),),
    )
    assert list(findings_in_files(inspection)) == [
        Finding(Severity.ERROR, "a.md:3", "left out: no date like that"),
        Finding(Severity.WARNING, "b.md", "read as cp1252"),
        Finding(Severity.NOTE, "c.md", "expiryDate is ignored"),
        Finding(Severity.NOTE, "d.md", "left out: only redirects"),
        Finding(Severity.WARNING, "e.md", "link '!5' leads to nothing here"),
        Finding(Severity.WARNING, "e.md", "link '!6' leads to an article whose time has not come"),
        Finding(Severity.NOTE, "f.md: x.png", "a picture that is not in the archive; its caption is shown"),
    ]


def test_what_the_front_page_is_to_show_and_cannot():
    front = Front((1, 7), (FrontBlock(Block.LATEST), FrontBlock(Block.TAG, "Gofer"), FrontBlock(Block.TAG, "gopher")))
    snapshot = FakeSnapshot(evolve(SITE, front=front), (article(1, tags=["Gopher"]),))
    assert list(findings_on_front(snapshot)) == [
        Finding(Severity.WARNING, "front.pinned", "there is no article 7 that may be shown now"),
        Finding(Severity.WARNING, "front.blocks", "no article is below the tag 'Gofer'"),
    ]
    assert list(findings_on_front(FakeSnapshot(SITE))) == []


def test_requests_of_a_crawl_hold_no_search():
    seen = []
    list(crawl(lambda request: seen.append(request) or Response(Status.OK, LASTLINE), SITE, lambda _a, _b: None))
    assert seen == [Request("")]
