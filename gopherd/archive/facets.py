"""What hits have in common: the years, sections, tags and authors of thousands of articles, counted in no time.

Each is a number of 32 bits, two of them for its kind, and those of an article lie packed in a few bytes: counting the
numbers of ten thousand articles takes a tenth of the time of reading them one by one.
"""

import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from heapq import nsmallest
from typing import Final

from gopherd.archive.finds import Facet
from gopherd.model.article import Kind, Name

SHOWN: Final = 6
"""Facets of each kind."""
_KINDS: Final = None, Kind.SECTION, Kind.TAG, Kind.AUTHOR
"""By the two lowest bits; a year has none."""


def packed(year: int | None, names: Iterable[tuple[Kind, int]]) -> bytes:
    """What an article has.

    Args:
        year: in which it was published, if that is known.
        names: the kind and the ``name.id`` of each of its names.
    """
    found = [] if year is None else [year << 2]
    return _swapped(array("I", [*found, *(key << 2 | _KINDS.index(kind) for kind, key in names)])).tobytes()


def commonest(data: Sequence[bytes], name_of: Callable[[int], Name]) -> tuple[Facet, ...]:
    """The commonest few of each kind: years, sections, tags, authors.

    Args:
        data: of each article what ``packed`` has made.
        name_of: the name with a ``name.id``.
    """
    counts: list[list[tuple[int, int]]] = [[] for _ in _KINDS]
    for number, count in Counter(_numbers(data)).items():
        counts[number & 3].append((-count, number >> 2))
    years, *others = (nsmallest(SHOWN, some) for some in counts)
    facets = [Facet(None, str(year), year, -count) for count, year in years]
    for some in others:
        for count, key in some:
            name = name_of(key)
            facets.append(Facet(name.kind, name.text, name.number, -count))
    return tuple(facets)


def _numbers(data: Iterable[bytes]) -> "array[int]":
    numbers = array("I")
    numbers.frombytes(b"".join(data))
    return _swapped(numbers)


def _swapped(numbers: "array[int]") -> "array[int]":
    """To little endian and back: an index may be carried to another machine."""
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
