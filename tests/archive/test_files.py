import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive import files
from gopherd.archive.files import Found, Unnamed


def found(root):
    return sorted(file.path for file in files.walk(str(root)))


def put(root, *paths):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x")


def test_a_folder_of_articles(tmp_path):
    put(
        tmp_path,
        *("articles/a.md", "articles/b/c.markdown", "articles/README.md", "articles/_index.md", "articles/x.txt"),
        *("notes.md", "media/a.PNG", "authors/jane.md", "content/authors/x/_index.md", ".git/a.md", "articles/.b.md"),
    )
    assert found(tmp_path) == [
        *("articles/README.md", "articles/a.md", "articles/b/c.markdown"),
        *("authors/jane.md", "content/authors/x/_index.md", "media/a.PNG"),
    ]


def test_a_foreign_folder(tmp_path):
    put(
        tmp_path,
        *("a.md", "news/b.Markdown", "README.md", "readme-too.md", "LICENSE.md", "news/_index.md"),
        *("news/index.md", "x.html", "a.jpg"),
    )
    assert found(tmp_path) == ["a.jpg", "a.md", "news/b.Markdown", "news/index.md"]


def test_links_lead_nowhere_outside(tmp_path):
    root = tmp_path / "paper"
    put(tmp_path, "secret.png", "other/a.md")
    put(root, "media/a.png", ".hidden/b.png")
    for name, target in {
        "out.png": "../secret.png",
        "absolute.png": str(tmp_path / "secret.png"),
        "folder": "../other",
        "inside.png": "media/a.png",
        "hidden.png": ".hidden/b.png",
        "nowhere.png": "media/nothing.png",
        "loop.png": "loop.png",
    }.items():
        os.symlink(target, root / name)
    assert found(root) == ["inside.png", "media/a.png"]


def test_what_is_no_file_is_left_alone(tmp_path):
    (tmp_path / "a.md").mkdir()
    os.mkfifo(tmp_path / "b.md")
    assert found(tmp_path) == []


def test_a_name_that_is_not_utf_8(tmp_path):
    try:
        put(tmp_path, os.fsdecode(b"caf\xe9.md"))
    except OSError:
        pytest.skip("this file system wants UTF-8")
    assert list(files.walk(str(tmp_path))) == [Unnamed("caf?.md")]


def test_a_folder_that_cannot_be_read_holds_nothing(tmp_path, monkeypatch):
    put(tmp_path, "a.md", "b/c.md")
    scandir = os.scandir
    monkeypatch.setattr(
        os, "scandir", lambda path: (_ for _ in ()).throw(PermissionError) if path.endswith("b") else scandir(path)
    )
    assert found(tmp_path) == ["a.md"]


def test_what_a_directory_says_of_a_file(tmp_path):
    put(tmp_path, "a.PNG")
    os.utime(tmp_path / "a.PNG", ns=(1, 1_600_000_000_000_000_001))
    (file,) = files.walk(str(tmp_path))
    assert file == Found("a.PNG", 1, 1_600_000_000_000_000_001)
    assert (file.is_picture, file.extension) == (True, "png")
    assert not Found("a.md", 1, 1).is_picture


def test_no_more_is_read_than_shows_that_it_is_too_much(tmp_path):
    with open(tmp_path / "a.md", "wb") as file:
        file.truncate(files.LARGEST_BYTES * 2)
    assert len(files.read(str(tmp_path), "a.md")) == files.LARGEST_BYTES + 1


@given(st.binary(), st.binary())
def test_a_digest_tells_files_apart(one, other):
    assert (files.digest(one) == files.digest(other)) == (one == other)


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=("Cs",))))
def test_utf_8_is_read_as_it_is(text):
    assert files.decode(text.encode()) == (text.removeprefix("\ufeff"), False)


@pytest.mark.parametrize(
    ("data", "text", "fallback"),
    [
        (b"\xef\xbb\xbfa\r\nb\rc", "a\nb\nc", False),
        ("„Käse“ – 5 €".encode("cp1252"), "„Käse“ – 5 €", True),
        (b"\x81", "\ufffd", True),
    ],
)
def test_decode(data, text, fallback):
    assert files.decode(data) == (text, fallback)
