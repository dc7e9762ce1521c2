"""What a table of averages does not show: starts, cold pages, idle and slow clients, crowds, searches."""

import random
import re
import shutil
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tests.benchmarks import content as contents
from tests.benchmarks import servers
from tests.benchmarks.content import Content
from tests.benchmarks.native import Load, Native
from tests.benchmarks.processes import raise_descriptor_limit
from tests.benchmarks.rounds import sample
from tests.benchmarks.servers import Server

_SETTLE_S = 2
"""What connections need to arrive at the server; with TCP_DEFER_ACCEPT the kernel keeps silent ones for a second."""

_SEARCHING = 4


@dataclass(frozen=True)
class Scale:
    """How much of everything."""

    seconds: float
    starts: int
    idle: int
    crowd: int
    hot: int


@dataclass(frozen=True)
class Finding:
    """One line of the result: of which scenario and server, and its figures with their units."""

    scenario: str
    server: str
    figures: dict[str, Any]

    def __str__(self) -> str:
        shown = ", ".join(f"{name} {value:,.4g}" for name, value in self.figures.items())
        return f"{self.scenario}: {self.server}: {shown}"


def run_all(native: Native, content: Content, scale: Scale, seed: int) -> Iterator[Finding]:
    """Every scenario, one finding after the other."""
    both: Sequence[Callable[[], Server]] = (
        lambda: servers.limit(native, content),
        lambda: servers.gopherd(content),
    )
    yield from _start(content, scale, seed)
    for make in both:
        yield from _cold_and_hot(native, make, scale)
    for make in both:
        yield from _idle(native, make, scale)
    for make in both:
        yield from _slow(native, make, scale)
    for make in both:
        yield from _crowd(native, make, scale)
    yield _searches(native, content, scale, seed)
    yield _publish(content, scale)  # the last, since it changes a page


def _start(content: Content, scale: Scale, seed: int) -> Iterator[Finding]:
    """From the start of the process to the whole first answer, on the archive and on one of a hundred articles."""
    small, _ = contents.make(content.folder / "small", 100, seed)
    for archive in (small, content):
        taken = []
        for _ in range(scale.starts):
            server = servers.gopherd(archive, selector="/!l")
            taken.append(server.start() * 1000)
            server.stop()
        figures = {"median ms": statistics.median(taken), "most ms": max(taken)}
        yield Finding(f"start to first answer, {archive.articles:,} articles", "gopherd", figures)
    shutil.rmtree(small.folder)


def _cold_and_hot(native: Native, make: Callable[[], Server], scale: Scale) -> Iterator[Finding]:
    """Every page once, after the start; then any of them; then a few of them."""
    with make() as server:
        cold = sample(server, lambda: native.load_each(server.port, server.records, 32))
        yield _finding("every page once, nothing cached", server, cold.load, {"cpu µs": cold.processor_us})
        hottest = [(f"the {hot:,} hottest pages", hot) for hot in (10 * scale.hot, scale.hot)]
        for name, first in [("any page", 0), *hottest]:
            native.load(server.port, server.records, 32, 0.5, first=first)
            got = sample(server, lambda: native.load(server.port, server.records, 32, scale.seconds, first=first))  # noqa: B023
            figures = {"cpu µs": got.processor_us, "private MB": server.private_bytes() / 1e6}
            yield _finding(name, server, got.load, figures)


def _warm(native: Native, server: Server, scale: Scale) -> None:
    """Let the hottest pages be asked for; what connections cost is measured with these, not what pages cost."""
    native.load(server.port, server.records, 32, 1, first=scale.hot)


def _idle(native: Native, make: Callable[[], Server], scale: Scale) -> Iterator[Finding]:
    """What connections cost that say nothing, and what they cost the others; within the deadline of ten seconds."""
    held_s = min(scale.seconds, 3)
    idle = min(scale.idle, raise_descriptor_limit() - 1000)
    with make() as server:
        _warm(native, server, scale)
        alone = native.load(server.port, server.records, 32, held_s, first=scale.hot)
        before = server.private_bytes()
        crowd = native.hold(server.port, "", held_s + 1.5 * _SETTLE_S, idle=idle, rate=3000)
        time.sleep(_SETTLE_S)
        each_kb = (server.private_bytes() - before) / idle / 1024
        beside = native.load(server.port, server.records, 32, held_s, first=scale.hot)
        result = crowd.result()
        figures = {
            "KB each": each_kb,
            "others' p50 times": beside.p50_us / max(1, alone.p50_us),
            "others' p99 times": beside.p99_us / max(1, alone.p99_us),
            "closed too early": result["idle_closed"],
            "refused": result["refused"],
        }
        yield _finding(f"{idle:,} idle connections", server, beside, figures)


def _slow(native: Native, make: Callable[[], Server], scale: Scale) -> Iterator[Finding]:
    """Clients that send a byte a second, and some that never read: what the others feel."""
    slow, deaf = scale.crowd, scale.crowd // 4
    with make() as server:
        _warm(native, server, scale)
        alone = native.load(server.port, server.records, 32, scale.seconds, first=scale.hot)
        crowd = native.hold(server.port, "/!t", scale.seconds + 2, slow=slow, deaf=deaf, rate=1000)
        beside = native.load(server.port, server.records, 32, scale.seconds, first=scale.hot)
        crowd.result()
        figures = {
            "p50 µs alone": alone.p50_us,
            "p50 µs": beside.p50_us,
            "p99.9 ms alone": alone.p999_us / 1000,
            "p99.9 ms": beside.p999_us / 1000,
        }
        yield _finding(f"beside {slow:,} slow senders and {deaf:,} that never read", server, beside, figures)


def _crowd(native: Native, make: Callable[[], Server], scale: Scale) -> Iterator[Finding]:
    """Many clients at once, from a standing start: for the hottest pages, then for any."""
    with make() as server:
        _warm(native, server, scale)
        for name, first in (("the hottest pages", scale.hot), ("any page", 0)):
            got = native.load(server.port, server.records, scale.crowd, scale.seconds, first=first, warm_up_s=0)
            figures = {"p50 ms": got.p50_us / 1000, "p99.9 ms": got.p999_us / 1000, "max ms": got.max_us / 1000}
            yield _finding(f"{scale.crowd:,} clients for {scale.seconds:g} s, {name}", server, got, figures)


def _searches(native: Native, content: Content, scale: Scale, seed: int) -> Finding:
    """Readers beside others who search, one after the other and each for something else: what both of them feel."""
    words = sorted({word for word in re.findall(r"[a-zäöüß]{5,}", _first_pages(content)) if word.isalpha()})
    dice = random.Random(seed)
    taken: list[float] = []
    is_over = threading.Event()

    def search(client: int) -> None:
        while not is_over.is_set():
            began = time.perf_counter()
            page = contents.fetch(server.port, f"/!s\t{dice.choice(words)} or {dice.choice(words)}", client)
            if not page.startswith(b"3"):
                taken.append(time.perf_counter() - began)

    with servers.gopherd(content) as server:
        native.load(server.port, server.records, 32, 1)
        alone = native.load(server.port, server.records, 32, scale.seconds)
        threads = [threading.Thread(target=search, args=(client,)) for client in range(_SEARCHING)]
        for thread in threads:
            thread.start()
        try:
            beside = native.load(server.port, server.records, 32, scale.seconds)
        finally:
            is_over.set()
            for thread in threads:
                thread.join()
    figures = {
        "p50 ms alone": alone.p50_us / 1000,
        "p50 ms": beside.p50_us / 1000,
        "p99 ms alone": alone.p99_us / 1000,
        "p99 ms": beside.p99_us / 1000,
        "searches": len(taken),
        "a search's p50 ms": statistics.median(taken) * 1000,
    }
    return _finding(f"any page, beside {_SEARCHING} who search all the time", server, beside, figures)


def _first_pages(content: Content) -> str:
    with content.records.open("rb") as records:
        return records.read(200_000).decode("utf-8", "replace")


def _publish(content: Content, scale: Scale) -> Finding:
    """One changed article at a time: what it takes the index, and how long until a reader sees it."""
    indexing, whole, seen = [], [], []
    selector = content.first_selector()
    file = next(content.archive.rglob(f"{selector.rpartition('!')[2]}.md"))
    text = file.read_text("utf-8")
    with servers.gopherd(content) as server:
        for turn in range(scale.starts):
            mark = f"Nachtrag Nummer {turn}."
            file.write_text(f"{text}\n{mark}\n", "utf-8")
            began = time.perf_counter()
            said = contents.run_gopherd("index", content.archive, file, "--index", content.index)
            whole.append((time.perf_counter() - began) * 1000)
            indexing.append(float(re.findall(r"([0-9.]+) s", said)[-1]) * 1000)
            while mark.encode() not in contents.fetch(server.port, selector, turn):
                time.sleep(0.01)
            seen.append((time.perf_counter() - began) * 1000)
    file.write_text(text, "utf-8")
    medians = [statistics.median(values) for values in (indexing, whole, seen)]
    names = ("index's part, median ms", "command, median ms", "seen by a reader, median ms")
    return Finding("one changed article", "gopherd", {**dict(zip(names, medians, strict=True)), "most ms": max(seen)})


def _finding(scenario: str, server: Server, load: Load, figures: dict[str, Any]) -> Finding:
    return Finding(scenario, server.name, {**figures, "requests/s": load.rate, "errors": load.errors})


def as_values(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The findings for JSON."""
    return [asdict(finding) for finding in findings]
