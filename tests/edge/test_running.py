import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest
from twisted.internet.testing import MemoryReactorClock

from gopherd.edge.client import fetch
from gopherd.edge.running import use_monotonic_clock
from gopherd.wire.address import GopherAddress

SERVER = """
import sys
from gopherd.edge.factory import GopherFactory
from gopherd.edge.running import run
from gopherd.edge.server import GopherService
from gopherd.message import Response, Status

def answer(request):
    if request.selector == "/bad":
        raise ZeroDivisionError
    return Response(Status.OK, b"x" * (5_000_000 if request.selector == "/large" else 5))

factory = GopherFactory(answer, None, None)
service = GopherService(("tcp:0:interface=127.0.0.1",), factory)
service.listen()
print(service.addresses()[0].port, flush=True)
run(service)
print("clean end", flush=True)
"""


@pytest.fixture
def server():
    with subprocess.Popen(
        [sys.executable, "-c", SERVER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process, int(process.stdout.readline())
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(server, number):
    process, port = server
    assert fetch(GopherAddress("127.0.0.1", port), 5, 100) == b"xxxxx"
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "clean end\n", "")


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


def test_an_answer_in_progress_is_finished_and_a_second_signal_cuts_it_off(server, dial):
    process, port = server
    client = dial(port, 4096)
    client.sendall(b"/large\r\n")
    assert client.recv(1000)
    process.send_signal(signal.SIGTERM)
    end = time.monotonic() + 5
    while accepts(port):
        assert time.monotonic() < end, "it goes on accepting"
        time.sleep(0.01)
    assert process.poll() is None, "it waits for the reader"
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
    assert process.stderr.read() == ""


def test_a_hangup_ends_nothing(server):
    process, port = server
    assert fetch(GopherAddress("127.0.0.1", port), 5, 100) == b"xxxxx"  # it runs, and not only listens
    for _ in range(3):
        process.send_signal(signal.SIGHUP)
        assert fetch(GopherAddress("127.0.0.1", port), 5, 100) == b"xxxxx"
    process.terminate()
    assert process.communicate(timeout=10) == ("clean end\n", "")


def test_what_is_unforeseen_is_told_to_the_operator(server):
    process, port = server
    assert fetch(GopherAddress("127.0.0.1", port, "1", "/bad"), 5, 100) == b""
    process.terminate()
    _, err = process.communicate(timeout=10)
    assert re.search(r"no answer to b'/bad'.*ZeroDivisionError", err, re.DOTALL)


def test_timers_follow_the_monotonic_clock():
    reactor = MemoryReactorClock()
    use_monotonic_clock(reactor)
    assert reactor.seconds is time.monotonic


def test_a_reactor_with_timers_is_left_alone():
    reactor = MemoryReactorClock()
    reactor.callLater(1, print)
    use_monotonic_clock(reactor)
    assert reactor.seconds() == 0


LIFELINE = """
import os, sys
from gopherd.edge.factory import GopherFactory
from gopherd.edge.running import run
from gopherd.edge.server import GopherService

run(GopherService((), GopherFactory(None, None, None)), int(sys.argv[1]))
print("ended well")
"""


def test_a_service_ends_with_the_other_end_of_its_lifeline():
    ours, theirs = os.pipe()
    command = [sys.executable, "-c", LIFELINE, str(ours)]
    with subprocess.Popen(command, pass_fds=[ours], stdout=subprocess.PIPE, text=True) as process:
        os.close(ours)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        os.close(theirs)
        assert process.wait(10) == 0
        assert process.stdout.read() == "ended well\n"
