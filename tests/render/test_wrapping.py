import textwrap
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import wcwidth

from gopherd.render.wrapping import cells, fold, wrap_cells, wrap_points
from tests.strategies import any_text, collapsed, widths


@given(collapsed, widths)
@example("ab —\u00a0cd", 3)
@example("a \u00a0", 1)
@example("ab cdef", 3)
@example("aaa \u2003 bbb", 4)
def test_wrap_points_is_what_textwrap_makes_of_it(text, width):
    assert wrap_points(text, width) == textwrap.wrap(text, width, break_on_hyphens=False)


@given(collapsed, widths)
@example("a\u00a0 \u00a0 b", 2)
def test_lines_of_cells_give_the_text_back(text, width):
    lines = " ".join(wrap_cells(text, width))
    assert lines == text if "\u00a0" not in text else lines.split() == text.split()


@given(collapsed, widths)
def test_no_line_passes_the_width_but_a_single_word(text, width):
    for line in wrap_cells(text, width):
        assert cells(line) <= width or not {" ", "\u00a0"} & set(line)


@given(collapsed, widths)
def test_a_line_is_as_full_as_it_can_be(text, width):
    lines = wrap_cells(text, width)
    for line, following in pairwise(lines):
        assert cells(line) + 1 + cells(following.split(" ")[0]) > width


@given(st.text(st.characters(exclude_characters=" \u00a0", exclude_categories=("Zs", "Cc", "Cs")), max_size=60), widths)
def test_words_of_points_give_the_text_back(text, width):
    assert "".join(wrap_points(text, width)) == text


@pytest.mark.parametrize("wrap", [wrap_points, wrap_cells])
def test_a_no_break_space_holds(wrap):
    assert wrap("Es kostet 100\u00a0Euro", 14) == ["Es kostet", "100\u00a0Euro"]


def test_a_no_break_space_lets_go_of_what_is_wider_than_a_line():
    assert wrap_cells("Es kostet\u00a0hundert\u00a0Euro", 14) == ["Es kostet", "hundert Euro"]
    assert wrap_cells("kostet\u00a0hundert", 6) == ["kostet", "hundert"]


@pytest.mark.parametrize("wrap", [wrap_points, wrap_cells])
@pytest.mark.parametrize("text", ["die Nato-Staaten", "die Nato—Staaten", "die Nato/Staaten"])
def test_a_hyphen_is_no_place_to_break(wrap, text):
    assert wrap(text, 12) == ["die", text.removeprefix("die ")]


@pytest.mark.parametrize("wrap", [wrap_points, wrap_cells])
def test_nothing_makes_no_line(wrap):
    assert wrap("", 20) == []


def test_nothing_is_lost_at_a_line_end_that_should_not_be_there():
    assert " ".join(wrap_cells("one\ntwo three", 8)) == "one\ntwo three"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zürich", 6),
        ("Zu\u0308rich", 6),
        ("漢字", 4),
        ("“so”… – 5 €", 11),
        ("👍", 2),
        ("a\u200bb", 2),
        ("Привет", 6),
    ],
)
def test_cells_are_what_a_terminal_shows(text, expected):
    assert cells(text) == expected


def test_wide_characters_count_twice():
    assert wrap_cells("漢字 漢字 漢字", 10) == ["漢字 漢字", "漢字"]


def test_combining_characters_do_not_count():
    assert wrap_cells("u\u0308u\u0308u\u0308 u\u0308u\u0308", 6) == ["u\u0308u\u0308u\u0308 u\u0308u\u0308"]


@given(any_text, st.integers(2, 80))
def test_pieces_join_to_the_text_and_keep_to_the_width(text, width):
    pieces = fold(text, width)
    assert "".join(pieces) == text
    assert all(sum(max(wcwidth(c), 0) for c in piece) <= width for piece in pieces)


@given(st.text(st.sampled_from("abc\u0301\u0308漢"), max_size=60), st.integers(3, 20))
def test_no_piece_begins_with_what_combines(text, width):
    assert not any(piece[:1] in {"\u0301", "\u0308"} for piece in fold(text, width)[1:])


@given(st.text(st.sampled_from("ab漢"), max_size=60), st.integers(3, 20))
def test_marked_pieces_join_to_the_text(text, width):
    *pieces, last = fold(text, width, "\\")
    assert all(piece.endswith("\\") and cells(piece) <= width for piece in pieces)
    assert "".join(piece[:-1] for piece in pieces) + last == text
    assert cells(last) <= width


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("", [""]), ("abcde", ["abcde"]), ("abcdef", ["abcd\\", "ef"]), ("abcdefghi", ["abcd\\", "efghi"])],
)
def test_a_mark_takes_room_only_where_something_follows(text, pieces):
    assert fold(text, 5, "\\") == pieces
