"""bombadillo as a reader: a screen, driven by keys and commands."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.program import Server, client, until
from tests.integration.terminal import Terminal
from tests.integration.ways import FOUND, HEADS, HIT, READ, RESULT, SEARCH, SNIPPET, WORD, first, pages, pictures

Open = Callable[[str], Terminal]


@pytest.fixture
def bombadillo(tmp_path: Path) -> Iterator[Open]:
    """Opens an address."""
    opened = []

    def start(url: str) -> Terminal:
        opened.append(Terminal(tmp_path, client("bombadillo"), url, XDG_CONFIG_HOME=str(tmp_path)))
        return opened[-1]

    yield start
    for each in opened:
        each.end()


def command(terminal: Terminal, line: str) -> None:
    """Give it a line command; what is typed before it asks is lost."""
    terminal.press(":")
    until("the prompt", lambda: is_asking(terminal), 10)
    terminal.type(line)
    until("the end of the prompt", lambda: not is_asking(terminal), 10)


def is_asking(terminal: Terminal) -> bool:
    return any(shown.startswith(":") for shown in terminal.screen().splitlines())


def follow(terminal: Terminal, paper: Server, page: str, wanted: str) -> None:
    """Go to a link of a page by its number, and see that the first line says so."""
    number = [line.selector for line in paper.menu(page) if line.type != "i"].index(wanted) + 1
    command(terminal, str(number))
    terminal.sees(f":{paper.port}/1{wanted}\n")


@pytest.mark.parametrize("kind", READ)
def test_each_kind_of_page(kind: str, bombadillo: Open, paper: Server):
    screen = bombadillo(paper.url("1", pages(paper)[kind])).sees(HEADS[kind])

    shown = [line.rstrip() for line in screen.splitlines()]
    number = 0
    for line in paper.menu(pages(paper)[kind])[:12]:
        called = {"1": "MAP", "7": "FTS"}.get(line.type)
        number += called is not None
        assert (f"{called}   [{number}]  {line.text}" if called else f"           {line.text}".rstrip()) in shown


def test_keys_lead_to_a_section_an_article_and_the_next_page_of_a_list(bombadillo: Open, paper: Server):
    way = pages(paper)
    terminal = bombadillo(paper.url())
    terminal.sees(HEADS["front"])
    follow(terminal, paper, "", way["section"])
    terminal.sees(HEADS["section"])
    follow(terminal, paper, way["section"], way["article"])
    assert "> Older than Netscape, older than most of the web, still" in terminal.sees(HEADS["article"])
    terminal.press("b")
    terminal.sees(f"/1{way['section']}\n")
    terminal.press("b")
    terminal.sees(HEADS["front"], gone=way["section"])
    follow(terminal, paper, "", way["everything"])
    follow(terminal, paper, way["everything"], way["further"])
    terminal.sees(f"[2]  {first(paper, way['further']).text}")


def test_keys_lead_from_a_search_to_an_article(bombadillo: Open, paper: Server):
    terminal = bombadillo(paper.url())
    terminal.sees(f"FTS   [1]  {SEARCH}")
    terminal.press(":")
    until("the prompt", lambda: is_asking(terminal), 10)
    terminal.type("1")
    terminal.sees("??")
    terminal.type(WORD)
    terminal.sees(RESULT)
    assert SNIPPET in terminal.sees(f"MAP   [2]  {HIT}")
    command(terminal, "2")
    terminal.sees(FOUND)


def test_missing_page(bombadillo: Open, paper: Server):
    screen = bombadillo(paper.url("1", "/Lynx/!999")).sees("Hier ist nichts: /Lynx/!999")

    assert screen.splitlines()[1].startswith("ERR ")
    assert "MAP   [2]  Lynx: The Cat That Stayed" in screen


def test_picture_is_shown_and_saved_whole(bombadillo: Open, paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    terminal = bombadillo(paper.url(line.type, line.selector))
    terminal.sees(line.selector)
    # It draws a picture in dots.
    until("the picture", lambda: sum("\u2801" <= sign <= "\u28ff" for sign in terminal.screen()) > 100, 10)
    command(terminal, f"set savelocation {tmp_path}")
    command(terminal, "write .")
    files = {path.read_bytes() for path in (indexed / "media").iterdir()}
    saved = tmp_path / line.selector.removeprefix("/")
    until("the saved picture", lambda: saved.exists() and saved.read_bytes() in files, 10)
