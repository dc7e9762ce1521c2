"""Editions and texts over a socket, and a site that is not served in UTF-8."""

import shutil
import subprocess
from pathlib import Path

from tests.integration.conftest import Serve
from tests.integration.program import Server, ask, client, environment, gopherd, menu
from tests.integration.ways import item


def test_a_c64_reads_from_the_choice_of_editions_to_an_article_and_never_leaves(paper: Server):
    choice = paper.menu(item(paper.menu(""), "Ausgaben für andere Geräte"))
    front = paper.menu(item(choice, "40 Spalten und ASCII, für einen C64"))
    assert "Zeitung fuer kleine Netze - a paper for" in [line.text for line in front]
    article = item(paper.menu(item(front, "Lesesaal")), "C64: Vierzig Spalten, hellblau")
    assert article.startswith("/ascii/40/")
    body = paper.ask(article)
    assert body.isascii()
    assert max(len(line.text) for line in menu(body) if " " in line.text) <= 40
    assert all(line.selector.startswith("/ascii/40/") for line in menu(body) if line.type in "01I")


def test_a_text_as_curl_saves_it(paper: Server, tmp_path: Path):
    command = [client("curl"), "-sS", "--max-time", "10", paper.url("0", "/latin1/Verse/!1384011.txt")]
    text = subprocess.run(command, env=environment(tmp_path), capture_output=True, check=True).stdout
    assert text.startswith("Verse: Kleine Litanei für Port 70\r\n".encode("latin1"))
    assert f"gopher://localhost:{paper.port}/1/latin1/Verse/!1384011\r\n".encode() in text
    assert b"\r\n. \r\n" in text, "the verses end with a full stop alone, which is no end"
    assert not text.endswith(b".\r\n")


def test_a_site_in_latin1(indexed: Path, serve: Serve, tmp_path: Path):
    root = shutil.copytree(indexed, tmp_path / "paper")
    toml = (root / "gopherd.toml").read_text("utf-8")
    (root / "gopherd.toml").write_text(toml.replace("[layout]", '[layout]\ncharset = "latin1"'), "utf-8")
    server = serve(root, "--no-watch").ready()
    assert "Zeitung für kleine Netze".encode("latin1") in server.ask("")
    assert "Zeitung für kleine Netze".encode() in server.ask("/utf8")
    assert b"Zeitung fuer kleine Netze" in server.ask("/ascii")
    assert "für".encode("latin1") in ask(server.port, b"/latin1/\xdcberall/!1384011\r\n")
    assert ask(server.port, b"/\xdcberall/!1384011\r\n") == server.ask("/Verse/!1384011")
    assert ask(server.port, b"/utf8/\xdcberall/!1384011\r\n").startswith(b"3")
    checked = gopherd("check", root, home=tmp_path)
    assert checked.returncode == 0, checked.stdout
