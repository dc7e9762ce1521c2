import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.terms import analysis
from gopherd.terms.analysis import Analyser, analyser_of

GERMAN, ENGLISH = Analyser("de"), Analyser("en")


@pytest.mark.parametrize(
    "words",
    [
        "Straße Strasse STRASSE straße, „Straßen“ (Strasse)",
        "Müller Mueller Muller MÜLLER",
        "Haus Häuser Hauses Häusern",
        "Café Cafe Cafe\u0301",
        "1.000.000 1000000 1,000,000 1'000'000",
        "Bürger*innen Bürger:innen Bürger_innen BürgerInnen Bürger/-innen Bürger/innen Bürger(innen)",
        "Bürger*innen Bürgerinnen Bürgerin Bürger",
        "Lehrer*in LehrerIn Lehrer:in Lehrerin Lehrer",
        "Ärzt*innen Ärzte Arzt",
        "Soft\u00adhyphen Softhyphen",
        "z.B. zB",
    ],
)
def test_one_word_in_german_is_one_term(words):
    assert len({tuple(GERMAN.terms(word)) for word in words.split()}) == 1


def test_a_number_may_have_blanks():
    for blank in " \u00a0\u202f":
        assert GERMAN.terms(f"rund 1{blank}000{blank}000 Euro") == GERMAN.terms("rund 1000000 Euro")
    assert GERMAN.terms("im Jahr 2022 150 Leute") == ["im", "jahr", "2022", "150", "leut"]


def test_a_hyphenated_word_is_its_parts_and_the_whole():
    assert GERMAN.terms("E-Mail-Adressen") == ["e", "mail", "adress", "emailadress"]
    assert GERMAN.terms("Haus- und Hof") == ["haus", "und", "hof"]
    assert GERMAN.terms("Bürger*innen-Initiative") == ["burg", "initiativ", "burgerinitiativ"]
    assert GERMAN.terms("und/oder") == ["und", "oder"]


def test_inflexion_is_that_of_the_language():
    assert len({*map(tuple, map(ENGLISH.terms, ["house", "houses", "House's"]))}) == 1
    assert ENGLISH.terms("running runs") == ["run", "run"]
    assert analyser_of("de-AT").terms("Häuser") == analyser_of("de").terms("Häuser")
    assert analyser_of("xx").terms("Häuser houses") == ["hauser", "houses"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", "comunicación comunicacion comunicaciones COMUNICACIÓN"),
        ("pt", "comunicação comunicacao comunicações comunicacoes"),
        ("fr", "élève eleve élèves"),
        ("pl", "Łódź Lodz"),
        ("ru", "газета газеты газету"),
    ],
)
def test_other_languages_are_folded_and_stemmed_too(language, words):
    assert len({tuple(analyser_of(language).terms(word)) for word in words.split()}) == 1


def test_scripts_without_blanks_are_taken_by_the_character():
    assert analyser_of("ja").terms("東京都の新聞 ok") == [*"東京都の新聞", "ok"]


def test_a_word_has_every_form_that_an_author_may_have_given_it():
    assert set(ENGLISH.forms("Müller")) >= {"muller", "mueller"}
    assert set(ENGLISH.forms("Mueller")) >= {"muller", "mueller"}
    assert GERMAN.forms("Mueller") == ("mull",)
    assert GERMAN.forms("E-Mail") == ("email", "e mail")
    assert GERMAN.forms("--") == ()


def test_the_beginning_of_a_word_is_not_stemmed():
    assert "haus" not in GERMAN.prefixes("Häuser*")
    assert GERMAN.prefixes("Häuser*")[0] == "hauser"
    assert set(GERMAN.prefixes("Muell")) == {"muell", "mull"}
    assert GERMAN.prefixes("*") == ()


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(analysis, "_KEPT", 10)
    analyser = Analyser("de")
    words = [f"wort{number}" for number in range(100)]
    assert analyser.terms(" ".join(words)) == words
    assert len(analyser._known) <= 11


def test_endless_words_are_cut():
    assert GERMAN.terms("x" * 1000) == ["x" * analysis._LONGEST]


@settings(deadline=None)
@given(st.text(), st.sampled_from(["de", "en", "es", "ru", "ja", ""]))
def test_terms_are_letters_and_digits_whatever_the_text(text, language):
    terms = analyser_of(language).terms(text)
    assert all(term.isalnum() and 0 < len(term) <= analysis._LONGEST for term in terms)
    assert analyser_of(language).joined(text).split() == terms


@settings(deadline=None)
@given(st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x24F), min_size=1))
def test_how_a_word_is_composed_does_not_matter(word):
    assert GERMAN.terms(unicodedata.normalize("NFD", word)) == GERMAN.terms(unicodedata.normalize("NFC", word))
