"""What the newspaper says of itself: the part of ``gopherd.toml`` that readers see."""

from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

from gopherd.model.article import Kind
from gopherd.model.edition import Charset

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
