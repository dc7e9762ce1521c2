from twisted.internet.address import IPv4Address, UNIXAddress
from twisted.internet.error import ConnectionDone
from twisted.python.failure import Failure

from gopherd.edge.factory import Limits
from gopherd.edge.guard import CLIENT_LIMIT

DONE = Failure(ConnectionDone())


def test_over_the_limit_a_connection_is_closed_at_once(connections, logged):
    for _ in range(CLIENT_LIMIT):
        connections.connect("192.0.2.7")
    assert connections.factory.buildProtocol(IPv4Address("TCP", "192.0.2.7", 1)) is None
    assert connections.factory.buildProtocol(IPv4Address("TCP", "192.0.2.8", 1)) is not None
    assert connections.factory.buildProtocol(UNIXAddress(b"/run/gopherd")) is not None


def test_a_closed_connection_makes_room(connections, logged):
    first, _ = connections.connect()
    for _ in range(CLIENT_LIMIT - 1):
        connections.connect()
    first.connectionLost(DONE)
    assert connections.factory.buildProtocol(IPv4Address("TCP", "192.0.2.7", 1)) is not None


def test_the_defaults_are_those_promised():
    assert Limits() == Limits(request_s=10, progress_s=30, drain_s=2)


def test_finishing_with_nobody_there_is_done(connections):
    ends = []
    connections.factory.finish(30).addCallback(ends.append)
    assert ends == [None]


def test_finishing_sends_the_silent_away_and_waits_for_answers(connections):
    silent, silent_transport = connections.connect()
    busy, busy_transport = connections.connect()
    busy.dataReceived(b"/a\n")
    ends = []
    connections.factory.finish(30).addCallback(ends.append)
    assert silent_transport.disconnecting
    assert not busy_transport.disconnecting
    silent.connectionLost(DONE)
    assert ends == []
    busy.connectionLost(DONE)
    assert ends == [None]
    connections.clock.advance(1)
    assert connections.clock.getDelayedCalls() == []


def test_finishing_has_a_limit(connections):
    busy, transport = connections.connect()
    busy.dataReceived(b"/a\n")
    connections.factory.finish(5).addCallback(lambda _: None)
    connections.clock.advance(4.9)
    assert not transport.disconnecting
    connections.clock.advance(0.1)
    assert transport.disconnected


def test_a_limit_that_was_reached_is_no_error(connections):
    busy, _ = connections.connect()
    busy.dataReceived(b"/a\n")
    ends = []
    connections.factory.finish(5).addCallback(ends.append)
    connections.clock.advance(5)
    busy.connectionLost(DONE)
    assert ends == [None]
