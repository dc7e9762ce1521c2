import re

import pytest
from attrs import evolve

from gopherd import __version__
from gopherd.errors import NotFound
from gopherd.model.edition import Charset
from gopherd.model.naming import EDITIONS
from gopherd.pages.waymarks import WORD_PATHS
from gopherd.render import documents
from gopherd.render.documents import ADDRESSES_A_PART, render_caps, render_robots, render_sitemap
from gopherd.render.menu import Server
from gopherd.wire.address import parse_url
from tests.fakes import SITE, FakeSnapshot, article

SERVER = Server("h.invalid", 7070, "Desk <desk@example.invalid>")
FULL = FakeSnapshot(SITE, tuple(article(n, f"Title {n}", day=f"20{n:02}-02-02") for n in range(1, 26)))


def lines(text):
    assert text.endswith(b"\r\n")
    assert b"\r\n.\r\n" not in text
    return text.decode().removesuffix("\r\n").split("\r\n")


def test_caps_begin_with_the_word_and_have_the_keys_that_programs_look_for():
    first, empty, *rest = lines(render_caps(SITE, SERVER, Charset.UTF8))
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
    text = render_caps(evolve(SITE, slogan=""), Server("h.invalid", 70), Charset.UTF8).decode()
    assert "ServerAdmin" not in text
    assert "ServerDescription=Paper\r\n" in text


def test_a_title_cannot_add_a_line_to_caps():
    text = render_caps(evolve(SITE, title="a\r\nServerAdmin=b"), Server("h.invalid", 70), Charset.UTF8)
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
        patterns = (re.escape(beginning).replace(r"\*", ".*") for beginning in forbidden)
        return not any(re.match(pattern, selector) for pattern in patterns)

    assert all(
        map(
            is_allowed,
            ("/", "/Slug/!5", "/!5", "/2025-im-Netz/!5", "/ascii-Kunst/!5", "/!t5", "/!l", "/!m7.png", "/!c5"),
        )
    )
    assert not any(map(is_allowed, WORD_PATHS))
    assert not any(
        map(
            is_allowed, ("/!d", "/!d2025-02", "/!new/2026-11-01", "/!d--02-29", "/ascii/40/Slug/!5", "/67/!5", "/utf8/")
        )
    )
    assert not any(map(is_allowed, ("/!s", "/!s/words/2", "/!like/5")))
    assert not is_allowed("/!like/5")
    assert all(map(is_allowed, ("/sitemap.txt", "/sitemap.txt/5", "/about.txt", "/caps.txt", "/feed.xml")))
    for again in ("/!i5", "/Slug/!i5", "/!i640-7.png", "/!i7.png.txt", "/!s", "/!s/words", "/Slug/!t5/!s"):
        assert not is_allowed(again)
    for again in ("/!5.txt", "/Slug/!5.txt", "/!l.txt/5", "/Slug/!t5/feed.xml"):
        assert not is_allowed(again)
    assert {"/!i", "/!s"} <= set(forbidden), "for crawlers that know no star"


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


@pytest.mark.parametrize(("charset", "said"), [(Charset.LATIN1, "ISO-8859-1"), (Charset.ASCII, "US-ASCII")])
def test_caps_name_the_character_set_that_a_plain_request_gets(charset, said):
    assert f"ServerDefaultEncoding={said}" in lines(render_caps(SITE, SERVER, charset))


def test_caps_name_the_port_of_tls_where_it_is_spoken():
    assert "TLSPort=7070" in lines(render_caps(SITE, Server("h.invalid", 7070, has_tls=True), Charset.UTF8))
    assert b"TLSPort" not in render_caps(SITE, Server("h.invalid", 7070), Charset.UTF8)
