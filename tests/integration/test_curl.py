"""curl as a reader."""

import subprocess
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.integration.program import Server, client, environment, menu
from tests.integration.ways import FOUND, HEADS, HIT, SNIPPET, WORD, item, pages, pictures


def curl(url: str, home: Path) -> bytes:
    command = [client("curl"), "-sS", "--max-time", "10", url]
    return subprocess.run(command, env=environment(home), capture_output=True, check=True).stdout


@pytest.mark.parametrize("kind", HEADS)
def test_each_kind_of_page(kind: str, paper: Server, tmp_path: Path):
    lines = menu(curl(paper.url("1", pages(paper)[kind]), tmp_path))

    assert lines[0].type == "i"
    assert lines[0].text.startswith(HEADS[kind])
    assert all(line.host == "localhost" and line.port == str(paper.port) for line in lines if line.type in "1I")


def test_every_picture_has_the_bytes_of_its_file(paper: Server, indexed: Path, tmp_path: Path):
    files = {path.read_bytes() for path in (indexed / "media").iterdir()}
    seen = set()
    for line in pictures(paper):
        assert line.type == ("g" if line.selector.endswith(".gif") else "I")
        seen.add(curl(paper.url(line.type, line.selector), tmp_path))

    assert seen
    assert seen <= files


def test_missing_page_says_so_first_and_offers_the_way_on(paper: Server, tmp_path: Path):
    lines = menu(curl(paper.url("1", "/Lynx/!999999999"), tmp_path))

    assert lines[0].type == "3"
    assert "Hier ist nichts: /Lynx/!999999999" in lines[0].text
    assert any(line.text == "Lynx: The Cat That Stayed" for line in lines), "the nearest title"
    assert any(line.text == "Titelseite" and line.selector == "/" for line in lines)


def test_percent_coded_selector(paper: Server, tmp_path: Path):
    selector = pages(paper)["article"]

    assert curl(paper.url("1", selector.replace("!", "%21")), tmp_path) == paper.ask(selector)


@pytest.mark.parametrize(
    "address",
    ["https://www.rfc-editor.org/rfc/rfc1436", "https://example.invalid/a/?b=c&d=%3Ce%3E", "mailto:a@example.invalid"],
)
def test_page_of_an_external_link(address: str, paper: Server, tmp_path: Path):
    import html

    # curl decodes what is percent-coded, as every client must that is given a URL.
    page = curl(paper.url("h", "URL:" + address.replace("%", "%25").replace("?", "%3F")), tmp_path).decode()

    escaped = html.escape(address)
    assert f'<a href="{escaped}">{escaped}</a>' in page
    assert f"url={escaped}" in page
    assert "Gopherspace" in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "vbscript:x"])
def test_page_of_a_scheme_that_is_no_link(address: str, paper: Server, tmp_path: Path):
    answer = curl(paper.url("h", f"URL:{address}"), tmp_path)

    assert answer.startswith(b"<!DOCTYPE html>")
    assert address.encode() in answer
    assert b"href" not in answer
    assert b"http-equiv" not in answer


def test_http_on_the_port_is_never_answered_with_a_menu_of_articles(paper: Server, tmp_path: Path):
    done = subprocess.run(
        [client("curl"), "-sS", "--http0.9", "--max-time", "10", f"http://127.0.0.1:{paper.port}/"],
        env=environment(tmp_path), capture_output=True, check=False,
    )  # fmt: skip

    assert b"Lynx: The Cat That Stayed" not in done.stdout


@pytest.mark.parametrize(
    "words", [f"%09{quote(WORD)}", f"?{quote(WORD)}", f"%09{WORD}", "%09wagenruecklaufs", "/Wagenr=C3=BCcklauf"]
)
def test_search_and_what_it_has_found(words: str, paper: Server, tmp_path: Path):
    lines = menu(curl(paper.url("7", f"/!s{words}"), tmp_path))

    assert lines[0].text.partition(": ")[2] == "2 Treffer"
    assert any(SNIPPET in f"{one.text} {two.text}" for one, two in pairwise(lines))
    article = menu(curl(paper.url("1", item(lines, HIT)), tmp_path))
    assert any(FOUND in line.text for line in article)


def test_search_within_a_section_and_on_the_page_behind(paper: Server, tmp_path: Path):
    section = pages(paper)["section"]
    lines = menu(curl(paper.url("7", f"{section}/!s%09gopher"), tmp_path))
    assert all(line.text.endswith(", Lesesaal") for line in lines if ", " in line.text and line.text[:2].isdigit())
    lines = menu(curl(paper.url("7", "/ascii/40/!s%09gopher"), tmp_path))
    further = next(line for line in lines if line.text.startswith("Weitere Treffer"))
    assert further.selector == "/ascii/40/!s/gopher/2"
    behind = menu(curl(paper.url("1", further.selector), tmp_path))
    assert behind[0].text == lines[0].text
    assert not {line.selector for line in lines if line.type == "1" and "/!1" in line.selector} & {
        line.selector for line in behind if line.type == "1" and "/!1" in line.selector
    }


def test_search_in_gopher_plus_by_hand(paper: Server):
    answer = paper.ask(f"/!s\t{WORD}\t$")
    assert answer.startswith(b"+-1\r\n+INFO: i")
    assert f"+INFO: 1{HIT}\t".encode() in answer
    assert menu(paper.ask("/!s\t+foo"))[0].text == "# Die Siebzig -- foo: 0 Treffer"
