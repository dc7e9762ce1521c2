import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.terms.nearness import distance, misspelt, tolerated

words = st.text("abc", max_size=5)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("", "", 0), ("a", "", 1), ("klima", "kilma", 1), ("klima", "klimaa", 1), ("klima", "xxima", 2), ("ab", "cd", 2)],
)
def test_mistakes_are_counted(one, other, expected):
    assert distance(one, other, 5) == expected
    assert distance(other, one, 5) == expected


def test_more_than_asked_for_are_not_told_apart():
    assert distance("abcdef", "uvwxyz", 2) == 3
    assert distance("a", "abcdef", 2) == 3


def brute(one, other):
    """The same without a bound, by its definition."""
    if not one or not other:
        return len(one) + len(other)
    steps = min(brute(one[1:], other) + 1, brute(one, other[1:]) + 1, brute(one[1:], other[1:]) + (one[0] != other[0]))
    if len(one) > 1 and len(other) > 1 and one[0] == other[1] and one[1] == other[0]:
        steps = min(steps, brute(one[2:], other[2:]) + 1)
    return steps


@settings(deadline=None)
@given(words, words, st.integers(0, 4))
def test_it_is_what_its_definition_says(one, other, most):
    assert distance(one, other, most) == min(brute(one, other), most + 1)


def test_short_words_have_no_mistakes():
    assert [tolerated("x" * size) for size in (1, 3, 4, 5, 6, 20)] == [0, 0, 1, 1, 2, 2]


@settings(deadline=None)
@given(st.text("abc", min_size=1, max_size=8), st.text("abcäz", max_size=8))
def test_every_mistake_is_made(word, other):
    made = set(misspelt(word))
    assert all(distance(word, slip, 2) <= 1 for slip in made)
    assert (other in made) == (distance(word, other, 2) == 1 or other == word)
