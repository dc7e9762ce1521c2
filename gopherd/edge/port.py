"""A listening port that accepts, answers and closes in one go.

A reader's whole visit is one line and one answer, and with ``TCP_DEFER_ACCEPT`` the line is there when the kernel tells
us of the connection. So one call of the reactor does everything, in five calls of the kernel: accept, non-blocking,
read, write, close. The ordinary way (a transport and a protocol in the reactor) wakes up four times for the same visit
and registers and unregisters its descriptor (``python -m tests.benchmarks.article``).

It is the same way, shortened, not a second one: the same ``GopherTransaction`` reads the bytes, the same ``answer``
answers, and whatever would have to wait (no data yet, no line end, TLS, a file, an answer too large for one write) is
handed to the ordinary transport and protocol with the bytes read so far. Nothing is parsed or refused here only.

The tricks, and what each buys of about 50 µs:

* one read before the reactor knows of the connection: it is never registered (half of the ordinary way's cost);
* the answer is looked up by the very bytes that came, before they are parsed (3 µs);
* the bare descriptor, without a socket object, which would ask the kernel for its address (2 µs);
* a close as soon as the answer is with the kernel, if the client has said its one line and nothing else and the answer
  fits the first window, so that it is on its way before anything can come back (6 µs). Any other end is FIN, then
  ``Lingering``, which reads away what still comes, because closing with unread input makes the kernel reset the
  connection and may destroy the answer;
* as many accepts a wake-up as the wake-up before found: no call that only learns that nobody waits (2 µs).
"""

import os
import socket
from typing import Any

from twisted.internet import tcp

from gopherd.edge.factory import GopherFactory
from gopherd.edge.lingering import Departing, Lingering
from gopherd.edge.pieces import PIECE_BYTES
from gopherd.edge.protocol import Gopher
from gopherd.edge.tls import HANDSHAKE
from gopherd.errors import BadRequest
from gopherd.message import Response
from gopherd.wire.gopher import LINE_LIMIT_BYTES, GopherTransaction

_READ_BYTES = 2 * LINE_LIMIT_BYTES
_CR = 13
_WINDOW_BYTES = 14_000
"""What leaves at once, before the client has acknowledged anything: ten segments (RFC 6928), shortened a little."""
_MOST_ACCEPTS = 256
"""Connections taken before the reactor looks at anything else."""
_DEFER_S = 1
"""How long the kernel waits for a client's first bytes before it tells us of a connection without them."""


class InlinePort(tcp.Port):
    """A TCP port whose connections are answered where they are accepted, if they can be."""

    factory: GopherFactory

    def startListening(self) -> None:
        """Begin to accept."""
        super().startListening()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, _DEFER_S)
        self._accepts = 1
        self._lingering = Lingering(self.reactor, self._gone, self._stays)

    def connectionLost(self, reason: Any) -> None:
        """End what is at its end anyway."""
        self._lingering.close()
        super().connectionLost(reason)

    def doRead(self) -> None:
        """Take the connections that wait, as many as the wake-up before found."""
        for place in range(self._accepts):
            try:
                # accept() itself would make a second object of the descriptor.
                descriptor, address = self.socket._accept()  # type: ignore[union-attr]  # noqa: SLF001
            except (BlockingIOError, ConnectionAbortedError):
                self._accepts = max(place, 1)
                return
            except OSError:
                # No descriptors left: the ordinary port knows how to send somebody away all the same.
                super().doRead()
                return
            self._take(descriptor, address)
        self._accepts = min(self._accepts * 2, _MOST_ACCEPTS)

    def _take(self, descriptor: int, address: Any) -> None:
        """Answer a connection here, or hand it over."""
        factory = self.factory
        if not factory.guard.admits(address[0]) and not self._room_for(address[0]):
            os.close(descriptor)
            return
        try:
            os.set_blocking(descriptor, False)
            data = os.read(descriptor, _READ_BYTES)
        except BlockingIOError:
            self._hand_over(self._departing(descriptor, address))
            return
        except OSError:
            data = b""
        if not data:  # a close without a word leaves no trace
            os.close(descriptor)
            return
        end = data.find(b"\n")
        line = data[: end - 1] if end > 0 and data[end - 1] == _CR else data[:end]
        response = factory.recall(line) if end >= 0 else None
        if response is None and not data.startswith(HANDSHAKE):
            transaction = GopherTransaction(factory.is_latin1)
            response = self._answer(transaction, data)
            line = transaction.line
        if response is None or not isinstance(response.body, bytes) or len(response.body) > PIECE_BYTES:
            self._hand_over(self._departing(descriptor, address)).dataReceived(data)
            return
        if factory.log is not None:
            factory.log.record(address[0], line, response.status.value, len(response.body))
        self._send(descriptor, address, response.body, is_all=end == len(data) - 1)

    def _send(self, descriptor: int, address: Any, body: bytes, *, is_all: bool) -> None:
        """Send the answer to a client, and close if its one line ``is_all`` that it has said."""
        try:
            sent = os.write(descriptor, body)
        except BlockingIOError:
            sent = 0
        except OSError:
            os.close(descriptor)
            return
        if is_all and sent == len(body) <= _WINDOW_BYTES:
            os.close(descriptor)
        else:
            self._end(self._departing(descriptor, address), body[sent:])

    def _room_for(self, host: str) -> bool:
        """Whether there is room for somebody over a limit after all.

        One reader may ask for a hundred pages before anybody has looked at the ends of the first.
        """
        self._lingering.hasten()
        if self.factory.guard.admits(host):
            return True
        self.factory.guard.refuse()
        return False

    def _answer(self, transaction: GopherTransaction, data: bytes) -> Response | None:
        """The response to what came with the first read; ``None``: that was not enough, or something is wrong."""
        try:
            request = transaction.receive(data)
            if request is None or self.factory.takes_long(request):
                return None
            return self.factory.answer(request)
        except BadRequest as error:
            return self.factory.refuse(error)
        except Exception:  # noqa: BLE001 - the ordinary way meets it again, and writes it down
            return None

    def _departing(self, descriptor: int, address: Any) -> Departing:
        """A connection that stays for longer than this call, counted in."""
        client = socket.socket(self.addressFamily, self.socketType, 0, descriptor)
        return Departing(client, address, self.factory.guard.enter(address[0]))

    def _end(self, departing: Departing, rest: bytes) -> None:
        """End a connection whose answer is with the kernel, but for ``rest``."""
        if rest:
            self._hand_over(departing).resume(rest)
            return
        try:
            departing.client.shutdown(socket.SHUT_WR)
        except OSError:
            departing.client.close()
            self._gone(departing)
            return
        self._lingering.add(departing)

    def _gone(self, departing: Departing) -> None:
        self.factory.guard.leave(departing.key)

    def _stays(self, departing: Departing) -> None:
        """Leave a client that is slow to end to the ordinary way: it may still be reading."""
        self._hand_over(departing).resume(b"")

    def _hand_over(self, departing: Departing) -> Gopher:
        """Make an ordinary connection of it."""
        address = self._buildAddr(departing.address)
        protocol = Gopher(self.factory, address.host, departing.key)
        self.sessionno += 1
        transport = self.transport(departing.client, protocol, departing.address, self, self.sessionno, self.reactor)
        protocol.makeConnection(transport)
        return protocol


def listen_on(listening: socket.socket, factory: GopherFactory, reactor: Any) -> InlinePort:
    """Accept on a socket that is bound and listens already; it is copied, and stays its owner's.

    Args:
        listening: non-blocking.
        factory: makes the connections that cannot be answered inline.
        reactor: tells of connections.
    """
    # What adoptStreamPort does for Twisted's own class.
    port: InlinePort = InlinePort._fromListeningDescriptor(  # noqa: SLF001
        reactor, listening.fileno(), listening.family, factory
    )
    port.startListening()
    return port


def take_over(port: tcp.Port, reactor: Any) -> InlinePort:
    """Listen in the place of an ordinary port, which is closed.

    Endpoints bind ports of Twisted's own class; the descriptor is what they are good for.

    Args:
        port: as an endpoint has bound it; no connection was accepted yet.
        reactor: whose it is.
    """
    port.stopReading()
    listening: Any = port.socket
    factory: Any = port.factory
    taken = listen_on(listening, factory, reactor)
    factory.numPorts -= 1  # both have counted themselves in
    listening.close()
    return taken
