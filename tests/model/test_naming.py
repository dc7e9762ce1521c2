import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.model.naming import EDITIONS, hashed, number_of_name, number_of_path, slug_of


@given(st.text(st.characters(exclude_categories=())))
def test_a_slug_is_ascii_and_never_an_edition_or_nothing(text):
    slug = slug_of(text)
    assert re.fullmatch(r"[A-Za-z0-9-]+", slug)
    assert slug not in EDITIONS
    assert "--" not in slug


@given(st.text(st.characters(exclude_categories=())))
def test_the_slug_of_a_slug_is_itself(text):
    assert slug_of(slug_of(text)) == slug_of(text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Gespräche im Ukrainekonflikt", "Gespraeche-im-Ukrainekonflikt"),
        ("+++ Nachrichten im Ukrainekrieg +++", "-Nachrichten-im-Ukrainekrieg-"),
        ("Ä Ö Ü ß ẞ", "Ae-Oe-Ue-ss-SS"),
        ("A\u0308rger", "Aerger"),
        ("Дума", "Duma"),
        ("naïve café", "naive-cafe"),
        ("", "-"),
        ("!?", "-"),
        ("67", "67-"),
        ("201", "201"),
        ("ascii", "ascii-"),
        ("utf8", "utf8-"),
        ("a/b..c", "a-b-c"),
    ],
)
def test_slugs(text, slug):
    assert slug_of(text) == slug


@given(st.text(st.characters(exclude_categories=())))
def test_a_hash_has_twelve_digits_and_no_nought_in_front(text):
    assert 10**11 <= hashed(text.encode("utf-8", "replace").decode()) < 10**12


@pytest.mark.parametrize(
    ("made", "number"),
    [
        (hashed("a"), 634844962250),
        (number_of_path("news/some"), 947864471667),
        (number_of_name("Open Data"), 523859472592),
    ],
)
def test_numbers_never_change(made, number):
    assert made == number


def test_numbers_of_paths_do_not_depend_on_how_a_file_system_spells_them():
    assert number_of_path("news/ä") == number_of_path(unicodedata.normalize("NFD", "news/ä"))
    assert number_of_path("news/a") != number_of_path("news/A")
    assert number_of_path("a", 1) == hashed("a#")


def test_numbers_of_names_ignore_case():
    assert number_of_name("STRASSE") == number_of_name("Straße")
