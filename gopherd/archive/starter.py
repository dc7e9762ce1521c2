"""The small archive that ``gopherd init`` makes."""

import os
from importlib import resources
from importlib.resources.abc import Traversable

from gopherd.errors import ArchiveUnavailable


def make_starter(folder: str) -> list[str]:
    """Fill ``folder`` with a small archive; returns the files made, below it.

    Raises:
        ArchiveUnavailable: the folder has something in it, or cannot be written.
    """
    try:
        if os.path.isdir(folder) and os.listdir(folder):
            raise ArchiveUnavailable(f"{folder} is not empty; choose a folder that does not exist yet")
        return sorted(_copy(resources.files("gopherd").joinpath("starter"), folder, ""))
    except OSError as error:
        raise ArchiveUnavailable(f"{folder} cannot be made: {error.strerror}") from error


def _copy(source: Traversable, folder: str, below: str) -> list[str]:
    os.makedirs(os.path.join(folder, below), exist_ok=True)
    made: list[str] = []
    for entry in source.iterdir():
        path = os.path.join(below, entry.name)
        if entry.is_dir():
            made += _copy(entry, folder, path)
        else:
            with open(os.path.join(folder, path), "xb") as file:
                file.write(entry.read_bytes())
            made.append(path)
    return made
