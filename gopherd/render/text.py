"""A page as a text, item type 0: its lines, every link with its whole address."""

from gopherd.model.edition import PLAIN, Edition
from gopherd.model.site import Site
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
from gopherd.render.lines import verbatim, visible, wrapped
from gopherd.render.menu import Server, picture_type
from gopherd.render.transliteration import loosened
from gopherd.render.typesetting import set_in
from gopherd.render.wrapping import cells, wrap_cells
from gopherd.wire.address import GopherAddress
from gopherd.wire.menu import ItemType
from gopherd.wire.text import text as as_text


def render_text(page: Page, site: Site, server: Server, edition: Edition = PLAIN) -> bytes:
    """The whole text. It has no layout of its own: the taz prints none.

    Args:
        page: what to show.
        site: its width matters.
        server: where pages of ours lie.
        edition: the form of it; addresses lead to pages in the same.
    """
    width = edition.width or site.width
    lines: list[str] = []
    for block in set_in(page, edition.charset).blocks:
        shown = [line for part in block for line in _lines(part, width, server, edition)]
        lines.extend(["", *shown] if lines and shown else shown)
    return as_text((loosened(line, edition.charset) for line in lines), edition.charset.value)


def _lines(part: Part, width: int, server: Server, edition: Edition) -> list[str]:
    match part:
        case Prose():
            return wrapped(visible(part.text), part.first, part.rest, width, wrap_cells)
        case LinkLine(text, target):
            return _link(visible(text), _address(target, server, edition), width)
        case Title(text) | Alert(text):
            return wrap_cells(visible(text), width)
        case Heading(text):
            return wrapped(visible(text), "## ", "   ", width, wrap_cells)
        case Preformatted() | Grid():
            return [visible(line) for line in verbatim(part, width)]


def _link(text: str, address: str, width: int) -> list[str]:
    """Words and address; an address is never broken, since it is to be copied."""
    if text.endswith(address):
        return wrap_cells(text, width)
    if not text:
        return [address]
    lines = wrap_cells(text, width)
    # A number stays with its address, however long that is.
    if " " not in text or cells(lines[-1]) + 1 + len(address) <= width:
        return [*lines[:-1], f"{lines[-1]} {address}"]
    return [*lines, address]


def _address(target: Target, server: Server, edition: Edition) -> str:
    match target:
        case Outside(address):
            return address
        case Place(path):
            item_type = ItemType.MENU
        case TextPlace(path):
            item_type = ItemType.TEXT
        case SearchPlace(path):
            item_type = ItemType.SEARCH
        case PicturePlace(path, extension):
            item_type = picture_type(extension)
    return GopherAddress(server.host, server.port, item_type, f"{edition.prefix}{path}").url()
