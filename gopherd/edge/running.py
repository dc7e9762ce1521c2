"""Running the server as a process: its clock, what the operator is told, and how signals end it."""

import contextlib
import gc
import signal
import sys
import time
from types import FrameType
from typing import Any

from twisted.internet.error import ReactorNotRunning
from twisted.internet.interfaces import IReadDescriptor
from twisted.logger import (
    FilteringLogObserver,
    LogLevel,
    LogLevelFilterPredicate,
    globalLogBeginner,
    textFileLogObserver,
)
from zope.interface import implementer

from gopherd.edge.reactor import the_reactor
from gopherd.edge.server import GopherService


def use_monotonic_clock(reactor: Any = None) -> None:
    """Let the reactor's timers follow the monotonic clock.

    By default they follow the calendar, and setting that back by an hour would stop every deadline for an hour.

    Args:
        reactor: one that has no timer yet; any other is left alone.
    """
    reactor = reactor or the_reactor()
    if not reactor.getDelayedCalls():
        reactor.seconds = time.monotonic


def tell_the_operator() -> None:
    """Have warnings and worse go to standard error from here on."""
    observer = FilteringLogObserver(textFileLogObserver(sys.stderr), [LogLevelFilterPredicate(LogLevel.warn)])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False)


def run(service: GopherService, lifeline: int | None = None, reactor: Any = None) -> None:
    """Run the service until SIGINT or SIGTERM; a second one ends it at once. At SIGHUP it is told to reload.

    What the operator must know, warnings and worse, goes to standard error.

    Args:
        service: started here; may be listening already.
        lifeline: a descriptor; when its other end is closed, the service is ended too.
        reactor: run here.

    Raises:
        CannotListen: before anything has begun.
    """
    reactor = reactor or the_reactor()
    service.listen()
    tell_the_operator()
    use_monotonic_clock(reactor)
    reactor.addSystemEventTrigger("before", "shutdown", service.stopService)
    reread_at_hangup(service, reactor)
    reactor.callWhenRunning(_end_at_signals, reactor, service)
    _end_at_signals(reactor, service)  # Twisted replaces them when it starts, and we replace Twisted's again
    service.startService()
    if lifeline is not None:
        reactor.addReader(_Lifeline(lifeline, reactor))
    # All that was loaded stays: the collector need not look through it again while somebody waits.
    gc.freeze()
    reactor.run()


def reread_at_hangup(service: GopherService, reactor: Any = None) -> None:
    """Have SIGHUP read anew what the service can, instead of ending it.

    Args:
        service: what is told.
        reactor: in whose thread; by default the process's own.
    """
    reactor = reactor or the_reactor()

    def reread(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's signature
        reactor.callFromThread(service.reload)

    signal.signal(signal.SIGHUP, reread)


@implementer(IReadDescriptor)
class _Lifeline:
    """Ends us with the process that holds the other end."""

    def __init__(self, descriptor: int, reactor: Any) -> None:
        self._descriptor = descriptor
        self._reactor = reactor

    def fileno(self) -> int:
        return self._descriptor

    def doRead(self) -> None:
        """Nothing is ever written to it."""

    def connectionLost(self, reason: object) -> None:  # noqa: ARG002 - Twisted's signature
        """Learn that the other end is closed, or that the reactor is about to end anyway."""
        with contextlib.suppress(ReactorNotRunning):
            self._reactor.stop()

    def logPrefix(self) -> str:
        """What Twisted calls it."""
        return "lifeline"


def _end_at_signals(reactor: Any, service: GopherService) -> None:
    # Twisted's own handlers, replaced here, log an error at the second signal and do nothing.
    steps = iter([reactor.stop])

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - signal's signature
        reactor.callFromThread(next(steps, service.abort))

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
