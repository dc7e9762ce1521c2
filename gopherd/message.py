"""Request and response: what every protocol is reduced to."""

from enum import Enum
from typing import TypeAlias

from attrs import frozen


class Status(Enum):
    """How a request ended; each protocol says it in its own way (the access log in HTTP's numbers)."""

    OK = 200
    BAD_REQUEST = 400
    MISSING = 404
    FAILED = 500
    UNAVAILABLE = 503


class Wish(Enum):
    """What a Gopher+ client wants of an item; the value is the character that says so."""

    CONTENT = "+"
    ATTRIBUTES = "!"
    MENU_ATTRIBUTES = "$"


@frozen
class Plus:
    """A request in Gopher+."""

    wish: Wish
    view: str = ""
    """The content's form, as ``text/plain`` or ``text/plain de_DE``; empty: whichever is first."""
    blocks: frozenset[str] = frozenset()
    """The attributes wanted, as ``VIEWS``; empty: all."""
    is_behind_words: bool = False
    """Whether it stood in the third field, behind the words of a search; one in the second may be such words."""

    @property
    def field(self) -> str:
        """The field of a request line that says just this."""
        return self.wish.value + self.view + "".join(f"+{block}" for block in sorted(self.blocks))


@frozen
class Http:
    """A request in HTTP that has come to the Gopher port."""

    method: str


Asked: TypeAlias = Plus | Http


@frozen
class Request:
    """What a client asked for, decoded and free of control characters."""

    selector: str
    search: str = ""
    """What followed the first TAB (RFC 1436, section 3.7), empty when nothing did."""
    asked: Asked | None = None
    """What goes beyond RFC 1436."""

    @property
    def line(self) -> bytes:
        """The request line that says just this, without its end; a client may have said the same with more words."""
        if isinstance(self.asked, Plus):
            words = f"\t{self.search}" if self.asked.is_behind_words else ""
            return f"{self.selector}{words}\t{self.asked.field}".encode("utf-8", "surrogatepass")
        if isinstance(self.asked, Http):
            return f"{self.asked.method} / HTTP/1.1".encode("utf-8", "surrogatepass")
        return (f"{self.selector}\t{self.search}" if self.search else self.selector).encode("utf-8", "surrogatepass")


@frozen
class Blob:
    """A file to be sent as it lies; the edge opens and streams it."""

    root: str
    """Absolute path of the folder the file must lie in."""
    path: str
    """Path below ``root``, with ``/`` between its parts and no link among them."""
    head: bytes = b""
    """What is sent in front of it."""


@frozen
class Response:
    """The answer to a request: finished bytes, or a file to stream."""

    status: Status
    body: bytes | Blob
    is_lasting: bool = True
    """Whether the answer stays right as long as the archive's generation does."""
