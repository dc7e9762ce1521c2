"""What the body of an article is made of.

A closed family: every renderer matches all of it, and mypy names the one that forgot a part. Two stages share it:
in a manuscript a link's target is the address as its author wrote it (``str``); in an article that is served it is
what the address leads to (``Reference``, ``Picture``) or an address outside (``str``).
"""

from typing import TypeAlias

from attrs import field, frozen


@frozen
class Reference:
    """An article of this archive, as a link needs it."""

    number: int
    slug: str


@frozen
class Picture:
    """A picture file of this archive."""

    number: int
    extension: str
    """Lower case, without the dot."""
    name: str = field(default="", eq=False)
    """The file's own name: what is shown where nothing else is known of the picture."""


Target: TypeAlias = Reference | Picture | str


@frozen
class Link:
    """A piece of text that leads somewhere."""

    text: str
    target: Target


@frozen
class Break:
    """A line end that the author wants, as in verse."""


Span: TypeAlias = str | Link | Break
Spans: TypeAlias = tuple[Span, ...]


@frozen
class Paragraph:
    """Running text, to be wrapped."""

    spans: Spans


@frozen
class Heading:
    """A heading inside the body; the article's own title is not part of it."""

    spans: Spans


@frozen
class Quote:
    """A block quote."""

    blocks: "tuple[Block, ...]"


@frozen
class Items:
    """A list: bullets, numbers, or the notes at an article's end."""

    markers: tuple[str, ...]
    """What stands in front of each item: ``*``, ``1.``, ``[^1]``."""
    items: "tuple[tuple[Block, ...], ...]"


@frozen
class Listing:
    """Lines to be shown as they are: code, ASCII art."""

    text: str


@frozen
class Table:
    """Rows of cells; the first row is the head when ``headed``."""

    rows: tuple[tuple[Spans, ...], ...]
    headed: bool


@frozen
class Figure:
    """A picture with what is said of it; without ``target`` only the words are left."""

    target: Picture | str | None
    caption: str
    credit: str = ""


Block: TypeAlias = Paragraph | Heading | Quote | Items | Listing | Table | Figure


def text_of(spans: Spans) -> str:
    """The words of ``spans`` as one line, without where they lead."""
    return "".join(
        span if isinstance(span, str) else span.text if isinstance(span, Link) else " " for span in spans
    ).strip(" ")
