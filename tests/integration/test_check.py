"""``gopherd check``: an archive's mistakes, each with its place."""

import re
from pathlib import Path

import pytest

from tests.integration.program import gopherd, listing, write_article

LINE = re.compile(r"(error|warning|note): (.*?): (.*)")


def check(*arguments: object, home: Path) -> tuple[int, list[str], str]:
    """Exit status, findings, and the last line."""
    done = gopherd("check", *arguments, home=home)
    assert "Traceback" not in done.stderr
    *found, last = done.stdout.splitlines()
    assert all(LINE.match(line) for line in found), found
    return done.returncode, found, last


def test_archive_that_ships_has_no_mistakes(indexed: Path, tmp_path: Path):
    status, found, last = check(indexed, "--strict", home=tmp_path)

    assert found == []
    assert status == 0
    assert "0 errors, 0 warnings, 0 notes" in last


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    root = tmp_path / "broken"
    articles = root / "articles"
    articles.mkdir(parents=True)
    (root / "gopherd.toml").write_text('[site]\ntitle = "Kaputt"\nlanguage = "en"\n')
    (articles / "yaml.md").write_text("---\nkicker: A\ntitle: [x\n---\nText\n")
    (articles / "toml.md").write_text('+++\ntitle = "x\n+++\nText\n')
    (articles / "json.md").write_text('{\n"title": "x",,\n}\nText\n')
    (articles / "date.md").write_text("---\ntitle: A\ndate: 2024-02-30\n---\nText\n")
    (articles / "status.md").write_text("---\ntitle: A\nstatus: paywalled\n---\nText\n")
    (articles / "open.md").write_text("---\ntitle: A\nText\n")
    write_article(articles / "first.md", id=5, title="First")
    write_article(articles / "second.md", id=5, title="Second")
    (articles / "latin.md").write_bytes("---\nid: 6\ntitle: \u00dcber\n---\nText\n".encode("cp1252"))
    write_article(articles / "future.md", id=7, title="Future", date="2099-01-01")
    write_article(articles / "links.md", "[a](/!99), [b](gone.md), [c](/!7), [d](/!5).", id=8, title="Links")
    write_article(articles / "image.md", id=9, title="Image", image={"src": "gone.png", "caption": "Gone"})
    return root


def test_broken_archive(broken: Path, tmp_path: Path):
    status, found, last = check(broken, home=tmp_path)
    text = "\n".join(found)

    assert status == 1
    for place in ("yaml.md:[34]", "toml.md:[23]", "json.md:2", "date.md:3", "status.md:3", "open.md:1"):
        assert re.search(rf"^error: articles/{place}: left out: ", text, re.MULTILINE), (place, text)
    assert re.search(r"^error: articles/second\.md.*: .*5.*articles/first\.md", text, re.MULTILINE)
    assert re.search(r"^warning: articles/latin\.md.*cp1252", text, re.MULTILINE)
    assert re.search(r"^warning: articles/links\.md.*'/!99' leads to nothing here", text, re.MULTILINE)
    assert re.search(r"^warning: articles/links\.md.*'gone\.md' leads to nothing here", text, re.MULTILINE)
    assert re.search(
        r"^warning: articles/links\.md.*'/!7' leads to an article whose time has not come", text, re.MULTILINE
    )
    assert re.search(r"^(warning|note): articles/image\.md.*gone\.png", text, re.MULTILINE)
    assert "/!5" not in text
    assert "7 errors, 4 warnings" in last


def test_errors_come_first(broken: Path, tmp_path: Path):
    _, found, _ = check(broken, home=tmp_path)

    kinds = [LINE.match(line)[1] for line in found]
    assert kinds == sorted(kinds, key=["error", "warning", "note"].index)


def test_warnings_alone(tmp_path: Path):
    root = tmp_path / "paper"
    write_article(root / "articles" / "a.md", "[a](/!99)", id=1, title="A")

    assert check(root, home=tmp_path)[0] == 0
    assert check(root, "--strict", home=tmp_path)[0] == 1


def test_foreign_folder_is_not_written_to(tmp_path: Path):
    root = tmp_path / "paper"
    write_article(root / "articles" / "a.md", "Text.", id=1, title="A")
    before = listing(root)

    assert check(root, home=tmp_path)[0] == 0

    assert listing(root) == before


def test_configuration_with_mistakes(broken: Path, tmp_path: Path):
    (broken / "gopherd.toml").write_text('[site]\ntitel = "x"\n')

    done = gopherd("check", broken, home=tmp_path)

    assert done.returncode == 78
    assert "did you mean title?" in done.stderr
