"""``gopherd serve`` as its operator meets it: how it begins, what it says, what it refuses, how it ends."""

import importlib.metadata
import os
import re
import select
import shutil
import signal
import socket
import sys
import time
from pathlib import Path

import pytest

from tests.integration.conftest import Serve
from tests.integration.program import (
    REFRESHED,
    WAIT_S,
    Program,
    Server,
    ask,
    ended,
    gopherd,
    is_missing,
    menu,
    until,
    write_article,
    write_many,
)
from tests.reference import ROOT

LOG_LINE = re.compile(
    r"(?P<client>\S+) - - \[(?P<time>[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2} \+0000)\] "
    r'"GET (?P<path>[!-~]+) HTTP/1\.0" (?P<status>[0-9]{3}) (?P<size>[0-9]+) "-" "gopher"'
)


def refused(*arguments: object, tmp_path: Path, status: int) -> str:
    """What gopherd says when it does not start: on standard error, without traceback."""
    done = gopherd(*arguments, home=tmp_path, limit_s=30)
    assert done.returncode == status, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_greeting(archive: Path, serve: Serve):
    server = serve(archive)

    url = f"gopher://localhost:{server.port}/"
    assert server.stdout.text.splitlines() == [
        f"Serving {archive}", f"  {url}", "Try it:", f"  lynx {url}", f"  curl {url}", "Ctrl-C ends it.",
    ]  # fmt: skip
    server.ready()
    assert re.fullmatch(r"45 articles in 59 files: 0 read, 0 gone, [0-9.]+ s\n", server.stderr.text)


def test_it_listens_on_loopback_only(paper: Server):
    tables = [Path(f"/proc/net/{name}").read_text() for name in ("tcp", "tcp6")]
    bound = re.findall(rf"^ *[0-9]+: ([0-9A-F]+):{paper.port:04X} [0-9A-F]+:0000 0A", "\n".join(tables), re.MULTILINE)

    assert set(bound) == {"0100007F"}


@pytest.mark.parametrize("arguments", [[], ["serve"]])
def test_without_archive_it_says_how_to_begin(arguments: list[str], tmp_path: Path):
    said = refused(*arguments, tmp_path=tmp_path, status=78)

    assert "gopherd serve FOLDER" in said
    assert "gopherd init FOLDER" in said


@pytest.mark.parametrize("place", ["archive/ below it", "the folder itself"])
def test_without_argument_it_takes_the_archive_that_is_here(place: str, archive: Path, tmp_path: Path):
    cwd = archive if place == "the folder itself" else archive.parent
    program = Program(sys.executable, "-m", "gopherd", "--port", "0", home=tmp_path / "home", cwd=cwd)
    with ended(program):
        until("the first refresh", lambda: REFRESHED.search(program.printed) or program.process.poll() is not None)
        assert program.stdout.text.startswith(f"Serving {archive}\n"), program.printed
        program.process.send_signal(signal.SIGINT)
        assert program.wait() == 0


def test_relative_archive(archive: Path, serve: Serve):
    server = serve("archive", cwd=archive.parent).ready()

    assert "Die Siebzig" in server.text("")


def test_public_without_a_name_is_refused(archive: Path, tmp_path: Path):
    said = refused("serve", archive, "--listen", "tcp:0", tmp_path=tmp_path, status=78)

    assert "localhost" in said
    assert "--public-host" in said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused")
def test_public_as_root_is_refused(archive: Path, tmp_path: Path):
    said = refused(
        "serve", archive, "--listen", "tcp:0", "--public-host", "gopher.invalid", tmp_path=tmp_path, status=78
    )

    assert "root" in said


def test_menus_say_the_public_name(archive: Path, serve: Serve):
    server = serve(archive, "--public-host", "gopher.invalid", "--public-port", 70).ready()

    assert {(line.host, line.port) for line in server.menu("") if line.type == "1"} == {("gopher.invalid", "70")}


def test_public_name_from_the_configuration(archive: Path, serve: Serve):
    path = archive / "gopherd.toml"
    path.write_text(
        path.read_text("utf-8").replace("[site]\n", '[site]\nhost = "paper.invalid"\nport = 7777\n'), "utf-8"
    )
    server = serve(archive).ready()

    assert {(line.host, line.port) for line in server.menu("") if line.type == "1"} == {("paper.invalid", "7777")}


def test_port_in_use_is_one_line(archive: Path, paper: Server, tmp_path: Path):
    said = refused("serve", archive, "--port", paper.port, tmp_path=tmp_path, status=69)

    assert said.count("\n") == 1
    assert f"{paper.port} is in use" in said


@pytest.mark.parametrize("endpoint", ["foo:1", "tcp:abc", "tcp", "", "tcp:0:interface=203.0.113.77", "unix:/nicht/da"])
def test_bad_endpoint_is_one_line(endpoint: str, archive: Path, tmp_path: Path):
    said = refused("serve", archive, "--listen", endpoint, "--public-host", "x.invalid", tmp_path=tmp_path, status=69)

    assert said.count("\n") == 1
    assert repr(endpoint) in said


def test_two_endpoints(archive: Path, tmp_path: Path):
    server = Server(
        archive,
        "--listen",
        "tcp:0:interface=127.0.0.1",
        "--listen",
        "tcp:0:interface=127.0.0.2",
        home=tmp_path / "home",
    )
    with ended(server):
        server.ready()
        first, second = server.ports
        with socket.create_connection(("127.0.0.2", second), 10) as connection:
            connection.sendall(b"/!1519904\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert answer == ask(first, b"/!1519904\r\n")
        server.stop()


def test_socket_in_the_file_system(archive: Path, tmp_path: Path):
    path = tmp_path / "socket"
    command = [sys.executable, "-m", "gopherd", "serve", archive, "--listen", f"unix:{path}"]
    program = Program(*command, home=tmp_path / "home")
    with ended(program):
        until("the greeting", lambda: "Ctrl-C" in program.printed or program.process.poll() is not None)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(path))
            connection.sendall(b"/!1519904\r\n")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        assert "The Cat That Stayed" in menu(answer)[0].text
        program.process.send_signal(signal.SIGTERM)
        assert program.wait() == 0
        assert "Traceback" not in program.printed


def test_wrong_configuration_says_every_mistake(archive: Path, tmp_path: Path):
    (archive / "gopherd.toml").write_text(
        '[site]\ntitel = "X"\nlanguage = "xx"\ntimezone = "Europe/Berln"\nport = "70"\n'
        '[layout]\nstyle = "tazz"\nwidth = 5\n[[sections]]\nnam = "Politik"\n[sektion]\n'
    )

    said = refused("serve", archive, "--port", 0, tmp_path=tmp_path, status=78)

    for mistake in (
        "site.titel: unknown key, did you mean title?", "site.language: ", "site.timezone: ", "Europe/Berlin?",
        "site.port: ", "layout.style: ", "layout.width: 5", "sektion:",
        "sections[0].nam: unknown key, did you mean name?",
    ):  # fmt: skip
        assert mistake in said
    assert str(archive / "gopherd.toml") in said


def test_configuration_that_is_no_toml(archive: Path, tmp_path: Path):
    (archive / "gopherd.toml").write_text("[site\n")

    said = refused("serve", archive, "--port", 0, tmp_path=tmp_path, status=78)

    assert "line 1" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["serve", "--prot", "1"], ["--prot", "1"], ["srve"], ["serve", "--port", "99999"]]
)
def test_wrong_usage(arguments: list[str], tmp_path: Path):
    said = refused(*arguments, tmp_path=tmp_path, status=2)

    assert "Usage:" in said
    assert "--help" in said


def log_lines(path: Path, count: int) -> list[re.Match[str]]:
    until("the access log", lambda: path.exists() and len(path.read_text("ascii").splitlines()) >= count)
    lines = path.read_text("ascii").splitlines()
    assert len(lines) == count, lines
    found = [LOG_LINE.fullmatch(line) for line in lines]
    assert all(found), lines
    return found


def test_access_log(archive: Path, tmp_path: Path, serve: Serve):
    path = tmp_path / "access.log"
    server = serve(archive, "--access-log", path, "--workers", 1)
    until("the index", lambda: not ask(server.port, b"\r\n", "127.0.0.9").startswith(b"3"))
    until("the first lines", path.exists)
    server.ask("/!999")
    until("all lines so far", lambda: "/!999" in path.read_text())
    so_far = len(path.read_text().splitlines())

    answer = ask(server.port, b"/Lynx/!1519904\r\n", "127.1.2.3")
    ask(server.port, b"/!s\tgeheime Worte\r\n", "127.1.2.3")
    ask(server.port, b"/!s?andere+geheime\r\n", "127.1.2.3")
    ask(server.port, b'/"\xc3\xbc\\ x\x1b[0m\r\n', "127.1.2.3")
    ask(server.port, b"/" + b"y" * 1500 + b"\r\n", "127.1.2.3")
    ask(server.port, b"", "127.1.2.3", half_close=True)
    lines = log_lines(path, so_far + 5)[so_far:]

    assert {line["client"] for line in lines} == {"127.1.2.0"}
    assert [line["status"] for line in lines] == ["200", "200", "200", "400", "404"]
    assert lines[0]["path"] == "/Lynx/!1519904"
    assert int(lines[0]["size"]) == len(answer)
    assert [line["path"] for line in lines[1:3]] == ["/!s", "/!s"]
    assert "geheime" not in path.read_text()
    assert lines[3]["path"] == "/%22%C3%BC%5C%20x%1B%5B0m"
    assert max(map(len, path.read_text().splitlines(keepends=True))) <= 512
    assert time.strftime("%d/%b/%Y", time.gmtime()) in lines[0]["time"]


def test_access_log_on_the_terminal(archive: Path, serve: Serve):
    server = serve(archive, "--access-log", "-").ready()
    assert "Serving" in server.stderr.text, "only the log is on standard output"
    server.ask("/!1519904")

    server.stop()

    lines = server.stdout.text.splitlines()
    assert all(LOG_LINE.fullmatch(line) for line in lines), lines
    assert any('"GET /!1519904 HTTP/1.0" 200 ' in line for line in lines), "each worker writes its own"


def test_access_log_that_cannot_be_written_stops_nobody(archive: Path, tmp_path: Path, serve: Serve):
    server = serve(archive, "--access-log", tmp_path).ready()

    until("it is said", lambda: "lines lost" in server.stderr.text)
    assert "Die Siebzig" in server.text("")


def test_first_start_on_a_large_archive(tmp_path: Path, serve: Serve):
    write_many(tmp_path / "many", 800, "Alt")
    server = serve(tmp_path / "many")
    began = time.monotonic()
    first = server.menu("")
    assert time.monotonic() - began < 1

    assert first[0].type == "3"
    assert re.search("being indexed|gerade erschlossen", first[0].text)
    said = set()

    def is_there() -> bool:
        line = server.menu("/!800")[0]
        said.add(line.text)
        return line.type != "3"

    until("the first index", is_there)
    assert any(re.search("[1-9][0-9]* (of|von) 800", text) for text in said), said
    assert "(800)" in server.text("")


def test_empty_archive_says_how_to_put_an_article_in(tmp_path: Path, serve: Serve):
    (tmp_path / "leer").mkdir()
    (tmp_path / "leer" / "gopherd.toml").write_text('[site]\ntitle = "Leer"\n')
    server = serve(tmp_path / "leer").ready()

    assert "Markdown" in server.text("")


@pytest.fixture
def large(archive: Path) -> bytes:
    """A picture that no socket takes at once; article 4711 shows it."""
    data = os.urandom(12_000_000)
    (archive / "media" / "large.png").write_bytes(data)
    write_article(archive / "articles" / "large.md", id=4711, title="Groß", image={"src": "large.png"})
    return data


def slow_reader(server: Server) -> socket.socket:
    """A connection on which the first byte of the picture has come."""
    server.ready()
    picture = next(line.selector for line in server.menu("/!4711") if line.type == "I")
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    connection.settimeout(WAIT_S)
    connection.connect(("127.0.0.1", server.port))
    connection.sendall(picture.encode() + b"\r\n")
    assert len(connection.recv(1)) == 1
    return connection


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_answer_in_progress_is_finished(number: int, archive: Path, large: bytes, serve: Serve):
    server = serve(archive)
    with slow_reader(server) as connection:
        children = server.children()
        server.process.send_signal(number)
        until("no new readers", lambda: not is_open(server.port), 5)
        assert server.process.poll() is None

        received = b"".join(iter(lambda: connection.recv(65536), b""))

    assert received == large[1:]
    assert server.wait() == 0
    assert not [child for child in children if os.path.exists(f"/proc/{child}")]
    assert "Traceback" not in server.printed
    server.give_up()


def test_second_signal_ends_it_at_once(archive: Path, large: bytes, serve: Serve):
    server = serve(archive)
    with slow_reader(server):
        server.process.send_signal(signal.SIGINT)
        until("no new readers", lambda: not is_open(server.port), 5)
        server.process.send_signal(signal.SIGINT)
        assert server.wait(5) == 0
    assert "Traceback" not in server.printed
    server.give_up()


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except OSError:
        return False
    return True


def test_sigterm_while_the_first_index_is_built(tmp_path: Path, serve: Serve):
    write_many(tmp_path / "many", 300, "Alt")
    server = serve(tmp_path / "many")
    until("the indexer is at work", lambda: any((tmp_path / "many" / ".gopherd").glob("index-*")))

    server.stop(signal.SIGTERM)

    assert not (tmp_path / "many" / ".gopherd" / "current").exists()


def test_many_readers_at_once(paper: Server):
    places = [("127.0.0.1", paper.port), *((f"127.0.1.{number % 250 + 1}", 0) for number in range(300))]
    connections = [socket.create_connection(places[0], 10, place) for place in places[1:]]
    try:
        for connection in connections:
            connection.sendall(b"/!1519904\r\n")
        answers = {b"".join(iter(lambda c=connection: c.recv(65536), b"")) for connection in connections}
    finally:
        for connection in connections:
            connection.close()

    assert answers == {paper.ask("/!1519904")}


def test_one_reader_who_asks_for_one_page_after_another(paper: Server):
    answer = paper.ask("/!1519904")

    # From an address that no other test counts for.
    assert {ask(paper.port, b"/!1519904\r\n", "127.0.3.1") for _ in range(1000)} == {answer}


def test_one_reader_over_the_limit_slows_nobody(indexed: Path, serve: Serve):
    paper = serve(indexed, "--no-watch", "--workers", 1).ready()
    held = [socket.create_connection(("127.0.0.1", paper.port), 10, ("127.0.2.1", 0)) for _ in range(100)]
    try:
        for connection in held:
            connection.sendall(b"/!15")
        until("those over the limit are closed", lambda: len(select.select(held, [], [], 0)[0]) == 100 - 64, 5)
        assert not is_missing(paper.ask("/!1519904", "127.0.2.2"))
        held[0].sendall(b"19904\r\n")
        assert held[0].recv(1) == b"i", "those within it are served"
    finally:
        for connection in held:
            connection.close()


def listening_ports(number: int) -> list[int]:
    """The ports a process listens on, as the kernel knows them."""
    sockets = set()
    for entry in Path(f"/proc/{number}/fd").iterdir():
        try:
            sockets.update(re.findall(r"socket:\[([0-9]+)\]", os.readlink(entry)))
        except OSError:
            continue
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [int(row[1].partition(":")[2], 16) for row in rows if row[3] == "0A" and row[9] in sockets]


def twist(archive: Path, home: Path, **variables: str) -> None:
    command = [sys.executable, "-m", "twisted", "gopherd", "--archive", archive, "--port", "0"]
    program = Program(*command, home=home, **variables)
    with ended(program):
        until("it listens", lambda: program.process.poll() is not None or listening_ports(program.process.pid))
        assert program.process.poll() is None, program.stderr.to_the_end()
        (port,) = listening_ports(program.process.pid)
        until("the index", lambda: not ask(port, b"\r\n").startswith(b"3"))
        assert "The Cat That Stayed" in menu(ask(port, b"/!1519904\r\n"))[0].text
        program.process.send_signal(signal.SIGINT)
        # twist ends by the signal that has ended it, once everything is closed.
        assert program.wait() in {0, -signal.SIGINT}
        assert "Traceback" not in program.printed, program.printed


def test_as_a_twist_plugin_from_the_source(archive: Path, tmp_path: Path):
    plugins = tmp_path / "path" / "twisted" / "plugins"
    plugins.mkdir(parents=True)
    shutil.copy(ROOT / "gopherd" / "edge" / "twist_plugin.py", plugins / "gopherd_plugin.py")

    twist(archive, tmp_path / "home", PYTHONPATH=f"{tmp_path / 'path'}{os.pathsep}{ROOT}")


def test_as_a_twist_plugin_installed(archive: Path, tmp_path: Path):
    try:
        importlib.metadata.distribution("gopherd")
    except importlib.metadata.PackageNotFoundError:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("gopherd is not installed, only checked out")

    twist(archive, tmp_path / "home", PYTHONPATH="")
