"""A page and its parts, in no format.

A page is a row of blocks; between two of them is an empty line in whatever format shows it. A closed family: every
renderer matches all parts.
"""

from typing import TypeAlias

from attrs import frozen


@frozen
class Title:
    """The page's first line."""

    text: str


@frozen
class Heading:
    """A heading further down."""

    text: str


@frozen
class Prose:
    """Running text, to be wrapped; a line end in it is meant."""

    text: str
    first: str = ""
    """What stands in front of the first line."""
    rest: str = ""
    """What stands in front of every further line; as long as ``first``."""


@frozen
class Preformatted:
    """Lines that keep their blanks and line ends."""

    text: str
    first: str = ""
    rest: str = ""


@frozen
class Grid:
    """A table; shown in columns where it fits, else as records."""

    rows: tuple[tuple[str, ...], ...]
    headed: bool
    first: str = ""
    rest: str = ""


@frozen
class Place:
    """Another page of ours."""

    path: str
    prefix: str | None = None
    """The prefix of another edition that it is to be read in; ``None``: that of the page itself."""


@frozen
class TextPlace:
    """A text of ours, a page as a text among them."""

    path: str


@frozen
class SearchPlace:
    """A search of ours: whoever goes there is asked for words."""

    path: str


@frozen
class PicturePlace:
    """A picture of ours."""

    path: str
    extension: str


@frozen
class Outside:
    """An address somewhere else."""

    address: str


Target: TypeAlias = Place | TextPlace | SearchPlace | PicturePlace | Outside


@frozen
class LinkLine:
    """A line that leads somewhere."""

    text: str
    target: Target
    is_address: bool = False
    """Whether the text ends with an address: it is folded where it is too long, since it has no words to wrap."""


@frozen
class Alert:
    """What went wrong; only ever the first part of a page (``clients.md``: clients drop what follows a type 3)."""

    text: str


Part: TypeAlias = Title | Heading | Prose | Preformatted | Grid | LinkLine | Alert
Block: TypeAlias = tuple[Part, ...]


@frozen
class Page:
    """What a reader sees under one selector."""

    blocks: tuple[Block, ...]
