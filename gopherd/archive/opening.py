"""An archive as it changes: the snapshot to answer from, followed through refreshes and full builds."""

import os
import time
from collections.abc import Callable
from typing import Final

import apsw

from gopherd.archive import location, schema
from gopherd.archive.reader import Reader
from gopherd.errors import ArchiveUnavailable, BeingIndexed

LOOK_EVERY_S: Final = 0.25
"""How long a change of the index may stay unnoticed, in seconds."""


class IndexedArchive:
    """A ``ports.Archive`` over the index in a folder.

    Args:
        folder: the folder of the index (``location.index_folder``).
        root: the archive's folder, where its pictures lie.
        clock: monotonic seconds.
        finisher: the signature of whoever finishes the pages that may be shown as they are.
        cache_mb: of the index that may stay in memory; an article is one look at it, a search thousands.
    """

    def __init__(
        self,
        folder: str,
        root: str,
        clock: Callable[[], float] = time.monotonic,
        finisher: str = "",
        cache_mb: int = 4,
    ) -> None:
        self._folder = folder
        self._root = root
        self._clock = clock
        self._finisher = finisher
        self._cache_mb = cache_mb
        self._identity: tuple[str, int, int] | None = None
        self._db: apsw.Connection | None = None
        self._version = -1
        self._reader: Reader | None = None
        self._looked = -LOOK_EVERY_S
        self._embargo: int | None = None
        self._at = 0
        self._generation = 0

    def snapshot(self, now: float, /) -> Reader:
        """As ``ports.Archive.snapshot``."""
        seconds = int(now)
        tick = self._clock()
        if tick - self._looked >= LOOK_EVERY_S or self._reader is None:
            self._looked = tick
            self._look()
        # The calendar may be set back as well as go on; what is to come is asked of it, not of the monotonic clock.
        if self._reader is None or seconds < self._at or (self._embargo is not None and seconds >= self._embargo):
            self._reader = self._new_reader(seconds)
        return self._reader

    def close(self) -> None:
        """Let go of the index."""
        if self._db is not None:
            self._db.close()
        self._db = self._reader = self._identity = None

    def _look(self) -> None:
        path = location.current(self._folder)
        if path is None:
            if self._db is None:
                raise self._missing()
            return  # the folder was taken away under us: what is open stays readable
        # A folder that was deleted and built anew has a file of the same name.
        status = os.stat(path)
        identity = (path, status.st_dev, status.st_ino)
        if identity != self._identity:
            immutable = not os.access(self._folder, os.W_OK) and not os.path.exists(f"{path}-wal")
            try:
                opened = schema.open_to_read(path, immutable=immutable, cache_mb=self._cache_mb)
            except ArchiveUnavailable as error:
                if self._db is None:
                    raise self._missing() if location.progress(self._folder) else error from None
                return  # a damaged new index leaves the old one in service
            self.close()
            self._identity, self._db, self._version = identity, opened, -1
        assert self._db is not None
        version = int(self._db.execute("PRAGMA data_version").get)
        if version != self._version:
            self._version = version
            self._reader = None

    def _new_reader(self, seconds: int) -> Reader:
        assert self._db is not None
        self._generation += 1
        try:
            reader = Reader(self._db, self._root, seconds, self._generation, self._finisher)
            self._embargo = reader.next_change()
        except apsw.Error as error:
            raise ArchiveUnavailable(f"the index in {self._folder} cannot be read ({error})") from error
        self._at = seconds
        return reader

    def _missing(self) -> Exception:
        progress = location.progress(self._folder)
        return BeingIndexed(progress.done, progress.total) if progress else BeingIndexed(0, 0)
