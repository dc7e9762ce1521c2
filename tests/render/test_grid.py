import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.render.grid import grid_lines
from gopherd.render.wrapping import cells
from tests.strategies import collapsed

_HEAD = ("Key", "Meaning")


def test_columns_are_as_wide_as_what_stands_in_them():
    assert grid_lines((_HEAD, ("id", "the number"), ("url", "x")), 30, headed=True) == [
        "Key  Meaning",
        "---  ----------",
        "id   the number",
        "url  x",
    ]


def test_without_a_head_there_is_no_rule():
    assert grid_lines((("a", "b"), ("cc", "d")), 30, headed=False) == ["a   b", "cc  d"]


def test_a_short_row_is_filled_up():
    assert grid_lines((("a", "b"), ("c",)), 30, headed=False) == ["a  b", "c"]


def test_the_widest_column_is_wrapped():
    assert grid_lines((_HEAD, ("id", "the number that never changes")), 20, headed=True) == [
        "Key  Meaning",
        "---  ---------------",
        "id   the number that",
        "     never changes",
    ]


def test_what_fits_no_columns_becomes_records():
    rows = (_HEAD, ("configuration", "internationalisation"), ("b", "c"))
    assert grid_lines(rows, 24, headed=True) == [
        "Key: configuration",
        "Meaning:",
        "internationalisation",
        "",
        "Key: b",
        "Meaning: c",
    ]


def test_records_without_a_head_are_their_values():
    rows = (("configuration", "internationalisation"), ("b", ""))
    assert grid_lines(rows, 24, headed=False) == ["configuration", "internationalisation", "", "b"]


def test_wide_characters_keep_the_columns():
    assert grid_lines((("漢字", "x"), ("ab", "y")), 30, headed=False) == ["漢字  x", "ab    y"]


def test_a_column_without_text_is_left_out():
    assert grid_lines((("a", "", "b"), ("c", "", "d")), 30, headed=False) == ["a  b", "c  d"]


@pytest.mark.parametrize("rows", [(), ((),), ((), ()), (("",),), (("", ""), ("",))])
def test_an_empty_table_has_no_lines(rows):
    assert grid_lines(rows, 30, headed=True) == []


@given(
    st.lists(st.lists(collapsed, min_size=1, max_size=5), min_size=1, max_size=6),
    st.integers(8, 120),
    st.booleans(),
)
def test_nothing_is_lost_and_no_line_passes_the_width(rows, width, headed):
    lines = grid_lines(tuple(map(tuple, rows)), width, headed=headed)
    for line in lines:
        assert cells(line) <= width or " " not in line
    shown = "".join(lines)
    # A blank that holds words together is one, where they are wider together than a line.
    for character in {c for row in rows for cell in row for c in cell} - set(" \u00a0"):
        assert character in shown or headed
