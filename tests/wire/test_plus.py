import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.message import Plus, Wish
from gopherd.wire import plus
from gopherd.wire.plus import Attributes, View, parse_plus
from tests.strategies import any_text

ITEM = "1Über\t/U/!58\th.invalid\t70\t+".encode()


def asked(wish, view="", blocks=(), *, third=False):
    return Plus(Wish(wish), view, frozenset(blocks), third)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"+", asked("+")),
        (b"+text/plain", asked("+", "text/plain")),
        (b"+text/plain de_DE", asked("+", "text/plain de_DE")),
        (b"+application/gopher+-menu", asked("+", "application/gopher+-menu")),
        (b"+text/plain de_DE.ISO-8859-1", asked("+", "text/plain de_DE.ISO-8859-1")),
        (b"+image/svg+xml", asked("+", "image/svg+xml")),
        (b"!", asked("!")),
        (b"$", asked("$")),
        (b"!+VIEWS", asked("!", "", {"VIEWS"})),
        (b"$+ADMIN+ABSTRACT", asked("$", "", {"ADMIN", "ABSTRACT"})),
    ],
)
def test_a_whole_field_is_gopher_plus_in_either_place(field, expected):
    assert parse_plus(field, b"") == expected
    assert parse_plus(b"words", field) == asked(expected.wish.value, expected.view, expected.blocks, third=True)
    assert parse_plus(b"$", field).is_behind_words


@pytest.mark.parametrize(
    "field",
    [
        b"", b"+foo", b"$100", b"!important", b" +", b"+ ", b"$ ", b"++", b"$$", b"+text/", b"+/plain", b"+a/b/c",
        b"+text/plain de_DE x", b"+text/plain  de", b"!+views", b"!VIEWS", b"$+", b"klima", b"\xff", b"+\x00", b"1",
        "+text/plain dé".encode(), b"+text/plain\n",
    ],
)  # fmt: skip
def test_what_is_no_whole_field_is_words(field):
    assert parse_plus(field, b"") is None
    assert parse_plus(b"words", field) is None


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_any_fields_are_gopher_plus_or_not(second, third):
    found = parse_plus(second, third)
    if found is not None:
        assert (third if found.is_behind_words else second)[:1].decode() == found.wish.value


@given(st.binary(max_size=300))
def test_a_sized_answer_is_as_long_as_it_says(content):
    head, _, rest = plus.sized(content).partition(b"\r\n")
    assert head == f"+{len(content)}".encode()
    assert rest == content


def blocks_of(answer):
    """A client's reading of an answer to ``!`` or ``$``: items, each a list of blocks with their lines."""
    first, *lines = answer.split(b"\r\n")
    assert first == b"+-1"
    assert lines[-2:] == [b".", b""]
    items = []
    for line in lines[:-2]:
        if line.startswith(b"+INFO: "):
            items.append({"INFO": [line.removeprefix(b"+INFO: ")]})
        elif found := re.fullmatch(rb"\+([A-Z]+):", line):
            name = found[1].decode()
            items[-1][name] = []
        else:
            assert line.startswith(b" "), line
            items[-1][name].append(line[1:].decode())
    return items


def test_everything_that_is_known():
    known = Attributes(
        ITEM,
        "Name <a@example.invalid>",
        datetime(2025, 11, 22, 6, tzinfo=UTC),
        (View("application/gopher+-menu", "de_DE", 2000), View("image/png")),
        ("Eine Zeile", "und noch eine"),
    )
    assert blocks_of(plus.described([known, Attributes(b"iText\tfake\t(NULL)\t0")], frozenset())) == [
        {
            "INFO": [ITEM],
            "ADMIN": ["Admin: Name <a@example.invalid>", "Mod-Date: Sat Nov 22 06:00:00 2025 <20251122060000>"],
            "VIEWS": ["application/gopher+-menu de_DE: <2k>", "image/png:"],
            "ABSTRACT": ["Eine Zeile", "und noch eine"],
        },
        {"INFO": [b"iText\tfake\t(NULL)\t0"]},
    ]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [((), {"INFO", "ADMIN", "ABSTRACT"}), (("ABSTRACT",), {"INFO", "ABSTRACT"}), (("ASK", "VIEWS"), {"INFO"})],
)
def test_only_the_blocks_that_are_wanted(wanted, names):
    known = Attributes(ITEM, "Name", abstract=("x",))
    assert set(blocks_of(plus.described([known], frozenset(wanted)))[0]) == names


@pytest.mark.parametrize(
    ("size", "said"), [(0, "1k"), (1, "1k"), (1535, "1k"), (1536, "2k"), (2048, "2k"), (1 << 20, "1024k")]
)
def test_sizes_are_rounded_to_kilobytes(size, said):
    assert View("text/plain", "", size).encode() == f"text/plain: <{said}>"


@given(st.datetimes(timezones=st.just(timezone(timedelta(hours=2)))))
def test_a_date_is_said_twice_and_the_same(at):
    line = blocks_of(plus.described([Attributes(ITEM, modified=at)], frozenset()))[0]["ADMIN"][0]
    words, digits = re.fullmatch(r"Mod-Date: (.{24}) <([0-9]{14})>", line).groups()
    seen = datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=at.tzinfo)
    assert seen == at.replace(microsecond=0)
    assert datetime.strptime(words, "%a %b %d %H:%M:%S %Y").replace(tzinfo=at.tzinfo) == seen
    assert seen.strftime("%a") == words[:3]


@given(any_text, st.lists(any_text), any_text)
def test_no_text_ends_an_answer_or_begins_a_block(admin, abstract, type_):
    known = Attributes(ITEM, admin, views=(View(type_, "", 1),), abstract=tuple(abstract))
    (item,) = blocks_of(plus.described([known], frozenset()))
    assert set(item) <= {"INFO", "ADMIN", "VIEWS", "ABSTRACT"}
    assert len(item.get("ABSTRACT", ())) == len(abstract)
    assert len(item["VIEWS"]) == 1


def test_texts_are_sent_in_the_character_set_of_the_items():
    answer = plus.described([Attributes(b"1\xe4", abstract=("ä",))], frozenset(), "latin1")
    assert answer == b"+-1\r\n+INFO: 1\xe4\r\n+ABSTRACT:\r\n \xe4\r\n.\r\n"


def test_an_error_ends_at_its_full_stop():
    answer = plus.refused(1, "Name <a@example.invalid>", [b"Nothing", b".", b"here"])
    assert answer == b"--1\r\n1 Name <a@example.invalid>\r\nNothing\r\n. \r\nhere\r\n.\r\n"
