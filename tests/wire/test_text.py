from hypothesis import given
from hypothesis import strategies as st

from gopherd.wire.text import text
from tests.strategies import any_text


def test_a_text_is_its_lines_and_nothing_behind_them():
    assert text(["a", "", "ä"]) == "a\r\n\r\nä\r\n".encode()
    assert text([]) == b""


def test_a_full_stop_alone_gets_a_blank():
    assert text([".", "..", ". ", "a."]) == b". \r\n..\r\n. \r\na.\r\n"


def test_an_encoding():
    assert text(["ä"], "latin1") == b"\xe4\r\n"


@given(st.lists(any_text))
def test_nothing_in_a_line_makes_a_second_one_or_an_end(lines):
    made = text(lines).decode("utf-8")
    assert made.count("\n") == made.count("\r") == len(lines)
    assert "." not in made.split("\r\n")
    assert not any(len(line.splitlines()) > 1 for line in made.split("\r\n"))
