"""One Gopher transaction (RFC 1436, section 2): bytes in, at most one request out.

Requests are UTF-8, and what is not is refused. Only who asks for the edition ``latin1``, or reads a site that is in
Latin-1 by itself, may sit at a machine that knows nothing else, so there, and there alone, words that are not UTF-8 are
read as Latin-1.
"""

import re
from collections.abc import Callable
from typing import Final

from gopherd.errors import BadRequest, Fault
from gopherd.message import Plus, Request
from gopherd.wire.http import parse_request_line
from gopherd.wire.menu import clean
from gopherd.wire.plus import parse_plus

LINE_LIMIT_BYTES = 2048
"""The longest request line, its line end not counted. RFC 1436 asks for 255 (selectors), readers paste longer ones."""

_CHARSET: Final = re.compile(rb"(?:[0-9+A-Za-z](?=/))?/*(?:[0-9]{2,3}/+)?(utf8|latin1|ascii)(?:[/\t]|$)")
"""The character set that a request names."""


class GopherTransaction:
    """What one client has said so far.

    The bytes may come in any cuts; the outcome is the same. There is one outcome: a request, a ``BadRequest``, or
    nothing at all when the client closes without a word. Everything after it is passed over, since only the first line
    counts.

    Args:
        is_latin1: whether the site's own edition is in Latin-1; asked only when a request is not UTF-8.

    Attributes:
        line: the request line as it came, without its line end and at most ``LINE_LIMIT_BYTES`` long; empty before
            there is an outcome. For the access log.
    """

    def __init__(self, is_latin1: Callable[[], bool] = lambda: False) -> None:
        self._is_latin1 = is_latin1
        self.line = b""
        self._received = b""
        self._ended = False

    def receive(self, data: bytes) -> Request | None:
        """Take the next bytes from the client.

        Args:
            data: any bytes, in any cut.

        Returns:
            The request, once, when these bytes complete its line; None while more is needed and ever after.

        Raises:
            BadRequest: the line is too long (as soon as that is known), is not UTF-8, or a field holds a control
                character.
        """
        if self._ended:
            return None
        received = self._received + data if self._received else data
        end = received.find(b"\n")
        if end >= 0:
            return self._end(received[:end])
        # One byte more than the limit may yet turn out to be the CR of the line end.
        if len(received.removesuffix(b"\r")) > LINE_LIMIT_BYTES:
            return self._end(received)
        self._received = received
        return None

    def finish(self) -> Request | None:
        """Learn that the client will send no more (it has closed its half): what is there is the request.

        Returns:
            The request; None when there was nothing at all, or an outcome before.

        Raises:
            BadRequest: as ``receive``.
        """
        if self._ended or not self._received:
            return None
        return self._end(self._received)

    def _end(self, raw: bytes) -> Request:
        self._ended = True
        self._received = b""
        line = raw.removesuffix(b"\r")
        self.line = line[:LINE_LIMIT_BYTES]
        if len(line) > LINE_LIMIT_BYTES:
            raise BadRequest(Fault.TOO_LONG)
        if b"\t" in line:
            selector, search, *further = line.split(b"\t", 3)
            plus = parse_plus(search, further[0] if further else b"")
            return Request(self._field(selector, plus), self._field(search, plus), plus)
        if b" HTTP/" in line and (http := parse_request_line(line)):
            return Request("", "", http)
        return Request(self._field(line, None))

    def _field(self, raw: bytes, plus: Plus | None) -> str:
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as e:
            if not self._may_be_latin1():
                raise BadRequest(Fault.NOT_UTF8, is_plus=plus is not None) from e
            text = raw.decode("latin-1")
        if clean(text) is not text:
            raise BadRequest(Fault.CONTROL_CHARACTER, is_plus=plus is not None)
        return text

    def _may_be_latin1(self) -> bool:
        named = _CHARSET.match(self.line)
        return self._is_latin1() if named is None else named[1] == b"latin1"
