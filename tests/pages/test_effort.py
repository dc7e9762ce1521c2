import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.errors import NotFound
from gopherd.message import Http, Plus, Request, Wish
from gopherd.pages import effort, prints, routes
from gopherd.pages.documents import Document, DocumentRoute
from gopherd.pages.effort import takes_long
from gopherd.pages.queries import SearchRoute

LONG = [
    "/!l.txt", "/!l.txt/58", "/Gopher/!t5.txt", "/ascii/40/!d2025-04-01.txt", "0/!l.txt", "/%21l.txt", "!l.txt/",
    "/!new/2026-11-01.txt", "/feed.xml", "feed.xml", "/Gopher/!t5/feed.xml", "/latin1/feed.xml",
    "/!s/klima", "/!s/klima/2", "/ascii/Gopher/!t5/!s/klima", "/!s?klima", "/%21s/klima", "/%21%73/klima", "/!like/5",
    "/U/!i58", "/!i640-7.png", "/!i7.png.txt", "/ascii/40/!i7.png.light.txt", "/%21i58",
]  # fmt: skip
SHORT = [
    "", "/", "/U/!58", "/!58.txt", "/!l", "/!t", "/!t5/58", "/!d2025", "/!m7.png", "/!i", "/!i5.png", "/caps.txt",
    "/robots.txt", "/about.txt", "/sitemap.txt", "/sitemap.txt/58", "/nothing.txt", "/%21", "URL:https://example.invalid/feed.xml",
    "/!s", "/Gopher/!t5/!s", "/!sport",
]  # fmt: skip


@pytest.mark.parametrize("selector", LONG)
def test_many_whole_articles_take_long(selector):
    assert takes_long(Request(selector))


@pytest.mark.parametrize("selector", SHORT)
def test_everything_else_does_not(selector):
    assert not takes_long(Request(selector))


def test_a_search_takes_long_as_soon_as_it_has_words():
    assert takes_long(Request("/!s", "klima"))
    assert takes_long(Request("/!s", "$", Plus(Wish.MENU_ATTRIBUTES)))
    assert takes_long(Request("/!s", "klima", Plus(Wish.ATTRIBUTES, is_behind_words=True)))
    assert not takes_long(Request("/!5", "klima"))


def test_what_is_known_of_a_menus_items_takes_long():
    assert takes_long(Request("/U/!58", asked=Plus(Wish.MENU_ATTRIBUTES)))
    assert not takes_long(Request("/U/!58", asked=Plus(Wish.ATTRIBUTES)))
    assert not takes_long(Request("/U/!58", asked=Plus(Wish.CONTENT)))
    assert not takes_long(Request("", asked=Http("GET")))


@pytest.mark.parametrize("wish", Wish)
def test_what_takes_long_does_so_in_every_form(wish):
    assert takes_long(Request("/feed.xml", asked=Plus(wish)))


pieces = st.sampled_from(
    [
        *"/!%21t5l.e",
        "%2e",
        "%74",
        ".txt",
        "feed.xml",
        "!l",
        "!t5",
        "!i5",
        "!new/2026-11-01",
        "/ascii",
        "/!s",
        "?",
        "%73",
    ]
)


@given(st.lists(pieces, max_size=8).map("".join))
def test_the_first_look_misses_nothing(selector):
    try:
        route = routes.resolve(selector)
    except NotFound:
        route = None
    is_long = isinstance(route, routes.TextRoute) and isinstance(route.of, routes.ListRoute)
    is_long = is_long or isinstance(route, prints.PicturesRoute | prints.PrintRoute | prints.DrawingRoute)
    is_long = is_long or (isinstance(route, DocumentRoute) and route.document is Document.FEED)
    is_long = is_long or (isinstance(route, SearchRoute) and bool(route.words))
    assert takes_long(Request(selector)) == is_long
    assert effort._MARKS.search(selector) or not is_long
