"""TLS changes nothing but the bytes on the wire, wherever they are cut, and both of its layers are closed."""

import socket
import ssl
import time
import weakref

import pytest
import pytest_twisted
import trustme
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet import reactor
from twisted.internet.defer import maybeDeferred
from twisted.internet.error import ConnectionDone
from twisted.internet.task import deferLater
from twisted.internet.threads import deferToThread
from twisted.python.failure import Failure

from gopherd.edge.certificates import Certificates
from gopherd.edge.factory import TlsOnlyFactory
from gopherd.edge.guard import Guard
from gopherd.edge.port import take_over
from gopherd.message import Response, Status
from tests.certificates import Client, issue, trusting
from tests.edge.conftest import Connections
from tests.edge.test_port import LARGE, VISITS, Log, make_factory, visit


@pytest.fixture(scope="module")
def certificates(authority, tmp_path_factory):
    files = issue(authority, tmp_path_factory.mktemp("certificates"), "localhost")
    return Certificates(lambda: [files])


@pytest.fixture(params=["inline", "ordinary", "for TLS alone"])
def listen(request, certificates):
    """Put a factory on a port of loopback, in each way that TLS can come; returns the port's number."""
    ports = []

    def listen(factory):
        factory.certificates = certificates
        given = TlsOnlyFactory(factory) if request.param == "for TLS alone" else factory
        port = reactor.listenTCP(0, given, interface="127.0.0.1")
        ports.append((take_over(port, reactor) if request.param == "inline" else port, factory))
        return ports[-1][0].getHost().port

    yield listen
    for port, factory in ports:
        factory.abort()
        port.stopListening()


class Visit:
    """A client of the in-memory kind on a real socket."""

    def __init__(self, port, context):
        self.socket = socket.create_connection(("127.0.0.1", port), 5)
        self.client = Client(context)
        while not self.client.is_agreed:
            self.flush()
            self.client.take(self.socket.recv(65536))
        self.flush()

    def flush(self):
        self.socket.sendall(self.client.outgoing())

    def say(self, pieces):
        for place, piece in enumerate(pieces):
            if place:
                time.sleep(0.02)
            if piece is None:
                self.client.close()
            else:
                self.client.send(piece)
            self.flush()

    def hear(self):
        """Everything, down to the FIN."""
        while data := self.socket.recv(65536):
            self.client.take(data)
        self.socket.close()
        return self.client.received


@pytest.mark.parametrize("name", VISITS)
@pytest_twisted.ensureDeferred
async def test_tls_and_plain_give_the_same_bytes_and_write_the_same_log(
    name, listen, authority, certificates, tmp_path, logged
):
    plain_log, secure_log = Log(), Log()
    plain = take_over(reactor.listenTCP(0, make_factory(tmp_path, plain_log), interface="127.0.0.1"), reactor)
    port = listen(make_factory(tmp_path, secure_log))

    def in_tls():
        one = Visit(port, trusting(authority))
        one.say(VISITS[name])
        answer = one.hear()
        assert one.client.is_closed, "the answer may have been cut off: no close_notify"
        return answer

    assert await deferToThread(in_tls) == await deferToThread(visit, plain.getHost().port, VISITS[name])
    assert secure_log.lines == plain_log.lines
    await maybeDeferred(plain.stopListening)
    failures = [event for event in logged if "log_failure" in event]
    assert len(failures) == (2 if name == "an error of ours" else 0)


_authority = trustme.CA()


@pytest.fixture(scope="module")
def own_certificates(tmp_path_factory):
    files = issue(_authority, tmp_path_factory.mktemp("own"), "localhost")
    return Certificates(lambda: [files])


@given(st.lists(st.integers(1, 600), min_size=1, max_size=30), st.sampled_from([b"/a\r\n", b"/a", b"\x16\r\n", b""]))
def test_bytes_may_be_cut_anywhere(own_certificates, cuts, line):
    connections = Connections()
    connections.factory.certificates = own_certificates
    protocol, transport = connections.connect()
    wire = transport.protocol = protocol
    client = Client(trusting(_authority))
    sizes = iter(cuts * 3000)
    is_said = False
    for _ in range(20):
        data = client.outgoing()
        while data:
            size = next(sizes)
            wire.dataReceived(data[:size])
            wire = transport.protocol
            data = data[size:]
        client.take(transport.value())
        transport.clear()
        if client.is_agreed and not is_said:
            is_said = True
            client.send(line)
            client.close()
    assert client.received == (b"refused: control_character" if line == b"\x16\r\n" else b"answer" if line else b"")
    assert client.is_closed
    assert transport.half_closed or transport.disconnecting


@given(st.lists(st.binary(max_size=300), max_size=10))
def test_any_bytes_that_begin_like_tls_are_waited_for_or_ended_and_never_a_request(own_certificates, pieces):
    connections = Connections()
    connections.factory.certificates = own_certificates
    protocol, transport = connections.connect()
    wire = transport.protocol = protocol
    for piece in [b"\x16", *filter(None, pieces)]:
        wire.dataReceived(piece)
        wire = transport.protocol
    assert protocol.idle or transport.half_closed
    assert len(transport.value()) < 10, "an alert at most"
    assert connections.asked == connections.recorded == []
    connections.clock.advance(11)
    assert transport.half_closed or transport.disconnecting


def test_nothing_of_a_connection_waits_for_the_garbage_collector(certificates, authority):
    connections = Connections()
    connections.factory.certificates = certificates
    protocol, transport = connections.connect()
    protocol.dataReceived(b"\x16")
    layer = weakref.ref(transport.protocol)
    transport.protocol.connectionLost(Failure(ConnectionDone()))
    del transport.protocol, protocol
    assert layer() is None
    assert connections.guard._all == 0


@pytest_twisted.ensureDeferred
async def test_a_client_that_never_closes_is_closed_and_junk_resets_nothing(listen, authority, tmp_path):
    factory = make_factory(tmp_path, Log())
    port = listen(factory)

    def client():
        one = Visit(port, trusting(authority))
        one.say([b"/large\r\n" + b"j" * 50_000])
        answer = one.client
        while data := one.socket.recv(65536):
            answer.take(data)
        assert answer.is_closed
        one.socket.sendall(b"junk that is no TLS record" * 100)
        time.sleep(0.05)
        return one, answer.received

    one, answer = await deferToThread(client)
    assert answer == LARGE
    end = time.monotonic() + 5
    while factory._connections:
        assert time.monotonic() < end
        await deferLater(reactor, 0.05)
    one.socket.close()
    assert factory.guard._all == 0


@pytest_twisted.ensureDeferred
async def test_half_a_line_and_a_fin_that_nobody_vouches_for_is_no_request(listen, authority, tmp_path):
    log = Log()
    port = listen(make_factory(tmp_path, log))

    def client():
        one = Visit(port, trusting(authority))
        one.say([b"/a"])
        one.socket.shutdown(socket.SHUT_WR)
        return one.hear()

    assert await deferToThread(client) == b""
    assert log.lines == []


@pytest_twisted.ensureDeferred
async def test_a_whole_line_and_a_fin_is_answered(listen, authority, tmp_path):
    port = listen(make_factory(tmp_path, Log()))

    def client():
        one = Visit(port, trusting(authority))
        one.say([b"/large\r\n"])
        one.socket.shutdown(socket.SHUT_WR)
        return one.hear()

    assert await deferToThread(client) == LARGE


@pytest.mark.parametrize("sent", [b"\x16", b"\x16\x03\x01\x02\x00\x01"])
@pytest_twisted.ensureDeferred
async def test_a_handshake_that_stalls_ends_with_the_request_deadline(sent, listen, tmp_path):
    port = listen(make_factory(tmp_path, Log()))

    def client():
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(sent)
            while connection.recv(4096):
                pass
        return time.monotonic() - began

    assert 0.8 < await deferToThread(client) < 3


@pytest.mark.parametrize("sent", [b"\x16\n", b"\x16\x03\x01\n" + b"x" * 3000, b"\x16" * 100])
@pytest_twisted.ensureDeferred
async def test_what_only_begins_like_tls_is_closed(sent, listen, tmp_path):
    log = Log()
    port = listen(make_factory(tmp_path, log))

    def client():
        answer = b""
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(sent)
            while more := connection.recv(4096):
                answer += more
        return answer

    assert len(await deferToThread(client)) < 10, "an alert at most"
    assert log.lines == []


@pytest_twisted.ensureDeferred
async def test_a_broken_record_behind_the_request_ends_the_connection(certificates, authority):
    connections = Connections()
    connections.factory.certificates = certificates
    connections.response = Response(Status.OK, LARGE)
    protocol, transport = connections.connect()
    wire = transport.protocol = protocol
    # Whoever does not read is sent the first piece only.
    transport.registerProducer = lambda producer, streaming: setattr(transport, "producer", producer)
    client = Client(trusting(authority))
    while not client.is_agreed:
        wire.dataReceived(client.outgoing())
        wire = transport.protocol
        client.take(transport.value())
        transport.clear()
    client.send(b"/large\r\n")
    wire.dataReceived(client.outgoing())
    assert not protocol.idle
    wire.dataReceived(b"\x17\x03\x03\x00\x05wrong")
    assert transport.disconnected, "aborted: a polite close would wait for the producer"


@pytest_twisted.ensureDeferred
async def test_without_a_certificate_a_client_is_told_so_in_tls_at_once(tmp_path):
    factory = make_factory(tmp_path, Log())
    port = take_over(reactor.listenTCP(0, factory, interface="127.0.0.1"), reactor)

    def client():
        began = time.monotonic()
        with pytest.raises(ssl.SSLError, match=r"(?i)handshake.failure"):
            Visit(port.getHost().port, ssl.create_default_context())
        return time.monotonic() - began

    assert await deferToThread(client) < 1
    await maybeDeferred(port.stopListening)
    await factory.finish(5)
    assert factory.guard._all == 0


@pytest_twisted.ensureDeferred
async def test_limits_hold_in_tls_too(listen, authority, tmp_path):
    factory = make_factory(tmp_path, Log())
    factory.guard = Guard(2, 10)
    port = listen(factory)

    def is_turned_away():
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            try:
                connection.sendall(Client(trusting(authority)).outgoing())
                return not connection.recv(100)
            except ConnectionError:
                return True

    def crowd():
        visits = [Visit(port, trusting(authority)) for _ in range(2)]
        assert is_turned_away()
        for each in visits:
            each.say([b"/a\r\n"])
        return [each.hear() for each in visits]

    assert await deferToThread(crowd) == [b"/a|"] * 2


@pytest_twisted.ensureDeferred
async def test_a_reader_who_takes_nothing_is_cut_off_and_one_who_reads_slowly_is_not(listen, authority, tmp_path):
    factory = make_factory(tmp_path, Log())
    factory.limits = type(factory.limits)(request_s=5, progress_s=0.3, drain_s=0.5)
    factory.deadlines._tick_s = 0.05
    big = b"x" * 8_000_000
    factory.answer = lambda request: Response(Status.OK, big)
    port = listen(factory)

    def start():
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(("127.0.0.1", port))
        secure = trusting(authority).wrap_socket(client, server_hostname="localhost")
        secure.sendall(b"/\r\n")
        return secure

    sleeper, reader = await deferToThread(lambda: (start(), start()))

    def read_slowly():
        received = 0
        for _ in range(30):
            received += len(reader.recv(4096))
            time.sleep(0.05)
        while more := reader.recv(65536):
            received += len(more)
        return received

    assert await deferToThread(read_slowly) == len(big)
    end = time.monotonic() + 5
    while len(factory._connections) > 1:
        assert time.monotonic() < end, "who takes nothing is still served"
        await deferLater(reactor, 0.05)
    sleeper.close()
    reader.close()


@pytest_twisted.ensureDeferred
async def test_the_end_of_the_server_finishes_answers_and_sends_away_who_has_not_asked(listen, authority, tmp_path):
    factory = make_factory(tmp_path, Log())
    port = listen(factory)
    silent = await deferToThread(Visit, port, trusting(authority))
    await deferLater(reactor, 0.1)
    ended = factory.finish(5)
    assert await deferToThread(silent.hear) == b""
    assert silent.client.is_closed
    await ended
