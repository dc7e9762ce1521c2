"""Interleaved rounds: each server in turn, again and again, so that what else the machine does meets all of them."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.table import Table

from tests.benchmarks.native import Load, Native
from tests.benchmarks.servers import Server


@dataclass(frozen=True)
class Sample:
    """One server, once."""

    load: Load
    processor_us: float
    """User and system time a request."""


@dataclass(frozen=True)
class Row:
    """One server with one number of clients: medians of the rounds; errors of all of them."""

    server: str
    clients: int
    rate: float
    p50_us: float
    p99_us: float
    p999_us: float
    max_us: float
    processor_us: float
    private_bytes: int
    errors: int


def sample(server: Server, run: Callable[[], Load]) -> Sample:
    """Run the load generator once, and see what that takes of the server's processor time."""
    before = server.processor_s()
    load = run()
    return Sample(load, (server.processor_s() - before) / max(1, load.requests) * 1e6)


def measure(
    native: Native,
    servers: Sequence[Server],
    clients: Sequence[int],
    seconds: float,
    rounds: int,
    said: Callable[[str], None],
) -> list[Row]:
    """Measure running servers, one at a time.

    Args:
        native: the load generator.
        servers: they have started; those whose turn it is not are idle.
        clients: each of these numbers at the same time.
        seconds: of measurement, for each server and number in each round.
        rounds: how many count; one more before them warms everything up.
        said: takes a line on how far it is.
    """
    samples: dict[tuple[Server, int], list[Sample]] = {}
    for turn in range(rounds + 1):
        said(f"round {turn} of {rounds}" if turn else "warm-up")
        for number in clients:
            for server in servers:
                got = sample(server, lambda: native.load(server.port, server.records, number, seconds))  # noqa: B023
                if turn:
                    samples.setdefault((server, number), []).append(got)
    return [_row(server, number, got) for (server, number), got in samples.items()]


def table(rows: Sequence[Row]) -> Table:
    """The rows to be read; the first server of each number of clients is what the others are compared with."""
    shown = Table(title="a request a connection, medians of the rounds", title_justify="left")
    for heading in (
        "server", "clients", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "cpu µs", "x limit", "private MB",
        "errors",
    ):  # fmt: skip
        shown.add_column(heading, justify="left" if heading == "server" else "right", no_wrap=True)
    base: dict[int, float] = {}
    for row in rows:
        limit_us = base.setdefault(row.clients, row.processor_us)
        times = (f"{value / 1000:,.2f}" for value in (row.p50_us, row.p99_us, row.p999_us, row.max_us))
        shown.add_row(
            row.server, str(row.clients), f"{row.rate:,.0f}", *times, f"{row.processor_us:,.1f}",
            f"{row.processor_us / limit_us:,.2f}", f"{row.private_bytes / 1e6:,.1f}", str(row.errors),
        )  # fmt: skip
    return shown


def _row(server: Server, clients: int, samples: Sequence[Sample]) -> Row:
    def median(value: Callable[[Sample], float]) -> float:
        return statistics.median(map(value, samples))

    return Row(
        server=server.name,
        clients=clients,
        rate=median(lambda got: got.load.rate),
        p50_us=median(lambda got: got.load.p50_us),
        p99_us=median(lambda got: got.load.p99_us),
        p999_us=median(lambda got: got.load.p999_us),
        max_us=median(lambda got: got.load.max_us),
        processor_us=median(lambda got: got.processor_us),
        private_bytes=server.private_bytes(),
        errors=sum(got.load.errors for got in samples),
    )
