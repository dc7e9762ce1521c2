"""Finished pages: made from the index by all cores, and put back into it.

An article's page is what nearly everybody asks for, so it is made once, when the index is built, and an answer is one
read of the index (``decisions.md`` had them rendered for each reader and kept in memory: a page not in memory took a
millisecond, and a million do not fit). It lies in one packed piece with the text it was made of, which the compressor
finds again in it, so that it takes little room of its own. ``staleness`` says which pages a change makes stale; until
they are finished again each reader gets them made anew, so nothing is ever shown that is not right.
"""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

import apsw

from gopherd.archive import schema, staleness
from gopherd.archive.packing import ENOUGH_TO_LEARN, learned, packer_of
from gopherd.archive.parallel import parallel
from gopherd.archive.plan import Report
from gopherd.archive.ports import Finisher
from gopherd.archive.reader import Reader
from gopherd.archive.schema import NEVER

WORTH_A_POOL: Final = 2000
"""Fewer pages than this are finished before other processes have started."""
_BATCH: Final = 500
_LOG_PAGES: Final = 20 * _BATCH
"""Pages of a draft after which its log is begun anew."""
_SAMPLE: Final = 2000
"""Pages that a dictionary is learned from."""
# In the order of time, since articles that show the same others stand near each other in it.
# INDEXED and CROSS: or SQLite may look through a million articles for a dozen.
_DUE: Final = """
SELECT a.number, NULL FROM (
    SELECT number FROM stale UNION
    SELECT number FROM page INDEXED BY page_until WHERE until <= :now AND until < 1099511627776
) due CROSS JOIN article a ON a.number = due.number
WHERE a.listed AND a.published <= :now ORDER BY a.published, a.number
"""
_ALL: Final = f"""
SELECT number, CASE WHEN NOT listed THEN {NEVER} WHEN published > :now THEN published END FROM article
ORDER BY published, number
"""
_INSERT: Final = "INSERT INTO renewed(until, data, number) VALUES(?, ?, ?)"
_UPDATE: Final = "UPDATE page SET until=?, data=? WHERE number=?"

_Row: TypeAlias = tuple[int, bytes, int]
"""Until when a page is right, the packed page, and the article's number."""


def finish_draft(path: str, finisher: Finisher, report: Report) -> None:
    """Finish every page of a new index, and pack all of it anew with a dictionary of its own.

    Args:
        path: an index that is in nobody's service yet.
        finisher: makes the pages.
        report: told of the pages done and to do.
    """
    now = int(time.time())
    connection = schema.open_to_write(path, is_draft=True)
    try:
        total = _list(connection, _ALL, now)
        sample = _numbers(connection, f"rowid % {max(1, total // _SAMPLE)} = 0")
        pages = [
            row[1] for row in _mapped(_Work(path, finisher, now, None, is_tight=False), sample, min(total, _SAMPLE))
        ]
        dictionary = learned(pages) if total >= ENOUGH_TO_LEARN else b""
        # Beside the pages that are read meanwhile, which are packed without it.
        connection.execute(schema.RENEWED)
        _finish(connection, _Work(path, finisher, now, dictionary, is_tight=True), total, _INSERT, report)
        with connection:
            connection.execute(schema.RENEW)
            schema.set_dictionary(connection, dictionary)
            schema.set_finished(connection, finisher.signature, now)
    finally:
        connection.close()


def finish_stale(path: str, finisher: Finisher) -> int:
    """Finish every page that is stale, and those whose time has run out.

    Args:
        path: an index that nobody else writes to; it may be in service.
        finisher: makes the pages.

    Returns:
        How many there were.
    """
    now = int(time.time())
    connection = schema.open_to_write(path)
    try:
        by, when = schema.finished(connection)
        if by != finisher.signature:
            with connection:
                staleness.mark_all(connection)
                schema.set_finished(connection, finisher.signature, now)
        total = _list(connection, _DUE, now)
        if total:  # a transaction is news to every reader
            # Before the first page: what is in the index may not be shown at an earlier time than this.
            schema.set_finished(connection, finisher.signature, max(now, when))
            is_tight = total >= WORTH_A_POOL
            work = _Work(path, finisher, now, schema.dictionary(connection), is_tight=is_tight)
            _finish(connection, work, total, _UPDATE, lambda _done, _total: None)
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return total
    finally:
        connection.close()


def _list(connection: apsw.Connection, sql: str, now: int) -> int:
    connection.execute("CREATE TEMP TABLE due(number INTEGER, hidden_until INTEGER)")
    connection.execute(f"INSERT INTO due {sql}", {"now": now})
    return int(connection.execute("SELECT count(*) FROM due").get)


def _numbers(connection: apsw.Connection, where: str = "TRUE") -> Iterator[tuple[int, int | None]]:
    last = 0
    sql = f"SELECT rowid, number, hidden_until FROM due WHERE rowid > ? AND {where} ORDER BY rowid LIMIT {_LOG_PAGES}"
    # In pieces: a statement that is not at its end would keep the log from beginning anew.
    execute: Any = connection.execute
    while rows := execute(sql, (last,)).fetchall():
        last = rows[-1][0]
        yield from ((number, hidden_until) for _, number, hidden_until in rows)


def _mapped(work: "_Work", numbers: Iterator[tuple[int, int | None]], count: int) -> Iterator[_Row]:
    return parallel(work, numbers) if count >= WORTH_A_POOL else map(work, numbers)


def _finish(connection: apsw.Connection, work: "_Work", total: int, statement: str, report: Report) -> None:
    rows = _mapped(work, _numbers(connection), total)
    done = 0
    while batch := list(islice(rows, _BATCH)):
        with connection:
            connection.executemany(statement, batch)
            connection.executemany("DELETE FROM stale WHERE number=?", [(row[2],) for row in batch])
        done += len(batch)
        if statement is _INSERT and done % _LOG_PAGES == 0:
            # Readers that come and go keep the log from beginning anew, and the longer it is the longer they look.
            connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        report(done, total)


class _Work:
    """Finishes one page after the other, in a process of its own or in this one.

    Args:
        path: the index.
        finisher: makes the pages.
        now: the time at which they are shown, seconds since 1970.
        dictionary: what they are packed with; ``None``: they are not packed.
        is_tight: whether to pack them tightly.
    """

    def __init__(self, path: str, finisher: Finisher, now: int, dictionary: bytes | None, *, is_tight: bool) -> None:
        self._given = path, finisher, now, dictionary, is_tight
        self._reader: Reader | None = None

    def __getstate__(self) -> tuple[str, Finisher, int, bytes | None, bool]:
        return self._given

    def __setstate__(self, given: tuple[str, Finisher, int, bytes | None, bool]) -> None:
        *rest, is_tight = given
        self.__init__(*rest, is_tight=is_tight)  # type: ignore[misc]

    def __call__(self, wanted: tuple[int, int | None]) -> _Row:
        """The row of an article: its number, and until when it is in no list, ``None`` for one that is."""
        path, finisher, now, dictionary, is_tight = self._given
        number, hidden_until = wanted
        if self._reader is None:
            self._reader = Reader(schema.open_to_read(path, immutable=False), "", now, 0, in_order=True)
        reader = self._reader
        reader.until = NEVER if hidden_until is None else hidden_until
        with reader:
            try:
                page = finisher(reader, number) if hidden_until is None else b""
            except Exception:  # noqa: BLE001 - a page that nobody foresaw; whoever asks for it is told, and it is logged
                page = b""
            whole = page + reader.unfinished(number)
        if dictionary is None:
            return reader.until, whole, number
        packer = packer_of(dictionary)
        return reader.until, packer.pack_tightly(whole) if is_tight else packer.pack(whole), number
