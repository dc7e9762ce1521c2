"""Errands: requests that a worker has answered in the back room, and what readers are told when that fails."""

import socket
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from twisted.internet.interfaces import IReadDescriptor
from zope.interface import implementer

from gopherd.edge.reactor import the_reactor
from gopherd.errors import Hindrance
from gopherd.message import Request, Response
from gopherd.wire.relay import decode_response, encode_request

CLIENT_LIMIT: Final = 8
"""Errands that one client may have under way; one that asks for everything at once does not fill everybody's queue."""
_READ_BYTES: Final = 256 * 1024


class Errands:
    """Sends requests to the back room.

    Args:
        listening: the back room's socket (``backroom.bind``).
        takes_long: whether the answer to a request is to come from there; must not take long itself.
        excuse: the response to a request that has no answer now.
        reactor: tells of answers; by default the process's own.
    """

    def __init__(
        self,
        listening: socket.socket,
        takes_long: Callable[[Request], bool],
        excuse: Callable[[Request, Hindrance], Response],
        reactor: Any = None,
    ) -> None:
        self._address = listening.getsockname()
        self.takes_long = takes_long
        self.excuse = excuse
        self.reactor = reactor or the_reactor()
        self._under_way: Counter[str] = Counter()

    def run(self, request: Request, client: str, done: Callable[[Response], None]) -> "Errand":
        """Have a request answered.

        Args:
            request: what a reader asks.
            client: what the guard knows the reader as.
            done: called with the answer, or with an excuse, once, perhaps before this returns; not at all when the
                errand is given up before.
        """
        errand = Errand(self, request, client, done)
        if self._under_way[client] >= CLIENT_LIMIT:
            errand.end(Hindrance.BUSY)
            return errand
        connection = None
        try:
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
            connection.connect(self._address)
            # A line fits the buffer of a new socket many times.
            connection.sendall(encode_request(request))
        except OSError:  # the queue is full, or there is no descriptor left
            if connection is not None:
                connection.close()
            errand.end(Hindrance.BUSY)
            return errand
        self._under_way[client] += 1
        errand.begin(connection)
        return errand

    def over(self, client: str) -> None:
        """Count an errand out (it calls this itself)."""
        self._under_way[client] -= 1
        if not self._under_way[client]:
            del self._under_way[client]


@implementer(IReadDescriptor)
class Errand:
    """One request that is being answered in the back room.

    Args:
        errands: who has sent it.
        request, client, done: as ``Errands.run``.
    """

    def __init__(self, errands: Errands, request: Request, client: str, done: Callable[[Response], None]) -> None:
        self._errands = errands
        self._request = request
        self._client = client
        self._done: Callable[[Response], None] | None = done
        self._connection: socket.socket | None = None
        self._received: list[bytes] = []

    def begin(self, connection: socket.socket) -> None:
        """Wait for the answer on a connection on which the request is said."""
        self._connection = connection
        self._errands.reactor.addReader(self)

    def end(self, hindrance: Hindrance) -> None:
        """Give it up, and tell the reader why; nothing happens when it is over."""
        if (done := self._let_go()) is not None:
            done(self._errands.excuse(self._request, hindrance))

    def forget(self) -> None:
        """Give it up without a word: nobody is there any more."""
        self._let_go()

    def fileno(self) -> int:
        """The connection's descriptor."""
        return -1 if self._connection is None else self._connection.fileno()

    def doRead(self) -> None:
        """Take what has come of the answer; it ends with the connection."""
        assert self._connection is not None, "who is not connected is not told of anything"
        try:
            data = self._connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._received.append(data)
        else:
            self._finish()

    def connectionLost(self, reason: object) -> None:  # noqa: ARG002 - Twisted's signature
        """Learn that the other end has closed, or that the reactor ends."""
        self._finish()

    def logPrefix(self) -> str:
        """What Twisted calls it."""
        return "errand"

    def _finish(self) -> None:
        response = decode_response(b"".join(self._received))
        if response is None:
            self.end(Hindrance.BROKEN_OFF)
        elif (done := self._let_go()) is not None:
            done(response)

    def _let_go(self) -> Callable[[Response], None] | None:
        """Close the connection, which tells the back room, and return who waits for the answer, if anybody still."""
        if self._connection is not None:
            self._errands.reactor.removeReader(self)
            self._connection.close()
            self._connection = None
            self._errands.over(self._client)
        done, self._done = self._done, None
        return done
