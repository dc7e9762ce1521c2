"""A companion that is started when somebody knocks: who is never needed takes no memory."""

import socket
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReadDescriptor
from zope.interface import implementer

from gopherd.edge.companion import Companion
from gopherd.edge.reactor import the_reactor


@implementer(IReadDescriptor)
class Knocking:
    """Waits for the first connection on a socket, and leaves it to the companion, which then stays.

    Args:
        listening: where the companion, and nobody else, accepts.
        companion: what is started.
        reactor: tells of connections; by default the process's own.
    """

    def __init__(self, listening: socket.socket, companion: Companion, reactor: Any = None) -> None:
        self._listening = listening
        self._companion = companion
        self._reactor = reactor or the_reactor()

    def start(self) -> None:
        """Begin to wait."""
        self._reactor.addReader(self)

    def stop(self) -> Deferred[None]:
        """End the companion, if it runs; as ``Companion.stop``."""
        self._reactor.removeReader(self)
        return self._companion.stop()

    def kill(self) -> None:
        """End it at once."""
        self._companion.kill()

    def fileno(self) -> int:
        """The socket's descriptor."""
        return self._listening.fileno()

    def doRead(self) -> None:
        """Start the companion: somebody has connected."""
        self._reactor.removeReader(self)
        self._companion.start()

    def connectionLost(self, reason: object) -> None:
        """Learn that the reactor ends."""

    def logPrefix(self) -> str:
        """What Twisted calls it."""
        return "knocking"
