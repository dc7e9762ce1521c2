import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gopherd.wire.address import LINK_SCHEMES, AddressInvalid, GopherAddress, link_scheme, parse_url
from gopherd.wire.menu import ItemType, clean

FIELD = st.text(max_size=40).map(clean)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("gopher://h", GopherAddress("h")),
        ("gopher://h/", GopherAddress("h")),
        ("GOPHER://h:7070/1", GopherAddress("h", 7070)),
        ("gopher://h:/0/a", GopherAddress("h", 70, "0", "/a")),
        ("gopher://h/0/U/!58", GopherAddress("h", 70, "0", "/U/!58")),
        ("gopher://h/7/s%09klima%20wandel", GopherAddress("h", 70, "7", "/s", "klima wandel")),
        ("gopher://h/7/s%09a%09+", GopherAddress("h", 70, "7", "/s", "a")),
        ("gopher://h/1/a%2521", GopherAddress("h", 70, "1", "/a%21")),
        ("gopher://h/1/a?b=c+d", GopherAddress("h", 70, "1", "/a?b=c+d")),
        ("gopher://h/1/a#b", GopherAddress("h", 70, "1", "/a")),
        ("gopher://h/1/Z%C3%BCrich", GopherAddress("h", 70, "1", "/Zürich")),
        ("gopher://h/1/Zürich", GopherAddress("h", 70, "1", "/Zürich")),
        ("gopher://[2001:db8::1]:7070/1x", GopherAddress("2001:db8::1", 7070, "1", "x")),
        ("gopher://h/%31/x", GopherAddress("h", 70, "1", "/x")),
        ("gophers://h/1/x", GopherAddress("h", 70, "1", "/x", is_tls=True)),
        ("GopherS://h:7443", GopherAddress("h", 7443, is_tls=True)),
    ],
)
def test_addresses_people_type(url, expected):
    assert parse_url(url) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://h/", "no gopher address"),
        ("gopher:/h", "no gopher address"),
        ("gopher://", "no gopher address"),
        ("gopher:///1/x", "no gopher address"),
        ("gopher://user@h/", "no gopher address"),
        ("gopher://h:1x/", "no gopher address"),
        ("gopher://h:٣/", "no gopher address"),
        ("gopher://h h/", "no gopher address"),
        ("gopher://[::1/", "no gopher address"),
        ("gopher://h/1\n", "control character"),
        ("gopher://h/1/a%0d%0ab", "control character"),
        ("gopher://h/1/a%00", "control character"),
        ("gopher://h/7/s%09a%0a", "control character"),
        ("gopher://h/%0a/x", "control character"),
        ("gopher://h/1/%ff", "not UTF-8"),
        ("gopher://h:0/", "65535"),
        ("gopher://h:65536/", "65535"),
    ],
)
def test_what_is_no_address_is_refused_with_a_reason(url, reason):
    with pytest.raises(AddressInvalid, match=reason) as raised:
        parse_url(url)
    assert str(raised.value).isprintable()
    assert isinstance(raised.value, ValueError)


@given(st.text())
def test_any_text_is_an_address_or_refused(text):
    for url in (text, f"gopher://{text}", f"gopher://h/{text}"):
        try:
            address = parse_url(url)
        except AddressInvalid:
            continue
        assert clean(address.selector) == address.selector


@given(st.sampled_from(["h", "example.invalid", "::1"]), st.integers(1, 65535), st.sampled_from(ItemType), FIELD, FIELD)
def test_url_and_parse_are_a_round_trip(host, port, item_type, selector, search):
    assume("%" not in item_type)
    address = GopherAddress(host, port, item_type, selector, search)
    assert address.url().isascii()
    assert parse_url(address.url()) == address


def test_urls_are_as_short_as_they_can_be():
    assert GopherAddress("h").url() == "gopher://h/"
    assert GopherAddress("h", 7070, "0", "/a b").url() == "gopher://h:7070/0/a%20b"
    assert GopherAddress("::1", 70, "7", "/s", "x").url() == "gopher://[::1]/7/s%09x"
    assert GopherAddress("h", 70, "1", "/a?#%").url() == "gopher://h/1/a%3F%23%25"


@pytest.mark.parametrize("scheme", sorted(LINK_SCHEMES))
def test_schemes_that_may_be_links(scheme):
    assert link_scheme(f"{scheme}:x") == scheme
    assert link_scheme(f"{scheme.upper()}://x/") == scheme


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVa\tScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "",
        "x",
        "/relative",
        "https",
        "https:",
        ":x",
        " https://x",
        "https://x y",
        "https://x\r\n",
        "https://x\n",
        "ht\ntps://x",
        "https://x\u2028",
        "https://x\u202ey",
        "https://\u200bx",
        "https://x\u00a0",
        "\u212awtp:x",
        "new\u017f:x",
        "https\u200b://x",
    ],
)
def test_anything_else_is_no_link(address):
    assert link_scheme(address) is None
