"""Editions: the same newspaper in the character set and the width that a reader's machine can show."""

from enum import Enum
from typing import Final

from attrs import frozen

WIDTHS: Final = range(20, 201)
"""The widths a reader may ask for, in display cells."""


class Charset(Enum):
    """A character set; the value stands in selectors, and Python knows the encoding by it."""

    UTF8 = "utf8"
    LATIN1 = "latin1"
    ASCII = "ascii"

    @property
    def mime(self) -> str:
        """Its name on the net (IANA)."""
        return {"utf8": "UTF-8", "latin1": "ISO-8859-1", "ascii": "US-ASCII"}[self.value]


@frozen
class Edition:
    """In which form a page goes out."""

    charset: Charset = Charset.UTF8
    width: int | None = None
    """Display cells where the reader has asked for them, one of ``WIDTHS``; ``None``: the site's own."""
    prefix: str = ""
    """What stands in front of every selector of ours, as ``/ascii/40``, so that no link leaves the edition."""


PLAIN: Final = Edition()
"""The edition of who asks for none."""


def prefix_of(charset: Charset | None, width: int | None) -> str:
    """The one prefix of an edition, however it was asked for: character set, then width.

    >>> prefix_of(Charset.ASCII, 40)
    '/ascii/40'
    >>> prefix_of(None, None)
    ''
    """
    parts = (charset.value if charset else None, width)
    return "".join(f"/{part}" for part in parts if part is not None)
