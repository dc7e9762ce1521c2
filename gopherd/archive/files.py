"""The folder on disk: which files there are and how their bytes become text."""

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from typing import Final

from attrs import frozen

PICTURES: Final = frozenset("png gif jpg jpeg webp svg bmp tif tiff avif ico".split())
_TEXTS: Final = frozenset({"md", "markdown"})
_NEVER: Final = re.compile(r"(?:_index|readme.*|license.*)$", re.IGNORECASE)
LARGEST_BYTES: Final = 20 << 20
"""A text larger than this is no article (``threats.md``, section 5)."""


@frozen
class Found:
    """A file of the archive, as its directory shows it."""

    path: str
    """Below the archive's folder, with ``/``."""
    size: int
    mtime_ns: int

    @property
    def extension(self) -> str:
        """Lower case, without the dot."""
        return self.path.rpartition(".")[2].lower()

    @property
    def is_picture(self) -> bool:
        """Whether the file is a picture, by its extension."""
        return self.extension in PICTURES


@frozen
class Unnamed:
    """A file whose name is not UTF-8: no selector can lead to it."""

    path: str
    """The name with every wrong byte as a question mark."""


def walk(root: str, start: str = "") -> Iterator[Found | Unnamed]:
    """Every file that may belong to the archive, in no order.

    Hidden folders and links to folders are not entered; a link to a file counts when the file lies in the archive.

    Args:
        root: the archive's folder.
        start: a file or a folder below it, to look at that alone.
    """
    has_articles = os.path.isdir(os.path.join(root, "articles"))
    real_root = os.path.realpath(root)
    parts = start.split("/") if start else []
    above = (os.path.join(root, *parts[:depth]) for depth in range(1, len(parts)))
    if any(part.startswith(".") for part in parts) or any(map(os.path.islink, above)):
        return
    whole = os.path.join(root, start)
    if not start or (os.path.isdir(whole) and not os.path.islink(whole)):
        yield from _below(root, start, real_root, has_articles=has_articles)
    elif _belongs(start, has_articles) and (found := _found(whole, start, real_root, is_link=os.path.islink(whole))):
        yield found


def _below(root: str, start: str, real_root: str, *, has_articles: bool) -> Iterator[Found | Unnamed]:
    folders = [start]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(os.path.join(root, folder)))
        except OSError:
            continue  # a folder that went or that we may not read holds nothing for readers
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append(path)
            elif _belongs(path, has_articles) and (
                found := _found(entry.path, path, real_root, is_link=entry.is_symlink())
            ):
                yield found


def read(root: str, path: str) -> bytes:
    """The bytes of a file, at most one more than ``LARGEST_BYTES``. Raises ``OSError``."""
    with open(os.path.join(root, path), "rb") as file:
        return file.read(LARGEST_BYTES + 1)


def digest(data: bytes) -> bytes:
    """What tells a changed file from one that was only touched."""
    return hashlib.blake2b(data, digest_size=8).digest()


def decode(data: bytes) -> tuple[str, bool]:
    r"""Bytes to text with line ends ``\n``, and whether they were not UTF-8 and had to be read as cp1252."""
    try:
        text, fallback = data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        text, fallback = data.decode("cp1252", "replace"), True
    return text.replace("\r\n", "\n").replace("\r", "\n"), fallback


def _belongs(path: str, has_articles: bool) -> bool:
    stem, _, extension = path.rpartition(".")
    extension = extension.lower()
    if extension in PICTURES:
        return True
    if extension not in _TEXTS:
        return False
    folders = stem.split("/")[:-1]
    if "authors" in folders:
        return True
    if has_articles:
        return folders[:1] == ["articles"] and not stem.endswith("/_index")
    return not _NEVER.match(stem.rpartition("/")[2])


def _found(whole: str, path: str, real_root: str, *, is_link: bool) -> Found | Unnamed | None:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return Unnamed(path.encode("utf-8", "replace").decode())
    try:
        if is_link:
            real = os.path.relpath(os.path.realpath(whole), real_root)
            if any(part.startswith(".") for part in real.split(os.sep)):
                return None  # it leads out of the archive, or to what is hidden in it
        status = os.stat(whole)
    except OSError:
        return None  # it went while we looked
    return Found(path, status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None
