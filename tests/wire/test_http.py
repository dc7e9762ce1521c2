import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.message import Http
from gopherd.wire.http import HtmlPage, parse_request_line

PAGE = HtmlPage("<p>ä</p>".encode(), "Sun, 06 Nov 1994 08:49:37 GMT")


@pytest.mark.parametrize(
    ("line", "method"),
    [
        (b"GET / HTTP/1.1", "GET"),
        (b"HEAD /x?y HTTP/1.0", "HEAD"),
        (b"POST / HTTP/1.1", "POST"),
        (b"GET http://h.invalid/ HTTP/1.1", "GET"),
        (b"GET /\xff HTTP/1.1", "GET"),
        (b"CONNECT h.invalid:443 HTTP/1.1", "CONNECT"),
        (b"PRI * HTTP/2.0", "PRI"),
        (b"GET / HTTP/3", "GET"),
    ],
)
def test_what_is_http(line, method):
    assert parse_request_line(line) == Http(method)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"GET",
        b"GET /",
        b"GET /x",
        b"GET / HTTP",
        b"GET / HTTP/",
        b"GET / HTTP/x",
        b"get / HTTP/1.1",
        b"GETTING / HTTP/1.1",
        b"GET  / HTTP/1.1",
        b"GET / x HTTP/1.1",
        b" GET / HTTP/1.1",
        b"GET / HTTP/1.1 ",
        b"GET / HTTP/1.1.1",
        b"OPTIONS / RTSP/1.0",
        b"/GET / HTTP/1.1",
    ],
)
def test_what_is_a_selector(line):
    assert parse_request_line(line) is None


@given(st.binary(max_size=60))
def test_any_line_is_one_or_the_other(line):
    assert parse_request_line(line) in {None, *map(Http, "GET HEAD POST PUT DELETE OPTIONS TRACE PATCH PRI".split())}


def head_and_page(answer):
    head, _, page = answer.partition(b"\r\n\r\n")
    first, *fields = head.decode("ascii").split("\r\n")
    return first, dict(field.split(": ", 1) for field in fields), page


@pytest.mark.parametrize(("method", "page"), [("GET", PAGE.html), ("HEAD", b"")])
def test_an_answer_says_how_long_it_is_and_that_it_is_the_last(method, page):
    first, fields, sent = head_and_page(PAGE.encode(Http(method)))
    assert first == "HTTP/1.1 200 OK"
    assert fields["Content-Length"] == str(len(PAGE.html))
    assert fields["Connection"] == "close"
    assert fields["Content-Type"] == "text/html; charset=utf-8"
    assert fields["Date"] == PAGE.date
    assert sent == page


def test_other_methods_are_told_that_they_are_not_allowed():
    first, fields, page = head_and_page(PAGE.encode(Http("POST")))
    assert first == "HTTP/1.1 405 Method Not Allowed"
    assert fields["Allow"] == "GET, HEAD"
    assert page == PAGE.html
