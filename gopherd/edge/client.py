"""A small Gopher client for ``gopherd get``: blocking, without Twisted, and careful with what strangers send."""

import socket
import ssl
from collections.abc import Sequence

from gopherd.errors import GopherdError
from gopherd.wire.address import GopherAddress, link_scheme
from gopherd.wire.menu import DEFAULT_PORT, Item, ItemType, clean

_PIECE_BYTES = 64 * 1024

# As lynx writes them.
_TAGS = {
    ItemType.TEXT: "(FILE)",
    ItemType.MENU: "(DIR)",
    ItemType.SEARCH: "(?)",
    ItemType.TELNET: "(TEL)",
    ItemType.TN3270: "(TEL)",
    ItemType.CSO: "(CSO)",
    ItemType.GIF: "(IMG)",
    ItemType.IMAGE: "(IMG)",
    ItemType.HTML: "(HTML)",
    ItemType.SOUND: "(SND)",
}
_TAG_COLUMNS = 6

# Signs that turn the direction of writing: what follows them on a terminal is not what it seems.
_DIRECTION = dict.fromkeys(map(ord, "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


class FetchFailed(GopherdError):
    """A Gopher server cannot be asked, or its answer not be taken; the message says which server and why."""


def fetch(address: GopherAddress, timeout_s: float, limit_bytes: int, *, is_trusting: bool = False) -> bytes:
    """Ask a server and return its whole answer.

    Args:
        address: what to ask for; its item type does not matter.
        timeout_s: the longest silence, in seconds.
        limit_bytes: the longest answer that is taken.
        is_trusting: whether any certificate will do; else it must be one that this machine trusts, for that host.

    Raises:
        FetchFailed: the name is unknown, the server refuses, is silent or breaks off, its certificate is not trusted,
            the answer is too large, or the selector cannot be sent as one line.
    """
    where = f"{address.host}:{address.port}"
    fields = [address.selector, address.search] if address.search else [address.selector]
    if any(clean(field) != field for field in fields):
        raise FetchFailed(f"{where} cannot be asked for a selector with control characters")
    pieces, size = [], 0
    try:
        with (
            socket.create_connection((address.host, address.port), timeout_s) as plain,
            _in_tls(plain, address.host, is_trusting) if address.is_tls else plain as connection,
        ):
            connection.sendall("\t".join(fields).encode() + b"\r\n")
            while piece := connection.recv(_PIECE_BYTES):
                size += len(piece)
                if size > limit_bytes:
                    raise FetchFailed(f"{where} sends more than {limit_bytes} bytes")
                pieces.append(piece)
    except socket.gaierror as e:
        raise FetchFailed(f"{address.host} is not known: {e.strerror}") from e
    except TimeoutError as e:
        raise FetchFailed(f"{where} was silent for {timeout_s:g} seconds") from e
    except ssl.SSLCertVerificationError as e:
        raise FetchFailed(f"{where} shows a certificate that is not trusted: {e.verify_message}") from e
    except ssl.SSLError as e:
        raise FetchFailed(
            f"{where} does not speak TLS with us: {(e.reason or str(e)).replace('_', ' ').lower()}"
        ) from e
    except ConnectionRefusedError as e:
        raise FetchFailed(f"{where} refuses connections; is a server running there?") from e
    except (OSError, UnicodeError) as e:
        raise FetchFailed(f"{where} cannot be reached: {getattr(e, 'strerror', None) or 'not a host name'}") from e
    return b"".join(pieces)


def _in_tls(connection: socket.socket, host: str, is_trusting: bool) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    if is_trusting:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(connection, server_hostname=host)


def readable_text(data: bytes) -> str:
    """Make a text document fit for a terminal.

    Args:
        data: the answer; UTF-8, else Latin-1.

    Returns:
        Its lines, TABs made blanks, every other control and direction character taken out; ends with LF.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    lines = text.removesuffix("\n").split("\n")
    return "".join(f"{_plain(line.removesuffix(chr(13)).expandtabs())}\n" for line in lines)


def readable(menu: Sequence[Item], base: GopherAddress) -> str:
    """Make a menu fit for a terminal, in lynx's manner: items numbered, their addresses below.

    Args:
        menu: its items.
        base: where it came from; meant by items that name no host.
    """
    addresses: list[str] = []
    marks: list[str] = []
    for item in menu:
        if item.type in {ItemType.INFO, ItemType.ERROR}:
            marks.append("")
        else:
            addresses.append(_plain(_address(item, base)))
            marks.append(f"[{len(addresses)}]")
    columns = max(map(len, marks), default=0)
    lines = [
        f"{mark:>{columns}} {_tag(item):>{_TAG_COLUMNS}} {_plain(item.display_string)}".rstrip()
        for mark, item in zip(marks, menu, strict=True)
    ]
    references = [f"{f'[{number}]':>{columns}} {address}" for number, address in enumerate(addresses, 1)]
    return "".join(f"{line}\n" for line in [*lines, *([""] if references else []), *references])


def _tag(item: Item) -> str:
    if item.type == ItemType.INFO:
        return ""
    if item.type == ItemType.ERROR:
        return "(ERR)"
    return next((tag for type_, tag in _TAGS.items() if type_ == item.type), "(BIN)")


def _address(item: Item, base: GopherAddress) -> str:
    external = item.selector.removeprefix("/").removeprefix("URL:")
    if item.type == ItemType.HTML and external != item.selector and link_scheme(external):
        return external
    host, port = (item.host, item.port) if item.host else (base.host, base.port)
    if item.type in {ItemType.TELNET, ItemType.TN3270}:
        return f"telnet://{host}:{port}"
    port = port or DEFAULT_PORT
    # A menu cannot say TLS; the server it came from speaks it on that port.
    is_tls = base.is_tls and (host, port) == (base.host, base.port)
    return GopherAddress(host, port, item.type, item.selector, is_tls=is_tls).url()


def _plain(text: str) -> str:
    return clean(text).translate(_DIRECTION)
