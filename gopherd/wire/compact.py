"""A menu without what every menu repeats: the ends of its info lines, and the name of the server it comes from.

So it lies in the index for a server of any name, next to text of the same words. The marks are control characters,
which no field of a menu can hold (``menu.clean``).
"""

from typing import Final

from gopherd.wire.menu import INFO_TAIL

ANY_HOST: Final = "gopherd.invalid"
"""The host, and with ``ANY_PORT``, which no address can have, the whole address, of items that lead to whatever server
the menu will come from."""
ANY_PORT: Final = 0
_BETWEEN, _INFO, _ITEM = b"\x01", b"\x02", b"\x03"
_INFO_TAIL: Final = INFO_TAIL.encode()
_INFO_BETWEEN: Final = _INFO_TAIL + b"i"


def compact(menu: bytes) -> bytes:
    """The compact form of a finished menu.

    Args:
        menu: whose items lead to ``ANY_HOST`` and ``ANY_PORT`` where they lead to the server itself.
    """
    own = menu.replace(_tail(ANY_HOST, ANY_PORT), _ITEM)
    return own.replace(_INFO_BETWEEN, _BETWEEN).replace(_INFO_TAIL, _INFO)


def expand(compacted: bytes, host: str, port: int) -> bytes:
    """The menu, as it comes from this server."""
    infos = compacted.replace(_BETWEEN, _INFO_BETWEEN).replace(_INFO, _INFO_TAIL)
    return infos.replace(_ITEM, _tail(host, port))


def _tail(host: str, port: int) -> bytes:
    return f"\t{host}\t{port}\r\n".encode()
