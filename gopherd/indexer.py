"""Indexing an archive, as the command line and the server's companion do it: once, or whenever something changes."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from attrs import evolve

from gopherd import config
from gopherd.archive import indexing, location
from gopherd.archive.plan import Plan, Summary
from gopherd.archive.watching import Watch
from gopherd.errors import ArchiveLocked, ArchiveUnavailable, ConfigInvalid

_LOCK_RETRY_S: Final = 2.0


def make_plan(root: str, index: str | None = None, places: tuple[str, ...] | None = None) -> Plan:
    """What the index of the archive in ``root`` is made of.

    Args:
        root: the archive's folder.
        index: as for ``index_folder``.
        places: files and folders below ``root`` that are looked at; ``None``: everything.

    Raises:
        ConfigInvalid: the configuration is wrong.
    """
    settings = config.load(root)
    return Plan(
        root=root,
        folder=index_folder(root, index),
        site=settings.for_readers(root),
        stopwords={language: frozenset(words.stopwords) for language, words in config.catalogues().items()},
        guess_language=settings.site.language is None,
        finisher=config.finisher(),
        places=places,
    )


def places_of(root: str, files: Sequence[str]) -> tuple[str, ...]:
    """Files and folders as they are named on the command line, as places below the archive's folder.

    Args:
        root: the archive's folder.
        files: from the present folder, or below the archive's.

    Raises:
        ArchiveUnavailable: one of them lies elsewhere.
    """
    real_root = os.path.realpath(root)
    places = []
    for file in files:
        here, below = os.path.abspath(file), os.path.join(real_root, file)
        # The last part stays as it is: a link is a file of the archive's own.
        real = os.path.join(os.path.realpath(os.path.dirname(here)), os.path.basename(here))
        # A file that has gone may be named in either way, too.
        is_below = not os.path.isabs(file) and not _lies_in(real, real_root)
        whole = below if is_below else real
        if not _lies_in(whole, real_root):
            raise ArchiveUnavailable(f"{file} does not lie in the archive {root}; name a file below it")
        place = os.path.relpath(whole, real_root)
        places.append("" if place == os.curdir else place)
    return tuple(places)


def index_folder(root: str, index: str | None = None) -> str:
    """Where the index lies: where ``index`` says, else where the archive's folder has it."""
    return os.path.abspath(index) if index else location.index_folder(root)


def keep_indexed(root: str, index: str | None, said: Callable[[str], None]) -> None:
    """Refresh the index whenever something in the archive changes; never returns.

    Args:
        root: the archive's folder.
        index: as for ``index_folder``.
        said: takes what is to be told the operator, a line at a time.

    Raises:
        ConfigInvalid: the configuration is wrong at the beginning; later it is said, and the old one stays.
        ArchiveUnavailable: the index cannot be written.
    """
    plan = make_plan(root, index)
    watch = Watch(root)
    said(summary_line(refresh_patiently(plan, said)))
    for places in watch.changes():
        try:
            plan = make_plan(root, index)
        except ConfigInvalid as error:
            said(f"{error}\nThe configuration before this one stays in force.")
        summary = refresh_patiently(evolve(plan, places=places), said)
        if summary.changed or summary.removed:
            said(summary_line(summary))


def summary_line(summary: Summary) -> str:
    """What a run of the indexer did, in a line."""
    left_out = sum(issue.left_out for issue in summary.issues)
    line = (
        f"{counted(summary.articles, 'article')} in {counted(summary.files, 'file')}: {summary.changed:,} read, "
        f"{summary.removed:,} gone, {summary.seconds:.{1 if summary.seconds >= 1 else 3}f} s"
    )
    return f"{line}; {left_out:,} left out, 'gopherd check' says why" if left_out else line


def counted(count: int, what: str) -> str:
    """A number and what it counts, ``what`` being the word for one."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def refresh_patiently(plan: Plan, said: Callable[[str], None]) -> Summary:
    """As ``indexing.refresh``, waiting while somebody else does it.

    Args:
        plan: what the index is made of.
        said: told once that, and for whom, there is a wait.
    """
    is_told = False
    while True:
        try:
            return indexing.refresh(plan, lambda _done, _total: None)
        except ArchiveLocked as error:
            if not is_told:
                said(str(error))
                is_told = True
            time.sleep(_LOCK_RETRY_S)


def end_with_standard_input() -> None:
    """Have this process end with the one that holds the other end of standard input."""

    def wait() -> None:
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _lies_in(path: str, folder: str) -> bool:
    return os.path.commonpath((os.path.normpath(path), folder)) == folder
