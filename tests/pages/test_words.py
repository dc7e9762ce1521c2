import string

import attrs
import pytest

from gopherd.config import catalogues
from gopherd.pages.words import Words

LANGUAGES = pytest.mark.parametrize("language", catalogues())
KEYS = [attribute.name for attribute in attrs.fields(Words) if attribute.name != "stopwords"]


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_german_and_english_are_there():
    assert {"de", "en"} <= set(catalogues())


@LANGUAGES
@pytest.mark.parametrize("key", KEYS)
def test_every_word_is_there_in_one_line_with_the_same_places(key, language):
    text = getattr(catalogues()[language], key)
    assert text
    assert text == " ".join(text.split())
    assert places(text) == places(getattr(catalogues()["en"], key))


@LANGUAGES
def test_headings_are_words_that_stand_alone(language):
    words = catalogues()[language]
    assert all(heading == heading.upper() for heading in (words.links, words.authors, words.tags, words.related))


@LANGUAGES
def test_the_commonest_words_are_lower_case_and_differ(language):
    words = catalogues()[language].stopwords
    assert len(set(words)) == len(words) >= 20
    assert all(word == word.lower().strip() for word in words)


def test_the_words_of_the_original():
    words = catalogues()["de"]
    assert (words.image, words.links, words.authors, words.tags) == ("Bild", "LINKS", "AUTOREN", "TAGS")
    assert words.related == "ARTIKEL ZUM THEMA"
    assert words.articles_of.format(name="Joe") == "Alle Artikel von Joe"
    assert words.updated.format(date="4 Feb 2022") == "Aktualisiert: 4 Feb 2022"
    assert words.correction.format(date="4 Feb 2022", sentence="So.") == "Korrektur (4 Feb 2022): So."
