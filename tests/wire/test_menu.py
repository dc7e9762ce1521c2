import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.wire import menu
from gopherd.wire.menu import Item, ItemType, clean, decode_item, decode_menu, info, is_refusal, item

HOSTILE = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029]))
ANY = st.text(st.one_of(st.characters(exclude_categories=()), st.sampled_from(HOSTILE + "\ud800")))
PORTS = st.integers(0, 65535)


@given(ANY)
def test_clean_leaves_nothing_that_ends_a_field_or_a_line(text):
    cleaned = clean(text)
    assert not set(cleaned) & set(HOSTILE)
    assert len(cleaned) == len(text)
    assert len(f"x{cleaned}x".splitlines()) == 1
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(ANY)
def test_clean_keeps_every_other_character(text):
    kept = [c for c in text if c not in HOSTILE and not "\ud800" <= c <= "\udfff"]
    assert [c for c, before in zip(clean(text), text, strict=True) if before in kept] == kept


def test_clean_puts_a_blank_for_each_control_character_and_a_question_mark_for_each_surrogate():
    assert clean(HOSTILE) == " " * len(HOSTILE)
    assert clean("a\ud800\udfff\r\nb") == "a??  b"


def test_clean_returns_clean_text_itself():
    for text in ("Zürich", "soft\u00adhyphen", "no\u00a0break", ""):
        assert clean(text) is text


@given(ANY, ANY, ANY, ANY, PORTS)
def test_nothing_in_any_field_makes_a_second_line_or_a_further_field(type_, display, selector, host, port):
    encoded = item(type_, display, selector, host, port).encode("utf-8")
    assert encoded.count(b"\n") == encoded.count(b"\r") == 1
    assert encoded.endswith(b"\r\n")
    assert encoded.count(b"\t") == 3


@given(ANY)
def test_an_info_line_is_one_line_with_the_customary_fields(text):
    encoded = info(text).encode("utf-8")
    assert encoded == b"i" + clean(text).encode() + b"\tfake\t(NULL)\t0\r\n"
    assert encoded.count(b"\n") == 1


@given(st.sampled_from(ItemType), ANY.map(clean), ANY.map(clean), ANY.map(clean), PORTS)
def test_encode_and_decode_are_a_round_trip(type_, display, selector, host, port):
    written = Item(type_, display, selector, host, port)
    assert decode_item(written.encode()) == written


@pytest.mark.parametrize("type_", ["", "10"])
def test_an_item_type_is_one_character(type_):
    with pytest.raises(ValueError, match="type"):
        Item(type_, "x")


def test_a_type_is_its_character_in_a_line():
    assert item(ItemType.MENU, "News", "/n", "h", 70) == "1News\t/n\th\t70\r\n"


def test_a_menu_ends_with_the_lastline_and_survives_surrogates():
    assert menu.menu([info("a"), "i\ud800\tfake\t(NULL)\t0\r\n"]) == (
        b"ia\tfake\t(NULL)\t0\r\ni?\tfake\t(NULL)\t0\r\n.\r\n"
    )
    assert menu.menu(()) == menu.LASTLINE


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"1News\t/n\texample.invalid\t7070\r\n", Item("1", "News", "/n", "example.invalid", 7070)),
        (b"1News\t/n\texample.invalid\t70\t+\r\n", Item("1", "News", "/n", "example.invalid", 70)),
        (b"1News", Item("1", "News", "", "", 70)),
        (b"1News\t/n\th\n", Item("1", "News", "/n", "h", 70)),
        (b"1News\t/n\th\t", Item("1", "News", "/n", "h", 70)),
        (b"1News\t/n\th\t 105 ", Item("1", "News", "/n", "h", 105)),
        (b"1News\t/n\th\t99999999999999999999", Item("1", "News", "/n", "h", 70)),
        ("1News\t/n\th\t٣".encode(), Item("1", "News", "/n", "h", 70)),
        (b"1Z\xfcrich\t/z\th\t70", Item("1", "Zürich", "/z", "h", 70)),
        (b"ZWare\t/z\th\t70", Item("Z", "Ware", "/z", "h", 70)),
        (b"i", Item("i", "", "", "", 70)),
    ],
)
def test_items_of_foreign_servers(line, expected):
    assert decode_item(line) == expected


@pytest.mark.parametrize("line", [b"", b"\r\n", b"\n"])
def test_an_empty_line_is_no_item(line):
    with pytest.raises(ValueError, match="empty"):
        decode_item(line)


@given(st.binary())
def test_any_bytes_decode_to_a_menu(data):
    assert all(len(found.type) == 1 for found in decode_menu(data))


def test_a_menu_ends_at_a_lone_dot_whatever_the_line_ends():
    one, two = Item("1", "a", "/a", "h"), Item("1", "b", "/b", "h")
    crlf = one.encode() + two.encode()
    assert decode_menu(crlf + b".\r\n" + one.encode()) == (one, two)
    assert decode_menu(crlf.replace(b"\r\n", b"\n") + b".\n" + one.encode()) == (one, two)
    assert decode_menu(crlf) == (one, two)
    assert decode_menu(b"\r\n" + crlf) == (one, two)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"3Not here\t\terror.host\t1\r\n", True),
        (b"3Not here\t\terror.host\t1", True),
        (b"iHallo\t\th\t1\r\n3Not here\t\th\t1\r\n", False),
        (b"3 men in a boat\tby Jerome\r\n", False),
        (b"", False),
    ],
)
def test_a_server_says_no_in_its_first_item(data, expected):
    assert is_refusal(data) is expected
