import sys
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.facets import SHOWN, commonest, packed
from gopherd.model.article import Kind, Name
from tests.archive.conftest import unpacked

KINDS = (Kind.SECTION, Kind.TAG, Kind.AUTHOR)
names = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 1 << 29)), max_size=6)
years = st.none() | st.integers(1, 9999)


def name_of(key):
    return Name(KINDS[key % 3], key * 10, f"name {key}", "slug")


@given(years, names)
def test_what_is_packed_comes_out_again(year, some):
    expected = [(None, year)] if year else []
    assert unpacked(packed(year, some)) == [*expected, *some]


def test_an_index_may_be_carried_to_another_machine(monkeypatch):
    assert packed(2022, [(Kind.TAG, 5)]) == bytes([0x98, 0x1F, 0, 0, 22, 0, 0, 0])
    monkeypatch.setattr(sys, "byteorder", "big" if sys.byteorder == "little" else "little")
    assert packed(2022, []) == bytes([0, 0, 0x1F, 0x98])
    assert unpacked(packed(2022, [])) == [(None, 2022)]


@given(st.lists(st.tuples(years, st.sets(st.integers(1, 30), max_size=5))))
def test_they_are_as_many_as_one_counts_and_the_commonest_come_first(articles):
    data = [packed(year, [(name_of(key).kind, key) for key in keys]) for year, keys in articles]
    counted = Counter(year for year, _ in articles if year)
    counted_names = Counter(key for _, keys in articles for key in keys)
    found = commonest(data, name_of)
    assert [facet.count for facet in found if facet.kind is None] == sorted(counted.values(), reverse=True)[:SHOWN]
    for facet in found:
        assert facet.count == (counted[facet.number] if facet.kind is None else counted_names[facet.number // 10])
    for kind in Kind:
        expected = sorted((count for key, count in counted_names.items() if name_of(key).kind is kind), reverse=True)
        assert [facet.count for facet in found if facet.kind is kind] == expected[:SHOWN]


def test_of_nothing_there_are_none():
    assert commonest([], name_of) == ()
