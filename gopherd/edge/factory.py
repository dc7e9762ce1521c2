"""What all Gopher connections share, and how they end together."""

from collections.abc import Callable

from attrs import frozen
from twisted.internet.defer import Deferred, succeed
from twisted.internet.interfaces import IAddress, IReactorTime
from twisted.internet.protocol import Factory

from gopherd.edge.accesslog import AccessLog
from gopherd.edge.certificates import Certificates
from gopherd.edge.deadlines import Deadlines
from gopherd.edge.errands import Errands
from gopherd.edge.guard import CLIENT_LIMIT, Guard, total_limit
from gopherd.edge.protocol import Gopher
from gopherd.edge.reactor import the_reactor
from gopherd.errors import BadRequest
from gopherd.message import Request, Response


@frozen
class Limits:
    """How long a connection may take for what, in seconds."""

    request_s: float = 10
    """From the accept to the whole request line."""
    progress_s: float = 30
    """For the client to take at least one more byte of the answer."""
    drain_s: float = 2
    """For the client to close its half after we closed ours."""
    errand_s: float = 15
    """For an answer to come from the back room, its turn included."""


class GopherFactory(Factory):
    """Makes the protocol of each connection.

    Args:
        answer: a request in, a response out; called in the reactor's thread, must not wait and not raise.
        refuse: the same for a line that is no request.
        is_latin1: whether the site is in Latin-1 for who asks for no edition.
        recall: the answer given to the same request line before, if it is still right.
        missing: what to send when the file of a response's ``Blob`` is not there; its body is bytes.
        log: where requests are written down, if anywhere.
        limits: how long things may take.
        guard: who may connect; by default 64 connections a client, and as many as there are descriptors for.
        errands: has the requests that take long answered elsewhere; by default ``answer`` answers them, too.
        certificates: what TLS is spoken with; by default none, and whoever begins with TLS is turned away in it.
        reactor: whose timer is used; by default the process's own.
    """

    noisy = False

    def __init__(
        self,
        answer: Callable[[Request], Response],
        refuse: Callable[[BadRequest], Response],
        missing: Callable[[], Response],
        log: AccessLog | None = None,
        *,
        recall: Callable[[bytes], Response | None] = lambda _line: None,
        is_latin1: Callable[[], bool] = lambda: False,
        limits: Limits = Limits(),
        errands: Errands | None = None,
        guard: Guard | None = None,
        certificates: Certificates | None = None,
        deadlines: Deadlines | None = None,
        reactor: IReactorTime | None = None,
    ) -> None:
        self.answer = answer
        self.refuse = refuse
        self.recall = recall
        self.is_latin1 = is_latin1
        self.missing = missing
        self.log = log
        self.errands = errands
        self.limits = limits
        self._reactor = reactor or the_reactor()
        self.deadlines = deadlines or Deadlines(self._reactor)
        self.guard = guard or Guard(CLIENT_LIMIT, total_limit())
        self.certificates = certificates or Certificates(tuple)
        self._connections: set[Gopher] = set()
        self._emptied: Deferred[None] | None = None

    def takes_long(self, request: Request) -> bool:
        """Whether the answer to a request is to come from elsewhere."""
        return self.errands is not None and self.errands.takes_long(request)

    def buildProtocol(self, addr: IAddress | None) -> Gopher | None:
        """Return the protocol for a new connection; None, which closes it at once, when a limit is reached."""
        host = getattr(addr, "host", "")
        if self.guard.admits(host):
            return Gopher(self, host, self.guard.enter(host))
        self.guard.refuse()
        return None

    def opened(self, connection: Gopher) -> None:
        """Count a connection in (it calls this itself)."""
        self._connections.add(connection)

    def closed(self, connection: Gopher, client: str) -> None:
        """Count a connection out (it calls this itself).

        Args:
            connection: which one.
            client: what the guard knows it as.
        """
        self.guard.leave(client)
        self._connections.discard(connection)
        if self._emptied is not None and not self._connections:
            self._emptied.callback(None)
            self._emptied = None

    def finish(self, limit_s: float) -> Deferred[None]:
        """Let the answers in progress come to their end; who has not asked yet is sent away.

        Args:
            limit_s: after that, what is left is cut off.

        Returns:
            Fires when there is no connection any more.
        """
        for connection in tuple(self._connections):
            if connection.idle:
                connection.transport.loseConnection()
        if not self._connections:
            return succeed(None)
        self._emptied = emptied = Deferred[None]()
        timer = self._reactor.callLater(limit_s, self.abort)
        return emptied.addCallback(lambda _: timer.cancel() if timer.active() else None)

    def abort(self) -> None:
        """Cut off every connection at once."""
        for connection in tuple(self._connections):
            connection.transport.abortConnection()


class TlsOnlyFactory(Factory):
    """The same for a port where nothing but TLS is spoken.

    Args:
        shared: whose connections they are.
    """

    noisy = False

    def __init__(self, shared: GopherFactory) -> None:
        self._shared = shared

    def buildProtocol(self, addr: IAddress | None) -> Gopher | None:
        """As ``GopherFactory.buildProtocol``."""
        connection = self._shared.buildProtocol(addr)
        if connection is not None:
            connection.is_tls_only = True
        return connection
