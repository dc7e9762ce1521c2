"""Slugs and numbers: how an article, a tag or an author is addressed for ever."""

import hashlib
import re
import unicodedata
from typing import Final

from anyascii import anyascii

from gopherd.model.edition import WIDTHS, Charset
from gopherd.model.text import fold

EDITIONS: Final = frozenset({*(charset.value for charset in Charset), *map(str, WIDTHS)})
"""What the first part of a selector may not be when it is to be a slug: these stand for editions."""

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"})
_NOT_SLUG = re.compile(r"[^A-Za-z0-9]+")
_MARKS_IN_FRONT = re.compile(r"^[^a-z0-9]+")
_LOWEST, _SPAN = 10**11, 9 * 10**11


def slug_of(text: str) -> str:
    """The decoration in front of a number: ASCII, case kept, every run of other characters one ``-``.

    >>> slug_of("+++ Nachrichten im Ukrainekrieg +++")
    '-Nachrichten-im-Ukrainekrieg-'
    >>> slug_of("Gespräche im Ukrainekonflikt")
    'Gespraeche-im-Ukrainekonflikt'
    """
    text = unicodedata.normalize("NFC", text).translate(_GERMAN)
    if not text.isascii():
        text = anyascii(text)
    slug = _NOT_SLUG.sub("-", text)
    # A slug that reads as an edition, or as nothing at all, would be taken for something else.
    return f"{slug}-" if not slug or slug in EDITIONS else slug


def sort_of(text: str) -> str:
    """By what a name is put in order, as in a dictionary: ä with a, marks in front of it as if they were not there.

    A name of nothing but signs comes before all letters.

    >>> sort_of("„Ärger“")
    'arger"'
    """
    plain = anyascii(text).casefold()
    return _MARKS_IN_FRONT.sub("", plain) or f"!{plain}"


def number_of_name(name: str) -> int:
    """The number of a tag, an author or a section: the same on every machine, whatever the case it is written in."""
    return hashed(fold(name))


def number_of_path(path: str, turn: int = 0) -> int:
    """The number of an article that brings none.

    Args:
        path: its file below the archive's folder, with ``/``, without extension.
        turn: how many earlier paths have claimed the numbers before this one; each turn hashes a further ``#``.
    """
    return hashed(unicodedata.normalize("NFC", path) + "#" * turn)


def hashed(text: str) -> int:
    """Twelve decimal digits, the first not zero, from SHA-256 of ``text`` in UTF-8."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
    return _LOWEST + int.from_bytes(digest[:8], "big") % _SPAN
