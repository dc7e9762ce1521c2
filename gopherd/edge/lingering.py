"""The end of connections that were answered inline: our FIN is sent, the client's is waited for, bounded in time.

Closing at once would do for clients that have nothing more to say, but one that still sends makes the kernel reset the
connection, and a reset may destroy what it has not read yet (``clients.md``, rule 3). So the descriptors wait here,
without the reactor: most clients close within a blink, and one look at all of them costs less than a wake-up for each.
"""

import socket
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from attrs import frozen

_LOOKS_S: Final = (0.05, 0.2, 0.75, 1.0)
"""How long after its FIN, and after each look in vain, a connection is looked at; two seconds in all."""
_CROWD: Final = 128
"""First looks that wait; beyond it the oldest is looked at before its time, so that descriptors come free."""
_DISCARD_BYTES: Final = 65536


@frozen
class Departing:
    """A connection whose answer and FIN are with the kernel."""

    client: socket.socket
    address: Any
    key: str
    """What the guard counts it as."""


class Lingering:
    """Waits for the client's FIN, or long enough.

    Args:
        reactor: for one timer, which runs while anything waits.
        gone: called with a connection that is over and closed.
        stays: called with one that still is not over; it is the caller's from then on.
    """

    def __init__(self, reactor: Any, gone: Callable[[Departing], None], stays: Callable[[Departing], None]) -> None:
        self._reactor = reactor
        self._gone = gone
        self._stays = stays
        self._stages: tuple[deque[tuple[float, Departing]], ...] = tuple(deque() for _ in _LOOKS_S)
        self._timer: Any = None

    def add(self, departing: Departing) -> None:
        """Wait for one more."""
        first = self._stages[0]
        first.append((self._reactor.seconds() + _LOOKS_S[0], departing))
        if len(first) > _CROWD:
            self._look(0, first.popleft()[1])
        if self._timer is None:
            self._timer = self._reactor.callLater(_LOOKS_S[0], self._tick)

    def hasten(self) -> None:
        """Look at the latest ones before their time: somebody needs the places that they take."""
        first = self._stages[0]
        for _ in range(len(first)):
            self._look(0, first.popleft()[1])

    def close(self) -> None:
        """Close all of them now: their answers are with the kernel."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for stage in self._stages:
            while stage:
                self._end(stage.popleft()[1])

    def _tick(self) -> None:
        self._timer = None
        now = self._reactor.seconds()
        # The last stage first, so that nothing is looked at twice in one go.
        for place in reversed(range(len(self._stages))):
            stage = self._stages[place]
            while stage and stage[0][0] <= now:
                self._look(place, stage.popleft()[1])
        if self._timer is None and any(self._stages):
            self._timer = self._reactor.callLater(_LOOKS_S[0], self._tick)

    def _look(self, place: int, departing: Departing) -> None:
        try:
            over = not departing.client.recv(_DISCARD_BYTES)
        except BlockingIOError:
            over = False
        except OSError:
            over = True
        if over:
            self._end(departing)
        elif place + 1 < len(self._stages):
            self._stages[place + 1].append((self._reactor.seconds() + _LOOKS_S[place + 1], departing))
        else:
            self._stays(departing)

    def _end(self, departing: Departing) -> None:
        departing.client.close()
        self._gone(departing)
