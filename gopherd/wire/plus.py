"""Gopher+: what a client asks for behind a TAB, and what the answers look like.

An answer begins with a line that says how it ends: ``+4711`` after so many bytes, ``+-1`` at a line of a full stop,
``+-2`` when the connection closes; ``--1`` is an error, and ends as ``+-1`` does. What is known of an item is written
in blocks; every line in them but their names begins with a blank, so no text can end an answer or begin a block.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from attrs import frozen

from gopherd.message import Plus, Wish
from gopherd.wire.menu import LASTLINE, clean

UNTIL_CLOSE: Final = b"+-2\r\n"
"""The first line of an answer that ends when the connection does."""

_UNTIL_LASTLINE: Final = b"+-1\r\n"
_TOKEN: Final = rb"[A-Za-z0-9!#$&^_.+-]+"
_CONTENT: Final = re.compile(rb"\+(" + _TOKEN + rb"/" + _TOKEN + rb"(?: [A-Za-z]{2,3}(?:[_.-][A-Za-z0-9]{1,12})*)?)?")
_ATTRIBUTES: Final = re.compile(rb"([!$])((?:\+[A-Z]{1,20})*)")
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@frozen
class View:
    """A form in which an item can be had."""

    type: str
    """As ``text/plain``."""
    language: str = ""
    """As ``de_DE``; empty when it has none."""
    size_bytes: int | None = None
    """Of the content; ``None`` when it is not known."""

    def encode(self) -> str:
        """The line of the block ``+VIEWS``, its size rounded to kilobytes, of which there is at least one."""
        size = "" if self.size_bytes is None else f" <{max((self.size_bytes + 512) // 1024, 1)}k>"
        return f"{self.name}:{size}"

    @property
    def name(self) -> str:
        """What a client sends behind ``+`` to get it."""
        return f"{self.type} {self.language}" if self.language else self.type


@frozen
class Attributes:
    """What is known of an item."""

    item: bytes
    """Its menu line as it is sent, without its line end."""
    admin: str = ""
    """Who answers for it, as ``Name <mail>``."""
    modified: datetime | None = None
    """When it was changed last, in the site's zone."""
    views: tuple[View, ...] = ()
    abstract: tuple[str, ...] = ()
    """What it is about, in lines."""

    def encode(self, blocks: frozenset[str], encoding: str) -> bytes:
        """Its blocks; those without content are left out.

        Args:
            blocks: the blocks wanted; empty: all. ``INFO`` is always there, since it says where an item begins.
            encoding: of the texts, as Python calls it.
        """
        lines = []
        for name, inner in (
            ("ADMIN", self._admin()),
            ("VIEWS", [view.encode() for view in self.views]),
            ("ABSTRACT", self.abstract),
        ):
            if inner and (name in blocks or not blocks):
                lines.append(f"+{name}:\r\n")
                lines += [f" {clean(line)}\r\n" for line in inner]
        return b"+INFO: " + self.item + b"\r\n" + "".join(lines).encode(encoding, "replace")

    def _admin(self) -> Sequence[str]:
        lines = [f"Admin: {self.admin}"] if self.admin else []
        return lines if self.modified is None else [*lines, f"Mod-Date: {_date(self.modified)}"]


def parse_plus(second: bytes, third: bytes) -> Plus | None:
    """What a request asks for in Gopher+, ``None`` when it does not.

    Only a whole field counts: ``+foo`` and ``$100`` are the words of a search.

    Args:
        second: the field behind the selector; any bytes.
        third: the field behind that one; empty when there is none.
    """
    return _parse(third, is_behind_words=True) or _parse(second, is_behind_words=False)


def sized(content: bytes) -> bytes:
    """An answer of known length."""
    return f"+{len(content)}\r\n".encode("ascii") + content


def described(items: Iterable[Attributes], blocks: frozenset[str], encoding: str = "utf-8") -> bytes:
    """What is known of items, one after the other.

    Args:
        items: those of a menu, in its order; or one.
        blocks: as for ``Attributes.encode``.
        encoding: as for ``Attributes.encode``.
    """
    return _UNTIL_LASTLINE + b"".join([item.encode(blocks, encoding) for item in items]) + LASTLINE


def refused(code: int, admin: str, text: Iterable[bytes]) -> bytes:
    """An error.

    Args:
        code: 1 when the item is not to be had, 2 when it is worth trying again later.
        admin: whom to tell.
        text: what is wrong, in lines as they are sent, without line ends.
    """
    # A line of a full stop would be the last.
    lines = [line if line != b"." else b". " for line in text]
    head = f"--1\r\n{code} {clean(admin)}\r\n".encode("utf-8", "replace")
    return head + b"".join(line + b"\r\n" for line in lines) + LASTLINE


def _parse(field: bytes, *, is_behind_words: bool) -> Plus | None:
    if not field or field[:1] not in b"+!$":
        return None
    if found := _CONTENT.fullmatch(field):
        return Plus(Wish.CONTENT, (found[1] or b"").decode("ascii"), is_behind_words=is_behind_words)
    if found := _ATTRIBUTES.fullmatch(field):
        blocks = frozenset(found[2].decode("ascii").split("+")) - {""}
        return Plus(Wish(found[1].decode("ascii")), "", blocks, is_behind_words)
    return None


def _date(at: datetime) -> str:
    """As C's ``ctime``, then in digits."""
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    digits = f"{at.year:04}{at.month:02}{at.day:02}{at.hour:02}{at.minute:02}{at.second:02}"
    return f"{day} {month} {at.day:2} {at.hour:02}:{at.minute:02}:{at.second:02} {at.year:04} <{digits}>"
