"""What files hold, read and parsed by as many processes as there are cores.

Parsing is nearly all of the work of indexing and needs nothing but the file and the site, so it is done apart from the
one process that writes. Files go out in batches and come back in their order, a few batches at a time, so that memory
stays bounded whatever the archive's size.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from attrs import frozen

from gopherd.archive import files
from gopherd.archive.files import Found
from gopherd.archive.parsing import Parsed, Stopwords, parse
from gopherd.model.site import Site

WORTH_A_POOL: Final = 1000
"""Fewer files than this are read before the other processes have started."""
_BATCH: Final = 50
_AHEAD: Final = 4
"""Batches for each process that are out or waiting to be written."""


@frozen
class Reading:
    """What one file holds now."""

    digest: bytes = b""
    parsed: Parsed | None = None
    """``None`` for a picture, for bytes that are known already, and for a file that cannot be read."""
    error: str = ""
    """Why it cannot be read, empty when it can."""


@frozen
class Rules:
    """What files are read by."""

    root: str
    site: Site
    stopwords: Stopwords


def read(rules: Rules, file: Found, known: bytes | None) -> Reading:
    """What a file holds.

    Args:
        rules: what it is read by.
        file: which one.
        known: the digest of the bytes that need not be parsed again.
    """
    if file.is_picture:
        return Reading()
    try:
        data = files.read(rules.root, file.path)
    except OSError as error:
        return Reading(error=error.strerror or "no reason given")
    digest = files.digest(data)
    return Reading(digest, None if digest == known else parse(file.path, data, rules.site, rules.stopwords))


def read_all(rules: Rules, wanted: Sequence[tuple[Found, bytes | None]]) -> Iterator[Reading]:
    """What many files hold, in their order; ``wanted`` has the digest that is known beside each."""
    processes = len(os.sched_getaffinity(0))
    if len(wanted) < WORTH_A_POOL or processes < 2:
        for file, known in wanted:
            yield read(rules, file, known)
        return
    # Not forked: the indexer may have threads, for its standard input and for the watch.
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (rules,)) as pool:
        out: deque[Future[list[Reading]]] = deque()
        starts = iter(range(0, len(wanted), _BATCH))
        for start in starts:
            out.append(pool.submit(_batch, wanted[start : start + _BATCH]))
            if len(out) >= _AHEAD * processes:
                yield from out.popleft().result()
        while out:
            yield from out.popleft().result()


_rules: Rules


def _begin(rules: Rules) -> None:
    """Give a process of the pool the rules once, instead of with every batch."""
    global _rules  # noqa: PLW0603 - a process of the pool has no other place of its own
    _rules = rules


def _batch(wanted: Sequence[tuple[Found, bytes | None]]) -> list[Reading]:
    return [read(_rules, file, known) for file, known in wanted]
