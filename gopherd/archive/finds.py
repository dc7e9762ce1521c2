"""What a search answers: a page of hits, what they have in common, and what was made of the query."""

from typing import Final

from attrs import frozen

from gopherd.model.article import Headline, Kind, Name
from gopherd.terms.query import Query

A_PAGE: Final = 20
"""Hits of a page."""


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
    is_partial: bool = False
    """Whether nothing matched all of ``query``, and each of the hits has most of its words."""
    facets: tuple[Facet, ...] = ()
    """The commonest few of each kind, the commonest first: years, sections, tags, authors."""
    counted: int = 0
    """Hits that ``facets`` were counted in, the newest."""
    parts: tuple[Part, ...] = ()
    """When nothing matched all of it: each part that finds something by itself."""
