from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.snippets import LONGEST, Sought, snippet_of
from gopherd.terms.analysis import analyser_of

GERMAN = analyser_of("de")


def snippet(words, *passages, beginnings=(), rows=()):
    terms = GERMAN.terms(words)
    phrases = tuple(tuple(GERMAN.terms(row)) for row in rows)
    return snippet_of(
        passages, GERMAN, Sought(frozenset(terms), beginnings, phrases, len(terms) + sum(map(len, phrases)))
    )


def test_words_are_marked_in_every_form_without_what_stands_around_them():
    assert snippet("Haus", "Die „Häuser“, im Haus.") == "Die „*Häuser*“, im *Haus*."


def test_it_is_taken_from_where_the_words_stand():
    found = snippet("Nadel", f"{'Heu ' * 200}Nadel {'Stroh ' * 200}")
    assert found.startswith("… Heu")
    assert "*Nadel*" in found
    assert found.endswith("Stroh …")
    assert len(found) <= LONGEST + 10


def test_words_in_a_row_are_shown_where_they_stand_in_a_row():
    passages = ("Das freie Wort und eine Presse.", "Die freie Presse, nicht die Presse.")
    assert snippet("", *passages, rows=["freie Presse"]) == "Die *freie* *Presse*, nicht die Presse."
    assert snippet("nicht", *passages, rows=["freie Presse"]) == "Die *freie* *Presse*, *nicht* die Presse."
    assert snippet("", "Die freie-Presse.", rows=["freie Presse"]) == "Die *freie-Presse*."


def test_a_long_passage_takes_no_time():
    assert len(snippet("wind", "wind " * 20_000)) < 2 * LONGEST


def test_it_begins_before_the_word_in_a_long_address():
    assert "*climate*" in snippet("climate", f"Siehe https://example.org/{'x' * 300}/climate/report und mehr.")


def test_the_passage_with_the_most_of_the_words_is_shown():
    assert snippet("eins zwei", "eins eins eins", "nichts", "zwei und eins") == "*zwei* und *eins*"
    assert snippet("eins zwei", f"eins {'x ' * 300} zwei eins").endswith("*zwei* *eins*")


def test_beginnings_are_marked():
    assert snippet("", "Hausordnung im Hof", beginnings=("haus",)) == "*Hausordnung* im Hof"


def test_a_word_inside_of_another_is_marked_alone():
    assert (
        snippet("punkt", "siehe [Der Punkt](../punkt.md) und Nord-Süd")
        == "siehe [Der *Punkt*](../*punkt*.md) und Nord-Süd"
    )
    assert snippet("süd", "Nord-Süd") == "*Nord-Süd*"


def test_where_no_word_stands_there_is_none():
    assert snippet("fehlt", "Ein Text.") == ""


@given(st.text("ab *.\n-", max_size=400), st.sampled_from(["a", "ab", "b a"]))
def test_taking_the_marks_away_leaves_the_text(passage, words):
    found = snippet(words, passage.replace("*", ""))
    assert "\n" not in found
    assert found.replace("*", "").strip("… ") in " ".join(passage.replace("*", "").split())
