"""Several processes answer on one port, and live and die together."""

import os
import signal
from pathlib import Path

import pytest

from tests.integration.conftest import Serve
from tests.integration.program import until, write_article


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def crew(archive: Path, serve: Serve):
    """A server with two workers, and the two."""
    server = serve(archive, "--workers", 2).ready()
    return server, server.children()


def served_by(server, worker: int) -> int:
    """The processor time that a worker has used: what tells which one answers."""
    fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_both_answer_and_menus_name_the_one_port(crew):
    server, workers = crew
    assert len(workers) == 2
    before = [served_by(server, worker) for worker in workers]
    for place in range(1500):
        assert server.ask("", f"127.0.0.{1 + place % 50}").endswith(b".\r\n")
    assert all(served_by(server, worker) > past for worker, past in zip(workers, before, strict=True))
    assert {line.port for line in server.menu("") if line.type == "1"} == {str(server.port)}


def test_a_change_reaches_both(crew, archive: Path):
    server, _ = crew
    write_article(archive / "articles" / "neu.md", id=4711, title="Danach", date="2024-01-01")
    until("both have it", lambda: all(b"Danach" in server.ask("/!4711") for _ in range(30)), 5)


def test_a_worker_that_dies_is_replaced_and_nobody_waits_long(crew):
    server, workers = crew
    os.kill(workers[0], signal.SIGKILL)
    for _ in range(40):
        assert server.ask("").endswith(b".\r\n")
    until("two workers", lambda: len([child for child in server.children() if is_alive(child)]) == 2, 5)
    assert "worker 1 ended (signal 9)" in server.stderr.text


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_all_end_together(crew, number: int):
    server, workers = crew
    server.stop(number)
    assert not any(is_alive(worker) for worker in workers)


def test_they_end_with_a_master_that_is_killed(crew):
    server, workers = crew
    grandchildren = [
        int(child) for worker in workers for child in Path(f"/proc/{worker}/task/{worker}/children").read_text().split()
    ]
    assert len(grandchildren) == 1, "one indexer, beside the first worker"
    server.process.send_signal(signal.SIGKILL)
    server.wait()
    until("all have ended", lambda: not any(map(is_alive, [*workers, *grandchildren])), 10)
    server.give_up()
