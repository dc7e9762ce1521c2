"""Sections within sections: ``Politics/Europe`` is part of ``Politics``."""

from collections.abc import Collection

from gopherd.model.text import collapse, fold

_SLASH = "/"


def within(path: str, known: Collection[str]) -> list[str]:
    """A section and those that it is part of, the inmost first.

    A paper may have a section whose own name has a slash in it; when the configuration knows that name and not the one
    in front of the slash, it is one section.

    Args:
        path: as articles write it.
        known: the folded names of the sections in the configuration.
    """
    parts = [part for part in map(collapse, path.split(_SLASH)) if part]
    if len(parts) < 2:
        return [path]
    whole = [_SLASH.join(parts[:depth]) for depth in range(len(parts), 0, -1)]
    if known:
        named = [fold(name) in known for name in whole]
        if named[0] and not any(named[1:]):
            return whole[:1]
    return whole
