import re

import pytest
from attrs import evolve

from gopherd import __version__
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.naming import EDITIONS
from gopherd.render import documents
from gopherd.render.documents import ADDRESSES_A_PART, render_about, render_caps, render_robots, render_sitemap
from gopherd.render.menu import Server
from gopherd.render.wrapping import cells
from gopherd.wire.address import parse_url
from tests.fakes import SITE, FakeSnapshot, article

SERVER = Server("h.invalid", 7070, "Desk <desk@example.invalid>")
EN, DE = catalogues()["en"], catalogues()["de"]
FULL = FakeSnapshot(SITE, tuple(article(n, f"Title {n}", day=f"20{n:02}-02-02") for n in range(1, 26)))


def lines(text):
    assert text.endswith(b"\r\n")
    assert b"\r\n.\r\n" not in text
    return text.decode().removesuffix("\r\n").split("\r\n")


def test_caps_begin_with_the_word_and_have_the_keys_that_programs_look_for():
    first, empty, *rest = lines(render_caps(SITE, SERVER))
    assert (first, empty) == ("CAPS", "")
    said = dict(line.split("=", 1) for line in rest)
    assert said["PathDelimeter"] == "/"
    assert said["ServerSoftware"] == "gopherd"
    assert said["ServerSoftwareVersion"] == __version__
    assert said["ServerDescription"] == "Paper: A slogan"
    assert said["ServerAdmin"] == SERVER.admin
    assert said["ServerDefaultEncoding"] == "UTF-8"
    assert said["CapsVersion"] == "1"
    assert said["ExpireCapsAfter"].isdigit()


def test_caps_leave_out_what_nobody_has_said():
    text = render_caps(evolve(SITE, slogan=""), Server("h.invalid", 70)).decode()
    assert "ServerAdmin" not in text
    assert "ServerDescription=Paper\r\n" in text


def test_a_title_cannot_add_a_line_to_caps():
    text = render_caps(evolve(SITE, title="a\r\nServerAdmin=b"), Server("h.invalid", 70))
    assert not any(line.startswith("ServerAdmin") for line in lines(text))


def test_robots_are_asked_to_leave_out_every_other_way_to_the_same_article():
    agent, *rest = lines(render_robots(SERVER))
    said = [line.split(": ", 1) for line in rest if line]
    forbidden = [value for key, value in said if key == "Disallow"]
    assert agent == "User-agent: *"
    assert ["Crawl-delay", "1"] in said
    assert said[-1] == ["Sitemap", "gopher://h.invalid:7070/0/sitemap.txt"]
    assert {f"/{edition}/" for edition in EDITIONS} <= set(forbidden)

    def is_allowed(selector):
        return not selector.startswith(tuple(forbidden))

    assert all(
        map(is_allowed, ("/", "/Slug/!5", "/!5", "/2025-im-Netz/!5", "/ascii-Kunst/!5", "/!t5", "/!l", "/!m7.png"))
    )
    assert not any(map(is_allowed, ("/!d", "/!d2025-02", "/!new/2026-11-01", "/ascii/40/Slug/!5", "/67/!5", "/utf8/")))


def parts_of(snapshot):
    after, found = None, []
    while True:
        part = lines(render_sitemap(snapshot, after, SERVER))
        last = parse_url(part[-1])
        if last.item_type == "1":
            return [*found, part]
        found.append(part[:-1])
        assert last.selector.startswith("/sitemap.txt/")
        after = int(last.selector.rpartition("/")[2])


def test_the_site_map_is_a_chain_of_parts_that_names_every_article_once(monkeypatch):
    assert len(parts_of(FULL)) == 1
    monkeypatch.setattr(documents, "ADDRESSES_A_PART", 10)
    parts = parts_of(FULL)
    assert list(map(len, parts)) == [10, 10, 5]
    assert [address for part in parts for address in part] == [
        f"gopher://h.invalid:7070/1/Title-{n}/!{n}" for n in range(25, 0, -1)
    ]
    assert ADDRESSES_A_PART <= 5000


def test_a_site_map_of_nothing_and_a_part_that_is_none():
    with pytest.raises(NotFound):
        render_sitemap(FakeSnapshot(SITE), None, SERVER)
    with pytest.raises(NotFound):
        render_sitemap(FULL, 777, SERVER)


@pytest.mark.parametrize("words", [EN, DE])
def test_what_the_server_says_of_itself(words):
    said = lines(render_about(evolve(FULL, site=evolve(SITE, url="https://example.invalid")), SERVER, words))
    text = "\n".join(said)
    assert said[:3] == ["Paper", "", "A slogan"]
    for fact in (
        words.about_articles.format(total=25), words.about_years.format(first=2001, last=2025), SERVER.admin,
        "https://example.invalid", "lynx gopher://h.invalid:7070/", "gopher://h.invalid:7070/0/feed.xml",
        "gopher://h.invalid:7070/0/sitemap.txt", f"gopherd {__version__}",
    ):  # fmt: skip
        assert fact in text
    assert all(cells(line) <= SITE.width or "gopher://" in line for line in said)
    assert "" not in (said[0], said[-1])
    assert not re.search(r"\n\n\n|[{}]", text)


def test_an_empty_archive_says_nothing_of_its_size():
    text = render_about(FakeSnapshot(evolve(SITE, slogan="")), Server("h.invalid", 70), EN).decode()
    assert "Articles" not in text
    assert "Responsible" not in text
    assert "\r\n\r\n\r\n" not in text


def test_a_title_of_a_full_stop_does_not_end_the_text():
    assert lines(render_about(evolve(FULL, site=evolve(SITE, title=".")), SERVER, EN))[0] == ". "
