"""Who may connect: a limit for each client, and one for all of them."""

import resource
import time
from collections.abc import Callable

from twisted.logger import Logger

from gopherd.edge.peer import limited_as

CLIENT_LIMIT = 64
"""Connections that one client (an IPv4 address, an IPv6 /64) may hold at a time."""

RESERVE_DESCRIPTORS = 64
"""Descriptors kept free of connections: for the index, files being sent, the log."""

NOTICE_INTERVAL_S = 60

_log = Logger()


def total_limit() -> int:
    """Tell how many connections this process has descriptors for."""
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 1 << 20 if soft == resource.RLIM_INFINITY else max(1, soft - RESERVE_DESCRIPTORS)


class Guard:
    """Counts connections; who is over a limit is told to the operator at most once a minute.

    Args:
        per_client: connections of one client.
        total: connections of all.
        now: monotonic seconds.
    """

    def __init__(self, per_client: int, total: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_client = per_client
        self._total = total
        self._now = now
        self._held: dict[str, int] = {}
        self._all = 0
        self._refused = 0
        self._notice_after = now()

    def admits(self, host: str) -> bool:
        """Tell whether one more connection may come; most are over before anybody could count them.

        Args:
            host: the peer's address; those without one (UNIX sockets) count for all only.
        """
        # Nobody holds anything most of the time, and no table needs to be asked.
        if not self._all:
            return self._total > 0 and self._per_client > 0
        client = limited_as(host)
        return self._all < self._total and not (client and self._held.get(client, 0) >= self._per_client)

    def enter(self, host: str) -> str:
        """Count a connection in.

        Args:
            host: as for ``admits``, which has been asked.

        Returns:
            What ``leave`` wants to be told.
        """
        client = limited_as(host)
        self._held[client] = self._held.get(client, 0) + 1
        self._all += 1
        return client

    def leave(self, client: str) -> None:
        """Let a connection go.

        Args:
            client: what ``enter`` returned.
        """
        self._all -= 1
        held = self._held.pop(client) - 1
        if held:
            self._held[client] = held

    def refuse(self) -> None:
        """Note that somebody was sent away."""
        self._refused += 1
        now = self._now()
        if now >= self._notice_after:
            self._notice_after = now + NOTICE_INTERVAL_S
            _log.warn("connections over the limit: {count} closed at once", count=self._refused)
            self._refused = 0
