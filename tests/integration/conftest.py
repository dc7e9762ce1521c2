"""The real program for each test, and the archives it serves."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.program import SHIPPED, Server, gopherd, listing
from tests.reference import shared

Serve = Callable[..., Server]


def _serving(base: Path) -> Iterator[Serve]:
    servers: list[Server] = []

    def start(*arguments: object, cwd: Path | None = None) -> Server:
        server = Server(*arguments, "--port", 0, home=base / "home", cwd=cwd)
        servers.append(server)
        return server

    try:
        yield start
        for server in servers:
            server.stop()
    finally:
        for server in servers:
            server.kill()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts ``gopherd serve ARCHIVE --port 0 ...``; every server is ended with Ctrl-C and must end well."""
    yield from _serving(tmp_path)


@pytest.fixture(scope="module")
def serve_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """As ``serve``, for the tests of a whole file."""
    yield from _serving(tmp_path_factory.mktemp("module"))


@pytest.fixture(scope="session")
def serve_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """As ``serve``, for all tests."""
    yield from _serving(tmp_path_factory.mktemp("session"))


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the archive that ships, with its index; not to be changed, copy it."""
    base = tmp_path_factory.mktemp("indexed")
    root = base / "archive"
    shutil.copytree(SHIPPED, root, ignore=shutil.ignore_patterns(".gopherd"))
    done = gopherd("index", root, home=base)
    assert done.returncode == 0, done.stderr
    return root


@pytest.fixture
def archive(indexed: Path, tmp_path: Path) -> Path:
    """A copy of the archive that ships, with its index, to do anything with."""
    return shutil.copytree(indexed, tmp_path / "archive")


@pytest.fixture(scope="session")
def paper(indexed: Path, serve_session: Serve) -> Server:
    """The archive that ships, served to all tests that only read."""
    return serve_session(indexed, "--no-watch").ready()


class Real:
    """A real archive that is not ours, indexed by ``gopherd index``."""

    def __init__(self, name: str, home: Path) -> None:
        self.root = shared(f"data/{name}")
        self.home = home
        self.index: Path | None = None
        self.before = listing(self.root)
        self.done = gopherd("index", self.root, home=home)
        # Where it has come to lie is its own test's business; the others name it.
        for folder in (home / "cache" / "gopherd").glob("*"):
            self.index = folder
        self.after = listing(self.root)


@pytest.fixture(scope="session")
def digitalgov(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """2,083 articles of a Hugo site."""
    return Real("digitalgov-news", tmp_path_factory.mktemp("digitalgov"))


@pytest.fixture(scope="session")
def okfn(tmp_path_factory: pytest.TempPathFactory) -> Real:
    """502 articles of a Jekyll site."""
    return Real("okfn-de-blog", tmp_path_factory.mktemp("okfn"))
