"""Which finished pages a change makes stale: those that show something of an article, and no others.

A page shows of other articles: the titles of its neighbours and of its related articles, which are found near it in
its lists and by links in either direction (``related``), and where its links lead. So whoever stands within ``REACH``
of an article in one of its lists is marked, whoever uses one of its addresses or one that redirects to it, and whoever
has one that it uses, and both ends of every link that is new or gone (``linking``): a few dozen pages, however large
the archive, and all that link to it. What is marked is made anew for each reader until the indexer has finished it.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import apsw

from gopherd.archive.neighbourhood import REACH
from gopherd.archive.related import rarity
from gopherd.archive.schema import NEWER, OLDER, TO_PICTURE, TO_REDIRECTED
from gopherd.archive.writer import Shown
from gopherd.model.article import Kind

_MARK: Final = "INSERT OR IGNORE INTO stale "
_NEAR: Final = tuple(f"{_MARK}SELECT number FROM ({nearest})" for nearest in (OLDER, NEWER))
_USED: Final = f"{_MARK}SELECT number FROM address WHERE key=? AND kind <> {TO_PICTURE}"
_USERS: Final = f"{_MARK}SELECT source FROM reference WHERE key=?"
_REDIRECTED_USERS: Final = (
    f"{_MARK}SELECT r.source FROM address d CROSS JOIN reference r ON r.key = d.key "
    f"WHERE d.kind = {TO_REDIRECTED} AND d.number=?"
)


def mark(db: apsw.Connection, numbers: Iterable[int]) -> None:
    """Mark articles themselves, if they are in any list; the others are never finished."""
    db.executemany(f"{_MARK}SELECT number FROM article WHERE number=? AND listed", [(number,) for number in numbers])


def mark_around(db: apsw.Connection, number: int, shown: Shown) -> None:
    """Mark every page that may show something of an article, wherever it stands or stood.

    Args:
        db: in the transaction of the change.
        number: the article's.
        shown: what it was, or is.
    """
    for list_ in shown.lists:
        for statement in _NEAR:
            db.execute(statement, (list_, shown.published, number, REACH))
    mark_users(db, shown.keys)
    db.execute(_REDIRECTED_USERS, (number,))
    db.executemany(_USED, [(key,) for key in shown.targets])


def mark_users(db: apsw.Connection, keys: Iterable[int]) -> None:
    """Mark every page that uses one of these addresses."""
    db.executemany(_USERS, [(key,) for key in keys])


def mark_lists(db: apsw.Connection, steps: Counter[int]) -> None:
    """Mark the articles of tags that have become rarer or commoner.

    Args:
        db: in the transaction of the change.
        steps: how many articles each name has gained.
    """
    for name, step in steps.items():
        row = db.execute("SELECT count FROM name WHERE id=? AND kind=?", (name, Kind.TAG.value)).fetchone()
        if row is not None and rarity(row[0]) != rarity(row[0] - step):
            db.execute(f"{_MARK}SELECT number FROM entry WHERE list=?", (name,))


def mark_all(db: apsw.Connection) -> None:
    """Mark every article: the site's own settings have changed, or nothing is finished yet."""
    db.execute(f"{_MARK}SELECT number FROM article WHERE listed")
