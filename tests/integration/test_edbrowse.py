"""edbrowse as a reader: a line editor, driven by what is typed."""

import subprocess
from pathlib import Path

import pytest

from tests.integration.program import Server, client, environment
from tests.integration.ways import FOUND, HEADS, HIT, RESULT, SEARCH, SNIPPET, WORD, first, pages, pictures


def edbrowse(home: Path, *typed: str) -> str:
    """What it says to lines that are typed."""
    (home / ".ebrc").touch()  # the first run writes one, and does nothing else
    done = subprocess.run(
        [client("edbrowse")], input="\n".join([*typed, "qt", ""]), env=environment(home), cwd=home,
        capture_output=True, check=True, encoding="utf-8", timeout=20,
    )  # fmt: skip
    return done.stdout


def unbraced(text: str) -> str:
    return text.replace("{", "").replace("}", "")


@pytest.mark.parametrize("kind", HEADS)
def test_each_kind_of_page(kind: str, paper: Server, tmp_path: Path):
    selector = pages(paper)[kind]
    shown = edbrowse(tmp_path, f"b {paper.url('1', selector)}", "1,$p")

    assert HEADS[kind] in shown
    # Links stand in braces, but for a number in parentheses at their end.
    plain = unbraced(shown)
    assert [line.text for line in paper.menu(selector) if unbraced(line.text) not in plain] == []
    links = [line.text.partition(" (")[0] for line in paper.menu(selector) if line.type == "1"]
    assert [text for text in links if f"{{{text}" not in shown] == []


def test_links_lead_from_the_front_page_to_a_section_and_an_article(paper: Server, tmp_path: Path):
    shown = edbrowse(tmp_path, f"b {paper.url()}", "/Lesesaal/", "g", "1p", "/Lynx: The Cat/", "g", "1,4p")

    assert "{Lesesaal}\n" in shown
    places = [shown.index(f"{HEADS[kind]}\n") for kind in ("section", "article")]
    assert places == sorted(places)
    assert "Older than Netscape, older than most of the web" in shown[places[-1] :]


def test_next_page_of_a_list(paper: Server, tmp_path: Path):
    shown = edbrowse(tmp_path, f"b {paper.url('1', '/!l')}", "/ltere Artikel/", "g", "1,7p")

    assert f"{{{first(paper, pages(paper)['further']).text}}}\n" in shown


@pytest.mark.parametrize(
    "typed",
    [
        ("b {front}", f"/{SEARCH}/", f"i={WORD}", "i2*"),
        (f"b {{search}}?{WORD}",),
        (f"b {{search}}?{WORD} zeilenvorschub",),
    ],
    ids=["from the front page", "by an address", "for two words"],
)
def test_a_search_leads_to_an_article(typed: tuple[str, ...], paper: Server, tmp_path: Path):
    lines = (line.format(front=paper.url("1", "/"), search=paper.url("7", "/!s")) for line in typed)
    shown = edbrowse(tmp_path, *lines, "1,$p", f"/{HIT[:20]}/", "g", "1,$p")

    head = RESULT.removesuffix(": 2 Treffer")
    places = [shown.index(text) for text in (head, ": 2 Treffer", f"{{{HIT}}}", SNIPPET)]
    assert places == sorted(places)
    assert FOUND in shown[places[-1] :]


def test_missing_page(paper: Server, tmp_path: Path):
    assert "Hier ist nichts: /!999\n" in edbrowse(tmp_path, f"b {paper.url('1', '/!999')}", "1,$p")


def test_picture_is_saved_whole(paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    said = edbrowse(tmp_path, f"b {paper.url(line.type, line.selector)}", "w picture")

    assert "binary data" in said
    assert (tmp_path / "picture").read_bytes() in {path.read_bytes() for path in (indexed / "media").iterdir()}
