"""Hypothesis builders for what pages and menus are made of."""

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
from gopherd.model.article import Kind
from gopherd.model.text import collapse
from gopherd.pages import page, queries, routes
from gopherd.pages.documents import Document, DocumentRoute

HOSTILE = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]))
"""Every character that could end a line or a field, or command a terminal."""

any_text = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(HOSTILE)))

_letters = st.one_of(
    st.sampled_from("abcdefgh-–—„“'.,äöüß\u00a0\u00ad\u2003\u3000\u0301\u0308漢字かな한👍\u200d\ufe0f"),
    st.characters(exclude_categories=("Cs", "Cc")),
)
words = st.one_of(st.text(_letters, max_size=12), st.text(_letters, min_size=12, max_size=90))
collapsed = st.lists(words, max_size=30).map(" ".join).map(collapse)
"""Running text as pages have it: single blanks, none at the ends."""

widths = st.one_of(st.integers(20, 200), st.integers(1, 20))

targets = st.one_of(
    st.builds(page.Place, any_text),
    st.builds(page.TextPlace, any_text),
    st.builds(page.SearchPlace, any_text),
    st.builds(page.PicturePlace, any_text, st.sampled_from(["png", "gif", "jpg"])),
    st.builds(page.Outside, st.one_of(any_text, any_text.map(lambda text: f"gopher://{text}"))),
)
_marks = st.sampled_from([("", ""), ("> ", "> "), ("* ", "  "), ("1. ", "   ")])
parts = st.one_of(
    st.builds(page.Title, any_text),
    st.builds(page.Heading, any_text),
    st.builds(lambda text, marks: page.Prose(text, *marks), any_text, _marks),
    st.builds(lambda text, marks: page.Preformatted(text, *marks), any_text, _marks),
    st.builds(
        lambda rows, headed: page.Grid(tuple(map(tuple, rows)), headed),
        st.lists(st.lists(any_text, min_size=1, max_size=4), min_size=1, max_size=4),
        st.booleans(),
    ),
    st.builds(page.LinkLine, any_text, targets, st.booleans()),
)

numbers = st.integers(0, 10**18 - 1)
periods = st.one_of(
    st.builds(Period, st.integers(0, 9999)),
    st.builds(Period, st.integers(0, 9999), st.integers(0, 99)),
    st.builds(Period, st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99)),
)
selections = st.one_of(
    st.just(Everything()),
    st.builds(Named, st.sampled_from(Kind), numbers),
    periods,
    st.builds(Since, st.dates()),
    st.builds(lambda day: SameDay(day.month, day.day), st.dates()),
    st.sampled_from([Changed(), Longest(), MostLinked()]),
)
_articles = st.builds(routes.ArticleRoute, numbers)
_lists = st.builds(routes.ListRoute, selections, st.one_of(st.none(), numbers))
_searches = st.builds(
    queries.SearchRoute,
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=80),
    st.integers(1, 500),
    st.one_of(st.none(), st.builds(Named, st.sampled_from(Kind), numbers), periods),
)
all_routes = st.one_of(
    _searches,
    st.just(queries.SearchRoute()),
    st.builds(queries.LikeRoute, numbers),
    st.just(routes.EditionsRoute()),
    st.builds(routes.TextRoute, st.one_of(_articles, _lists)),
    st.just(routes.FrontRoute()),
    st.just(routes.YearsRoute()),
    _articles,
    st.builds(routes.PictureRoute, numbers, st.sampled_from(["png", "gif", "jpeg", "webp"])),
    _lists,
    st.sampled_from([DocumentRoute(document) for document in Document]),
    st.builds(DocumentRoute, st.just(Document.FEED), st.builds(Named, st.sampled_from(Kind), numbers)),
    st.builds(lambda after: DocumentRoute(Document.SITEMAP, after=after), numbers),
    st.just(routes.TodayRoute()),
    st.just(routes.RandomRoute()),
    st.builds(routes.NamesRoute, st.sampled_from(Kind)),
    st.builds(
        routes.NamesRoute,
        st.sampled_from([Kind.TAG, Kind.AUTHOR, Kind.SERIES]),
        st.one_of(st.just(BySize()), st.sampled_from(["a", "z", OTHER]).map(ByName)),
        st.one_of(st.none(), numbers),
    ),
)
