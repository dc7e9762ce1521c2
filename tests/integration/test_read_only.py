"""An archive on a disk that cannot be written, as in an image: with an index that was brought along, and without.

The disk is a mount of its own, made read-only for one process; where that is not allowed, the tests are skipped.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.program import (
    REFRESHED,
    Program,
    ask,
    client,
    ended,
    environment,
    gopherd,
    listing,
    menu,
    until,
)

_MOUNT = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


def read_only(folder: Path, *command: object) -> list[object]:
    """The command, run where ``folder`` cannot be written."""
    return [client("unshare"), "--mount", "sh", "-c", _MOUNT, "sh", folder, *command]


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    folder = tmp_path / "disk"
    folder.mkdir()
    tried = subprocess.run([*map(str, read_only(folder, "true"))], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip("this process may not mount anything")
    return folder


class Started(Program):
    """``gopherd serve`` where the disk cannot be written."""

    def __init__(self, disk: Path, home: Path) -> None:
        command = (sys.executable, "-m", "gopherd", "serve", disk / "paper", "--port", "0")
        super().__init__(*read_only(disk, *command), home=home)
        until("the greeting", lambda: "Ctrl-C" in self.printed or self.process.poll() is not None)
        assert self.process.poll() is None, self.stderr.to_the_end()
        self.port = int(self.stdout.text.partition("gopher://localhost:")[2].partition("/")[0])
        until("the first index", lambda: not self.ask("").startswith(b"3"))

    def ask(self, selector: str) -> bytes:
        return ask(self.port, selector.encode() + b"\r\n")

    def end(self) -> None:
        self.process.send_signal(signal.SIGINT)
        assert self.wait() == 0
        assert "Traceback" not in self.printed


@pytest.fixture
def brought_along(indexed: Path, disk: Path, tmp_path: Path) -> Iterator[Started]:
    """Made in one place, which is gone, served in another, on a disk that cannot be written."""
    made = shutil.copytree(indexed, tmp_path / "made" / "paper")
    assert gopherd("index", made, home=tmp_path).returncode == 0
    made.rename(disk / "paper")
    with ended(Started(disk, tmp_path / "home")) as server:
        yield server
        server.end()


def test_articles_with_an_index_that_was_brought_along(brought_along: Started, disk: Path):
    before = listing(disk)

    assert menu(brought_along.ask("/!1519904"))[0].text == "# Die Siebzig -- Lynx: The Cat That Stayed"
    assert "(44)" in brought_along.ask("").decode()
    assert listing(disk) == before


def test_pictures_with_an_index_that_was_brought_along(brought_along: Started, disk: Path):
    files = {path.read_bytes() for path in (disk / "paper" / "media").iterdir()}
    picture = next(line for line in menu(brought_along.ask("/!1316677")) if line.type == "I")

    assert brought_along.ask(picture.selector) in files


def test_without_an_index(indexed: Path, disk: Path, tmp_path: Path):
    shutil.copytree(indexed, disk / "paper", ignore=shutil.ignore_patterns(".gopherd"))
    with ended(Started(disk, tmp_path / "home")) as server:
        until("the first refresh", lambda: REFRESHED.search(server.stderr.text))
        picture = next(line for line in menu(server.ask("/!1316677")) if line.type == "I")
        assert server.ask(picture.selector) in {path.read_bytes() for path in (disk / "paper" / "media").iterdir()}
        server.end()
    assert not (disk / "paper" / ".gopherd").exists()
    assert any((tmp_path / "home" / "cache" / "gopherd").glob("paper-*/current"))


@pytest.mark.parametrize("command", ["check", "index"])
def test_commands_without_a_place_beside_it(command: str, indexed: Path, disk: Path, tmp_path: Path):
    shutil.copytree(indexed, disk / "paper")
    done = subprocess.run(
        [*map(str, read_only(disk, sys.executable, "-m", "gopherd", command, disk / "paper"))],
        env=environment(tmp_path), capture_output=True, encoding="utf-8", check=False, cwd=os.sep,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
