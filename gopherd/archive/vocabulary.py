"""The terms that an archive's articles are made of, and those of them that are nearest to a misspelt one.

A beginning that many have stands for the shortest of them: FTS5 would first put together where any of them stands,
which takes seconds in a million articles, and term by term the newest hits come at once.

They are kept from both ends: of a term with one mistake either the first half is right or the second, so that the
right one lies in a short stretch of one of two orders, however large the archive. Terms that have gone out of use are
among them, and those of articles that may not be shown yet: whoever takes one from here asks the full text for it
before showing it.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

import apsw

from gopherd.terms.nearness import distance, tolerated

ENOUGH: Final = 50_000
"""Articles from which on a term that stands in one of them alone is rather a slip than a word."""
_SHORTEST: Final = 3
_STRETCH: Final = 4_000
"""Terms that are looked at in each order."""
_HEAD: Final = 3
"""Letters that are believed when mistakes are looked for in both halves."""
_ADD: Final = "INSERT OR IGNORE INTO vocabulary VALUES(?, ?)"
_FILL: Final = f"""
INSERT INTO vocabulary SELECT term, gopherd_backwards(term) FROM temp.counted
WHERE doc >= ? AND length(term) >= {_SHORTEST} AND term NOT GLOB '\u00a7*' AND term GLOB '*[^0-9]*'
"""
_NEAR: Final = (
    "SELECT term FROM vocabulary WHERE {column} >= ? AND {column} < ? AND length(term) BETWEEN ? AND ? LIMIT ?"
)
_BEGUN: Final = "SELECT term FROM vocabulary WHERE term >= ? AND term < ? ORDER BY length(term), term LIMIT ?"
_FEW, _MANY = 50, 1_000
"""Terms with one beginning: fewer are asked for by it, more are not asked for at all."""
_LAST: Final = "\U0010ffff"


def fill(connection: apsw.Connection) -> None:
    """Make the vocabulary of a new index of its full text."""
    documents = connection.execute("SELECT count(*) FROM document").get
    connection.create_scalar_function("gopherd_backwards", _backwards, 1, deterministic=True)
    connection.execute("CREATE VIRTUAL TABLE temp.counted USING fts5vocab('main', 'words', 'row')")
    connection.execute(_FILL, (1 if documents < ENOUGH else 2,))
    connection.execute("DROP TABLE temp.counted")
    connection.create_scalar_function("gopherd_backwards", None, 1)


def add(connection: apsw.Connection, columns: Iterable[str]) -> None:
    """Add the terms of an article's columns."""
    terms = {term for column in columns for term in column.split() if len(term) >= _SHORTEST and not term.isdigit()}
    connection.executemany(_ADD, [(term, _backwards(term)) for term in sorted(terms)])


def known(connection: apsw.Connection, terms: Iterable[str]) -> list[str]:
    """Those of ``terms`` that it has."""
    sql = "SELECT term FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))"
    return [str(term) for (term,) in connection.execute(sql, (json.dumps(list(terms)),))]


def begun(connection: apsw.Connection, begin: str) -> list[str]:
    """The terms that stand for all that begin with ``begin``; none when those are few, and quickly found by it.

    Numbers are not in the vocabulary.
    """
    if begin.isdigit():
        return []
    found = [str(term) for (term,) in connection.execute(_BEGUN, (begin, begin + _LAST, _MANY))]
    return [begin, *found] if len(found) > _FEW else []


def nearest(connection: apsw.Connection, term: str) -> list[tuple[int, str]]:
    """The terms that ``term`` may be misspelt of, each with the number of mistakes, the nearest first."""
    most, size = tolerated(term), len(term)
    if not most:
        return []
    half = max(1, (size - 1) // 2)
    found = set(_stretch(connection, "term", term[:half], size - most, size + most))
    found |= set(_stretch(connection, "backwards", _backwards(term)[:half], size - most, size + most))
    if most > 1:
        found |= set(_stretch(connection, "term", term[:_HEAD], size - most, size + most))
    near = ((distance(term, other, most), other) for other in found)
    return sorted((steps, other) for steps, other in near if 0 < steps <= most)


def _stretch(connection: apsw.Connection, column: str, begin: str, shortest: int, longest: int) -> Iterable[str]:
    rows = connection.execute(_NEAR.format(column=column), (begin, begin + _LAST, shortest, longest, _STRETCH))
    return [str(term) for (term,) in rows]


def _backwards(*terms: Any) -> str:
    return str(terms[0])[::-1]
