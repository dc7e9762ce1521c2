"""Ways through the archive that are not one stretch of time.

What is new or changed, the same day of earlier years, the longest articles, those that most others link to, and chance.
Each is a walk along an index that stops after a window. What may not be shown yet stands in these lists as in all
others, but not always beyond their end; it is known by the articles that are still to come, which are few.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cached_property
from heapq import merge
from itertools import chain, islice
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import apsw

from gopherd.archive.headlines import Headlines
from gopherd.archive.lists import Lists, Range
from gopherd.archive.ports import Window
from gopherd.archive.schema import ALL, CHANGED, LENGTH, LINKED, NEVER, NEWER, NEWS, OLDER
from gopherd.archive.selections import AT_MOST, Changed, Longest, MostLinked, Period, SameDay, Since
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED, Headline

_DOWN: Final = (
    "SELECT published, number FROM entry WHERE list=? AND (published, number) < (?, ?) AND published >= ? "
    "ORDER BY published DESC, number DESC"
)
_UP: Final = (
    "SELECT published, number FROM entry WHERE list=? AND (published, number) > (?, ?) AND published <= ? "
    "ORDER BY published, number"
)
_RANKED: Final = "SELECT published, number FROM entry WHERE list=? ORDER BY published DESC, number DESC"
_TO_COME: Final = "SELECT count(*) FROM entry WHERE list=? AND published > ?"
_HIDDEN: Final = "SELECT number FROM entry WHERE list=? AND published > ?"
# Changed in the future, and published before: news at the time at which they appeared.
_LATE: Final = (
    "SELECT a.published, a.number FROM entry e JOIN article a ON a.number = e.number "
    "WHERE e.list=? AND e.published > ? AND a.published <= ?"
)
# The years after a day's, the months after its own, the days from it on: a few hundred rows whatever the archive.
_SINCE: Final = (
    "SELECT ifnull(sum(count), 0) FROM calendar WHERE list=? AND ((period > ? AND period < 10000) "
    "OR (period > ? AND period <= ?) OR (period >= ? AND period <= ?))"
)
_SAME_DAY: Final = (
    "SELECT y.period, d.count FROM calendar y JOIN calendar d ON d.list = y.list AND d.period = y.period * 10000 + ? "
    "WHERE y.list=? AND y.period > 0 AND y.period < ? ORDER BY y.period DESC"
)
_LINKED_BY_HIDDEN: Final = (
    "SELECT l.target, count(*) FROM entry e JOIN link l ON l.source = e.number WHERE e.list=? AND e.published > ? "
    "AND l.counted GROUP BY l.target"
)
_PERIODS: Final = "SELECT period, count FROM calendar WHERE list=? AND period >= ? AND period < ?"
_UNDATED_ONE: Final = "SELECT number FROM entry WHERE list=? AND published=? AND number >= ? ORDER BY number LIMIT 1"

_TRIES: Final = 20
"""How often an article is drawn in vain before there are fewer than were wanted."""
_dice: Final = random.SystemRandom()

_Entry: TypeAlias = tuple[int, int]
"""A place in a list, and an article's number."""


class Ways:
    """The ways through one snapshot.

    Args:
        connection: from ``schema.open_to_read``.
        at: the time of the snapshot, seconds since 1970.
        zone: the site's zone, in which a day begins and ends.
        headlines: of the same snapshot.
        lists: of the same snapshot.
    """

    def __init__(
        self, connection: apsw.Connection, at: int, zone: ZoneInfo, headlines: Headlines, lists: Lists
    ) -> None:
        self._db = connection
        self._at = at
        self._zone = zone
        self._headlines = headlines
        self._lists = lists

    def headlines(
        self, selection: Since | Changed | SameDay | Longest | MostLinked, after: int | None, limit: int, /
    ) -> Window:
        """As ``Snapshot.headlines``."""
        match selection:
            case Since(day):
                return self._news(day, after, limit)
            case Changed():
                total = self._count(CHANGED) - self._one(_TO_COME, (CHANGED, self._at))
                return self._by_time(CHANGED, UNDATED, total, [], after, limit)
            case SameDay(month, day_of_month):
                return self._same_day(month, day_of_month, after, limit)
            case Longest():
                return self._among(self._longest, after, limit)
            case MostLinked():
                return self._among(self._most_linked, after, limit)

    def beside(self, period: Period, /) -> tuple[Period | None, Period | None]:
        """As ``Snapshot.beside``."""
        within = self._lists.range_of(period)
        older = self._row(OLDER, (ALL, within.begin, -1, 1))
        newer = self._row(NEWER, (ALL, within.end - 1, 1 << 62, 1))
        is_older = older is not None and older[0] != UNDATED
        is_newer = newer is not None and newer[0] <= self._at
        return (
            self._period(older[0], period) if is_older else None,
            self._period(newer[0], period) if is_newer else None,
        )

    def random(self, count: int, /) -> Sequence[Headline]:
        """As ``Snapshot.random``: every dated article with the same likelihood.

        The calendar's counts lead to a day, and there to an article: a few dozen rows whatever the archive. What is
        still to come is drawn in vain. Articles without a date stand by their numbers, and a number is drawn.
        """
        total = self._count(ALL)
        found: set[int] = set()
        for _ in range(count * _TRIES if total else 0):
            if len(found) < min(count, total) and (number := self._drawn(total)) is not None:
                found.add(number)
        chosen = _dice.sample(sorted(found), len(found))
        return [headline for headline, _, _ in self._headlines.of(chosen).values()]

    # --- by the time of the last news -------------------------------------------------------------------------

    def _news(self, day: date, after: int | None, limit: int) -> Window:
        begin = int(datetime(day.year, day.month, day.day, tzinfo=self._zone).timestamp())
        late = sorted(entry for entry in self._rows(_LATE, NEWS, self._at, self._at) if entry[0] >= begin)
        total = self._one(_SINCE, (NEWS, *_bounds(day))) - self._one(_TO_COME, (NEWS, max(self._at, begin - 1)))
        return self._by_time(NEWS, begin, total + len(late), late, after, limit)

    def _by_time(self, list_: int, begin: int, total: int, late: list[_Entry], after: int | None, limit: int) -> Window:
        """A window of what became news between ``begin`` and now; ``late``: what did so by other times than its own."""
        place, behind = (self._at + 1, -1), None
        if after is not None:
            place = self._last_news(list_, after)
            if place[0] < begin:
                raise NotFound(f"there is no article {after} in this list")
            behind = merge(self._rows(_UP, list_, *place, self._at), (entry for entry in late if entry > place))
        earlier = (entry for entry in reversed(late) if entry < place)
        return self._cut(merge(self._rows(_DOWN, list_, *place, begin), earlier, reverse=True), behind, total, limit)

    def _last_news(self, list_: int, number: int) -> _Entry:
        row = self._row("SELECT published, changed FROM article WHERE number=? AND listed", (number,))
        if row is not None and row[0] <= self._at:
            published, changed = row
            if changed <= self._at and (list_ == NEWS or changed > published):
                return changed, number
            if list_ == NEWS:
                return published, number
        raise NotFound(f"there is no article {number} in this list")

    # --- the same day of earlier years ------------------------------------------------------------------------

    def _same_day(self, month: int, day: int, after: int | None, limit: int) -> Window:
        this_year = datetime.fromtimestamp(self._at, self._zone).year
        years = [(year, count) for year, count in self._rows(_SAME_DAY, month * 100 + day, ALL, this_year)]
        days = [self._lists.range_of(Period(year, month, day)) for year, _ in years]
        place, behind = (NEVER, -1), None
        if after is not None:
            published = self._one("SELECT published FROM article WHERE number=? AND listed", (after,))
            if published is None or not any(within.begin <= published < within.end for within in days):
                raise NotFound(f"there is no article {after} in this list")
            place = (published, after)
            behind = _joined(reversed(days), lambda within: self._within(within, place, is_back=True))
        before = _joined(days, lambda within: self._within(within, place, is_back=False))
        return self._cut(before, behind, sum(count for _, count in years), limit, is_measured=False)

    def _within(self, day: Range, place: _Entry, *, is_back: bool) -> Iterator[_Entry]:
        """The entries of a day on one side of a place, the nearest first."""
        if is_back:
            return self._rows(_UP, ALL, *max(place, (day.begin, -1)), day.end - 1)
        return self._rows(_DOWN, ALL, *min(place, (day.end, -1)), day.begin)

    # --- the first of their kind ------------------------------------------------------------------------------

    @cached_property
    def _hidden(self) -> frozenset[int]:
        """The articles that are still to come."""
        return frozenset(number for (number,) in self._db.execute(_HIDDEN, (ALL, self._at)))

    @cached_property
    def _longest(self) -> list[_Entry]:
        ranked = ((length, number) for length, number in self._rows(_RANKED, LENGTH) if number not in self._hidden)
        return list(islice(ranked, AT_MOST))

    @cached_property
    def _most_linked(self) -> list[_Entry]:
        """Links from what is still to come are taken off; who loses none stands where the index has it."""
        lost = dict(self._rows(_LINKED_BY_HIDDEN, ALL, self._at))
        ranked = ((links, number) for links, number in self._rows(_RANKED, LINKED) if number not in self._hidden)
        first = islice(ranked, AT_MOST + len(lost))
        exact = ((links - lost.get(number, 0), number) for links, number in first)
        return sorted((entry for entry in exact if entry[0]), reverse=True)[:AT_MOST]

    def _among(self, ranked: list[_Entry], after: int | None, limit: int) -> Window:
        begin = 0
        if after is not None:
            begin = next((place for place, (_, number) in enumerate(ranked, 1) if number == after), 0)
            if not begin:
                raise NotFound(f"there is no article {after} in this list")
        behind = reversed(ranked[: begin - 1]) if begin else None
        return self._cut(iter(ranked[begin:]), behind, len(ranked), limit)

    # --- chance -----------------------------------------------------------------------------------------------

    def _drawn(self, total: int) -> int | None:
        """An article, ``None`` where the lot fell on one that is still to come."""
        rank = _dice.randrange(total)
        low, high = 1, 10000
        while low < 10**9:  # years, then the months of one, then its days
            for period, count in self._rows(_PERIODS, ALL, low, high):
                if rank < count:
                    low, high = period * 100, period * 100 + 100
                    break
                rank -= count
            else:
                return self._drawn_undated()
        day = low // 100
        within = self._lists.range_of(Period(day // 10000, day // 100 % 100, day % 100))
        entries = self._rows(_UP, ALL, within.begin, -1, within.end - 1)
        found = next(islice(entries, rank, None), None)
        return None if found is None else found[1]

    def _drawn_undated(self) -> int:
        ends = [
            self._one(
                f"SELECT number FROM entry WHERE list=? AND published=? ORDER BY number {order} LIMIT 1", (ALL, UNDATED)
            )
            for order in ("ASC", "DESC")
        ]
        return int(self._one(_UNDATED_ONE, (ALL, UNDATED, _dice.randint(*ends))))

    # --- pieces -----------------------------------------------------------------------------------------------

    def _cut(
        self,
        older: Iterator[_Entry],
        newer: Iterator[_Entry] | None,
        total: int,
        limit: int,
        *,
        is_measured: bool = True,
    ) -> Window:
        """A window of a list.

        Args:
            older: what stands behind its beginning, the first first.
            newer: what stands before the article that the window comes after, the nearest first; ``None``: the list
                begins with the window.
            total: articles in the whole list.
            limit: of the window.
            is_measured: whether the places of the articles say something that their dates do not.
        """
        if total <= 0:
            raise NotFound("there are no articles in this list")
        entries = list(islice(older, limit + 1))
        back = None
        if newer is not None:
            behind = list(islice(newer, limit))
            back = behind[-1][1] if len(behind) == limit else 0
        shown = entries[:limit]
        headlines = tuple(found for found, _, _ in self._headlines.of(number for _, number in shown).values())
        measures = tuple(place for place, _ in shown) if is_measured else ()
        return Window(headlines, total, len(entries) > limit, back, measures)

    def _count(self, list_: int) -> int:
        return self._one("SELECT count FROM calendar WHERE list=? AND period=0", (list_,)) or 0

    def _period(self, seconds: int, like: Period) -> Period:
        local = datetime.fromtimestamp(seconds, self._zone)
        return Period(local.year, like.month and local.month, like.day and local.day)

    def _rows(self, sql: str, *values: Any) -> Iterator[Any]:
        return iter(self._db.execute(sql, values))

    def _row(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).fetchone()

    def _one(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).get


def _joined(days: Iterable[Range], entries: Callable[[Range], Iterator[_Entry]]) -> Iterator[_Entry]:
    return chain.from_iterable(map(entries, days))


def _bounds(day: date) -> tuple[int, ...]:
    """What ``_SINCE`` compares with."""
    month = day.year * 100 + day.month
    return (day.year, month, day.year * 100 + 12, month * 100 + day.day, month * 100 + 31)
