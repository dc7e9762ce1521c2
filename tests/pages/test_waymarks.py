import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.selections import OTHER, ByName, BySize, Changed, Longest, MostLinked, SameDay
from gopherd.pages.waymarks import WORD_PATHS, order_of, order_part, way_of, way_path


@pytest.mark.parametrize("way", [Changed(), Longest(), MostLinked(), SameDay(2, 29), SameDay(12, 31)])
def test_a_way_is_a_word_is_a_way(way):
    assert way_of(way_path(way).removeprefix("/")) == way


@pytest.mark.parametrize("order", [BySize(), ByName("a"), ByName("z"), ByName(OTHER)])
def test_an_order_is_a_part_is_an_order(order):
    assert order_of(order_part(order).removeprefix("/")) == order


def test_all_names_by_name_need_no_word():
    assert order_part(ByName()) == ""


@pytest.mark.parametrize("mark", ["", "!", "changed", "!Changed", "!d--", "!d--02-30", "!d--00-01", "!d--1-1", "!d2"])
def test_what_is_no_way(mark):
    assert way_of(mark) is None


@given(st.text(max_size=12))
def test_any_part_is_a_way_or_an_order_or_nothing(part):
    if way := way_of(part):
        assert way_path(way) == f"/{part}"
    if order := order_of(part):
        assert order_part(order) == f"/{part}"


def test_every_word_is_known_to_those_who_ask_crawlers_to_stay_away():
    assert WORD_PATHS == ("/!changed", "/!long", "/!linked", "/!today", "/!random")
