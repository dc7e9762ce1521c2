"""Gopher+ as its clients see it: UMN gopher on a terminal, and mototli's library."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks import peers
from tests.integration.program import Server, client, environment, until, write_article
from tests.integration.ways import HIT, RESULT, WORD

ADMIN = "Redaktion <redaktion@example.invalid>"
ARTICLE = "/Verse/!1384011"
LEDE = "Ein Artikel, der auf einen Schirm passt."
TEXT = "Sein ganzer Text steht in dieser einen Zeile."
TEXT_VIEWS = ["text/plain de_DE", "text/plain de_DE.ISO-8859-1", "text/plain de_DE.US-ASCII"]
_PICKED = re.compile(r"^ -->", re.MULTILINE)


@pytest.fixture(scope="module")
def edited(indexed: Path, tmp_path_factory, serve_module) -> Server:
    """The archive that ships, with somebody who answers for it."""
    root = shutil.copytree(indexed, tmp_path_factory.mktemp("edited") / "archive")
    settings = root / "gopherd.toml"
    settings.write_text(settings.read_text("utf-8").replace("[site]\n", f'[site]\nadmin = "{ADMIN}"\n'), "utf-8")
    write_article(
        root / "articles" / "kurz.md", TEXT, id=999001, title="Kurz", lede=LEDE, date="2026-11-21", tags=["Gopher"]
    )
    long = "\n\n".join(f"Absatz {number} " + "und noch ein Satz dazu. " * 9 for number in range(1, 31))
    write_article(root / "articles" / "lang.md", long, id=999002, title="Lang", date="2026-11-20")
    return serve_module(root, "--no-watch").ready()


class Gopher:
    """UMN gopher on a terminal of 80 by 24, begun as its users begin it: with nothing but a host and a port."""

    def __init__(self, port: int, home: Path) -> None:
        self._tmux = [client("tmux"), "-S", str(home / "tmux"), "-f", os.devnull]
        self._env = environment(home)
        command = f"exec env TERM=screen {client('gopher')} 127.0.0.1 {port}"
        self._run("new-session", "-d", "-x", "80", "-y", "24", "-s", "s", command)

    def _run(self, *arguments: str) -> str:
        command = [*self._tmux, *arguments]
        return subprocess.run(command, env=self._env, capture_output=True, check=True, encoding="utf-8").stdout

    def screen(self) -> str:
        return self._run("capture-pane", "-p", "-t", "s")

    def sees(self, *texts: str) -> str:
        def look() -> str | None:
            screen = self.screen()
            return screen if all(text in screen for text in texts) else None

        return until(f"UMN gopher shows {texts!r}", look, 10)

    def press(self, key: str) -> None:
        self._run("send-keys", "-t", "s", key)

    def end(self) -> None:
        subprocess.run([*self._tmux, "kill-server"], env=self._env, capture_output=True, check=False)


@pytest.fixture
def umn(edited: Server, tmp_path: Path) -> Iterator[Gopher]:
    program = Gopher(edited.port, tmp_path)
    try:
        program.sees("Press RETURN to continue")
        program.press("Enter")
        yield program
    finally:
        program.end()


def test_umn_opens_the_front_page_shows_an_abstract_and_reads_the_article(umn: Gopher, edited: Server):
    article = next(line for line in edited.menu("") if line.type == "1")
    assert article.text == "Kurz"

    umn.sees("# Die Siebzig", "Page: 1/")
    umn.press("Down")
    screen = umn.sees("# Die Siebzig", "Page: 1/")
    assert "Kurz" in _PICKED.split(screen)[1].splitlines()[0]

    umn.press("=")
    screen = umn.sees("ABSTRACT", f"Path={article.selector}", f"Admin={ADMIN}", LEDE)
    assert re.search(r"[0-9]+k +\S.* application/gopher\+-menu", screen)
    assert "ModDate=Sat Nov 21 00:00:00 2026 <20261121000000>" in screen

    umn.press("u")
    umn.sees("# Die Siebzig", "Page: 1/")
    umn.press("Enter")
    umn.sees("[1]  Dieser Artikel als Text", "# Die Siebzig -- Kurz", f"> {LEDE}", TEXT, "Gopher/", "Page: 1/")


def test_umn_reads_an_article_of_many_screens_as_a_text(umn: Gopher, edited: Server):
    """Of its menu it shows but the first screen and the last: those with something to choose."""
    umn.sees("Lang")
    umn.press("Down")
    umn.press("Down")
    umn.press("Enter")
    umn.sees("# Die Siebzig -- Lang", "[1]  Dieser Artikel als Text")
    umn.press("Enter")
    umn.sees("Dieser Artikel als Text (", "Absatz 1 ")
    for number in (10, 20, 30):
        while f"Absatz {number} " not in umn.screen():
            before = umn.screen()
            umn.press("Space")
            until("the next screen", lambda before=before: umn.screen() != before, 10)


def test_umn_says_what_is_wrong_with_an_article_that_goes_while_its_reader_looks(archive: Path, serve, tmp_path: Path):
    server = serve(archive).ready()
    article = next(line for line in server.menu("") if line.type == "1")
    umn = Gopher(server.port, tmp_path)
    try:
        umn.sees("Press RETURN to continue")
        umn.press("Enter")
        umn.sees("# Die Siebzig", article.text[:40])
        number = article.selector.partition("!")[2]
        for file in (archive / "articles").rglob("*.md"):
            if re.search(rf"^id: {number}$", file.read_text("utf-8"), re.MULTILINE):
                file.unlink()
        # Every process of the server has to notice.
        until("it is gone", lambda: all(server.ask(article.selector).startswith(b"3") for _ in range(20)))

        umn.press("Down")
        umn.press("Enter")

        umn.sees(f"Hier ist nichts: {article.selector}", "Gopher Transmission Error")
    finally:
        umn.end()


_SCRIPT = """
import asyncio, json, sys
from mototli.client.session import GopherClient

async def main(host, port, selector):
    async with GopherClient(timeout=20) as client:
        known = await client.get_attributes(host, selector, port)
        views = {}
        for view in known.views:
            name = f"{view.mime_type} {view.language}" if view.language else view.mime_type
            answer = await client.get_with_view(host, selector, name, port)
            views[name] = [view.size_bytes, answer.raw_body.decode("latin-1")]
        return [known.admin, known.admin_email, known.abstract, known.info.selector, known.info.display_text, views]

print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))))
"""


def mototli(script: str, server: Server, cwd: Path, *arguments: str) -> bytes:
    """What a script that uses it prints."""
    python = peers.CACHE / "mototli" / "bin" / "python"
    if not python.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "mototli is not here; 'python -m tests.benchmarks.peers mototli' fetches it"
        )
    command = [python, "-c", script, "127.0.0.1", str(server.port), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, check=True, timeout=60).stdout


def test_mototli_reads_attributes_and_views(edited: Server, tmp_path: Path):
    name, mail, abstract, selector, text, views = json.loads(mototli(_SCRIPT, edited, tmp_path, ARTICLE))

    assert f"{name} <{mail}>" == ADMIN
    assert (
        " ".join(abstract.split()) == "Acht Strophen, ein Punkt und keine Fußnote. Zum Vorlesen am Terminal geeignet."
    )
    assert selector == ARTICLE
    assert text == "Die Siebzig -- Verse: Kleine Litanei für Port 70"
    assert list(views) == ["application/gopher+-menu de_DE", *TEXT_VIEWS]
    for size_bytes, answer in views.values():
        head, _, body = answer.encode("latin-1").partition(b"\r\n")
        assert head == f"+{len(body)}".encode()
        assert size_bytes == max(round(len(body) / 1024), 1) * 1024


def test_umn_searches_in_gopher_plus_and_reads_what_is_found(umn: Gopher, edited: Server):
    umn.sees("# Die Siebzig", "Im Archiv suchen <?>")
    umn.press("Enter")
    umn.sees("Words to search for")
    for key in (*"wagenruecklauf", "Enter"):
        umn.press(key)
    umn.sees("# Die Siebzig -- wagenruecklauf: 2 Treffer", "Fernschreiber: Alles klein, alles eilig/")
    umn.press("Down")
    umn.press("Enter")
    umn.sees("[1]  Dieser Artikel als Text", "# Die Siebzig -- Fernschreiber: Alles klein, alles eilig")


_SEARCH = """
import asyncio, json, sys
from mototli.client.session import GopherClient

async def main(host, port, words, selector):
    async with GopherClient(timeout=20) as client:
        found = await client.get(host, "/!s", port, search_query=words)
        known = await client.get_attributes(host, selector, port)
        return [[[item.display_text, item.selector] for item in found.items], known.info.display_text]

print(json.dumps(asyncio.run(main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:]))))
"""


def test_mototli_searches_and_knows_what_is_found(edited: Server, tmp_path: Path):
    items, title = json.loads(mototli(_SEARCH, edited, tmp_path, WORD, "/!s/Wagenr=C3=BCcklauf"))

    assert [HIT, "/Fernschreiber/!1471190"] in items
    assert items[0][0] == RESULT
    assert title == RESULT.removeprefix("# ")
