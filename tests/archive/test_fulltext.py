import random
from itertools import pairwise

import pytest

from gopherd.archive import fulltext, schema
from gopherd.archive.fulltext import STEP
from gopherd.terms.query import parse_query


def order(paper):
    """The numbers of the articles in the order of the full text, after a refresh, which no step may have broken."""
    paper.refresh()
    by_document = [number for (number,) in paper.query("SELECT number FROM document ORDER BY id")]
    by_time = [number for (number,) in paper.query("SELECT number FROM entry WHERE list=0 ORDER BY published, number")]
    assert by_document == by_time
    return by_document


def found(paper, words):
    return {hit.headline.number for hit in paper.seen().search(parse_query(words), 1).hits}


def test_documents_are_in_order_of_publication(paper):
    for number, date in [(5, "2022-02-01"), (3, "2022-03-01"), (4, "2022-01-01"), (2, None), (1, "2022-01-01")]:
        paper.write(f"{number}.md", id=number, date=date)
    assert order(paper) == [2, 1, 4, 5, 3]
    ids = [key for (key,) in paper.query("SELECT id FROM document ORDER BY id")]
    assert {later - earlier for earlier, later in pairwise(ids)} == {STEP}


@pytest.mark.parametrize("date", ["2022-01-15", "1999-01-01", "2023-01-01"])
def test_there_is_room_for_any_number_in_any_place(paper, date):
    for number in range(1, 11):
        paper.write(f"{number}.md", id=number, date=f"2022-{number:02}-01")
    paper.refresh()
    for number in range(100, 130):
        paper.write(f"{number}.md", f"Wort{number}.", id=number, date=date)
        assert len(order(paper)) == number - 89
    for number in range(1, 11):
        paper.delete(f"{number}.md")
    assert order(paper) == list(range(100, 130))
    assert found(paper, "Wort117") == {117}


def test_articles_that_are_moved_apart_keep_all_their_words(paper, make_paper):
    paper.configure('[site]\nlanguage = "de"')
    for number in range(1, 9):
        paper.write(
            f"{number}.md", f"Häuser in Text{number}.\n\n![Bild {number}](x.png)", id=number, date=f"2022-0{number}-01",
            kicker="Dach", lede="Vorspann", section="Ressort", tags=["Ein Tag"], authors=["Jane Doe"], language="de",
        )  # fmt: skip
    paper.refresh()
    for number in range(100, 120):
        paper.write(f"{number}.md", "Neu.", id=number, date="2022-04-15")
        paper.refresh()
    anew = make_paper(paper.root)
    anew.refresh()
    assert paper.dump()["words"] == anew.dump()["words"]


def test_at_random_it_stays_in_order(paper, monkeypatch):
    monkeypatch.setattr(fulltext, "_APART", 2)
    dice = random.Random(1)
    for number in range(1, 60):
        paper.write(f"{number}.md", id=number, date=f"2022-01-{dice.randint(1, 4):02}")
        if dice.random() < 0.2:
            paper.write(f"{dice.randint(1, number)}.md", id=number, date=f"2022-01-{dice.randint(1, 4):02}")
        order(paper)


def test_what_is_not_listed_is_not_there(paper):
    paper.write("1.md", "Geheim.", id=1, weight=0).write("2.md", "Geheim.", id=2, draft="true")
    assert found(paper, "geheim") == set()
    paper.write("1.md", "Geheim.", id=1)
    assert found(paper, "geheim") == {1}
    paper.write("1.md", "Geheim.", id=1, weight=0)
    assert found(paper, "geheim") == set()
    assert paper.query("SELECT count(*) FROM document") == [(0,)]


def test_the_draft_keeps_nothing_of_what_it_was_made_of(paper):
    paper.write("1.md").refresh()
    tables = {name for (name,) in paper.query("SELECT name FROM sqlite_schema")}
    assert "unplaced" not in tables
    assert {"words", "document", "vocabulary"} <= tables
    assert paper.query("SELECT k, v FROM words_config WHERE k='hashsize'") == [("hashsize", 1048576)]
    assert paper.query("PRAGMA user_version")[0][0] == schema.VERSION


def test_there_is_room_before_the_first_however_many_older_ones_come(paper, monkeypatch):
    monkeypatch.setattr(fulltext, "_DOCUMENTS", fulltext._DOCUMENTS.replace(str(fulltext._FIRST), "16"))
    for number in range(1, 4):
        paper.write(f"{number}.md", "gorilla", id=number, date=f"2022-01-{number:02}")
    paper.refresh()
    for number in range(10, 18):
        paper.write(f"{number}.md", "gorilla", id=number, date=f"2021-01-{30 - number:02}")
    paper.refresh()
    assert paper.query("SELECT min(id) FROM document")[0][0] < 0
    for number in range(30, 60):
        paper.write(f"{number}.md", "gorilla", id=number, date="2021-01-15T12:00")
        paper.refresh()
    assert paper.query("SELECT count(*) FROM document") == [(41,)]
