"""Every selector that a reader can reach, in process: on the archive that ships and on two real ones."""

import re

import pytest
from attrs import frozen

from gopherd.checking import Severity, crawl, decode_strictly
from gopherd.message import Blob, Request, Status
from gopherd.render.wrapping import cells
from tests.fakes import NOW, application, index
from tests.reference import ROOT, shared

SHIPPED = ROOT / "archive"
ARCHIVES = {
    "shipped": lambda: SHIPPED,
    "okfn-de-blog": lambda: shared("data/okfn-de-blog"),
    "digitalgov-news": lambda: shared("data/digitalgov-news"),
}
_INDENT = re.compile(r"(?:> |\* |[0-9]+\. |\[\^[0-9]+\] |# |## | )*")
_NO_MENU = re.compile(r"^/(?:utf8|latin1|ascii|[0-9]+)/|\.(?:txt|xml)(?:/[0-9]+)?$")
"""Texts, and the front pages of other editions (``tests/test_editions.py`` reads those)."""
_NUMBER = re.compile(r"/!([0-9]+)$")


@frozen
class Crawled:
    """A whole archive as its readers find it."""

    root: object
    reader: object
    findings: list
    responses: dict
    pages: dict
    """The items of every menu, by selector."""

    def rows(self, sql, *values):
        return self.reader._db.execute(sql, values).fetchall()


@pytest.fixture(scope="session")
def crawled(request, tmp_path_factory):
    """Crawl an archive; in one test for each archive, since workers share no fixture."""

    def crawl_it(name):
        root = ARCHIVES[name]()
        archive, site = index(root, tmp_path_factory.mktemp("index"))
        here, responses = application(archive, failed=repr), {}

        def answer(request):
            responses[request.selector] = response = here.answer(request)
            return response

        findings = list(crawl(answer, site, lambda _done, _known: None))
        pages = {
            selector: decode_strictly(response.body)
            for selector, response in responses.items()
            if isinstance(response.body, bytes) and not _NO_MENU.search(selector)
        }
        return Crawled(root, archive.snapshot(NOW), findings, responses, pages)

    return crawl_it


def no_dead_link(here):
    assert [found for found in here.findings if found.severity is Severity.ERROR] == []
    assert {response.status for response in here.responses.values()} == {Status.OK}


def no_line_over_the_width(here):
    width = here.reader.site.width
    for selector, items in here.pages.items():
        for found in items:
            text = found.display_string
            assert cells(text) <= width or " " not in text[_INDENT.match(text).end() :], (selector, text)


def no_page_has_gaps(here):
    for selector, items in here.pages.items():
        texts = [found.display_string for found in items]
        assert texts[0], selector
        assert texts[-1], selector
        assert not any(found.type != "i" and not found.display_string for found in items), selector
        assert not any(text.endswith(" ") for text in texts), (selector, [text for text in texts if text.endswith(" ")])


def every_article_is_reached(here):
    listed = {number for (number,) in here.rows("SELECT number FROM article WHERE listed AND published <= ?", NOW)}
    reached = {int(found[1]) for found in map(_NUMBER.search, here.responses) if found}
    assert listed <= reached
    assert len(listed) > 40


def nothing_hidden_is_anywhere(here):
    """No title, no number and no selector of a draft or of an article to come, on any page."""
    hidden = {title for (title,) in here.rows("SELECT title FROM article WHERE published > ?", NOW)}
    for (path,) in here.rows("SELECT path FROM file WHERE role = 'draft'"):
        text = (here.root / path).read_text("utf-8", "replace")
        hidden.add(re.search(r"""^["']?title["']?\s*[:=]\s*["']?(.*?)["']?,?$""", text, re.MULTILINE)[1])
    public = {title for (title,) in here.rows("SELECT title FROM article WHERE published <= ?", NOW)}
    hidden = {" ".join(title.split()) for title in hidden} - public
    shown = {" ".join(found.display_string for found in items) for items in here.pages.values()}
    for title in hidden:
        assert not any(title in page for page in shown), title
    numbers = {number for (number,) in here.rows("SELECT number FROM file WHERE role = 'draft'")}
    numbers |= {number for (number,) in here.rows("SELECT number FROM article WHERE published > ?", NOW)}
    selectors = {found.selector for items in here.pages.values() for found in items}
    assert not {f"!{number}" for number in numbers} & {selector.rpartition("/")[2] for selector in selectors}
    return hidden


def pictures_are_files_of_the_archive(here):
    pictures = [response.body for response in here.responses.values() if isinstance(response.body, Blob)]
    for picture in pictures:
        assert (here.root / picture.path).is_file()
        assert (here.root / picture.path).resolve().is_relative_to(here.root.resolve())
    return pictures


WAYS = {
    "shipped": ["/!changed", "/!linked", "/!long", "/!random", "/!t", "/!t/most", "/!a/most", "/!c", "/!c/most"],
    "okfn-de-blog": [
        "/!linked",
        "/!linked/",
        "/!long/",
        "/!random",
        "/!t/k",
        "/!t/_",
        "/!t/most/",
        "/!a/most",
    ],
    "digitalgov-news": ["/!linked/", "/!long/", "/!a/s", "/!a/most/", "/!t/most", "/!random"],
}
"""Selectors, or what they begin with, that a reader of each archive comes upon."""


def every_way_is_found(here, name):
    for way in WAYS[name]:
        assert any(selector == way or (way.endswith("/") and selector.startswith(way)) for selector in here.pages), way
    # A way that never ends would lead a crawler astray: chance leads to itself and to articles alone.
    assert sum(selector.startswith("/!random") for selector in here.pages) == 1


@pytest.mark.parametrize("name", ARCHIVES)
def test_every_selector_that_a_reader_can_reach(crawled, name):
    here = crawled(name)
    no_dead_link(here)
    no_line_over_the_width(here)
    no_page_has_gaps(here)
    every_article_is_reached(here)
    every_way_is_found(here, name)
    hidden = nothing_hidden_is_anywhere(here)
    pictures = pictures_are_files_of_the_archive(here)
    if name == "shipped":
        assert len(hidden) == 2
        assert len(pictures) == 10


def test_what_is_hidden_in_the_shipped_archive_is_as_unknown_as_any_other_number(tmp_path):
    archive, _ = index(SHIPPED, tmp_path)
    here, reader = application(archive), archive.snapshot(NOW)
    rows = reader._db.execute(
        "SELECT number FROM article WHERE published > ? UNION SELECT number FROM file WHERE role = 'draft'", (NOW,)
    ).fetchall()
    assert len(rows) == 2

    def said(number):
        response = here.answer(Request(f"/!{number}"))
        assert response.status is Status.MISSING
        return response.body.replace(str(number).encode(), b"NUMBER")

    assert {said(number) for (number,) in rows} == {said(7777777)}
