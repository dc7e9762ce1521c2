"""Large answers, written piece by piece as the client takes them."""

from collections.abc import Callable
from typing import BinaryIO

from twisted.internet.interfaces import IPullProducer
from twisted.internet.tcp import Connection
from twisted.logger import Logger
from zope.interface import implementer

from gopherd.edge.tls import Tls

PIECE_BYTES = 64 * 1024

_log = Logger()


@implementer(IPullProducer)
class Pieces:
    """Feeds a transport from a file, one piece each time it has got rid of the one before.

    Args:
        source: what is sent; closed when it is done or the connection is lost.
        size: how many bytes of it; a file that has shrunk since ends early, one that grows is cut there.
        transport: where to.
        done: called once, after the last piece was handed over.

    Attributes:
        left_bytes: what has not been handed over yet.
    """

    def __init__(self, source: BinaryIO, size: int, transport: Connection | Tls, done: Callable[[], None]) -> None:
        self.left_bytes = size
        self._source = source
        self._transport = transport
        self._done = done

    def resumeProducing(self) -> None:
        """Hand over the next piece (Twisted calls this)."""
        try:
            piece = self._source.read(min(PIECE_BYTES, self.left_bytes))
        except OSError as e:
            _log.warn("a file broke off while it was sent: {reason}", reason=e.strerror)
            self._transport.abortConnection()
            return
        self.left_bytes = self.left_bytes - len(piece) if piece else 0
        self._transport.write(piece)
        if not self.left_bytes:
            self.stopProducing()
            self._transport.unregisterProducer()
            self._done()

    def stopProducing(self) -> None:
        """Release the file: everything is sent, or nobody wants the rest (Twisted calls this)."""
        self._source.close()
