import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.archive.matching import any_of, forms_of, in_title, match_of, terms_of
from gopherd.terms.query import Words, parse_query
from tests.terms.test_query import SYNTAX


def match(text, languages=("de",), keys=(), begun=()):
    return match_of(
        parse_query(text), languages, lambda kind, name: 7 if name == "Klima" else None, lambda _: begun, keys
    )


def test_each_word_is_asked_for_in_every_language_of_the_archive():
    assert match("Häuser").expression == '((("haus")))'
    assert match("houses", ("de", "en", "xx")).words == '(("hous" OR "houses"))'


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("Haus Hof", '(("haus") AND ("hof"))'),
        ("Haus or Hof", '((("haus") OR ("hof")))'),
        ('"Häuser im Hof"', '(("haus im hof"))'),
        ("Haus -Hof", '((("haus"))) NOT (("hof"))'),
        ("titel:Haus", '(({title} : (("haus"))))'),
        ("tag:Klima", '{keys} : "\u00a7n7"'),
        ("tag:Wald", '{tags} : ("wald")'),
        ("lang:de", '{keys} : "\u00a7lde"'),
        ("after:2022", '{keys} : "\u00a7a"'),
    ],
)
def test_expressions(text, expression):
    assert match(text).expression.replace("(", "").replace(")", "") == expression.replace("(", "").replace(")", "")


def test_a_beginning_is_no_stem_but_may_be_a_whole_word():
    assert '"hauser" *' in match("Häuser*").expression
    assert '"haus"' in match("Häuser*").expression


def test_a_beginning_that_many_have_is_those_words():
    assert '"hau"' not in match("Hof -ha*", begun=["hau", "haus"]).expression
    assert match("ha*", begun=["hau", "haus"]).expression.replace("(", "").replace(")", "") == '"ha" OR "hau" OR "haus"'


def test_who_names_a_language_is_asked_in_that_alone():
    assert '"houses"' not in match("houses lang:en", ("de", "en", "xx")).expression
    assert '"houses"' in match("houses", ("de", "en", "xx")).expression


def test_words_that_say_nothing_are_left_out_when_others_are_there():
    assert match("der Wald und").words == match("Wald").words
    assert match("der die").words.count("AND") == 1
    assert '"der wald"' in match('"der Wald"').expression


def test_nothing_is_asked_for_nothing():
    assert match("") is match("!?") is match("-!?") is None
    assert match("", keys=("\u00a7n1",)).expression == '{keys} : "\u00a7n1"'


def test_who_names_only_what_is_not_wanted_wants_all_else():
    assert match("-weg").expression.replace("(", "").replace(")", "") == '{keys} : "\u00a7a" NOT "weg"'


def test_terms_are_all_that_may_be_marked():
    assert terms_of(Words("E-Mail"), ["de"]) == {"email", "e", "mail"}
    assert forms_of(Words("Häuser am See", is_phrase=True), ["de"]) == ["haus am see"]
    assert in_title(any_of(["a", "b c"])) == '{title} : (("a" OR "b c"))'


@settings(deadline=None)
@given(SYNTAX | st.text())
def test_fts5_understands_every_expression(text):
    connection = apsw.Connection(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE words USING fts5(title, lede, body, captions, sections, tags, authors, keys, "
        "tokenize=ascii)"
    )
    connection.execute("INSERT INTO words(title) VALUES('haus')")
    asked = match(text, ("de", "en", "ja"))
    if asked:
        connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (asked.expression,)).fetchall()
    if asked and asked.words:
        connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (in_title(asked.words),)).fetchall()
    connection.close()
