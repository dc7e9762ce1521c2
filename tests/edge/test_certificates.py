"""Certificates: the one whose name is asked for, anew when its files change, and never worse than before."""

import contextlib
import os
import shutil
import socket
import ssl
import threading
from pathlib import Path

import pytest
import trustme
from twisted.internet.task import Clock

from gopherd.edge.certificates import CertificateFiles, Certificates, configured, self_signed
from gopherd.errors import ConfigInvalid
from tests.certificates import Client, issue, trusting


def meet(client, certificates):
    """Have a client and a server with these certificates agree on keys, if they can."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = certificates.context().wrap_bio(incoming, outgoing, server_side=True)
    for _ in range(5):
        incoming.write(client.outgoing())
        with contextlib.suppress(ssl.SSLWantReadError):
            server.do_handshake()
        client.take(outgoing.read())


def shown(certificates, authority, name=None):
    """The names in the certificate that is shown to whoever asks for a name."""
    context = trusting(authority)
    context.check_hostname = False
    client = Client(context, name)
    meet(client, certificates)
    found = client._tls.getpeercert()
    return {value for kind, value in found["subjectAltName"] if kind == "DNS"}, found["serialNumber"]


def test_there_may_be_none():
    assert Certificates(tuple).context() is None


def test_the_name_decides_and_the_first_is_for_all_others(authority, tmp_path):
    files = [
        issue(authority, tmp_path / "a", "a.invalid"),
        issue(authority, tmp_path / "b", "b.invalid", "*.b.invalid"),
        issue(authority, tmp_path / "c", "a.invalid", "x.b.invalid"),
    ]
    certificates = Certificates(lambda: files)
    assert shown(certificates, authority)[0] == {"a.invalid"}
    assert shown(certificates, authority, "unknown.invalid")[0] == {"a.invalid"}
    assert shown(certificates, authority, "a.invalid")[0] == {"a.invalid"}
    assert shown(certificates, authority, "B.invalid")[0] == {"b.invalid", "*.b.invalid"}
    assert shown(certificates, authority, "y.b.invalid")[0] == {"b.invalid", "*.b.invalid"}
    assert shown(certificates, authority, "x.b.invalid")[0] == {"a.invalid", "x.b.invalid"}
    assert shown(certificates, authority, "x.y.b.invalid")[0] == {"a.invalid"}, "a wildcard is one label"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_1_2_and_newer_are_spoken(version, authority, tmp_path):
    certificates = Certificates(lambda: [issue(authority, tmp_path, "a.invalid")])
    context = trusting(authority)
    context.minimum_version = context.maximum_version = version
    client = Client(context, "a.invalid")
    meet(client, certificates)
    assert client.is_agreed
    assert certificates.context().minimum_version == ssl.TLSVersion.TLSv1_2
    assert certificates.context().options & ssl.OP_NO_RENEGOTIATION


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def files(authority, tmp_path):
    return issue(authority, tmp_path / "live", "a.invalid")


@pytest.fixture
def certificates(files, clock):
    return Certificates(lambda: [files], clock.seconds)


def test_files_that_change_are_read_anew_within_a_second(authority, certificates, clock, tmp_path):
    before = shown(certificates, authority)
    issue(authority, tmp_path / "live", "new.invalid")
    assert shown(certificates, authority) == before, "the files are not looked at for every connection"
    clock.advance(1)
    assert shown(certificates, authority)[0] == {"new.invalid"}


def test_a_link_that_leads_elsewhere_is_a_change(authority, files, clock, tmp_path):
    issue(authority, tmp_path / "next", "next.invalid")
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "live")
    linked = CertificateFiles(str(link / "chain.pem"), str(link / "key.pem"))
    certificates = Certificates(lambda: [linked], clock.seconds)
    link.unlink()
    link.symlink_to(tmp_path / "next")
    clock.advance(1)
    assert shown(certificates, authority)[0] == {"next.invalid"}


def break_certificate(files: CertificateFiles) -> None:
    Path(files.certificate).write_text("no certificate")


def cut_off(files: CertificateFiles) -> None:
    path = Path(files.certificate)
    path.write_bytes(path.read_bytes()[:200])


def break_key(files: CertificateFiles) -> None:
    Path(files.key).write_text("no key")


def another_key(files: CertificateFiles) -> None:
    Path(files.key).write_bytes(trustme.CA().issue_cert("b.invalid").private_key_pem.bytes())


def remove(files: CertificateFiles) -> None:
    os.remove(files.key)


def encrypt(files: CertificateFiles) -> None:
    from cryptography.hazmat.primitives import serialization

    key = serialization.load_pem_private_key(Path(files.key).read_bytes(), None)
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    Path(files.key).write_bytes(key.private_bytes(*form, serialization.BestAvailableEncryption(b"secret")))


BAD = {
    break_certificate: "chain.pem",
    cut_off: "chain.pem",
    break_key: "key.pem",
    another_key: "key values mismatch",
    remove: "key.pem cannot be read: No such file",
    encrypt: "key.pem is encrypted",
}


@pytest.mark.parametrize("harm", BAD)
def test_bad_files_at_the_start_are_named(files, harm):
    harm(files)
    with pytest.raises(ConfigInvalid, match=BAD[harm]):
        Certificates(lambda: [files])


@pytest.mark.parametrize("harm", BAD)
def test_bad_new_files_leave_the_old_in_service_and_are_told_once(
    authority, certificates, files, clock, harm, logged, tmp_path
):
    before = shown(certificates, authority)
    shutil.copytree(tmp_path / "live", tmp_path / "kept")
    harm(files)
    for _ in range(5):
        clock.advance(1)
        assert shown(certificates, authority) == before
    (told,) = [event["error"] for event in logged if "error" in event]
    assert BAD[harm] in told
    shutil.copytree(tmp_path / "kept", tmp_path / "live", dirs_exist_ok=True)
    issue(authority, tmp_path / "live", "mended.invalid")
    clock.advance(1)
    assert shown(certificates, authority)[0] == {"mended.invalid"}


def test_a_reload_asks_for_the_files_anew(authority, tmp_path, logged):
    found = [[issue(authority, tmp_path / "a", "a.invalid")]]
    certificates = Certificates(lambda: found[-1])
    found.append([issue(authority, tmp_path / "b", "b.invalid")])
    certificates.reload()
    assert shown(certificates, authority)[0] == {"b.invalid"}
    found.append([CertificateFiles(str(tmp_path / "none"), str(tmp_path / "none"))])
    certificates.reload()
    assert shown(certificates, authority)[0] == {"b.invalid"}
    assert [event["log_level"].name for event in logged] == ["error"]
    found.append([])
    certificates.reload()
    assert certificates.context() is None


def test_a_reload_with_a_bad_configuration_changes_nothing(authority, files, logged):
    found = [[files]]

    def find():
        if not found:
            raise ConfigInvalid("gopherd.toml is wrong")
        return found.pop()

    certificates = Certificates(find)
    certificates.reload()
    assert shown(certificates, authority)[0] == {"a.invalid"}
    assert "gopherd.toml is wrong" in logged[0]["error"]


def test_one_that_is_not_to_tell_what_is_wrong_acts_all_the_same(authority, files, logged):
    found = [[files]]
    certificates = Certificates(found.pop)
    certificates.tells = False
    found.append([CertificateFiles(files.certificate, "/nowhere.pem")])
    certificates.reload()
    assert shown(certificates, authority)[0] == {"a.invalid"}
    assert not list(logged)


def test_connections_go_on_while_the_certificates_change(authority, certificates, clock, tmp_path):
    ours, theirs = socket.socketpair()
    context = certificates.context()
    thread = threading.Thread(target=lambda: context.wrap_socket(ours, server_side=True).sendall(b"still here"))
    issue(authority, tmp_path / "live", "new.invalid")
    clock.advance(1)
    certificates.context()
    thread.start()
    with trusting(authority).wrap_socket(theirs, server_hostname="a.invalid") as client:
        assert client.recv(100) == b"still here"
    thread.join()


def test_the_configuration_names_files_from_its_folder(tmp_path):
    (tmp_path / "gopherd.toml").write_text(
        '[[tls]]\ncertificate = "tls/a.pem"\n[[tls]]\ncertificate = "/etc/b.pem"\nkey = "b.key"\n'
    )
    root = str(tmp_path)
    assert configured(root) == (
        CertificateFiles(f"{root}/tls/a.pem", f"{root}/tls/a.pem"),
        CertificateFiles("/etc/b.pem", f"{root}/b.key"),
    )


def test_a_certificate_of_our_own_making_is_for_this_machine_and_the_public_name(tmp_path):
    (files,) = self_signed(str(tmp_path / "index"), ["gopher.example.invalid"])
    assert files.certificate == files.key
    context = ssl.create_default_context(cafile=files.certificate)
    certificates = Certificates(lambda: [files])
    for name in ("gopher.example.invalid", "localhost", "127.0.0.1"):
        client = Client(context, name)
        meet(client, certificates)
        assert client.is_agreed
