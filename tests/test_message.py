import attrs
import pytest

from gopherd.message import Blob, Request, Response, Status


def test_requests_are_keys():
    assert {Request("/a"): 1, Request("/a", ""): 2} == {Request("/a"): 2}
    assert Request("/a") != Request("/a", "words")


@pytest.mark.parametrize("value", [Request("/a"), Blob("/root", "a.png"), Response(Status.OK, b"")])
def test_values_are_frozen(value):
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.selector = "/b"


def test_statuses_are_those_of_the_access_log():
    assert [status.value for status in Status] == [200, 400, 404, 500, 503]
