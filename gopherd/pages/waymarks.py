"""How the ways through the archive are spelled that have a word of their own behind the ``!``, and the orders of names.

``/!changed``, ``/!long``, ``/!linked``, ``/!today`` and ``/!random``; ``/!d--02-29`` is that day of earlier years, as
ISO 8601 writes a day of no year; ``/!t/most`` are the tags by size, ``/!t/a`` those that begin with an A.
"""

import re
from datetime import date
from typing import Final

from gopherd.archive.selections import OTHER, ByName, BySize, Changed, Longest, MostLinked, Order, SameDay

RANDOM_PATH: Final = "/!random"
TODAY_PATH: Final = "/!today"
_SAME_DAY: Final = re.compile(r"!d--([0-9]{2})-([0-9]{2})")
_A_LEAP_YEAR: Final = 2000
_WORDS: Final[dict[str, Changed | Longest | MostLinked]] = {
    "!changed": Changed(),
    "!long": Longest(),
    "!linked": MostLinked(),
}
_PATHS: Final = {selection: f"/{word}" for word, selection in _WORDS.items()}
WORD_PATHS: Final = (*_PATHS.values(), TODAY_PATH, RANDOM_PATH)
"""The selectors that have a word of their own; each leads to articles that stand elsewhere, too."""
_BY_SIZE: Final = "most"
_INITIAL: Final = re.compile(rf"[a-z{OTHER}]")


def way_of(mark: str) -> Changed | Longest | MostLinked | SameDay | None:
    """The list that a part of a selector means, if it means one of these."""
    if found := _SAME_DAY.fullmatch(mark):
        month, day = map(int, found.groups())
        try:
            date(_A_LEAP_YEAR, month, day)
        except ValueError:
            return None
        return SameDay(month, day)
    return _WORDS.get(mark)


def way_path(selection: Changed | Longest | MostLinked | SameDay) -> str:
    """The selector of such a list."""
    if isinstance(selection, SameDay):
        return f"/!d--{selection.month:02}-{selection.day:02}"
    return _PATHS[selection]


def order_of(part: str) -> Order | None:
    """The order of names that a part of a selector means, if it means one."""
    if part == _BY_SIZE:
        return BySize()
    return ByName(part) if _INITIAL.fullmatch(part) else None


def order_part(order: Order) -> str:
    """What a selector of names ends with, so that they are in this order; empty for all by name."""
    word = _BY_SIZE if isinstance(order, BySize) else order.initial
    return f"/{word}" if word else ""
