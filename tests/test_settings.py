import pytest

from gopherd.model.edition import Charset
from gopherd.settings import CHECKS, Host, Label, Line, Numbers, Port, WebAddress, Width, Zone


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Line, ""), (Line, "A line"), (Label, "x"), (Zone, "Europe/Berlin"), (WebAddress, ""), (Port, 70),
        (WebAddress, "https://example.org/paper"), (Host, "gopher.example.org"), (Host, "2001:db8::1"), (Width, 20),
        (Numbers, {"a": 1, "b": 2}),
    ],
)  # fmt: skip
def test_what_is_right_comes_back(kind, value):
    assert CHECKS[kind](value) == value


def test_a_word_becomes_one_of_its_kind():
    assert CHECKS[Charset]("latin1") is Charset.LATIN1


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (str, 5, "is no text; put it in quotes"),
        (Line, "two\nlines", "one line"),
        (Label, "", "must not be empty"),
        (Zone, "Europe/Berlim", "did you mean Europe/Berlin"),
        (Zone, "../etc", "zones are named as Europe/Berlin"),
        (WebAddress, "example.org", "looks like https://example.org"),
        (Host, "a b", "is no host name"),
        (Port, 0, "ports are 1 to 65535"),
        (Port, "70", "without quotes"),
        (Width, 201, "widths are 20 to 200"),
        (Numbers, [], "no table"),
        (Numbers, {"a": 1, "b": 1}, "cannot both have"),
        (Charset, "cp437", '"utf8"'),
    ],
)
def test_what_is_wrong_is_said(kind, value, said):
    with pytest.raises(ValueError, match=said):
        CHECKS[kind](value)
