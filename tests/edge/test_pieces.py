import io

import pytest
from twisted.internet.interfaces import IPullProducer
from twisted.internet.testing import StringTransport
from zope.interface.verify import verifyObject

from gopherd.edge.pieces import PIECE_BYTES, Pieces


@pytest.fixture
def transport():
    return StringTransport()


def feed(content, size, transport, done):
    source = io.BytesIO(content)
    pieces = Pieces(source, size, transport, done)
    transport.registerProducer(pieces, streaming=False)
    return source, pieces


def test_one_piece_at_a_time_and_then_done_once(transport):
    ends = []
    content = bytes(range(256)) * 1024  # four pieces
    source, pieces = feed(content, len(content), transport, lambda: ends.append(1))
    verifyObject(IPullProducer, pieces)
    for turn in range(1, 5):
        assert ends == []
        pieces.resumeProducing()
        assert len(transport.value()) == turn * PIECE_BYTES
        assert pieces.left_bytes == len(content) - turn * PIECE_BYTES
    assert transport.value() == content
    assert ends == [1]
    assert source.closed
    assert transport.producer is None


def test_a_file_that_has_shrunk_ends_early(transport):
    ends = []
    source, pieces = feed(b"abc", 1000, transport, lambda: ends.append(1))
    pieces.resumeProducing()
    assert ends == []
    pieces.resumeProducing()
    assert (transport.value(), ends, source.closed, pieces.left_bytes) == (b"abc", [1], True, 0)


def test_a_file_that_grows_is_cut_at_its_size(transport):
    _, pieces = feed(b"abcdef", 3, transport, list)
    pieces.resumeProducing()
    assert transport.value() == b"abc"


def test_an_empty_file_is_done(transport):
    ends = []
    _, pieces = feed(b"", 0, transport, lambda: ends.append(1))
    pieces.resumeProducing()
    assert (transport.value(), ends) == (b"", [1])


def test_a_lost_connection_closes_the_file(transport):
    source, pieces = feed(b"abc", 3, transport, list)
    pieces.stopProducing()
    assert source.closed


def test_a_file_that_cannot_be_read_ends_the_connection(transport, logged):
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise OSError(5, "Input/output error")

    pieces = Pieces(Broken(), 10, transport, pytest.fail)
    pieces.resumeProducing()
    assert transport.disconnecting
    assert [event["reason"] for event in logged] == ["Input/output error"]
