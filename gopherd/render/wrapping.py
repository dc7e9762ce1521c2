"""Text to lines of a given width.

Wrapping is what a page costs, so it is done by a regular expression: a line is as many characters as fit before a
blank, and ``findall`` takes all lines in one go, twenty times faster than ``textwrap``. A word that is longer than a
line makes it pass over characters, so the lengths are added up afterwards, which costs less than a look beforehand.
``textwrap`` stays the reference that the taz layout must equal, and wraps what is out of the ordinary; the property
tests compare the two.

Text comes collapsed: single blanks, none at the ends (``model.text.collapse``). NO-BREAK SPACE is no blank.
"""

import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from wcwidth import wcwidth

_NOT_SINGLE_CELL: Final = re.compile(r"[^\x00-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205f\u20a0-\u20bf]")
_NO_BREAK: Final = "\u00a0"
_WHITE_SPACE: Final = re.compile(r"[^\S ](?![^ ])")
"""What ends a word and is no blank, but white space to ``textwrap``, which drops it where it is a word of its own."""


def wrap_points(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` code points, a longer word broken.

    The same as ``textwrap.wrap(text, width, break_on_hyphens=False)`` makes of collapsed text.
    """
    lines = _pattern(width).findall(text)
    if _is_whole(lines, text) and (text.isascii() or not _WHITE_SPACE.search(text)):
        return lines
    return textwrap.wrap(text, width, break_on_hyphens=False)


def wrap_cells(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` display cells; a word that is wider stands alone on its line, unbroken.

    Words that NO-BREAK SPACE holds together are parted only where they would be wider than a line.
    """
    if text.isascii() or not _NOT_SINGLE_CELL.search(text):
        lines = _pattern(width).findall(text)
        if _is_whole(lines, text):
            return lines
    return _wrap_by_word(text, width)


def cells(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    if text.isascii() or not _NOT_SINGLE_CELL.search(text):
        return len(text)
    return sum(max(wcwidth(character), 0) for character in text)


def fold(text: str, width: int, mark: str = "") -> list[str]:
    """``text`` cut into pieces of at most ``width`` cells wherever they end, each but the last closed by ``mark``.

    For what has no blanks to break at: code, addresses. No character is parted from what combines with it.
    """
    lines: list[str] = []
    if text.isascii():
        step = width - len(mark)
        while len(text) > width:
            lines.append(text[:step] + mark)
            text = text[step:]
        return [*lines, text]
    rest_cells = cells(text)
    present, used = "", 0
    for character in text:
        size = max(wcwidth(character), 0) if ord(character) > 0x2FF else 1
        # The mark needs room only while something follows.
        room = width if used + rest_cells <= width else width - len(mark)
        if present and size and used + size > room:
            lines.append(present + mark)
            present, used = "", 0
        present += character
        used += size
        rest_cells -= size
    return [*lines, present]


@lru_cache(maxsize=512)
def _pattern(width: int) -> re.Pattern[str]:
    return re.compile(rf"(.{{1,{width}}})(?: |\Z)", re.DOTALL)


def _is_whole(lines: list[str], text: str) -> bool:
    """Whether nothing of ``text`` is missing from its lines but a blank between two of them."""
    return sum(map(len, lines)) + len(lines) - 1 == len(text)


def _words(text: str, width: int) -> Iterator[str]:
    for word in text.split(" "):
        if _NO_BREAK in word and cells(word) > width:
            yield from filter(None, word.split(_NO_BREAK))
        else:
            yield word


def _wrap_by_word(text: str, width: int) -> list[str]:
    lines: list[str] = []
    present, used = "", 0
    for word in _words(text, width):
        size = cells(word)
        if present and used + 1 + size > width:
            lines.append(present)
            present, used = word, size
        elif present:
            present, used = f"{present} {word}", used + 1 + size
        else:
            present, used = word, size
    return [*lines, present] if present else lines
