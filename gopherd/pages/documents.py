"""Texts for programs, and how their selectors are spelled: ``caps.txt`` and its kin, feeds, and "new since"."""

import re
from datetime import date
from enum import Enum
from typing import Final

from attrs import frozen

from gopherd.archive.selections import Everything, Selection, Since

_AFTER: Final = re.compile(r"0|[1-9][0-9]{0,17}")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


_EVERYTHING: Final = Everything()


class Document(Enum):
    """A text that is written for programs; the value is its selector without the slash."""

    CAPS = "caps.txt"
    ROBOTS = "robots.txt"
    ABOUT = "about.txt"
    SITEMAP = "sitemap.txt"
    FEED = "feed.xml"


@frozen
class DocumentRoute:
    """A text for programs."""

    document: Document
    selection: Selection = _EVERYTHING
    """What a feed is of."""
    after: int | None = None
    """The article behind which a part of the site map begins."""


def document_path(document: Document, below: str = "") -> str:
    """The selector of a text for programs; a feed may be that of the list at the path ``below``."""
    return f"{below}/{document.value}"


def document_of(parts: list[str]) -> DocumentRoute | None:
    """The text that the parts of a selector mean, if they mean one; a feed needs its list's route."""
    if parts[0] not in _NAMES or len(parts) > 2:
        return None
    document = Document(parts[0])
    if len(parts) == 1:
        return DocumentRoute(document)
    is_part = document is Document.SITEMAP and _AFTER.fullmatch(parts[1])
    return DocumentRoute(document, after=int(parts[1])) if is_part else None


def since_day(text: str) -> Since | None:
    """What has appeared since a day as ``2026-11-01``; ``None`` when there is no such day."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return Since(date.fromisoformat(text))
    except ValueError:
        return None


_NAMES: Final = frozenset(document.value for document in Document)
