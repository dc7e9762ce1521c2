"""The inline way and the ordinary way are one way: the same bytes, the same log, the same limits."""

import socket
import time

import pytest
import pytest_twisted
from twisted.internet import reactor, tcp
from twisted.internet.defer import maybeDeferred
from twisted.internet.threads import deferToThread

from gopherd.edge import port as port_module
from gopherd.edge.factory import GopherFactory, Limits
from gopherd.edge.guard import Guard
from gopherd.edge.port import InlinePort, take_over
from gopherd.edge.protocol import Gopher
from gopherd.message import Blob, Response, Status

LARGE = b"x" * 300_000

# What a client sends, piece by piece; None closes its half.
VISITS = {
    "a line": [b"/a\r\n"],
    "LF alone": [b"/a\n"],
    "nothing but a line end": [b"\r\n"],
    "cut before the line end": [b"/a", b"\r\n"],
    "cut inside the line end": [b"/a\r", b"\n"],
    "byte by byte": [b"/", b"a", b"\r", b"\n"],
    "half-closed without a line end": [b"/a", None],
    "half-closed behind it": [b"/a\r\n", None],
    "closed without a word": [None],
    "not UTF-8": [b"/\xff\r\n"],
    "a control character": [b"/a\x00b\r\n"],
    "too long": [b"y" * 5000],
    "too long with a line end": [b"y" * 3000 + b"\r\n"],
    "a second line": [b"/a\r\n/b\r\n"],
    "a second line later": [b"/a\r\n", b"/b\r\n"],
    "junk behind it": [b"/a\r\n" + b"j" * 50_000],
    "junk later": [b"/a\r\n", b"j" * 50_000],
    "a search": [b"/s\twords\r\n"],
    "a large answer": [b"/large\r\n"],
    "a large answer, half-closed": [b"/large\r\n", None],
    "a file": [b"/file\r\n"],
    "a file with something in front": [b"/headed\r\n"],
    "a file that has gone": [b"/gone\r\n"],
    "an error of ours": [b"/error\r\n"],
    "what takes long": [b"/long\r\n"],
    "what takes long, half-closed": [b"/long", None],
    "what takes long, with a second line": [b"/long\r\n/a\r\n"],
}


class Log:
    def __init__(self):
        self.lines = []

    def record(self, host, line, status, size_bytes):
        self.lines.append((host, line, status, size_bytes))


class Elsewhere:
    """Errands that come back a little later."""

    def takes_long(self, request):
        return request.selector == "/long"

    def run(self, request, client, done):
        reactor.callLater(0.05, done, Response(Status.OK, LARGE))
        return self

    def forget(self):
        pass


def make_factory(tmp_path, log):
    (tmp_path / "file.png").write_bytes(b"picture" * 30_000)

    def answer(request):
        match request.selector:
            case "/large":
                return Response(Status.OK, LARGE)
            case "/file":
                return Response(Status.OK, Blob(str(tmp_path), "file.png"))
            case "/headed":
                return Response(Status.OK, Blob(str(tmp_path), "file.png", b"in front: "))
            case "/gone":
                return Response(Status.OK, Blob(str(tmp_path), "gone.png"))
            case "/error":
                raise RuntimeError("unforeseen")
        return Response(Status.OK, f"{request.selector}|{request.search}".encode())

    return GopherFactory(
        answer,
        lambda error: Response(Status.BAD_REQUEST, str(error).encode()),
        lambda: Response(Status.MISSING, b"missing"),
        log,
        errands=Elsewhere(),
        limits=Limits(request_s=1, progress_s=5, drain_s=0.5),
        guard=Guard(64, 1000),
    )


def visit(port, pieces):
    """What a client gets for what it sends, down to the end of the stream."""
    with socket.create_connection(("127.0.0.1", port), 5) as client:
        for place, piece in enumerate(pieces):
            if place:
                time.sleep(0.02)  # so that the pieces are packets of their own
            if piece is None:
                client.shutdown(socket.SHUT_WR)
            else:
                client.sendall(piece)
        answer = b""
        while more := client.recv(65536):
            answer += more
        return answer


@pytest.mark.parametrize("name", VISITS)
@pytest_twisted.ensureDeferred
async def test_both_ways_give_the_same_bytes_and_write_the_same_log(name, tmp_path, logged):
    answers, logs = [], []
    for inline in (True, False):
        log = Log()
        port = reactor.listenTCP(0, make_factory(tmp_path, log), interface="127.0.0.1")
        port = take_over(port, reactor) if inline else port
        answers.append(await deferToThread(visit, port.getHost().port, VISITS[name]))
        logs.append(log.lines)
        await maybeDeferred(port.stopListening)
    assert answers[0] == answers[1]
    assert logs[0] == logs[1]
    assert (name != "a file with something in front") or answers[0] == b"in front: " + b"picture" * 30_000
    assert ("takes long" not in name) or answers[0] == LARGE
    assert bool(answers[0]) == (name not in {"closed without a word", "an error of ours"})
    failures = [event for event in logged if "log_failure" in event]
    assert len(failures) == (2 if name == "an error of ours" else 0)


@pytest_twisted.ensureDeferred
async def test_a_plain_visit_never_makes_a_protocol(tmp_path, monkeypatch):
    made = []
    monkeypatch.setattr(port_module, "Gopher", lambda *args: made.append(args) or Gopher(*args))
    port = take_over(reactor.listenTCP(0, make_factory(tmp_path, Log()), interface="127.0.0.1"), reactor)
    assert isinstance(port, InlinePort)
    assert await deferToThread(visit, port.getHost().port, [b"/a\r\n"]) == b"/a|"
    assert made == []
    assert await deferToThread(visit, port.getHost().port, [b"/", b"a\r\n"]) == b"/a|"
    assert len(made) == 1
    await maybeDeferred(port.stopListening)


@pytest_twisted.ensureDeferred
async def test_every_visit_is_counted_out_again(tmp_path):
    factory = make_factory(tmp_path, Log())
    port = take_over(reactor.listenTCP(0, factory, interface="127.0.0.1"), reactor)
    for pieces in VISITS.values():
        await deferToThread(visit, port.getHost().port, pieces)
    await maybeDeferred(port.stopListening)
    await factory.finish(5)
    assert factory.guard._all == 0


@pytest_twisted.ensureDeferred
async def test_a_client_over_its_limit_is_closed_at_once(tmp_path):
    factory = make_factory(tmp_path, Log())
    factory.guard = Guard(0, 10)
    port = take_over(reactor.listenTCP(0, factory, interface="127.0.0.1"), reactor)

    def turned_away():
        try:
            return visit(port.getHost().port, [b"/a\r\n"])
        except ConnectionResetError:
            return b""

    assert await deferToThread(turned_away) == b""
    await maybeDeferred(port.stopListening)


@pytest_twisted.ensureDeferred
async def test_without_descriptors_the_ordinary_port_takes_over(tmp_path, monkeypatch):
    port = take_over(reactor.listenTCP(0, make_factory(tmp_path, Log()), interface="127.0.0.1"), reactor)
    asked = []
    monkeypatch.setattr(tcp.Port, "doRead", lambda self: asked.append(self))  # noqa: PLW0108 - a builtin is no method

    class Exhausted:
        def _accept(self):
            raise OSError(24, "too many open files")

    listening, port.socket = port.socket, Exhausted()
    port.doRead()
    port.socket = listening
    assert asked == [port]
    await maybeDeferred(port.stopListening)


@pytest_twisted.ensureDeferred
async def test_one_reader_may_ask_for_page_after_page_without_waiting(tmp_path):
    factory = make_factory(tmp_path, Log())
    factory.guard = Guard(4, 100)
    port = take_over(reactor.listenTCP(0, factory, interface="127.0.0.1"), reactor)

    def read_on():
        return [visit(port.getHost().port, [b"/a\r\n"]) for _ in range(50)]

    assert await deferToThread(read_on) == [b"/a|"] * 50
    await maybeDeferred(port.stopListening)
