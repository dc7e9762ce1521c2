"""Names with their articles at one time: in alphabetical order, by size, by their first letter.

A name's count is kept for all its articles; what those that are still to come take off is known from them, and they
are few. So a window costs the same however many names there are, and only how many there are in all is counted name by
name, along an index and once for each snapshot: a paper has thousands of names, not millions.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from heapq import merge
from itertools import islice
from typing import Any, Final, TypeAlias

import apsw

from gopherd.archive.ports import NameWindow
from gopherd.archive.schema import ALL
from gopherd.archive.selections import OTHER, ByName, BySize, Initial, Order
from gopherd.errors import NotFound
from gopherd.model.article import Kind, Name

_COLUMNS: Final = "rank, sort, number, id, text, slug"
_TO_COME: Final = "SELECT a.names FROM entry e JOIN article a ON a.number = e.number WHERE e.list=? AND e.published > ?"
_INITIALS: Final = (
    "SELECT CASE WHEN sort < 'a' THEN ? ELSE substr(sort, 1, 1) END AS letter, count(*) FROM name "
    "WHERE kind=? AND rank < 0 GROUP BY letter"
)
_PLACE: Final = f"SELECT {_COLUMNS} FROM name WHERE kind=? AND number=?"
_AMONG: Final = f"SELECT {_COLUMNS} FROM name WHERE +kind=? AND +rank < 0 AND id IN (SELECT value FROM json_each(?))"
_LARGER: Final = (
    f"SELECT {_COLUMNS} FROM name WHERE kind=? AND (rank, sort, number) < (?, ?, ?) "
    "ORDER BY rank DESC, sort DESC, number DESC"
)
_SMALLER: Final = (
    f"SELECT {_COLUMNS} FROM name WHERE kind=? AND (rank, sort, number) > (?, ?, ?) AND rank < 0 "
    "ORDER BY rank, sort, number"
)
_BEHIND: Final = (
    f"SELECT {_COLUMNS} FROM name WHERE kind=? AND (sort, number) > (?, ?) AND sort < ? AND rank < 0 "
    "ORDER BY sort, number"
)
_BEFORE: Final = (
    f"SELECT {_COLUMNS} FROM name WHERE kind=? AND (sort, number) < (?, ?) AND sort >= ? AND rank < 0 "
    "ORDER BY sort DESC, number DESC"
)
_PARTS: Final = f"SELECT {_COLUMNS} FROM name WHERE above=(SELECT id FROM name WHERE kind=? AND number=?) ORDER BY sort"
_WHOLE: Final = f"SELECT {_COLUMNS} FROM name WHERE kind=? AND above IS NULL AND rank < 0 ORDER BY sort, number"
_ABOUT: Final = "SELECT about FROM author WHERE number=? ORDER BY path LIMIT 1"
_AFTER_ALL: Final = "{"
"""What comes behind every letter."""

_Row: TypeAlias = tuple[int, str, int, int, str, str]
"""As ``_COLUMNS``; the rank is the count below zero."""


class Names:
    """The names of one snapshot.

    Args:
        connection: from ``schema.open_to_read``.
        at: the time of the snapshot, seconds since 1970.
    """

    def __init__(self, connection: apsw.Connection, at: int) -> None:
        self._db = connection
        self._at = at
        self._letters: dict[Kind, dict[str, int]] = {}

    def window(self, kind: Kind, order: Order, after: int | None, limit: int, /) -> NameWindow:
        """As ``Snapshot.names``."""
        letters = self._initials(kind)
        total = letters.get(order.initial, 0) if isinstance(order, ByName) and order.initial else sum(letters.values())
        place = None if after is None else self._place(kind, order, after)
        names = list(islice(self._on(kind, order, place), limit + 1))
        previous = None
        if place is not None:
            back = list(islice(self._back(kind, order, place), limit))
            previous = back[-1].number if len(back) == limit else 0
        return NameWindow(tuple(names[:limit]), total, len(names) > limit, previous)

    def initials(self, kind: Kind, /) -> Sequence[Initial]:
        """As ``Snapshot.initials``."""
        found = sorted(self._initials(kind).items(), key=lambda item: (item[0] != OTHER, item[0]))
        return [Initial(letter, names) for letter, names in found]

    def sections(self) -> Iterator[Name]:
        """Every section that is part of no other and has an article, by name."""
        return self._visible(Kind.SECTION, self._rows(_WHOLE, Kind.SECTION.value))

    def within(self, section: Name, /) -> Sequence[Name]:
        """As ``Snapshot.within``."""
        return list(self._visible(section.kind, self._rows(_PARTS, section.kind.value, section.number)))

    def about(self, author: Name, /) -> Sequence[str]:
        """As ``Snapshot.about``."""
        return str(self._db.execute(_ABOUT, (author.number,)).get or "").splitlines()

    @cached_property
    def _to_come(self) -> Counter[int]:
        """How many articles of each ``name.id`` are still to come."""
        counts: Counter[int] = Counter()
        for (names,) in self._rows(_TO_COME, ALL, self._at):
            counts.update(map(int, names.replace(";", " ").split()))
        return counts

    def _initials(self, kind: Kind) -> dict[str, int]:
        if kind not in self._letters:
            letters = Counter(dict(self._rows(_INITIALS, OTHER, kind.value)))
            for row in self._touched(kind):
                if not self._count(row):
                    letters[row[1][0] if row[1] >= "a" else OTHER] -= 1
            self._letters[kind] = {letter: names for letter, names in letters.items() if names}
        return self._letters[kind]

    def _place(self, kind: Kind, order: Order, number: int) -> _Row:
        row = next(self._rows(_PLACE, kind.value, number), None)
        if row is None or not self._count(row) or (isinstance(order, ByName) and not _begins(row, order.initial)):
            raise NotFound(f"there is no {kind.name.lower()} {number} in this list")
        return (*row,)

    def _on(self, kind: Kind, order: Order, place: _Row | None) -> Iterator[Name]:
        """The names behind a place, the nearest first."""
        if isinstance(order, BySize):
            after = (-1 << 62, "", -1) if place is None else (-self._count(place), *place[1:3])
            return self._by_size(kind, _SMALLER, after, lambda key: key > after, is_back=False)
        low, high = _bounds(order.initial)
        begin = (low, -1) if place is None else place[1:3]
        return self._visible(kind, self._rows(_BEHIND, kind.value, *begin, high))

    def _back(self, kind: Kind, order: Order, place: _Row) -> Iterator[Name]:
        """The names before a place, the nearest first."""
        if isinstance(order, BySize):
            before = (-self._count(place), *place[1:3])
            return self._by_size(kind, _LARGER, before, lambda key: key < before, is_back=True)
        return self._visible(kind, self._rows(_BEFORE, kind.value, *place[1:3], _bounds(order.initial)[0]))

    def _by_size(self, kind: Kind, sql: str, place: tuple[Any, ...], is_there: Any, *, is_back: bool) -> Iterator[Name]:
        """By what readers find below each: who has articles to come is taken out of the order and put in where due."""
        touched = {row[3]: (-self._count(row), *row[1:]) for row in self._touched(kind)}
        moved = sorted((row for row in touched.values() if row[0] and is_there(row[:3])), reverse=is_back)
        unmoved = (row for row in self._rows(sql, kind.value, *place) if row[3] not in touched)
        for rank, _, number, _, text, slug in merge(unmoved, moved, reverse=is_back):
            yield Name(kind, number, text, slug, -rank)

    def _touched(self, kind: Kind) -> list[_Row]:
        """The names whose count is not that of the index."""
        return list(self._rows(_AMONG, kind.value, f"[{','.join(map(str, self._to_come))}]")) if self._to_come else []

    def _visible(self, kind: Kind, rows: Iterator[_Row]) -> Iterator[Name]:
        for row in rows:
            if count := self._count(row):
                yield Name(kind, row[2], row[4], row[5], count)

    def _count(self, row: _Row) -> int:
        return -row[0] - self._to_come[row[3]]

    def _rows(self, sql: str, *values: Any) -> Iterator[Any]:
        return iter(self._db.execute(sql, values))


def _bounds(initial: str) -> tuple[str, str]:
    """The first thing that a name with this initial may be, and what comes behind all of them."""
    if not initial:
        return "", _AFTER_ALL
    return ("", "a") if initial == OTHER else (initial, chr(ord(initial) + 1))


def _begins(row: _Row, initial: str) -> bool:
    low, high = _bounds(initial)
    return low <= row[1] < high
