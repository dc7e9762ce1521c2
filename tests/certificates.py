"""Certificates for tests, and the other end of a TLS connection."""

import contextlib
import socket
import ssl
from pathlib import Path

import trustme

from gopherd.edge.certificates import CertificateFiles


def issue(authority: trustme.CA, folder: Path, *names: str) -> CertificateFiles:
    """A certificate for these names, and its key, in files of a folder; what was there before is replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    issued = authority.issue_cert(*names)
    (folder / "chain.pem").write_bytes(b"".join(each.bytes() for each in issued.cert_chain_pems))
    (folder / "key.pem").write_bytes(issued.private_key_pem.bytes())
    return CertificateFiles(str(folder / "chain.pem"), str(folder / "key.pem"))


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """A client that trusts one authority and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


def serial_shown(port: int, context: ssl.SSLContext, name: str) -> str:
    """The serial number of the certificate that a server shows to whoever asks for a name."""
    with (
        socket.create_connection(("127.0.0.1", port), 10) as plain,
        context.wrap_socket(plain, server_hostname=name) as connection,
    ):
        return connection.getpeercert()["serialNumber"]


class Client:
    """A TLS client in memory: what it wants to send is taken from it, what came is given to it.

    Attributes:
        received: what the server has sent, decrypted.
        is_closed: whether the server has said that this was all (close_notify).
    """

    def __init__(self, context: ssl.SSLContext, name: str = "localhost") -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=name)
        self.received = b""
        self.is_closed = False
        self._is_agreed = False
        self.take(b"")

    def send(self, data: bytes) -> None:
        """Encrypt something; the handshake must be over."""
        self._tls.write(data)

    def close(self) -> None:
        """Say that nothing more is sent; the answer may still come."""
        with contextlib.suppress(ssl.SSLWantReadError):
            self._tls.unwrap()

    def take(self, data: bytes) -> None:
        """Read what came from the server."""
        self._incoming.write(data)
        with contextlib.suppress(ssl.SSLWantReadError):
            if not self._is_agreed:
                self._tls.do_handshake()
                self._is_agreed = True
            try:
                while plain := self._tls.read():
                    self.received += plain
            except ssl.SSLZeroReturnError:
                pass
            self.is_closed = True

    def outgoing(self) -> bytes:
        """What is to be sent to the server now."""
        return self._outgoing.read()

    @property
    def is_agreed(self) -> bool:
        """Whether the handshake is over."""
        return self._is_agreed
