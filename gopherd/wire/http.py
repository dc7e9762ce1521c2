"""HTTP on the Gopher port: enough of it to tell a request line, and to send one page and close."""

import re
from typing import Final

from attrs import frozen

from gopherd.message import Http

# The methods of RFC 9110, PATCH, and the first line of HTTP/2. A selector may begin like one: the version decides.
_REQUEST_LINE: Final = re.compile(
    rb"(GET|HEAD|POST|PUT|DELETE|CONNECT|OPTIONS|TRACE|PATCH|PRI) [^ \t\r\n]+ HTTP/[0-9](?:\.[0-9])?"
)
_ANSWERED: Final = frozenset({"GET", "HEAD"})


@frozen
class HtmlPage:
    """An HTML document, to be sent as the answer to one request."""

    html: bytes
    """In UTF-8."""
    date: str
    """When it is sent, as HTTP writes it (``Sun, 06 Nov 1994 08:49:37 GMT``)."""

    def encode(self, request: Http) -> bytes:
        """The whole answer, status line first.

        A method other than GET and HEAD is told that it is not allowed; HEAD gets what GET would get, without the page.
        """
        if request.method in _ANSWERED:
            first = "HTTP/1.1 200 OK\r\n"
        else:
            first = f"HTTP/1.1 405 Method Not Allowed\r\nAllow: {', '.join(sorted(_ANSWERED))}\r\n"
        head = (
            f"{first}Date: {self.date}\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(self.html)}\r\nContent-Security-Policy: default-src 'none'\r\n"
            "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
        ).encode("ascii")
        return head if request.method == "HEAD" else head + self.html


def parse_request_line(line: bytes) -> Http | None:
    """The HTTP request that a line begins, ``None`` when it is a selector.

    Args:
        line: the first line that a client sent, without its line end; any bytes.
    """
    found = _REQUEST_LINE.fullmatch(line)
    return Http(found[1].decode("ascii")) if found else None
