import contextlib
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.archive.ports import Everything, Named, Period, Since
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.body import Picture, Reference
from gopherd.model.site import Style
from gopherd.pages import routes
from gopherd.pages.documents import Document, DocumentRoute, document_path
from gopherd.pages.routes import (
    ArticleRoute,
    FrontRoute,
    ListRoute,
    NamesRoute,
    PictureRoute,
    YearsRoute,
    resolve,
)
from tests.fakes import article, name
from tests.strategies import all_routes, any_text, numbers

TAG = ListRoute(Named(Kind.TAG, 5009869))
ACCEPTED = {
    "": FrontRoute(),
    "/": FrontRoute(),
    "//": FrontRoute(),
    "1/": FrontRoute(),
    "/Ukraine-Konflikt/!5832716": ArticleRoute(5832716),
    "/!5832716": ArticleRoute(5832716),
    "/any slug, ü even/!5832716": ArticleRoute(5832716),
    "/Slug/!0": ArticleRoute(0),
    f"/!{'9' * 18}": ArticleRoute(10**18 - 1),
    "/Ukraine/!t5009869": TAG,
    "/!t5009869": TAG,
    "/Ukraine/!t5009869/5832487": ListRoute(Named(Kind.TAG, 5009869), 5832487),
    "/!a7": ListRoute(Named(Kind.AUTHOR, 7)),
    "/Politik/!p7": ListRoute(Named(Kind.SECTION, 7)),
    "/!t": NamesRoute(Kind.TAG),
    "/!t/7": NamesRoute(Kind.TAG, 7),
    "/!a": NamesRoute(Kind.AUTHOR),
    "/!p": NamesRoute(Kind.SECTION),
    "/!l": ListRoute(Everything()),
    "/!l/7": ListRoute(Everything(), 7),
    "/!d": YearsRoute(),
    "/!d2022": ListRoute(Period(2022)),
    "/!d2022-02": ListRoute(Period(2022, 2)),
    "/!d2022-02-02": ListRoute(Period(2022, 2, 2)),
    "/!d2022-02/7": ListRoute(Period(2022, 2), 7),
    "/!m7.png": PictureRoute(7, "png"),
    "/!new/2026-11-01": ListRoute(Since(date(2026, 11, 1))),
    "/!new/2026-11-01/7": ListRoute(Since(date(2026, 11, 1)), 7),
    "/caps.txt": DocumentRoute(Document.CAPS),
    "/robots.txt": DocumentRoute(Document.ROBOTS),
    "/about.txt": DocumentRoute(Document.ABOUT),
    "/sitemap.txt": DocumentRoute(Document.SITEMAP),
    "/sitemap.txt/7": DocumentRoute(Document.SITEMAP, after=7),
    "/feed.xml": DocumentRoute(Document.FEED),
    "/!l/feed.xml": DocumentRoute(Document.FEED),
    "/Ukraine/!t5009869/feed.xml": DocumentRoute(Document.FEED, Named(Kind.TAG, 5009869)),
    "/!p7/feed.xml": DocumentRoute(Document.FEED, Named(Kind.SECTION, 7)),
    "/!m7.jpeg": PictureRoute(7, "jpeg"),
}
SPELLINGS = {
    "as it is": lambda path: path,
    "a slash behind": lambda path: f"{path}/",
    "no slash in front": lambda path: path.removeprefix("/"),
    "two slashes": lambda path: path.replace("/", "//"),
    "%21": lambda path: path.replace("!", "%21"),
    "all of it coded": lambda path: "".join(f"%{byte:02x}" for byte in path.encode()),
    "a type in front": lambda path: f"1{path}",
    "a type in front of a code": lambda path: f"I{path}".replace("!", "%21"),
    "a type in front of bad UTF-8": lambda path: f"1/%ff{path}" if path.startswith("/!") else path,
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize(("path", "route"), ACCEPTED.items())
def test_every_spelling_that_is_tolerated(path, route, spelling):
    if path.startswith("/"):
        path = spelling(path)
    assert resolve(path) == route


@pytest.mark.parametrize(
    "selector",
    [
        "/!007",
        "/!٣",
        "/!５８３",
        "/!+5",
        "/!-5",
        "/!1_000",
        "/!5 ",
        "/! 5",
        "/!5\u200b",
        "/!5\n",
        f"/!{'9' * 19}",
        "/!5.0",
        "/!0x5",
        "/!",
        "!",
        "/!s",
        "/!s/words",
        "/!new",
        "/!new/2026-11-31",
        "/!new/2026",
        "/!new/2026-11-01/x",
        "/!new/2026-11-01/5/5",
        "/caps.txt/5",
        "/robots.txt/robots.txt",
        "/CAPS.TXT",
        "/sitemap.txt/05",
        "/Slug/feed.xml",
        "/!t/feed.xml",
        "/!5/feed.xml",
        "/!d2022/feed.xml",
        "/!t5/7/feed.xml",
        "/feed.xml/feed.xml",
        "/feed.xml" * 200,
        "/!i",
        "/!T5",
        "/!t007",
        "/!t5/5/5",
        "/!5/5",
        "/Slug/!5/Slug",
        "/!t5/007",
        "/!t5/٣",
        "/!l5",
        "/!l/x",
        "/!d/5",
        "/!d202",
        "/!d20222",
        "/!d2022-2",
        "/!d2022-02-2",
        "/!d2022-02-02-02",
        "/!d٢٠٢٢",
        "/!m7",
        "/!m7.",
        "/!m7.PNG",
        "/!m7.p",
        "/!m7.tar.gz",
        "/!m7.png/5",
        "/!m../etc/passwd",
        "/%25215",
        "/Slug/%252521",
        "/%21%35%2500",
        "/Slug",
        "/Slug/Other",
        "/Two/Slugs/!5",
        "/utf8/!5",
        "/latin1/!5",
        "/ascii/!t5",
        "/20/!5",
        "/67",
        "/200/!5",
        "1/67/!5",
        "1",
        "1!5",
        "11/!5/x",
        "/!5.txt",
        "URL:https://example.invalid",
        "../../etc/passwd",
        "\x00",
        "%00",
        "%ff",
        "\ud800%41",
    ],
)
def test_what_is_refused(selector):
    with pytest.raises(NotFound):
        resolve(selector)


@pytest.mark.parametrize("selector", ["/19/!5", "/201/!5", "/UTF8/!5", "/7/!5", "/%ff/!5"])
def test_what_looks_like_an_edition_and_is_a_slug(selector):
    assert resolve(selector) == ArticleRoute(5)


def path_of(route):
    match route:
        case FrontRoute():
            return routes.FRONT_PATH
        case YearsRoute():
            return routes.YEARS_PATH
        case ArticleRoute(number):
            return routes.article_path(Reference(number, "Slug"))
        case PictureRoute(number, extension):
            return routes.picture_path(Picture(number, extension))
        case NamesRoute(kind, after):
            return routes.further_path(routes.names_path(kind), after or 0)
        case DocumentRoute(document, Everything(), after):
            return routes.further_path(document_path(document), after or 0)
        case DocumentRoute(document, Named(kind, number)):
            return document_path(document, f"/Slug/!{kind.value}{number}")
        case ListRoute(Since(day), after):
            return routes.further_path(routes.since_path(day), after or 0)
        case ListRoute(Everything(), after):
            return routes.further_path(routes.ALL_PATH, after or 0)
        case ListRoute(Period() as period, after):
            return routes.further_path(routes.period_path(period), after or 0)
        case ListRoute(Named(kind, number), after):
            return routes.further_path(f"/Slug/!{kind.value}{number}", after or 0)


@given(all_routes.filter(lambda route: getattr(route, "after", None) != 0))
def test_a_route_is_a_path_is_a_route(route):
    assert resolve(path_of(route)) == route


@given(st.one_of(any_text, st.text("/!%0123456789abtpdlms.-", max_size=30)))
@example("%d800")
@example("\ud800%41")
def test_any_selector_means_a_page_or_nothing(selector):
    with contextlib.suppress(NotFound):
        resolve(selector)


@given(numbers)
def test_a_number_has_one_spelling(number):
    assert resolve(f"/!{number}") == ArticleRoute(number)
    with pytest.raises(NotFound):
        resolve(f"/!0{number}")


def test_paths():
    headline = article(5832716, "T", kicker="Ukraine-Konflikt").headline
    assert routes.article_path(headline) == "/Ukraine-Konflikt/!5832716"
    assert routes.listed_path(headline, Style.DEFAULT) == "/Ukraine-Konflikt/!5832716"
    assert routes.listed_path(headline, Style.TAZ) == "/!5832716"
    joe = name(Kind.TAG, "Joe Biden")
    assert routes.name_path(joe) == f"/Joe-Biden/!t{joe.number}"
    assert routes.period_path(Period(2022, 2, 2)) == "/!d2022-02-02"
    assert routes.further_path("/!t5", 0) == "/!t5"
    assert routes.further_path("/!t5", 7) == "/!t5/7"


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
    assert routes.address_in(selector) == address


def test_where_words_are_taken():
    assert all(map(routes.takes_words, ("/!s", "!s", "/%21s", "7/!s", "/Slug/!t5/!s", "/!s/klima/2")))
    assert not any(map(routes.takes_words, ("", "/!5", "/!sport", "/s", "/Slug!s")))
