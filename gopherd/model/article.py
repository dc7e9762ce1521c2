"""Articles, and what gathers them: tags, authors, sections, series.

A ``Manuscript`` is what one file says, its names and addresses as their author wrote them. An ``Article`` is what a
reader may see of it now, every name and address resolved. ``Headline`` is an article in a list.
"""

from datetime import datetime
from enum import Enum
from typing import Final

from attrs import frozen

from gopherd.model.body import Block, Figure

UNDATED: Final = -(1 << 40)
"""The publication time, in seconds since 1970, of an article without one: before every date."""


class State(Enum):
    """Whether an article may be shown (``threats.md``, section 4)."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"


class Kind(Enum):
    """What a name is the name of; the value is the letter behind the ``!`` of its selector."""

    TAG = "t"
    AUTHOR = "a"
    SECTION = "p"
    SERIES = "c"


@frozen
class Name:
    """A tag, an author, a section or a series."""

    kind: Kind
    number: int
    text: str
    slug: str
    count: int = 0
    """How many articles a reader finds below it; none when only an unlisted article bears it."""


@frozen
class Headline:
    """An article as a list shows it."""

    number: int
    slug: str
    kicker: str
    title: str
    teaser: str
    """The lede; without one, the first paragraph."""
    published: int
    """Seconds since 1970, or ``UNDATED``."""

    @property
    def text(self) -> str:
        """Kicker and title, as menus name an article."""
        return f"{self.kicker}: {self.title}" if self.kicker else self.title


@frozen
class Manuscript:
    """What one article file says, before the rest of the archive is known."""

    path: str
    claim: int | None
    """The number that the file itself names; None: one is derived from its path."""
    title: str
    kicker: str = ""
    lede: str = ""
    slug: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    correction: str = ""
    section: str = ""
    """As ``Politics/Europe`` when it is part of another."""
    series: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    image: Figure | None = None
    body: tuple[Block, ...] = ()
    related: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    """Every address under which other articles may link to this one (``archive/addresses``)."""
    language: str = ""
    state: State = State.PUBLIC
    rights: str = ""
    source: str = ""
    teaser: str = ""


@frozen
class Article:
    """What a reader may see of an article now."""

    headline: Headline
    lede: str = ""
    published: datetime | None = None
    """In the site's zone, as ``updated``."""
    updated: datetime | None = None
    correction: str = ""
    section: Name | None = None
    series: tuple[Name, ...] = ()
    tags: tuple[Name, ...] = ()
    authors: tuple[Name, ...] = ()
    image: Figure | None = None
    body: tuple[Block, ...] = ()
    language: str = ""
    rights: str = ""
    source: str = ""


@frozen
class Related:
    """An article named below another one, with the tag it leads with."""

    headline: Headline
    tag: Name | None
