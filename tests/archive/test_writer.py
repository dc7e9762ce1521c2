from datetime import UTC, datetime

import pytest

from gopherd.archive import location, schema
from gopherd.archive.preparing import seconds_of
from gopherd.archive.selections import ByName, Named
from gopherd.archive.writer import Writer
from gopherd.model.article import UNDATED, Kind
from gopherd.model.naming import number_of_name
from tests.archive.conftest import listed, titles


def test_seconds():
    assert seconds_of(None) == UNDATED
    assert seconds_of(datetime(2022, 2, 2, tzinfo=UTC)) == 1643760000


def test_numbers_that_names_had_before(paper):
    paper.configure('[numbers.tags]\n"Open Data" = 1234\n[numbers.authors]\nJane = 99\n[numbers.sections]\nNews = 5')
    paper.write("a.md", tags=["open data"], authors="Jane", section="news")
    snapshot = paper.seen()
    assert snapshot.name(Kind.TAG, 1234).text == "open data"
    assert snapshot.name(Kind.AUTHOR, 99).text == "Jane"
    assert snapshot.name(Kind.SECTION, 5).text == "news"


def test_a_section_is_known_by_its_name_and_its_title(paper):
    paper.configure('[[sections]]\nname = "politik"\ntitle = "Politik & mehr"')
    paper.write("a.md", section="Politik").write("b.md", section="politik & MEHR").write("c.md", categories=["POLITIK"])
    (section,) = paper.seen().sections()
    assert (section.text, section.number, section.count) == ("Politik & mehr", number_of_name("politik"), 3)


def test_categories_that_are_no_section_are_tags(paper):
    paper.configure('[[sections]]\nname = "news"').write("a.md", id=1, categories=["other", "news"])
    article = paper.seen().article(1)
    assert (article.section.text, [tag.text for tag in article.tags]) == ("news", ["other"])


def test_two_spellings_are_one_name(paper):
    paper.write("a.md", tags=["Straße"]).write("b.md", tags=["STRASSE"])
    assert paper.seen().name(Kind.TAG, number_of_name("strasse")).count == 2


def test_a_name_that_nobody_bears_takes_the_spelling_of_the_next(paper):
    paper.write("a.md", tags=["open data"])
    paper.refresh()
    paper.write("a.md", tags=["Open Data"])
    assert paper.seen().name(Kind.TAG, number_of_name("open data")).text == "Open Data"


@pytest.mark.parametrize(
    ("redirect", "target"),
    [
        ({"redirect_to": "/new/"}, {"aliases": ["/new"]}),
        ({"redirectto": "new.md"}, {}),
        ({"redirect": "https://a.b/new"}, {"permalink": "/new"}),
        ({"redirect_to": "/!7"}, {}),
    ],
)
def test_a_file_that_only_redirects_becomes_an_alias_of_its_target(paper, redirect, target):
    paper.configure('[site]\nurl = "https://a.b"')
    paper.write("old.md", aliases=["/older"], **redirect).write("new.md", id=7, **target)
    paper.write("x.md", "[a](/older) [b](old.md)", id=1)
    snapshot = paper.seen()
    links = [span.target.number for span in snapshot.article(1).body[0].spans if hasattr(span, "target")]
    assert links == [7, 7]
    assert "Title of old.md" not in listed(snapshot)
    paper.delete("old.md").refresh()
    assert not any(hasattr(span, "target") for span in paper.at().article(1).body[0].spans[1:])


def test_a_redirection_follows_its_target_wherever_it_goes(paper):
    paper.write("old.md", redirect_to="/new").write("x.md", "[a](old.md)", id=1)
    paper.refresh()
    paper.write("new.md", id=7, aliases=["/new"]).refresh()
    assert paper.at().article(1).body[0].spans[0].target.number == 7
    paper.write("new.md", id=8, aliases=["/new"]).refresh()
    assert paper.at().article(1).body[0].spans[0].target.number == 8


def test_every_list_of_an_article_holds_it_once(paper):
    paper.write("x.md", tags=["a", "A"], authors=["c", "C"])
    snapshot = paper.seen()
    tag = snapshot.names(Kind.TAG, ByName(), None, 5).names[0]
    assert titles(snapshot.headlines(Named(Kind.TAG, tag.number), None, 5)) == ["Title of x.md"]
    assert tag.count == 1
    assert [name.count for name in snapshot.names(Kind.AUTHOR, ByName(), None, 5).names] == [1]


def test_numbers_of_pictures_that_collide_are_told_apart(paper, monkeypatch):
    monkeypatch.setattr("gopherd.archive.writer.hashed", len)
    paper.raw("a.png").raw("b.png").refresh()
    assert paper.query("SELECT number, path FROM picture ORDER BY path") == [(5, "a.png"), (2, "b.png")]


def test_an_article_that_is_not_there_is_taken_out_without_a_word(paper):
    paper.write("a.md").refresh()
    connection = schema.open_to_write(location.current(paper.folder))
    Writer(connection, paper.plan.site).remove_article(99)
    assert connection.execute("SELECT count(*) FROM article").get == 1


def test_a_section_is_never_part_of_itself(paper):
    paper.configure('[[sections]]\nname = "Politik"\ntitle = "Politik/Gesellschaft"\n')
    paper.write("1.md", id=1, section="Politik/Gesellschaft").refresh()
    assert paper.query("SELECT count(*) FROM name WHERE above = id") == [(0,)]
