"""How far a long task has come: a bar on a terminal, plain lines elsewhere."""

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Final, TextIO, TypeAlias

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Report: TypeAlias = Callable[[int, int], None]
_LINE_EVERY_S: Final = 2.0


@contextlib.contextmanager
def shown(unit: str, stream: TextIO) -> Iterator[Report]:
    """A function to be called with what is done and what there is to do.

    Args:
        unit: of what, as ``files``.
        stream: where to show it.
    """
    if stream.isatty():
        with _bar(unit, stream) as report:
            yield report
    else:
        yield _lines(unit, stream)


@contextlib.contextmanager
def _bar(unit: str, stream: TextIO) -> Iterator[Report]:
    columns = (
        TextColumn(unit), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn(),
    )  # fmt: skip
    started = time.monotonic()
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task("", total=None, rate="")

        def report(done: int, total: int) -> None:
            rate = f"{done / max(time.monotonic() - started, 0.001):,.0f}/s"
            progress.update(task, completed=done, total=total, rate=rate)

        yield report


def _lines(unit: str, stream: TextIO) -> Report:
    started = said = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal said
        now = time.monotonic()
        if now - said < _LINE_EVERY_S or not done:
            return
        said = now
        rate = done / (now - started)
        stream.write(f"{done:,} of {total:,} {unit}, {rate:,.0f}/s, {(total - done) / rate:,.0f} s left\n")
        stream.flush()

    return report
