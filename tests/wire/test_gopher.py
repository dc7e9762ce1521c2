from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.errors import BadRequest, Fault
from gopherd.message import Http, Plus, Request, Wish
from gopherd.wire.gopher import LINE_LIMIT_BYTES, GopherTransaction
from gopherd.wire.menu import clean

LINES = st.one_of(
    st.binary(max_size=200),
    st.text(st.sampled_from("/aä\t\r\n\0!. "), max_size=40).map(str.encode),
    st.integers(LINE_LIMIT_BYTES - 2, LINE_LIMIT_BYTES + 3).flatmap(
        lambda n: st.sampled_from([b"", b"\r", b"\n", b"\r\n", b"\r\r\n"]).map(lambda end: b"a" * n + end)
    ),
)


def outcome(pieces):
    """What a transaction makes of these pieces and a half-close behind them: its kind, the request, the line."""
    transaction = GopherTransaction()
    found = []
    for step in [*[lambda p=p: transaction.receive(p) for p in pieces], transaction.finish]:
        try:
            result = step()
        except BadRequest as e:
            result = str(e)
        if result is not None:
            found.append(result)
    assert len(found) <= 1, "one transaction, one outcome"
    return found, transaction.line


@given(LINES, st.lists(st.integers(0, 2100), max_size=6))
@example(b"a" * LINE_LIMIT_BYTES + b"\r\n", [LINE_LIMIT_BYTES + 1])
@example(b"a" * LINE_LIMIT_BYTES + b"\rb\n", [LINE_LIMIT_BYTES + 1])
@example(b"a\r\nb\r\n", [3])
def test_cuts_change_nothing(data, cuts):
    edges = [0, *sorted(cuts), len(data)]
    pieces = [data[a:b] for a, b in pairwise(edges)]
    assert outcome(pieces) == outcome([data])
    assert outcome([bytes((byte,)) for byte in data]) == outcome([data])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"/latin1/M\xfcll/!5", Request("/latin1/Müll/!5")),
        (b"/40/latin1/M\xfcll", Request("/40/latin1/Müll")),
        (b"1/latin1/M\xfcll", Request("1/latin1/Müll")),
        (b"latin1/!s\tM\xfcll", Request("latin1/!s", "Müll")),
        (b"/latin1\t\xe4", Request("/latin1", "ä")),
        ("/latin1/Müll".encode(), Request("/latin1/Müll")),
        (b"/latin1/M\x9fll", str(BadRequest(Fault.CONTROL_CHARACTER))),
        (b"/latin1x/M\xfcll", str(BadRequest(Fault.NOT_UTF8))),
        (b"/ascii/M\xfcll", str(BadRequest(Fault.NOT_UTF8))),
        (b"/M\xfcll/latin1", str(BadRequest(Fault.NOT_UTF8))),
        (b"/M\xfcll", str(BadRequest(Fault.NOT_UTF8))),
    ],
)
def test_only_the_edition_latin1_is_asked_for_in_latin1(line, expected):
    assert outcome([line + b"\r\n"])[0] == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"/M\xfcll/!5", Request("/Müll/!5")),
        ("/Müll/!5".encode(), Request("/Müll/!5")),
        (b"/!s\tM\xfcll", Request("/!s", "Müll")),
        (b"/40/M\xfcll", Request("/40/Müll")),
        (b"/M\x9fll", str(BadRequest(Fault.CONTROL_CHARACTER))),
        (b"/utf8/M\xfcll", str(BadRequest(Fault.NOT_UTF8))),
        (b"/40/ascii/M\xfcll", str(BadRequest(Fault.NOT_UTF8))),
    ],
)
def test_a_site_in_latin1_is_asked_in_latin1_unless_another_edition_is_named(line, expected):
    transaction = GopherTransaction(lambda: True)
    if isinstance(expected, str):
        with pytest.raises(BadRequest, match=expected):
            transaction.receive(line + b"\n")
    else:
        assert transaction.receive(line + b"\n") == expected


def test_what_the_site_is_in_is_asked_only_when_it_matters():
    assert GopherTransaction(lambda: pytest.fail("asked")).receive(b"/a\n") == Request("/a")


@given(LINES)
def test_any_bytes_are_a_request_or_refused_or_nothing(data):
    found, line = outcome([data])
    assert bool(found) == bool(data)
    assert len(line) <= LINE_LIMIT_BYTES
    for request in found:
        if isinstance(request, Request):
            assert clean(request.selector) == request.selector
            assert clean(request.search) == request.search


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\r\n", Request("")),
        (b"\n", Request("")),
        (b"/U/!58\r\n", Request("/U/!58")),
        (b"/U/!58\n", Request("/U/!58")),
        (b"/U/!58\r\n/second\r\n", Request("/U/!58")),
        (b"/U/!58", Request("/U/!58")),
        (b"/U/!58\r", Request("/U/!58")),
        ("/Zürich\n".encode(), Request("/Zürich")),
        (b"/s\tklima wandel\r\n", Request("/s", "klima wandel")),
        (b"/s\tklima\t$\r\n", Request("/s", "klima", Plus(Wish.MENU_ATTRIBUTES, is_behind_words=True))),
        (b"/s\t+foo\r\n", Request("/s", "+foo")),
        (b"/s\t$100\r\n", Request("/s", "$100")),
        (
            b"/s\tklima\t+text/plain\t0\r\n",
            Request("/s", "klima", Plus(Wish.CONTENT, "text/plain", is_behind_words=True)),
        ),
        (b"/s\tklima\t\x00\xff\r\n", Request("/s", "klima")),
        (
            b"/U/!58\t+text/plain de_DE\r\n",
            Request("/U/!58", "+text/plain de_DE", Plus(Wish.CONTENT, "text/plain de_DE")),
        ),
        (b"/U/!58\t+\t1\r\n+-1\r\n", Request("/U/!58", "+", Plus(Wish.CONTENT))),
        (b"/U/!58$\r\n", Request("/U/!58$")),
        (b"\t$\r\n", Request("", "$", Plus(Wish.MENU_ATTRIBUTES))),
        (b"GET / HTTP/1.1\r\nHost: h.invalid\r\n\r\n", Request("", "", Http("GET"))),
        (b"GET /\xff HTTP/1.1\r\n", Request("", "", Http("GET"))),
        (b"GET /x\r\n", Request("GET /x")),
        (b"GET / HTTP/1.1 of the web\r\n", Request("GET / HTTP/1.1 of the web")),
        (b"a" * LINE_LIMIT_BYTES + b"\r\n", Request("a" * LINE_LIMIT_BYTES)),
    ],
)
def test_request_lines_of_real_clients(data, expected):
    assert outcome([data])[0] == [expected]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"/a\rb\n", Fault.CONTROL_CHARACTER),
        (b"/a\r\r\n", Fault.CONTROL_CHARACTER),
        (b"/a\0b\n", Fault.CONTROL_CHARACTER),
        (b"/a\tb\x1b\n", Fault.CONTROL_CHARACTER),
        ("/a\u0085\n".encode(), Fault.CONTROL_CHARACTER),
        (b"\x16\x03\x01\x02\x00\x01\n", Fault.CONTROL_CHARACTER),
        (b"/Z\xfcrich\n", Fault.NOT_UTF8),
        (b"/s\t\xff\n", Fault.NOT_UTF8),
        (b"/\xed\xa0\x80\n", Fault.NOT_UTF8),
        (b"a" * (LINE_LIMIT_BYTES + 1) + b"\n", Fault.TOO_LONG),
    ],
)
def test_what_is_no_request_is_refused_with_a_reason(data, fault):
    with pytest.raises(BadRequest) as raised:
        GopherTransaction().receive(data)
    assert raised.value.fault is fault
    assert not raised.value.is_plus


def test_a_refusal_knows_whether_the_client_speaks_gopher_plus():
    with pytest.raises(BadRequest) as raised:
        GopherTransaction().receive(b"/\xff\t$\r\n")
    assert raised.value.is_plus


def test_too_long_is_known_before_the_line_ends():
    transaction = GopherTransaction()
    assert transaction.receive(b"a" * LINE_LIMIT_BYTES) is None
    assert transaction.receive(b"\r") is None
    with pytest.raises(BadRequest):
        transaction.receive(b"a")
    assert transaction.receive(b"/x\r\n") is None, "a refused transaction is over"
    assert transaction.finish() is None
    assert transaction.line == b"a" * LINE_LIMIT_BYTES


def test_nothing_said_is_no_request():
    assert GopherTransaction().finish() is None


def test_the_line_is_kept_as_it_came():
    transaction = GopherTransaction()
    transaction.receive(b"/s\tkli")
    assert transaction.line == b""
    transaction.receive(b"ma\r\njunk")
    assert transaction.line == b"/s\tklima"
