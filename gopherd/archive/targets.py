"""What the references of an article lead to now: its links, its pictures, and those whom it names as related."""

from typing import Any, Final

import apsw

from gopherd.archive.schema import TO_PICTURE
from gopherd.model.body import Picture, Reference, Target

# Hardly an article names a related one, and the tables behind it take ten times longer to open.
_REFERS: Final = "SELECT EXISTS(SELECT 1 FROM reference WHERE source=? AND role=?)"
_REFERENCES: Final = (
    "SELECT r.place, d.kind, d.number, a.slug, a.published, p.extension, p.path FROM reference r "
    "JOIN address d ON d.key = r.key "
    f"LEFT JOIN article a ON d.kind <> {TO_PICTURE} AND a.number = d.number "
    f"LEFT JOIN picture p ON d.kind = {TO_PICTURE} AND p.number = d.number "
    "WHERE r.source=? AND r.role=? ORDER BY r.place, r.rank, d.kind, d.number"
)
_HIDDEN: Final = object()


def of(db: apsw.Connection, number: int, role: int, at: int) -> tuple[dict[int, Any], int | None]:
    """What each place of an article's references leads to; the likeliest meaning that exists decides.

    Args:
        db: in a read transaction.
        number: the article's.
        role: ``reference.role``.
        at: the time; what is published later is not there.

    Returns:
        The targets by place, in the order of the places, and the earliest publication time of one that is hidden.
    """
    found: dict[int, Any] = {}
    to_come: list[int] = []
    if not db.execute(_REFERS, (number, role)).get:
        return found, None
    rows: Any = db.execute(_REFERENCES, (number, role))
    for place, kind, other, slug, published, extension, path in rows:
        if place in found:
            continue
        if kind == TO_PICTURE:
            found[place] = Picture(other, extension, path.rpartition("/")[2])
        elif published is not None and published <= at:
            found[place] = Reference(other, slug)
        else:
            found[place] = _HIDDEN
            to_come += [] if published is None else [published]
    return found, min(to_come, default=None)


def led(target: Any, found: dict[int, Any]) -> Target | None:
    """What a target, as ``stored`` has it, leads to.

    Args:
        target: the place of a reference, with the address that it has outside if it leads nowhere; or an address.
        found: by ``of``.
    """
    if target.__class__ is str:
        return str(target)
    place, outside = target if target.__class__ is list else (target, None)
    there = found.get(place, outside)
    return None if there is _HIDDEN else there
