"""What a request for an article costs: ``python -m tests.benchmarks.article [ARCHIVE]``.

Starts ``gopherd serve`` as a user does, log and limits switched on, asks for random articles one after the other over
loopback, and reads the server's processor time (user and system) from the kernel. Printed is the median over the
thousands of the run, in microseconds a request: the figure that holds when the machine is busy with other things.
"""

import argparse
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from gopherd.wire.menu import decode_menu

ROOT = Path(__file__).parents[2]
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def processor_s(pid: int) -> float:
    """User and system time that a process has used, in seconds; to the nanosecond where the kernel keeps it."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * TICK_S


def fetch(port: int, selector: str, client: int) -> bytes:
    """One request from one of many clients (127.0.1.1 and on), so that no client's limit is met."""
    with socket.socket() as connection:
        connection.bind((f"127.0.{1 + client % 50}.{1 + client % 200}", 0))
        connection.connect(("127.0.0.1", port))
        connection.sendall(f"{selector}\r\n".encode())
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
        return b"".join(pieces)


def selectors(port: int) -> list[str]:
    """The selectors of all articles, by walking the list of all of them."""
    found: list[str] = []
    page = "/!l"
    while page:
        items = decode_menu(fetch(port, page, 0))
        found += [item.selector for item in items if re.fullmatch(r"/[^/]+/![0-9]+", item.selector)]
        last = found[-1].rpartition("!")[2]
        page = f"/!l/{last}" if any(item.selector == f"/!l/{last}" for item in items) else ""
    return found


def serve(archive: str, index: str) -> tuple[subprocess.Popen[str], int]:
    """``gopherd serve`` on a port of the system's choice."""
    command = [sys.executable, "-m", "gopherd", "serve", archive, "--port", "0", "--index", index, "--no-watch"]
    server = subprocess.Popen([*command, "--access-log", os.devnull], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if match := re.search(r"gopher://localhost:([0-9]+)/", line):
            return server, int(match[1])
    raise SystemExit("the server did not start")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("archive", nargs="?", default=str(ROOT / "archive"))
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--budget", type=float, help="exit with 1 when random articles cost more microseconds than this")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as index:
        command = [sys.executable, "-m", "gopherd", "index", arguments.archive, "--index", index]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        server, port = serve(arguments.archive, index)
        try:
            articles = selectors(port)
            chosen = random.Random(1)
            for name, pool in (("every article anew", articles), ("random articles", None)):
                costs, sizes = [], []
                wanted = pool if pool is not None else chosen.choices(articles, k=arguments.requests)
                for start in range(0, len(wanted), 1000):
                    part = wanted[start : start + 1000]
                    before = processor_s(server.pid)
                    sizes += [len(fetch(port, selector, start + place)) for place, selector in enumerate(part)]
                    costs.append((processor_s(server.pid) - before) / len(part) * 1e6)
                median = statistics.median(costs)
                print(
                    f"{name}: {len(wanted):,} requests for {len(articles):,} articles, median size "
                    f"{statistics.median(sizes):,.0f} bytes: {median:.0f} µs of processor time a request "
                    f"(least {min(costs):.0f}, most {max(costs):.0f})",
                    flush=True,
                )
        finally:
            server.terminate()
            server.wait()
    raise SystemExit(arguments.budget is not None and median > arguments.budget)


if __name__ == "__main__":
    main()
