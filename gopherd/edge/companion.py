"""A child process that runs beside the server: the indexer, or the back room."""

import contextlib
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import ProcessExitedAlready
from twisted.internet.protocol import ProcessProtocol
from twisted.logger import Logger
from twisted.python.failure import Failure

from gopherd.edge.reactor import the_reactor

if TYPE_CHECKING:
    from twisted.internet.interfaces import IDelayedCall, IProcessTransport

EX_CONFIG = 78
"""Exit status of a configuration that is wrong: trying again would not help."""

EX_TEMPFAIL = 75
"""Exit status when another holds the lock."""

LOCKED_RETRY_S = 10.0
FIRST_DELAY_S = 1.0
LAST_DELAY_S = 60.0
KILL_AFTER_S = 10.0

LINE_LIMIT_BYTES = 64 * 1024

_log = Logger()


class Companion:
    """Keeps a process running: started anew, ever more slowly, when it dies; ended with us, even if we are killed.

    Its standard input is a pipe that we never write to and that closes when we end, however we end. What it prints is
    passed on, line by line.

    Args:
        argv: program and arguments.
        emit: takes each line it prints, without line end; standard error by default.
        reactor: spawns and times; by default the process's own.
        name: what it is called when its end is told.
        descriptors: of ours, by the numbers it is to have them under; from 3 on.
        after_s: how long it may wait before it is started the first time.
    """

    def __init__(
        self,
        argv: list[str],
        emit: Callable[[bytes], None] | None = None,
        reactor: Any = None,
        *,
        name: str = "the indexer",
        descriptors: Mapping[int, int] | None = None,
        after_s: float = 0.0,
    ) -> None:
        self._argv = argv
        self._name = name
        self._descriptors: dict[int, int | str] = {0: "w", 1: "r", 2: "r", **(descriptors or {})}
        self._emit = emit or _to_stderr
        self._reactor = reactor or the_reactor()
        self._after_s = after_s
        self._delay_s = FIRST_DELAY_S
        self._started_s = 0.0
        self._process: IProcessTransport | None = None
        self._timer: IDelayedCall | None = None
        self._stopped: Deferred[None] | None = None

    def start(self) -> None:
        """Start the process, as soon as it is to be."""
        if self._after_s:
            self._timer = self._reactor.callLater(self._after_s, self._spawn)
        else:
            self._spawn()

    def _spawn(self) -> None:
        self._timer = None
        self._started_s = self._reactor.seconds()
        try:
            # env=None is ours; Twisted's default would be an empty one.
            self._process = self._reactor.spawnProcess(
                _Child(self._emit, self._ended), self._argv[0], self._argv, env=None, childFDs=self._descriptors
            )
        except OSError as e:
            _log.error(
                "{name} ({program}) cannot be started: {reason}",
                name=self._name,
                program=self._argv[0],
                reason=e.strerror,
            )
            self._again(self._growing_delay())

    def stop(self) -> Deferred[None]:
        """End it with SIGTERM, and with SIGKILL when it takes longer than ``KILL_AFTER_S``.

        Returns:
            Fires when it has ended.
        """
        if self._timer is not None and self._timer.active():
            self._timer.cancel()
        if self._process is None:
            return succeed(None)
        self._stopped = Deferred()
        self._signal("TERM")
        self._timer = self._reactor.callLater(KILL_AFTER_S, self.kill)
        return self._stopped

    def kill(self) -> None:
        """End it at once."""
        self._signal("KILL")

    def _signal(self, name: str) -> None:
        if self._process is not None:
            try:
                self._process.signalProcess(name)
            except ProcessExitedAlready:
                # It has ended, and we are about to be told.
                return

    def _ended(self, status: int | None) -> None:
        self._process = None
        if self._stopped is not None:
            if self._timer is not None and self._timer.active():
                self._timer.cancel()
            self._stopped.callback(None)
        elif status == EX_TEMPFAIL:
            self._again(LOCKED_RETRY_S)
        elif status not in {0, EX_CONFIG}:
            self._again(self._growing_delay())

    def _growing_delay(self) -> float:
        # One that ran for a while has earned a fresh start.
        if self._reactor.seconds() - self._started_s > LAST_DELAY_S:
            self._delay_s = FIRST_DELAY_S
        delay_s, self._delay_s = self._delay_s, min(self._delay_s * 2, LAST_DELAY_S)
        return delay_s

    def _again(self, delay_s: float) -> None:
        _log.warn("{name} ended; another starts in {delay:g} s", name=self._name, delay=delay_s)
        self._timer = self._reactor.callLater(delay_s, self._spawn)


class _Child(ProcessProtocol):
    def __init__(self, emit: Callable[[bytes], None], ended: Callable[[int | None], None]) -> None:
        self._emit = emit
        self._report = ended
        self._begun = {1: b"", 2: b""}

    def childDataReceived(self, childFD: int, data: bytes) -> None:
        *lines, begun = (self._begun[childFD] + data).split(b"\n")
        for line in lines:
            self._emit(line)
        if len(begun) > LINE_LIMIT_BYTES:
            self._emit(begun)
            begun = b""
        self._begun[childFD] = begun

    def processEnded(self, reason: Failure) -> None:
        for begun in filter(None, self._begun.values()):
            self._emit(begun)
        # Both causes there are, ProcessDone and ProcessTerminated, have it; None when a signal ended the process.
        self._report(getattr(reason.value, "exitCode", None))


def _to_stderr(line: bytes) -> None:
    # Not sys.stderr: under twist that is a log without bytes. A terminal that has gone ends nobody.
    with contextlib.suppress(OSError):
        os.write(2, line + b"\n")
