import attrs
import pytest

from gopherd.message import Blob, Http, Plus, Request, Response, Status, Wish
from gopherd.wire.gopher import GopherTransaction


def test_requests_are_keys():
    assert {Request("/a"): 1, Request("/a", ""): 2} == {Request("/a"): 2}
    assert Request("/a") != Request("/a", "words")


@pytest.mark.parametrize("value", [Request("/a"), Blob("/root", "a.png"), Response(Status.OK, b"")])
def test_values_are_frozen(value):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.selector = "/b"


def test_statuses_are_those_of_the_access_log():
    assert [status.value for status in Status] == [200, 400, 404, 500, 503]


@pytest.mark.parametrize(
    ("request_", "line"),
    [
        (Request("/a", "$", Plus(Wish.MENU_ATTRIBUTES)), b"/a\t$"),
        (Request("", "+text/plain de_DE", Plus(Wish.CONTENT, "text/plain de_DE")), b"\t+text/plain de_DE"),
        (Request("/a", "", Plus(Wish.ATTRIBUTES, "", frozenset({"VIEWS", "ADMIN"}))), b"/a\t!+ADMIN+VIEWS"),
        (Request("/s", "words", Plus(Wish.CONTENT, is_behind_words=True)), b"/s\twords\t+"),
        (Request("/s", "", Plus(Wish.CONTENT, is_behind_words=True)), b"/s\t\t+"),
        (Request("", "", Http("GET")), b"GET / HTTP/1.1"),
    ],
)
def test_a_line_says_what_goes_beyond_rfc_1436(request_, line):
    assert request_.line == line
    assert GopherTransaction().receive(line + b"\n").line == line


def test_any_request_has_a_line():
    assert Request("/\ud800", "\udcff").line != Request("/?", "?").line
