"""What a request for an article costs: ``python -m tests.benchmarks.article [ARCHIVE]``.

Starts ``gopherd serve`` as a user does, log and limits switched on, asks for random articles one after the other over
loopback, and reads the server's processor time (user and system) from the kernel. Printed is the median over the
thousands of the run, in microseconds a request: the figure that holds when the machine is busy with other things.
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile

from tests.benchmarks.content import fetch, run_gopherd, selectors
from tests.benchmarks.processes import ROOT, processor_s, wait_until_quiet


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
    parser.add_argument(
        "--budget", type=float, help="exit with 1 when random articles cost more microseconds than this"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as index:
        run_gopherd("index", arguments.archive, "--index", index)
        server, port = serve(arguments.archive, index)
        try:
            articles = selectors(port)
            wait_until_quiet(server.pid)  # the indexer that looks whether anything has changed is done
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
