"""lynx as a reader: what it shows, and where its keys lead."""

import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.integration.program import Server, client, environment, until
from tests.integration.terminal import Terminal
from tests.integration.ways import FOUND, HEADS, HIT, RESULT, SEARCH, SNIPPET, WORD, articles, item, pages, pictures

# What lynx puts in front: the kind of an item, and the number of a link.
_IN_FRONT = re.compile(r"^ *\([A-Z+?]+\) ?\[[0-9]+\]")


def dump(url: str, home: Path, *options: str) -> str:
    command = [client("lynx"), "-dump", "-display_charset=utf-8", "-width=80", *options, url]
    return subprocess.run(command, env=environment(home), capture_output=True, check=True, encoding="utf-8").stdout


@pytest.mark.parametrize("kind", HEADS)
def test_each_kind_of_page(kind: str, paper: Server, tmp_path: Path):
    selector = pages(paper)[kind]

    shown = dump(paper.url("1", selector), tmp_path, "-nolist")

    assert "Gopher Menu" in shown.splitlines()[0]
    assert f"       {HEADS[kind]}" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_links_of_the_front_page_are_the_items_of_the_menu(paper: Server, tmp_path: Path):
    listed = re.findall(r"^ *[0-9]+\. (\S+)$", dump(paper.url(), tmp_path, "-listonly"), re.MULTILINE)

    assert list(map(unquote, listed)) == [
        f"gopher://localhost:{paper.port}/{line.type}{line.selector}" for line in paper.menu("") if line.type in "017"
    ]


def test_picture_is_fetched_whole(paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]

    command = [client("lynx"), "-source", paper.url(line.type, line.selector)]
    data = subprocess.run(command, env=environment(tmp_path), capture_output=True, check=True).stdout

    assert data in {path.read_bytes() for path in (indexed / "media").iterdir()}


def test_missing_page(paper: Server, tmp_path: Path):
    shown = dump(paper.url("1", "/Lynx/!999"), tmp_path)

    assert "Hier ist nichts: /Lynx/!999" in shown
    assert "Lynx: The Cat That Stayed" in shown
    assert f"gopher://localhost:{paper.port}/1/Lynx/!1519904" in shown


def test_page_of_an_external_link(paper: Server, tmp_path: Path):
    shown = dump(paper.url("h", "URL:https://example.invalid/a/?b=c&d"), tmp_path)

    assert re.findall(r"^ *[0-9]+\. (\S+)$", shown, re.MULTILINE).count("https://example.invalid/a/?b=c&d") == 2
    assert "<" not in shown


def test_no_word_of_any_article_is_broken_at_80_columns(paper: Server, tmp_path: Path):
    everything = articles(paper)
    assert len(everything) >= 30
    for selector in everything:
        # Numbered links stand further to the right: the worse case of the two.
        shown = dump(paper.url("1", selector), tmp_path).partition("\nReferences\n")[0].splitlines()[1:]
        words = [word for line in shown for word in _IN_FRONT.sub("", line, count=1).split()]

        assert words == [word for line in paper.menu(selector) for word in line.text.split()], selector


class Lynx(Terminal):
    """lynx, driven by keys. Its last line but one names the link it stands on."""

    def __init__(self, url: str, home: Path) -> None:
        (home / "lynx.cfg").write_text("DEFAULT_USER_MODE:ADVANCED\nCHARACTER_SET:utf-8\nSHOW_CURSOR:FALSE\n")
        super().__init__(home, client("lynx"), f"-cfg={home / 'lynx.cfg'}", url)

    def link(self) -> str:
        """The address of the link it stands on."""
        found = re.findall(r"[a-z]+://\S+|URL:\S+", "\n".join(self.screen().splitlines()[-2:]))
        return unquote(found[0]) if found else ""

    def down_to(self, url: str) -> None:
        for _ in range(200):
            if self.link() == url:
                return
            before = self.screen()
            self.press("Down")
            # On a screen without links Down only scrolls; where nothing moves is the end of the page.
            end = time.monotonic() + 1
            while self.screen() == before and time.monotonic() < end:
                time.sleep(0.01)
            self._settled()
        pytest.fail(f"no link {url} on\n{self.screen()}")

    def _settled(self) -> None:
        seen = [self.screen(), self.screen()]
        until("a quiet screen", lambda: seen[-1] == seen[-2] or seen.append(self.screen()), 10)


@pytest.fixture
def lynx(paper: Server, tmp_path: Path) -> Iterator[Lynx]:
    program = Lynx(paper.url(), tmp_path)
    try:
        yield program
    finally:
        program.end()


def test_keys_lead_from_the_front_page_to_an_article_and_a_related_one(lynx: Lynx, paper: Server):
    first = next(line for line in paper.menu("") if line.type == "1")
    texts = [line.text for line in paper.menu(first.selector)]
    items = {place: line for place, line in enumerate(paper.menu(first.selector)) if line.type == "1"}
    related = next(line for place, line in items.items() if place > texts.index("## ARTIKEL ZUM THEMA"))
    here = f"gopher://localhost:{paper.port}/1"

    lynx.sees(first.text)
    lynx.down_to(here + first.selector)
    lynx.press("Right")
    lynx.sees(f"# Die Siebzig -- {first.text}"[:60])
    lynx.down_to(here + related.selector)
    lynx.press("Right")
    lynx.sees(f"# Die Siebzig -- {related.text}"[:60])
    lynx.press("Left")
    lynx.sees(related.text)
    assert lynx.link() == here + related.selector


def test_keys_lead_through_an_external_link(lynx: Lynx, paper: Server):
    selector, outside = next(
        (selector, line)
        for selector in articles(paper)
        for line in paper.menu(selector)
        # One that fits into the line in which lynx names where a link leads.
        if line.type == "h" and len(line.selector) < 45
    )
    lynx.sees("Die Siebzig")
    lynx.press("g")
    lynx.sees("URL to open")
    lynx.type(paper.url("1", selector))
    lynx.sees(paper.menu(selector)[0].text[:60])
    address = outside.selector.removeprefix("URL:")
    lynx.down_to(f"gopher://localhost:{paper.port}/h{outside.selector}")
    lynx.press("Right")
    lynx.sees("Gopherspace. Ihr Browser geht weiter zu")
    assert address in lynx.screen()


@pytest.mark.parametrize("coded", [WORD, quote(WORD), f"{WORD.lower()}+"])
def test_search_by_an_address(coded: str, paper: Server, tmp_path: Path):
    shown = dump(paper.url("7", f"/!s?{coded}"), tmp_path)

    assert RESULT.lower() in shown.lower()
    assert f"(?)  [1]{SEARCH}" in shown
    assert f"(DIR) [2]{HIT}" in shown
    assert SNIPPET in shown


def test_keys_lead_from_a_search_to_an_article(lynx: Lynx, paper: Server):
    lynx.sees(SEARCH)
    lynx.down_to(f"gopher://localhost:{paper.port}/7/!s")
    lynx.press("Right")
    lynx.sees("Enter a database query:")
    lynx.type(WORD)
    lynx.sees(RESULT)
    lynx.sees(SNIPPET)
    lynx.down_to(f"gopher://localhost:{paper.port}/1{item(paper.menu(f'/!s/{WORD}'), HIT)}")
    lynx.press("Right")
    lynx.sees(FOUND)
