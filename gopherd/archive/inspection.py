"""What an index knows about its archive's mistakes, for those who look after it."""

from typing import Any, Final

from attrs import frozen

from gopherd.archive import schema
from gopherd.archive.run import issues_of
from gopherd.errors import Issue

_DEAD: Final = f"""
SELECT f.path, max(r.href), max(d.address IS NOT NULL)
FROM reference r JOIN file f ON f.number = r.source AND f.role = 'article'
LEFT JOIN address d ON d.address = r.address
LEFT JOIN article a ON d.kind <> {schema.TO_PICTURE} AND a.number = d.number
WHERE r.role IN ({schema.ROLE_BODY}, {schema.ROLE_RELATED})
GROUP BY r.source, r.role, r.place
HAVING NOT max(ifnull(d.kind = {schema.TO_PICTURE} OR a.published <= ?, 0) OR r.address = '{schema.OUTSIDE}')
ORDER BY f.path, r.role, r.place
"""
_MISSING_PICTURES: Final = f"""
SELECT f.path, max(r.href) FROM reference r JOIN file f ON f.number = r.source AND f.role = 'article'
LEFT JOIN address d ON d.address = r.address
WHERE r.role = {schema.ROLE_IMAGE}
GROUP BY r.source, r.place HAVING count(d.address) = 0 AND NOT max(r.address = '{schema.OUTSIDE}')
ORDER BY f.path, r.place
"""


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
        dead: list[Any] = connection.execute(_DEAD, (int(now),)).fetchall()
        pictures: list[Any] = connection.execute(_MISSING_PICTURES).fetchall()
        return Inspection(
            roles=dict(roles),
            issues=issues_of(connection),
            dead_links=tuple(DeadLink(path, href, bool(known)) for path, href, known in dead),
            missing_pictures=tuple(DeadLink(path, href, is_to_come=False) for path, href in pictures),
        )
    finally:
        connection.close()
