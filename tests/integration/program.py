"""gopherd driven from outside: its process, its port, and the answers as they come over a socket.

Nothing here uses gopherd's own code: what a client would have to take apart is taken apart anew.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest

from tests.reference import ROOT

SHIPPED = ROOT / "archive"
WAIT_S = 30.0
"""How long anything may take before the test gives up; nothing waits this long when all is well."""

REFRESHED = re.compile(r"[0-9,]+ articles? in [0-9,]+ files?: ")
"""What the indexer says after each refresh that changed something, and after the first."""

_Value = TypeVar("_Value")
_ADDRESS = re.compile(r"^ +gopher://(?:[^/\s\[\]]+|\[[0-9a-f:]+\]):([0-9]+)/$", re.MULTILINE)


def environment(home: Path) -> dict[str, str]:
    """The surroundings of every program started here: a home of its own, UTF-8, gopherd to be found, no proxy."""
    mine = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    mine |= {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return mine


def client(name: str) -> str:
    """The path of a client program; without it the test is skipped, in CI it fails."""
    # Some come as Python packages, which lie beside our own Python.
    path = shutil.which(name) or shutil.which(name, path=os.path.dirname(sys.executable))
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"the program {name} is not installed here")
    return path


def until(what: str, look: Callable[[], _Value | None], limit_s: float = WAIT_S) -> _Value:
    """What ``look`` returns as soon as that is true; the test fails when it never is."""
    end = time.monotonic() + limit_s
    while True:
        if found := look():
            return found
        if time.monotonic() > end:
            pytest.fail(f"after {limit_s:g} s still not: {what}")
        time.sleep(0.01)


def gopherd(
    *arguments: object, home: Path, cwd: Path | None = None, limit_s: float = 120
) -> subprocess.CompletedProcess[str]:
    """Run a command of gopherd to its end."""
    command = [sys.executable, "-m", "gopherd", *map(str, arguments)]
    return subprocess.run(
        command, env=environment(home), cwd=cwd or home, capture_output=True, encoding="utf-8", timeout=limit_s,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip


class Output:
    """What a process prints, kept as it comes."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._stream = stream
        self._pieces: list[str] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        for line in self._stream:
            self._pieces.append(line)

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def to_the_end(self) -> str:
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive(), "somebody still holds the output open: a process was left behind"
        return self.text


class Program:
    """A process of ours, with what it prints."""

    def __init__(
        self, *command: object, home: Path, cwd: Path | None = None, stderr: int = subprocess.PIPE, **variables: str
    ) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [*map(str, command)], env=environment(home) | variables, cwd=cwd or home, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=stderr,
        )  # fmt: skip
        self.stdout = Output(self.process.stdout)
        self.stderr = Output(self.process.stderr or ())

    @property
    def printed(self) -> str:
        return self.stdout.text + self.stderr.text

    def children(self) -> list[int]:
        """The processes it has started and that live."""
        try:
            text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        except OSError:
            return []
        return [int(child) for child in text.split()]

    def wait(self, limit_s: float = WAIT_S) -> int:
        """Its exit status."""
        return self.process.wait(limit_s)

    def kill(self) -> None:
        """Make sure that it is gone."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(WAIT_S)


class Server(Program):
    """``gopherd serve``, running."""

    def __init__(self, *arguments: object, home: Path, cwd: Path | None = None) -> None:
        super().__init__(sys.executable, "-m", "gopherd", "serve", *arguments, home=home, cwd=cwd)
        self.ports = [int(port) for port in until("the addresses one can open", self._addresses)]
        self.port = self.ports[0]
        self._is_ended = False

    def _addresses(self) -> list[str] | None:
        if self.process.poll() is not None:
            pytest.fail(f"gopherd ended with {self.process.returncode}:\n{self.stderr.to_the_end()}")
        # The greeting goes to standard error when standard output is the access log.
        return _ADDRESS.findall(self.printed) if "Ctrl-C" in self.printed else None

    def ready(self) -> "Server":
        """Wait until the index is there and the first refresh is over."""
        until("the first index", lambda: not self.ask("").startswith(b"3"))
        until("the first refresh", lambda: REFRESHED.search(self.stderr.text))
        return self

    def ask(self, selector: str, source: str = "127.0.0.1") -> bytes:
        """The answer to a selector."""
        return ask(self.port, selector.encode() + b"\r\n", source)

    def menu(self, selector: str) -> "list[Line]":
        """The answer as a menu."""
        return menu(self.ask(selector))

    def text(self, selector: str) -> str:
        """What a reader sees of a menu."""
        return "\n".join(line.text for line in self.menu(selector))

    def url(self, type_: str = "1", selector: str = "") -> str:
        """An address for a client."""
        return f"gopher://127.0.0.1:{self.port}/{type_}{selector}"

    def stop(self, number: int = signal.SIGINT) -> None:
        """End it as Ctrl-C does, and see that it ends as it should: status 0, no traceback, nobody left behind."""
        if self._is_ended:
            return
        self._is_ended = True
        children = self.children()
        self.process.send_signal(number)
        try:
            status = self.wait(45)
        finally:
            self.kill()
        printed = self.stdout.to_the_end() + self.stderr.to_the_end()
        assert "Traceback" not in printed, printed
        assert status == 0, f"exit status {status}\n{printed}"
        assert not [child for child in children if os.path.exists(f"/proc/{child}")]

    def give_up(self) -> None:
        """For a test that ends it in another way."""
        self._is_ended = True
        self.kill()


def ask(port: int, request: bytes, source: str = "127.0.0.1", *, half_close: bool = False) -> bytes:
    """Send bytes and return all that comes until the server closes."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S, (source, 0)) as connection:
        connection.sendall(request)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


class Line(NamedTuple):
    """One line of a menu."""

    type: str
    text: str
    selector: str
    host: str
    port: str


def menu(answer: bytes) -> list[Line]:
    """Take a menu apart, strictly: UTF-8, CR LF, four fields a line, the full stop at the end and nowhere else."""
    assert answer.endswith(b"\r\n.\r\n") or answer == b".\r\n", f"no Lastline: {answer[-80:]!r}"
    lines = answer.removesuffix(b".\r\n").decode("utf-8").split("\r\n")
    assert lines.pop() == ""
    found = []
    for line in lines:
        fields = line[1:].split("\t")
        assert line, "an empty line in a menu"
        assert len(fields) == 4, f"not four fields: {line!r}"
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", "".join(fields)), f"a control character: {line!r}"
        assert re.fullmatch(r"[0-9]{1,5}", fields[3]), f"no port: {line!r}"
        found.append(Line(line[0], *fields))
    assert all(line.type != "3" for line in found[1:]), "a type 3 line that is not the first"
    return found


def is_missing(answer: bytes) -> bool:
    """Whether an answer says that there is nothing."""
    return menu(answer)[0].type == "3"


def listing(root: Path) -> dict[str, tuple[int, int]]:
    """Every file and folder below ``root`` with its size and time: what shows whether anything was written."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in sorted(root.rglob("*"))}


def write_article(path: Path, text: str = "Ein Satz.", **fields: object) -> None:
    """An article file, put in place at once, as an editor's program does it."""
    import json

    head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
    new.replace(path)


def write_many(root: Path, count: int, mark: str) -> None:
    """An archive of ``count`` articles, each with ``mark`` in its title."""
    root.mkdir(exist_ok=True)
    (root / "gopherd.toml").write_text('[site]\ntitle = "Viele"\nlanguage = "de"\n')
    for number in range(1, count + 1):
        write_article(
            root / "articles" / f"{number:04}.md", "Ein *Absatz* mit [Weg](https://example.invalid/).\n\n" * 2,
            id=number, title=f"{mark} {number}", date="2024-01-01", tags=[f"Thema {number % 50}"],
        )  # fmt: skip


@contextlib.contextmanager
def ended(program: Program) -> Iterator[Program]:
    """See that a process is gone, whatever happens."""
    try:
        yield program
    finally:
        program.kill()
