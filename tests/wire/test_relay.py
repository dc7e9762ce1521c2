import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.message import Blob, Http, Plus, Request, Response, Status, Wish
from gopherd.wire.relay import decode_request, decode_response, encode_request, encode_response

texts = st.text()
# A path of the machine may hold bytes that are not UTF-8; Python has them as surrogates.
paths = st.text(st.characters(codec=None))
asked = st.one_of(
    st.none(),
    st.builds(Plus, st.sampled_from(Wish), texts, st.frozensets(texts), st.booleans()),
    st.builds(Http, texts),
)
requests = st.builds(Request, texts, texts, asked)
responses = st.builds(
    Response,
    st.sampled_from(Status),
    st.one_of(st.binary(), st.builds(Blob, paths, paths, st.binary())),
    st.booleans(),
)


@given(requests)
def test_a_request_comes_as_it_was_sent_in_one_line(request):
    sent = encode_request(request)
    assert sent.find(b"\n") == len(sent) - 1
    assert decode_request(sent) == request


@given(responses)
def test_a_response_comes_as_it_was_sent(response):
    assert decode_response(encode_response(response)) == response


@given(requests, st.data())
def test_a_request_that_breaks_off_is_none(request, data):
    sent = encode_request(request)
    assert decode_request(sent[: data.draw(st.integers(0, len(sent) - 1))]) is None


@given(responses, st.data())
def test_a_response_that_breaks_off_is_none(response, data):
    sent = encode_response(response)
    assert decode_response(sent[: data.draw(st.integers(0, len(sent) - 1))]) is None


@pytest.mark.parametrize(
    "line",
    [b"x", b"[]", b"{}", b'{"selector": ""}', b'{"selector": "", "search": "", "plus": ["x", "", [], false]}', b"7"],
)
def test_what_is_no_message_is_none(line):
    assert decode_request(line + b"\n") is None
    assert decode_response(line + b"\n") is None


@pytest.mark.parametrize("body", [b"", b"\n", b"x" * 100_000])
def test_bodies_are_of_any_size(body):
    assert decode_response(encode_response(Response(Status.OK, body))).body == body
