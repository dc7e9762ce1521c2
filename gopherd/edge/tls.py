"""TLS on a connection: between its socket and the Gopher protocol, which does not notice.

A TLS client begins with a handshake record, whose first byte no request line begins with. So the same port speaks both,
and the bytes that came first are not lost: they are handed in here with the connection.

Twisted's own layer answers the client's close_notify only after everything, and closes neither half by itself. A Gopher
answer ends with a close, so here both layers are closed in turn: close_notify, then FIN, then what still comes is read
away (``protocol``). In the other direction a client's close_notify is the end of what it says, as a FIN is without TLS;
a FIN without it may be anybody's doing, and finishes no request line.
"""

import contextlib
import ssl
from enum import Enum
from typing import TYPE_CHECKING, Final

from twisted.internet.interfaces import IHalfCloseableProtocol, IPullProducer
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.tcp import Connection
from twisted.python.failure import Failure
from zope.interface import implementer

if TYPE_CHECKING:
    from gopherd.edge.protocol import Gopher

HANDSHAKE: Final = b"\x16"
"""The first byte of a TLS connection: the type of a record that holds a handshake message."""

_NO_CERTIFICATE: Final = b"\x15\x03\x01\x00\x02\x02\x28"
"""A fatal alert, handshake_failure, as any version of TLS reads it."""
_READ_BYTES: Final = 16 * 1024
"""What one record holds."""


def secure(above: "Gopher", context: ssl.SSLContext | None, data: bytes) -> None:
    """Go on with a connection in TLS.

    Args:
        above: the connection's protocol, which has not heard anything yet.
        context: the server's certificates; without any the client is told so in TLS, and the connection ends.
        data: the first bytes that came, a handshake's.
    """
    if context is None:
        above.resume(_NO_CERTIFICATE)
        return
    assert not isinstance(above.transport, Tls), "TLS within TLS is not spoken here"
    layer = Tls(above, above.transport, context)
    above.transport.protocol = layer
    above.transport = layer
    layer.dataReceived(data)


class _Phase(Enum):
    HANDSHAKE = "not agreed on keys yet"
    OPEN = "both may speak"
    CLOSED = "our close_notify is out; what comes is not even decrypted"


@implementer(IHalfCloseableProtocol)
class Tls(Protocol):
    """The socket's protocol, and the Gopher protocol's transport.

    Args:
        above: who gets what is decrypted.
        transport: where to what is encrypted goes; it holds back what the client does not take yet, not this layer.
        context: the server's certificates.
    """

    transport: Connection

    def __init__(self, above: "Gopher", transport: Connection, context: ssl.SSLContext) -> None:
        self._above = above
        self.transport = transport
        self._phase = _Phase.HANDSHAKE
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def dataReceived(self, data: bytes) -> None:
        """Decrypt what comes from the socket, and hand it up."""
        if self._phase is _Phase.CLOSED:
            self._above.dataReceived(data)
            return
        self._incoming.write(data)
        try:
            self._hear()
        except ssl.SSLWantReadError:
            self._flush()
        except ssl.SSLError:
            self._phase = _Phase.CLOSED
            self._flush()  # OpenSSL has written what was wrong, for the client to read
            if self._above.idle:
                self._above.resume(b"")
            else:
                self.abortConnection()

    def _hear(self) -> None:
        if self._phase is _Phase.HANDSHAKE:
            self._tls.do_handshake()
            self._phase = _Phase.OPEN
            self._flush()
        while self._phase is _Phase.OPEN:
            plain = self._tls.read(_READ_BYTES)
            if not plain:  # their close_notify
                self._above.readConnectionLost()
                return
            self._above.dataReceived(plain)

    def write(self, data: bytes) -> None:
        """Encrypt and send; nothing once this half is closed."""
        rest = memoryview(data)
        while rest and self._phase is _Phase.OPEN:
            rest = rest[self._tls.write(rest) :]
        self._flush()

    def loseWriteConnection(self) -> None:
        """Say that this was all, in TLS and below it."""
        self._close()
        self.transport.loseWriteConnection()

    def loseConnection(self) -> None:
        """Close when everything is sent; what a producer has yet to send goes first."""
        if self.transport.producer is None:
            self._close()
        self.transport.loseConnection()

    def abortConnection(self) -> None:
        """Close at once."""
        self.transport.abortConnection()

    def pauseProducing(self) -> None:
        """Leave with the kernel what the client sends."""
        self.transport.pauseProducing()

    def registerProducer(self, producer: IPullProducer, streaming: bool) -> None:
        """Have somebody write whenever the socket has got rid of what was written before."""
        self.transport.registerProducer(producer, streaming)

    def unregisterProducer(self) -> None:
        """Learn that it has written everything."""
        self.transport.unregisterProducer()

    def readConnectionLost(self) -> None:
        """Learn of the client's FIN; without a close_notify before, half a line stays half a line."""
        if self._above.idle:
            self.loseConnection()
        else:
            self._above.readConnectionLost()

    def writeConnectionLost(self) -> None:
        """Learn that the kernel has everything and our FIN."""
        self._above.writeConnectionLost()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        """Hand the end up."""
        self._above.connectionLost(reason)
        del self._above  # it holds us, and the memory of a TLS connection is not to wait for the garbage collector

    def _close(self) -> None:
        if self._phase is _Phase.OPEN:
            # It would wait for the client's close_notify; ours is written.
            with contextlib.suppress(ssl.SSLError):
                self._tls.unwrap()
            self._flush()
        self._phase = _Phase.CLOSED

    def _flush(self) -> None:
        if self._outgoing.pending:
            self.transport.write(self._outgoing.read())
