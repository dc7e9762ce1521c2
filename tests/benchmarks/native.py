"""The programs in C: compiled when needed, and their results as values."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.processes import LOAD_CORES, Missing, end, start

_HERE = Path(__file__).parent
_FLAGS = ("-O2", "-std=gnu11", "-Wall", "-Wextra")


@dataclass(frozen=True)
class Load:
    """What the load generator saw; times in microseconds."""

    requests: int
    measured: int
    rate: float
    p50_us: int
    p99_us: int
    p999_us: int
    max_us: int
    not_connected: int
    broken: int
    wrong: int
    late: int

    @property
    def errors(self) -> int:
        """Requests that did not get their answer, byte for byte."""
        return self.not_connected + self.broken + self.wrong + self.late


class Native:
    """The compiled programs.

    Args:
        folder: where they are put.

    Raises:
        Missing: there is no compiler.
    """

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            raise Missing("no C compiler (cc) for the load generator: apt-get install gcc libc6-dev")
        for name in ("limit", "load", "hold"):
            subprocess.run([compiler, *_FLAGS, "-o", folder / name, _HERE / f"{name}.c"], check=True)
        self.limit = folder / "limit"
        self._load = folder / "load"
        self._hold = folder / "hold"

    def load(
        self, port: int, records: Path, clients: int, seconds: float, *, first: int = 0, warm_up_s: float = 0.5
    ) -> Load:
        """Ask for pages at random, a closed loop of ``clients``, for ``seconds`` after the warm-up.

        Args:
            port: of 127.0.0.1.
            records: the pages.
            clients: at the same time.
            seconds: of measurement.
            first: only the first so many pages; 0: all.
            warm_up_s: requests before that are not measured.
        """
        options = ("--seconds", seconds, "--warm-up", warm_up_s, "--first", first)
        return self._run(port, records, clients, *options)

    def load_each(self, port: int, records: Path, clients: int) -> Load:
        """Ask for each page once, in order."""
        return self._run(port, records, clients, "--each")

    def hold(self, port: int, selector: str, seconds: float, **numbers: int) -> "Held":
        """Open connections that are in the way, and hold them; returns when all are open.

        Args:
            port: of 127.0.0.1.
            selector: what the deaf ones ask for.
            seconds: how long from then on.
            numbers: ``idle``, ``slow``, ``deaf``: how many; ``rate``: so many a second.
        """
        options = [text for name, number in numbers.items() for text in (f"--{name}", str(number))]
        command = [self._hold, str(port), selector, "--seconds", str(seconds), *options]
        return Held(start(command, LOAD_CORES, output=subprocess.PIPE))

    def _run(self, port: int, records: Path, clients: int, *options: object) -> Load:
        command = [self._load, str(port), records, "--clients", str(clients), *map(str, options)]
        process = start(command, LOAD_CORES, output=subprocess.PIPE)
        try:
            out, _ = process.communicate()
        except BaseException:
            end(process)
            raise
        if process.returncode:
            raise RuntimeError(f"the load generator ended with {process.returncode}")
        return Load(**json.loads(out))


class Held:
    """Connections that are held open by a process of their own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        assert process.stdout is not None
        process.stdout.readline()

    def result(self) -> dict[str, int]:
        """Wait for the end; how many of each kind were opened, and how many of them the server closed."""
        out, _ = self._process.communicate()
        return dict(json.loads(out))

    def stop(self) -> None:
        """End them now."""
        end(self._process)
