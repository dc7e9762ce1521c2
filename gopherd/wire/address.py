"""Addresses: gopher URIs (RFC 4266), and which schemes an address may have to become a link."""

import re
from urllib.parse import quote, unquote_to_bytes

from attrs import frozen

from gopherd.errors import GopherdError
from gopherd.wire.menu import DEFAULT_PORT, ItemType, clean

LINK_SCHEMES = frozenset("http https gopher gophers gemini mailto ftp xmpp irc ircs news tel magnet".split())
"""The schemes that may become links and ``URL:`` pages; never javascript, data or file."""

# Letters are spelled out: with IGNORECASE the Kelvin sign would be a k.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):.")
_GOPHER = re.compile(
    r"[Gg][Oo][Pp][Hh][Ee][Rr](?P<tls>[Ss])?://"
    r"(?:\[(?P<ipv6>[0-9A-Fa-f:.]+)\]|(?P<host>[^\s/:@\[\]?#]+))"
    r"(?::(?P<port>[0-9]{0,5}))?"
    r"(?:/(?P<type>%..|[^%#])?(?P<rest>[^#]*))?"
    r"(?:#.*)?",
)
# What may stand in a path besides letters and digits (RFC 3986, pchar and "/").
_PATH_SAFE = "/!$&'()*+,;:=@~"


class AddressInvalid(GopherdError, ValueError):
    """An address is no gopher address; the message quotes it and says what is wrong."""


@frozen
class GopherAddress:
    """Where something lies in Gopherspace."""

    host: str
    """Name or address; an IPv6 address without brackets."""
    port: int = DEFAULT_PORT
    item_type: str = ItemType.MENU
    """One character: what the answer is to be taken for."""
    selector: str = ""
    search: str = ""
    is_tls: bool = False
    """Whether the scheme is ``gophers``."""

    def url(self) -> str:
        """Return the address as a URI, percent-coded, the port left out when it is 70."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == DEFAULT_PORT else f":{self.port}"
        search = f"%09{_quoted(self.search)}" if self.search else ""
        path = f"{self.item_type}{_quoted(self.selector)}{search}"
        return f"{'gophers' if self.is_tls else 'gopher'}://{host}{port}/{'' if path == ItemType.MENU else path}"


def parse_url(url: str) -> GopherAddress:
    """Read a gopher URI: ``gopher://host:port/Tselector%09search``, or the same with ``gophers``.

    A fragment (``#...``) is dropped, as RFC 3986 has it; a ``?`` is part of the selector, since RFC 4266 knows no
    query; a second ``%09`` begins the Gopher+ string, which is dropped.

    Args:
        url: the address, as a person typed it; bytes that are coded must be UTF-8.

    Raises:
        AddressInvalid: it is no gopher address, its port is out of range, or its selector cannot be sent as one line.
    """
    found = _GOPHER.fullmatch(url)
    if not found:
        raise AddressInvalid(f"{url!r} is no gopher address; they look like gopher://host:port/1/selector")
    port = int(found["port"] or DEFAULT_PORT)
    if not 0 < port < 1 << 16:
        raise AddressInvalid(f"{url!r} has a port that is not between 1 and 65535")
    try:
        item_type = unquote_to_bytes(found["type"] or ItemType.MENU).decode()
        selector, search, *_ = *unquote_to_bytes(found["rest"] or "").decode().split("\t", 2), ""
    except UnicodeError as e:
        raise AddressInvalid(f"{url!r} holds bytes that are not UTF-8") from e
    if clean(selector) is not selector or clean(search) is not search or clean(item_type) is not item_type:
        raise AddressInvalid(f"{url!r} holds a control character")
    return GopherAddress(found["ipv6"] or found["host"], port, item_type, selector, search, found["tls"] is not None)


def link_scheme(address: str) -> str | None:
    """Tell the scheme of an address that may become a link.

    Args:
        address: anything an author wrote as the target of a link.

    Returns:
        Its scheme in lower case, one of ``LINK_SCHEMES``; None for any other, for an address without scheme, and for
        one that holds a blank, a control character or an invisible one.
    """
    found = _SCHEME.match(address)
    if not found or " " in address or not address.isprintable():
        return None
    scheme = found[1].lower()
    return scheme if scheme in LINK_SCHEMES else None


def _quoted(text: str) -> str:
    return quote(text, safe=_PATH_SAFE, errors="replace")
