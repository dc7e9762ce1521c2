import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.cache import AnswerCache
from gopherd.message import Blob, Response, Status


def answer(size=10):
    return Response(Status.OK, b"x" * size)


def kept(cache, name, given=None):
    """Give a line's answer as often as it takes to be kept."""
    given = given or answer()
    for _ in range(2):
        cache.put(name, given)
    return given


def test_an_answer_is_kept_for_its_line():
    cache = AnswerCache()
    assert cache.get(b"/a", 1) is None
    given = kept(cache, b"/a")
    assert cache.get(b"/a", 1) is given
    assert cache.get(b"/a\twords", 1) is None


def test_what_is_asked_for_once_is_not_kept():
    cache = AnswerCache()
    cache.put(b"/a", answer())
    assert cache.size_bytes == 0
    assert cache.get(b"/a", -1) is None


def test_a_crawler_drives_nothing_out():
    cache = AnswerCache(limit_bytes=16000)
    given = kept(cache, b"/a")
    for number in range(50_000):
        cache.put(b"/!%d" % number, answer(900))
    assert cache.get(b"/a", -1) is given
    assert cache.size_bytes < 1000


def test_what_was_asked_for_lately_is_known_when_it_is_asked_for_again():
    cache = AnswerCache()
    cache.put(b"/a", answer())
    for number in range(4_000):
        cache.put(b"/!%d" % number, answer())
    cache.put(b"/a", answer())
    assert cache.get(b"/a", -1) is not None
    for number in range(4_000, 20_000):
        cache.put(b"/!%d" % number, answer())
    cache.put(b"/!0", answer())
    assert cache.get(b"/!0", -1) is None


def test_a_new_generation_empties_it():
    cache = AnswerCache()
    cache.get(b"/a", 1)
    kept(cache, b"/a")
    assert cache.get(b"/b", 2) is None
    assert cache.size_bytes == 0
    assert cache.get(b"/a", 2) is None


def test_what_was_wanted_in_one_generation_is_kept_at_once_in_the_next():
    cache = AnswerCache()
    cache.get(b"/a", 1)
    kept(cache, b"/a")
    cache.get(b"/a", 2)
    cache.put(b"/a", answer())
    assert cache.get(b"/a", 2) is not None


def test_the_answer_used_longest_ago_goes_first():
    cache = AnswerCache(limit_bytes=16 * 1300)
    for name in "abcdefghijklmnop":
        kept(cache, name.encode(), answer(999))
    cache.get(b"a", -1)
    kept(cache, b"z", answer(999))
    assert cache.get(b"a", -1) is not None
    assert cache.get(b"b", -1) is None
    assert cache.get(b"z", -1) is not None


def test_a_file_and_a_very_long_answer_are_not_kept():
    cache = AnswerCache(limit_bytes=16000)
    kept(cache, b"/a", Response(Status.OK, Blob("/root", "a.png")))
    kept(cache, b"/b", answer(1000))
    assert cache.size_bytes == 0


def test_the_same_answer_twice_counts_once():
    cache = AnswerCache()
    kept(cache, b"/a")
    size = cache.size_bytes
    cache.put(b"/a", answer())
    assert cache.size_bytes == size > 10


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3000), st.integers(1, 2))))
def test_it_never_takes_more_than_its_limit(asked):
    cache, limit = AnswerCache(limit_bytes=20000), 20000
    for number, size, generation in asked:
        line = str(number).encode()
        if cache.get(line, generation) is None:
            cache.put(line, answer(size))
        assert 0 <= cache.size_bytes <= limit


@pytest.mark.parametrize("generation", [0, 5])
def test_a_fresh_cache_has_no_generation(generation):
    assert AnswerCache().get(b"", generation) is None
