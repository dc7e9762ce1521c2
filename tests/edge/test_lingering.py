"""The end of a connection: closed when the client has closed, handed on when it does not."""

import socket

import pytest
from twisted.internet.task import Clock

from gopherd.edge import lingering
from gopherd.edge.lingering import Departing, Lingering


@pytest.fixture
def end():
    class End:
        def __init__(self):
            self.clock = Clock()
            self.gone, self.staying = [], []
            self.lingering = Lingering(self.clock, self.gone.append, self.staying.append)
            self.peers = []

        def add(self):
            ours, theirs = socket.socketpair()
            ours.setblocking(False)
            self.peers.append(theirs)
            departing = Departing(ours, ("192.0.2.1", 1), "192.0.2.1")
            self.lingering.add(departing)
            return departing, theirs

    made = End()
    yield made
    made.lingering.close()
    for departing in made.staying:
        departing.client.close()
    for peer in made.peers:
        peer.close()


def test_a_client_that_has_closed_is_let_go_at_the_first_look(end):
    departing, theirs = end.add()
    theirs.close()
    end.clock.advance(0.04)
    assert end.gone == []
    end.clock.advance(0.02)
    assert end.gone == [departing]
    assert departing.client.fileno() == -1
    assert not end.clock.getDelayedCalls()


def test_what_it_still_sends_is_read_away(end):
    departing, theirs = end.add()
    theirs.sendall(b"junk" * 1000)
    end.clock.advance(0.06)
    assert end.gone == []
    theirs.close()
    end.clock.pump([0.05] * 6)
    assert end.gone == [departing]


def test_a_client_that_stays_is_handed_on_after_two_seconds(end):
    departing, _ = end.add()
    end.clock.pump([0.05] * 39)
    assert end.staying == []
    end.clock.pump([0.05] * 4)
    assert end.staying == [departing]
    assert departing.client.fileno() != -1
    assert not end.clock.getDelayedCalls()


def test_one_timer_serves_all(end):
    for _ in range(10):
        end.add()
    assert len(end.clock.getDelayedCalls()) == 1


def test_a_crowd_is_looked_at_before_its_time(end, monkeypatch):
    monkeypatch.setattr(lingering, "_CROWD", 3)
    departing, theirs = end.add()
    theirs.close()
    for _ in range(3):
        end.add()
    assert end.gone == [departing]


def test_the_end_of_the_service_closes_all(end):
    departing, _ = end.add()
    end.lingering.close()
    assert end.gone == [departing]
    assert not end.clock.getDelayedCalls()


def test_a_reset_is_an_end(end):
    departing, _ = end.add()
    departing.client.close()
    end.clock.advance(0.06)
    assert end.gone == [departing]
