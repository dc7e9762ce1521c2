"""What stood where: articles under the addresses that they once had, and those that are withdrawn."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import apsw

from gopherd.archive import addresses
from gopherd.archive.ports import Withdrawn
from gopherd.archive.preparing import key_of
from gopherd.archive.schema import TO_PICTURE
from gopherd.model.body import Reference

_ALIASED: Final = (
    "SELECT a.number, a.slug FROM address d JOIN article a ON a.number = d.number "
    f"WHERE d.key = ? AND d.kind <> {TO_PICTURE} AND a.published <= ? ORDER BY d.kind, d.number LIMIT 1"
)
_WITHDRAWN: Final = "SELECT published, changed FROM withdrawn WHERE key=? AND published <= ?"


def aliased(db: apsw.Connection, selector: str, at: int) -> Reference | None:
    """As ``Snapshot.aliased``, at a time in seconds since 1970."""
    for address in addresses.asked_by(selector):
        row = db.execute(_ALIASED, (key_of(address), at)).fetchone()
        if row is not None:
            return Reference(int(row[0]), str(row[1]))
    return None


def withdrawn(db: apsw.Connection, selector: str, at: int, zone: ZoneInfo) -> Withdrawn | None:
    """As ``Snapshot.withdrawn``, at a time in seconds since 1970; one that was still to come was never there."""
    mark = selector.rpartition("/")[2].removesuffix(".txt")
    for address in (mark, *addresses.asked_by(selector)):
        row = db.execute(_WITHDRAWN, (key_of(address), at)).fetchone()
        if row is not None:
            published, changed = int(row[0]), int(row[1])
            return Withdrawn(datetime.fromtimestamp(changed, zone) if published < changed <= at else None)
    return None
