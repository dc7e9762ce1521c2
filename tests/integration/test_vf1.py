"""VF-1 as a reader: a command line, driven by what is typed."""

import subprocess
from pathlib import Path

import pytest

from tests.integration.conftest import Serve
from tests.integration.program import Server, client, environment
from tests.integration.ways import FOUND, HEADS, HIT, READ, RESULT, SNIPPET, WORD, first, pages, pictures


def vf1(home: Path, *typed: str, arguments: tuple[str, ...] = (), **variables: str) -> str:
    """What it says to lines that are typed."""
    done = subprocess.run(
        [client("vf1"), *arguments], input="\n".join([*typed, "quit", ""]), env=environment(home) | variables, cwd=home,
        capture_output=True, check=True, encoding="utf-8", timeout=20,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.mark.parametrize("kind", HEADS)
def test_each_kind_of_page(kind: str, paper: Server, tmp_path: Path):
    selector = pages(paper)[kind]
    shown = vf1(tmp_path, f"go {paper.url('1', selector)}")

    assert HEADS[kind] in shown
    lines = paper.menu(selector)
    assert [line.text for line in lines if line.type == "i" and f"{line.text}\n" not in shown] == []
    links = [line for line in lines if line.type != "i"]
    for number, line in enumerate(links, 1):
        assert f"[{number}] {line.text}" in shown


def test_numbers_lead_from_the_front_page_to_a_section_and_an_article(paper: Server, tmp_path: Path):
    section = pages(paper)["section"]
    first = [line.selector for line in paper.menu("") if line.type != "i"].index(section) + 1
    second = [line.selector for line in paper.menu(section) if line.type != "i"].index(pages(paper)["article"]) + 1
    shown = vf1(tmp_path, f"go {paper.url()}", str(first), str(second))

    places = [shown.index(HEADS[kind]) for kind in ("front", "section", "article")]
    assert places == sorted(places)
    assert "Older than Netscape, older than most of the web" in shown[places[-1] :]


def test_next_page_of_a_list(paper: Server, tmp_path: Path):
    links = [line for line in paper.menu("/!l") if line.type != "i"]
    number = next(number for number, line in enumerate(links, 1) if line.text.startswith("Ältere Artikel"))
    shown = vf1(tmp_path, f"go {paper.url('1', '/!l')}", str(number))

    assert f"[2] {first(paper, pages(paper)['further']).text}" in shown


@pytest.mark.parametrize("typed", [("go {front}", "1"), ("go {search}",)], ids=["from the front page", "by an address"])
def test_a_search_leads_to_an_article(typed: tuple[str, ...], paper: Server, tmp_path: Path):
    lines = (line.format(front=paper.url("1", "/"), search=paper.url("7", "/!s")) for line in typed)
    shown = vf1(tmp_path, *lines, WORD, "2")

    places = [shown.index(text) for text in (RESULT, f"[2] {HIT}", SNIPPET)]
    assert places == sorted(places)
    assert FOUND in shown[places[-1] :]


def test_missing_page(paper: Server, tmp_path: Path):
    assert "Error message from server:\nHier ist nichts: /!999" in vf1(tmp_path, f"go {paper.url('1', '/!999')}")


def test_picture_is_saved_whole(paper: Server, indexed: Path, tmp_path: Path):
    line = pictures(paper)[0]
    vf1(tmp_path, "handler image/* true %s", f"go {paper.url(line.type, line.selector)}", "save picture")

    assert (tmp_path / "picture").read_bytes() in {path.read_bytes() for path in (indexed / "media").iterdir()}


@pytest.fixture(scope="module")
def secure(indexed: Path, serve_module: Serve) -> Server:
    return serve_module(indexed, "--no-watch", "--tls-self-signed").ready()


@pytest.mark.parametrize("kind", READ)
def test_pages_in_tls(kind: str, secure: Server, indexed: Path, tmp_path: Path):
    url = f"gophers://localhost:{secure.port}/1{pages(secure)[kind]}"
    trusted = str(indexed / ".gopherd" / "self-signed.pem")

    assert HEADS[kind] in vf1(tmp_path, arguments=("--tls", url), SSL_CERT_FILE=trusted)
    assert "CERTIFICATE_VERIFY_FAILED" in vf1(tmp_path, arguments=("--tls", url))
