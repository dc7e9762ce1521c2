"""What of a client's address is kept: enough to count its connections, less to write it down."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def limited_as(host: str) -> str:
    """Name the network that shares one limit: an IPv4 address, or an IPv6 /64, which is one household.

    Args:
        host: the peer's address as Twisted tells it; empty for a UNIX socket.

    Returns:
        A key for a table; empty when the address is none of these.
    """
    # The way of nearly every connection; ipaddress takes many times as long as the rest of the guard.
    return host if ":" not in host else _network(host, ipv4_bits=32, ipv6_bits=64)


def logged_as(host: str) -> str:
    """Cut an address to what may be written down: IPv4 to /24, IPv6 to /48.

    Args:
        host: as for ``limited_as``.

    Returns:
        The first address of that network; ``-`` when there is none.
    """
    if ":" not in host:
        return f"{host.rpartition('.')[0]}.0" if host else "-"
    return _network(host, ipv4_bits=24, ipv6_bits=48).partition("/")[0] or "-"


def is_public(host: str) -> bool:
    """Tell whether others than this machine can reach what listens on an address.

    Args:
        host: an address or a name; empty means every interface.
    """
    address = _address(host)
    return host != "localhost" if address is None else not address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None
    # An IPv4 client of a socket that listens on both is "::ffff:192.0.2.1" there.
    return getattr(address, "ipv4_mapped", None) or address


def _network(host: str, ipv4_bits: int, ipv6_bits: int) -> str:
    address = _address(host)
    if address is None:
        return ""
    bits = ipv4_bits if address.version == 4 else ipv6_bits
    return str(ip_network((int(address) if address.version == 4 else address.packed, bits), strict=False))
