"""Certificates as such: the names in them, and one that is made here, for trying out.

The only module that needs ``cryptography``, which takes a tenth of a second and twelve megabytes to import; so it is
imported where there is a certificate and nowhere else.
"""

import contextlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gopherd.errors import ConfigInvalid

_FILE: Final = "self-signed.pem"
_VALID: Final = timedelta(days=397)
"""How long ours is good: more than this some clients refuse from anybody."""
_RENEWED: Final = timedelta(days=30)
"""How long before its end another one is made."""


def names_in(pem: bytes) -> tuple[str, ...]:
    """The host names that a certificate is for, in lower case.

    Args:
        pem: one certificate or more; the first counts.

    Raises:
        ValueError: there is none in it, or it cannot be read.
    """
    certificate = x509.load_pem_x509_certificates(pem)[0]
    return tuple(name.lower() for name in _alternatives(certificate).get_values_for_type(x509.DNSName))


def keep_self_signed(folder: str, hosts: Sequence[str], now: datetime | None = None) -> str:
    """Make a certificate that nobody vouches for, unless the folder has one that still will do.

    It stays the same over restarts, for clients that remember whom they met.

    Args:
        folder: where it lies; made when it is not there.
        hosts: names and addresses that it is for.
        now: the time, by default the present one.

    Returns:
        The path of a file with the certificate and its key, which only its owner can read.

    Raises:
        ConfigInvalid: the folder cannot be written.
    """
    now = now or datetime.now(UTC)
    path = os.path.join(folder, _FILE)
    names = [_name(host) for host in dict.fromkeys(hosts)]
    if _will_do(path, names, now):
        return path
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(folder, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(_made(names, now))
        os.replace(temporary, path)
    except OSError as error:
        with contextlib.suppress(OSError):
            os.remove(temporary)
        message = f"the self-made certificate cannot be kept as {path}: {error.strerror}; choose a place by --index DIR"
        raise ConfigInvalid(message) from error
    return path


def _will_do(path: str, names: list[x509.GeneralName], now: datetime) -> bool:
    try:
        with open(path, "rb") as file:
            pem = file.read()
        certificate = x509.load_pem_x509_certificate(pem)
        serialization.load_pem_private_key(pem, None)
    except (OSError, ValueError):
        return False
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return list(_alternatives(certificate)) == names and begins <= now < ends - _RENEWED


def _made(names: list[x509.GeneralName], now: datetime) -> bytes:
    """A certificate and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "gopherd, self-signed")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # for clocks that are slow
        .not_valid_after(now + _VALID)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return certificate.public_bytes(serialization.Encoding.PEM) + secret


def _alternatives(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return x509.SubjectAlternativeName([])


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
