"""Several worker processes that share the listening sockets, and the one process that looks after them.

The master binds, forks and waits; it has no reactor, answers nothing and shares nothing with its workers but the
sockets. A worker that dies is replaced; all of them end together, also when the master is killed.
"""

import itertools
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence

from gopherd.edge.sockets import Address, Listener

RESTARTS = 5
"""Workers that may die within ``RESTARTS_WITHIN_S`` before their places are taken more slowly."""
RESTARTS_WITHIN_S = 60.0
_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD}
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
        sockets: Sequence[tuple[Listener, ...]],
        work: Callable[[int, tuple[Listener, ...], int], None],
        said: Callable[[str], None],
    ) -> None:
        self._sockets = sockets
        self._work = work
        self._said = said
        self._pids: dict[int, int] = {}
        """The place of each process."""
        self._due: dict[int, float] = {}
        """When a place is taken again, in monotonic seconds."""
        self._deaths: deque[float] = deque(maxlen=RESTARTS)
        self._end_by: float | None = None
        """Once the end has begun: when patience ends."""
        self._failed = self._hurried = False
        self._lifeline: tuple[int, int] = (-1, -1)
        self._mask: set[int] = set()

    def addresses(self) -> tuple[Address, ...]:
        """Every address that is listened on."""
        return tuple(each.address() for each in self._sockets[0])

    def run(self) -> int:
        """Keep the workers running until SIGINT or SIGTERM; a second one ends them at once. SIGHUP is passed on.

        Returns:
            The exit status: 0, or 70 when a worker did not end by itself and nobody had asked twice.
        """
        self._lifeline = os.pipe()
        # Signals are waited for and never interrupt anything: a handler may run too late to keep a wait from beginning.
        self._mask = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            self._due = dict.fromkeys(range(len(self._sockets)), 0.0)
            while self._pids or self._due:
                self._start_due()
                told = signal.sigtimedwait(_SIGNALS, self._patience())
                if told is None and self._end_by is not None and time.monotonic() >= self._end_by:
                    self._end(signal.SIGKILL)
                elif told is not None and told.si_signo == signal.SIGHUP:
                    self._tell(signal.SIGHUP)
                elif told is not None and told.si_signo != signal.SIGCHLD:
                    self._hurried = self._end_by is not None
                    self._end(signal.SIGKILL if self._hurried else signal.SIGTERM)
                self._reap()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)
        return 70 if self._failed and not self._hurried else 0

    def _patience(self) -> float:
        """How long nothing needs to be done but what a signal tells."""
        times = list(self._due.values()) if self._end_by is None else [self._end_by]
        return max(min(times, default=time.monotonic() + 3600) - time.monotonic(), 0)

    def _start_due(self) -> None:
        now = time.monotonic()
        for place in [place for place, due in self._due.items() if due <= now]:
            del self._due[place]
            self._start(place)

    def _start(self, place: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            self._pids[pid] = place
            return
        status = 1
        try:
            # A group of its own: Ctrl-C reaches the master alone, which tells the workers once.
            os.setpgid(0, 0)
            os.close(self._lifeline[1])
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the worker hears it itself; it reads everything now
            signal.pthread_sigmask(signal.SIG_SETMASK, self._mask)
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

    def _end(self, number: signal.Signals) -> None:
        self._due.clear()
        # Readers who come now are refused at once, not kept waiting by sockets that nobody listens on any more.
        for each in itertools.chain.from_iterable(self._sockets):
            each.close()
        self._end_by = time.monotonic() + PATIENCE_S
        self._tell(number)

    def _tell(self, number: signal.Signals) -> None:
        for pid in self._pids:
            os.kill(pid, number)

    def _reap(self) -> None:
        """Learn which workers have ended, and have others take their places."""
        for pid in list(self._pids):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if not ended:
                continue
            place = self._pids.pop(pid)
            if self._end_by is None:
                self._replace(place, status)
            else:
                # One that was told before it could listen to signals has no reader, and is ended by them.
                self._failed = self._failed or os.waitstatus_to_exitcode(status) not in {0, -signal.SIGTERM}

    def _replace(self, place: int, status: int) -> None:
        """Put another worker in the place of one that died, more slowly when they die one after the other."""
        now = time.monotonic()
        many = len(self._deaths) == RESTARTS and now - self._deaths[0] < RESTARTS_WITHIN_S
        self._deaths.append(now)
        code = os.waitstatus_to_exitcode(status)
        cause = f"signal {-code}" if code < 0 else f"exit status {code}"
        delay = SLOW_S if many else QUICK_S
        self._due[place] = now + delay
        self._said(f"worker {place + 1} ended ({cause}); another starts in {delay:g} s")
