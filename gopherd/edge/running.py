"""Running the server as a process: its clock, what the operator is told, and how signals end it."""

import signal
import sys
import time
from types import FrameType
from typing import Any

from twisted.internet import reactor as default_reactor
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    globalLogBeginner,
    textFileLogObserver,
)

from gopherd.edge.server import GopherService


def use_monotonic_clock(reactor: Any = default_reactor) -> None:
    """Let the reactor's timers follow the monotonic clock.

    By default they follow the calendar, and setting that back by an hour would stop every deadline for an hour.

    Args:
        reactor: one that has no timer yet; any other is left alone.
    """
    if not reactor.getDelayedCalls():
        reactor.seconds = time.monotonic


def run(service: GopherService, reactor: Any = default_reactor) -> None:
    """Run the service until SIGINT or SIGTERM; a second one ends it at once.

    What the operator must know, warnings and worse, goes to standard error.

    Args:
        service: started here; may be listening already.
        reactor: run here.

    Raises:
        CannotListen: before anything has begun.
    """
    service.listen()
    observer = FilteringLogObserver(textFileLogObserver(sys.stderr), [LogLevelFilterPredicate(LogLevel.warn)])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False)
    use_monotonic_clock(reactor)
    reactor.addSystemEventTrigger("before", "shutdown", service.stopService)
    reactor.callWhenRunning(_end_at_signals, reactor, service)
    service.startService()
    reactor.run()


def _end_at_signals(reactor: Any, service: GopherService) -> None:
    # Twisted's own handlers, replaced here, log an error at the second signal and do nothing.
    steps = iter([reactor.stop])

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's signature
        reactor.callFromThread(next(steps, service.abort))

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
