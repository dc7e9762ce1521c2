import pytest

from gopherd.archive import authors, frontmatter
from gopherd.archive.authors import AuthorFile
from gopherd.archive.selections import ByName
from gopherd.model.article import Kind


@pytest.mark.parametrize(
    ("path", "head", "is_author"),
    [
        ("authors/jane.md", "title: x", True),
        ("content/authors/jane/_index.md", "x: y", True),
        ("articles/jane.md", "display_name: Jane", True),
        ("articles/jane.md", "name: Jane", True),
        ("articles/jane.md", "name: Jane\ntitle: x", False),
        ("articles/jane.md", "display_name: Jane\ndate: 2022-02-02", False),
        ("articles/authors.md", "x: y", False),
    ],
)
def test_which_files_are_authors(path, head, is_author):
    assert authors.is_author(path, frontmatter.split(f"---\n{head}\n---\n")) is is_author


@pytest.mark.parametrize(
    ("path", "head", "author"),
    [
        ("authors/jane.md", "display_name: Jane D.\nname: no", AuthorFile("jane", "Jane D.")),
        ("authors/jane.md", "name: Jane\nslug: j-doe", AuthorFile("j-doe", "Jane")),
        ("authors/jane/_index.md", "title: Jane", AuthorFile("jane", "Jane")),
        ("authors/jane.md", "first_name: Jane\nlast_name: Doe", AuthorFile("jane", "Jane Doe")),
        ("authors/jane.md", "bio: none", AuthorFile("jane", "jane", "none")),
    ],
)
def test_who_an_author_is(path, head, author):
    assert authors.author(path, frontmatter.split(f"---\n{head}\n---\n")) == author


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("name: Jane\nbio: Writes *here*.", "Writes here."),
        ("name: Jane\nrole: Editor\nagency_full_name: The House\ndescription: A life.", "Editor, The House\nA life."),
        ("name: Jane\norganization: The House", "The House"),
        (
            "name: Jane\n---\n# One\n\nA [link](x).\n\n> Said.\n\n- first\n- second\n",
            "One\nA link.\nSaid.\nfirst\nsecond",
        ),
        ("name: Jane\nbio: Twice.\n---\nTwice.\n", "Twice."),
        ("name: Jane", ""),
    ],
)
def test_what_is_said_of_an_author(text, about):
    head = frontmatter.split(f"---\n{text}\n---\n" if "---" not in text else f"---\n{text}")
    assert authors.author("authors/jane.md", head).about == about


def test_of_several_files_the_first_by_path_is_believed_and_a_change_is_seen(paper):
    paper.write("a.md", authors="jane").raw("authors/jane.md", "---\nname: Jane Doe\nbio: First.\n---\nAnd more.\n")
    paper.raw("old/authors/jane.md", "---\nname: Jane Doe\nbio: Second.\n---\n")

    def said():
        snapshot = paper.seen()
        (author,) = snapshot.names(Kind.AUTHOR, ByName(), None, 9).names
        return author.text, list(snapshot.about(author))

    assert said() == ("Jane Doe", ["First.", "And more."])
    paper.delete("authors/jane.md")
    assert said() == ("Jane Doe", ["Second."])
    paper.raw("old/authors/jane.md", "---\nname: Jane D.\n---\n")
    assert said() == ("Jane D.", [])


def test_authors_of_a_real_archive_say_for_whom_they_write(digitalgov):
    snapshot = digitalgov.at()
    names = snapshot.names(Kind.AUTHOR, ByName(), None, 10**6).names
    said = {name.text: snapshot.about(name) for name in names}
    assert said["Aaron Meyers"] == ["U.S. General Services Administration"]
    assert sum(map(bool, said.values())) == 568
