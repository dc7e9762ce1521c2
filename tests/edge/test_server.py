import contextlib
import errno
import hashlib
import os
import socket
import struct
import time

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.task import deferLater
from twisted.internet.testing import MemoryReactor
from twisted.internet.threads import deferToThread

from gopherd.edge import server
from gopherd.edge.accesslog import AccessLog
from gopherd.edge.certificates import Certificates
from gopherd.edge.factory import GopherFactory, Limits
from gopherd.edge.guard import Guard
from gopherd.edge.server import BACKLOG, CannotListen, GopherService
from gopherd.edge.sockets import bind
from gopherd.message import Blob, Response, Status
from tests.certificates import issue, trusting

LARGE = Response(Status.OK, os.urandom(1 << 16) * 80)  # 5 MB
SMALL = Response(Status.OK, b"answer")


def serving(answers, log=None, **limits):
    return GopherFactory(
        lambda request: answers.get(request.selector, SMALL),
        lambda error: Response(Status.BAD_REQUEST, str(error).encode()),
        lambda: Response(Status.MISSING, b"missing"),
        log,
        limits=Limits(**limits),
        guard=Guard(1000, 10_000),
    )


def hasten(factory):
    """Let deadlines be looked at often, so that tests need not wait."""
    factory.deadlines._tick_s = 0.02
    return factory


def read_all(client):
    pieces = []
    while piece := client.recv(1 << 16):
        pieces.append(piece)
    return b"".join(pieces)


async def until(condition, within_s=5):
    end = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < end, "it never came true"
        await deferLater(reactor, 0.01)


@pytest_twisted.ensureDeferred
async def test_a_large_answer_survives_what_the_client_still_sends(listen, dial):
    port = listen(serving({"/large": LARGE}))

    def client():
        connection = dial(port)
        connection.sendall(b"/large\r\n" + b"junk" * 25_000)
        time.sleep(0.05)
        return read_all(connection)

    assert await deferToThread(client) == LARGE.body


@pytest_twisted.ensureDeferred
async def test_our_fin_comes_before_the_close_and_junk_after_it_resets_nothing(listen, dial):
    port = listen(serving({"/large": LARGE}))

    def client():
        connection = dial(port)
        connection.sendall(b"/large\r\n")
        answer = read_all(connection)
        for _ in range(20):
            connection.sendall(b"still here\r\n")
            time.sleep(0.01)
        return answer

    assert await deferToThread(client) == LARGE.body


@pytest_twisted.ensureDeferred
async def test_a_small_answer_is_on_its_way_before_junk_can_reset_anything(listen, dial):
    port = listen(serving({}))

    def client():
        connection = dial(port)
        connection.sendall(b"/a\r\n")
        time.sleep(0.05)
        with contextlib.suppress(OSError):  # the inline way has closed everything by now
            for _ in range(5):
                connection.sendall(b"still here\r\n")
                time.sleep(0.01)
        return connection.recv(100)

    assert await deferToThread(client) == b"answer"


@pytest_twisted.ensureDeferred
async def test_a_client_that_closed_its_half_gets_the_whole_answer(listen, dial):
    factory = serving({"/large": LARGE})
    port = listen(factory)

    def client(line):
        connection = dial(port)
        connection.sendall(line)
        connection.shutdown(socket.SHUT_WR)
        return read_all(connection)

    assert await deferToThread(client, b"/large") == LARGE.body
    assert await deferToThread(client, b"/large\r\n") == LARGE.body
    assert await deferToThread(client, b"/a") == b"answer"
    assert await deferToThread(client, b"") == b""
    await until(lambda: not factory._connections)


@pytest_twisted.ensureDeferred
async def test_a_client_that_waits_for_our_close_is_closed(listen, dial):
    factory = hasten(serving({}, drain_s=0.1))
    port = listen(factory)

    def client():
        connection = dial(port)
        connection.sendall(b"/a\r\n")
        return connection, read_all(connection)

    connection, answer = await deferToThread(client)
    assert answer == b"answer"
    await until(lambda: not factory._connections)
    connection.close()


@pytest_twisted.ensureDeferred
async def test_a_silent_client_is_closed(listen, dial):
    factory = hasten(serving({}, request_s=0.1))
    port = listen(factory)

    def client():
        connection = dial(port)
        connection.sendall(b"/a")
        return read_all(connection)

    assert await deferToThread(client) == b""
    await until(lambda: not factory._connections)


@pytest_twisted.ensureDeferred
async def test_a_client_that_never_reads_is_aborted(listen, dial, tmp_path, open_below_tmp):
    (tmp_path / "large").write_bytes(LARGE.body)
    factory = hasten(serving({"/f": Response(Status.OK, Blob(str(tmp_path), "large"))}, progress_s=0.2))
    port = listen(factory)
    connection = await deferToThread(dial, port, 4096)
    connection.sendall(b"/f\r\n")
    await until(open_below_tmp)
    await until(lambda: not factory._connections)
    with pytest.raises(ConnectionResetError):
        await deferToThread(read_all, connection)
    connection.close()
    assert open_below_tmp() == []


@pytest_twisted.ensureDeferred
async def test_a_client_that_reads_steadily_gets_everything_however_slowly(listen, dial):
    body = os.urandom(40_000)
    port = listen(hasten(serving({"/m": Response(Status.OK, body)}, progress_s=0.6, drain_s=0.1)))

    def client():
        connection = dial(port, 2048)
        connection.sendall(b"/m\r\n")
        pieces = []
        while piece := connection.recv(800):
            pieces.append(piece)
            time.sleep(0.03)
        return b"".join(pieces)

    begun = time.monotonic()
    assert await deferToThread(client) == body
    assert time.monotonic() - begun > 1.2, "slow enough to be looked at twice"


@pytest_twisted.ensureDeferred
async def test_never_readers_of_a_large_answer_cost_little(listen, dial):
    page = Response(Status.OK, b"x" * 8_000_000)
    factory = serving({"/p": page})
    port = listen(factory)

    def resident():
        with open("/proc/self/statm") as f:
            return int(f.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before = resident()

    def crowd():
        for _ in range(200):
            dial(port).sendall(b"/p\r\n")

    await deferToThread(crowd)
    await until(lambda: sum(not c.idle for c in factory._connections) == 200)
    await deferLater(reactor, 0.2)
    assert resident() - before < 64 << 20


@pytest_twisted.ensureDeferred
async def test_a_file_is_streamed_and_its_descriptor_released(listen, dial, tmp_path, open_below_tmp):
    (tmp_path / "large").write_bytes(LARGE.body)
    factory = serving({"/f": Response(Status.OK, Blob(str(tmp_path), "large"))})
    port = listen(factory)

    def whole():
        with dial(port) as connection:
            connection.sendall(b"/f\r\n")
            return hashlib.sha256(read_all(connection)).digest()

    def broken_off():
        connection = dial(port)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.sendall(b"/f\r\n")
        connection.recv(1000)
        connection.close()

    assert await deferToThread(whole) == hashlib.sha256(LARGE.body).digest()
    await deferToThread(broken_off)
    await until(lambda: not factory._connections)
    assert open_below_tmp() == []


@pytest_twisted.ensureDeferred
async def test_a_crowd_is_answered_whole(listen, dial):
    factory = serving({})
    port = listen(factory)

    def crowd():
        clients = [dial(port) for _ in range(100)]
        for client in clients:
            client.sendall(b"/a\r\n/second\r\n")
        return [read_all(client) for client in clients]

    assert await deferToThread(crowd) == [b"answer"] * 100


@pytest_twisted.ensureDeferred
async def test_a_service_stops_accepting_at_once_and_finishes_what_it_began(dial, tmp_path):
    log = AccessLog(str(tmp_path / "access.log"), interval_s=60)
    factory = serving({"/large": LARGE}, log)
    service = GopherService(("tcp:0:interface=127.0.0.1", "tcp6:0:interface=\\:\\:1"), factory)
    service.privilegedStartService()
    service.startService()
    ours, ours6 = service.addresses()
    assert (ours.host, ours6.host) == ("127.0.0.1", "::1")
    port = ours.port
    reading, silent = await deferToThread(lambda: (dial(port), dial(port)))
    reading.sendall(b"/large\r\n")
    silent.sendall(b"/half a line")
    await until(lambda: any(not c.idle for c in factory._connections) and any(c.idle for c in factory._connections))
    stopped = service.stopService()
    assert service.addresses() == ()
    assert await deferToThread(read_all, silent) == b""
    # Twisted closes the port in the reactor's next turn.
    await deferLater(reactor, 0)
    with pytest.raises(ConnectionRefusedError):
        await deferToThread(dial, port)
    assert not stopped.called
    assert await deferToThread(read_all, reading) == LARGE.body
    reading.close()
    await stopped
    assert (tmp_path / "access.log").read_text().count("GET /large") == 1


@pytest_twisted.ensureDeferred
async def test_a_stop_can_be_cut_short(dial):
    factory = serving({"/large": LARGE})
    service = GopherService(("tcp:0:interface=127.0.0.1",), factory)
    service.startService()
    port = service.addresses()[0].port
    connection = await deferToThread(dial, port, 4096)
    connection.sendall(b"/large\r\n")
    await until(lambda: any(not c.idle for c in factory._connections))
    stopped = service.stopService()
    service.abort()
    await stopped
    assert not factory._connections


class Beside:
    """A companion that is told what it is told."""

    def __init__(self):
        self.told = []

    def start(self):
        self.told.append("start")

    def stop(self):
        self.told.append("stop")
        self.ended = Deferred()
        return self.ended

    def kill(self):
        self.told.append("kill")
        self.ended.callback(None)


def test_a_companion_starts_and_ends_with_the_service():
    companion = Beside()
    service = GopherService((), serving({}), companion)
    service.startService()
    stopped = service.stopService()
    assert companion.told == ["start", "stop"]
    assert not stopped.called
    service.abort()
    assert companion.told == ["start", "stop", "kill"]
    assert stopped.called


@pytest_twisted.ensureDeferred
async def test_the_back_room_stays_until_nobody_waits_for_an_answer_any_more(dial):
    factory = hasten(serving({"/large": LARGE}))
    service = GopherService(("tcp:0:interface=127.0.0.1",), factory)
    service.backroom = backroom = Beside()
    service.startService()
    connection = await deferToThread(dial, service.addresses()[0].port, 4096)
    connection.sendall(b"/large\r\n")
    await until(lambda: any(not c.idle for c in factory._connections))
    ends = []
    stopped = service.stopService().addCallback(ends.append)
    assert backroom.told == ["start"]
    await deferToThread(read_all, connection)
    connection.close()
    await until(lambda: backroom.told == ["start", "stop"])
    assert ends == []
    backroom.kill()
    await stopped
    assert len(ends) == 1


def test_the_back_room_starts_with_the_service_and_is_killed_with_it():
    service = GopherService((), serving({}))
    service.backroom = backroom = Beside()
    service.startService()
    stopped = service.stopService()
    service.abort()
    assert backroom.told == ["start", "stop", "kill"]
    assert stopped.called


@pytest.mark.parametrize(
    ("endpoint", "backlog"), [("tcp:70", BACKLOG), ("tcp:70:interface=127.0.0.1", BACKLOG), ("tcp:70:backlog=5", 5)]
)
def test_the_backlog_is_long_unless_said_otherwise(endpoint, backlog):
    memory = MemoryReactor()
    GopherService((endpoint,), serving({}), reactor=memory).listen()
    assert memory.tcpServers[0][2] == backlog


def test_listening_twice_binds_once():
    memory = MemoryReactor()
    service = GopherService(("tcp:70",), serving({}), reactor=memory)
    service.listen()
    service.privilegedStartService()
    assert len(memory.tcpServers) == 1


@pytest.mark.parametrize("endpoint", ["", "7070", "nonsense:1", "tcp:port", "tcp:70:colour=blue", "tcp:99999"])
def test_a_bad_endpoint_is_named(endpoint):
    with pytest.raises(CannotListen, match="cannot listen on") as raised:
        GopherService((endpoint,), serving({})).listen()
    assert repr(endpoint) in str(raised.value)
    assert "\n" not in str(raised.value)


def test_an_endpoint_that_waits_for_something_is_refused(monkeypatch):
    class Waiting:
        def listen(self, factory):
            return Deferred()

    monkeypatch.setattr(server, "serverFromString", lambda reactor, description: Waiting())
    with pytest.raises(CannotListen, match="does not bind at once"):
        GopherService(("tor:1",), serving({})).listen()


def test_a_port_in_use_is_named_and_the_others_are_given_back():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        service = GopherService(("tcp:0:interface=127.0.0.1", f"tcp:{port}:interface=127.0.0.1"), serving({}))
        with pytest.raises(CannotListen, match=f"{port} is in use"):
            service.listen()
    assert service.addresses() == ()


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "CAP_NET_BIND_SERVICE"),
        (errno.EADDRNOTAVAIL, "no address 127.0.0.1"),
        (errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT)),
    ],
)
def test_other_reasons_are_said_in_words(monkeypatch, number, reason):
    def bind(self, address):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket.socket, "bind", bind)
    with pytest.raises(CannotListen, match=reason):
        GopherService(("tcp:70:interface=127.0.0.1",), serving({})).listen()


@pytest.mark.parametrize("workers", [1, 2])
@pytest_twisted.ensureDeferred
async def test_an_endpoint_for_tls_alone_speaks_nothing_else(workers, authority, tmp_path, dial):
    files = issue(authority, tmp_path, "localhost")
    factory = serving({"/large": LARGE})
    factory.certificates = Certificates(lambda: [files])
    given = ("gophers:tcp:0:interface=127.0.0.1", "tcp:0:interface=127.0.0.1")
    bound = bind(given, workers)[0] if workers > 1 else ()
    service = GopherService(() if bound else given, factory, sockets=bound)
    service.startService()
    secure, plain = service.addresses()
    assert (secure.is_tls_only, plain.is_tls_only) == (True, False)

    def client(port, in_tls):
        connection = dial(port)
        if in_tls:
            connection = trusting(authority).wrap_socket(connection, server_hostname="localhost")
        connection.sendall(b"/large\r\n" if in_tls else b"\n")
        answer = read_all(connection)
        connection.close()
        return answer

    assert await deferToThread(client, secure.port, True) == LARGE.body
    assert await deferToThread(client, plain.port, True) == LARGE.body
    assert await deferToThread(client, plain.port, False) == SMALL.body
    began = time.monotonic()
    assert await deferToThread(client, secure.port, False) == b"not_tls"
    assert time.monotonic() - began < 1, "nothing is waited for"
    await service.stopService()
    for each in bound:
        each.close()


@pytest_twisted.ensureDeferred
async def test_a_reload_reads_the_certificates_anew(authority, tmp_path):
    found = [[]]
    factory = serving({})
    factory.certificates = Certificates(lambda: found[0])
    service = GopherService((), factory)
    found[0] = [issue(authority, tmp_path, "localhost")]
    service.reload()
    assert factory.certificates.context() is not None


@pytest.mark.parametrize("endpoint", ["gophers:", "gophers:7443", "gophers:nonsense:1"])
def test_a_bad_endpoint_for_tls_is_named_as_it_was_given(endpoint):
    with pytest.raises(CannotListen, match=f"cannot listen on '{endpoint}'"):
        GopherService((endpoint,), serving({})).listen()


def test_a_socket_in_the_file_system_has_no_address(tmp_path):
    service = GopherService((f"unix:{tmp_path / 'gopher'}",), serving({}))
    service.listen()
    assert service.addresses() == ()
    assert (tmp_path / "gopher").is_socket()
    service.stopService()
