"""Files that are sent as they lie: opened below their folder, whatever their path says."""

import os
import stat
from typing import BinaryIO

from gopherd.errors import NotFound
from gopherd.message import Blob

_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY
# Without O_NONBLOCK the opening of a named pipe would wait for somebody to write into it.
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW


def open_below(blob: Blob) -> tuple[BinaryIO, int]:
    """Open a file for reading.

    No link is followed below the root, not even one made between a check and the opening: each folder is opened
    relative to the one before.

    Returns:
        The file, unbuffered, and its size in bytes.

    Raises:
        NotFound: there is no regular file at that path that may be read.
    """
    *folders, name = blob.path.split("/")
    if not {*folders, name}.isdisjoint(("", ".", "..")):
        raise NotFound("not a path below the folder")
    try:
        descriptor = os.open(blob.root, _FOLDER)
        for folder in folders:
            descriptor = _step(descriptor, folder, _FOLDER | os.O_NOFOLLOW)
        descriptor = _step(descriptor, name, _FILE)
    except (OSError, ValueError) as e:
        raise NotFound("not a file that can be read") from e
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)
        raise NotFound("not a regular file")
    return os.fdopen(descriptor, "rb", buffering=0), state.st_size


def _step(folder: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=folder)
    finally:
        os.close(folder)
