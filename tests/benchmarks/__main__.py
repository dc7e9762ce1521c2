"""``python -m tests.benchmarks``: see the package's docstring."""

import argparse
import contextlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

import tests.benchmarks
from tests.benchmarks import content as contents
from tests.benchmarks import rounds, scenarios, servers
from tests.benchmarks.native import Native
from tests.benchmarks.peers import PEERS
from tests.benchmarks.processes import Missing, raise_descriptor_limit


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description=tests.benchmarks.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--articles", type=int, default=10_000, help="the archive's size (default: 10000)")
    parser.add_argument("--pages", type=int, default=100_000, help="of them asked for, at most (default: 100000)")
    parser.add_argument("--seed", type=int, default=1, help="of the archive and the choice of pages")
    parser.add_argument("--seconds", type=float, default=5, help="each server in each round (default: 5)")
    parser.add_argument("--rounds", type=int, default=5, help="how many (default: 5)")
    parser.add_argument("--clients", type=int, nargs="+", default=[32, 256], help="at once (default: 32 256)")
    parser.add_argument("--workers", type=int, default=2, help="also gopherd with so many, if it knows them")
    parser.add_argument("--peers", nargs="*", default=list(PEERS), help=f"of {', '.join(PEERS)} (default: all)")
    parser.add_argument("--no-scenarios", action="store_true", help="the table only")
    parser.add_argument(
        "--work", type=Path, help="a folder to work in, and to keep; what lies there of a run before is used"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument("--smoke", action="store_true", help="everything, small; asserts only that it works")
    arguments = parser.parse_args()
    if unknown := set(arguments.peers) - set(PEERS):
        parser.error(f"no such peer: {', '.join(sorted(unknown))}")
    if arguments.smoke:
        arguments.articles, arguments.seconds, arguments.rounds, arguments.clients = 300, 0.5, 1, [16]
    return arguments


def main() -> None:
    """Measure and print; exits with 1 when an answer of gopherd's was wrong or missing."""
    arguments = _arguments()
    raise_descriptor_limit()
    # Not a terminal's business: a table cut to 80 columns in a log says nothing.
    console = Console(width=None if sys.stdout.isatty() else 130, highlight=False)
    with contextlib.ExitStack() as stack:
        work = arguments.work or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="gopherd-benchmarks-")))
        work.mkdir(parents=True, exist_ok=True)
        try:
            native = Native(work)
        except Missing as missing:
            console.print(f"skipped: {missing}")
            return
        console.print(
            f"{platform.platform()}, Python {platform.python_version()}, {len(os.sched_getaffinity(0))} cores"
        )
        content, said = contents.make(work, arguments.articles, arguments.seed)
        console.print("\n".join(said))
        with servers.gopherd(content, selector="/!l") as server:
            size = contents.write_pages(content, server.port, arguments.pages, arguments.seed)
        console.print(f"pages: median {size:,} bytes")
        rows = _rounds(console, native, content, arguments)
        console.print(rounds.table(rows))
        findings = []
        if not arguments.no_scenarios:
            for finding in scenarios.run_all(native, content, _scale(arguments), arguments.seed):
                findings.append(finding)
                console.print(str(finding), soft_wrap=True)
    if arguments.json:
        values = {"table": [asdict(row) for row in rows], "scenarios": scenarios.as_values(findings)}
        arguments.json.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    failed = sum(row.errors for row in rows if row.server.startswith("gopherd"))
    failed += sum(finding.figures.get("errors", 0) for finding in findings if finding.server == "gopherd")
    if failed:
        sys.exit(f"{failed} requests to gopherd had no right answer")


def _rounds(
    console: Console, native: Native, content: contents.Content, arguments: argparse.Namespace
) -> Sequence[rounds.Row]:
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(servers.limit(native, content))]
        running.append(stack.enter_context(servers.gopherd(content)))
        if arguments.workers > 1 and servers.knows_workers():
            running.append(stack.enter_context(servers.gopherd(content, arguments.workers)))
        for name in arguments.peers:
            try:
                running.append(stack.enter_context(servers.peer(name, content)))
            except Missing as missing:
                console.print(f"left out: {missing}")
        return rounds.measure(native, running, arguments.clients, arguments.seconds, arguments.rounds, console.print)


def _scale(arguments: argparse.Namespace) -> scenarios.Scale:
    if arguments.smoke:
        return scenarios.Scale(seconds=1, starts=1, idle=300, crowd=100, hot=100)
    return scenarios.Scale(seconds=max(3, arguments.seconds), starts=7, idle=10_000, crowd=1_000, hot=1_000)


if __name__ == "__main__":
    main()
