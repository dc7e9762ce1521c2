"""What an archive promises to those who show it.

A ``Snapshot`` is one state of the archive at one time: whatever may not be shown then (a draft, an article whose date
lies in the future) is in none of its answers, neither shown, nor listed, nor counted, nor linked. Every list is
newest first, by publication time and then by number, and is read in windows that cost the same at any depth.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, Self, TypeAlias

from attrs import frozen

from gopherd.model.article import Article, Headline, Kind, Name, Related
from gopherd.model.body import Reference
from gopherd.model.site import Site
from gopherd.terms.query import Query


@frozen
class Everything:
    """All articles."""


@frozen
class Named:
    """The articles below a tag, an author or a section."""

    kind: Kind
    number: int


@frozen
class Period:
    """The articles of a year, a month or a day, in the site's zone."""

    year: int
    month: int | None = None
    day: int | None = None


@frozen
class Since:
    """The articles that have appeared since the beginning of a day, in the site's zone."""

    day: date


Selection: TypeAlias = Everything | Named | Period | Since


@frozen
class Window:
    """A stretch of a list of articles."""

    headlines: tuple[Headline, ...]
    total: int
    """Articles in the whole list."""
    has_older: bool
    newer: int | None
    """What to give as ``after`` for the window before this one; 0 is the list's beginning; ``None``: nothing before."""


@frozen
class NameWindow:
    """A stretch of a list of names."""

    names: tuple[Name, ...]
    has_more: bool
    previous: int | None
    """As ``Window.newer``."""


@frozen
class Count:
    """How many articles a period has."""

    period: Period
    articles: int


@frozen
class StoredPicture:
    """A picture file of the archive."""

    root: str
    """The archive's folder, absolute."""
    path: str
    """Below that folder."""
    extension: str


@frozen
class StoredFile:
    """A file at the archive's root that readers may have as it is."""

    root: str
    """The archive's folder, absolute."""
    path: str
    """Below that folder."""


@frozen
class Hit:
    """An article that was found."""

    headline: Headline
    section: Name | None
    snippet: str
    """A piece of its text around the words, one line, each of the words between ``*``; its teaser when they stand in
    none of it."""

    @property
    def published(self) -> int:
        """Seconds since 1970, or ``UNDATED``."""
        return self.headline.published


@frozen
class Facet:
    """What some of the hits have in common."""

    kind: Kind | None
    """Whose name it is; ``None``: a year."""
    text: str
    """The name, or the year in digits."""
    number: int
    """The name's number, or the year."""
    count: int
    """How many of the hits."""


@frozen
class Part:
    """A part of a query that found nothing, and how many articles have that part."""

    query: Query
    total: int
    is_cut: bool
    """Whether there are more."""


@frozen
class Found:
    """A page of what a query found."""

    query: Query
    """The one whose hits these are."""
    total: int
    """How many hits there are, on all pages."""
    hits: tuple[Hit, ...]
    is_cut: bool = False
    """Whether there are more hits than ``total``: older ones, which are neither ranked nor counted."""
    is_by_date: bool = False
    """Whether they are newest first: because it was asked for, or because there are too many to rank."""
    is_late: bool = False
    """Whether the search took too long and was broken off: there may be more hits than ``total``."""
    corrected: bool = False
    """Whether ``query`` is not what was asked but what was probably meant, since nothing matched."""
    facets: tuple[Facet, ...] = ()
    """The commonest few of each kind, the commonest first: years, sections, tags, authors."""
    parts: tuple[Part, ...] = ()
    """When nothing matched all of it: each part that finds something by itself."""


class Snapshot(Protocol):
    """One state of the archive at one time; questions that belong to one answer are asked inside ``with``."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    @property
    def generation(self) -> int:
        """A number that differs from that of every other snapshot which may answer differently."""
        ...

    @property
    def site(self) -> Site:
        """What the newspaper says of itself."""
        ...

    def finished(self, number: int, /) -> bytes | None:
        """The page of an article as a ``Finisher`` made it; ``None``: it must be made anew, if there is one."""
        ...

    def article(self, number: int, /) -> Article:
        """An article that may be shown. Raises ``NotFound`` for every other number, without telling why."""
        ...

    def related(self, article: Article, /) -> Sequence[Related]:
        """What the article names, all of it; when it names nothing, at most five that share tags, near in time."""
        ...

    def neighbours(self, article: Article, /) -> tuple[Headline | None, Headline | None]:
        """The older and the newer neighbour in its section, or among all articles when it has none."""
        ...

    def headlines(self, selection: Selection, after: int | None, limit: int, /) -> Window:
        """``limit`` articles of a list, those after the article ``after``, or the newest.

        Raises ``NotFound`` when ``after`` is no article that may be shown, or the list has no article.
        """
        ...

    def name(self, kind: Kind, number: int, /) -> Name:
        """A name with at least one article. Raises ``NotFound``."""
        ...

    def names(self, kind: Kind, after: int | None, limit: int, /) -> NameWindow:
        """Names with at least one article, by name. Raises ``NotFound`` when ``after`` is no such name."""
        ...

    def sections(self) -> Sequence[Name]:
        """Sections with at least one article: those of the configuration in its order, then the others by name."""
        ...

    def counts(self, period: Period | None, /) -> Sequence[Count]:
        """The years of the archive, newest first; the months of a year or the days of a month, in order."""
        ...

    def picture(self, number: int, extension: str, /) -> StoredPicture:
        """A picture file. Raises ``NotFound``."""
        ...

    def own_file(self, name: str, /) -> StoredFile | None:
        """The file of that name at the archive's root, ``None`` when it has none. It is looked for each time."""
        ...

    def aliased(self, selector: str, /) -> Reference | None:
        """The article that has the path ``selector`` among its old addresses, in whatever spelling a link might use.

        The likeliest one that may be shown; ``None`` when there is none.
        """
        ...

    def nearest(self, words: str, limit: int, /) -> Sequence[Headline]:
        """Articles whose slug or title is near to ``words``, the nearest first."""
        ...

    def search(self, query: Query, page: int, within: Selection | None = None, /) -> Found:
        """A page of what ``query`` finds among the articles of a list, twenty to a page.

        A query that looks for nothing finds nothing.

        Args:
            query: what is looked for.
            page: from 1.
            within: the list; ``None``: all articles.

        Raises:
            NotFound: there is no such page (but the first, which may be empty), or no such list.
        """
        ...

    def like(self, number: int, /) -> Sequence[Related]:
        """Articles that are about the same as article ``number``, at most twenty, the most alike first.

        Raises ``NotFound`` when there is no such article.
        """
        ...


class Archive(Protocol):
    """An archive that changes while it is read."""

    def snapshot(self, now: float, /) -> Snapshot:
        """The state to answer from.

        Args:
            now: seconds since 1970.

        Raises:
            BeingIndexed: there is no index yet.
            ArchiveUnavailable: the index cannot be read.
        """
        ...


class Finisher(Protocol):
    """Makes the pages of articles when the index is built; pickled, since several processes do it."""

    @property
    def signature(self) -> str:
        """Differs from that of every other finisher that may make other pages of the same archive."""
        ...

    def __call__(self, snapshot: Snapshot, number: int, /) -> bytes:
        """The page of an article, without NUL. Raises ``NotFound``."""
        ...
