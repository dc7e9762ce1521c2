"""A query that nothing matches whole, asked more and more modestly: for most of its words, when not for all."""

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

from attrs import evolve

from gopherd.terms.query import Query, Words

_MOST_GROUPS: Final = 8
_MOST_MISSING: Final = 2


def relaxed(query: Query, is_there: Callable[[tuple[Words, ...]], bool]) -> Iterator[tuple[int, Query]]:
    """Queries that ask for less: without the words that no article has, then with one or two of the others missing.

    Args:
        query: what nothing matched.
        is_there: whether any article has one of these words.

    Yields:
        How many of the words an article has that is found, and the query.
    """
    there = [group for group in query.wanted if is_there(group)][:_MOST_GROUPS]
    for missing in range(min(len(there), _MOST_MISSING + 1)):
        if missing or len(there) < len(query.wanted):
            # So many may be missing: of any so many and one more, one is there.
            groups = tuple(sum(some, ()) for some in combinations(there, missing + 1))
            yield len(there) - missing, evolve(query, wanted=groups)
