from gopherd.terms.analysis import analyser_of
from gopherd.terms.stopwords import stopwords_of


def test_they_are_terms_of_their_language():
    assert {*analyser_of("de").terms("die für über nicht")} <= stopwords_of("de")
    assert {*analyser_of("en").terms("the with would")} <= stopwords_of("en-GB")
    assert not {*analyser_of("de").terms("Haus Zeitung heute")} & stopwords_of("de")


def test_an_unknown_language_has_none():
    assert stopwords_of("xx") == stopwords_of("") == frozenset()
