"""Where articles stand in the lists of the index, and the counts that go with the lists.

What is taken out is taken out by the same figures by which it came in, so that a refreshed index and one built anew
hold the same.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import apsw
from attrs import frozen

from gopherd.archive.schema import ALL, CHANGED, LENGTH, NEWS
from gopherd.model.article import UNDATED

_ENLIST: Final = "INSERT INTO entry VALUES(?, ?, ?)"
_STRIKE: Final = "DELETE FROM entry WHERE list=? AND published=? AND number=?"
_COUNT_NAME: Final = "UPDATE name SET count = count + ? WHERE id = ?"
_COUNT_PERIOD: Final = (
    "INSERT INTO calendar VALUES(?, ?, ?) ON CONFLICT(list, period) DO UPDATE SET count = count + excluded.count"
)


@frozen
class Standing:
    """What decides where a listed article stands."""

    number: int
    published: int
    """Seconds since 1970, ``UNDATED`` for none; so ``changed``."""
    changed: int
    """When it last was news: published, or changed after that."""
    length: int
    """Characters of its text."""
    names: frozenset[int]
    """The ``name.id`` of whatever it is below."""

    def entries(self) -> Iterator[tuple[int, int, int]]:
        """Its rows of ``entry``: the list, its place in it, and its number."""
        for name in (ALL, *sorted(self.names)):
            yield name, self.published, self.number
        yield NEWS, self.changed, self.number
        if self.changed > self.published:
            yield CHANGED, self.changed, self.number
        yield LENGTH, self.length, self.number


class Enlisting:
    """Puts articles into the lists of an index and takes them out; the counts are added up until they are flushed.

    Args:
        connection: in a transaction of its caller.
        zone: the site's, in which a day begins and ends.
    """

    def __init__(self, connection: apsw.Connection, zone: ZoneInfo) -> None:
        self._db = connection
        self._zone = zone
        self.steps: Counter[int] = Counter()
        """How many articles each ``name.id`` has gained and lost since this was made."""
        self._names: Counter[int] = Counter()
        self._periods: Counter[tuple[int, int]] = Counter()

    def enlist(self, standing: Standing) -> None:
        """Put an article into its lists."""
        self._db.executemany(_ENLIST, standing.entries())
        self._count(standing, 1)

    def strike(self, standing: Standing) -> None:
        """Take an article out of its lists."""
        self._db.executemany(_STRIKE, standing.entries())
        self._count(standing, -1)

    def year_of(self, time: int) -> int | None:
        """The year, in the site's zone, of a time in seconds since 1970; ``None`` for ``UNDATED``."""
        return None if time == UNDATED else datetime.fromtimestamp(time, self._zone).year

    def flush(self) -> None:
        """Write the counts, which are added up meanwhile: one article changes a dozen of them."""
        self._db.executemany(_COUNT_NAME, [(step, name) for name, step in sorted(self._names.items()) if step])
        steps = [(*period, step) for period, step in sorted(self._periods.items()) if step]
        self._db.executemany(_COUNT_PERIOD, steps)
        self.steps.update(self._names)
        self._names.clear()
        self._periods.clear()

    def finish(self) -> None:
        """Write what is left, and forget the periods in which nothing is any more."""
        self.flush()
        self._db.execute("DELETE FROM calendar WHERE count = 0")

    def _count(self, standing: Standing, step: int) -> None:
        for name in standing.names:
            self._names[name] += step
        published = changed = list(self._within(standing.published))
        if standing.changed > standing.published:
            changed = list(self._within(standing.changed))
            self._periods[CHANGED, 0] += step
        for period in published:
            self._periods[ALL, period] += step
        for period in changed:
            self._periods[NEWS, period] += step

    def _within(self, time: int) -> Iterator[int]:
        yield 0
        if time != UNDATED:
            local = datetime.fromtimestamp(time, self._zone)
            yield local.year
            yield local.year * 100 + local.month
            yield (local.year * 100 + local.month) * 100 + local.day
