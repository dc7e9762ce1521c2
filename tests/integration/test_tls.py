"""TLS as its readers and its operator meet it: curl, openssl, ``gopherd get``; certificates, signals, workers."""

import os
import re
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import trustme

from tests.certificates import issue, serial_shown, trusting
from tests.integration.conftest import Serve
from tests.integration.program import Program, Server, client, environment, gopherd, menu, until
from tests.integration.ways import HEADS, pages, pictures


def run(home: Path, *command: object, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*map(str, command)], input=data, env=environment(home), capture_output=True, timeout=30, check=False
    )


@pytest.fixture(scope="module")
def secure(indexed: Path, serve_module: Serve) -> Server:
    """The archive that ships, with a certificate of gopherd's own making."""
    return serve_module(indexed, "--no-watch", "--tls-self-signed").ready()


@pytest.mark.parametrize("kind", HEADS)
def test_curl_gets_the_same_bytes_as_without_tls(kind: str, secure: Server, tmp_path: Path):
    selector = pages(secure)[kind]
    done = run(tmp_path, client("curl"), "-sSk", "--max-time", 10, f"gophers://127.0.0.1:{secure.port}/1{selector}")

    assert done.stderr == b""
    assert done.stdout == secure.ask(selector)


def test_curl_gets_pictures_whole(secure: Server, tmp_path: Path):
    for line in pictures(secure)[:3]:
        url = f"gophers://127.0.0.1:{secure.port}/{line.type}{line.selector}"
        assert run(tmp_path, client("curl"), "-sSk", "--max-time", 10, url).stdout == secure.ask(line.selector)


def test_curl_that_trusts_the_certificate_needs_no_exception(secure: Server, indexed: Path, tmp_path: Path):
    pem = indexed / ".gopherd" / "self-signed.pem"
    url = f"gophers://localhost:{secure.port}/"

    assert run(tmp_path, client("curl"), "-sS", "--cacert", pem, url).stdout == secure.ask("")
    assert b"self-signed" in run(tmp_path, client("curl"), "-sS", url).stderr


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_openssl_sees_both_layers_closed(version: str, secure: Server, tmp_path: Path):
    command = [client("openssl"), "s_client", "-quiet", version, "-connect", f"127.0.0.1:{secure.port}"]
    done = run(tmp_path, *command, data=b"/\r\n")

    assert done.stdout == secure.ask("/")
    assert b"unexpected eof" not in done.stderr
    assert done.returncode == 0


def test_openssl_of_long_ago_is_refused(secure: Server, tmp_path: Path):
    command = [client("openssl"), "s_client", "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-connect"]
    done = run(tmp_path, *command, f"127.0.0.1:{secure.port}", data=b"/\r\n")

    assert done.returncode != 0
    assert b"Die Siebzig" not in done.stdout


def test_gopherd_get(secure: Server, tmp_path: Path):
    shown = gopherd("get", "--insecure", f"gophers://localhost:{secure.port}/1/!1519904", home=tmp_path)
    assert "# Die Siebzig -- Lynx: The Cat That Stayed" in shown.stdout
    assert f"gophers://localhost:{secure.port}/1/" in shown.stdout, "its links lead on in TLS"

    refused = gopherd("get", f"gophers://localhost:{secure.port}/", home=tmp_path)
    assert refused.returncode == 69
    assert "not trusted: self-signed certificate" in refused.stderr


def test_greeting_and_a_certificate_that_stays(archive: Path, serve: Serve):
    pem = archive / ".gopherd" / "self-signed.pem"
    first = serve(archive, "--no-watch", "--tls-self-signed")
    assert f"  gophers://localhost:{first.port}/\n" in first.stdout.text
    before = pem.read_bytes()
    first.stop()
    serve(archive, "--no-watch", "--tls-self-signed")
    assert pem.read_bytes() == before


def test_without_a_certificate_curl_is_told_at_once(paper: Server, tmp_path: Path):
    url = f"gophers://127.0.0.1:{paper.port}/"
    done = run(tmp_path, client("curl"), "-sSk", "--max-time", 5, url)

    assert done.returncode == 35
    assert b"handshake failure" in done.stderr


class Paper:
    """A paper with certificates for two names, and who vouches for them."""

    def __init__(self, archive: Path, base: Path) -> None:
        self.archive = archive
        self.base = base
        self.authority = trustme.CA()
        self.trusting = trusting(self.authority)
        self.lines = []
        for name in ("one.invalid", "two.invalid"):
            self.issue(name)
            self.lines += ["", "[[tls]]", f'certificate = "../{name}/chain.pem"', f'key = "../{name}/key.pem"']
        with (archive / "gopherd.toml").open("a") as file:
            file.write("\n".join([*self.lines, ""]))

    def issue(self, name: str) -> None:
        issue(self.authority, self.base / name, name)

    def shown(self, port: int, name: str) -> str:
        return serial_shown(port, self.trusting, name)


@pytest.fixture
def named(archive: Path) -> Paper:
    return Paper(archive, archive.parent)


@pytest.mark.parametrize("workers", [1, 2])
def test_renewed_certificates_are_taken_over_and_bad_ones_are_not(named: Paper, serve: Serve, workers: int):
    server = serve(named.archive, "--workers", workers).ready()
    one, two = (named.shown(server.port, name) for name in ("one.invalid", "two.invalid"))
    assert one != two

    named.issue("one.invalid")
    # Each worker looks for itself; who is asked is the kernel's choice.
    until("the new one", lambda: all(named.shown(server.port, "one.invalid") != one for _ in range(12)))
    new = named.shown(server.port, "one.invalid")
    assert named.shown(server.port, "two.invalid") == two

    (named.base / "one.invalid" / "key.pem").write_text("no key")
    until(
        "the bad one is told",
        lambda: named.shown(server.port, "one.invalid") == new and "before this stay" in server.stderr.text,
    )
    assert "one.invalid/key.pem" in server.stderr.text
    assert all(named.shown(server.port, "one.invalid") == new for _ in range(8))
    assert server.ask("").endswith(b".\r\n")


@pytest.mark.parametrize("workers", [1, 2])
def test_sighup_rereads_the_configuration_and_ends_nothing(named: Paper, serve: Serve, workers: int):
    server = serve(named.archive, "--workers", workers).ready()
    children = server.children()
    configuration = named.archive / "gopherd.toml"
    named.issue("three.invalid")
    text = configuration.read_text("utf-8")

    def configure(added: str) -> None:
        # In one step: a worker that is late to reread must not meet half a file.
        beside = configuration.with_suffix(".new")
        beside.write_text(text + added, "utf-8")
        beside.replace(configuration)

    configure('\n[[tls]]\ncertificate = "../three.invalid/gone.pem"\n')
    server.process.send_signal(signal.SIGHUP)
    until("the missing one is told", lambda: "three.invalid/gone.pem" in server.stderr.text)
    assert all(named.shown(server.port, "two.invalid") for _ in range(12))
    assert server.stderr.text.count("three.invalid/gone.pem") == 1, "by one of them"
    assert server.ask("").endswith(b".\r\n")

    configure('\n[[tls]]\ncertificate = "../three.invalid/chain.pem"\nkey = "../three.invalid/key.pem"\n')
    server.process.send_signal(signal.SIGHUP)

    def is_shown() -> bool:
        try:
            return all(named.shown(server.port, "three.invalid") for _ in range(12))
        except ssl.SSLCertVerificationError:
            return False

    until("the third certificate", is_shown)
    assert server.children() == children
    assert server.process.poll() is None


def test_a_worker_that_takes_anothers_place_shows_the_certificate_of_the_day(named: Paper, serve: Serve):
    server = serve(named.archive, "--workers", 2).ready()
    before = named.shown(server.port, "one.invalid")
    workers = server.children()
    named.issue("one.invalid")
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    until("two other workers", lambda: len(server.children()) == 2 and not set(workers) & set(server.children()))

    assert all(named.shown(server.port, "one.invalid") != before for _ in range(12))


def test_a_port_for_tls_alone(named: Paper, tmp_path: Path, indexed: Path):
    command = [
        "-m", "gopherd", "serve", named.archive, "--no-watch", "--workers", 2,
        "--listen", "gophers:tcp:0:interface=127.0.0.1", "--listen", "tcp:0:interface=127.0.0.1",
    ]  # fmt: skip
    program = Program(sys.executable, *command, home=tmp_path / "home")
    try:
        until("the greeting", lambda: "Ctrl-C" in program.printed)
        plain = int(re.search(r"^ +gopher://localhost:([0-9]+)/$", program.printed, re.MULTILINE)[1])
        ports = {int(port) for port in re.findall(r"^ +gophers://localhost:([0-9]+)/$", program.printed, re.MULTILINE)}
        (secure,) = ports - {plain}
        curl = [client("curl"), "-sSk", "--max-time", 5]
        answer = run(tmp_path, *curl, f"gophers://127.0.0.1:{secure}/").stdout
        assert menu(answer)[0].text == "# Die Siebzig"
        assert {line.port for line in menu(answer) if line.type == "1"} == {str(plain)}, "menus name what all can read"
        told, *rest = menu(run(tmp_path, *curl, f"gopher://127.0.0.1:{secure}/!1384011").stdout)
        assert told.type == "3"
        assert "gophers://" in " ".join(line.text for line in (told, *rest))
    finally:
        program.process.terminate()
        program.wait()
        program.kill()


def test_a_bad_certificate_at_the_start_is_a_message(named: Paper, tmp_path: Path):
    (named.base / "two.invalid" / "chain.pem").write_text("no certificate")
    done = gopherd("serve", named.archive, "--port", 0, home=tmp_path)

    assert done.returncode == 78
    assert re.fullmatch(r"gopherd: the certificate \S+two\.invalid/chain\.pem .*\n", done.stderr)
