"""Pictures smaller and as text, as curl and lynx get them."""

import struct
import subprocess
from pathlib import Path

import pytest

from tests.integration.conftest import Serve
from tests.integration.program import Line, Server, client, environment, menu

C64 = "1316677"
"""The article whose picture is wider than 640 pixels."""


@pytest.fixture
def server(archive: Path, serve: Serve) -> Server:
    return serve(archive, "--no-watch").ready()


def run(home: Path, *command: object) -> bytes:
    done = subprocess.run([*map(str, command)], env=environment(home), capture_output=True, check=True, timeout=60)
    return done.stdout


def curl(server: Server, line: Line, home: Path) -> bytes:
    return run(home, client("curl"), "-sS", "--max-time", 20, server.url(line.type, line.selector))


def in_lynx(server: Server, type_: str, selector: str, home: Path) -> str:
    command = [client("lynx"), "-dump", "-nolist", "-width=80", "-display_charset=utf-8"]
    return run(home, *command, server.url(type_, selector)).decode()


def pictures_of(server: Server, number: str) -> list[Line]:
    """The lines of the page of an article's pictures, as a reader comes to it."""
    (way,) = (line for line in server.menu(f"/!{number}") if "!i" in line.selector)
    assert way.type == "1"
    return server.menu(way.selector)


def test_a_picture_is_reduced_once_and_kept_beside_the_index(server: Server, archive: Path, tmp_path: Path):
    original, reduced, smaller, *_ = (line for line in pictures_of(server, C64) if line.type == "I")
    widths = []
    for line in (original, reduced, smaller):
        data = curl(server, line, tmp_path)
        assert data.startswith(b"\x89PNG")
        widths.append(struct.unpack(">I", data[16:20])[0])
    assert widths == [720, 640, 320]
    kept = sorted((archive / ".gopherd" / "pictures").iterdir())
    assert len(kept) == 2
    states = [path.stat().st_ino for path in kept]
    assert curl(server, reduced, tmp_path) in {path.read_bytes() for path in kept}
    assert [path.stat().st_ino for path in sorted((archive / ".gopherd" / "pictures").iterdir())] == states


def test_lynx_shows_a_picture_as_text(server: Server, tmp_path: Path):
    selector = next(line.selector for line in pictures_of(server, C64) if line.type == "0")
    seen = in_lynx(server, "0", selector, tmp_path)
    assert sum(0x2800 < ord(character) < 0x2900 for character in seen) > 100
    assert max(map(len, seen.splitlines())) <= 67

    plain = in_lynx(server, "0", f"/ascii/40{selector}", tmp_path)
    assert plain.isascii()
    assert sum(character in "+*#%@" for character in plain) > 50
    assert max(map(len, plain.splitlines())) <= 40


def test_lynx_shows_the_page_of_the_pictures(server: Server, tmp_path: Path):
    seen = in_lynx(server, "1", "/Bilder/!i1541002", tmp_path)
    assert "(IMG) 320 Pixel breit" in seen
    assert "(FILE) Als Text, für helle Schrift auf dunklem Grund" in seen


def test_a_picture_that_is_broken_is_said_so(server: Server, archive: Path):
    line = next(line for line in pictures_of(server, C64) if "!i640" in line.selector)
    (archive / "media" / "c64.png").write_bytes((archive / "media" / "c64.png").read_bytes()[:700])
    assert menu(server.ask(line.selector))[0].text.startswith("Diese Bilddatei ist nicht zu lesen")
