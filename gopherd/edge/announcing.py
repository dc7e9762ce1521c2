"""What the server is called: in menus, which name it to everybody, and to its operator when it begins."""

import os
from typing import Final, Protocol

from gopherd import config
from gopherd.edge.peer import is_public
from gopherd.edge.sockets import Address
from gopherd.errors import ConfigInvalid
from gopherd.render.menu import Server
from gopherd.wire.address import GopherAddress

DEFAULT_PORT: Final = 7070
"""Where is listened unless something else is said: a port that needs no privileges."""


class Listening(Protocol):
    """What listens, in one process or in several."""

    def addresses(self) -> tuple[Address, ...]:
        """Every internet address that is listened on."""


def public_server(listening: Listening, host: str | None, port: int | None, admin: str = "") -> Server:
    """What menus say: what was configured, else the first bound address, one that speaks without TLS before others.

    Args:
        listening: what listens.
        host: the public name, ``None`` when none is configured.
        port: the public port, ``None`` likewise.
        admin: who answers for the server, as ``Name <mail>``.

    Raises:
        ConfigInvalid: menus would say ``localhost`` to everybody, or it is root who would serve everybody.
    """
    bound = sorted(listening.addresses(), key=lambda address: address.is_tls_only)
    public = [address.host for address in bound if is_public(address.host)]
    if public and host is None:
        raise ConfigInvalid(
            f"listening on {public[0]} for everybody, while menus would say 'localhost':\n"
            f"say --public-host NAME, or set host under [site] in {config.FILE}"
        )
    if public and os.geteuid() == 0:
        raise ConfigInvalid(
            "serving the public as root is refused: start gopherd as an ordinary user;\n"
            "for port 70 use a systemd socket (--listen systemd:domain=INET:index=0) or CAP_NET_BIND_SERVICE"
        )
    return Server(host or "localhost", port or (bound[0].port if bound else DEFAULT_PORT), admin)


def greeting(listening: Listening, root: str, *, has_tls: bool) -> str:
    """What ``serve`` says when it begins: where it can be reached, and lines to try.

    Args:
        listening: what listens.
        root: the archive's folder.
        has_tls: whether there is a certificate.
    """
    bound = listening.addresses()
    plain = [_url(address) for address in bound if not address.is_tls_only]
    secure = [_url(address, is_tls=True) for address in bound] if has_tls else []
    tries = [f"  lynx {plain[0]}", f"  curl {plain[0]}"] if plain else []
    tries += [f"  curl -k {secure[0]}"] if secure else []
    lines = [f"Serving {root}", *(f"  {url}" for url in plain + secure)]
    return "\n".join([*lines, *(["Try it:", *tries] if tries else []), "Ctrl-C ends it."])


def _url(address: Address, *, is_tls: bool = False) -> str:
    host = address.host if is_public(address.host) else "localhost"
    return GopherAddress(host, address.port, is_tls=is_tls).url()
