import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.archive import schema, vocabulary
from gopherd.terms.nearness import distance

TERMS = "klimawandel klimawandels klimaschutz informationsfreiheit information freiheit transparenz 1000000 ab".split()


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    connection = schema.create(str(tmp_path_factory.mktemp("index") / "index"))
    vocabulary.add(connection, [" ".join(TERMS), "transparenz"])
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("term", "meant"),
    [
        ("klimawnadel", "klimawandel"),
        ("limawandel", "klimawandel"),
        ("klimawandl", "klimawandel"),
        ("informatoinsfreihiet", "informationsfreiheit"),
        ("xransparenz", "transparenz"),
        ("transparemz", "transparenz"),
    ],
)
def test_the_nearest_comes_first(known, term, meant):
    assert vocabulary.nearest(known, term)[0] == (distance(term, meant, 2), meant)


def test_numbers_and_the_shortest_are_not_there(known):
    assert vocabulary.nearest(known, "1000001") == []
    assert vocabulary.nearest(known, "abc") == []
    assert known.execute("SELECT count(*) FROM vocabulary").get == len(TERMS) - 2


def test_a_beginning_that_many_have_is_the_shortest_of_them(known, monkeypatch):
    assert vocabulary.begun(known, "klima") == []
    monkeypatch.setattr(vocabulary, "_FEW", 2)
    assert vocabulary.begun(known, "klima") == ["klima", "klimaschutz", "klimawandel", "klimawandels"]
    monkeypatch.setattr(vocabulary, "_MANY", 3)
    assert vocabulary.begun(known, "") == ["", "freiheit", "information", "klimaschutz"]
    assert vocabulary.begun(known, "xyz") == vocabulary.begun(known, "1") == []


@settings(deadline=None)
@given(
    st.sampled_from([term for term in TERMS if len(term) > 5 and term.isalpha()]),
    st.integers(0, 30),
    st.sampled_from("axz"),
)
def test_one_mistake_anywhere_is_found(term, place, letter):
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE TABLE vocabulary(term TEXT PRIMARY KEY, backwards TEXT NOT NULL)")
    vocabulary.add(connection, TERMS)
    place %= len(term)
    for wrong in (
        term[:place] + letter + term[place + 1 :],
        term[:place] + letter + term[place:],
        term[:place] + term[place + 1 :],
    ):
        if wrong not in TERMS:
            assert term in [other for _, other in vocabulary.nearest(connection, wrong)]
    connection.close()


def test_what_is_known_is_told(known):
    assert set(vocabulary.known(known, ["freiheit", "freiheid", "ab", "information"])) == {"freiheit", "information"}


def test_a_new_index_has_the_terms_of_all_its_articles_and_no_keys(paper):
    paper.write("1.md", "Klimawandel Klimawandel 2022 ab.", title="Titel", language="de").refresh()
    assert {term for (term,) in paper.query("SELECT term FROM vocabulary")} == {"klimawandel", "titel"}
    paper.write("2.md", "Freiheit.", title="Titel", language="de").refresh()
    rows = paper.query("SELECT term, backwards FROM vocabulary ORDER BY 1")
    assert rows == [("freiheit", "tiehierf"), ("klimawandel", "lednawamilk"), ("titel", "letit")]


def test_in_a_large_archive_a_word_of_one_article_is_a_slip(paper, monkeypatch):
    monkeypatch.setattr(vocabulary, "ENOUGH", 2)
    paper.write("1.md", "Wandel wandle.", title="Titel", language="xx")
    paper.write("2.md", "Wandel.", title="Titel", language="xx").refresh()
    assert {term for (term,) in paper.query("SELECT term FROM vocabulary")} == {"wandel", "titel"}
