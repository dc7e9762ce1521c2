import builtins
import importlib.util
import os

import pytest
from PIL import Image

from gopherd.cache import AnswerCache
from gopherd.darkroom import desk
from gopherd.message import Blob, Request, Status
from gopherd.wire.menu import decode_menu
from tests import fakes
from tests.darkroom.conftest import encoded

ARTICLE = """---
id: 58
title: Pictured
image: {src: wide.png, caption: Lead}
---

> ![Small](small.gif)

![Odd](o.svg)
"""


@pytest.fixture
def paper(tmp_path, halves):
    """An archive with an article that has pictures, and the application over it."""
    root = tmp_path / "paper"
    (root / "articles").mkdir(parents=True)
    (root / "media").mkdir()
    (root / "articles" / "a.md").write_text(ARTICLE)
    (root / "articles" / "b.md").write_text("---\nid: 59\ntitle: Plain\n---\n\nWords.\n")
    (root / "articles" / "c.md").write_text(ARTICLE.replace("58", "60").replace("---\n\n", "draft: true\n---\n\n", 1))
    (root / "media" / "wide.png").write_bytes(encoded(halves))
    (root / "media" / "small.gif").write_bytes(encoded(halves.resize((100, 50)), "GIF"))
    (root / "media" / "o.svg").write_text("<svg/>")
    archive, _ = fakes.index(root, tmp_path / "index")
    return fakes.application(archive, prints=tmp_path / "pictures", failed=repr), root


def ask(paper, selector):
    return paper[0].answer(Request(selector))


def selectors(paper):
    found = decode_menu(ask(paper, "/any/!i58").body)
    return [item.selector for item in found if item.type in {"I", "g", "0"}]


def bytes_of(response):
    if isinstance(response.body, bytes):
        return response.body
    with open(os.path.join(response.body.root, response.body.path), "rb") as file:
        return file.read()


def test_the_page_of_an_articles_pictures(paper):
    text = fakes.as_text(ask(paper, "/any/!i58").body)
    wide, small, odd = (line.rpartition("\t")[2].strip() for line in text.splitlines() if "Image: " in line)
    assert text.splitlines() == [
        "i # paper -- Pictured",
        "i",
        f"I Image: Lead\t{wide}",
        f"I 640 pixels wide\t{wide.replace('!m', '!i640-')}",
        f"I 320 pixels wide\t{wide.replace('!m', '!i320-')}",
        f"0 As text, for light letters on a dark ground\t{wide.replace('!m', '!i')}.txt",
        f"0 As text, for dark letters on a light ground\t{wide.replace('!m', '!i')}.light.txt",
        "i",
        f"g Image: Small\t{small}",
        f"0 As text, for light letters on a dark ground\t{small.replace('!m', '!i')}.txt",
        f"0 As text, for dark letters on a light ground\t{small.replace('!m', '!i')}.light.txt",
        "i",
        f"I Image: Odd\t{odd}",
        "i",
        "i ## FURTHER ON",
        "i",
        "1 Pictured\t/Pictured/!58",
    ]


def test_an_article_leads_to_its_pictures_when_it_has_some(paper):
    assert b"\t/Pictured/!i58\t" in ask(paper, "/!58").body
    assert b"!i" not in ask(paper, "/!59").body


@pytest.mark.parametrize("selector", ["/!i59", "/!i60", "/!i61", "/!i640-7.png", "/!i7.png.txt"])
def test_what_is_not_there_is_missing(paper, selector):
    assert ask(paper, selector).status is Status.MISSING


def test_every_selector_of_the_page_is_answered(paper):
    for selector in selectors(paper):
        assert ask(paper, selector).status is Status.OK
        assert ask(paper, f"/ascii/40{selector}").status is Status.OK


def test_a_print_is_made_once_and_kept(paper, tmp_path):
    wide = next(selector for selector in selectors(paper) if "640" in selector)
    first = ask(paper, wide)
    assert first.body.root == str(tmp_path / "pictures")
    made = os.stat(os.path.join(first.body.root, first.body.path))
    assert Image.open(os.path.join(first.body.root, first.body.path)).size == (640, 320)
    assert ask(paper, wide) == first
    assert os.stat(os.path.join(first.body.root, first.body.path)).st_ino == made.st_ino
    assert len(os.listdir(tmp_path / "pictures")) == 1


def test_a_picture_that_changes_is_made_anew(paper, halves):
    wide = next(selector for selector in selectors(paper) if "640" in selector)
    before = ask(paper, wide)
    (paper[1] / "media" / "wide.png").write_bytes(encoded(halves.rotate(180)))
    assert bytes_of(ask(paper, wide)) != bytes_of(before)


def test_no_picture_is_made_larger(paper):
    small = next(selector for selector in selectors(paper) if selector.endswith(".gif"))
    response = ask(paper, small.replace("!m", "!i320-"))
    assert response.body == Blob(str(paper[1]), "media/small.gif")


def test_where_nothing_can_be_kept_it_is_sent_all_the_same(paper, tmp_path):
    (tmp_path / "pictures").write_text("")
    wide = next(selector for selector in selectors(paper) if "640" in selector)
    assert ask(paper, wide).body.startswith(b"\x89PNG")


def test_a_drawing_is_as_wide_as_its_edition(paper):
    drawn = next(selector for selector in selectors(paper) if selector.endswith(".png.txt"))
    assert ask(paper, f"/ascii/40{drawn}").body == b"".join([b" " * 20 + b"@" * 20 + b"\r\n"] * 10)
    assert max(map(len, ask(paper, drawn).body.decode().splitlines())) == 67
    assert max(map(len, ask(paper, f"/latin1/100{drawn}").body.decode("latin1").splitlines())) == 100


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\x89PNG\r\n\x1a\n", "This picture file cannot be read"), (None, "There is nothing here")],
)
def test_a_picture_that_is_broken_or_gone_is_said_so(paper, data, said):
    wanted = [selector for selector in selectors(paper) if "wide" in selector or selector.startswith("/!i")][:3]
    path = paper[1] / "media" / "wide.png"
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    for selector in wanted:
        response = ask(paper, selector)
        assert response.status is Status.MISSING
        assert decode_menu(response.body)[0].display_string.startswith(said)
    text = fakes.as_text(ask(paper, "/!i58").body)
    assert "Image: Lead" in text
    assert "640" not in text.split("Image: Small")[0]


def test_no_link_leads_out_of_the_archive(paper, tmp_path, halves):
    drawn = next(selector for selector in selectors(paper) if selector.endswith(".png.txt"))
    (tmp_path / "secret.png").write_bytes(encoded(halves))
    path = paper[1] / "media" / "wide.png"
    path.unlink()
    path.symlink_to(tmp_path / "secret.png")
    assert ask(paper, drawn).status is Status.MISSING


def test_without_pillow_readers_are_told_what_is_missing(paper, monkeypatch):
    wanted = [selector for selector in selectors(paper) if selector.startswith("/!i")]
    genuine = builtins.__import__

    def without(name, *args, **more):
        if name.startswith(("PIL", "gopherd.darkroom.developing")):
            raise ImportError(name)
        return genuine(name, *args, **more)

    paper[0]._cache = AnswerCache()
    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr(desk, "find_spec", lambda name: importlib.util.find_spec(f"{name}_which_is_not_there"))
    assert [selector for selector in selectors(paper) if selector.startswith("/!i")] == []
    assert len(wanted) == 6
    for selector in wanted:
        response = ask(paper, selector)
        assert response.status is Status.MISSING
        assert "lacks the package pillow" in " ".join(line.display_string for line in decode_menu(response.body))
