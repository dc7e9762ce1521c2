from gopherd.archive.markdown import blocks_of
from gopherd.archive.measuring import length_of


def test_all_that_is_read_is_counted_and_nothing_else():
    text = "# One\n\nTwo [three](https://a.invalid/x).\n\n> four\n\n- five\n- six\n\n```\nseven\n```\n\n"
    text += "| a | b |\n|---|---|\n| c | d |\n"
    said = ("One", "Two three.", "four", "five", "six", "seven", "abcd")
    assert length_of(blocks_of(text)) == sum(map(len, said))


def test_a_picture_has_no_length():
    assert length_of(blocks_of("![Words](a.png)\n")) == 0


def test_nothing_has_none():
    assert length_of(()) == 0
