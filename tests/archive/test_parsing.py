import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd import config
from gopherd.archive import codec
from gopherd.archive.authors import AuthorFile
from gopherd.archive.codec import Redirect
from gopherd.archive.files import LARGEST_BYTES
from gopherd.archive.parsing import parse
from gopherd.model.article import Manuscript
from gopherd.model.site import Site

STOPWORDS = {language: frozenset(words.stopwords) for language, words in config.catalogues().items()}


def read(data, path="articles/a.md"):
    return parse(path, data, Site("Paper"), STOPWORDS)


@given(
    st.binary(), st.sampled_from([b"", b"---\ntitle: a\n", b"---\ntitle: a\n---\n", b'{"title": ', b"+++\ntitle = "])
)
def test_any_bytes_are_an_article_or_an_issue_or_nothing(data, head):
    parsed = read(head + data)
    assert isinstance(parsed.content, Manuscript) or any(issue.left_out for issue in parsed.issues)


@pytest.mark.parametrize(
    ("path", "data", "kind"),
    [
        ("articles/a.md", b"Just words.", Manuscript),
        ("a.md", b"Just words.", type(None)),
        ("a.md", b"---\ntitle: a\n---\n", Manuscript),
        ("authors/a.md", b"---\nname: a\n---\n", AuthorFile),
        ("authors/a.md", b"Words.", type(None)),
        ("articles/a.md", b"---\nredirect_to: /b\n---\n", Redirect),
    ],
)
def test_what_a_file_is(path, data, kind):
    assert isinstance(read(data, path).content, kind)


@pytest.mark.parametrize(
    ("data", "issue"),
    [
        (b"---\ntitle: a\ndate: 2017-09-31\n---\n", "articles/a.md:3: date: '2017-09-31' does not exist"),
        (b"---\ntitle: a\n", "articles/a.md:1: front matter opens with --- and is never closed"),
        (b"---\ntitle: a\nb: [\n---\n", "articles/a.md:4: front matter is not YAML"),
        (b"+++\ntitle: a\n+++\n", "articles/a.md:2: front matter is not TOML"),
        (b"x" * (LARGEST_BYTES + 1), "articles/a.md: larger than 20 MiB"),
    ],
)
def test_what_cannot_be_read_is_left_out_with_file_line_and_reason(data, issue):
    parsed = read(data)
    assert parsed.content is None
    assert [found.left_out for found in parsed.issues] == [True]
    assert str(parsed.issues[0]).startswith(issue)


def test_what_is_not_utf_8_is_read_as_cp1252_and_said():
    parsed = read("---\ntitle: Käse – gut\n---\nWörter".encode("cp1252"))
    assert parsed.content.title == "Käse – gut"
    assert [issue.left_out for issue in parsed.issues] == [False]
    assert "cp1252" in parsed.issues[0].message


def test_a_remark_has_the_line_of_its_key():
    assert read(b"---\ntitle: a\nexpiryDate: 2020-01-01\n---\n").issues[0].line == 3


def test_a_redirect_is_said():
    assert [str(issue) for issue in read(b"---\nredirect: /b\n---\n").issues] == ["articles/a.md: only redirects to /b"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das ist der Anfang und nicht das Ende der Geschichte.", "de"),
        ("This is the beginning and not the end of the story.", "en"),
        ("12345", ""),
    ],
)
def test_the_language_of_an_article_that_does_not_name_it(text, language):
    assert read(f"---\ntitle: '1'\n---\n{text}".encode()).content.language == language


def test_a_language_that_is_named_is_believed():
    assert read(b"---\ntitle: the and of\nlanguage: fr\n---\n").content.language == "fr"


def test_what_is_nested_too_deeply_is_left_out(monkeypatch):
    def endless(text):
        raise RecursionError

    monkeypatch.setattr("gopherd.archive.markdown.blocks_of", endless)
    assert [str(issue) for issue in read(b"Words.").issues] == ["articles/a.md: nested too deeply to be read"]


def test_an_error_nobody_foresaw_leaves_out_one_file_only(monkeypatch):
    monkeypatch.setattr(codec, "manuscript", lambda *_: 1 // 0)
    parsed = parse("articles/a.md", b"text", Site(title="x"), {})
    assert parsed.content is None
    assert "by a fault of gopherd (ZeroDivisionError" in str(parsed.issues[0])
