"""The parts of a page that are lines of text, the same in a menu and in a text."""

from collections.abc import Callable
from typing import Final, TypeAlias

from gopherd.pages.page import Grid, Preformatted
from gopherd.render.grid import grid_lines
from gopherd.render.wrapping import fold

Wrap: TypeAlias = Callable[[str, int], list[str]]
_SOFT_HYPHEN: Final = "\u00ad"
_NARROWEST: Final = 8
"""A narrow page keeps room for a word beside the deepest indent."""


def wrapped(text: str, first: str, rest: str, width: int, wrap: Wrap) -> list[str]:
    """The lines of running text; a line end in it begins a new one.

    Args:
        text: collapsed (``model.text.collapse``) but for its line ends.
        first: what stands in front of the first line.
        rest: what stands in front of every further line; as long as ``first``.
        width: of a whole line, marks included.
        wrap: how a line's length is counted.
    """
    room = max(width - len(first), _NARROWEST)
    lines = wrap(text, room) if "\n" not in text else _verse(text, room, wrap)
    if not first:
        return lines
    return [f"{rest if place else first}{line}" if line else rest.rstrip(" ") for place, line in enumerate(lines)]


def verbatim(part: Preformatted | Grid, width: int) -> list[str]:
    """The lines of code, folded with a mark where they are too long, or of a table."""
    room = max(width - len(part.first), _NARROWEST)
    if isinstance(part, Grid):
        lines = grid_lines(part.rows, room, headed=part.headed)
    else:
        lines = [piece for line in part.text.split("\n") for piece in fold(line, room, "\\")]
    return [f"{part.rest if place else part.first}{line}".rstrip(" ") for place, line in enumerate(lines)]


def visible(text: str) -> str:
    """``text`` without soft hyphens."""
    return text.replace(_SOFT_HYPHEN, "") if _SOFT_HYPHEN in text else text


def _verse(text: str, width: int, wrap: Wrap) -> list[str]:
    return [line for verse in text.split("\n") for line in (wrap(verse.strip(" "), width) or [""])]
