import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.pages import queries
from gopherd.pages.queries import (
    SearchRoute,
    behind_mark,
    coded,
    decoded,
    like_path,
    search_of,
    search_path,
    typed,
    with_words,
)
from gopherd.terms.query import LONGEST
from tests.strategies import any_text


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("klima", "klima"),
        ("Müller & Söhne", "M=C3=BCller=20=26=20S=C3=B6hne"),
        ("a/b=c", "a=2Fb=3Dc"),
        ("1.000_x-y", "1.000_x-y"),
        ('tag:"Small Nets"', "tag=3A=22Small=20Nets=22"),
        ("", ""),
    ],
)
def test_words_in_a_selector(words, codes):
    assert coded(words) == codes
    assert decoded(codes) == (words or None)


@given(any_text)
@example("\ud800")
@example("ü" * 5000)
def test_any_words_become_a_part_that_no_client_changes(words):
    codes = coded(words)
    assert re.fullmatch(r"(?:[A-Za-z0-9._-]|=[0-9A-F]{2})*", codes)
    assert len(codes) <= queries.LONGEST
    if codes:
        whole = words.encode("utf-8", "replace").decode()
        assert whole.startswith(decoded(codes))


@given(st.text(min_size=1, max_size=LONGEST // 3))
def test_the_words_of_a_query_come_back_whole(words):
    assert decoded(coded(words)) == words


@given(any_text)
def test_any_part_is_words_or_nothing(part):
    words = decoded(part)
    assert words is None or decoded(coded(words[:100])) == words[:100].encode("utf-8", "replace").decode()


@pytest.mark.parametrize("part", ["", "a=", "a=4", "=GG", "=C3", "=FF", "100%", "a=C3=BC%"])
def test_what_is_no_part_of_words(part):
    assert decoded(part) is None


def test_words_that_somebody_has_typed_into_an_address():
    assert decoded("freie Müller") == "freie Müller"
    assert decoded("=c3=bc") == "ü"


@pytest.mark.parametrize(
    ("selector", "parted"),
    [
        ("/!s?klima wandel", ("/!s", "klima wandel")),
        ("!s?a/b?c", ("!s", "a/b?c")),
        ("/ascii/Slug/!t5/!s?", ("/ascii/Slug/!t5/!s", "")),
        ("/!s", ("/!s", "")),
        ("/!s/x?y", ("/!s/x?y", "")),
        ("/U/!5?x", ("/U/!5?x", "")),
        ("/x!s?y", ("/x!s?y", "")),
    ],
)
def test_words_behind_a_question_mark(selector, parted):
    assert behind_mark(selector) == parted


@pytest.mark.parametrize(
    ("sent", "words"),
    [("klima+wandel", "klima wandel"), ("c++ kurs", "c++ kurs"), ("+foo", " foo"), ("$100", "$100"), ("", "")],
)
def test_a_plus_is_a_blank_where_no_blank_is(sent, words):
    assert typed(sent) == words


@pytest.mark.parametrize(
    ("selector", "words", "result"),
    [
        ("/!s", "Müller", "/!s/M=C3=BCller"),
        ("/!s/", "a+b", "/!s/a=20b"),
        ("/ascii/Slug/!t5/!s", "x", "/ascii/Slug/!t5/!s/x"),
        ("/!s?x", "", "/!s/x"),
        ("/!s", "", "/!s"),
    ],
)
def test_the_address_of_what_is_found(selector, words, result):
    assert with_words(selector, words) == result


def test_paths():
    assert search_path() == "/!s"
    assert search_path("", "ü") == "/!s/=C3=BC"
    assert search_path("/Slug/!t5", "a b", 2) == "/Slug/!t5/!s/a=20b/2"
    assert like_path(5) == "/!like/5"


@pytest.mark.parametrize(
    ("behind", "route"),
    [
        ([], SearchRoute()),
        (["a=20b"], SearchRoute("a b")),
        (["a", "12"], SearchRoute("a", 12)),
        (["2022"], SearchRoute("2022")),
        (["a", "0"], None),
        (["a", "02"], None),
        (["a", "123456"], None),
        (["a", "b"], None),
        (["a", "2", "2"], None),
        (["%"], None),
    ],
)
def test_the_parts_behind_the_mark(behind, route):
    assert search_of(None, behind) == route


def test_where_words_are_taken():
    assert all(map(queries.takes_words, ("/!s", "!s", "/!s/", "/Slug/!t5/!s", "/!s?x", "/ascii/!s")))
    assert not any(map(queries.takes_words, ("", "/!5", "/!sport", "/s", "/Slug!s", "/!s/klima", "/!s/klima/2")))
