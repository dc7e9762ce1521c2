"""Texts, item type 0: lines, and nothing behind the last one.

RFC 1436 ends a text with a full stop on a line of its own and doubles those that begin a line. No client takes either
back (``clients.md``): six of seven show the full stop, lynx and w3m stop at one. So a text ends where the connection
does, and no line of it is a full stop alone.
"""

from collections.abc import Iterable

from gopherd.wire.menu import clean


def text(lines: Iterable[str], encoding: str = "utf-8") -> bytes:
    """Make a whole text of its lines, each with its CR LF.

    Args:
        lines: what is shown; control characters in them become blanks, as in menus.
        encoding: as Python calls it; what it lacks becomes ``?``.
    """
    cleaned = [clean(line) for line in lines]
    return "".join([f"{'. ' if line == '.' else line}\r\n" for line in cleaned]).encode(encoding, "replace")
