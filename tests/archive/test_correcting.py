import pytest

from gopherd.terms.query import parse_query


@pytest.fixture
def german(paper):
    paper.write("1.md", "Der Klimawandel ist da.", id=1, title="Informationsfreiheit", language="de")
    paper.write("2.md", "Alles zur Energiewende.", id=2, title="Zwei", language="de", date="2030-01-01")
    paper.write("3.md", "Die Netzneutralität.", id=3, title="Drei", language="de", weight=0)
    return paper


def corrected(paper, words, now="2026-11-22"):
    found = paper.seen(now).search(parse_query(words), 1)
    return found.query.text if found.corrected else None


def test_a_word_is_written_as_the_archive_has_it(german):
    assert corrected(german, "klimawnadel") == "Klimawandel"
    assert corrected(german, "informatoinsfreiheit") == "Informationsfreiheit"
    assert corrected(german, '"der klimawnadel" title:informationsfreihet') == (
        '"der Klimawandel" title:Informationsfreiheit'
    )


def test_filters_and_what_must_not_be_there_stay_as_they_were(german):
    assert corrected(german, "klimawnadel -foo lang:de sort:date") == "Klimawandel -foo lang:de sort:date"


def test_what_is_to_come_or_unlisted_is_never_told(german):
    assert corrected(german, "energiewnede") is None
    assert corrected(german, "netzneutralitet") is None
    assert corrected(german, "energiewnede", "2031-01-01") == "Energiewende"


def test_what_is_near_to_nothing_stays(german):
    assert corrected(german, "xylophon") is None
    assert corrected(german, "klimawnadel xylophon") == "Klimawandel xylophon"


def test_of_equally_near_words_the_commonest_is_taken(paper):
    paper.write("1.md", "Hafen.", language="xx").write("2.md", "Haven Haven Haven.", language="xx")
    paper.write("3.md", "Hafen.", language="xx").refresh()
    assert corrected(paper, "hawen") == "Hafen"


def test_stems_that_are_near_are_not_believed_where_the_words_are_not(paper):
    paper.write("a.md", "The room is full and the piano is heavier than that.", id=1, language="en")
    paper.write("b.md", "Das Zimmer ist leer.", id=2, language="de").refresh()
    for asked in ("mueller", "klavier"):
        assert corrected(paper, asked) is None
    assert corrected(paper, "heaiver") == "heavier"
