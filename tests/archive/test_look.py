import os

import pytest

from gopherd.archive import location, schema
from gopherd.archive.look import Look


@pytest.fixture
def look(paper):
    paper.write("a.md").write("news/b.md").write("news/c.md").write("news-2.md").raw(
        "authors/x.md", "---\nname: X\n---\n"
    )
    paper.refresh()
    opened = []

    def at(places=None):
        opened.append(schema.open_to_write(location.current(paper.folder)))
        return Look(opened[-1], paper.root, places)

    yield at
    for connection in opened:
        connection.close()


def paths(look):
    return list(look.all_gone()), [found.path for found, _ in look.all_todo()]


def test_nothing_has_changed(look):
    seen = look()
    assert (seen.files, seen.gone, seen.todo) == (5, 0, 0)
    assert paths(seen) == ([], [])


def test_what_is_new_changed_and_gone(look, paper):
    paper.write("new.md").write("news/b.md", "Other.").delete("a.md")
    seen = look()
    assert (seen.files, seen.gone, seen.todo) == (5, 1, 2)
    assert paths(seen) == (["a.md"], ["new.md", "news/b.md"])
    assert {found.path: digest is not None for found, digest in seen.all_todo()} == {"new.md": False, "news/b.md": True}


def test_authors_come_first(look, paper):
    paper.write("aaa.md").raw("authors/y.md", "---\nname: Y\n---\n").raw("news/authors/z.md", "---\nname: Z\n---\n")
    assert paths(look())[1] == ["authors/y.md", "news/authors/z.md", "aaa.md"]


@pytest.mark.parametrize(
    ("places", "gone", "todo"),
    [
        (["a.md"], ["a.md"], []),
        (["news"], ["news/c.md"], ["news/b.md"]),
        (["new.md", "a.md", "new.md"], ["a.md"], ["new.md"]),
        (["nowhere.md", "nowhere"], [], []),
        ([""], ["a.md", "news-2.md", "news/c.md"], ["new.md", "news/b.md"]),
        (["../paper/new.md", ".hidden.md"], [], []),
        ([], [], []),
    ],
)  # fmt: skip
def test_only_what_was_named_is_looked_at(look, paper, places, gone, todo):
    paper.write("new.md").write("news/b.md", "Other.").delete("a.md").delete("news/c.md").delete("news-2.md")
    paper.write(".hidden.md")
    seen = look(places)
    assert paths(seen) == (gone, todo)
    assert seen.is_whole is ("" in places)


def test_places_are_told_where_there_is_nothing_and_was_nothing(look, paper):
    paper.delete("a.md").write("news/d.md")
    os.mkdir(f"{paper.root}/empty")
    places = ["a.md", "news", "news/d.md", "typo.md", "empty", "news/d.md", "nowhere"]
    assert look(places).unknown == ["typo.md", "empty", "nowhere"]
    assert look().unknown == look([""]).unknown == []


def test_a_file_is_found_whether_it_was_looked_at_or_not(look):
    seen = look(["a.md"])
    assert seen.find("a.md").path == "a.md"
    assert seen.find("news/b.md").path == "news/b.md"
    assert seen.find("gone.md") is None
