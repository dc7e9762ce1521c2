import pytest

from gopherd.archive.watching import Watch, _Visible


@pytest.mark.timeout(30)
def test_a_change_is_noticed(tmp_path):
    changes = Watch(str(tmp_path)).changes()
    (tmp_path / "a.md").write_text("x")
    next(changes)
    (tmp_path / "new").mkdir()
    next(changes)
    (tmp_path / "new" / "b.md").write_text("x")
    next(changes)


@pytest.mark.parametrize(
    ("path", "is_seen"),
    [
        ("/paper/a.md", True),
        ("/paper/news/a.md", True),
        ("/paper/.gopherd/index-000001.sqlite", False),
        ("/paper/.git/HEAD", False),
        ("/paper/news/.a.md.swp", False),
    ],
)
def test_hidden_files_are_not_seen(path, is_seen):
    assert _Visible("/paper")(None, path) is is_seen


def test_an_archive_below_a_hidden_folder_is_seen():
    assert _Visible("/srv/.hidden/paper")(None, "/srv/.hidden/paper/a.md")
