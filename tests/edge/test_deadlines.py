import socket

import pytest
from twisted.internet.abstract import FileDescriptor
from twisted.internet.task import Clock

from gopherd.edge.deadlines import Deadlines, unsent_bytes


class Someone:
    def __init__(self, ends, act=None):
        self.ends = ends
        self.act = act

    def overdue(self):
        self.ends.append(self)
        if self.act:
            self.act()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def deadlines(clock):
    return Deadlines(clock, clock.seconds, tick_s=0.5)


def test_whoever_is_late_is_told_once_within_a_tick(clock, deadlines):
    ends = []
    early, late = Someone(ends), Someone(ends)
    deadlines.start(late, 30)
    deadlines.start(early, 10)
    clock.pump([0.5] * 19)
    assert ends == []
    clock.pump([0.5])
    assert ends == [early]
    clock.pump([0.5] * 40)
    assert ends == [early, late]
    clock.pump([0.5] * 100)
    assert ends == [early, late]


def test_there_is_one_timer_and_none_when_nobody_waits(clock, deadlines):
    people = [Someone([]) for _ in range(100)]
    for person in people:
        deadlines.start(person, 10)
        deadlines.start(person, 2)
    assert len(clock.getDelayedCalls()) == 1
    for person in people:
        deadlines.clear(person)
        deadlines.clear(person)
    clock.advance(0.5)
    assert clock.getDelayedCalls() == []
    deadlines.start(people[0], 10)
    assert len(clock.getDelayedCalls()) == 1


def test_a_new_deadline_replaces_the_old_one(clock, deadlines):
    ends = []
    person = Someone(ends)
    deadlines.start(person, 2)
    clock.advance(1)
    deadlines.start(person, 2)
    clock.pump([0.5] * 3)
    assert ends == []
    clock.advance(0.5)
    assert ends == [person]


def test_who_is_cleared_is_not_told(clock, deadlines):
    ends = []
    person, other = Someone(ends), Someone(ends)
    deadlines.start(person, 2)
    deadlines.start(other, 2)
    deadlines.clear(person)
    clock.pump([0.5] * 10)
    assert ends == [other]


def test_acting_may_clear_others_and_start_anew(clock, deadlines):
    ends = []
    second = Someone(ends)
    first = Someone(ends)
    first.act = lambda: (deadlines.clear(second), deadlines.start(first, 7), deadlines.start(Someone(ends), 1))
    deadlines.start(first, 2)
    deadlines.start(second, 2)
    clock.pump([0.5] * 4)
    assert ends == [first]
    clock.pump([0.5] * 4)
    assert len(ends) == 2
    assert second not in ends


def test_one_that_fails_does_not_stop_the_others(clock, deadlines, logged):
    ends = []
    broken, fine = Someone(ends, act=lambda: 1 / 0), Someone(ends)
    deadlines.start(broken, 2)
    deadlines.start(fine, 2)
    clock.pump([0.5] * 4)
    assert ends == [broken, fine]
    assert [event["log_failure"].type for event in logged] == [ZeroDivisionError]
    deadlines.start(fine, 2)
    clock.pump([0.5] * 4)
    assert ends == [broken, fine, fine]


def test_unsent_counts_what_twisted_holds_and_what_the_kernel_holds():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        transport = FileDescriptor(Clock())
        transport.fileno = ours.fileno
        assert unsent_bytes(transport) == 0
        transport.dataBuffer, transport.offset, transport._tempDataLen = b"x" * 100, 30, 5
        assert unsent_bytes(transport) == 75
        ours.send(b"x" * 10_000)
        held = unsent_bytes(transport)
        assert held >= 10_075
        assert len(theirs.recv(10_000)) == 10_000
        assert unsent_bytes(transport) == 75


def test_unsent_without_a_descriptor():
    assert unsent_bytes(object()) == 0
    transport = FileDescriptor(Clock())
    transport.dataBuffer = b"abc"
    assert unsent_bytes(transport) == 3
