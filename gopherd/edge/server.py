"""The server as a service: on its ports, its companion beside it, and ended so that every reader gets the answer."""

from typing import TYPE_CHECKING, Any

from twisted.application.service import Service
from twisted.internet import tcp
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.defer import Deferred, DeferredList, maybeDeferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.interfaces import IListeningPort

from gopherd.edge.companion import Companion
from gopherd.edge.factory import GopherFactory, TlsOnlyFactory
from gopherd.edge.port import listen_on, take_over
from gopherd.edge.reactor import the_reactor
from gopherd.edge.sockets import BACKLOG, TLS_ONLY, Address, CannotListen, Listener, reason_of

if TYPE_CHECKING:
    from twisted.python.failure import Failure

    from gopherd.edge.knocking import Knocking

STOP_LIMIT_S = 30
"""How long answers in progress may take at the end."""

_WITH_BACKLOG = frozenset(("tcp", "tcp4", "tcp6", "ssl", "unix"))


class GopherService(Service):
    """Listens, answers, stops.

    Args:
        endpoints: where to listen, as Twisted's endpoint strings (``tcp:7070:interface=127.0.0.1``), with or without
            ``TLS_ONLY`` in front.
        factory: makes the connections' protocols; its access log is started and stopped with the service.
        companion: a child process that runs as long as the service does.
        sockets: where to listen besides, as ``sockets.bind`` has bound them.
        reactor: which listens; by default the process's own.

    Attributes:
        backroom: another one, for the answers that take long; it is ended when nobody waits for one any more.
    """

    def __init__(
        self,
        endpoints: tuple[str, ...],
        factory: GopherFactory,
        companion: Companion | None = None,
        sockets: tuple[Listener, ...] = (),
        reactor: Any = None,
    ) -> None:
        self._endpoints = endpoints
        self._factory = factory
        self._companion = companion
        self._sockets = sockets
        self._reactor = reactor or the_reactor()
        self._ports: list[IListeningPort] = []
        self.backroom: Knocking | None = None

    def listen(self) -> None:
        """Bind every endpoint, unless that has been done; connections are accepted once the reactor runs.

        Raises:
            CannotListen: one of them cannot be bound; then none is.
        """
        if self._ports:
            return
        try:
            for description in self._endpoints:
                self._ports.append(self._bind(description))
            self._ports += [self._adopt(each) for each in self._sockets]
            for each in self._sockets:
                each.close()  # the ports have copies, and when they stop listening nobody else may
        except CannotListen:
            for port in self._ports:
                port.stopListening()
            self._ports.clear()
            raise

    def addresses(self) -> tuple[Address, ...]:
        """Tell every internet address that is listened on; UNIX sockets have none."""
        bound = [(port.getHost(), isinstance(getattr(port, "factory", None), TlsOnlyFactory)) for port in self._ports]
        return tuple(Address(at.host, at.port, tls) for at, tls in bound if isinstance(at, IPv4Address | IPv6Address))

    def reload(self) -> None:
        """Read the certificates anew; bad ones are told the operator, and those before them stay."""
        self._factory.certificates.reload()

    def privilegedStartService(self) -> None:
        """Bind while the process may (Twisted calls this before it gives up privileges)."""
        super().privilegedStartService()
        self.listen()

    def startService(self) -> None:
        """Start everything; see ``listen`` for what it raises."""
        super().startService()
        self.listen()
        if self._factory.log is not None:
            self._factory.log.start()
        if self._companion is not None:
            self._companion.start()
        if self.backroom is not None:
            self.backroom.start()

    def stopService(self) -> Deferred[object]:
        """Stop accepting at once, then let the answers in progress end.

        Returns:
            Fires when everything is closed and the access log written, at most ``STOP_LIMIT_S`` later.
        """
        super().stopService()
        ends: list[Deferred[object]] = [maybeDeferred(port.stopListening) for port in self._ports]
        self._ports.clear()
        ends.append(maybeDeferred(self._factory.finish, STOP_LIMIT_S))
        if self._companion is not None:
            ends.append(maybeDeferred(self._companion.stop))
        ended: Deferred[object] = maybeDeferred(DeferredList, ends, consumeErrors=True)
        if self.backroom is not None:
            ended.addCallback(lambda _, backroom: backroom.stop(), self.backroom)
        if self._factory.log is not None:
            ended.addCallback(lambda _, log: log.stop(), self._factory.log)
        return ended

    def abort(self) -> None:
        """Cut short a stop that is going on."""
        self._factory.abort()
        if self._companion is not None:
            self._companion.kill()
        if self.backroom is not None:
            self.backroom.kill()

    def _adopt(self, listener: Listener) -> IListeningPort:
        if not listener.is_tls_only:
            return listen_on(listener.socket, self._factory, self._reactor)
        own = TlsOnlyFactory(self._factory)
        port: IListeningPort = self._reactor.adoptStreamPort(listener.socket.fileno(), listener.socket.family, own)
        return port

    def _bind(self, given: str) -> IListeningPort:
        description = given.removeprefix(TLS_ONLY)
        factory = self._factory if description == given else TlsOnlyFactory(self._factory)
        kind = description.partition(":")[0]
        wants_backlog = kind in _WITH_BACKLOG and ":backlog=" not in description
        try:
            endpoint = serverFromString(
                self._reactor, f"{description}:backlog={BACKLOG}" if wants_backlog else description
            )
        except Exception as e:
            # Each kind of endpoint has its own ways to dislike its arguments.
            raise CannotListen(f"cannot listen on {given!r}: not an endpoint Twisted understands ({e})") from e
        bound: list[IListeningPort] = []
        failed: list[Failure] = []
        endpoint.listen(factory).addCallbacks(bound.append, failed.append)
        for failure in failed:
            raise CannotListen(f"cannot listen on {given!r}: {reason_of(failure.value)}") from failure.value
        # Every endpoint that listens by itself has bound by now; one that would wait for something is none of ours.
        if not bound:
            raise CannotListen(f"cannot listen on {given!r}: it does not bind at once")
        port = bound[0]
        # An endpoint that wraps the connections in something has a factory of its own.
        if type(port) is tcp.Port and port.factory is self._factory:
            return take_over(port, self._reactor)
        return port
