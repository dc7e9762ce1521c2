"""Deadlines of all connections, kept by one timer.

Context: a ``callLater`` for each connection costs as much as answering it, and under a thousand slow senders it costs
the others a tenth of a second. Choice: connections that may take equally long wait in one ordered table, so that only
its head is ever looked at, by a timer that runs only while there is something to wait for. Cost: a deadline is kept to
``TICK_S`` only. The clock is monotonic, since nobody's connection should end because the calendar was corrected.
"""

import struct
import termios
import time
from collections.abc import Callable
from fcntl import ioctl
from typing import Protocol

from twisted.internet.abstract import FileDescriptor
from twisted.internet.interfaces import IDelayedCall, IReactorTime
from twisted.logger import Logger

TICK_S = 0.5

_log = Logger()


class Timed(Protocol):
    """What can be late."""

    def overdue(self) -> None:
        """Act on a deadline that has passed; it is over and may be started anew."""


class Deadlines:
    """Who must have moved on by when.

    Args:
        reactor: whose timer is used; one call at a time.
        now: monotonic seconds.
        tick_s: how often is looked.
    """

    def __init__(
        self, reactor: IReactorTime, now: Callable[[], float] = time.monotonic, tick_s: float = TICK_S
    ) -> None:
        self._reactor = reactor
        self._now = now
        self._tick_s = tick_s
        self._queues: dict[float, dict[Timed, float]] = {}
        self._queue_of: dict[Timed, dict[Timed, float]] = {}
        self._timer: IDelayedCall | None = None

    def start(self, timed: Timed, limit_s: float) -> None:
        """Give somebody time until ``limit_s`` seconds from now, instead of whatever was agreed before.

        Args:
            timed: who must move on.
            limit_s: one of a few fixed durations; each has a queue of its own.
        """
        queue = self._queue_of.get(timed)
        if queue is not None:
            del queue[timed]
        queue = self._queues.setdefault(limit_s, {})
        queue[timed] = self._now() + limit_s
        self._queue_of[timed] = queue
        if self._timer is None:
            self._timer = self._reactor.callLater(self._tick_s, self._look)

    def clear(self, timed: Timed) -> None:
        """Forget somebody; nothing happens when nothing was agreed."""
        queue = self._queue_of.pop(timed, None)
        if queue is not None:
            del queue[timed]

    def _look(self) -> None:
        self._timer = None
        now = self._now()
        for queue in tuple(self._queues.values()):
            # Within a queue all have the same time, so whoever came first runs out first.
            while queue and (first := next(iter(queue.items())))[1] <= now:
                self.clear(first[0])
                try:
                    first[0].overdue()
                except Exception:  # noqa: BLE001 - one that fails must not take the deadlines of all others with it
                    _log.failure("a deadline could not be acted on")
        if self._queue_of and self._timer is None:
            self._timer = self._reactor.callLater(self._tick_s, self._look)


def unsent_bytes(transport: object) -> int:
    """Count what the peer has not acknowledged yet: what Twisted still holds, and what the kernel does.

    So finely that a client at 300 baud can be told from one that takes nothing.

    Args:
        transport: a connected transport; 0 for one without a descriptor.
    """
    transport = getattr(transport, "transport", transport)  # a layer such as TLS holds nothing back itself
    if not isinstance(transport, FileDescriptor):
        return 0
    try:
        (queued,) = struct.unpack("i", ioctl(transport.fileno(), termios.TIOCOUTQ, b"\0\0\0\0"))
    except (OSError, ValueError):
        # Systems that cannot tell (TIOCOUTQ of a socket is Linux's SIOCOUTQ) see progress in larger steps.
        queued = 0
    held = len(transport.dataBuffer) - transport.offset + transport._tempDataLen  # noqa: SLF001 - there is no other way
    return int(held + queued)
