"""Selectors to routes and back, the table of ``layout.md``.

In front of any selector may stand an edition, ``/ascii``, ``/40`` or both in any order; it is taken off here, and the
renderer puts it in front of every selector of ours in the answer. Then only what follows ``!`` decides: a number, or
one of ``a c d e i l m p s t`` (``c``: the series, ``e``: the editions, ``i``: ``prints``, ``s``: ``queries``), or a
word: ``like`` (``queries``), ``new changed long linked today random`` (``waymarks``). What is tolerated of slugs,
slashes, percent signs and a type in front is undone here and nowhere else (``threats.md``, section 2), so that it opens
no second door.
"""

import re
from datetime import date
from typing import Final, Literal

from attrs import evolve

from gopherd.archive.selections import ByName, Everything, Named, Order, Period, Selection
from gopherd.errors import NotFound
from gopherd.model.article import Headline, Kind, Name
from gopherd.model.body import Picture, Reference
from gopherd.model.edition import Charset, Edition, prefix_of
from gopherd.model.naming import EDITIONS
from gopherd.model.site import Style
from gopherd.pages.documents import Document, DocumentRoute, document_of, since_day
from gopherd.pages.prints import picture_work
from gopherd.pages.queries import LIKE, SEARCH, LikeRoute, SearchRoute, behind_mark, search_of, typed
from gopherd.pages.route import (
    ArticleRoute,
    EditionsRoute,
    FrontRoute,
    ListRoute,
    NamesRoute,
    PictureRoute,
    RandomRoute,
    Route,
    TextRoute,
    TodayRoute,
    YearsRoute,
)
from gopherd.pages.spelling import parted, spellings
from gopherd.pages.waymarks import RANDOM_PATH, TODAY_PATH, order_of, order_part, way_of

__all__ = [
    "ArticleRoute",
    "EditionsRoute",
    "FrontRoute",
    "ListRoute",
    "NamesRoute",
    "PictureRoute",
    "RandomRoute",
    "Route",
    "TextRoute",
    "TodayRoute",
    "YearsRoute",
]

_NUMBER: Final = r"0|[1-9][0-9]{0,17}"
_MARK: Final = re.compile(
    rf"!(?:(?:(?P<article>{_NUMBER})"
    rf"|(?P<kind>[tapc])(?P<name>{_NUMBER})?"
    r"|d(?:(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?)?(?P<dates>)"
    r"|(?P<all>l))(?P<text>\.txt)?"
    r"|(?P<editions>e)"
    rf"|m(?P<picture>{_NUMBER})\.(?P<extension>[a-z0-9]{{2,5}}))"
)
_AFTER: Final = re.compile(_NUMBER)
_WRITTEN: Final = re.compile(rf"!?({_NUMBER})(?:\.[a-z]+)?")
_NEW: Final = "!new"
_TEXT: Final = ".txt"

_BY_NAME: Final = ByName()
_ARTICLE: Final = re.compile(rf"/(?:([A-Za-z0-9.-]+)/)?!({_NUMBER})".encode())
_EDITIONS: Final = frozenset(edition.encode() for edition in EDITIONS)


def resolve(selector: str, words: str = "") -> Route:
    """What a selector means in any of its accepted spellings.

    Args:
        selector: as it came.
        words: what came behind it; only a search that has none yet takes them.

    Raises:
        NotFound: it has none of them.
    """
    for spelling in spellings(selector):
        path, behind = behind_mark(spelling)
        if route := _route(parted(path)[2]):
            if isinstance(route, SearchRoute) and not route.words:
                return evolve(route, words=typed(words or behind))
            return route
    raise NotFound("there is nothing under this selector")


def article_asked_for(line: bytes) -> int | None:
    """The number of the article that a request line means, if it is spelled as we spell it and names no edition.

    That is what nearly everybody asks for, known by one look; whatever else a line means, ``resolve`` finds out.
    """
    found = _ARTICLE.fullmatch(line)
    return None if found is None or found[1] in _EDITIONS else int(found[2])


def number_in(selector: str) -> int | None:
    """The number that somebody has written who meant an article, in any spelling; ``None`` when there is none."""
    for spelling in spellings(selector):
        parts = parted(spelling)[2]
        if parts and (found := _WRITTEN.fullmatch(parts[-1])):
            return int(found[1])
    return None


def edition_of(selector: str, charset: Charset) -> Edition:
    """The edition that a selector asks for, whether or not anything is behind it.

    Args:
        selector: in any of its accepted spellings.
        charset: what those get who ask for none.
    """
    meant = Edition(charset)
    for spelling in spellings(selector):
        asked, width, parts = parted(behind_mark(spelling)[0])
        if asked or width:
            meant = Edition(asked or charset, width, prefix_of(asked, width))
        if asked or width or _route(parts):
            break
    return meant


def within(selector: str, edition: Edition) -> str:
    """A selector of ours, as somebody has written it, in an edition; one that names its own stays."""
    asked, width, _ = parted(selector)
    if not edition.prefix or asked or width or selector.startswith("URL:"):
        return selector
    return f"{edition.prefix}/{selector.removeprefix('/')}"


def article_path(headline: Headline | Reference) -> str:
    """The one selector of an article: slug and number."""
    return f"/{headline.slug}/!{headline.number}"


def listed_path(headline: Headline, style: Style) -> str:
    """The selector of an article in a list: the original's lists leave the slug out."""
    return f"/!{headline.number}" if style is Style.TAZ else article_path(headline)


def name_path(name: Name) -> str:
    """The selector of a tag's, an author's, a section's or a series' list."""
    return f"/{name.slug}/!{name.kind.value}{name.number}"


def names_path(kind: Kind, order: Order = _BY_NAME) -> str:
    """The selector of the overview of all tags, authors, sections or series."""
    return f"/!{kind.value}{order_part(order)}"


def period_path(period: Period) -> str:
    """The selector of a year's, a month's or a day's list."""
    parts = [f"{period.year:04}", *(f"{part:02}" for part in (period.month, period.day) if part is not None)]
    return f"/!d{'-'.join(parts)}"


def picture_path(picture: Picture) -> str:
    """The selector of a picture file."""
    return f"/!m{picture.number}.{picture.extension}"


def text_path(path: str) -> str:
    """The selector of an article, or of a list's first articles, as a text."""
    return f"{path}{_TEXT}"


def further_path(path: str, after: int) -> str:
    """The selector of the list at ``path`` after the article or name ``after``; 0 is its beginning."""
    return f"{path}/{after}" if after else path


def since_path(day: date) -> str:
    """The selector of what has appeared since a day."""
    return f"{NEW_PATH}/{day.isoformat()}"


FRONT_PATH: Final = "/"
YEARS_PATH: Final = "/!d"
NEW_PATH: Final = f"/{_NEW}"
ALL_PATH: Final = "/!l"
EDITIONS_PATH: Final = "/!e"
_ALONE: Final[dict[str, Route]] = {TODAY_PATH: TodayRoute(), RANDOM_PATH: RandomRoute()}
_NAMES: Final = {f"!{kind.value}": kind for kind in Kind if kind is not Kind.SECTION}


def _route(parts: list[str]) -> Route | None:
    if not parts:
        return FrontRoute()
    if SEARCH in parts:
        place = parts.index(SEARCH)
        return _search(parts[:place], parts[place + 1 :])
    return _feed(parts[:-1]) if parts[-1] == Document.FEED.value else document_of(parts) or _page(parts)


def _page(parts: list[str]) -> Route | None:
    if not parts[0].startswith("!"):
        # A slug is decoration; what stands for an edition is none.
        if parts[0] in EDITIONS:
            return None
        parts = parts[1:]
    return (_word(parts) or _letter(parts)) if parts else None


def _word(parts: list[str]) -> Route | None:
    """The route of what is marked with a word, or leads by a name's letter."""
    if len(parts) == 1 and (alone := _ALONE.get(f"/{parts[0]}") or picture_work(parts[0])):
        return alone
    if len(parts) > 1 and parts[0] == _NEW:
        return _listed(since_day(parts[1].removesuffix(_TEXT)), parts[1:])
    if len(parts) == 2 and parts[0] == LIKE:
        return LikeRoute(int(parts[1])) if _AFTER.fullmatch(parts[1]) else None
    if way := way_of(parts[0].removesuffix(_TEXT)):
        return _listed(way, parts)
    if len(parts) > 1 and parts[0] in _NAMES and (order := order_of(parts[1])):
        after = _after(parts[2:])
        return None if after is False else NamesRoute(_NAMES[parts[0]], order, after)
    return None


def _letter(parts: list[str]) -> Route | None:
    """The route of what is marked with a letter, or with nothing but a number."""
    match = _MARK.fullmatch(parts[0])
    if match is None:
        return None
    after = _after(parts[1:])
    if after is False:
        return None
    route = _marked(match, after)
    if match["text"]:
        return TextRoute(route) if isinstance(route, ArticleRoute | ListRoute) else None
    return route


def _search(within: list[str], behind: list[str]) -> SearchRoute | None:
    if not within or (len(within) == 1 and within[0][:1] != "!" and within[0] not in EDITIONS):
        return search_of(None, behind)
    match _page(within):
        case ListRoute(Named() | Period() as selection, None):
            return search_of(selection, behind)
    return None


def _listed(selection: Selection | None, parts: list[str]) -> ListRoute | TextRoute | None:
    """The route of a list: its own part, which may end as a text's does, then what it goes on after."""
    after = _after(parts[1:])
    if selection is None or after is False:
        return None
    route = ListRoute(selection, after)
    return TextRoute(route) if parts[0].endswith(_TEXT) else route


def _after(parts: list[str]) -> int | Literal[False] | None:
    """What a list goes on after, ``None`` for its beginning; ``False``: that is no way to say it."""
    if not parts:
        return None
    return int(parts[0]) if len(parts) == 1 and _AFTER.fullmatch(parts[0]) else False


def _feed(parts: list[str]) -> DocumentRoute | None:
    if Document.FEED.value in parts:
        return None  # there is no feed of a feed
    match _route(parts):
        case FrontRoute():
            return DocumentRoute(Document.FEED)
        case ListRoute(Everything() | Named() as selection, None):
            return DocumentRoute(Document.FEED, selection)
    return None


def _marked(match: re.Match[str], after: int | None) -> Route | None:
    if match["article"]:
        return ArticleRoute(int(match["article"])) if after is None else None
    if match["picture"]:
        return PictureRoute(int(match["picture"]), match["extension"]) if after is None else None
    if match["kind"]:
        kind = Kind(match["kind"])
        if match["name"]:
            return ListRoute(Named(kind, int(match["name"])), after)
        return NamesRoute(kind) if after is None else None
    if match["editions"]:
        return EditionsRoute() if after is None else None
    if match["all"]:
        return ListRoute(Everything(), after)
    if not match["year"]:
        return YearsRoute() if after is None else None
    month, day = (int(part) if part else None for part in (match["month"], match["day"]))
    return ListRoute(Period(int(match["year"]), month, day), after)
