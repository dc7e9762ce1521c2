"""A page as a menu, RFC 1436, in the two layouts of ``layout.md``.

The taz layout wraps running text at the site's width in code points and leaves titles and items as they are, however
long. The default layout counts display cells, takes soft hyphens out, and lets titles and items go on in info lines, so
that no client cuts anything.
"""

import contextlib
from typing import Final

from attrs import evolve, frozen

from gopherd.model.edition import PLAIN, Charset, Edition
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
    SearchPlace,
    Target,
    TextPlace,
    Title,
)
from gopherd.pages.routes import within
from gopherd.render.lines import verbatim, visible, wrapped
from gopherd.render.transliteration import loosened
from gopherd.render.typesetting import set_in
from gopherd.render.wrapping import cells, fold, wrap_cells, wrap_points
from gopherd.wire.address import AddressInvalid, GopherAddress, parse_url
from gopherd.wire.menu import ItemType, info, infos, item, menu

_FOLLOWED: Final = frozenset(ItemType) - {ItemType.INFO, ItemType.ERROR}


@frozen
class Server:
    """What this server says of itself: its public name and port, and who answers for it."""

    host: str
    port: int
    admin: str = ""
    """As ``Name <mail>``; empty when nobody is named."""
    has_tls: bool = False
    """Whether it speaks TLS on that port, too."""


def picture_type(extension: str) -> ItemType:
    """The item type of a picture file."""
    return ItemType.GIF if extension == "gif" else ItemType.IMAGE


def render(page: Page, site: Site, server: Server, edition: Edition = PLAIN) -> bytes:
    """The whole menu, with its Lastline.

    Args:
        page: what to show.
        site: its style and width matter.
        server: where the items that lead to pages of ours lead.
        edition: the form of it. Who asks for a width gets it in every line: the taz layout, whose titles are as long as
            they are, is for who does not.
    """
    width = edition.width or site.width
    is_taz = site.style is Style.TAZ and edition.width is None
    style = _Taz(width, server, edition) if is_taz else _Default(width, server, edition)
    lines: list[str] = []
    for block in set_in(page, edition.charset).blocks:
        shown: list[str] = []
        for part in block:
            style.add(part, shown)
        text = "".join(shown)
        if text:  # what has nothing to show leaves no trace
            lines.append(text)
    return menu((loosened(_EMPTY.join(lines), edition.charset),), edition.charset.value)


_EMPTY: Final = info("")


@frozen
class _Taz:
    """The layout of gopher://taz.de, to the letter."""

    width: int
    server: Server
    edition: Edition

    def add(self, part: Part, lines: list[str]) -> None:
        """Append the menu lines of ``part``."""
        match part:
            case Prose():
                lines.append(infos(wrapped(part.text, part.first, part.rest, self.width, wrap_points)))
            case LinkLine():
                lines.append(_item(part.text, part.target, self.server, self.edition))
            case Title(text):
                lines.append(info(text))
            case Heading(text):
                lines.append(info(f"## {text}"))
            case Alert(text):
                lines.extend(_alert(wrap_points(text, self.width)))
            case Preformatted() | Grid():
                lines.append(infos(verbatim(part, self.width)))


@frozen
class _Default:
    """Our own layout: nothing wider than ``width`` cells, and nothing cut."""

    width: int
    server: Server
    edition: Edition

    def add(self, part: Part, lines: list[str]) -> None:
        """Append the menu lines of ``part``."""
        match part:
            case Prose():
                lines.append(infos(wrapped(visible(part.text), part.first, part.rest, self.width, wrap_cells)))
            case LinkLine():
                self._add_item(part, lines)
            case Title(text):
                lines.append(infos(wrap_cells(visible(text), self.width)))
            case Heading(text):
                lines.append(infos(wrapped(visible(text), "## ", "   ", self.width, wrap_cells)))
            case Alert(text):
                lines.extend(_alert(wrap_cells(visible(text), self.width)))
            case Preformatted():
                lines.append(infos(verbatim(evolve(part, text=visible(part.text)), self.width)))
            case Grid():
                rows = tuple(tuple(map(visible, row)) for row in part.rows)
                lines.append(infos(verbatim(evolve(part, rows=rows), self.width)))

    def _add_item(self, part: LinkLine, lines: list[str]) -> None:
        text = visible(part.text)
        if len(text) <= self.width // 2 or cells(text) <= self.width:  # no character takes more than two cells
            lines.append(_item(text, part.target, self.server, self.edition))
            return
        if part.is_address:
            first, *rest = fold(text, self.width)
        else:
            first, *rest = wrap_cells(text, self.width)
        lines.append(_item(first, part.target, self.server, self.edition) + infos(rest))


def _alert(lines: list[str]) -> list[str]:
    """What went wrong: type 3 on the first line only, since clients drop what follows a second."""
    return [item(ItemType.ERROR, lines[0], "fake", "(NULL)", 0), *map(info, lines[1:])]


def _item(text: str, target: Target, server: Server, edition: Edition) -> str:
    match target:
        case Place(path, prefix):
            selector = f"{edition.prefix if prefix is None else prefix}{path}"
            return item(ItemType.MENU, text, selector, server.host, server.port)
        case TextPlace(path):
            return item(ItemType.TEXT, text, f"{edition.prefix}{path}", server.host, server.port)
        case SearchPlace(path):
            return item(ItemType.SEARCH, text, f"{edition.prefix}{path}", server.host, server.port)
        case PicturePlace(path, extension):
            # A picture is the same in every edition, but what is said when it is gone is not.
            return item(picture_type(extension), text, f"{edition.prefix}{path}", server.host, server.port)
        case Outside(address):
            if (there := _in_gopherspace(address)) and (there.selector.isascii() or edition.charset is Charset.UTF8):
                is_here = (there.host, there.port) == (server.host, server.port)
                selector = within(there.selector, edition) if is_here else there.selector
                return item(there.item_type, text, selector, there.host, there.port)
            return item(ItemType.HTML, text, f"URL:{address}", server.host, server.port)


def _in_gopherspace(address: str) -> GopherAddress | None:
    """Where an item can lead by itself."""
    if address[:9].lower() == "gopher://":
        with contextlib.suppress(AddressInvalid):
            there = parse_url(address)
            # What claims to be an info line or an error, or holds the words of a search, would not be followed.
            if there.item_type in _FOLLOWED and not there.search:
                return there
    return None
