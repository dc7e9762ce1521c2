"""Listening sockets for several processes: bound once, by the process that starts the others.

Each worker has a socket of its own on the same address (``SO_REUSEPORT``), so that the kernel spreads the connections
and wakes one process for each; the first process keeps them all, so that connections that wait at a worker which has
just died are answered by the one that takes its place. A socket that somebody else has bound (systemd) is shared.

Nothing here makes a reactor: it must not exist before the workers are forked.
"""

import errno
import socket
from collections.abc import Sequence
from typing import Any, Final

from attrs import frozen
from twisted.internet.defer import Deferred
from twisted.internet.endpoints import serverFromString
from twisted.internet.error import CannotListenError

from gopherd.errors import GopherdError

BACKLOG = 1024
"""Connections the kernel keeps for us; beyond it a client's first packet is lost and sent again after a second."""


TLS_ONLY: Final = "gophers:"
"""In front of an endpoint: there nothing but TLS is spoken."""


@frozen
class Address:
    """Where somebody can connect."""

    host: str
    port: int
    is_tls_only: bool = False


@frozen
class Listener:
    """A socket that listens."""

    socket: socket.socket
    is_tls_only: bool = False

    def address(self) -> Address:
        """Where it can be reached."""
        host, port, *_ = self.socket.getsockname()
        return Address(host, port, self.is_tls_only)

    def close(self) -> None:
        """Give it back."""
        self.socket.close()


_UNSHARED = frozenset(("haproxy", "ssl", "unix"))


class CannotListen(GopherdError):
    """An endpoint cannot be listened on; the message says which, why, and what to do."""


def bind(endpoints: Sequence[str], workers: int) -> tuple[tuple[Listener, ...], ...]:
    """Bind every endpoint for every worker.

    Args:
        endpoints: Twisted's endpoint strings, with or without ``TLS_ONLY``; ``tcp``, ``tcp6`` and ``systemd`` can be
            shared.
        workers: how many processes will listen.

    Returns:
        For each worker its sockets, in the order of the endpoints.

    Raises:
        CannotListen: one of them cannot be bound or not be shared; then none is.
    """
    bound: list[list[Listener]] = []
    try:
        bound.extend(_bind(description, workers) for description in endpoints)
    except CannotListen:
        for sockets in bound:
            for each in sockets:
                each.close()
        raise
    return tuple(zip(*bound, strict=True))


def can_be_shared(endpoints: Sequence[str]) -> bool:
    """Whether several workers can listen on these endpoints; any that is no endpoint at all can."""
    kinds = (endpoint.removeprefix(TLS_ONLY).partition(":")[0] for endpoint in endpoints)
    return not any(kind in _UNSHARED for kind in kinds)


def _bind(description: str, workers: int) -> list[Listener]:
    recorder = _Recorder(workers)
    try:
        listening: Any = serverFromString(recorder, description.removeprefix(TLS_ONLY)).listen(_FACTORY)
    except Exception as error:
        # Each kind of endpoint has its own ways to dislike its arguments.
        message = f"cannot listen on {description!r}: not an endpoint that several workers can share ({error})"
        raise CannotListen(message) from error
    assert isinstance(listening, Deferred)
    failed: list[Any] = []
    listening.addErrback(failed.append)
    for failure in failed:
        raise CannotListen(f"cannot listen on {description!r}: {reason_of(failure.value)}") from failure.value
    if not recorder.sockets or recorder.is_wrapped:
        for each in recorder.sockets:
            each.close()
        raise CannotListen(f"cannot listen on {description!r} with several workers; say --workers 1")
    return [Listener(each, description.startswith(TLS_ONLY)) for each in recorder.sockets]


_FACTORY: Any = object()


class _Recorder:
    """What endpoints take for the reactor: makes sockets and no ports."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self.sockets: list[socket.socket] = []
        self.is_wrapped = False

    def listenTCP(self, port: int, factory: object, backlog: int = BACKLOG, interface: str = "") -> None:
        """Bind a socket for each worker; the first chooses the port when it is 0."""
        del backlog
        self.is_wrapped = factory is not _FACTORY
        family = socket.AF_INET6 if ":" in interface else socket.AF_INET
        try:
            if self._workers > 1 and port:
                # Sockets that share a port share it with those of another server of the same user, too.
                with socket.socket(family, socket.SOCK_STREAM) as alone:
                    alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    alone.bind((interface, port))
            for _ in range(self._workers):
                each = socket.socket(family, socket.SOCK_STREAM)
                self.sockets.append(each)
                each.setblocking(False)
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if self._workers > 1:
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
                each.bind((interface, port))
                each.listen(BACKLOG)
                port = each.getsockname()[1]
        except OSError as error:
            for each in self.sockets:
                each.close()
            raise CannotListenError(interface, port, error) from error

    def adoptStreamPort(self, descriptor: int, family: int, factory: object) -> None:
        """Share a socket that somebody else has bound."""
        self.is_wrapped = factory is not _FACTORY
        self.sockets = [socket.fromfd(descriptor, family, socket.SOCK_STREAM) for _ in range(self._workers)]


def reason_of(error: BaseException | None) -> str:
    """Why an endpoint could not be bound, in words."""
    if not isinstance(error, CannotListenError):
        return str(error)
    cause = error.socketError
    match getattr(cause, "errno", None):
        case errno.EADDRINUSE:
            return f"{error.port} is in use; stop the other server or choose another port"
        case errno.EACCES | errno.EPERM:
            return f"no permission for {error.port}; ports below 1024 need the capability CAP_NET_BIND_SERVICE"
        case errno.EADDRNOTAVAIL:
            return f"this machine has no address {error.interface}"
        case _:
            return getattr(cause, "strerror", None) or str(cause)
