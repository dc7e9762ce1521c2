"""One function over many values, by as many processes as there are cores.

Values go out in batches and results come back in their order, a few batches at a time, so that memory stays bounded
however many there are.
"""

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any, Final, TypeVar

_BATCH: Final = 50
_AHEAD: Final = 4
"""Batches for each process that are out or waiting to be taken."""

_Value = TypeVar("_Value")
_Result = TypeVar("_Result")


def parallel(work: Callable[[_Value], _Result], values: Iterable[_Value]) -> Iterator[_Result]:
    """``map(work, values)`` in several processes; in this one where there is one core.

    Args:
        work: pickled once for each process; what it keeps between two values stays in its process.
        values: taken a few batches ahead.
    """
    processes = len(os.sched_getaffinity(0))
    if processes < 2:
        yield from map(work, values)
        return
    rest = iter(values)
    # Not forked: the indexer may have threads, for its standard input and for the watch.
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (work,)) as pool:
        out: deque[Future[list[_Result]]] = deque()
        while batch := list(islice(rest, _BATCH)):
            out.append(pool.submit(_batch, batch))
            if len(out) >= _AHEAD * processes:
                yield from out.popleft().result()
        while out:
            yield from out.popleft().result()


_work: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    """Give a process of the pool its work once, instead of with every batch, and let it end with ours.

    It waits for batches on a pipe that it holds both ends of, so it would wait for ever when we are killed.
    """
    global _work  # noqa: PLW0603 - a process of the pool has no other place of its own
    _work = work
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None, "only processes of a pool are begun"
    parent.join()
    os._exit(1)


def _batch(values: list[Any]) -> list[Any]:
    return [_work(value) for value in values]
