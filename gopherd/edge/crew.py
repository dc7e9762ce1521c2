"""Several worker processes that share the listening sockets, and the one process that looks after them.

The master binds, forks and waits; it has no reactor, answers nothing and shares nothing with its workers but the
sockets. A worker that dies is replaced; all of them end together, also when the master is killed.
"""

import os
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import FrameType

RESTARTS = 5
"""Workers that may die within ``RESTARTS_WITHIN_S`` before their places are taken more slowly."""
RESTARTS_WITHIN_S = 60.0
QUICK_S = 0.2
SLOW_S = 10.0
PATIENCE_S = 35.0
"""How long workers may take to end; a little longer than they give their readers."""


class Crew:
    """Runs workers.

    Args:
        sockets: for each worker the sockets it listens on.
        work: called in each worker with its place, its sockets and a descriptor that ends when the master does; must
            serve until SIGTERM and return.
        said: takes what is to be told the operator.
    """

    def __init__(
        self,
        sockets: Sequence[tuple[socket.socket, ...]],
        work: Callable[[int, tuple[socket.socket, ...], int], None],
        said: Callable[[str], None],
    ) -> None:
        self._sockets = sockets
        self._work = work
        self._said = said
        self._places: dict[int, int] = {}
        self._deaths: deque[float] = deque(maxlen=RESTARTS)
        self._stopping = False
        self._lifeline: tuple[int, int] = (-1, -1)

    def addresses(self) -> tuple[tuple[str, int], ...]:
        """Host and port of every address that is listened on."""
        return tuple(each.getsockname()[:2] for each in self._sockets[0])

    def run(self) -> int:
        """Keep the workers running until SIGINT or SIGTERM; a second one ends them at once.

        Returns:
            The exit status: 0, or 70 when a worker did not end by itself.
        """
        self._lifeline = os.pipe()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        for place in range(len(self._sockets)):
            self._start(place)
        failed = False
        while self._places:
            pid, status = os.wait()
            place = self._places.pop(pid)
            if self._stopping:
                failed = failed or status != 0
            else:
                self._replace(place, status)
        return 70 if failed else 0

    def _start(self, place: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self._places[pid] = place
            if self._stopping:  # the signal came while we forked
                os.kill(pid, signal.SIGTERM)
            return
        status = 1
        try:
            # A group of its own: Ctrl-C reaches the master alone, which tells the workers once.
            os.setpgid(0, 0)
            os.close(self._lifeline[1])
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            for other, sockets in enumerate(self._sockets):
                if other != place:
                    for each in sockets:
                        each.close()
            self._work(place, self._sockets[place], self._lifeline[0])
            status = 0
        except BaseException as error:  # noqa: BLE001 - nothing of the master's may run on in a worker
            self._said(f"worker {place + 1} failed: {error}")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _replace(self, place: int, status: int) -> None:
        """Put another worker in the place of one that died, more slowly when they die one after the other."""
        now = time.monotonic()
        many = len(self._deaths) == RESTARTS and now - self._deaths[0] < RESTARTS_WITHIN_S
        self._deaths.append(now)
        code = os.waitstatus_to_exitcode(status)
        cause = f"signal {-code}" if code < 0 else f"exit status {code}"
        delay = SLOW_S if many else QUICK_S
        self._said(f"worker {place + 1} ended ({cause}); another starts in {delay:g} s")
        until = now + delay
        while not self._stopping and time.monotonic() < until:
            time.sleep(0.05)
        if not self._stopping:
            self._start(place)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        sign = signal.SIGKILL if self._stopping else signal.SIGTERM
        self._stopping = True
        for pid in list(self._places):
            os.kill(pid, sign)
        if sign == signal.SIGTERM:
            signal.signal(signal.SIGALRM, self._stop)
            signal.setitimer(signal.ITIMER_REAL, PATIENCE_S)
