"""What is tolerated of a selector, undone in one place: codes, a type and an edition in front, ``URL:``.

Nothing here is a second door (``threats.md``, section 2): a spelling is looked up as any other selector.
"""

import contextlib
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote_to_bytes

from gopherd.model.edition import Charset
from gopherd.model.naming import EDITIONS
from gopherd.pages import queries

_TYPE_IN_FRONT: Final = re.compile(r"[0-9+A-Za-z]/")
_ADDRESS: Final = re.compile(r"/?URL:(.*)", re.DOTALL)


def spellings(selector: str) -> Iterator[str]:
    """The selector as it came, decoded once, and either without a type character in front."""
    yield selector
    decoded = selector
    if "%" in selector:
        with contextlib.suppress(UnicodeError):
            decoded = unquote_to_bytes(selector).decode("utf-8")
            yield decoded
    for spelling in dict.fromkeys((selector, decoded)):
        if _TYPE_IN_FRONT.match(spelling):
            yield spelling[1:]


def parted(selector: str) -> tuple[Charset | None, int | None, list[str]]:
    """Character set and width that stand in front, each at most once, and the parts behind them."""
    parts = [part for part in selector.split("/") if part]
    charset = width = None
    while parts and parts[0] in EDITIONS:
        if parts[0].isdigit():
            if width is not None:
                break
            width = int(parts.pop(0))
        else:
            if charset is not None:
                break
            charset = Charset(parts.pop(0))
    return charset, width, parts


def without_edition(selector: str) -> str:
    """A selector without the edition in front of it."""
    asked, width, parts = parted(selector)
    return f"/{'/'.join(parts)}" if asked or width else selector


def address_in(selector: str) -> str | None:
    """The address outside that a selector stands for (``URL:``), to the letter; ``None`` when it stands for none."""
    for spelling in spellings(selector):
        if found := _ADDRESS.fullmatch(spelling):
            return found[1]
    return None


def takes_words(selector: str) -> bool:
    """Whether what follows the selector's TAB is the words of a search, whatever they look like."""
    return any(map(queries.takes_words, spellings(selector)))
