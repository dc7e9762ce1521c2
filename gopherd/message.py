"""Request and response: what every protocol is reduced to."""

from enum import Enum

from attrs import frozen


class Status(Enum):
    """How a request ended; each protocol says it in its own way (the access log in HTTP's numbers)."""

    OK = 200
    BAD_REQUEST = 400
    MISSING = 404
    FAILED = 500
    UNAVAILABLE = 503


@frozen
class Request:
    """What a client asked for, decoded and free of control characters."""

    selector: str
    search: str = ""
    """What followed the first TAB (RFC 1436, section 3.7), empty when nothing did."""

    @property
    def line(self) -> bytes:
        """The request line that says just this, without its end; a client may have said the same with more words."""
        return (f"{self.selector}\t{self.search}" if self.search else self.selector).encode()


@frozen
class Blob:
    """A file to be sent as it lies; the edge opens and streams it."""

    root: str
    """Absolute path of the folder the file must lie in."""
    path: str
    """Path below ``root``, with ``/`` between its parts and no link among them."""


@frozen
class Response:
    """The answer to a request: finished bytes, or a file to stream."""

    status: Status
    body: bytes | Blob
