"""Lists of articles by publication time: windows, totals, calendars, at one time; and the names they are below.

A list is a range of ``entry`` that ends at the present: what is still to come lies behind the end, is never reached,
and is taken off the counts, which are kept for all of it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import apsw
from anyascii import anyascii
from attrs import frozen

from gopherd.archive.dates import FIRST_YEAR
from gopherd.archive.headlines import Headlines
from gopherd.archive.ports import Count, Window
from gopherd.archive.schema import ALL, NEVER, NO_LIST
from gopherd.archive.selections import Everything, Named, Period
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED, Kind, Name
from gopherd.model.text import fold

_BEFORE: Final = (
    "SELECT number FROM entry WHERE list=? AND (published, number) < (?, ?) AND published >= ? "
    "ORDER BY published DESC, number DESC LIMIT ?"
)
_BEHIND: Final = (
    "SELECT number FROM entry WHERE list=? AND (published, number) > (?, ?) AND published <= ? "
    "ORDER BY published, number LIMIT ?"
)
_NAMES_KEPT: Final = 5000
_NAME: Final = "SELECT id, number, text, slug, count FROM name WHERE "
_TO_COME: Final = "SELECT count(*) FROM entry WHERE list=? AND published > ?"
_TO_COME_WITHIN: Final = "SELECT count(*) FROM entry WHERE list=? AND published > ? AND published < ?"


@frozen
class Range:
    """A list and its bounds."""

    list: int
    """``entry.list``."""
    begin: int
    """The earliest publication time, seconds since 1970."""
    end: int
    """The first time that lies outside."""
    total: int
    """Articles that a reader finds in it."""


class Lists:
    """The lists of one snapshot.

    Args:
        connection: from ``schema.open_to_read``.
        at: the time of the snapshot, seconds since 1970.
        zone: the site's zone, in which a day begins and ends.
        headlines: of the same snapshot.
    """

    def __init__(self, connection: apsw.Connection, at: int, zone: ZoneInfo, headlines: Headlines) -> None:
        self._db = connection
        self._at = at
        self._zone = zone
        self._headlines = headlines
        self._names: dict[int, Name] = {}
        self._totals: dict[int, int] = {}
        self._keys: dict[tuple[Kind, int], int] = {}

    def headlines(self, selection: Everything | Named | Period, after: int | None, limit: int, /) -> Window:
        """As ``Snapshot.headlines``."""
        found = self.range_of(selection)
        if found.total <= 0:
            raise NotFound("there are no articles in this list")
        place, newer = (found.end, -1), None
        if after is not None:
            published = self._one("SELECT published FROM article WHERE number=?", (after,))
            if published is None or not found.begin <= published < found.end:
                raise NotFound(f"there is no article {after} in this list")
            place = (published, after)
            # The window before this one ends with the article ``after``; it begins behind the one found here.
            behind = self._all(_BEHIND, (found.list, *place, found.end - 1, limit))
            newer = behind[-1][0] if len(behind) == limit else 0
        numbers = [number for (number,) in self._all(_BEFORE, (found.list, *place, found.begin, limit + 1))]
        headlines = tuple(headline for headline, _, _ in self._headlines.of(numbers[:limit]).values())
        return Window(headlines, found.total, len(numbers) > limit, newer)

    def name(self, kind: Kind, number: int, /) -> Name:
        """As ``Snapshot.name``."""
        rows = self._all(_NAME + "kind=? AND number=?", (kind.value, number))
        name = self._visible(kind, rows[0]) if rows else None
        if name is None:
            raise NotFound(f"there is no {kind.name.lower()} {number}")
        return name

    def counts(self, period: Period | None, /) -> Sequence[Count]:
        """As ``Snapshot.counts``."""
        if period is None:
            low, high = 1, 10000
        elif period.month is None:
            low, high = period.year * 100, period.year * 100 + 100
        else:
            low = (period.year * 100 + period.month) * 100
            high = low + 100
        rows = self._all("SELECT period FROM calendar WHERE list=? AND period >= ? AND period < ?", (ALL, low, high))
        counts = (Count(part, self._within(part).total) for part in (_period(number) for (number,) in rows))
        found = [count for count in counts if count.articles > 0]
        return found[::-1] if period is None else found

    def tagged(self, key: int) -> tuple[int, int]:
        """A tag's key, and how many articles it has in all, those to come among them."""
        self.name_by_id(key)
        return key, self._totals[key]

    def name_by_id(self, key: int) -> Name:
        """The name that the index knows as ``key``, with the articles that a reader finds below it.

        There may be none: an unlisted article is below no name. Every page names the same few, so they are kept.
        """
        if key not in self._names:
            if len(self._names) > _NAMES_KEPT:
                self._names.clear()
                self._totals.clear()
            kind, number, text, slug, count = self._all(
                "SELECT kind, number, text, slug, count FROM name WHERE id=?", (key,)
            )[0]
            shown = count - self._one(_TO_COME, (key, self._at))
            self._totals[key] = count
            self._names[key] = Name(Kind(kind), number, text, slug, shown)
        return self._names[key]

    def _all(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).get

    def key(self, kind: Kind, number: int) -> int:
        """The key of a name in the index; ``NO_LIST`` when it has none."""
        key = self._keys.get((kind, number))
        if key is None:
            key = int(self._one("SELECT id FROM name WHERE kind=? AND number=?", (kind.value, number)) or NO_LIST)
            if len(self._keys) > _NAMES_KEPT:
                self._keys.clear()
            self._keys[kind, number] = key
        return key

    def key_of_text(self, kind: Kind, text: str) -> int | None:
        """The key of the name that is written so, whatever its case, or failing that, so but for its accents.

        Names that nobody bears who may be shown now are not there.
        """
        sql = "SELECT id, text, count FROM name WHERE kind=? AND sort=? ORDER BY count DESC, number"
        rows = self._all(sql, (kind.value, anyascii(text).casefold()))
        seen = [(key, other) for key, other, count in rows if count > self._one(_TO_COME, (key, self._at))]
        return next((key for key, other in seen if fold(other) == fold(text)), seen[0][0] if seen else None)

    def _visible(self, kind: Kind, row: tuple[Any, ...]) -> Name | None:
        key, number, text, slug, count = row
        count -= self._one(_TO_COME, (key, self._at))
        return Name(kind, number, text, slug, count) if count > 0 else None

    def range_of(self, selection: Everything | Named | Period, /) -> Range:
        """Where a list stands, and how many articles a reader finds in it. Raises ``NotFound``."""
        match selection:
            case Everything():
                total = self._one("SELECT count FROM calendar WHERE list=? AND period=0", (ALL,)) or 0
                return Range(ALL, UNDATED, self._at + 1, total - self._one(_TO_COME, (ALL, self._at)))
            case Named(kind, number):
                return Range(self.key(kind, number), UNDATED, self._at + 1, self.name(kind, number).count)
            case Period():
                return self._within(selection)

    def _within(self, period: Period) -> Range:
        """The articles of a period. Raises ``NotFound`` for a date that does not exist."""
        year, month, day = period.year, period.month, period.day
        if year < FIRST_YEAR:
            raise NotFound(f"there is nothing before the year {FIRST_YEAR}")
        try:
            first = datetime(year, month or 1, day or 1, tzinfo=self._zone)
        except ValueError as error:
            raise NotFound(f"there is no such date: {error}") from error
        try:
            if day is not None:
                last = first + timedelta(days=1)
            else:
                last = first.replace(year=year + (month in {None, 12}), month=1 if month is None else month % 12 + 1)
            begin, end = int(first.timestamp()), int(last.timestamp())
        except (ValueError, OverflowError):  # the last day of the calendar has none after it
            begin, end = int(first.timestamp()), NEVER
        number = int("".join(f"{part:02}" for part in (year, month, day) if part is not None))
        total = self._one("SELECT count FROM calendar WHERE list=? AND period=?", (ALL, number)) or 0
        if end > self._at:
            total -= self._one(_TO_COME_WITHIN, (ALL, max(self._at, begin - 1), end))
        return Range(ALL, begin, min(end, self._at + 1), total)


def _period(number: int) -> Period:
    if number < 10000:
        return Period(number)
    if number < 1000000:
        return Period(*divmod(number, 100))
    month, day = divmod(number, 100)
    return Period(*divmod(month, 100), day)
