"""The back room: one process of a server answers what takes long, so that nobody else waits for it.

Its queue is the kernel's: every worker connects to one listening Unix socket that was bound before any of them began.
The backlog bounds it, and whoever finds it full knows at once. A connection is one request and one response. So a back
room that dies leaves nothing behind but closed connections, which the workers see, and those that wait are answered by
the next one. A worker that no longer wants an answer closes its end, and the answer is never begun.

The address is chosen by the kernel and has no file, so that nothing is left over however the server ends; other users
of the machine, who could connect all the same, are turned away.
"""

import contextlib
import os
import select
import signal
import socket
import struct
from collections.abc import Callable
from typing import Final

from gopherd.message import Request, Response
from gopherd.wire.relay import decode_request, encode_response

QUEUE: Final = 32
"""Requests that may wait; beyond it readers are told that the server is busy."""
ANSWER_LIMIT_S: Final = 10.0
"""How much processor time one answer may take; then the process ends, whatever it is at, and another takes its place.

Not time on the clock: a machine that is busy with other things is no fault of the answer's.
"""
HANG_LIMIT_S: Final = 60.0
"""The same by the clock, for an answer that waits for something that does not come."""
_TALK_LIMIT_S: Final = 5.0
_LONGEST_BYTES: Final = 64 << 10
"""Of a request; a line of the wire is far shorter, however it is coded."""
_NICE: Final = 5
"""Readers of articles come first where processors are few."""
_CREDENTIALS: Final = struct.Struct("3i")


def bind(queue: int = QUEUE) -> socket.socket:
    """A socket that listens, at an address of its own on this machine.

    Args:
        queue: how many may wait.
    """
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listening.bind("")
    listening.listen(queue)
    return listening


def serve(
    listening: socket.socket,
    answer: Callable[[Request], Response],
    limit_s: float = ANSWER_LIMIT_S,
    hang_limit_s: float = HANG_LIMIT_S,
) -> None:
    """Answer one request after the other, for ever.

    Args:
        listening: as ``bind`` makes it.
        answer: a request in, a response out; one that takes more than a limit ends this process by a signal.
        limit_s: in seconds of processor time.
        hang_limit_s: in seconds by the clock.
    """
    os.nice(_NICE)
    listening.setblocking(True)
    while True:
        connection, _ = listening.accept()
        # A worker that has gone, in whatever moment.
        with connection, contextlib.suppress(OSError):
            connection.settimeout(_TALK_LIMIT_S)
            if _is_ours(connection):
                _serve_one(connection, answer, limit_s, hang_limit_s)


def _serve_one(
    connection: socket.socket, answer: Callable[[Request], Response], limit_s: float, hang_limit_s: float
) -> None:
    with connection.makefile("rb") as file:
        request = decode_request(file.readline(_LONGEST_BYTES))
    if request is None or _has_gone(connection):
        return
    # The signals' default action ends the process even inside a library that never comes back to Python.
    signal.setitimer(signal.ITIMER_PROF, limit_s)
    signal.setitimer(signal.ITIMER_REAL, hang_limit_s)
    response = answer(request)
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    connection.sendall(encode_response(response))


def _is_ours(connection: socket.socket) -> bool:
    """Whether the other end is a process of the same user."""
    said = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(said)[1] == os.geteuid())


def _has_gone(connection: socket.socket) -> bool:
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    return bool(poll.poll(0))
