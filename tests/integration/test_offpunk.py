"""offpunk as a reader: a command line with a cache, driven by what is typed."""

import subprocess
from pathlib import Path

import pytest

from tests.integration.program import Server, client, environment
from tests.integration.ways import FOUND, HEADS, HIT, READ, RESULT, SNIPPET, WORD, first, pages, pictures


def offpunk(home: Path, *typed: str) -> str:
    """What it says to lines that are typed."""
    home.mkdir(exist_ok=True)
    variables = environment(home) | {"XDG_CONFIG_HOME": str(home / "config"), "XDG_DATA_HOME": str(home / "data")}
    done = subprocess.run(
        [client("offpunk")], input="\n".join([*typed, "quit", ""]), env=variables, cwd=home,
        capture_output=True, check=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout


def numbered(paper: Server, page: str) -> list[str]:
    return [line.selector for line in paper.menu(page) if line.type != "i"]


@pytest.fixture(scope="module")
def read(paper: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What it shows of each kind of page that every client must show; it is slow to start."""
    typed = [f"go {paper.url('1', pages(paper)[kind])}" for kind in READ]
    said = offpunk(tmp_path_factory.mktemp("offpunk"), *typed)
    return dict(zip(READ, said.split("last accessed")[1:], strict=True))


@pytest.mark.parametrize("kind", READ)
def test_each_kind_of_page(kind: str, read: dict[str, str], paper: Server):
    assert f" {HEADS[kind]}" in read[kind]
    shown = {line.strip() for line in read[kind].splitlines()}
    lines = paper.menu(pages(paper)[kind])
    assert [line.text for line in lines if line.type == "i" and line.text.strip() not in shown] == []
    links = [line for line in lines if line.type != "i"]
    assert [line.text for number, line in enumerate(links, 1) if f"[{number}] {line.text}" not in shown] == []


def test_numbers_lead_to_a_section_an_article_and_the_next_page_of_a_list(paper: Server, tmp_path: Path):
    way = pages(paper)
    said = offpunk(
        tmp_path,
        f"go {paper.url()}",
        str(numbered(paper, "").index(way["section"]) + 1),
        str(numbered(paper, way["section"]).index(way["article"]) + 1),
        f"go {paper.url('1', '/!l')}",
        str(numbered(paper, "/!l").index(way["further"]) + 1),
    )
    _, _, section, article, everything, further = said.split("last accessed")

    assert HEADS["section"] in section
    assert HEADS["article"] in article
    assert "Older than Netscape, older than most of the web" in article
    assert HEADS["everything"] in everything
    assert f"[2] {first(paper, way['further']).text}" in further


def test_a_search_leads_to_an_article(paper: Server, tmp_path: Path):
    paper.menu(f"/!s/{WORD}")  # it waits for a few seconds only, and the process that searches may have to start
    said = offpunk(tmp_path, f"go {paper.url('1', '/')}", "1", WORD, "2")

    places = [said.index(text) for text in (RESULT, f"[2] {HIT}", SNIPPET)]
    assert places == sorted(places)
    assert FOUND in said[places[-1] :]


def test_missing_page_and_picture(paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    said = offpunk(
        tmp_path, f"go {paper.url('1', '/!999')}", f"go {paper.url(line.type, line.selector)}", "save picture"
    )

    assert "Hier ist nichts: /!999" in said
    assert "is of format image/png" in said
    assert (tmp_path / "picture").read_bytes() in {path.read_bytes() for path in (indexed / "media").iterdir()}
