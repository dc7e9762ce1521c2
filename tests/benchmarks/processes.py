"""Processes that are measured: started on cores of their own, their processor time and memory read from the kernel."""

import contextlib
import os
import resource
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_CORES = sorted(os.sched_getaffinity(0))
LOAD_CORES = set(_CORES[:1])
SERVER_CORES = set(_CORES[1:] or _CORES)
ALL_CORES = set(_CORES)
"""The load generator has the first core for itself, so that it does not take the server's time."""


class Missing(Exception):
    """Something that can be had is not here; the message says what, and how to get it."""


def raise_descriptor_limit() -> int:
    """Let us and all we start have as many descriptors as is allowed, and tell how many."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def start(
    command: Sequence[str | Path],
    cores: set[int],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    output: int = subprocess.DEVNULL,
) -> subprocess.Popen[str]:
    """Start a process on some cores; what it starts stays on them too."""
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=output,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    os.sched_setaffinity(process.pid, cores)
    return process


def family(root: int) -> list[int]:
    """A process and all that came of it and still lives."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                children.setdefault(int(_stat(int(entry))[1]), []).append(int(entry))
    found = [root]
    for process in found:
        found += children.get(process, ())
    return found


def processor_s(root: int) -> float:
    """User and system time of a process and all that came of it, in seconds.

    Of those that live to the nanosecond, by their processor clocks, which count threads that have ended too; of those
    that have died and were waited for in ticks of 10 ms, which is all the kernel tells.
    """
    total = 0.0
    for process in family(root):
        with contextlib.suppress(OSError):
            fields = _stat(process)
            # The number of another process's clock: CPUCLOCK_SCHED of the whole process, as clock_getcpuclockid(3).
            total += time.clock_gettime(~process << 3 | 2)
            total += (int(fields[13]) + int(fields[14])) * _TICK_S
    return total


def private_bytes(root: int) -> int:
    """Memory that a process and all that came of it share with nobody, in bytes."""
    total_kb = 0
    for process in family(root):
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
                if line.startswith(("Private_Clean:", "Private_Dirty:")):
                    total_kb += int(line.split()[1])
    return total_kb * 1024


def wait_until_quiet(root: int, limit_s: float = 60) -> None:
    """Wait until a process uses less than a hundredth of a core: what it does at its beginning is done.

    It must be seen so twice, since on a busy machine a process it starts may not have had its turn at the first look.
    """
    until = time.monotonic() + limit_s
    used, quiet = processor_s(root), 0
    while time.monotonic() < until:
        time.sleep(0.5)
        used, before = processor_s(root), used
        quiet = quiet + 1 if used - before < 0.005 else 0
        if quiet == 2:
            return
    raise RuntimeError(f"process {root} does not come to rest in {limit_s} s")


def end(process: subprocess.Popen[str], limit_s: float = 10) -> None:
    """End a process we started, with what came of it, politely first."""
    offspring = family(process.pid)[1:]
    process.terminate()
    try:
        process.wait(limit_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in offspring:
        with contextlib.suppress(OSError):
            os.kill(child, 15)
    if process.stdout:
        process.stdout.close()


def _stat(process: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` behind the name: state, parent, ..."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
