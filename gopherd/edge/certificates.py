"""The server's certificates: read from files, chosen by the name a client asks for, and read anew when they change.

Renewed certificates are noticed by looking at the files when a connection comes, at most once a second: that costs
nothing where nobody speaks TLS, and needs no watcher. What is bad never takes the place of what is good.
"""

import os
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import frozen
from twisted.logger import Logger

from gopherd import config
from gopherd.errors import ConfigInvalid, GopherdError

_LOOK_S: Final = 1.0
_STAYS: Final = "The certificates before this stay in service."

_log = Logger()


@frozen
class CertificateFiles:
    """Where a certificate lies."""

    certificate: str
    """A PEM file: the server's own certificate first, then those that lead to a known one."""
    key: str
    """A PEM file with its private key, not encrypted; may be the same file."""


def configured(root: str) -> tuple[CertificateFiles, ...]:
    """The certificates that the configuration of the archive in ``root`` names. Raises ``ConfigInvalid``."""
    return tuple(
        CertificateFiles(os.path.join(root, each.certificate), os.path.join(root, each.key or each.certificate))
        for each in config.load(root).tls
    )


def self_signed(folder: str, hosts: Sequence[str]) -> tuple[CertificateFiles, ...]:
    """A certificate of our own making, kept in ``folder``.

    Args:
        folder: where it lies, or will.
        hosts: names and addresses it is for, besides those of this machine.

    Raises:
        ConfigInvalid: the folder cannot be written.
    """
    from gopherd.edge.x509 import keep_self_signed  # noqa: PLC0415 - see there

    path = keep_self_signed(folder, [*hosts, "localhost", "127.0.0.1", "::1"])
    return (CertificateFiles(path, path),)


class Certificates:
    """What TLS is spoken with at the moment.

    Args:
        find: tells the files, anew at each ``reload``; may raise what gopherd says on purpose. The first certificate is
            shown to clients that ask for no name, or for one that none of them is for.
        now: monotonic seconds.

    Attributes:
        tells: whether the operator is told what is wrong; of several workers, which all find the same, one does.

    Raises:
        ConfigInvalid: one of the files cannot be used; the message names it and says why.
    """

    def __init__(
        self, find: Callable[[], Sequence[CertificateFiles]], now: Callable[[], float] = time.monotonic
    ) -> None:
        self.tells = True
        self._find = find
        self._now = now
        self._look_after = now() + _LOOK_S
        self._files: Sequence[CertificateFiles] = ()
        self._seen: tuple[object, ...] = ()
        self._context: ssl.SSLContext | None = None
        self._take(find())

    def context(self) -> ssl.SSLContext | None:
        """What the next connection is to use; ``None`` when there is no certificate."""
        if self._files and (now := self._now()) >= self._look_after:
            self._look_after = now + _LOOK_S
            if _state_of(self._files) != self._seen:
                self._take_if_good(lambda: self._files)
        return self._context

    def reload(self) -> None:
        """Ask which files there are and read them; what is wrong is told the operator, and changes nothing."""
        self._take_if_good(self._find)

    def _take_if_good(self, find: Callable[[], Sequence[CertificateFiles]]) -> None:
        try:
            self._take(find())
        except GopherdError as error:
            if self.tells:
                _log.error("{error}\n" + _STAYS, error=str(error))

    def _take(self, files: Sequence[CertificateFiles]) -> None:
        # Before they are read: what changes meanwhile is seen at the next look.
        seen = _state_of(files)
        if files == self._files:
            self._seen = seen  # also of what turns out to be bad: that is told once, not every second
        context = _context(files)
        self._files, self._seen, self._context = files, seen, context


def _state_of(files: Sequence[CertificateFiles]) -> tuple[object, ...]:
    """Something that is another as soon as one of the files is; links are followed."""
    return tuple(_state(path) for each in files for path in (each.certificate, each.key))


def _state(path: str) -> object:
    try:
        found = os.stat(path)
    except OSError as error:
        return error.errno
    return found.st_mtime_ns, found.st_ino, found.st_size


def _context(files: Sequence[CertificateFiles]) -> ssl.SSLContext | None:
    """One context for all: it shows the certificate whose name is asked for."""
    if not files:
        return None
    contexts = [_loaded(each) for each in files]
    by_name: dict[str, ssl.SSLContext] = {}
    for each, context in zip(files, contexts, strict=True):
        for name in _names_in(each):
            by_name.setdefault(name, context)

    def choose(tls: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        chosen = _for_name(name, by_name)
        if chosen is not None:
            tls.context = chosen

    contexts[0].sni_callback = choose
    return contexts[0]


def _for_name(name: str | None, by_name: Mapping[str, ssl.SSLContext]) -> ssl.SSLContext | None:
    if name is None:
        return None
    name = name.lower()
    # A wildcard stands for one label and no more.
    return by_name.get(name) or by_name.get(f"*.{name.partition('.')[2]}")


def _loaded(files: CertificateFiles) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_RENEGOTIATION

    def no_password() -> str:
        raise ConfigInvalid(f"the key {files.key} is encrypted; nobody is here to type the password")

    for path in (files.certificate, files.key):
        _read(path)  # OpenSSL would not say which of the two
    try:
        context.load_cert_chain(files.certificate, files.key, no_password)
    except ssl.SSLError as error:
        reason = (error.reason or "no PEM").replace("_", " ").lower()
        raise ConfigInvalid(
            f"the certificate {files.certificate} with the key {files.key} cannot be used: {reason}"
        ) from error
    return context


def _names_in(files: CertificateFiles) -> Sequence[str]:
    from gopherd.edge.x509 import names_in  # noqa: PLC0415 - see there

    try:
        return names_in(_read(files.certificate))
    except ValueError as error:
        raise ConfigInvalid(f"the certificate {files.certificate} cannot be read: {error}") from error


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise ConfigInvalid(f"the certificate or key {path} cannot be read: {error.strerror}") from error
