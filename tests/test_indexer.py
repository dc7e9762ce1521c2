"""Indexing as the command line and the companion do it."""

import os
from pathlib import Path

import pytest

from gopherd import indexer
from gopherd.archive.plan import Summary
from gopherd.archive.watching import Watch
from gopherd.errors import ArchiveLocked, ArchiveUnavailable, ConfigInvalid, Issue


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def test_place_of_the_index(paper: Path, tmp_path: Path):
    assert indexer.index_folder(str(paper)) == f"{paper}/.gopherd"
    assert indexer.index_folder(str(paper), "there") == f"{os.getcwd()}/there"
    (paper / "gopherd.toml").unlink()
    assert indexer.index_folder(str(paper)).startswith(f"{tmp_path}/cache/gopherd/paper-")


def test_plan_follows_the_configuration(paper: Path):
    plan = indexer.make_plan(str(paper))
    assert (plan.root, plan.folder) == (str(paper), f"{paper}/.gopherd")
    assert plan.site.title == "Paper"
    assert plan.guess_language is False
    assert {"de", "en"} <= set(plan.stopwords)

    (paper / "gopherd.toml").write_text("")
    plan = indexer.make_plan(str(paper), "there")
    assert plan.site.title == "paper"
    assert plan.guess_language is True
    assert plan.folder == f"{os.getcwd()}/there"

    (paper / "gopherd.toml").write_text("[site]\nx = 1\n")
    with pytest.raises(ConfigInvalid):
        indexer.make_plan(str(paper))


def test_summary_line():
    issues = (Issue("a.md", "bad", left_out=True), Issue("b.md", "odd"))

    assert indexer.summary_line(Summary(1200, 3, 1, 1100, 0.25)) == (
        "1,100 articles in 1,200 files: 3 read, 1 gone, 0.250 s"
    )
    assert indexer.summary_line(Summary(2, 0, 0, 1, 0, issues)).endswith("; 1 left out, 'gopherd check' says why")


class Enough(Exception):
    """Ends what never ends."""


def test_keep_indexed(paper: Path, monkeypatch: pytest.MonkeyPatch):
    said: list[str] = []

    def steps():
        """Between the refreshes: what somebody does to the archive."""
        (paper / "articles" / "b.md").write_text("---\nid: 2\ntitle: Two\n---\nText.\n")
        yield ("articles", "gopherd.toml")
        assert said[-1].startswith("2 articles in 2 files: 1 read, 0 gone, ")
        yield ("articles", "gopherd.toml")
        assert len(said) == 2, "nothing has changed, nothing is told"
        (paper / "gopherd.toml").write_text("[site]\nx = 1\n")
        (paper / "articles" / "a.md").unlink()
        yield ("articles", "gopherd.toml")
        assert "site.x" in said[-2]
        assert said[-2].endswith("\nThe configuration before this one stays in force.")
        assert said[-1].startswith("1 article in 1 file: 0 read, 1 gone, ")
        raise Enough

    monkeypatch.setattr(Watch, "__init__", lambda self, root: None)
    monkeypatch.setattr(Watch, "changes", lambda self: steps())
    with pytest.raises(Enough):
        indexer.keep_indexed(str(paper), None, said.append)

    assert said[0].startswith("1 article in 1 file: 1 read, 0 gone, ")


def test_keep_indexed_refuses_a_wrong_configuration_at_the_beginning(paper: Path):
    (paper / "gopherd.toml").write_text("[site]\nx = 1\n")

    with pytest.raises(ConfigInvalid, match=r"site\.x"):
        indexer.keep_indexed(str(paper), None, lambda _: None)


def test_indexer_waits_for_another_and_says_so_once(paper: Path, monkeypatch: pytest.MonkeyPatch):
    tries = iter([ArchiveLocked("held by X"), ArchiveLocked("held by X"), Summary(0, 0, 0, 0, 0)])
    waited, said = [], []

    def refresh(plan, report):
        outcome = next(tries)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(indexer.indexing, "refresh", refresh)
    monkeypatch.setattr(indexer.time, "sleep", waited.append)

    assert indexer.refresh_patiently(None, said.append) == Summary(0, 0, 0, 0, 0)
    assert said == ["held by X"]
    assert len(waited) == 2


def test_files_are_named_from_here_or_from_the_archive(paper: Path, monkeypatch: pytest.MonkeyPatch):
    root = str(paper)
    assert indexer.places_of(root, ("articles/a.md",)) == ("articles/a.md",)
    assert indexer.places_of(root, (f"{root}/articles/a.md", "articles/gone.md")) == (
        "articles/a.md",
        "articles/gone.md",
    )
    assert indexer.places_of(root, (root,)) == ("",)
    monkeypatch.chdir(paper / "articles")
    assert indexer.places_of(root, ("a.md", "./gone.md", "../articles")) == (
        "articles/a.md", "articles/gone.md", "articles",
    )  # fmt: skip
    link = paper.parent / "link"
    link.symlink_to(paper)
    assert indexer.places_of(str(link), (f"{link}/articles/a.md", f"{root}/articles/a.md")) == ("articles/a.md",) * 2


@pytest.mark.parametrize("file", ["../other.md", "/etc/passwd", "../paper-2/a.md"])
def test_a_file_that_lies_elsewhere_is_refused(paper: Path, file: str):
    with pytest.raises(ArchiveUnavailable, match="does not lie in the archive"):
        indexer.places_of(str(paper), (file,))
