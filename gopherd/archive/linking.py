"""Which articles link to which, and how many link to each.

Kept when the index changes, since to count them for a reader would be to read every link of the archive. A link counts
when it stands in the text of a listed article and leads to another article; an article that links twice counts once.
Whom an article names as related is linked, too, and not counted. Where a link leads depends on the addresses of other
articles, so a change has those looked at again that use one of them.
"""

import json
from collections.abc import Collection, Iterable
from typing import Final

import apsw

from gopherd.archive.schema import LINKED, ROLE_BODY, ROLE_RELATED, TO_PICTURE

# Of the meanings of a link the likeliest that exists decides, as for those who follow it.
_LEADS: Final = f"""
SELECT source, number, max(role = {ROLE_BODY}) FROM (
    SELECT r.source, r.role, d.number, d.kind,
        row_number() OVER (PARTITION BY r.source, r.role, r.place ORDER BY r.rank, d.kind, d.number) AS turn
    FROM article s JOIN reference r ON r.source = s.number AND r.role IN ({ROLE_BODY}, {ROLE_RELATED})
    JOIN address d ON d.key = r.key
    WHERE s.listed AND {{which}}
) WHERE turn = 1 AND kind <> {TO_PICTURE} AND number <> source GROUP BY source, number
"""
_KNOWN: Final = "SELECT source, target, counted FROM link WHERE {which}"
_ENTRIES: Final = (
    f"SELECT {LINKED}, count(*), l.target FROM link l JOIN article a ON a.number = l.target "
    "WHERE a.listed AND l.counted AND {which} GROUP BY l.target"
)
_STRIKE: Final = (
    f"DELETE FROM entry WHERE list={LINKED} AND number=?1 "
    "AND published=(SELECT count(*) FROM link WHERE target=?1 AND counted)"
)
_AMONG: Final = "(SELECT value FROM json_each(?))"
_BATCH: Final = 10_000


def link_all(db: apsw.Connection) -> None:
    """Count the links of a new index."""
    db.execute(f"INSERT INTO link {_LEADS.format(which='TRUE')}")
    db.execute(f"INSERT INTO entry {_ENTRIES.format(which='TRUE')}")


def link_again(db: apsw.Connection, changed: Collection[int], keys: Iterable[int]) -> set[int]:
    """Count again what a change may have changed.

    Args:
        db: in the transaction of the change.
        changed: the numbers of the articles that are new, other than they were, or gone.
        keys: of the addresses that lead elsewhere than they did.

    Returns:
        The articles that are linked in another way than they were.
    """
    sources = set(changed)
    for key in keys:
        sources.update(number for (number,) in db.execute("SELECT source FROM reference WHERE key=?", (key,)))
    before, links = _among(db, _KNOWN, sources), _among(db, _LEADS, sources)
    targets = {*changed, *(target for _, target, _ in before | links)}
    db.executemany(_STRIKE, [(target,) for target in targets])
    db.executemany("DELETE FROM link WHERE source=?", [(source,) for source in sources])
    db.executemany("INSERT INTO link VALUES(?, ?, ?)", links)
    for among in _batches(targets):
        db.execute(f"INSERT INTO entry {_ENTRIES.format(which=f'l.target IN {_AMONG}')}", (among,))
    return {number for source, target, _ in before ^ links for number in (source, target)}


def _among(db: apsw.Connection, sql: str, sources: set[int]) -> set[tuple[int, int, int]]:
    """The links of articles, as ``_KNOWN`` or ``_LEADS`` has them."""
    which = sql.format(which=f"source IN {_AMONG}")
    return {link for among in _batches(sources) for link in db.execute(which, (among,))}


def _batches(numbers: set[int]) -> Iterable[str]:
    """Numbers as JSON, some thousands at a time."""
    ordered = sorted(numbers)
    return (json.dumps(ordered[begin : begin + _BATCH]) for begin in range(0, len(ordered), _BATCH))
