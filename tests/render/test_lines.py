from gopherd.pages.page import Grid, Preformatted
from gopherd.render.lines import verbatim, visible, wrapped
from gopherd.render.wrapping import wrap_cells


def test_marks_are_inside_the_width():
    assert wrapped("one two three", "> ", "> ", 9, wrap_cells) == ["> one two", "> three"]
    assert wrapped("one two three", "* ", "  ", 9, wrap_cells) == ["* one two", "  three"]


def test_a_line_end_is_meant():
    assert wrapped("one\n\ntwo", "> ", "> ", 20, wrap_cells) == ["> one", ">", "> two"]


def test_there_is_room_for_a_word_beside_the_deepest_indent():
    assert wrapped("one two three", " " * 18, " " * 18, 20, wrap_cells) == [f"{' ' * 18}one two", f"{' ' * 18}three"]


def test_code_is_folded_with_a_mark():
    assert verbatim(Preformatted("a\n" + "b" * 12, "> ", "> "), 12) == ["> a", f"> {'b' * 9}\\", "> bbb"]


def test_a_table():
    assert verbatim(Grid((("a", "b"),), headed=False, first="> ", rest="> "), 12) == ["> a  b"]


def test_soft_hyphens_are_not_seen():
    assert visible("Do\u00adnau") == "Donau"
