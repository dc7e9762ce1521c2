"""The back room as a process: the same answers as the server's own, until standard input ends."""

import json
import os
import signal
import socket
import sys

import attrs
import pytest

from gopherd.bootstrap import BACKROOM_SOCKET
from gopherd.edge import backroom
from gopherd.message import Plus, Request, Status, Wish
from gopherd.render.menu import Server
from gopherd.wire.relay import decode_response, encode_request
from tests import fakes
from tests.reference import ROOT

SERVER = Server("gopher.example.invalid", 70, "Ed <ed@example.invalid>")


@pytest.fixture
def room(tmp_path):
    articles = tmp_path / "paper" / "articles"
    articles.mkdir(parents=True)
    for number in (1, 2):
        (articles / f"{number}.md").write_text(f"---\nid: {number}\ntitle: Title {number}\n---\n\nText {number}.\n")
    archive, _ = fakes.index(articles.parent, tmp_path / "index")
    application = fakes.application(archive, server=SERVER)
    # A slip of the editor's keeps nobody from an answer.
    (articles.parent / "gopherd.toml").write_text("[site\n")
    arguments = [str(articles.parent), str(tmp_path / "index"), json.dumps(attrs.asdict(SERVER))]
    reading, writing = os.pipe()
    with backroom.bind() as listening:
        number = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "gopherd.backroom", *arguments],
            {**os.environ, "PYTHONPATH": str(ROOT)},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, reading, 0),
                (os.POSIX_SPAWN_CLOSE, writing),
                (os.POSIX_SPAWN_DUP2, listening.fileno(), BACKROOM_SOCKET),
            ],
        )
        os.close(reading)
        yield application, listening, number, writing
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)


def ask(listening, request):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(30)
        connection.connect(listening.getsockname())
        connection.sendall(encode_request(request))
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
    return decode_response(b"".join(pieces))


def test_it_answers_as_the_server_does_until_the_server_ends(room):
    application, listening, number, writing = room
    for asked in (Request("/!l.txt"), Request("", asked=Plus(Wish.MENU_ATTRIBUTES)), Request("/ascii/40/!l.txt")):
        expected = application.answer(asked)
        assert expected.status is Status.OK
        assert ask(listening, asked) == expected
    assert ask(listening, Request("/nothing here")).status is Status.MISSING
    os.kill(number, signal.SIGINT)  # as Ctrl-C in a terminal reaches everybody
    assert ask(listening, Request("/!1.txt")).status is Status.OK
    os.close(writing)
    os.waitid(os.P_PID, number, os.WEXITED | os.WNOWAIT)
