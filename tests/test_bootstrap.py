"""What is put together of which parts, and what is refused."""

import json
import os
import sys
from pathlib import Path

import pytest
import pytest_twisted
import trustme
from twisted.internet import reactor
from twisted.internet.task import deferLater
from twisted.internet.testing import EventLoggingObserver
from twisted.logger import globalLogPublisher

from gopherd import bootstrap, indexer
from gopherd.edge.server import CannotListen, GopherService
from gopherd.edge.x509 import names_in
from gopherd.errors import ArchiveUnavailable, ConfigInvalid
from gopherd.message import Request, Status
from tests.certificates import issue


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def make(archive: Path, **options: object) -> GopherService:
    defaults = {"listen": (), "port": 0, "public_host": None, "public_port": None, "watch": True, "access_log": None}
    return bootstrap.make_service(bootstrap.Orders(str(archive), **defaults | options))


@pytest_twisted.inlineCallbacks
def test_service_is_bound_and_its_menus_say_its_port(paper: Path):
    service = make(paper)
    try:
        (address,) = service.addresses()
        port = address.port
        assert address.host == "127.0.0.1"
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
    monkeypatch.setattr(GopherService, "listen", lambda self: (listen(self), bound.append(self.addresses()[0].port)))
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
    monkeypatch.setattr(bootstrap, "Companion", lambda command, **_: made.append(command))

    bootstrap._companion("root", "folder", watch=True)
    bootstrap._companion("root", "folder", watch=False)

    command = [sys.executable, "-m", "gopherd", "index", "root", "--index", "folder", "--companion"]
    assert made == [[*command, "--watch"], command]


def test_readers_come_before_the_indexer_where_there_is_something_to_read(paper: Path, monkeypatch: pytest.MonkeyPatch):
    made, folder = [], str(paper / ".gopherd")
    monkeypatch.setattr(bootstrap, "Companion", lambda _command, after_s: made.append(after_s))
    bootstrap._companion(str(paper), folder, watch=True)
    indexer.indexing.refresh(indexer.make_plan(str(paper), folder), lambda _done, _total: None)
    bootstrap._companion(str(paper), folder, watch=True)
    assert made[0] == 0 < made[1] <= 2


def test_what_takes_long_is_for_the_back_room_which_is_told_what_menus_say(
    paper: Path, monkeypatch: pytest.MonkeyPatch
):
    made = []
    monkeypatch.setattr(bootstrap, "Companion", lambda *args, **more: made.append((args, more)))
    service = make(paper, public_host="gopher.example.invalid", public_port=70)
    try:
        command, more = next((args[0], more) for args, more in made if "descriptors" in more)
        assert command[1:3] == ["-m", "gopherd.backroom"]
        assert command[3:5] == [str(paper), str(paper / ".gopherd")]
        assert json.loads(command[5]) == {"host": "gopher.example.invalid", "port": 70, "admin": "", "has_tls": False}
        assert more["descriptors"] == {bootstrap.BACKROOM_SOCKET: service.backroom.fileno()}
        assert service._factory.takes_long(Request("/!l.txt"))
        assert not service._factory.takes_long(Request("/!58"))
    finally:
        service._ports[0].stopListening()


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

    inspection, application, snapshot = bootstrap.inspect(plan)

    assert inspection.roles == {"article": 1}
    assert snapshot.site.title == "Paper"
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


def test_an_endpoint_for_tls_alone_needs_a_certificate(paper: Path):
    with pytest.raises(
        ConfigInvalid, match=r"needs a certificate: .*\[\[tls\]\] in gopherd.toml,\n.*--tls-self-signed"
    ):
        make(paper, port=None, listen=("gophers:tcp:0:interface=127.0.0.1",))


@pytest.mark.parametrize("table", ['[tls]\ncertificate = "a.pem"', "[[tls]]\n", '[[tls]]\ncertificate = "a.pem"'])
def test_a_certificate_that_is_not_there_or_no_table_is_said_at_the_start(paper: Path, table: str):
    with (paper / "gopherd.toml").open("a") as file:
        file.write(f"\n{table}\n")
    with pytest.raises(ConfigInvalid, match=r"tls|a\.pem cannot be read: No such file"):
        make(paper)


@pytest_twisted.inlineCallbacks
def test_a_certificate_of_our_own_making_lies_beside_the_index_and_is_for_the_public_name(paper: Path):
    orders = bootstrap.Orders(str(paper), port=0, public_host="gopher.example.invalid", tls_self_signed=True)
    service = bootstrap.make_service(orders)
    try:
        pem = (paper / ".gopherd" / "self-signed.pem").read_bytes()
        assert "gopher.example.invalid" in names_in(pem)
        assert "gophers://localhost:" in bootstrap.greeting(service, orders)
    finally:
        yield service.stopService()


@pytest_twisted.inlineCallbacks
def test_the_certificates_of_the_configuration_are_read_again_at_a_reload(paper: Path, tmp_path: Path):
    files = issue(trustme.CA(), tmp_path / "certificates", "localhost")
    service = make(paper)
    try:
        assert service._factory.certificates.context() is None
        with (paper / "gopherd.toml").open("a") as file:
            file.write(f'\n[[tls]]\ncertificate = "{files.certificate}"\nkey = "{files.key}"\n')
        service.reload()
        assert service._factory.certificates.context() is not None
    finally:
        yield service.stopService()


def test_as_many_workers_as_cores_where_they_can_share(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 5})
    assert bootstrap.workers_for(bootstrap.Orders()) == 3
    assert bootstrap.workers_for(bootstrap.Orders(listen=("tcp:70", "gophers:tcp:7443", "systemd:index=0"))) == 3
    assert bootstrap.workers_for(bootstrap.Orders(listen=("tcp:70", "unix:/run/x"))) == 1
