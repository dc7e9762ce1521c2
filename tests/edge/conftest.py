import os
import socket

import pytest
import trustme
from twisted.internet import reactor
from twisted.internet.address import IPv4Address
from twisted.internet.task import Clock
from twisted.internet.testing import EventLoggingObserver, StringTransport
from twisted.logger import globalLogPublisher

from gopherd.edge.deadlines import Deadlines
from gopherd.edge.factory import GopherFactory, Limits
from gopherd.edge.guard import Guard
from gopherd.edge.port import take_over
from gopherd.message import Response, Status


class Transport(StringTransport):
    """A TCP transport in memory: also closes its half, and drives a pull producer as Twisted does."""

    half_closed = False

    def loseWriteConnection(self):
        self.half_closed = True

    def registerProducer(self, producer, streaming):
        super().registerProducer(producer, streaming)
        producer.resumeProducing()


class Connections:
    """A factory on a fake clock, and connections to it."""

    def __init__(self):
        self.clock = Clock()
        self.asked = []
        self.refused = []
        self.response = Response(Status.OK, b"answer")
        self.recorded = []
        self.guard = Guard(64, 1000, self.clock.seconds)
        self.limits = Limits(request_s=10, progress_s=30, drain_s=2)
        self.factory = GopherFactory(
            self.answer,
            self.refuse,
            lambda: Response(Status.MISSING, b"missing"),
            self,
            limits=self.limits,
            guard=self.guard,
            deadlines=Deadlines(self.clock, self.clock.seconds),
            reactor=self.clock,
        )

    def refuse(self, error):
        self.refused.append(error)
        return Response(Status.BAD_REQUEST, f"refused: {error}".encode())

    def answer(self, request):
        self.asked.append(request)
        if isinstance(self.response, Exception):
            raise self.response
        return self.response

    def record(self, host, line, status, size_bytes):
        self.recorded.append((host, line, status, size_bytes))

    def connect(self, host="192.0.2.7"):
        protocol = self.factory.buildProtocol(IPv4Address("TCP", host, 40000))
        transport = Transport()
        protocol.makeConnection(transport)
        return protocol, transport


@pytest.fixture(scope="session")
def authority():
    """Who vouches for the tests' certificates."""
    return trustme.CA()


@pytest.fixture
def connections():
    return Connections()


@pytest.fixture
def logged():
    """What twisted.logger was told during the test; traces of exceptions are taken from it, not from the terminal."""
    observer = EventLoggingObserver()
    globalLogPublisher.addObserver(observer)
    yield observer
    globalLogPublisher.removeObserver(observer)


@pytest.fixture(params=["inline", "ordinary"])
def listen(request):
    """Put a factory on a port of loopback, in both ways of answering; returns the port's number."""
    ports = []

    def listen(factory):
        port = reactor.listenTCP(0, factory, backlog=1024, interface="127.0.0.1")
        if request.param == "inline":
            port = take_over(port, reactor)
        ports.append((port, factory))
        return port.getHost().port

    yield listen
    for port, factory in ports:
        factory.abort()
        port.stopListening()


@pytest.fixture
def dial():
    """Open blocking client sockets; for use in a thread."""
    sockets = []

    def dial(port, receive_buffer_bytes=0):
        client = socket.socket()
        if receive_buffer_bytes:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
        client.settimeout(10)
        client.connect(("127.0.0.1", port))
        sockets.append(client)
        return client

    yield dial
    for client in sockets:
        client.close()


@pytest.fixture
def open_below_tmp(tmp_path):
    """Which files and folders below the test's own folder are open in this process."""

    def paths():
        found = []
        for number in os.listdir("/proc/self/fd"):
            try:
                found.append(os.readlink(f"/proc/self/fd/{number}"))
            except FileNotFoundError:
                continue
        return [path for path in found if path.startswith(str(tmp_path))]

    return paths
