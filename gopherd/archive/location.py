"""Where an archive's index lies, which one is in service, and who is working on it.

The folder of an index holds ``index-<n>.sqlite`` files, ``current`` with the name of the one in service, and ``lock``
with what its holder is doing. A full build goes into a new file and ``current`` is replaced by a rename: a reader sees
the old state or the new one, whole, whenever the build is killed.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import socket
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from gopherd.errors import ArchiveLocked, ArchiveUnavailable

CONFIGURATION: Final = "gopherd.toml"
_INDEX: Final = re.compile(r"index-([0-9]{6,})\.sqlite(?:-draft)?(?:-wal|-shm|-journal)?")


@frozen
class Progress:
    """How far an indexer has come."""

    done: int
    total: int


def index_folder(root: str) -> str:
    """The folder for the index of the archive ``root``; foreign folders are never written to (``decisions.md``)."""
    beside = os.path.join(root, ".gopherd")
    is_ours = os.path.isfile(os.path.join(root, CONFIGURATION)) and os.access(root, os.W_OK)
    if is_ours and (not os.path.exists(beside) or os.access(beside, os.W_OK)):
        return beside
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    real = os.path.realpath(root)
    name = f"{os.path.basename(real)}-{hashlib.sha256(os.fsencode(real)).hexdigest()[:12]}"
    return os.path.join(cache, "gopherd", name)


def serving_folder(root: str) -> str:
    """The folder of the index to serve from: as ``index_folder``, else one that was brought along with the archive."""
    folder, beside = index_folder(root), os.path.join(root, ".gopherd")
    return beside if current(folder) is None and current(beside) is not None else folder


def current(folder: str) -> str | None:
    """The database in service, ``None`` when there is none yet."""
    try:
        with open(os.path.join(folder, "current"), encoding="ascii") as file:
            name = file.read(100).strip()
    except (OSError, UnicodeDecodeError):
        return None
    path = os.path.join(folder, name)
    return path if _INDEX.fullmatch(name) and name.endswith(".sqlite") and os.path.exists(path) else None


def next_path(folder: str) -> str:
    """Where the next full build goes; what killed builds have left is taken away. Only under the lock."""
    numbers = [0]
    keep = os.path.basename(current(folder) or "")
    for name in os.listdir(folder):
        if match := _INDEX.fullmatch(name):
            numbers.append(int(match[1]))
            if not keep or not name.startswith(keep):
                _remove(os.path.join(folder, name))
    return os.path.join(folder, f"index-{max(numbers) + 1:06}.sqlite")


def publish(folder: str, path: str) -> None:
    """Put a finished database in service. Only under the lock."""
    _sync(path)
    new = os.path.join(folder, "current.new")
    with open(new, "w", encoding="ascii") as file:
        file.write(os.path.basename(path))
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, os.path.join(folder, "current"))
    _sync(folder)


@contextlib.contextmanager
def lock(folder: str) -> Iterator["Lock"]:
    """Be the one indexer of an archive.

    Raises:
        ArchiveLocked: somebody else is; the message names them.
        ArchiveUnavailable: the folder cannot be made or written.
    """
    try:
        os.makedirs(folder, exist_ok=True)
        descriptor = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ArchiveUnavailable(f"the index folder {folder} cannot be written: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = _holder(folder)
            raise ArchiveLocked(f"{holder} is indexing this archive; wait for it, or end it") from error
        held = Lock(descriptor)
        held.report(0, 0)
        try:
            yield held
        finally:
            os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


@frozen
class Lock:
    """The right to write to an index, and the place where its holder says how far it is."""

    descriptor: int

    def report(self, done: int, total: int) -> None:
        """Say how far the work is, to whoever asks ``progress``."""
        text = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "done": done, "total": total})
        os.pwrite(self.descriptor, text.ljust(200).encode(), 0)


def progress(folder: str) -> Progress | None:
    """How far the present indexer is, ``None`` when there is none."""
    said = _said(folder)
    done, total = said.get("done"), said.get("total")
    return Progress(done, total) if isinstance(done, int) and isinstance(total, int) else None


def _holder(folder: str) -> str:
    said = _said(folder)
    return f"process {said['pid']} on {said['host']}" if {"pid", "host"} <= said.keys() else "another process"


def _said(folder: str) -> dict[str, object]:
    try:
        with open(os.path.join(folder, "lock"), encoding="utf-8") as file:
            said = json.loads(file.read(1000))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.remove(path)


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
