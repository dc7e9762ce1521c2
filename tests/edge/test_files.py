import os

import pytest

from gopherd.edge.files import open_below
from gopherd.errors import NotFound
from gopherd.message import Blob


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "media"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "picture.jpg").write_bytes(b"picture")
    (folder / "top.png").write_bytes(b"top")
    (tmp_path / "secret").write_bytes(b"secret")
    return folder


@pytest.mark.parametrize(("path", "content"), [("top.png", b"top"), ("a/b/picture.jpg", b"picture")])
def test_a_file_below_the_root_is_opened(root, path, content, open_below_tmp):
    source, size = open_below(Blob(str(root), path))
    assert source.read() == content
    assert size == len(content)
    assert open_below_tmp() == [str(root / path)]
    source.close()
    assert open_below_tmp() == []


@pytest.mark.parametrize(
    "path",
    [
        "",
        "missing",
        "a",
        "a/b",
        "a/b/",
        "a//b/picture.jpg",
        "./top.png",
        "a/../top.png",
        "../secret",
        "a/../../secret",
        "/etc/passwd",
        "top.png/x",
        "top.png\0x",
        "x\ud800",
    ],
)
def test_anything_else_is_not_found(root, path, open_below_tmp):
    with pytest.raises(NotFound) as raised:
        open_below(Blob(str(root), path))
    assert str(root) not in str(raised.value)
    assert open_below_tmp() == []


def test_no_link_is_followed_below_the_root(root):
    (root / "link").symlink_to(root.parent / "secret")
    (root / "inside").symlink_to(root / "top.png")
    (root / "folder").symlink_to(root / "a" / "b")
    for path in ("link", "inside", "folder/picture.jpg"):
        with pytest.raises(NotFound):
            open_below(Blob(str(root), path))


def test_the_root_itself_may_be_a_link(root, tmp_path):
    (tmp_path / "way").symlink_to(root)
    source, _ = open_below(Blob(str(tmp_path / "way"), "top.png"))
    source.close()


def test_a_pipe_is_not_waited_for(root, open_below_tmp):
    os.mkfifo(root / "pipe")
    with pytest.raises(NotFound):
        open_below(Blob(str(root), "pipe"))
    assert open_below_tmp() == []
