"""What was made of pictures, kept as files: bounded in bytes, what was used longest ago goes first.

Several processes may use the folder at once. A file appears whole, by a rename, and may go at any time; whoever has it
open keeps it. Where nothing can be written nothing is kept, and that is no error.
"""

import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from typing import Final

from attrs import frozen

LIMIT_BYTES: Final = 256 << 20
_DRAFT: Final = ".draft"
_DRAFT_LASTS_S: Final = 3600
"""After that, what was being written when somebody was killed is taken away."""


@frozen
class Prints:
    """A folder of files.

    Args:
        folder: where they lie; made when the first one is kept.
        limit_bytes: how much they may take together.
    """

    folder: str
    limit_bytes: int = LIMIT_BYTES

    def has(self, name: str) -> bool:
        """Whether a file is there; if so, it counts as used now."""
        try:
            os.utime(os.path.join(self.folder, name))
        except FileNotFoundError:
            return False
        except OSError:  # on a disk that cannot be written it is there all the same
            return os.path.exists(os.path.join(self.folder, name))
        return True

    def keep(self, name: str, data: bytes) -> bool:
        """Write a file, and take away what is too much then; says whether it is there."""
        draft = ""
        try:
            os.makedirs(self.folder, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(_DRAFT, dir=self.folder)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(descriptor)  # the rename may otherwise be on the disk before the bytes are
            os.replace(draft, os.path.join(self.folder, name))
        except OSError:
            if draft:
                _remove(draft)
            return False
        self._prune(name)
        return True

    def _prune(self, new: str) -> None:
        found = sorted(self._files())
        size = sum(size for _, size, _ in found)
        for _, bytes_, path in found:
            if size <= self.limit_bytes:
                return
            if os.path.basename(path) != new:
                _remove(path)
                size -= bytes_

    def _files(self) -> Iterator[tuple[int, int, str]]:
        """Last use, size and path of each."""
        with contextlib.suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            for entry in entries:
                try:
                    state = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # somebody else was quicker
                    continue
                if entry.name.endswith(_DRAFT) and state.st_mtime < time.time() - _DRAFT_LASTS_S:
                    _remove(entry.path)
                elif not entry.name.endswith(_DRAFT):
                    yield state.st_mtime_ns, state.st_size, entry.path


def _remove(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        os.remove(path)
