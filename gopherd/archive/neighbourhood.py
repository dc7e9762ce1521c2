"""Who stands beside an article in a list: the nearest on either side, read a stretch of the list at a time.

When all pages are finished, in the order of time, nearly every article stands in a stretch that was read for the one
before it, so that its neighbours in all its lists cost a look into memory instead of two seeks each.
"""

from bisect import bisect_left
from typing import Any, Final, TypeAlias

import apsw
from attrs import frozen

from gopherd.archive.schema import NEWER, OLDER

REACH: Final = 4
"""How many neighbours on either side a page may depend on, in each list."""
_AHEAD: Final = 32
"""Entries that are read with them for those who ask in the order of time."""
_KEPT: Final = 4_000

Entry: TypeAlias = tuple[int, int]
"""An article's publication time, seconds since 1970, and its number."""


@frozen
class _Stretch:
    """Entries of a list that follow one another, and whether it begins and ends with them."""

    entries: list[Entry]
    is_first: bool
    is_last: bool


class Neighbourhood:
    """The neighbours in the lists of one state of the index, what is still to come among them.

    Args:
        db: in a read transaction whenever it is asked.
        in_order: whether most articles will be asked for, in the order of time.
    """

    def __init__(self, db: apsw.Connection, *, in_order: bool) -> None:
        self._db = db
        self._ahead = _AHEAD if in_order else 0
        self._kept: dict[int, _Stretch] = {}

    def around(self, list_: int, place: Entry, reach: int) -> tuple[list[Entry], list[Entry]]:
        """The entries before and behind a place in a list, the nearest first.

        Args:
            list_: ``entry.list``.
            place: an article may stand there or not.
            reach: how many on either side, at most ``REACH``.
        """
        stretch = self._kept.get(list_)
        if stretch is None or not _surrounds(stretch, place, reach):
            stretch = self._read(list_, place)
        entries = stretch.entries
        at = bisect_left(entries, place)
        behind = at + (entries[at : at + 1] == [place])
        return entries[max(0, at - reach) : at][::-1], entries[behind : behind + reach]

    def beside(self, list_: int, place: Entry, at: int) -> tuple[int | None, int | None, int | None]:
        """The numbers of the older and the newer neighbour at a time.

        Args:
            list_: ``entry.list``.
            place: an article may stand there or not.
            at: seconds since 1970.

        Returns:
            The two, and the publication time of a newer one that is still to come.
        """
        older, newer = (side[0] if side else None for side in self.around(list_, place, 1))
        to_come = newer[0] if newer and newer[0] > at else None
        return older and older[1], None if to_come is not None else newer and newer[1], to_come

    def _read(self, list_: int, place: Entry) -> _Stretch:
        published, number = place
        # The place itself is read with what is behind it, and may be empty.
        wanted = 1 + REACH + self._ahead
        older: list[Any] = self._db.execute(OLDER, (list_, published, number, REACH)).fetchall()
        newer: list[Any] = self._db.execute(NEWER, (list_, published, number - 1, wanted)).fetchall()
        if len(self._kept) >= _KEPT:
            self._kept.clear()
        stretch = self._kept[list_] = _Stretch([*older[::-1], *newer], len(older) < REACH, len(newer) < wanted)
        return stretch


def _surrounds(stretch: _Stretch, place: Entry, reach: int) -> bool:
    """Whether the neighbours of a place, one of them at the place itself, are all known."""
    at = bisect_left(stretch.entries, place)
    return (stretch.is_first or at >= reach) and (stretch.is_last or len(stretch.entries) - at > reach)
