"""Sockets for several processes: bound before any reactor, on one address."""

import socket
import subprocess
import sys

import pytest

from gopherd.edge import sockets
from gopherd.edge.sockets import CannotListen, bind


def close(bound):
    for each in bound:
        for listening in each:
            listening.close()


def test_every_worker_has_a_socket_of_its_own_on_one_address():
    bound = bind(("tcp:0:interface=127.0.0.1", "tcp6:0:interface=\\:\\:1"), 3)
    assert len(bound) == 3
    assert len({each[0].address() for each in bound}) == 1
    assert len({each[0].socket.fileno() for each in bound}) == 3
    assert bound[0][1].socket.family == socket.AF_INET6
    assert bound[0][1].address().host == "::1"
    assert not bound[0][0].socket.getblocking()
    close(bound)


def test_connections_are_spread():
    bound = bind(("tcp:0:interface=127.0.0.1",), 2)
    address = bound[0][0].socket.getsockname()
    clients = [socket.create_connection(address) for _ in range(64)]
    taken = [0, 0]
    for place, (listening,) in enumerate(bound):
        while True:
            try:
                listening.socket.accept()[0].close()
            except BlockingIOError:
                break
            taken[place] += 1
    for client in clients:
        client.close()
    close(bound)
    assert sum(taken) == 64
    assert min(taken) >= 8


def test_an_endpoint_may_be_for_tls_alone():
    bound = bind(("gophers:tcp:0:interface=127.0.0.1", "tcp:0:interface=127.0.0.1"), 2)
    assert [[each.address().is_tls_only for each in worker] for worker in bound] == [[True, False]] * 2
    close(bound)


def test_a_socket_that_somebody_else_has_bound_is_shared():
    with socket.create_server(("127.0.0.1", 0)) as other:
        recorder = sockets._Recorder(2)
        recorder.adoptStreamPort(other.fileno(), socket.AF_INET, sockets._FACTORY)
        assert {each.getsockname() for each in recorder.sockets} == {other.getsockname()}
        assert not recorder.is_wrapped
        for each in recorder.sockets:
            each.close()


@pytest.mark.parametrize(
    "endpoint", ["nonsense:1", "unix:/nowhere", "haproxy:tcp:0:interface=127.0.0.1", "tcp:port", "gophers:tcp:port"]
)
def test_what_cannot_be_shared_is_named(endpoint):
    with pytest.raises(CannotListen, match="cannot listen on") as raised:
        bind((endpoint,), 2)
    assert repr(endpoint) in str(raised.value)


def test_a_port_in_use_gives_the_others_back():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with socket.create_server(("127.0.0.1", 0)) as free:
            first = free.getsockname()[1]
        with pytest.raises(CannotListen, match=f"{port} is in use"):
            bind((f"tcp:{first}:interface=127.0.0.1", f"tcp:{port}:interface=127.0.0.1"), 2)
        close(bind((f"tcp:{first}:interface=127.0.0.1",), 2))


def test_binding_makes_no_reactor():
    script = (
        "import sys; from gopherd.edge.sockets import bind; from gopherd.edge.crew import Crew\n"
        "bind(('tcp:0:interface=127.0.0.1',), 2); assert 'twisted.internet.reactor' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_port_is_not_shared_with_another_server():
    bound = bind(("tcp:0:interface=127.0.0.1",), 2)
    port = bound[0][0].socket.getsockname()[1]
    with pytest.raises(CannotListen, match=f"{port} is in use"):
        bind((f"tcp:{port}:interface=127.0.0.1",), 2)
    close(bound)


@pytest.mark.parametrize(
    ("endpoint", "is_shared"),
    [("tcp:70", True), ("gophers:tcp:7443", True), ("systemd:index=0", True), ("nonsense", True), ("unix:/x", False)],
)
def test_which_endpoints_can_be_shared(endpoint, is_shared):
    assert sockets.can_be_shared(("tcp:7070", endpoint)) is is_shared
