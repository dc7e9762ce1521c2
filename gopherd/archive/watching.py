"""Notices that something in an archive's folder has changed."""

import os
import queue
import threading
from collections.abc import Iterator
from typing import Final

from watchfiles import DefaultFilter, watch

_MANY: Final = 500
"""Changes that are looked at one by one; more are found sooner by a look at everything."""


class Watch:
    """Watches a folder from the moment it is made, so that nothing is missed between a look and the next."""

    def __init__(self, root: str) -> None:
        self._root = os.path.realpath(root)
        self._changes: queue.SimpleQueue[set[str]] = queue.SimpleQueue()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), name="watch", daemon=True).start()
        ready.wait()

    def changes(self) -> Iterator[tuple[str, ...] | None]:
        """After each burst of changes the files and folders it met, below the root; ``None``: too many to name.

        Never ends.
        """
        while True:
            met = self._changes.get()
            while not self._changes.empty():
                met |= self._changes.get()
            yield tuple(sorted(met)) if len(met) <= _MANY else None

    def _run(self, ready: threading.Event) -> None:
        # The first time-out is the sign that the kernel watches for us.
        for changes in watch(
            self._root, watch_filter=_Visible(self._root), debounce=300, step=50, rust_timeout=50,
            yield_on_timeout=True, raise_interrupt=False, ignore_permission_denied=True,
        ):  # fmt: skip
            ready.set()
            if changes:
                places = (os.path.relpath(path, self._root) for _, path in changes)
                self._changes.put({"" if place == os.curdir else place for place in places})


class _Visible(DefaultFilter):
    """Leaves out hidden files and folders, the index beside the archive among them."""

    def __init__(self, root: str) -> None:
        super().__init__()
        self._root = root

    def __call__(self, _change: object, path: str) -> bool:
        return not any(part.startswith(".") for part in os.path.relpath(path, self._root).split(os.sep))
