"""What takes long is answered by a process of its own, which may die, hang or be overrun."""

import os
import select
import signal
import socket
import ssl
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.conftest import Serve
from tests.integration.program import Server, ask, until

SLOW = b"/!l.txt\r\n"


def room_of(server: Server) -> int:
    """The back room's process; it is somebody's child, one or two generations down."""
    below = [server.process.pid]
    for number in below:
        try:
            children = Path(f"/proc/{number}/task/{number}/children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            below.append(child)
            if b"gopherd.backroom" in Path(f"/proc/{child}/cmdline").read_bytes():
                return child
    return 0


def trusting_all() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def is_gone(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.fixture(params=[1, 2], ids=["one process", "two workers"])
def server(request: pytest.FixtureRequest, archive: Path, serve: Serve) -> Server:
    return serve(archive, "--no-watch", "--workers", request.param, "--tls-self-signed").ready()


def test_it_is_started_when_it_is_needed_and_answers_for_all(server: Server):
    assert room_of(server) == 0
    expected = server.ask("/!l.txt")
    assert expected.startswith(b"# Die Siebzig -- Alle Artikel\r\n")
    assert (room := room_of(server))
    assert server.ask("/feed.xml").startswith(b"<?xml")
    for place in range(20):
        assert ask(server.port, SLOW, f"127.0.0.{1 + place}", half_close=bool(place % 2)) == expected
    with socket.create_connection(("127.0.0.1", server.port), 20) as plain, trusting_all().wrap_socket(plain) as secure:
        secure.sendall(SLOW)
        assert secure.makefile("rb").read() == expected
    assert ask(server.port, b"/!l\t$\r\n").startswith(b"+-1\r\n")
    assert room_of(server) == room


def test_its_death_is_told_and_another_takes_its_place(server: Server):
    expected = server.ask("/!l.txt")
    room = room_of(server)
    os.kill(room, signal.SIGSTOP)
    with ThreadPoolExecutor(2) as threads:
        waiting = threads.submit(ask, server.port, SLOW)
        time.sleep(0.2)
        os.kill(room, signal.SIGKILL)
        # It was still in the queue, or had been taken by the one that died.
        assert waiting.result(20) == expected or waiting.result().startswith(b"3Diese Antwort ist uns abgebrochen")
    assert server.ask("/!l.txt") == expected
    assert room_of(server) not in {0, room}
    assert "the back room ended; another starts in 1 s" in server.stderr.text


def test_beyond_its_queue_readers_are_told_and_all_others_are_answered(server: Server):
    expected = server.ask("/!l.txt")
    room = room_of(server)
    os.kill(room, signal.SIGSTOP)
    connections = []
    try:
        for place in range(60):
            connection = socket.create_connection(("127.0.0.1", server.port), 20, (f"127.0.0.{2 + place}", 0))
            connection.sendall(SLOW)
            connections.append(connection)
        # Not always the last one: there may be two workers, each with some of them.
        (refused, *_), _, _ = select.select(connections, (), (), 10)
        busy = refused.makefile("rb").read()
        assert busy.startswith(b"3Hier wird gerade zu vieles auf einmal verlangt")
        assert server.ask("").endswith(b".\r\n")
    finally:
        os.kill(room, signal.SIGCONT)
    answers = [connection.makefile("rb").read() for connection in connections if connection is not refused]
    assert answers.count(expected) >= 32
    assert all(answer in {expected, busy} for answer in answers)
    for connection in connections:
        connection.close()


def test_one_client_does_not_fill_the_queue(archive: Path, serve: Serve):
    server = serve(archive, "--no-watch", "--workers", 1).ready()
    expected = server.ask("/!l.txt")
    room = room_of(server)
    os.kill(room, signal.SIGSTOP)
    with ThreadPoolExecutor(12) as threads:
        mine = [threads.submit(ask, server.port, SLOW, "127.0.0.9") for _ in range(12)]
        time.sleep(0.5)
        another = threads.submit(ask, server.port, SLOW, "127.0.0.10")
        time.sleep(0.2)
        os.kill(room, signal.SIGCONT)
        assert another.result(20) == expected
        assert [each.result(20) == expected for each in mine].count(True) == 8


def test_it_ends_with_the_server(server: Server):
    server.ask("/!l.txt")
    room = room_of(server)
    server.stop(signal.SIGTERM)
    until("the back room has gone", lambda: is_gone(room), 10)


def test_it_ends_with_a_server_that_is_killed(server: Server):
    server.ask("/!l.txt")
    room = room_of(server)
    server.process.send_signal(signal.SIGKILL)
    server.wait()
    until("the back room has gone", lambda: is_gone(room), 10)
    server.give_up()


def test_readers_of_articles_do_not_wait_for_what_takes_long(server: Server):
    """Not a benchmark: that a page comes within a fraction of what the slow answers take together."""
    server.ask("/!l\t$")
    stopped = threading.Event()

    def press(place: int) -> int:
        count = 0
        while not stopped.is_set():
            count += bool(ask(server.port, b"/%d/!l\t$\r\n" % (20 + count % 100), f"127.0.0.{20 + place}"))
        return count

    with ThreadPoolExecutor(3) as threads:
        pressing = [threads.submit(press, place) for place in range(3)]
        times = []
        for _ in range(100):
            began = time.perf_counter()
            assert server.ask("/!1384011").endswith(b".\r\n")
            times.append(time.perf_counter() - began)
        stopped.set()
        assert all(each.result(30) for each in pressing)
    assert sorted(times)[90] < 0.05
