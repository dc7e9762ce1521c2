"""Search as a server has it: in a process of its own, without a trace in the log, up to date; and by command."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.integration.conftest import Serve
from tests.integration.program import Server, ask, gopherd, menu, until, write_article
from tests.integration.test_backroom import room_of
from tests.integration.ways import HIT, RESULT, WORD, item

ARTICLE = "/!1384011"


@pytest.mark.parametrize("workers", [1, 2])
def test_searches_are_made_by_a_process_of_their_own(workers: int, archive: Path, serve: Serve):
    server = serve(archive, "--no-watch", "--workers", workers).ready()
    assert server.text("/!s").startswith("# Die Siebzig -- Suche"), "how to search is a page like any other"
    assert server.menu(ARTICLE)
    assert room_of(server) == 0
    assert server.text(f"/!s\t{WORD}").startswith(RESULT)
    room = room_of(server)
    assert room
    os.kill(room, signal.SIGSTOP)
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(ask, server.port, f"/!s\tgopher {n}\r\n".encode(), f"127.0.0.{n}") for n in (7, 8, 9)]
        began = time.perf_counter()
        for _ in range(20):
            assert server.menu(ARTICLE)
        assert time.perf_counter() - began < 5, "nobody waits for a search that hangs"
        assert not any(each.done() for each in waiting)
        os.kill(room, signal.SIGCONT)
        assert all(menu(each.result(30))[0].text.startswith("# Die Siebzig -- gopher") for each in waiting)


def test_no_word_of_a_search_is_logged(archive: Path, serve: Serve, tmp_path: Path):
    log = tmp_path / "access.log"
    server = serve(archive, "--no-watch", "--access-log", log).ready()
    sent = [
        f"/!s\t{WORD}", f"/!s?{WORD}", "/!s/Wagenr=C3=BCcklauf", "/!s/Wagenr=C3=BCcklauf/2", f"/!s\t{WORD}\t$",
        "/%21s/Wagenr=C3=BCcklauf", "/ascii/40/!s/Wagenr=C3=BCcklauf", f"/!s\t{WORD}\t!", "7/!s/Wagenr=C3=BCcklauf",
    ]  # fmt: skip
    for selector in sent:
        server.ask(selector)
    lines = until("every line", lambda: len(found := log.read_text().splitlines()) >= len(sent) + 1 and found)
    assert not re.search("wagen", " ".join(lines), re.IGNORECASE)
    assert sum("!s HTTP/1.0" in line or "%2521s HTTP/1.0" in line for line in lines) == len(sent)


def test_what_is_written_is_found_and_what_is_taken_away_is_not(archive: Path, serve: Serve):
    server = serve(archive).ready()
    assert ": 0 Treffer" in server.menu("/!s\tQuastenflosser")[0].text
    file = archive / "articles" / "fisch.md"
    write_article(file, "Ein Quastenflosser.", id=999003, title="Fisch", date="2026-01-01")
    until("it is found", lambda: "1 Treffer" in server.menu("/!s\tQuastenflossern")[0].text)
    assert item(server.menu("/!s\tQuastenflosser"), "Fisch") == "/Fisch/!999003"
    write_article(file, "Ein Quastenflosser.", id=999003, title="Fisch", date="2099-01-01")
    until("its time has not come", lambda: "0 Treffer" in server.menu("/!s\tQuastenflosser")[0].text)
    file.unlink()


def test_the_command_finds_what_readers_find(indexed: Path, paper: Server, tmp_path: Path):
    done = gopherd("search", indexed, WORD, home=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{HIT}\n  2025-12-30  Zeitung & Archiv  /Fernschreiber/!1471190\n  … ")
    assert done.stdout.endswith("\n2 hits: page 1 of 1\n")
    found = [
        line
        for line in paper.menu("/!s\tgopher sort:date")
        if line.type == "1" and re.search(r"/![0-9]+$", line.selector)
    ]
    done = gopherd("search", indexed, "gopher", "sort:date", home=tmp_path)
    assert re.findall(r"(/\S+/![0-9]+)$", done.stdout, re.MULTILINE) == [line.selector for line in found]
    assert len(found) == 20
    none = gopherd("search", indexed, "Quastenflosser", home=tmp_path)
    assert (none.returncode, none.stdout, none.stderr) == (1, "", "gopherd: nothing found\n")
