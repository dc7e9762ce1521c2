"""What an index knows about its archive's mistakes, for those who look after it."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

import apsw
from attrs import frozen

from gopherd.archive import schema
from gopherd.archive.headlines import text_of
from gopherd.archive.packing import packer_of
from gopherd.archive.plan import issues_of
from gopherd.errors import Issue

_DEAD: Final = f"""
SELECT f.path, r.source, r.role, r.place, max(d.key IS NOT NULL)
FROM reference r JOIN file f ON f.number = r.source AND f.role = 'article'
LEFT JOIN address d ON d.key = r.key
LEFT JOIN article a ON d.kind <> {schema.TO_PICTURE} AND a.number = d.number
WHERE r.role IN ({schema.ROLE_BODY}, {schema.ROLE_RELATED})
GROUP BY r.source, r.role, r.place
HAVING NOT max(ifnull(d.kind = {schema.TO_PICTURE} OR a.published <= ?, 0) OR r.key = {schema.OUTSIDE_KEY})
ORDER BY f.path, r.role, r.place
"""
_MISSING_PICTURES: Final = f"""
SELECT f.path, r.source, r.role, r.place, 0 FROM reference r JOIN file f ON f.number = r.source AND f.role = 'article'
LEFT JOIN address d ON d.key = r.key
WHERE r.role = {schema.ROLE_IMAGE}
GROUP BY r.source, r.place HAVING count(d.key) = 0 AND NOT max(r.key = {schema.OUTSIDE_KEY})
ORDER BY f.path, r.place
"""
_WRITTEN: Final = {schema.ROLE_BODY: "links", schema.ROLE_RELATED: "related", schema.ROLE_IMAGE: "pictures"}
"""Where the text of an article has the addresses of each role as their author wrote them."""


@frozen
class DeadLink:
    """An address in an article that leads nowhere."""

    path: str
    """The article's file."""
    href: str
    """As its author wrote it."""
    is_to_come: bool
    """Whether it leads to an article whose time has not come."""


@frozen
class Inspection:
    """The files of an archive and what is wrong with them."""

    roles: dict[str, int]
    """How many files turned out to be what: article, draft, author, redirect, picture, refused, none."""
    issues: tuple[Issue, ...]
    dead_links: tuple[DeadLink, ...]
    missing_pictures: tuple[DeadLink, ...]


def inspect(path: str, now: float) -> Inspection:
    """What the index at ``path`` knows.

    Args:
        path: the database in service (``location.current``).
        now: seconds since 1970; what is published later is not there yet.

    Raises:
        ArchiveUnavailable: the index cannot be read.
    """
    connection = schema.open_to_read(path, immutable=False)
    try:
        roles: list[Any] = connection.execute("SELECT role, count(*) FROM file GROUP BY role ORDER BY role").fetchall()
        return Inspection(
            roles=dict(roles),
            issues=issues_of(connection),
            dead_links=tuple(_dead(connection, _DEAD, (int(now),))),
            missing_pictures=tuple(_dead(connection, _MISSING_PICTURES, ())),
        )
    finally:
        connection.close()


def _dead(connection: apsw.Connection, sql: str, values: tuple[int, ...]) -> Iterator[DeadLink]:
    packer = packer_of(schema.dictionary(connection))
    rows: list[Any] = connection.execute(sql, values).fetchall()
    for (path, source), places in groupby(rows, key=lambda row: row[:2]):
        data: Any = connection.execute("SELECT data FROM page WHERE number=?", (source,)).get
        text = json.loads(text_of(packer.unpack(data)))
        for _, _, role, place, known in places:
            yield DeadLink(path, text[_WRITTEN[role]][place], bool(known))
