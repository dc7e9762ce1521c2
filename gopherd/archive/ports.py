"""What an archive promises to those who show it.

A ``Snapshot`` is one state of the archive at one time: whatever may not be shown then (a draft, an article whose date
lies in the future) is in none of its answers, neither shown, nor listed, nor counted, nor linked. Every list is
newest first, by publication time and then by number, unless it says otherwise, and is read in windows that cost the
same at any depth.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, Self

from attrs import frozen

from gopherd.archive.finds import Found
from gopherd.archive.selections import Initial, Order, Period, Selection
from gopherd.model.article import Article, Headline, Kind, Name, Related
from gopherd.model.body import Reference
from gopherd.model.site import Site
from gopherd.terms.query import Query


@frozen
class Window:
    """A stretch of a list of articles."""

    headlines: tuple[Headline, ...]
    total: int
    """Articles in the whole list."""
    has_older: bool
    newer: int | None
    """What to give as ``after`` for the window before this one; 0 is the list's beginning; ``None``: nothing before."""
    measures: tuple[int, ...] = ()
    """By what each article stands where it does, in lists that are not by publication time: the time of its last news
    or change in seconds since 1970, the characters of its text, or the number of articles that link to it."""


@frozen
class NameWindow:
    """A stretch of a list of names."""

    names: tuple[Name, ...]
    total: int
    """Names in the whole list."""
    has_more: bool
    previous: int | None
    """As ``Window.newer``."""


@frozen
class Count:
    """How many articles a period has."""

    period: Period
    articles: int


@frozen
class Withdrawn:
    """An article that is not shown any more; nothing else is known of it."""

    on: datetime | None
    """When it last changed after it was published, in the site's zone; that was its end."""


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

    @property
    def today(self) -> date:
        """The day that it is in the site's zone; another day is another snapshot."""
        ...

    def finished(self, number: int, /) -> bytes | None:
        """The page of an article as a ``Finisher`` made it; ``None``: it must be made anew, if there is one."""
        ...

    def article(self, number: int, /) -> Article:
        """An article that may be shown. Raises ``NotFound`` for every other number, without telling why."""
        ...

    def related(self, article: Article, /) -> Sequence[Related]:
        """What the article names, all of it; when it names nothing, at most five that share tags, links or words."""
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

    def in_series(self, article: Article, series: Name, /) -> tuple[Headline | None, Headline | None]:
        """The article before this one in one of its series, and the one behind it."""
        ...

    def beside(self, period: Period, /) -> tuple[Period | None, Period | None]:
        """The nearest period of the same length before this one, and behind it, that has an article."""
        ...

    def random(self, count: int, /) -> Sequence[Headline]:
        """``count`` articles by chance, each once, every time others; all of them when there are no more."""
        ...

    def names(self, kind: Kind, order: Order, after: int | None, limit: int, /) -> NameWindow:
        """Names with at least one article. Raises ``NotFound`` when ``after`` is no such name."""
        ...

    def initials(self, kind: Kind, /) -> Sequence[Initial]:
        """With what the names begin that have at least one article: figures and signs, then the letters in order."""
        ...

    def about(self, author: Name, /) -> Sequence[str]:
        """What an author's file says of the author, a paragraph each; nothing when there is none."""
        ...

    def within(self, section: Name, /) -> Sequence[Name]:
        """The sections that are directly part of a section and have at least one article, by name."""
        ...

    def sections(self) -> Sequence[Name]:
        """Sections that are part of no other and have articles: as the configuration orders them, then by name."""
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

    def withdrawn(self, selector: str, /) -> Withdrawn | None:
        """The withdrawn article that once stood under a selector or a web address, ``None`` when there is none."""
        ...

    def misread(self, number: int, limit: int, /) -> Sequence[Headline]:
        """Articles whose number differs from ``number`` by one figure: wrong, missing, too many, or two exchanged."""
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
