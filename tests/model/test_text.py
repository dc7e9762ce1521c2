import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.model.text import _SUSPECT, clean_code, clean_line, clean_text, collapse, fold, plain

NEVER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\ufeff\ud800-\udfff]")
DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

hostile = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("\x00\x1b\x7f\x85\x9b\t\r\n  \u2028\u200b\ufeff\u202a\u202c\u202e\u2066\u2069\u0301eäa\ue000"),
    )
)


@given(hostile)
@example("e\u200b\u0301")
def test_a_clean_line_is_one_line_in_nfc_without_anything_a_terminal_obeys(text):
    line = clean_line(text)
    assert not NEVER.search(line)
    assert not DIRECTIONS.search(line)
    assert line == line.strip(" ")
    assert "  " not in line
    assert unicodedata.is_normalized("NFC", line)
    assert clean_line(line) == line


@given(hostile)
@example("a \x00 \u202a\u202c")
def test_clean_text_holds_no_controls_and_cleaning_it_again_changes_nothing(text):
    clean = clean_text(text)
    assert not NEVER.search(clean)
    assert clean_text(clean) == clean


@given(hostile)
def test_clean_code_keeps_its_lines_and_nothing_else_that_commands(text):
    code = clean_code(text)
    assert not NEVER.search(code.replace("\n", ""))
    assert not DIRECTIONS.search(code)
    assert all(line == line.rstrip() for line in code.split("\n"))


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\tb\r\nc", "a b c"),
        ("  a  ", "a"),
        ("a\u00a0 b", "a\u00a0 b"),
        ("\x1b[31mred", "[31mred"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("one\u2028two", "one two"),
        ("a\u200bb\ufeffc", "abc"),
        ("A\u0308", "Ä"),
        ("soft\u00adhyphen", "soft\u00adhyphen"),
    ],
)
def test_clean_line(text, clean):
    assert clean_line(text) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a \u2067ab\u2069 c", "a \u2067ab\u2069 c"),
        ("a \u202eab\u202c c", "a \u202eab\u202c c"),
        ("a \u202eab c", "a ab c"),
        ("a\u202c b", "a b"),
        ("a \u2067b \u202ec\u2069 d\u202c", "a b c d"),
    ],
)
def test_directions_stay_in_running_text_only_when_each_is_closed(text, clean):
    assert clean_text(text) == clean


def test_code_keeps_its_columns():
    assert clean_code("a\tb\n  c  \r\nd\x0ce") == "a   b\n  c\nd\ne"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("<b>Bold</b> and <br/>new", "Bold and new"),
        ("a < b > c", "a < b > c"),
        ("&lt;b&gt;", "<b>"),
        ("a&#10;b", "a b"),
        ("&#27;[2J", "[2J"),
    ],
)
def test_plain_is_what_a_browser_shows(text, shown):
    assert plain(text) == shown


@given(hostile)
def test_plain_is_clean(text):
    assert clean_line(plain(text)) == plain(text)


def test_collapse_keeps_the_no_break_space():
    assert collapse(" a \n\t b\u00a0 ") == "a b\u00a0"


@given(st.text())
def test_fold_is_one_form_for_every_spelling(name):
    assert fold(unicodedata.normalize("NFD", name)) == fold(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    ("one", "other"), [("Straße", "STRASSE"), ("ÄRZTE", "a\u0308rzte"), ("Open Data", "open data")]
)
def test_fold_ignores_case(one, other):
    assert fold(one) == fold(other)


def test_nothing_suspect_is_printable():
    """What the short cuts of cleaning rest on."""
    assert not [code for code in range(0x110000) if _SUSPECT.search(chr(code)) and chr(code).isprintable()]
