"""netcat as a reader: every way to end a line and a connection, and every accepted spelling."""

import subprocess
from pathlib import Path

import pytest

from tests.integration.program import Server, ask, client, environment, menu

ARTICLE = "/Lynx/!1519904"


def nc(server: Server, request: bytes, home: Path, *options: str) -> bytes:
    command = [client("nc"), *(options or ("-N",)), "127.0.0.1", str(server.port)]
    return subprocess.run(
        command, input=request, env=environment(home), capture_output=True, timeout=20, check=True
    ).stdout


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(f"{ARTICLE}\r\n", id="CR LF"),
        pytest.param(f"{ARTICLE}\n", id="LF"),
        pytest.param(ARTICLE, id="no line end"),
        pytest.param(f"{ARTICLE}\r", id="a lone CR at the end of all"),
        pytest.param(f"{ARTICLE}\r\n/!1310947\r\n", id="two lines"),
        pytest.param(f"{ARTICLE}\r\n" + "x" * 30_000, id="much behind the line"),
        pytest.param("/Lynx/%211519904\r\n", id="%21"),
        pytest.param("%2FLynx%2F%211519904\r\n", id="all coded"),
        pytest.param(f"{ARTICLE}/\r\n", id="trailing slash"),
        pytest.param("Lynx/!1519904\r\n", id="no leading slash"),
        pytest.param("//Lynx//!1519904\r\n", id="two slashes"),
        pytest.param(f"1{ARTICLE}\r\n", id="type in front"),
        pytest.param("/!1519904\r\n", id="without slug"),
        pytest.param("!1519904\r\n", id="nothing but the number"),
        pytest.param("/Another-Slug/!1519904\r\n", id="another slug"),
        pytest.param(f"{ARTICLE}\t\r\n", id="an empty search"),
        pytest.param(f"{ARTICLE}\t+words\r\n", id="words"),
    ],
)
def test_every_way_of_asking_gets_the_whole_article(request_: str, paper: Server, tmp_path: Path):
    answer = nc(paper, request_.encode(), tmp_path)

    assert answer == paper.ask(ARTICLE)
    assert menu(answer)[0].text == "# Die Siebzig -- Lynx: The Cat That Stayed"


def test_client_that_keeps_its_half_open_is_answered_and_closed(paper: Server, tmp_path: Path):
    assert nc(paper, f"{ARTICLE}\r\n".encode(), tmp_path, "-q", "1") == paper.ask(ARTICLE)


@pytest.mark.parametrize("size", [2048, 2049, 5000, 200_000])
def test_long_lines(size: int, paper: Server, tmp_path: Path):
    answer = nc(paper, b"/" + b"x" * (size - 1) + b"\r\n", tmp_path)

    lines = menu(answer)
    assert lines[0].type == "3"
    said = " ".join(line.text for line in lines)
    assert ("2.048" in said) == (size > 2048), said


@pytest.mark.parametrize("request_", [b"/\xff\xfe\r\n", b"/a\0b\r\n", b"/\x1b[2J\r\n"])
def test_what_is_no_request_is_refused_in_a_menu(request_: bytes, paper: Server):
    lines = menu(ask(paper.port, request_))

    assert lines[0].type == "3"


@pytest.mark.parametrize("request_", [b"", b"\r\n", b"\n"])
def test_nothing_and_an_empty_line(request_: bytes, paper: Server, tmp_path: Path):
    answer = nc(paper, request_, tmp_path)

    assert answer == (paper.ask("/") if request_ else b"")


def test_slow_typist_within_the_deadline(paper: Server):
    import socket

    with socket.create_connection(("127.0.0.1", paper.port), 10) as connection:
        for byte in f"{ARTICLE}\r\n".encode():
            connection.sendall(bytes([byte]))
        answer = b"".join(iter(lambda: connection.recv(4096), b""))

    assert answer == paper.ask(ARTICLE)


@pytest.mark.parametrize(
    "number", ["٣", "１５１９９０４", "1_519904", "+1519904", "01519904", "-1", "9" * 19, "1519904 ", "1519904\u200b"]
)
def test_other_spellings_of_a_number_are_not_that_article(number: str, paper: Server):
    assert menu(paper.ask(f"/!{number}"))[0].type == "3"


@pytest.mark.parametrize(
    "path", ["/../gopherd.toml", "/..%2fgopherd.toml", "/articles/lesesaal/lynx.md", "/!m1.png", "/.gopherd/current"]
)
def test_selectors_are_no_paths(path: str, paper: Server):
    assert menu(paper.ask(path))[0].type == "3"
