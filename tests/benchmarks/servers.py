"""The servers that are measured, each started on the same pages.

gopherd runs as an operator would run it, log and limits switched on. The peers serve the same bytes from files with an
extension none of them knows, which is the fastest way each of them has.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Self

from tests.benchmarks import processes
from tests.benchmarks.content import Content, fetch
from tests.benchmarks.native import Native
from tests.benchmarks.peers import PEERS
from tests.benchmarks.processes import ALL_CORES, ROOT, SERVER_CORES, Missing

_START_LIMIT_S = 60


class Server:
    """A server that may be started, measured and ended.

    Args:
        name: how it is called in tables.
        command: which starts it.
        port: where it will listen.
        records: the pages it serves.
        selector: one of them.
        environment: what its environment has besides ours.
        cores: which it may use.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        port: int,
        records: Path,
        selector: str,
        environment: Mapping[str, str] | None = None,
        cores: set[int] = SERVER_CORES,
    ) -> None:
        self.name = name
        self.port = port
        self.records = records
        self._selector = selector
        self._command = command
        self._environment = environment
        self._cores = cores
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        processes.wait_until_quiet(self.pid)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Of the process that was started."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> float:
        """Start it, and wait for its first whole answer.

        Returns:
            How long that took, in seconds.

        Raises:
            Missing: it does not come up.
        """
        began = time.perf_counter()
        self._process = processes.start(self._command, self._cores, environment=self._environment)
        while time.perf_counter() < began + _START_LIMIT_S and self._process.poll() is None:
            try:
                if fetch(self.port, self._selector, 0):
                    return time.perf_counter() - began
            except ConnectionError:
                time.sleep(0.001)
            except TimeoutError:
                break
        self.stop()
        raise Missing(f"{self.name} does not answer: {' '.join(map(str, self._command))}")

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            processes.end(self._process)
            self._process = None

    def processor_s(self) -> float:
        """Processor time used so far, in seconds."""
        return processes.processor_s(self.pid)

    def private_bytes(self) -> int:
        """Memory it shares with nobody, in bytes."""
        return processes.private_bytes(self.pid)


def limit(native: Native, content: Content) -> Server:
    """The limit server."""
    port = processes.free_port()
    command = (native.limit, str(port), content.records)
    return Server("limit (C)", command, port, content.records, content.first_selector())


def gopherd(content: Content, workers: int | None = None, selector: str | None = None) -> Server:
    """gopherd as it is run by default; on all cores when it is to have several workers.

    Args:
        content: what it serves.
        workers: how many; ``None`` does not say. Those who know no workers run as one process.
        selector: what is asked for to see whether it answers; else the first of the records.
    """
    port = processes.free_port()
    log = content.folder / f"access-{port}.log"
    command = [
        sys.executable, "-m", "gopherd", "serve", content.archive, "--port", str(port), "--index", content.index,
        "--public-host", "localhost", "--public-port", "70", "--no-watch", "--access-log", log,
    ]  # fmt: skip
    if knows_workers():
        command += ["--workers", str(workers or 1)]
    several = (workers or 1) > 1
    name = f"gopherd, {workers} workers" if several else "gopherd"
    chosen = content.first_selector() if selector is None else selector
    return Server(name, command, port, content.records, chosen, cores=ALL_CORES if several else SERVER_CORES)


@cache
def knows_workers() -> bool:
    """Whether this gopherd can run as several processes."""
    command = [sys.executable, "-m", "gopherd", "serve", "--help"]
    return "--workers" in subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def peer(name: str, content: Content) -> Server:
    """One of the other servers.

    Raises:
        Missing: it is not installed.
    """
    make: Callable[[Path, int], tuple[list[str | Path], Mapping[str, str]]] = PEERS[name].command
    port = processes.free_port()
    command, environment = make(content.files, port)
    if shutil.which(str(command[0])) is None:
        raise Missing(f"{name} is not here: python -m tests.benchmarks.peers {name}")
    return Server(name, command, port, content.file_records, "/0000/0000000.bin", environment)
