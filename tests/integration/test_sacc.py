"""sacc as a reader: a screen, driven by keys; plain and in TLS."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.conftest import Serve
from tests.integration.program import Server, client, until
from tests.integration.terminal import Terminal
from tests.integration.ways import FOUND, HEADS, HIT, READ, RESULT, SEARCH, SNIPPET, WORD, first, older, pages, pictures

Open = Callable[..., Terminal]


@pytest.fixture
def sacc(tmp_path: Path) -> Iterator[Open]:
    """Opens an address."""
    opened = []

    def start(url: str, **variables: str) -> Terminal:
        opened.append(Terminal(tmp_path, client("sacc"), url, **variables))
        return opened[-1]

    yield start
    for each in opened:
        each.end()


def follow(terminal: Terminal, text: str) -> None:
    """Search for a text, which goes to the item in its line, and open that."""
    terminal.press("/")
    terminal.type(text)
    # With U it names the item under the cursor; the search has ended when it does.
    terminal.press("Right")


@pytest.mark.parametrize("page", READ)
def test_each_kind_of_page(page: str, sacc: Open, paper: Server):
    lines = paper.menu(pages(paper)[page])[:12]
    screen = sacc(paper.url("1", pages(paper)[page])).sees(HEADS[page])

    shown = [line.rstrip() for line in screen.splitlines()]
    for line in lines:
        kind = {"1": "Dir+", "7": "Ind+"}.get(line.type, "   |")
        assert f"{kind} {line.text}".rstrip() in shown


def test_keys_lead_to_a_section_an_article_and_the_next_page_of_a_list(sacc: Open, paper: Server):
    way = pages(paper)
    terminal = sacc(paper.url())
    terminal.sees(HEADS["front"])
    follow(terminal, "Lesesaal")
    terminal.sees(HEADS["section"])
    follow(terminal, "Lynx: The Cat")
    assert "> Older than Netscape, older than most of the web, still maintained" in terminal.sees(HEADS["article"])
    terminal.press("Left")
    terminal.sees(f"/1{way['section']}")
    terminal.press("Left")
    terminal.sees("Dir+ Lesesaal")
    terminal.press("g")
    follow(terminal, "Alle Artikel")
    terminal.sees(HEADS["everything"])
    follow(terminal, older(paper)[1:])
    terminal.sees(f"/1{way['further']}")
    terminal.sees(f"Dir+ {first(paper, way['further']).text}")


def test_keys_lead_from_a_search_to_an_article(sacc: Open, paper: Server):
    terminal = sacc(paper.url())
    terminal.sees(f"Ind+ {SEARCH}")
    follow(terminal, SEARCH)
    terminal.sees("Enter search string")
    terminal.type(WORD)
    terminal.sees(RESULT)
    terminal.sees(SNIPPET)
    follow(terminal, HIT)
    terminal.sees(FOUND)


def test_missing_page(sacc: Open, paper: Server):
    screen = sacc(paper.url("1", "/Lynx/!999")).sees("Hier ist nichts: /Lynx/!999")

    assert screen.startswith("Err|")
    assert "Dir+ Lynx: The Cat That Stayed" in screen


def test_picture_is_saved_whole(sacc: Open, paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    terminal = sacc(paper.url(line.type, line.selector))
    terminal.sees("Download !m")
    terminal.type("picture")

    files = {path.read_bytes() for path in (indexed / "media").iterdir()}
    saved = tmp_path / "picture"
    until("the picture", lambda: saved.exists() and saved.read_bytes() in files, 10)


@pytest.fixture(scope="module")
def secure(indexed: Path, serve_module: Serve) -> Server:
    return serve_module(indexed, "--no-watch", "--tls-self-signed").ready()


def test_a_visit_in_tls(sacc: Open, secure: Server, indexed: Path):
    trusted = str(indexed / ".gopherd" / "self-signed.pem")
    terminal = sacc(f"gophers://localhost:{secure.port}", SSL_CERT_FILE=trusted)
    terminal.sees(HEADS["front"])
    follow(terminal, "Lesesaal")
    terminal.sees(HEADS["section"])


def test_a_stranger_in_tls_is_not_trusted(sacc: Open, secure: Server):
    sacc(f"gophers://localhost:{secure.port}").sees("certificate verification failed: self-sig")
