import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.spans import tidy
from gopherd.model.body import Break, Link

texts = st.text(st.sampled_from(" \n\tab\u00a0"), max_size=6)
spans = st.lists(st.one_of(texts, st.builds(Link, texts, st.sampled_from(["/x", "/y"])), st.just(Break())))


def lines_of(tidied):
    text = "".join(span if isinstance(span, str) else "\n" if isinstance(span, Break) else span.text for span in tidied)
    return text.split("\n")


@given(spans)
def test_one_blank_between_words_and_none_at_the_ends_of_lines(given_spans):
    for line in lines_of(tidy(given_spans)):
        assert "  " not in line
        assert line == line.strip(" ")


@given(spans)
def test_words_are_kept(given_spans):
    def words(found):
        return re.split(r"[ \n\t]+", " ".join(lines_of(found)).strip(" \n\t"))

    assert words(tidy(given_spans)) == words(given_spans)


@given(spans)
def test_a_link_has_no_blanks_at_its_ends_and_no_neighbour_of_its_own_kind(given_spans):
    tidied = tidy(given_spans)
    for span in tidied:
        if isinstance(span, Link):
            assert span.text
            assert span.text == span.text.strip(" ")
    assert not any(isinstance(one, str) and isinstance(two, str) for one, two in itertools.pairwise(tidied))


@pytest.mark.parametrize(
    ("given_spans", "tidied"),
    [
        ([" a\n b ", Link(" c ", "/x"), " d "], ("a b ", Link("c", "/x"), " d")),
        (["a", Link("b", "/x"), Link("c", "/x")], ("a", Link("bc", "/x"))),
        (["a ", Break(), " b", Break(), " "], ("a", Break(), "b")),
        ([Break(), Link(" ", "/x"), "a"], ("a",)),
        (["a\x1b[2J\u200bb"], ("a[2Jb",)),
        ([], ()),
    ],
)
def test_tidy(given_spans, tidied):
    assert tidy(given_spans) == tidied
