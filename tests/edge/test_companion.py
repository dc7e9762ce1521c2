import subprocess
import sys
import time

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.error import ProcessDone, ProcessExitedAlready, ProcessTerminated
from twisted.internet.task import Clock, deferLater
from twisted.python.failure import Failure

from gopherd.edge.companion import LINE_LIMIT_BYTES, Companion, _to_stderr


class Spawner(Clock):
    """A reactor that only pretends to spawn, and notes when and what."""

    def __init__(self):
        super().__init__()
        self.spawned = []
        self.signals = []
        self.failing = False

    def spawnProcess(self, protocol, executable, args, *, env, childFDs):  # noqa: N803 - Twisted's name
        if self.failing:
            raise OSError(11, "Resource temporarily unavailable")
        assert env is None
        self.descriptors = childFDs
        self.protocol = protocol
        self.spawned.append((self.seconds(), executable, args))
        return self

    def signalProcess(self, name):
        self.signals.append(name)

    def end(self, status):
        reason = ProcessTerminated(status) if status else ProcessDone(0)
        self.protocol.processEnded(Failure(reason))


@pytest.fixture
def spawner():
    return Spawner()


@pytest.fixture
def lines():
    return []


@pytest.fixture
def companion(spawner, lines, logged):
    companion = Companion(["gopherd", "index"], lines.append, spawner)
    companion.start()
    return companion


def times(spawner):
    return [when for when, _, _ in spawner.spawned]


def test_it_is_started(spawner, companion):
    assert spawner.spawned == [(0, "gopherd", ["gopherd", "index"])]
    assert spawner.descriptors == {0: "w", 1: "r", 2: "r"}


def test_it_has_the_descriptors_that_it_is_given_and_is_called_by_its_name(spawner, lines, logged):
    Companion(["gopherd"], lines.append, spawner, name="the back room", descriptors={3: 17}).start()
    assert spawner.descriptors == {0: "w", 1: "r", 2: "r", 3: 17}
    spawner.end(1)
    assert [event["name"] for event in logged if "another starts" in event["log_format"]] == ["the back room"]


def test_it_may_wait_before_it_is_started_the_first_time(spawner, lines, logged):
    Companion(["gopherd"], lines.append, spawner, after_s=3.0).start()
    spawner.advance(2.9)
    assert not spawner.spawned
    spawner.advance(0.1)
    spawner.end(1)
    spawner.advance(1)
    assert times(spawner) == [3, 4]


def test_one_that_was_not_started_yet_is_not_started_after_the_end(spawner, lines, logged):
    companion = Companion(["gopherd"], lines.append, spawner, after_s=3.0)
    companion.start()
    assert companion.stop().called
    spawner.advance(10)
    assert not spawner.spawned


@pytest.mark.parametrize("status", [0, 78])
def test_one_that_has_done_its_work_or_cannot_is_not_started_anew(spawner, companion, status):
    spawner.end(status)
    spawner.pump([1] * 1000)
    assert len(spawner.spawned) == 1


def test_one_that_dies_is_started_anew_ever_more_slowly(spawner, companion):
    for delay in (1, 2, 4, 8, 16, 32, 60, 60):
        before = spawner.seconds()
        spawner.end(1)
        spawner.advance(delay - 0.01)
        assert times(spawner)[-1] <= before
        spawner.advance(0.01)
        assert times(spawner)[-1] == pytest.approx(before + delay)


def test_one_that_a_signal_ended_is_started_anew(spawner, companion):
    spawner.protocol.processEnded(Failure(ProcessTerminated(signal=9)))
    spawner.advance(1)
    assert times(spawner) == [0, 1]


def test_one_that_ran_for_a_while_starts_anew_quickly(spawner, companion):
    for _ in range(6):
        spawner.end(1)
        spawner.advance(60)
    spawner.advance(61)
    spawner.end(1)
    spawner.advance(1)
    assert times(spawner)[-1] == spawner.seconds()


def test_a_lock_is_tried_again_after_ten_seconds(spawner, companion):
    for expected in (10, 20, 30):
        spawner.end(75)
        spawner.advance(10)
        assert times(spawner)[-1] == expected


def test_one_that_cannot_be_started_is_tried_again(spawner, companion, logged):
    spawner.end(1)
    spawner.failing = True
    spawner.advance(1)
    spawner.failing = False
    spawner.advance(2)
    assert times(spawner) == [0, 3]
    assert "cannot be started" in [event["log_format"] for event in logged][1]


def test_stopping_sends_sigterm_and_waits(spawner, companion):
    ends = []
    companion.stop().addCallback(ends.append)
    assert spawner.signals == ["TERM"]
    assert ends == []
    spawner.end(1)
    assert ends == [None]
    spawner.pump([1] * 100)
    assert spawner.signals == ["TERM"]
    assert len(spawner.spawned) == 1, "it is not started anew"


def test_one_that_does_not_listen_is_killed(spawner, companion):
    companion.stop()
    spawner.advance(10)
    assert spawner.signals == ["TERM", "KILL"]


def test_stopping_between_two_starts(spawner, companion):
    spawner.end(1)
    ends = []
    companion.stop().addCallback(ends.append)
    assert ends == [None]
    spawner.pump([1] * 100)
    assert len(spawner.spawned) == 1


def test_killing_one_that_is_not_there(spawner, companion, monkeypatch):
    def gone(name):
        raise ProcessExitedAlready

    monkeypatch.setattr(spawner, "signalProcess", gone)
    companion.kill()
    spawner.end(0)
    companion.kill()
    assert companion.stop().called


def test_its_lines_are_passed_on_whole(spawner, companion, lines):
    spawner.protocol.childDataReceived(1, b"one\ntw")
    spawner.protocol.childDataReceived(2, b"error\n")
    spawner.protocol.childDataReceived(1, b"o\nthr")
    assert lines == [b"one", b"error", b"two"]
    spawner.end(0)
    assert lines[3:] == [b"thr"]


def test_a_line_without_end_is_not_kept(spawner, companion, lines):
    for _ in range(3):
        spawner.protocol.childDataReceived(1, b"x" * (LINE_LIMIT_BYTES // 2 + 1))
    assert lines == [b"x" * (LINE_LIMIT_BYTES + 2)]


@pytest_twisted.ensureDeferred
async def test_a_real_process_ends_with_its_stop():
    lines = []
    companion = Companion(
        [sys.executable, "-c", "print('here', flush=True); import sys; sys.stdin.read()"], lines.append
    )
    companion.start()
    while not lines:
        await deferLater(reactor, 0.01)
    await companion.stop()
    assert lines == [b"here"]


PARENT = """
import sys
from twisted.internet import reactor
from gopherd.edge.companion import Companion

CHILD = "import sys; print('up', flush=True); sys.stdin.read(); open(sys.argv[1], 'x')"
Companion([sys.executable, "-c", CHILD, sys.argv[1]]).start()
reactor.run()
"""


def test_it_ends_with_us_even_when_we_are_killed(tmp_path):
    trace = tmp_path / "ended"
    command = [sys.executable, "-c", PARENT, str(trace)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as parent:
        assert parent.stderr.readline() == b"up\n"
        assert not trace.exists()
        parent.kill()
        end = time.monotonic() + 5
        while not trace.exists():
            assert time.monotonic() < end, "it goes on without us"
            time.sleep(0.01)


def test_what_it_prints_reaches_standard_error_also_where_that_is_a_log(capfd, monkeypatch):
    monkeypatch.setattr("sys.stderr", object())
    _to_stderr(b"a line")
    assert capfd.readouterr().err == "a line\n"
