"""Which articles link to which, and how many link to each.

Kept when the index changes, since to count them for a reader would be to read every link of the archive. A link counts
when it stands in the text of a listed article and leads to another article; an article that links twice counts once.
Where it leads depends on the addresses of other articles, so a change has those looked at again that use one of them.
"""

import json
from collections.abc import Collection, Iterable
from typing import Final

import apsw

from gopherd.archive.schema import LINKED, ROLE_BODY, TO_PICTURE

# Of the meanings of a link the likeliest that exists decides, as for those who follow it.
_LEADS: Final = f"""
SELECT DISTINCT source, number FROM (
    SELECT r.source, d.number, d.kind,
        row_number() OVER (PARTITION BY r.source, r.place ORDER BY r.rank, d.kind, d.number) AS turn
    FROM article s JOIN reference r ON r.source = s.number AND r.role = {ROLE_BODY} JOIN address d ON d.key = r.key
    WHERE s.listed AND {{which}}
) WHERE turn = 1 AND kind <> {TO_PICTURE} AND number <> source
"""
_ENTRIES: Final = (
    f"SELECT {LINKED}, count(*), l.target FROM link l JOIN article a ON a.number = l.target "
    "WHERE a.listed AND {which} GROUP BY l.target"
)
_STRIKE: Final = (
    f"DELETE FROM entry WHERE list={LINKED} AND number=?1 AND published=(SELECT count(*) FROM link WHERE target=?1)"
)
_AMONG: Final = "(SELECT value FROM json_each(?))"
_BATCH: Final = 10_000


def link_all(db: apsw.Connection) -> None:
    """Count the links of a new index."""
    db.execute(f"INSERT INTO link {_LEADS.format(which='TRUE')}")
    db.execute(f"INSERT INTO entry {_ENTRIES.format(which='TRUE')}")


def link_again(db: apsw.Connection, changed: Collection[int], keys: Iterable[int]) -> None:
    """Count again what a change may have changed.

    Args:
        db: in the transaction of the change.
        changed: the numbers of the articles that are new, other than they were, or gone.
        keys: of the addresses that lead elsewhere than they did.
    """
    sources = set(changed)
    for key in keys:
        sources.update(number for (number,) in db.execute("SELECT source FROM reference WHERE key=?", (key,)))
    targets = set(changed)
    for among in _batches(sources):
        targets.update(
            number for (number,) in db.execute(f"SELECT target FROM link WHERE source IN {_AMONG}", (among,))
        )
    links = [
        link
        for among in _batches(sources)
        for link in db.execute(_LEADS.format(which=f"s.number IN {_AMONG}"), (among,))
    ]
    targets.update(target for _, target in links)
    db.executemany(_STRIKE, [(target,) for target in targets])
    db.executemany("DELETE FROM link WHERE source=?", [(source,) for source in sources])
    db.executemany("INSERT INTO link VALUES(?, ?)", links)
    for among in _batches(targets):
        db.execute(f"INSERT INTO entry {_ENTRIES.format(which=f'l.target IN {_AMONG}')}", (among,))


def _batches(numbers: set[int]) -> Iterable[str]:
    """Numbers as JSON, some thousands at a time."""
    ordered = sorted(numbers)
    return (json.dumps(ordered[begin : begin + _BATCH]) for begin in range(0, len(ordered), _BATCH))
