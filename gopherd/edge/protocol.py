"""The Gopher protocol on a connection: one request line, one answer, and an end that loses nothing of it."""

from collections.abc import Callable
from enum import Enum
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.internet.protocol import Protocol, connectionDone
from twisted.internet.tcp import Connection
from twisted.logger import Logger
from twisted.python.failure import Failure
from zope.interface import implementer

from gopherd.edge.deadlines import unsent_bytes
from gopherd.edge.files import open_below
from gopherd.edge.pieces import PIECE_BYTES, Pieces
from gopherd.edge.tls import HANDSHAKE, Tls, secure
from gopherd.errors import BadRequest, Fault, Hindrance, NotFound
from gopherd.message import Blob, Plus, Request, Response, Status
from gopherd.wire.gopher import GopherTransaction

if TYPE_CHECKING:
    from gopherd.edge.errands import Errand
    from gopherd.edge.factory import GopherFactory

DISCARD_LIMIT_BYTES = 64 * 1024
"""What a client may send behind its request line and have read away; the rest stays with the kernel."""

_Cause = TypeVar("_Cause")

_log = Logger()


class _Phase(Enum):
    SILENCE = "nothing has come yet"
    REQUEST = "waiting for the request line"
    ERRAND = "waiting for an answer that is made elsewhere"
    ANSWER = "handing over the answer"
    DRAIN = "our half is closed, the client's not yet"


@implementer(IHalfCloseableProtocol)
class Gopher(Protocol):
    """One connection.

    The end goes in steps, because closing a socket with unread input makes the kernel reset the connection, and a reset
    destroys what the client has not read yet: first our half is closed (FIN), then what still comes is read away for a
    short and bounded time, then everything is closed. A client that closed its half first has nothing more to send.

    Args:
        factory: what all connections share.
        host: the peer's address, for the access log.
        client: what the guard counts it as.

    Attributes:
        is_tls_only: whether the client must begin with TLS, and is told so if it does not; otherwise it may.
    """

    transport: Connection | Tls  # type: ignore[assignment]  # which has of a transport what is used here

    def __init__(self, factory: "GopherFactory", host: str, client: str) -> None:
        self._factory = factory
        self._host = host
        self._client = client
        self.is_tls_only = False
        self._transaction = GopherTransaction(factory.is_latin1)
        self._phase = _Phase.SILENCE
        self._errand: Errand | None = None
        self._is_heard_out = False
        self._pieces: Pieces | None = None
        self._discarded_bytes = 0
        self._unsent_at_last_look: int | None = None

    @property
    def idle(self) -> bool:
        """Whether no request has come yet."""
        return self._phase in {_Phase.SILENCE, _Phase.REQUEST}

    def connectionMade(self) -> None:
        """Start the clock: this deadline is absolute, bytes that trickle in do not renew it."""
        self._factory.opened(self)
        self._factory.deadlines.start(self, self._factory.limits.request_s)

    def dataReceived(self, data: bytes) -> None:
        """Take what the client sends; only the first line counts, the rest is read away."""
        if self._phase is _Phase.SILENCE:
            self._phase = _Phase.REQUEST
            if data.startswith(HANDSHAKE):
                secure(self, self._factory.certificates.context(), data)
                return
        if self._phase is _Phase.REQUEST:
            self._hear(self._transaction.receive, data)
            return
        self._discarded_bytes += len(data)
        if self._discarded_bytes > DISCARD_LIMIT_BYTES:
            self.transport.pauseProducing()

    def resume(self, rest: bytes) -> None:
        """Take over a connection that was answered already.

        Args:
            rest: what is left of the answer; may be empty when only the end is left.
        """
        self._phase = _Phase.ANSWER
        self._unsent_at_last_look = None
        self._factory.deadlines.start(self, self._factory.limits.progress_s)
        self.transport.write(rest)
        self.transport.loseWriteConnection()

    def readConnectionLost(self) -> None:
        """Learn that the client will send no more: it still gets its answer, and there is nothing to drain then."""
        if self.idle:
            self._hear(self._transaction.finish)
        self._is_heard_out = True
        if self._phase is not _Phase.ERRAND:
            self.transport.loseConnection()

    def writeConnectionLost(self) -> None:
        """Learn that the kernel has the whole answer and our FIN."""
        self._phase = _Phase.DRAIN
        self._unsent_at_last_look = None
        self._factory.deadlines.start(self, self._factory.limits.drain_s)

    def connectionLost(self, reason: Failure = connectionDone) -> None:  # noqa: ARG002 - Twisted's signature
        """Let go of everything, whatever the reason."""
        self._factory.deadlines.clear(self)
        if self._errand is not None:
            self._errand.forget()
        self._factory.closed(self, self._client)

    def overdue(self) -> None:
        """Act on a deadline: end what does not move, but never a client that reads, however slowly."""
        if self.idle:
            self.transport.loseConnection()
            return
        if self._phase is _Phase.ERRAND:
            assert self._errand is not None, "whoever waits for an errand has sent it"
            self._errand.end(Hindrance.TOO_LATE)
            return
        unsent = unsent_bytes(self.transport) + (self._pieces.left_bytes if self._pieces else 0)
        before, self._unsent_at_last_look = self._unsent_at_last_look, unsent
        if self._phase is _Phase.DRAIN and not unsent:
            self.transport.loseConnection()
        elif before is None or unsent < before:
            self._factory.deadlines.start(self, self._factory.limits.progress_s)
        else:
            # A polite close would wait for the very buffer that nobody empties.
            self.transport.abortConnection()

    def _hear(self, step: Callable[..., Request | None], *data: bytes) -> None:
        try:
            request = step(*data)
        except BadRequest as e:
            self._reply(self._factory.refuse, e)
            return
        if request is None:
            return
        if self.is_tls_only and not isinstance(self.transport, Tls):
            self._reply(self._factory.refuse, BadRequest(Fault.NOT_TLS, is_plus=isinstance(request.asked, Plus)))
        elif self._factory.takes_long(request):
            self._run_errand(request)
        else:
            self._reply(self._factory.answer, request)

    def _run_errand(self, request: Request) -> None:
        assert self._factory.errands is not None, "nothing takes long without somebody to do it"
        self._phase = _Phase.ERRAND
        self._factory.deadlines.start(self, self._factory.limits.errand_s)
        self._errand = self._factory.errands.run(request, self._client, self._come_back)

    def _come_back(self, response: Response) -> None:
        self._reply(lambda response: response, response)
        if self._is_heard_out:
            self.transport.loseConnection()

    def _reply(self, make: Callable[[_Cause], Response], cause: _Cause) -> None:
        factory, line = self._factory, self._transaction.line
        try:
            response, source, size = _opened(make(cause), factory.missing)
        except Exception:  # noqa: BLE001 - promised not to happen; if it does, this client is closed and the server lives
            # The words of a search stand behind the TAB; they are nobody's business.
            _log.failure("no answer to {selector!r}", selector=line.partition(b"\t")[0])
            response, source, size = Response(Status.FAILED, b""), None, 0
        self._phase = _Phase.ANSWER
        self._unsent_at_last_look = size
        factory.deadlines.start(self, factory.limits.progress_s)
        if factory.log is not None:
            factory.log.record(self._host, line, response.status.value, size)
        if isinstance(response.body, Blob) and response.body.head:
            self.transport.write(response.body.head)
        if source is None:
            assert isinstance(response.body, bytes), "a Blob has a source"
            self.transport.write(response.body)
            self.transport.loseWriteConnection()
        else:
            self._pieces = Pieces(source, size, self.transport, self.transport.loseWriteConnection)
            self.transport.registerProducer(self._pieces, streaming=False)


def _opened(response: Response, missing: Callable[[], Response]) -> tuple[Response, BinaryIO | None, int]:
    if isinstance(response.body, Blob):
        try:
            return response, *open_below(response.body)
        except NotFound:
            response = missing()
    body = response.body
    assert isinstance(body, bytes), "what is missing cannot be answered with a file"
    # A large body is read from where it lies: nothing of it is copied but the piece that is on its way.
    return response, BytesIO(body) if len(body) > PIECE_BYTES else None, len(body)
