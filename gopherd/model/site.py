"""What the newspaper says of itself: the part of ``gopherd.toml`` that readers see."""

from collections.abc import Mapping
from enum import Enum
from typing import Final

from attrs import field, frozen

from gopherd.model.article import Kind
from gopherd.model.edition import Charset
from gopherd.model.naming import number_of_name
from gopherd.model.text import fold

DEFAULT_WIDTH = 67
"""Display cells: the widest line that every client shows whole (``clients.md``)."""
TAZ_WIDTH = 75
"""Code points, as gopher://taz.de wraps."""


class Style(Enum):
    """The two layouts of ``layout.md``."""

    DEFAULT = "default"
    TAZ = "taz"


@frozen
class Section:
    """A section as the configuration orders it."""

    name: str
    """As articles write it in ``section``."""
    title: str
    """As readers see it."""


class Block(Enum):
    """What the front page may be made of; those in ``NAMED`` need a name."""

    LATEST = "latest"
    SECTIONS = "sections"
    SECTION = "section"
    TAG = "tag"
    AUTHOR = "author"
    SERIES = "series"
    TODAY = "today"
    CHANGED = "changed"
    LONGEST = "longest"
    LINKED = "linked"


NAMED: Final = {
    Block.SECTION: Kind.SECTION, Block.TAG: Kind.TAG, Block.AUTHOR: Kind.AUTHOR, Block.SERIES: Kind.SERIES
}  # fmt: skip
"""The kind of the name that a block is of."""


@frozen
class FrontBlock:
    """A block of the front page."""

    block: Block
    name: str = ""
    """The name that it is of; empty for those that need none."""


@frozen
class Front:
    """The front page, as an editor wants it."""

    pinned: tuple[int, ...] = ()
    """The numbers of the articles that stand first, while they may be shown."""
    blocks: tuple[FrontBlock, ...] = (FrontBlock(Block.LATEST), FrontBlock(Block.SECTIONS))


@frozen
class Site:
    """A newspaper: its name, its language, its layout."""

    title: str
    slogan: str = ""
    language: str = "en"
    """A language of the catalogue, as ``de``."""
    timezone: str = "UTC"
    url: str = ""
    """Its web address; links to addresses below it are links within the archive."""
    style: Style = Style.DEFAULT
    charset: Charset = Charset.UTF8
    """Of answers to those who ask for no edition."""
    width: int = DEFAULT_WIDTH
    sections: tuple[Section, ...] = ()
    numbers: Mapping[Kind, Mapping[str, int]] = field(factory=dict)
    """Numbers given to names by the configuration, by their folded name."""
    front: Front = Front()

    def number_of(self, kind: Kind, name: str) -> int:
        """The number of a tag, an author, a series or a section, which may be called by its title."""
        folded = fold(name)
        if kind is Kind.SECTION:
            name = next((own.name for own in self.sections if folded in {fold(own.name), fold(own.title)}), name)
        return self.numbers.get(kind, {}).get(fold(name)) or number_of_name(name)
