"""Which articles are related that nobody has named: those that share tags and stand near in time.

They are chosen among the nearest neighbours in the lists of an article's tags and nowhere else. So it costs a dozen
seeks whatever the archive's size, and one new article changes a few dozen pages, not those of a hundred thousand.
"""

from collections.abc import Iterable
from typing import Final

import apsw

from gopherd.archive.schema import NEWER, OLDER

REACH: Final = 4
"""How many neighbours on either side, in the list of each tag, are looked at."""
AT_MOST: Final = 5
_RAREST: Final = 32


def rarity(count: int) -> int:
    """How much it says to share a tag of ``count`` articles: one less with every doubling."""
    return _RAREST - max(count, 0).bit_length()


def related(
    db: apsw.Connection, number: int, published: int, tags: Iterable[tuple[int, int]], at: int
) -> tuple[list[int], int | None]:
    """The numbers of the related articles, the most related first.

    Args:
        db: in a read transaction.
        number: the article's.
        published: its publication time, seconds since 1970.
        tags: of each of its tags the ``name.id``, and how many articles there are below it.
        at: the time; what is published later is not there.

    Returns:
        The numbers, and the earliest publication time later than ``at`` that may change them.
    """
    scores: dict[int, int] = {}
    distances: dict[int, int] = {}
    to_come = None
    for tag, count in tags:
        place = (tag, published, number, REACH)
        rows = [*db.execute(OLDER, place), *db.execute(NEWER, place)]
        for other_published, other in rows:
            if other_published > at:
                to_come = min(other_published, to_come or other_published)
                continue
            scores[other] = scores.get(other, 0) + rarity(count)
            distances[other] = abs(other_published - published)
    best = sorted(scores, key=lambda other: (-scores[other], distances[other], -other))
    return best[:AT_MOST], to_come
