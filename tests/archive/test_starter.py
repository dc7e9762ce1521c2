import os

import pytest

from gopherd.archive.starter import make_starter
from gopherd.errors import ArchiveUnavailable
from tests.archive.conftest import listed


def test_the_starter_is_an_archive_without_a_mistake(tmp_path, make_paper):
    root = tmp_path / "new" / "paper"
    made = make_starter(str(root))
    assert made == sorted(made)
    assert {"gopherd.toml", "media/hello.png"} <= set(made)
    assert all((root / path).stat().st_size for path in made)
    paper = make_paper(root)
    assert len(listed(paper.seen())) == sum(path.startswith("articles/") for path in made)
    found = paper.inspect()
    assert (found.issues, found.dead_links, found.missing_pictures) == ((), (), ())


def test_an_empty_folder_is_filled(tmp_path):
    assert make_starter(str(tmp_path))


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(ArchiveUnavailable, match="is not empty"):
        make_starter(str(tmp_path))
    assert os.listdir(tmp_path) == ["mine.md"]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnavailable, match="cannot be made"):
        make_starter(str(tmp_path / "file" / "x"))
