"""The access log: a line a request in Apache's combined format, so that goaccess and lnav read it.

Context: a line through ``twisted.logger`` costs half a request, and a full disk or a stuck pipe must not be anybody's
wait. Choice: the reactor makes the line (1.5 µs); a thread of its own writes all of them once a second. The
thread formats nothing, since a thread that works makes the reactor wait 5 ms at a time for the interpreter, which
was everybody's p99. It is a daemon thread, because nothing can wake one that hangs in a write, and the server's end
must not wait for it either. The file is opened for each batch, so that it may be renamed or removed at any time.
"""

import os
import re
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import Event, Thread
from urllib.parse import quote_from_bytes

from twisted.logger import Logger

from gopherd.edge.peer import logged_as

LINE_LIMIT_BYTES = 512
QUEUE_LIMIT_LINES = 100_000
INTERVAL_S = 1.0
NOTICE_INTERVAL_S = 60

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# All that RFC 3986 allows in a path, so that the quote, the backslash and whatever is not ASCII are percent-coded.
_PATH_SAFE = "/!$&'()*+,;:=@~"
_PLAIN = re.compile(rb"[A-Za-z0-9/!._-]+")
"""What our own selectors are made of: safe in a path as it is."""
_SHORT_BYTES = 300
"""A selector that leaves room for everything else in a line, and so"""
_PATH_LIMIT = LINE_LIMIT_BYTES - 128
"""characters of a longer one."""
# The selector in a line ends at a TAB, at the "?" that some clients send, and at the slash behind "!s", however either
# is coded: what follows are words of a search.
_SELECTOR = re.compile(rb"[^\t?]*?(?:(?:!|%21)(?:s|%73)(?=/|%2[Ff])|(?=[\t?]|\Z))", re.DOTALL)
_BROKEN_ESCAPE = re.compile("%[0-9A-F]?$")

_log = Logger()


def format_entry(time_s: int, network: str, line: bytes, status: int, size_bytes: int) -> str:
    """Write a request as one line of at most ``LINE_LIMIT_BYTES`` ASCII characters, with its LF.

    The selector is percent-coded, a longer one is cut; an empty one is ``/``. Search words are left out.

    Args:
        time_s: seconds since 1970, UTC.
        network: the client's address, cut.
        line: the request line as it came, without its end.
        status: an HTTP status.
        size_bytes: of the answer.
    """
    # Our own selectors need no coding and no cutting, and looking is cheaper.
    is_plain = len(line) <= _SHORT_BYTES and b"!s/" not in line and _PLAIN.fullmatch(line)
    path = line.decode("ascii") if is_plain else _coded(line)
    return f'{network} - - [{_when(time_s)} +0000] "GET {path} HTTP/1.0" {status} {size_bytes} "-" "gopher"\n'


def _coded(line: bytes) -> str:
    """The selector in a request line, percent-coded and cut to what leaves room for the longest of everything else."""
    found = _SELECTOR.match(line)
    assert found
    path = quote_from_bytes(found[0], safe=_PATH_SAFE) or "/"
    return path if len(path) <= _PATH_LIMIT else _BROKEN_ESCAPE.sub("", path[:_PATH_LIMIT])


@lru_cache(maxsize=8)
def _when(time_s: int) -> str:
    """The time of a line; thousands of them share a second."""
    at = time.gmtime(time_s)
    return f"{at.tm_mday:02}/{_MONTHS[at.tm_mon - 1]}/{at.tm_year}:{at.tm_hour:02}:{at.tm_min:02}:{at.tm_sec:02}"


class AccessLog:
    """Collects entries and writes them, never keeping anybody waiting.

    Args:
        path: the file, appended to; ``-`` is standard output.
        now: seconds since 1970.
        interval_s: how often is written.
    """

    def __init__(self, path: str, now: Callable[[], float] = time.time, interval_s: float = INTERVAL_S) -> None:
        self._path = path
        self._now = now
        self._interval_s = interval_s
        self._entries: deque[str] = deque()
        # Each counter has one thread that writes it.
        self._overflown_lines = 0
        self._unwritten_lines = 0
        self._told_lines = 0
        self._notice_after_s = 0.0
        self._torn = False
        self._wake = Event()
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the writing thread."""
        self._thread = Thread(target=self._work, name="access log", daemon=True)
        self._thread.start()

    def record(self, host: str, line: bytes, status: int, size_bytes: int) -> None:
        """Note a request.

        Args:
            host: the client's address; it is cut before it is kept.
            line: the request line as it came, without its end.
            status: as HTTP says it.
            size_bytes: of the answer.
        """
        if len(self._entries) >= QUEUE_LIMIT_LINES:
            self._overflown_lines += 1
            return
        self._entries.append(format_entry(int(self._now()), logged_as(host), line, status, size_bytes))
        if not self._wake.is_set():
            self._wake.set()

    def stop(self, wait_s: float = 2.0) -> None:
        """Write what is left and end.

        Args:
            wait_s: how long to wait for a file that takes nothing; what it has not taken is lost.
        """
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(wait_s)

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.wait()
            self._stopping.wait(self._interval_s)
            self._wake.clear()
            self._write_all()
        # What came while the last batch was written.
        self._write_all()

    def _write_all(self) -> None:
        # Counted first, since more may be coming in all the time.
        batch = [self._entries.popleft() for _ in range(len(self._entries))]
        reason = "too slow"
        try:
            if batch:
                self._write(batch)
        except OSError as e:
            reason = e.strerror or "cannot be written"
            self._unwritten_lines += len(batch)
        lost = self._overflown_lines + self._unwritten_lines - self._told_lines
        now = time.monotonic()
        if lost and now >= self._notice_after_s:
            self._notice_after_s = now + NOTICE_INTERVAL_S
            self._told_lines += lost
            _log.warn("access log {path}: {reason}; {count} lines lost", path=self._path, reason=reason, count=lost)

    def _write(self, lines: Iterable[str]) -> None:
        # A line that broke off in the batch before must not swallow the next one.
        rest = memoryview((("\n" if self._torn else "") + "".join(lines)).encode("ascii"))
        descriptor = 1 if self._path == "-" else os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
        try:
            while rest:
                written = os.write(descriptor, rest)
                self._torn = rest[written - 1] != ord("\n")
                rest = rest[written:]
        finally:
            if descriptor != 1:
                os.close(descriptor)
