import contextlib
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.archive.selections import (
    OTHER,
    ByName,
    BySize,
    Changed,
    Everything,
    Longest,
    MostLinked,
    Named,
    Period,
    SameDay,
    Since,
)
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.body import Picture, Reference
from gopherd.model.edition import PLAIN, Charset, Edition, prefix_of
from gopherd.model.site import Style
from gopherd.pages import routes
from gopherd.pages.documents import Document, DocumentRoute, document_path
from gopherd.pages.queries import LikeRoute, SearchRoute, like_path, search_path
from gopherd.pages.routes import (
    ArticleRoute,
    EditionsRoute,
    FrontRoute,
    ListRoute,
    NamesRoute,
    PictureRoute,
    RandomRoute,
    TextRoute,
    TodayRoute,
    YearsRoute,
    edition_of,
    resolve,
    within,
)
from gopherd.pages.waymarks import RANDOM_PATH, TODAY_PATH, way_path
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
    "/!t/a": NamesRoute(Kind.TAG, ByName("a")),
    "/!a/_/7": NamesRoute(Kind.AUTHOR, ByName(OTHER), 7),
    "/!t/most": NamesRoute(Kind.TAG, BySize()),
    "/!c/most/7": NamesRoute(Kind.SERIES, BySize(), 7),
    "/!c": NamesRoute(Kind.SERIES),
    "/Kolumne/!c7/8": ListRoute(Named(Kind.SERIES, 7), 8),
    "/!c7/feed.xml": DocumentRoute(Document.FEED, Named(Kind.SERIES, 7)),
    "/!changed": ListRoute(Changed()),
    "/!changed/7": ListRoute(Changed(), 7),
    "/!long/7": ListRoute(Longest(), 7),
    "/!linked.txt/7": TextRoute(ListRoute(MostLinked(), 7)),
    "/!d--02-29": ListRoute(SameDay(2, 29)),
    "/!d--11-22/7": ListRoute(SameDay(11, 22), 7),
    "/!d--11-22.txt": TextRoute(ListRoute(SameDay(11, 22))),
    "/!today": TodayRoute(),
    "/!random": RandomRoute(),
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
    "/!m7.txt": PictureRoute(7, "txt"),
    "/!e": EditionsRoute(),
    "/!5.txt": TextRoute(ArticleRoute(5)),
    "/Slug/!5.txt": TextRoute(ArticleRoute(5)),
    "/Ukraine/!t5009869.txt": TextRoute(TAG),
    "/!t5.txt/7": TextRoute(ListRoute(Named(Kind.TAG, 5), 7)),
    "/!d2022-02-02.txt": TextRoute(ListRoute(Period(2022, 2, 2))),
    "/!l.txt": TextRoute(ListRoute(Everything())),
    "/utf8/!5": ArticleRoute(5),
    "/latin1/!5": ArticleRoute(5),
    "/ascii/!t5009869": TAG,
    "/20/Slug/!5": ArticleRoute(5),
    "/200/!5": ArticleRoute(5),
    "/67": FrontRoute(),
    "/ascii/40": FrontRoute(),
    "/40/ascii/Ukraine/!t5009869": TAG,
    "/!s": SearchRoute(),
    "/any/!s": SearchRoute(),
    "/!s/klima": SearchRoute("klima"),
    "/!s/M=C3=BCller=20=2F=25": SearchRoute("Müller /%"),
    "/!s/feed.xml": SearchRoute("feed.xml"),
    "/!s/ascii/2": SearchRoute("ascii", 2),
    "/!s/=21s": SearchRoute("!s"),
    "/Ukraine/!t5009869/!s": SearchRoute(within=TAG.selection),
    "/Ukraine/!t5009869/!s/klima/3": SearchRoute("klima", 3, TAG.selection),
    "/!p7/!s/a": SearchRoute("a", within=Named(Kind.SECTION, 7)),
    "/!a7/!s/a": SearchRoute("a", within=Named(Kind.AUTHOR, 7)),
    "/!d2022/!s/a": SearchRoute("a", within=Period(2022)),
    "/!d2022-02/!s/a": SearchRoute("a", within=Period(2022, 2)),
    "/!d2022-02-02/!s/a": SearchRoute("a", within=Period(2022, 2, 2)),
    "/ascii/40/!s": SearchRoute(),
    "/!like/5": LikeRoute(5),
    "/Slug/!like/5": LikeRoute(5),
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
        "/!l/!s",
        "/!5/!s",
        "/!t/!s",
        "/!t5/7/!s",
        "/!t5.txt/!s",
        "/!new/2026-11-01/!s",
        "/x/y/!s",
        "/!s/a/b",
        "/!s/a/0",
        "/!s/=FF",
        "/!like",
        "/!like/x",
        "/!like/5/5",
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
        "1",
        "1!5",
        "11/!5/x",
        "/utf8/ascii/!5",
        "/ascii/ascii/!5",
        "/40/67/!5",
        "/40/ascii/67/!5",
        "/ascii/Slug/40/!5",
        "/ascii/19/40/!5",
        "/!e5",
        "/!e/5",
        "/!t/7",
        "/!t/A",
        "/!t/ab",
        "/!t/a/b",
        "/!t/a/7/8",
        "/!p/a",
        "/!c.txt",
        "/!d--13-01",
        "/!d--02-30",
        "/!d--2-3",
        "/!d-02-02",
        "/!today/5",
        "/!today.txt",
        "/!random/5",
        "/!changed/x",
        "/!long/1/2",
        "/!linked/7.txt",
        "/!changed/feed.xml",
        "/!5.txt/5",
        "/!5.text",
        "/!5.txt.txt",
        "/!t.txt",
        "/!d.txt",
        "/!e.txt",
        "/!t5/7.txt",
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


@pytest.mark.parametrize(
    ("selector", "edition"),
    [
        ("", Edition(Charset.LATIN1)),
        ("/Slug/!5", Edition(Charset.LATIN1)),
        ("/nothing", Edition(Charset.LATIN1)),
        ("/latin1", Edition(Charset.LATIN1, None, "/latin1")),
        ("/utf8/!5", Edition(Charset.UTF8, None, "/utf8")),
        ("/40/!5", Edition(Charset.LATIN1, 40, "/40")),
        ("/ascii/40/!5", Edition(Charset.ASCII, 40, "/ascii/40")),
        ("/40/ascii/!5", Edition(Charset.ASCII, 40, "/ascii/40")),
        ("//40//ascii/!5/", Edition(Charset.ASCII, 40, "/ascii/40")),
        ("40/ascii/%215", Edition(Charset.ASCII, 40, "/ascii/40")),
        ("%2f40%2fascii%2f!5", Edition(Charset.ASCII, 40, "/ascii/40")),
        ("1/40/ascii/!5", Edition(Charset.ASCII, 40, "/ascii/40")),
        ("1/%61scii/nothing", Edition(Charset.ASCII, None, "/ascii")),
        ("/ascii/40/nothing", Edition(Charset.ASCII, 40, "/ascii/40")),
        ("/40/67/!5", Edition(Charset.LATIN1, 40, "/40")),
        ("/Slug/ascii/!5", Edition(Charset.LATIN1)),
        # Raw it is a slug, and what is raw goes first.
        ("/%61scii/!5", Edition(Charset.LATIN1)),
        ("/\u0664\u0660/!5", Edition(Charset.LATIN1)),
    ],
)
def test_the_edition_that_a_selector_asks_for(selector, edition):
    assert edition_of(selector, Charset.LATIN1) == edition


@given(all_routes, st.sampled_from([None, *Charset]), st.sampled_from([None, 20, 40, 200]))
def test_an_edition_in_front_changes_no_meaning(route, charset, width):
    path = path_of(route)
    prefix = prefix_of(charset, width)
    assert resolve(prefix + path) == resolve(path)
    assert edition_of(prefix + path, Charset.UTF8) == Edition(charset or Charset.UTF8, width, prefix)


@given(any_text, st.sampled_from(Charset))
def test_any_selector_has_an_edition(selector, charset):
    assert isinstance(edition_of(selector, charset), Edition)


@pytest.mark.parametrize(
    ("selector", "there"),
    [
        ("", "/ascii/40/"),
        ("/", "/ascii/40/"),
        ("/Slug/!5", "/ascii/40/Slug/!5"),
        ("Slug/!5", "/ascii/40/Slug/!5"),
        ("/20/Slug/!5", "/20/Slug/!5"),
        ("/utf8/!5", "/utf8/!5"),
        ("URL:https://example.invalid", "URL:https://example.invalid"),
    ],
)
def test_a_selector_within_an_edition(selector, there):
    assert within(selector, Edition(Charset.ASCII, 40, "/ascii/40")) == there
    assert within(selector, PLAIN) == selector


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
        case EditionsRoute():
            return routes.EDITIONS_PATH
        case TextRoute(ArticleRoute() as article_route):
            return routes.text_path(path_of(article_route))
        case TextRoute(ListRoute(selection, after)):
            return routes.further_path(routes.text_path(path_of(ListRoute(selection))), after or 0)
        case SearchRoute(words, page, None):
            return search_path("", words, page)
        case SearchRoute(words, page, selection):
            return search_path(path_of(ListRoute(selection)), words, page)
        case LikeRoute(number):
            return like_path(number)
        case PictureRoute(number, extension):
            return routes.picture_path(Picture(number, extension))
        case TodayRoute():
            return TODAY_PATH
        case RandomRoute():
            return RANDOM_PATH
        case NamesRoute(kind, order, after):
            return routes.further_path(routes.names_path(kind, order), after or 0)
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
        case ListRoute(SameDay() | Changed() | Longest() | MostLinked() as selection, after):
            return routes.further_path(way_path(selection), after or 0)
        case ListRoute(Named(kind, number), after):
            return routes.further_path(f"/Slug/!{kind.value}{number}", after or 0)


@given(all_routes.filter(lambda route: getattr(getattr(route, "of", route), "after", None) != 0))
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
    ("selector", "number"),
    [
        ("/Slug/!5", 5), ("/!5", 5), ("/-A-b.c/!123456789012", 123456789012), ("/Slug-/!0", 0), ("/2022-x/!5", 5),
        ("/ascii/!5", None), ("/40/!5", None), ("/latin1/40/!5", None), ("Slug/!5", None), ("/!t5", None),
        ("/!05", None),
        ("/Slug/!5/", None), ("/Slug/!5.txt", None), ("/Sl%20ug/!5", None), ("", None), ("/", None),
        ("/\u0661/!5", None),
        ("/!\u0665", None), ("/Slug/!5\n", None),
    ],
)  # fmt: skip
def test_an_article_as_we_spell_it_is_known_by_one_look(selector, number):
    assert routes.article_asked_for(selector.encode()) == number
    if number is not None:
        assert routes.resolve(selector) == routes.ArticleRoute(number)
        assert not routes.edition_of(selector, Charset.UTF8).prefix


@pytest.mark.parametrize(
    ("selector", "words", "meant"),
    [
        ("/!s", "klima", "klima"),
        ("/!s", "klima+wandel", "klima wandel"),
        ("/!s", "+foo", " foo"),
        ("/!s", "$100", "$100"),
        ("/!s?klima wandel", "", "klima wandel"),
        ("/!s?klima+wandel", "", "klima wandel"),
        ("/!s?a/b", "", "a/b"),
        ("/%21s?m%C3%BCller", "", "müller"),
        ("/!s?x", "prompted", "prompted"),
        ("/ascii/!s?x", "", "x"),
        ("7/!s", "x", "x"),
        ("/!s/own", "other", "own"),
    ],
)
def test_words_that_come_beside_a_selector(selector, words, meant):
    assert resolve(selector, words) == SearchRoute(meant)


def test_words_behind_what_searches_nothing_are_passed_over():
    assert resolve("/!5", "klima") == ArticleRoute(5)


def test_words_behind_a_question_mark_do_not_hide_the_edition():
    assert edition_of("/ascii/40/!s?x", Charset.UTF8) == Edition(Charset.ASCII, 40, "/ascii/40")
    assert edition_of("7/ascii/!s?x/y", Charset.UTF8) == Edition(Charset.ASCII, None, "/ascii")
