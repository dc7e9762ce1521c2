"""Menus, RFC 1436 section 3.1: one item a line, its fields parted by TAB, the whole closed by the Lastline.

This is the only place where fields become lines. Every field passes through ``clean``, so nothing in a title, a
selector or a host can make a second line or a further field.
"""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from attrs import field, frozen, validators

LASTLINE = b".\r\n"
"""The line that ends a menu (RFC 1436, appendix)."""

DEFAULT_PORT = 70
"""The port of a gopher address that names none."""

# The customary fields of a line that leads nowhere; clients know them and write them nowhere.
INFO_TAIL = "\tfake\t(NULL)\t0\r\n"
_INFO_BETWEEN = f"{INFO_TAIL}i"

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PORT = re.compile("[0-9]{1,5}")


class ItemType(StrEnum):
    """The first character of a menu line (RFC 1436 section 3.8, and what clients have added since)."""

    TEXT = "0"
    MENU = "1"
    CSO = "2"
    ERROR = "3"
    BINHEX = "4"
    ARCHIVE = "5"
    UUENCODED = "6"
    SEARCH = "7"
    TELNET = "8"
    BINARY = "9"
    MIRROR = "+"
    GIF = "g"
    IMAGE = "I"
    TN3270 = "T"
    DOCUMENT = "d"
    HTML = "h"
    INFO = "i"
    SOUND = "s"


def clean(text: str) -> str:
    """Make a text fit for one field of one line.

    Args:
        text: anything.

    Returns:
        The text with a blank for every control character (C0, DEL, C1) and line separator (U+2028, U+2029), and a
        ``?`` for every lone surrogate, which UTF-8 cannot say. The very same object when there was nothing to do.
    """
    # Printable text holds none of them, and asking takes half the time of searching.
    if text.isprintable():
        return text
    return _UNFIT.sub(lambda found: "?" if found[0] >= "\ud800" else " ", text)


def info(text: str) -> str:
    """Make one info line, finished, with its CR LF.

    Args:
        text: what is shown; may be empty.
    """
    return f"i{clean(text)}{INFO_TAIL}"


def infos(texts: Sequence[str]) -> str:
    """Make several info lines at once: what ``info`` makes of each, in a third of the time.

    Args:
        texts: what is shown, line by line; may be empty.
    """
    if not texts:
        return ""
    # Printable text needs no cleaning, and one question for all lines is cheaper than one for each.
    if not "".join(texts).isprintable():
        texts = [clean(text) for text in texts]
    return f"i{_INFO_BETWEEN.join(texts)}{INFO_TAIL}"


def item(type: str, display_string: str, selector: str, host: str, port: int) -> str:  # noqa: A002 - RFC 1436's word
    """Make one menu line, finished, with its CR LF.

    Args:
        type: one character, see ``ItemType``.
        display_string: what is shown.
        selector: what the client sends back.
        host: name or address of the server that has it.
        port: TCP port there.
    """
    if not f"{type}{display_string}{selector}{host}".isprintable():
        return f"{clean(type)}{clean(display_string)}\t{clean(selector)}\t{clean(host)}\t{port}\r\n"
    return f"{type}{display_string}\t{selector}\t{host}\t{port}\r\n"


def menu(lines: Iterable[str], encoding: str = "utf-8") -> bytes:
    """Make a whole menu, with its Lastline.

    Args:
        lines: finished lines, as ``info`` and ``item`` make them.
        encoding: as Python calls it; what it lacks becomes ``?``.
    """
    return "".join(lines).encode(encoding, "replace") + LASTLINE


@frozen
class Item:
    """One line of a menu as a value."""

    type: str = field(validator=validators.and_(validators.min_len(1), validators.max_len(1)))
    """One character; an ``ItemType`` where it is a known one."""
    display_string: str
    selector: str = ""
    host: str = ""
    """Empty when the line named none: the server that sent the menu is meant."""
    port: int = DEFAULT_PORT

    def encode(self) -> bytes:
        """Return the line as bytes, with its CR LF."""
        return item(self.type, self.display_string, self.selector, self.host, self.port).encode("utf-8", "replace")


def decode_item(line: bytes) -> Item:
    """Read one line of anybody's menu.

    Tolerant, since our client meets every server there is: missing fields have the defaults of ``Item``, a port that is
    no number is 70, what follows the fourth TAB (Gopher+) is ignored, what is not UTF-8 is read as Latin-1.

    Args:
        line: one line, with or without its line end.

    Returns:
        The item, its fields as they came: whoever shows them cleans them.

    Raises:
        ValueError: there is nothing in the line.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = line.decode("latin-1")
    text = text.removesuffix("\n").removesuffix("\r")
    if not text:
        raise ValueError("an empty line is no menu item")
    display_string, selector, host, port, *_ = *text[1:].split("\t"), "", "", ""
    number = port.strip()
    return Item(text[0], display_string, selector, host, int(number) if _PORT.fullmatch(number) else DEFAULT_PORT)


def decode_menu(data: bytes) -> tuple[Item, ...]:
    """Read anybody's menu up to its Lastline, or to its end when there is none.

    Args:
        data: the whole answer; lines end with LF, a CR before it is dropped. Empty lines are passed over.
    """
    items = []
    for raw in data.split(b"\n"):
        line = raw.removesuffix(b"\r")
        if line == b".":
            break
        if line:
            items.append(decode_item(line))
    return tuple(items)


def is_refusal(data: bytes) -> bool:
    """Whether an answer begins with an error item, as servers say no whatever type was asked for (RFC 1436, 3.8)."""
    first = data.partition(b"\n")[0]
    return first.startswith(ItemType.ERROR.encode()) and first.count(b"\t") >= 3
