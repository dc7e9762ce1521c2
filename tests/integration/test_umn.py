"""The University of Minnesota's gopher as a reader: a screen, driven by keys, opened with a path.

Opened without one it asks in Gopher+.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.program import Server, client, until
from tests.integration.terminal import Terminal
from tests.integration.ways import HEADS, HIT, READ, SEARCH, older, pages, pictures

Open = Callable[..., Terminal]


@pytest.fixture
def gopher(paper: Server, tmp_path: Path) -> Iterator[Open]:
    """Opens a selector, and goes on from the first screen, which is the client's own."""
    opened = []

    def start(selector: str, type_: str = "1") -> Terminal:
        command = [client("gopher"), "-p", selector, "-T", type_, "127.0.0.1", paper.port]
        opened.append(Terminal(tmp_path, *command))
        opened[-1].sees("Press RETURN to continue")
        opened[-1].press("Enter")
        return opened[-1]

    yield start
    for each in opened:
        each.end()


@pytest.fixture
def gopher_with_words(paper: Server, tmp_path: Path) -> Iterator[Open]:
    """Opens what is found by a word."""
    opened = []

    def start(word: str) -> Terminal:
        command = [client("gopher"), "-p", "/!s", "-T", "7", "-i", word, "127.0.0.1", paper.port]
        opened.append(Terminal(tmp_path, *command))
        opened[-1].sees("Press RETURN to continue")
        opened[-1].press("Enter")
        return opened[-1]

    yield start
    for each in opened:
        each.end()


def follow(terminal: Terminal, text: str) -> None:
    """Search for an item, which goes to it, and open it."""
    terminal.press("/")
    terminal.sees("earch")
    terminal.type(text)
    until(f"the arrow at {text}", lambda: any("-->" in line and text in line for line in lines_of(terminal)), 10)
    terminal.press("Enter")


def lines_of(terminal: Terminal) -> list[str]:
    return terminal.screen().splitlines()


@pytest.mark.parametrize("kind", sorted({*READ} - {"article"}))
def test_each_kind_of_list(kind: str, gopher: Open, paper: Server):
    terminal = gopher(pages(paper)[kind] or "/")
    screen = terminal.sees(HEADS[kind])

    for line in paper.menu(pages(paper)[kind])[:12]:
        if line.text.isascii():  # it knows nothing of UTF-8, and shows some of it all the same
            assert line.text in screen
    assert "Page: 1/" in screen


def end_of_article(terminal: Terminal, paper: Server) -> None:
    """See that the screen has the last lines of the article before its first link, which the arrow is at.

    A screen of a menu without any item cannot be gone to in this client, so a long article begins where its first link
    stands; its beginning is to be read as a text.
    """
    lines = paper.menu(pages(paper)["article"])
    first = next(place for place, line in enumerate(lines) if line.type != "i")
    screen = terminal.sees(f"{lines[first].text}/")
    shown = screen.splitlines()
    assert any("-->" in line and lines[first].text in line for line in shown)
    assert [line.text for line in lines[first - 6 : first] if line.text not in screen] == []


def test_article(gopher: Open, paper: Server):
    end_of_article(gopher(pages(paper)["article"]), paper)


def test_keys_lead_to_a_section_an_article_and_the_next_page_of_a_list(gopher: Open, paper: Server):
    terminal = gopher("/")
    terminal.sees(HEADS["front"])
    follow(terminal, "Lesesaal")
    terminal.sees(HEADS["section"])
    follow(terminal, "Lynx: The Cat")
    terminal.sees("   Lynx: The Cat That Stayed\n")
    end_of_article(terminal, paper)
    terminal.press("u")
    terminal.sees(HEADS["section"])
    terminal.press("u")
    terminal.sees("Lesesaal/")
    follow(terminal, "Alle Artikel")
    terminal.sees(HEADS["everything"])
    follow(terminal, older(paper)[1:])
    further = paper.menu(pages(paper)["further"])
    # What it can show of the first three items, and it can show ASCII.
    items = [line.text for line in further if line.type == "1"][:3]
    assert any(found in terminal.sees("Page: 1/") for text in items for found in re.findall("^[ -~]{12,}", text))


def test_keys_lead_from_a_search_to_an_article(gopher: Open, paper: Server):
    """It knows no umlauts, and needs none."""
    terminal = gopher("/")
    assert any("-->" in line and f"{SEARCH} <?>" in line for line in terminal.sees(SEARCH).splitlines())
    terminal.press("Enter")
    terminal.sees("Words to search for")
    terminal.type("wagenruecklauf")
    terminal.sees("# Die Siebzig -- wagenruecklauf: 2 Treffer")
    terminal.sees("Am Ende jeder Zeile stehen *Wagenr")
    follow(terminal, HIT)
    terminal.sees("   Fernschreiber: Alles klein, alles eilig\n")


def test_search_by_an_address(gopher_with_words: Open):
    gopher_with_words("wagenruecklauf").sees(f"{HIT}/")


def test_missing_page(gopher: Open, paper: Server):
    screen = gopher("/Lynx/!999").sees("Hier ist nichts: /Lynx/!999")

    assert "Lynx: The Cat That Stayed/" in screen


def test_picture_is_saved_whole(gopher: Open, paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    terminal = gopher(line.selector, line.type)
    terminal.sees("<s> to save")
    terminal.press("s")
    terminal.sees("Save in file:")
    terminal.press("C-u")
    terminal.type("picture")

    files = {path.read_bytes() for path in (indexed / "media").iterdir()}
    saved = tmp_path / "picture"
    until("the picture", lambda: saved.exists() and saved.read_bytes() in files, 10)
