import pytest
from attrs import evolve

from gopherd import __version__
from gopherd.config import catalogues
from gopherd.model.edition import PLAIN, Charset, Edition
from gopherd.pages.about import about_page
from gopherd.render.menu import Server
from gopherd.render.text import render_text
from gopherd.render.wrapping import cells
from tests.fakes import SITE, FakeSnapshot, article

SERVER = Server("h.invalid", 7070)
FRONT = "gopher://h.invalid:7070/"
ADMIN = "Desk <desk@example.invalid>"
EN, DE = catalogues()["en"], catalogues()["de"]
FULL = FakeSnapshot(SITE, tuple(article(n, f"Title {n}", day=f"20{n:02}-02-02") for n in range(1, 26)))


def shown(snapshot, admin, words, edition=PLAIN):
    return render_text(about_page(snapshot, FRONT, admin, words), snapshot.site, SERVER, edition)


@pytest.mark.parametrize("words", [EN, DE])
def test_what_the_server_says_of_itself(words):
    text = shown(evolve(FULL, site=evolve(SITE, url="https://example.invalid")), ADMIN, words).decode()
    lines = text.removesuffix("\r\n").split("\r\n")
    assert lines[:3] == ["Paper", "", "A slogan"]
    for fact in (
        words.about_articles.format(total=25), words.about_years.format(first=2001, last=2025), ADMIN,
        "https://example.invalid", f"lynx {FRONT}", f"curl {FRONT}", f"{FRONT}0/feed.xml", f"{FRONT}0/sitemap.txt",
        f"gopherd {__version__}",
    ):  # fmt: skip
        assert fact in text
    assert all(cells(line) <= SITE.width or "gopher://" in line for line in lines)
    assert "" not in (lines[0], lines[-1])
    assert "\r\n\r\n\r\n" not in text
    assert "{" not in text


def test_an_empty_archive_says_nothing_of_its_size():
    text = shown(FakeSnapshot(evolve(SITE, slogan="")), "", EN).decode()
    assert "Articles" not in text
    assert "Responsible" not in text
    assert "\r\n\r\n\r\n" not in text


def test_it_can_be_read_in_every_edition():
    text = shown(FULL, ADMIN, DE, Edition(Charset.ASCII, 40, "/ascii/40")).decode("ascii")
    assert "Menue" in text
    assert f"{FRONT}0/ascii/40/feed.xml" in text
