"""w3m as a reader: what it shows, and where its keys lead."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.program import Server, client, environment
from tests.integration.terminal import Terminal
from tests.integration.ways import (
    FOUND,
    HEADS,
    HIT,
    RESULT,
    SEARCH,
    SNIPPET,
    WORD,
    articles,
    first,
    item,
    pages,
    pictures,
)


def w3m(home: Path, *arguments: str) -> bytes:
    command = [client("w3m"), *arguments]
    return subprocess.run(command, env=environment(home), capture_output=True, check=True, timeout=20).stdout


def dump(home: Path, url: str) -> str:
    return w3m(home, "-dump", "-cols", "80", url).decode()


@pytest.mark.parametrize("kind", HEADS)
def test_each_kind_of_page(kind: str, paper: Server, tmp_path: Path):
    selector = pages(paper)[kind]
    # Of an address that ends with the type it sometimes shows the menu as it came.
    shown = dump(tmp_path, paper.url("1", selector or "/"))

    assert re.search(rf"^{re.escape(HEADS[kind])}", shown, re.MULTILINE)
    for line in paper.menu(selector):
        assert line.type != "1" or f"[directory] {line.text}" in shown
    assert max(map(len, shown.splitlines()[1:])) <= 80


def test_no_line_of_any_article_is_broken_at_80_columns(paper: Server, tmp_path: Path):
    for selector in articles(paper)[:10]:
        shown = {line.rstrip() for line in dump(tmp_path, paper.url("1", selector)).splitlines()}
        assert [line.text for line in paper.menu(selector) if line.type == "i" and line.text not in shown] == []


def test_missing_page(paper: Server, tmp_path: Path):
    shown = dump(tmp_path, paper.url("1", "/Lynx/!999"))

    assert "Hier ist nichts: /Lynx/!999" in shown
    assert "[directory] Lynx: The Cat That Stayed" in shown


def test_picture_is_fetched_whole(paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    data = w3m(tmp_path, "-dump_source", paper.url(line.type, line.selector))

    assert data in {path.read_bytes() for path in (indexed / "media").iterdir()}


@pytest.fixture
def terminal(paper: Server, tmp_path: Path) -> Iterator[Terminal]:
    program = Terminal(tmp_path, client("w3m"), "-cols", 80, paper.url("1", "/"))
    try:
        yield program
    finally:
        program.end()


def follow(terminal: Terminal, paper: Server, page: str, wanted: str) -> None:
    """Go to a link of a page by its number, follow it, and see that w3m says that it is there."""
    links = [line.selector for line in paper.menu(page) if line.type != "i"]
    terminal.press(*str(links.index(wanted) + 1), "Tab", "Enter")
    terminal.sees(f":{paper.port}/1{wanted}>")


def test_keys_lead_to_a_section_an_article_and_the_next_page_of_a_list(terminal: Terminal, paper: Server):
    way = pages(paper)
    terminal.sees(HEADS["front"])
    follow(terminal, paper, "", way["section"])
    terminal.sees(HEADS["section"])
    follow(terminal, paper, way["section"], way["article"])
    assert "> Older than Netscape, older than most of the web, still maintained" in terminal.sees(HEADS["article"])
    terminal.press("B")
    terminal.sees(f"{way['section']}>")
    terminal.press("B")
    terminal.sees(f":{paper.port}/1/>")
    terminal.press("g")
    follow(terminal, paper, "", way["everything"])
    follow(terminal, paper, way["everything"], way["further"])
    terminal.sees(first(paper, way["further"]).text)


def test_keys_lead_from_a_search_to_an_article(terminal: Terminal, paper: Server):
    terminal.sees(SEARCH)
    terminal.press("1", "Tab", "Enter")
    terminal.sees(f"Search gopher://localhost:{paper.port}/7/!s")
    terminal.press("Tab", "Enter")
    terminal.sees("TEXT:")
    terminal.type(WORD)
    terminal.sees(RESULT)
    terminal.sees(SNIPPET)
    found = item(paper.menu(f"/!s/{WORD}"), HIT)
    terminal.press("2", "Tab", "Enter")
    terminal.sees(f":{paper.port}/1{found}>")
    terminal.sees(FOUND)


def test_search_for_two_words_by_an_address(paper: Server, tmp_path: Path):
    shown = dump(tmp_path, paper.url("7", f"/!s?{WORD}+zeilenvorschub"))

    assert ": 2 Treffer" in shown
    assert f"[directory] {HIT}" in shown
