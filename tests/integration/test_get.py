"""``gopherd get``: a Gopher client for people and scripts."""

import os
import pty
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.program import Program, Server, ended, environment, gopherd
from tests.integration.ways import pictures


def get(*arguments: object, home: Path, said: str = "") -> bytes:
    command = [sys.executable, "-m", "gopherd", "get", *map(str, arguments)]
    done = subprocess.run(command, env=environment(home), cwd=home, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.decode()) == (1 if said else 0, said)
    return done.stdout


def test_menu_with_numbered_links(paper: Server, tmp_path: Path):
    shown = get(f"127.0.0.1:{paper.port}", home=tmp_path).decode()

    items = [line for line in paper.menu("") if line.type in "017"]
    head, _, references = shown.rpartition("\n\n")
    found = re.findall(r"^ *\[([0-9]+)\] (gopher://\S+)$", references, re.MULTILINE)
    where = f"gopher://localhost:{paper.port}"
    assert found == [(str(n), f"{where}/{line.type}{line.selector}") for n, line in enumerate(items, 1)]
    for number, line in enumerate(items, 1):
        kind = {"0": "FILE", "1": "DIR", "7": r"\?"}[line.type]
        assert re.search(rf"^ *\[{number}\] +\({kind}\) {re.escape(line.text)}$", head, re.MULTILINE)
    assert "# Die Siebzig" in head.splitlines()[0]


def test_article_shows_every_line(paper: Server, tmp_path: Path):
    shown = get(paper.url("1", "/!1233094"), home=tmp_path).decode()

    place = 0
    for line in paper.menu("/!1233094"):
        place = shown.index(line.text, place)


def test_raw_is_the_bytes_as_they_came(paper: Server, tmp_path: Path):
    assert get("--raw", paper.url("1", "/!1519904"), home=tmp_path) == paper.ask("/!1519904")
    assert get("--raw", paper.url("1", "/%211519904"), home=tmp_path) == paper.ask("/!1519904")


def test_picture(paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    files = {path.read_bytes() for path in (indexed / "media").iterdir()}

    assert get("--raw", paper.url(line.type, line.selector), home=tmp_path) in files
    assert get(paper.url(line.type, line.selector), home=tmp_path) in files, "redirected, the bytes do no harm"


def test_picture_is_never_written_to_a_terminal(paper: Server, tmp_path: Path):
    line = pictures(paper)[0]
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gopherd", "get", paper.url(line.type, line.selector)]
    done = subprocess.run(command, env=environment(tmp_path), stdout=theirs, stderr=subprocess.PIPE, check=False)
    os.close(theirs)
    os.close(ours)

    assert done.returncode == 2
    assert b"--raw" in done.stderr


def test_external_page_as_text(paper: Server, tmp_path: Path):
    shown = get(paper.url("h", "URL:https://example.invalid/"), home=tmp_path).decode()

    assert '<a href="https://example.invalid/">' in shown


def test_missing_page(paper: Server, tmp_path: Path):
    answered = "gopherd: 127.0.0.1 has answered with an error\n"
    shown = get(paper.url("1", "/!999"), home=tmp_path, said=answered).decode()

    assert "(ERR) Hier ist nichts: /!999" in shown
    assert "(DIR) Titelseite" in shown


@pytest.fixture
def stranger() -> Iterator[tuple[int, list[bytes]]]:
    """A server that sends what we tell it to; the list holds what it was asked."""
    answers: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection:
                    asked = connection.recv(4096)
                    connection.sendall(answers[0])
                    answers.append(asked)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1], answers
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(10)


def test_what_strangers_send_is_made_harmless(stranger: tuple[int, list[bytes]], tmp_path: Path):
    port, answers = stranger
    answers.append(
        b"iAn \x1b]0;evil\x07 escape\tx\tx\t0\n1No host\t/x\t\t%d\r\n0Text\t/a b\thost.invalid\tx\r\n"
        b"hWeb\tURL:https://a.invalid/\tx\t70\r\n" % port
    )

    shown = get(f"127.0.0.1:{port}/1/dir%09klima wandel", home=tmp_path).decode()

    assert answers[1] == b"/dir\tklima wandel\r\n"
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert f"gopher://127.0.0.1:{port}/1/x" in shown, "a menu's own server is meant"
    assert "gopher://host.invalid/0/a%20b" in shown
    assert "https://a.invalid/" in shown


def test_text_of_a_stranger(stranger: tuple[int, list[bytes]], tmp_path: Path):
    port, answers = stranger
    answers.append(b"Gr\xfc\xdfe\r\n\x1b[2JTab\there\r\n")

    assert get(f"gopher://127.0.0.1:{port}/0/text", home=tmp_path).decode() == "Grüße\n [2JTab here\n"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.mark.parametrize(
    ("url", "status", "said"),
    [
        ("http://x.invalid", 2, "is no gopher address"),
        ("gopher://x.invalid/1/%0d%0ax", 2, "control character"),
        ("gopher://x.invalid:99999/", 2, "between 1 and 65535"),
        ("gopher://nicht-da.invalid/", 69, "nicht-da.invalid is not known"),
    ],
)
def test_addresses_that_cannot_be_asked(url: str, status: int, said: str, tmp_path: Path):
    done = gopherd("get", url, home=tmp_path)

    assert done.returncode == status
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_server_that_is_not_there(tmp_path: Path):
    port = free_port()
    done = gopherd("get", f"gopher://127.0.0.1:{port}/", home=tmp_path)

    assert done.returncode == 69
    assert done.stderr == f"gopherd: 127.0.0.1:{port} refuses connections; is a server running there?\n"


def test_server_that_is_silent(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        done = gopherd("get", "--timeout", "0.3", f"gopher://127.0.0.1:{port}/", home=tmp_path)

    assert done.returncode == 69
    assert "was silent for 0.3 seconds" in done.stderr


def test_reader_of_the_output_that_leaves(paper: Server, tmp_path: Path):
    command = f"{sys.executable} -m gopherd get {paper.url('1', '/!1310947')} | head -n 1"
    with ended(Program("sh", "-c", command, home=tmp_path)) as program:
        assert program.wait() == 0
        assert program.stderr.to_the_end() == ""
        assert "Das Netz unter dem Rasen" in program.stdout.text
