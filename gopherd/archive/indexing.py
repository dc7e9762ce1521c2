"""From the folder to the index: what is new is read, what changed is read again, what went is taken out.

A full build goes into a file of its own, in batches, and is put in service when it has been checked; a refresh is one
transaction, after which the pages that it made stale are finished again. Either may be killed at any moment and leaves
the state before it whole, or the new one with some pages still to finish.
"""

import contextlib
import os
import time
from concurrent.futures.process import BrokenProcessPool
from typing import Final

import apsw
from attrs import evolve

from gopherd.archive import finishing, fulltext, location, schema, staleness, stored
from gopherd.archive.plan import Plan, Report, Summary
from gopherd.archive.run import Run
from gopherd.errors import ArchiveUnavailable

_READING: Final = 0.7
"""The part of a full build that is reading; the rest is finishing pages."""


def refresh(plan: Plan, report: Report) -> Summary:
    """Bring the index up to the state of the folder, building it anew when it must be.

    Raises:
        ArchiveLocked: another process is doing it.
        ArchiveUnavailable: the archive's folder is missing, or the index cannot be written.
    """
    if not os.path.isdir(plan.root):
        raise ArchiveUnavailable(f"there is no folder {plan.root}")
    started = time.monotonic()
    try:
        with location.lock(plan.folder) as lock:

            def both(done: int, total: int) -> None:
                lock.report(done, total)
                report(done, total)

            path = location.current(plan.folder)
            if path is not None and _fits(path, plan):
                return _refresh(path, plan, both, started)
            return _build(plan, both, started)
    except BrokenProcessPool as error:
        raise ArchiveUnavailable("a process that read files was killed; is there memory enough?") from error
    except (apsw.Error, OSError) as error:
        raise ArchiveUnavailable(f"the index in {plan.folder} cannot be written: {error}") from error


def _fits(path: str, plan: Plan) -> bool:
    """Whether the index can be refreshed: its form is ours, and it was made under the same rules of reading."""
    try:
        connection = schema.open_to_write(path)
        try:
            made_for = schema.meta(connection, "rules") if schema.version_of(connection) == schema.VERSION else None
        finally:
            connection.close()
    except apsw.Error:
        return False
    return made_for == _rules(plan)


def _rules(plan: Plan) -> list[object]:
    site = stored.store_site(plan.site)
    return [site["timezone"], site["url"], site["sections"], site["numbers"], os.path.isdir(f"{plan.root}/articles")]


def _build(plan: Plan, report: Report, started: float) -> Summary:
    path = location.next_path(plan.folder)
    draft = f"{path}-draft"
    connection = schema.create(draft)
    try:
        run = Run(connection, plan, _part(report, 0, _READING if plan.finisher else 1), is_new=True)
        connection.execute("BEGIN")
        run.apply(between=lambda: connection.execute("COMMIT; BEGIN"))
        fulltext.place_all(connection)
        site = stored.store_site(plan.site)
        if plan.guess_language:
            site["language"] = _spoken(connection, plan)
        schema.set_meta(connection, "site", site)
        schema.set_meta(connection, "rules", _rules(plan))
        connection.execute("COMMIT; PRAGMA optimize")
        summary = run.summary(started)
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()
    if plan.finisher is not None:
        finishing.finish_draft(draft, plan.finisher, _part(report, _READING, 1))
    _compact(draft, path)
    location.publish(plan.folder, path)
    return evolve(summary, seconds=time.monotonic() - started)


def _compact(draft: str, path: str) -> None:
    """Write a built index as one closed file, every page of it full and in order, when it has been checked."""
    connection = schema.open_to_write(draft, is_draft=True)
    try:
        connection.execute("VACUUM INTO ?", (path,))
    finally:
        connection.close()
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.remove(draft + suffix)
    connection = schema.open_to_write(path)  # makes it one with a log, that readers and a writer share
    try:
        _check(connection)
    finally:
        connection.close()


def _refresh(path: str, plan: Plan, report: Report, started: float) -> Summary:
    connection = schema.open_to_write(path)
    try:
        with connection:
            run = Run(connection, plan, report, is_new=False)
            run.apply(between=lambda: None)
            old = stored.store_site(stored.load_site(schema.meta(connection, "site")))
            site = stored.store_site(plan.site)
            if plan.guess_language:
                # Counting them takes longer than one article may; one more does not change what most are.
                site["language"] = _spoken(connection, plan) if plan.places is None else old["language"]
            if site != old:
                schema.set_meta(connection, "site", site)
                if site | {"front": None} != old | {"front": None}:  # which no article's page shows
                    staleness.mark_all(connection)
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        summary = run.summary(started)
    finally:
        connection.close()
    if plan.finisher is not None:
        finishing.finish_stale(path, plan.finisher)
    return summary


def _part(report: Report, begin: float, end: float) -> Report:
    """Report a part of the work as if it were files: nobody who waits for an index counts its steps."""

    def told(done: int, total: int) -> None:
        report(int(total * begin + done * (end - begin)), total)

    return told


def _spoken(connection: apsw.Connection, plan: Plan) -> str:
    """The language of most articles, among those that readers may be spoken to in."""
    spoken = connection.execute(
        "SELECT language FROM article WHERE language IN (SELECT value FROM json_each(?)) "
        "GROUP BY language ORDER BY count(*) DESC, language LIMIT 1",
        (stored.dumps(sorted(plan.stopwords)),),
    ).get
    return str(spoken or plan.site.language)


def _check(connection: apsw.Connection) -> None:
    if (verdict := connection.execute("PRAGMA quick_check(1)").get) != "ok":
        raise ArchiveUnavailable(f"the new index is damaged: {verdict}")
    listed = connection.execute("SELECT count(*) FROM article WHERE listed").get
    entered = connection.execute("SELECT count(*) FROM entry WHERE list=?", (schema.ALL,)).get
    if listed != entered:
        raise ArchiveUnavailable(f"the new index lists {entered} of {listed} articles")
