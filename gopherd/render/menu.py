"""A page as a menu, RFC 1436, in the two layouts of ``layout.md``.

The taz layout wraps running text at the site's width in code points and leaves titles and items as they are, however
long. The default layout counts display cells, takes soft hyphens out, and lets titles and items go on in info lines, so
that no client cuts anything.
"""

import contextlib
from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import evolve, frozen

from gopherd.model.site import Site, Style
from gopherd.pages.page import (
    Alert,
    Grid,
    Heading,
    LinkLine,
    Outside,
    Page,
    Part,
    PicturePlace,
    Place,
    Preformatted,
    Prose,
    TextPlace,
    Title,
)
from gopherd.render.grid import grid_lines
from gopherd.render.wrapping import cells, fold, wrap_cells, wrap_points
from gopherd.wire.address import AddressInvalid, parse_url
from gopherd.wire.menu import ItemType, info, infos, item, menu

_SOFT_HYPHEN: Final = "\u00ad"
_FOLLOWED: Final = frozenset(ItemType) - {ItemType.INFO, ItemType.ERROR}
_Wrap: TypeAlias = Callable[[str, int], list[str]]


@frozen
class Server:
    """What this server says of itself: its public name and port, and who answers for it."""

    host: str
    port: int
    admin: str = ""
    """As ``Name <mail>``; empty when nobody is named."""


def render(page: Page, site: Site, server: Server) -> bytes:
    """The whole menu, with its Lastline.

    Args:
        page: what to show.
        site: its style and width matter.
        server: where the items that lead to pages of ours lead.
    """
    style = _Taz(site.width, server) if site.style is Style.TAZ else _Default(site.width, server)
    lines: list[str] = []
    for block in page.blocks:
        shown: list[str] = []
        for part in block:
            style.add(part, shown)
        text = "".join(shown)
        if text:  # what has nothing to show leaves no trace
            lines.append(text)
    return menu((_EMPTY.join(lines),))


_EMPTY: Final = info("")


@frozen
class _Taz:
    """The layout of gopher://taz.de, to the letter."""

    width: int
    server: Server

    def add(self, part: Part, lines: list[str]) -> None:
        """Append the menu lines of ``part``."""
        match part:
            case Prose():
                lines.append(infos(_wrapped(part.text, part.first, part.rest, self.width, wrap_points)))
            case LinkLine():
                lines.append(_item(part.text, part.target, self.server))
            case Title(text):
                lines.append(info(text))
            case Heading(text):
                lines.append(info(f"## {text}"))
            case Alert(text):
                lines.extend(_alert(wrap_points(text, self.width)))
            case Preformatted() | Grid():
                lines.append(infos(_verbatim(part, self.width)))


@frozen
class _Default:
    """Our own layout: nothing wider than ``width`` cells, and nothing cut."""

    width: int
    server: Server

    def add(self, part: Part, lines: list[str]) -> None:
        """Append the menu lines of ``part``."""
        match part:
            case Prose():
                lines.append(infos(_wrapped(_visible(part.text), part.first, part.rest, self.width, wrap_cells)))
            case LinkLine():
                self._add_item(part, lines)
            case Title(text):
                lines.append(infos(wrap_cells(_visible(text), self.width)))
            case Heading(text):
                lines.append(infos(_wrapped(_visible(text), "## ", "   ", self.width, wrap_cells)))
            case Alert(text):
                lines.extend(_alert(wrap_cells(_visible(text), self.width)))
            case Preformatted():
                lines.append(infos(_verbatim(evolve(part, text=_visible(part.text)), self.width)))
            case Grid():
                rows = tuple(tuple(map(_visible, row)) for row in part.rows)
                lines.append(infos(_verbatim(evolve(part, rows=rows), self.width)))

    def _add_item(self, part: LinkLine, lines: list[str]) -> None:
        text = _visible(part.text)
        if len(text) <= self.width // 2 or cells(text) <= self.width:  # no character takes more than two cells
            lines.append(_item(text, part.target, self.server))
            return
        if part.is_address:
            first, *rest = fold(text, self.width)
        else:
            first, *rest = wrap_cells(text, self.width)
        lines.append(_item(first, part.target, self.server) + infos(rest))


def _wrapped(text: str, first: str, rest: str, width: int, wrap: _Wrap) -> list[str]:
    """The lines of running text; a line end in it begins a new one."""
    # A narrow page keeps room for a word beside the deepest indent.
    room = max(width - len(first), 8)
    lines = wrap(text, room) if "\n" not in text else _verse(text, room, wrap)
    if not first:
        return lines
    return [f"{rest if place else first}{line}" if line else rest.rstrip(" ") for place, line in enumerate(lines)]


def _verse(text: str, width: int, wrap: _Wrap) -> list[str]:
    return [line for verse in text.split("\n") for line in (wrap(verse.strip(" "), width) or [""])]


def _verbatim(part: Preformatted | Grid, width: int) -> list[str]:
    room = max(width - len(part.first), 8)
    if isinstance(part, Grid):
        lines = grid_lines(part.rows, room, headed=part.headed)
    else:
        lines = [piece for line in part.text.split("\n") for piece in fold(line, room, "\\")]
    return [f"{part.rest if place else part.first}{line}".rstrip(" ") for place, line in enumerate(lines)]


def _visible(text: str) -> str:
    return text.replace(_SOFT_HYPHEN, "") if _SOFT_HYPHEN in text else text


def _alert(lines: list[str]) -> list[str]:
    """What went wrong: type 3 on the first line only, since clients drop what follows a second."""
    return [item(ItemType.ERROR, lines[0], "fake", "(NULL)", 0), *map(info, lines[1:])]


def picture_type(extension: str) -> ItemType:
    """The item type of a picture file.

    Args:
        extension: lower case, without the dot.
    """
    return ItemType.GIF if extension == "gif" else ItemType.IMAGE


def _item(text: str, target: Place | TextPlace | PicturePlace | Outside, server: Server) -> str:
    match target:
        case Place():
            return item(ItemType.MENU, text, target.path, server.host, server.port)
        case TextPlace(path):
            return item(ItemType.TEXT, text, path, server.host, server.port)
        case PicturePlace(path, extension):
            return item(picture_type(extension), text, path, server.host, server.port)
        case Outside(address):
            if address[:9].lower() == "gopher://":
                with contextlib.suppress(AddressInvalid):
                    there = parse_url(address)
                    # What claims to be an info line or an error, or holds the words of a search, would not be followed.
                    if there.item_type in _FOLLOWED and not there.search:
                        return item(there.item_type, text, there.selector, there.host, there.port)
            return item(ItemType.HTML, text, f"URL:{address}", server.host, server.port)
