"""What is put together of which parts, and what is refused."""

import os
import sys
from pathlib import Path

import pytest
import pytest_twisted
from twisted.internet import reactor
from twisted.internet.task import deferLater
from twisted.internet.testing import EventLoggingObserver
from twisted.logger import globalLogPublisher

from gopherd import bootstrap, indexer
from gopherd.edge.server import CannotListen, GopherService
from gopherd.errors import ArchiveUnavailable, ConfigInvalid
from gopherd.message import Request, Status
from gopherd.render.menu import Server


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    root = tmp_path / "paper"
    (root / "articles").mkdir(parents=True)
    (root / "gopherd.toml").write_text('[site]\ntitle = "Paper"\nlanguage = "en"\n')
    (root / "articles" / "a.md").write_text("---\nid: 1\ntitle: One\ndate: 2024-01-01\n---\nText.\n")
    return root


class Bound:
    """A service that is bound to what it is told."""

    def __init__(self, *addresses: tuple[str, int]) -> None:
        self._addresses = addresses

    def addresses(self) -> tuple[tuple[str, int], ...]:
        return self._addresses


def test_greeting():
    assert bootstrap.greeting(Bound(("127.0.0.1", 7070), ("2001:db8::1", 70)), "/paper").splitlines() == [
        "Serving /paper", "  gopher://localhost:7070/", "  gopher://[2001:db8::1]/", "Try it:",
        "  lynx gopher://localhost:7070/", "  curl gopher://localhost:7070/", "Ctrl-C ends it.",
    ]  # fmt: skip
    assert bootstrap.greeting(Bound(), "/paper") == "Serving /paper\nCtrl-C ends it."


def test_menus_say_what_is_configured_else_the_first_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    name = bootstrap._public_server

    assert name(Bound(("127.0.0.1", 7071), ("127.0.0.2", 7072)), None, None) == Server("localhost", 7071)
    assert name(Bound(("127.0.0.1", 7071)), "a.invalid", 70) == Server("a.invalid", 70)
    assert name(Bound(("0.0.0.0", 7071)), "a.invalid", None) == Server("a.invalid", 7071)
    assert name(Bound(), None, None) == Server("localhost", 7070)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1"])
def test_public_without_name_and_public_as_root(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(ConfigInvalid, match="--public-host"):
        bootstrap._public_server(Bound(("127.0.0.1", 1), (address, 70)), None, None)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(ConfigInvalid, match="as root"):
        bootstrap._public_server(Bound((address, 70)), "a.invalid", None)
    assert bootstrap._public_server(Bound(("127.0.0.1", 70)), None, None) == Server("localhost", 70)


def make(archive: Path, **options: object) -> GopherService:
    defaults = {"listen": (), "port": 0, "public_host": None, "public_port": None, "watch": True, "access_log": None}
    return bootstrap.make_service(bootstrap.Orders(str(archive), **defaults | options))


@pytest_twisted.inlineCallbacks
def test_service_is_bound_and_its_menus_say_its_port(paper: Path):
    service = make(paper)
    try:
        ((host, port),) = service.addresses()
        assert host == "127.0.0.1"
        assert port > 0
        response = service._factory.answer(Request(""))
        assert response.status is Status.UNAVAILABLE, "the first index has yet to be built"
        indexer.indexing.refresh(indexer.make_plan(str(paper)), lambda _done, _total: None)
        assert f"\t/One/!1\tlocalhost\t{port}\r\n".encode() in service._factory.answer(Request("")).body
    finally:
        yield service.stopService()


@pytest_twisted.inlineCallbacks
def test_service_that_is_refused_gives_its_port_back(paper: Path, monkeypatch: pytest.MonkeyPatch):
    bound = []
    listen = GopherService.listen
    monkeypatch.setattr(GopherService, "listen", lambda self: (listen(self), bound.append(self.addresses()[0][1])))
    with pytest.raises(ConfigInvalid):
        make(paper, port=None, listen=("tcp:0",))
    yield deferLater(reactor, 0.05)

    service = make(paper, port=bound[0])
    yield service.stopService()


def test_options_that_exclude_each_other(paper: Path):
    with pytest.raises(ConfigInvalid, match="--port and --listen"):
        make(paper, port=70, listen=("tcp:70",))


def test_bad_endpoint(paper: Path):
    with pytest.raises(CannotListen, match="'foo:1'"):
        make(paper, port=None, listen=("foo:1",))


def test_companion_is_the_indexer(paper: Path, monkeypatch: pytest.MonkeyPatch):
    made = []
    monkeypatch.setattr(bootstrap, "Companion", made.append)

    bootstrap._companion("root", "folder", watch=True)
    bootstrap._companion("root", "folder", watch=False)

    command = [sys.executable, "-m", "gopherd", "index", "root", "--index", "folder", "--companion"]
    assert made == [[*command, "--watch"], command]


def test_no_companion_for_an_index_on_a_disk_that_cannot_be_written(paper: Path, monkeypatch: pytest.MonkeyPatch):
    folder = str(paper / ".gopherd")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert bootstrap._companion(str(paper), folder, watch=True) is not None, "there is no index yet"
    indexer.indexing.refresh(indexer.make_plan(str(paper), folder), lambda _done, _total: None)

    assert bootstrap._companion(str(paper), folder, watch=True) is None


def test_inspect(paper: Path):
    plan = indexer.make_plan(str(paper))
    with pytest.raises(ArchiveUnavailable, match="there is no index"):
        bootstrap.inspect(plan)
    indexer.indexing.refresh(plan, lambda _done, _total: None)

    inspection, application, site = bootstrap.inspect(plan)

    assert inspection.roles == {"article": 1}
    assert site.title == "Paper"
    assert b"# Paper -- One" in application.answer(Request("/!1")).body


def test_errors_nobody_foresaw_have_a_number_that_stands_in_the_log():
    numbers = []
    observer = EventLoggingObserver()
    globalLogPublisher.addObserver(observer)
    try:
        for error in (ValueError("x"), ArchiveUnavailable("y")):
            try:
                raise error
            except (ValueError, ArchiveUnavailable) as caught:
                numbers.append(bootstrap._failed(caught))
    finally:
        globalLogPublisher.removeObserver(observer)

    assert len(set(numbers)) == 2
    assert [event["number"] for event in observer] == numbers
    assert ["log_failure" in event for event in observer] == [True, False], "a traceback only where it helps"
