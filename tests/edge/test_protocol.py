from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from twisted.internet.error import ConnectionLost
from twisted.internet.interfaces import IHalfCloseableProtocol
from twisted.python.failure import Failure
from zope.interface.verify import verifyObject

from gopherd.edge import protocol as module
from gopherd.edge.pieces import PIECE_BYTES
from gopherd.edge.protocol import DISCARD_LIMIT_BYTES
from gopherd.errors import Hindrance
from gopherd.message import Blob, Request, Response, Status

LOST = Failure(ConnectionLost())


def seconds(connections, amount):
    connections.clock.pump([0.5] * int(amount * 2))


def test_a_request_gets_its_answer_and_a_fin(connections):
    gopher, transport = connections.connect()
    verifyObject(IHalfCloseableProtocol, gopher)
    gopher.dataReceived(b"/U/!5")
    assert gopher.idle
    gopher.dataReceived(b"8\r\n")
    assert connections.asked == [Request("/U/!58")]
    assert transport.value() == b"answer"
    assert transport.half_closed
    assert not transport.disconnecting, "closing now could reset the answer away"
    assert not gopher.idle


@given(data=st.binary(max_size=30), cuts=st.lists(st.integers(0, 30), max_size=4), finish=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cuts_change_nothing(connections, data, cuts, finish):
    def outcome(pieces):
        connections.asked.clear()
        connections.recorded.clear()
        gopher, transport = connections.connect()
        for piece in pieces:
            gopher.dataReceived(piece)
        if finish:
            gopher.readConnectionLost()
        gopher.connectionLost(LOST)
        return transport.value(), [*connections.asked], [*connections.recorded], transport.half_closed

    edges = [0, *sorted(cuts), 30]
    assert outcome([data]) == outcome([data[a:b] for a, b in pairwise(edges)])


def test_only_the_first_line_counts(connections):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\r\n/b\r\n")
    gopher.dataReceived(b"/c\r\n")
    assert connections.asked == [Request("/a")]
    assert transport.value() == b"answer"
    assert len(connections.recorded) == 1


def test_a_bad_line_is_refused_in_words(connections):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\0\r\n")
    assert transport.value().startswith(b"refused: ")
    assert transport.half_closed
    assert connections.asked == []
    assert connections.recorded == [("192.0.2.7", b"/a\0", 400, len(transport.value()))]


def test_a_client_that_closed_its_half_still_gets_its_answer(connections):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a")
    gopher.readConnectionLost()
    assert transport.value() == b"answer"
    assert transport.disconnecting


def test_half_close_in_the_middle_of_a_large_answer(connections):
    connections.response = Response(Status.OK, b"x" * (3 * PIECE_BYTES))
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    assert len(transport.value()) == PIECE_BYTES
    gopher.readConnectionLost()
    assert transport.disconnecting, "Twisted closes when the producer has come to its end"
    transport.producer.resumeProducing()
    transport.producer.resumeProducing()
    assert len(transport.value()) == 3 * PIECE_BYTES


def test_a_close_without_a_word_leaves_no_trace(connections):
    gopher, transport = connections.connect()
    gopher.readConnectionLost()
    assert transport.disconnecting
    gopher.connectionLost(LOST)
    assert (connections.asked, connections.recorded, transport.value()) == ([], [], b"")


def test_large_bodies_go_piece_by_piece(connections):
    connections.response = Response(Status.OK, b"x" * (PIECE_BYTES + 1))
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    assert len(transport.value()) == PIECE_BYTES
    assert not transport.half_closed
    transport.producer.resumeProducing()
    assert transport.value() == connections.response.body
    assert transport.half_closed


def test_a_body_of_one_piece_is_one_write(connections):
    connections.response = Response(Status.OK, b"x" * PIECE_BYTES)
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    assert len(transport.value()) == PIECE_BYTES
    assert transport.half_closed
    assert transport.producer is None


def test_a_file_is_sent_as_it_lies(connections, tmp_path):
    (tmp_path / "p.jpg").write_bytes(b"picture")
    connections.response = Response(Status.OK, Blob(str(tmp_path), "p.jpg"))
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    assert transport.value() == b"picture"
    assert transport.half_closed
    assert connections.recorded == [("192.0.2.7", b"/a", 200, 7)]


def test_a_lost_connection_closes_the_file(connections, tmp_path):
    (tmp_path / "p.jpg").write_bytes(b"x" * 3 * PIECE_BYTES)
    connections.response = Response(Status.OK, Blob(str(tmp_path), "p.jpg"))
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    source = transport.producer._source
    assert not source.closed
    transport.producer.stopProducing()
    gopher.connectionLost(LOST)
    assert source.closed


def test_a_file_that_is_not_there_is_said_to_be_missing(connections, tmp_path):
    connections.response = Response(Status.OK, Blob(str(tmp_path), "p.jpg"))
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    assert transport.value() == b"missing"
    assert connections.recorded == [("192.0.2.7", b"/a", 404, 7)]


def test_an_unforeseen_exception_closes_this_connection_only(connections, logged):
    connections.response = ZeroDivisionError("secret")
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/s\tprivate words\r\n")
    assert transport.value() == b""
    assert transport.half_closed
    assert connections.recorded == [("192.0.2.7", b"/s\tprivate words", 500, 0)]
    (event,) = logged
    assert event["log_failure"].type is ZeroDivisionError
    assert "private" not in str(event)
    connections.response = Response(Status.OK, b"answer")
    other, transport = connections.connect()
    other.dataReceived(b"/a\n")
    assert transport.value() == b"answer"


def test_a_missing_answer_that_is_a_file_itself_is_unforeseen(connections, logged, tmp_path):
    blob = Response(Status.OK, Blob(str(tmp_path), "x"))
    connections.response = blob
    connections.factory.missing = lambda: blob
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    assert transport.half_closed
    assert len(logged) == 1


def test_the_request_has_one_absolute_deadline(connections):
    gopher, transport = connections.connect()
    for _ in range(9):
        gopher.dataReceived(b"a")
        seconds(connections, 1)
    assert not transport.disconnecting
    gopher.dataReceived(b"a")
    seconds(connections, 1)
    assert transport.disconnecting
    assert connections.asked == []


@pytest.fixture
def unsent(monkeypatch):
    """What the client has not acknowledged, as the tests say."""
    held = {}
    monkeypatch.setattr(module, "unsent_bytes", lambda transport: held.get("bytes", 0))
    return lambda count: held.update(bytes=count)


def test_a_client_that_takes_nothing_is_cut_off(connections, unsent):
    gopher, transport = connections.connect()
    unsent(len(b"answer"))
    gopher.dataReceived(b"/a\n")
    seconds(connections, 29.5)
    assert not transport.disconnecting
    seconds(connections, 0.5)
    assert transport.disconnected, "aborted, not closed politely"


def test_a_client_that_takes_one_byte_in_time_gets_on(connections, unsent):
    connections.response = Response(Status.OK, b"x" * 1000)
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    for left in range(999, 900, -1):
        unsent(left)
        seconds(connections, 30)
        assert not transport.disconnecting
    seconds(connections, 30)
    assert transport.disconnected, "aborted, not closed politely"


def test_what_the_producer_still_has_counts_as_unsent(connections, unsent):
    connections.response = Response(Status.OK, b"x" * (5 * PIECE_BYTES))
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    unsent(PIECE_BYTES)
    for _ in range(3):
        # The client took a piece, and the next one went to the kernel: as much unsent there as before.
        transport.producer.resumeProducing()
        seconds(connections, 30)
        assert not transport.disconnecting
    seconds(connections, 30)
    assert transport.disconnected, "aborted, not closed politely"


def test_after_the_fin_the_client_has_two_seconds(connections, unsent):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    gopher.writeConnectionLost()
    seconds(connections, 1.5)
    assert not transport.disconnecting
    seconds(connections, 0.5)
    assert transport.disconnecting
    assert not transport.disconnected, "closed politely"


def test_a_slow_client_is_not_closed_while_the_kernel_still_sends(connections, unsent):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    gopher.writeConnectionLost()
    for left in (5, 4, 3):
        unsent(left)
        seconds(connections, 30)
        assert not transport.disconnecting
    unsent(0)
    seconds(connections, 30)
    assert transport.disconnecting
    assert not transport.disconnected, "closed politely"


def test_after_the_fin_a_client_that_stops_is_cut_off(connections, unsent):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    gopher.writeConnectionLost()
    unsent(5)
    seconds(connections, 31.5)
    assert not transport.disconnecting
    seconds(connections, 1)
    assert transport.disconnected, "aborted, not closed politely"


def test_a_client_that_ends_after_the_answer_is_let_go(connections):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    gopher.writeConnectionLost()
    gopher.readConnectionLost()
    assert transport.disconnecting
    gopher.connectionLost(LOST)
    connections.clock.advance(0.5)
    assert connections.clock.getDelayedCalls() == []


def test_what_is_read_away_is_bounded(connections):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/a\n")
    gopher.dataReceived(b"x" * DISCARD_LIMIT_BYTES)
    assert transport.producerState == "producing"
    gopher.dataReceived(b"x")
    assert transport.producerState == "paused"
    assert not transport.disconnecting


@pytest.mark.parametrize("steps", range(6))
def test_a_reset_at_any_moment_leaves_nothing_behind(connections, steps, logged):
    gopher, _ = connections.connect()
    moments = [
        lambda: gopher.dataReceived(b"/a"),
        lambda: gopher.dataReceived(b"\r\n"),
        lambda: gopher.dataReceived(b"junk"),
        gopher.writeConnectionLost,
        gopher.readConnectionLost,
    ]
    for moment in moments[:steps]:
        moment()
    gopher.connectionLost(LOST)
    seconds(connections, 60)
    assert connections.clock.getDelayedCalls() == []
    assert connections.factory._connections == set()
    assert connections.guard._held == {}
    assert list(logged) == []


class Elsewhere:
    """Errands that come back when the test says so."""

    def __init__(self, at_once=None):
        self.at_once = at_once
        self.sent = []
        self.ends = []

    def takes_long(self, request):
        return request.selector.startswith("/long")

    def run(self, request, client, done):
        self.sent.append((request, client))
        self.done = done
        if self.at_once:
            done(self.at_once)
        return self

    def end(self, hindrance):
        self.ends.append(hindrance)
        self.done(Response(Status.UNAVAILABLE, hindrance.value.encode()))

    def forget(self):
        self.ends.append("forgotten")


@pytest.fixture
def elsewhere(connections):
    connections.factory.errands = Elsewhere()
    return connections.factory.errands


def test_what_takes_long_is_answered_elsewhere_and_nothing_else(connections, elsewhere):
    _, transport = ask_(connections, b"/a")
    assert transport.value() == b"answer"
    gopher, transport = ask_(connections, b"/long")
    assert [request for request, _ in elsewhere.sent] == [Request("/long")]
    assert not gopher.idle
    assert (transport.value(), transport.half_closed) == (b"", False)
    assert len(connections.recorded) == 1
    elsewhere.done(Response(Status.OK, b"from elsewhere"))
    assert (transport.value(), transport.half_closed) == (b"from elsewhere", True)
    assert connections.recorded[1:] == [("192.0.2.7", b"/long", 200, 14)]


def ask_(connections, line):
    gopher, transport = connections.connect()
    gopher.dataReceived(line + b"\r\n")
    return gopher, transport


def test_an_errand_may_be_back_at_once(connections, elsewhere):
    elsewhere.at_once = Response(Status.UNAVAILABLE, b"busy")
    gopher, transport = ask_(connections, b"/long")
    assert (transport.value(), transport.half_closed) == (b"busy", True)
    gopher.connectionLost(LOST)


def test_who_has_closed_their_half_still_gets_what_took_long(connections, elsewhere):
    gopher, transport = connections.connect()
    gopher.dataReceived(b"/long")
    gopher.readConnectionLost()
    assert not transport.disconnecting
    elsewhere.done(Response(Status.OK, b"from elsewhere"))
    assert transport.value() == b"from elsewhere"
    assert transport.disconnecting


def test_a_file_may_come_from_elsewhere(connections, elsewhere, tmp_path):
    (tmp_path / "p.png").write_bytes(b"picture")
    _, transport = ask_(connections, b"/long")
    elsewhere.done(Response(Status.OK, Blob(str(tmp_path), "p.png")))
    assert transport.value() == b"picture"


def test_who_leaves_is_forgotten(connections, elsewhere):
    gopher, _ = ask_(connections, b"/long")
    gopher.connectionLost(LOST)
    assert elsewhere.ends == ["forgotten"]


def test_what_takes_too_long_is_ended_in_words(connections, elsewhere):
    _, transport = ask_(connections, b"/long")
    seconds(connections, 14)
    assert (elsewhere.ends, transport.disconnected) == ([], False)
    seconds(connections, 2)
    assert elsewhere.ends == [Hindrance.TOO_LATE]
    assert (transport.value(), transport.half_closed) == (b"too_late", True)


def test_what_comes_behind_the_line_meanwhile_is_read_away(connections, elsewhere):
    gopher, transport = ask_(connections, b"/long")
    gopher.dataReceived(b"/a\r\n")
    assert connections.asked == []
    elsewhere.done(Response(Status.OK, b"from elsewhere"))
    assert transport.value() == b"from elsewhere"


def test_a_plain_client_where_only_tls_is_spoken_is_told_so_in_its_own_way(connections):
    for line, is_plus in ((b"/a", False), (b"/a\t+", True)):
        gopher, transport = connections.connect()
        gopher.is_tls_only = True
        gopher.dataReceived(line + b"\r\n")
        assert (transport.value(), transport.half_closed) == (b"refused: not_tls", True)
        assert connections.refused[-1].is_plus is is_plus
    assert connections.asked == []
    assert [recorded[1:3] for recorded in connections.recorded] == [(b"/a", 400), (b"/a\t+", 400)]
