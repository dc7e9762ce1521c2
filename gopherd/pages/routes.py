"""Selectors to routes and back, the table of ``layout.md``.

Only what follows ``!`` decides. What is tolerated of slugs, slashes, percent signs and a type in front is undone here
and nowhere else (``threats.md``, section 2), so that it opens no second door.
"""

import contextlib
import re
from collections.abc import Iterator
from datetime import date
from typing import Final, TypeAlias
from urllib.parse import unquote_to_bytes

from attrs import frozen

from gopherd.archive.ports import Everything, Named, Period, Selection
from gopherd.errors import NotFound
from gopherd.model.article import Headline, Kind, Name
from gopherd.model.body import Picture, Reference
from gopherd.model.naming import EDITIONS
from gopherd.model.site import Style
from gopherd.pages.documents import Document, DocumentRoute, document_of, since_day

_NUMBER: Final = r"0|[1-9][0-9]{0,17}"
_MARK: Final = re.compile(
    rf"!(?:(?P<article>{_NUMBER})"
    rf"|(?P<kind>[tap])(?P<name>{_NUMBER})?"
    r"|d(?:(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?)?(?P<dates>)"
    r"|(?P<all>l)"
    rf"|m(?P<picture>{_NUMBER})\.(?P<extension>[a-z0-9]{{2,5}}))"
)
_AFTER: Final = re.compile(_NUMBER)
_TYPE_IN_FRONT: Final = re.compile(r"[0-9+A-Za-z]/")
_ADDRESS: Final = re.compile(r"/?URL:(.*)", re.DOTALL)
_WORDS: Final = "!s"
_NEW: Final = "!new"


@frozen
class FrontRoute:
    """The front page."""


@frozen
class ArticleRoute:
    """An article."""

    number: int


@frozen
class ListRoute:
    """A list of articles, from its beginning or after one of them."""

    selection: Selection
    after: int | None = None


@frozen
class NamesRoute:
    """The overview of all tags, authors or sections."""

    kind: Kind
    after: int | None = None


@frozen
class YearsRoute:
    """The overview of the years."""


@frozen
class PictureRoute:
    """A picture file."""

    number: int
    extension: str


Route: TypeAlias = FrontRoute | ArticleRoute | ListRoute | NamesRoute | YearsRoute | PictureRoute | DocumentRoute


def resolve(selector: str) -> Route:
    """What a selector means in any of its accepted spellings.

    Raises:
        NotFound: it has none of them.
    """
    for spelling in spellings(selector):
        if route := _route(spelling):
            return route
    raise NotFound("there is nothing under this selector")


def address_in(selector: str) -> str | None:
    """The address outside that a selector stands for (``URL:``), to the letter; ``None`` when it stands for none."""
    for spelling in spellings(selector):
        if found := _ADDRESS.fullmatch(spelling):
            return found[1]
    return None


def takes_words(selector: str) -> bool:
    """Whether what follows the selector's TAB is the words of a search, whatever they look like."""
    return any(_WORDS in spelling.split("/") for spelling in spellings(selector))


def article_path(headline: Headline | Reference) -> str:
    """The one selector of an article: slug and number."""
    return f"/{headline.slug}/!{headline.number}"


def listed_path(headline: Headline, style: Style) -> str:
    """The selector of an article in a list: the original's lists leave the slug out."""
    return f"/!{headline.number}" if style is Style.TAZ else article_path(headline)


def name_path(name: Name) -> str:
    """The selector of a tag's, an author's or a section's list."""
    return f"/{name.slug}/!{name.kind.value}{name.number}"


def names_path(kind: Kind) -> str:
    """The selector of the overview of all tags, authors or sections."""
    return f"/!{kind.value}"


def period_path(period: Period) -> str:
    """The selector of a year's, a month's or a day's list."""
    parts = [f"{period.year:04}", *(f"{part:02}" for part in (period.month, period.day) if part is not None)]
    return f"/!d{'-'.join(parts)}"


def picture_path(picture: Picture) -> str:
    """The selector of a picture file."""
    return f"/!m{picture.number}.{picture.extension}"


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


def spellings(selector: str) -> Iterator[str]:
    """The selector as it came, decoded once, and either without a type character in front."""
    yield selector
    decoded = selector
    if "%" in selector:
        with contextlib.suppress(UnicodeError):
            decoded = unquote_to_bytes(selector).decode("utf-8")
            yield decoded
    for spelling in dict.fromkeys((selector, decoded)):
        if _TYPE_IN_FRONT.match(spelling):
            yield spelling[1:]


def _route(selector: str) -> Route | None:
    parts = [part for part in selector.split("/") if part]
    if not parts:
        return FrontRoute()
    if parts[-1] == Document.FEED.value:
        return _feed("/".join(parts[:-1]))
    if document := document_of(parts):
        return document
    if not parts[0].startswith("!"):
        # A slug is decoration; what stands for an edition is none.
        if parts[0] in EDITIONS:
            return None
        del parts[0]
    if len(parts) > 1 and parts[0] == _NEW:
        return _since(parts[1], parts[2:])
    match = _MARK.fullmatch(parts[0]) if parts else None
    if match is None or len(parts) > 2:
        return None
    after = None
    if len(parts) == 2:
        if not _AFTER.fullmatch(parts[1]):
            return None
        after = int(parts[1])
    return _marked(match, after)


def _since(day: str, further: list[str]) -> ListRoute | None:
    since = since_day(day)
    if since is None or len(further) > 1 or not all(map(_AFTER.fullmatch, further)):
        return None
    return ListRoute(since, int(further[0]) if further else None)


def _feed(path: str) -> DocumentRoute | None:
    if path.endswith(Document.FEED.value):
        return None  # there is no feed of a feed
    match _route(path):
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
        return ListRoute(Named(kind, int(match["name"])), after) if match["name"] else NamesRoute(kind, after)
    if match["all"]:
        return ListRoute(Everything(), after)
    if not match["year"]:
        return YearsRoute() if after is None else None
    month, day = (int(part) if part else None for part in (match["month"], match["day"]))
    return ListRoute(Period(int(match["year"]), month, day), after)
