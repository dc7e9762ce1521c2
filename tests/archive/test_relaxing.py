from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.relaxing import relaxed
from gopherd.terms.query import parse_query


def asked(text, there):
    """The groups of each weaker query, by their words."""
    queries = relaxed(parse_query(text), lambda group: any(words.text in there for words in group))
    return [[[words.text for words in group] for group in query.wanted] for _, query in queries]


def test_words_that_no_article_has_are_left_out_first():
    assert asked("a b c", "ab")[0] == [["a"], ["b"]]


def test_it_is_known_how_many_words_are_kept():
    assert [kept for kept, _ in relaxed(parse_query("a b c d"), lambda group: group[0].text != "d")] == [3, 2, 1]


def test_then_one_of_the_others_may_be_missing_and_then_two():
    assert asked("a b c", "abc") == [[["a", "b"], ["a", "c"], ["b", "c"]], [["a", "b", "c"]]]


def test_a_single_word_asks_for_no_less():
    assert asked("a", "a") == []
    assert asked("a", "") == []


@given(st.sets(st.sampled_from("abcdefgh"), min_size=2), st.sets(st.sampled_from("abcdefgh")))
def test_so_many_may_be_missing_and_no_more(words, article):
    weaker = asked(" ".join(sorted(words)), "abcdefgh")
    for missing, groups in enumerate(weaker, 1):
        assert all(article & {*group} for group in groups) == (len(words - article) <= missing)
