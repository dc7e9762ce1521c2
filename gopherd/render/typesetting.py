"""A page in a smaller character set: all its texts transliterated, before lines are made of them."""

import re
from typing import Final
from urllib.parse import quote

from attrs import evolve

from gopherd.model.edition import Charset
from gopherd.pages.page import Grid, LinkLine, Outside, Page, Part, Preformatted
from gopherd.render.transliteration import transliterated

_BLANKS: Final = re.compile(" {2,}")
_AS_WRITTEN: Final = "".join(chr(point) for point in range(0x21, 0x7F))


def set_in(page: Page, charset: Charset) -> Page:
    """``page`` with nothing in it that ``charset`` lacks; the very same in UTF-8.

    Addresses keep their meaning: what they hold beyond ASCII is percent-coded, never transliterated.
    """
    if charset is Charset.UTF8:
        return page
    return Page(tuple(tuple(_part(part, charset) for part in block) for block in page.blocks))


def _part(part: Part, charset: Charset) -> Part:
    match part:
        case Preformatted(text):
            return evolve(part, text=transliterated(text, charset))
        case Grid(rows):
            return evolve(part, rows=tuple(tuple(_running(cell, charset) for cell in row) for row in rows))
        case LinkLine(text, Outside(address)) if not address.isascii():
            coded = quote(address, safe=_AS_WRITTEN, errors="replace")
            return evolve(part, text=_running(text.replace(address, coded), charset), target=Outside(coded))
        case _:
            return evolve(part, text=_running(part.text, charset))


def _running(text: str, charset: Charset) -> str:
    """Text to be wrapped: what became a blank, or nothing, leaves no gap."""
    if text.isascii():
        return text
    return "\n".join(_BLANKS.sub(" ", line).strip(" ") for line in transliterated(text, charset).split("\n"))
