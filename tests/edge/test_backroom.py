"""The back room's end of the socket: a process that answers one request after the other."""

import contextlib
import os
import signal
import socket
import subprocess
import sys

import pytest

from gopherd.edge import backroom
from gopherd.message import Request, Response, Status
from gopherd.wire.relay import decode_response, encode_request

SERVE = """
import os, socket, sys, time
from gopherd.edge.backroom import serve
from gopherd.message import Response, Status

def answer(request):
    os.write(1, request.selector.encode() + b"\\n")
    if request.selector == "slow":
        time.sleep(0.3)
    while request.selector == "endless":
        pass
    while request.selector == "hanging":
        time.sleep(1)
    return Response(Status.OK, request.selector.encode() * 100_000 + b" " + str(os.nice(0)).encode())

serve(socket.socket(fileno=int(sys.argv[1])), answer, *map(float, sys.argv[2:]))
"""


class Room:
    def __init__(self, listening, limit_s=30, hang_limit_s=60):
        self.listening = listening
        descriptor = listening.fileno()
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, *map(str, (descriptor, limit_s, hang_limit_s))],
            pass_fds=[descriptor],
            stdout=subprocess.PIPE,
            text=True,
        )

    def send(self, selector):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(10)
        connection.connect(self.listening.getsockname())
        connection.sendall(encode_request(Request(selector)))
        return connection


def answer_on(connection):
    pieces = []
    with connection:
        while piece := connection.recv(65536):
            pieces.append(piece)
    return decode_response(b"".join(pieces))


@pytest.fixture
def listening():
    with backroom.bind() as bound:
        yield bound


@pytest.fixture
def room(listening):
    room = Room(listening)
    yield room
    room.process.kill()
    room.process.wait()
    room.process.stdout.close()


def test_its_address_has_no_file_and_is_nobody_elses(listening):
    with backroom.bind() as other:
        addresses = {listening.getsockname(), other.getsockname()}
    assert len(addresses) == 2
    assert all(address.startswith(b"\0") for address in addresses)


def test_requests_are_answered_one_after_the_other(room):
    waiting = [room.send(selector) for selector in ("slow", "b", "c")]
    expected = [Response(Status.OK, s.encode() * 100_000 + b" %d" % (os.nice(0) + 5)) for s in ("slow", "b", "c")]
    assert [answer_on(connection) for connection in waiting] == expected


def test_an_answer_that_nobody_wants_any_more_is_not_begun(room):
    first, second, third = (room.send(selector) for selector in ("slow", "unwanted", "wanted"))
    second.close()
    assert answer_on(first)
    assert answer_on(third)
    assert [room.process.stdout.readline() for _ in range(2)] == ["slow\n", "wanted\n"]


def test_who_leaves_in_the_middle_of_an_answer_ends_nobody(room):
    first = room.send("slow")
    assert room.process.stdout.readline() == "slow\n"
    first.close()
    assert answer_on(room.send("next")).body.startswith(b"next")


@pytest.mark.parametrize("data", [b"", b"half a li"])
def test_half_a_request_is_no_request(room, data):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.connect(room.listening.getsockname())
        connection.sendall(data)
    assert answer_on(room.send("next"))


@pytest.mark.parametrize(
    ("selector", "number", "limits"), [("endless", signal.SIGPROF, (0.3, 60)), ("hanging", signal.SIGALRM, (60, 0.5))]
)
def test_an_answer_without_end_ends_the_process_and_the_queue_is_the_next_ones(listening, selector, number, limits):
    room = Room(listening, *limits)
    first, second = room.send(selector), room.send("b")
    first.settimeout(60)
    assert answer_on(first) is None
    assert room.process.wait(10) == -number
    room.process.stdout.close()
    following = Room(listening)
    try:
        assert answer_on(second).body.startswith(b"b")
    finally:
        following.process.kill()
        following.process.wait()
        following.process.stdout.close()


def test_the_time_of_one_answer_is_not_the_time_of_the_next(listening):
    room = Room(listening, 60, 1)
    for _ in range(5):  # 0.3 s each
        assert answer_on(room.send("slow"))
    room.process.kill()
    room.process.wait()
    room.process.stdout.close()


def test_a_full_queue_is_known_at_once():
    with backroom.bind(queue=2) as listening:
        waiting = []
        with pytest.raises(BlockingIOError):  # noqa: PT012 - how many fit is the kernel's business, but for the bound
            for _ in range(5):
                connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
                waiting.append(connection)
                connection.connect(listening.getsockname())
        for connection in waiting:
            connection.close()


def test_another_user_is_turned_away(room):
    if os.geteuid():
        pytest.skip("only root can be somebody else")
    address, asked = room.listening.getsockname(), encode_request(Request("secret"))
    child = os.fork()
    if not child:
        os.setuid(65534)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stranger, contextlib.suppress(OSError):
            stranger.settimeout(10)
            stranger.connect(address)
            stranger.sendall(asked)
            os._exit(1 if stranger.recv(1) else 0)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert answer_on(room.send("next"))
    assert room.process.stdout.readline() == "next\n"
