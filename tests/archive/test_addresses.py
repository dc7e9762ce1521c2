import posixpath
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.archive import addresses

SITE = "https://www.example.org/blog"

pieces = st.sampled_from(
    [
        "..",
        "/",
        "//",
        ".",
        "!",
        "5",
        "a",
        ".md",
        ".png",
        "%2e%2e",
        "%2F",
        "#",
        "?",
        ":",
        "ref:",
        "https:",
        SITE,
        "[",
        "\x00",
        " ",
    ]
)
hrefs = st.one_of(st.text(), st.lists(pieces, max_size=8).map("".join))
sources = st.sampled_from(["a.md", "news/2019/a.md", "x/y/index.md"])


@given(hrefs, sources, st.sampled_from(["", SITE]))
@example("/..//../etc/passwd.png", "a.md", "")
@example("//[", "a.md", SITE)
@example("https://[", "a.md", "")
def test_any_address_means_something_inside_or_nothing(href, source, site):
    for meaning in (*addresses.meant_by(href, source, site), *addresses.pictures(href, source, site)):
        kind, _, path = meaning.partition(":")
        if kind == "f":
            assert not path.startswith(("/", ".."))
            assert posixpath.normpath(path) == path
    assert isinstance(addresses.external(href, site), str)
    assert isinstance(addresses.of_article(source, (href,), "2019-05", (href,)), tuple)


@given(hrefs, sources)
def test_no_picture_lies_outside_of_the_folder(href, source):
    for place in addresses.pictures(href, source, SITE):
        assert ".." not in place.removeprefix("f:").split("/")


@pytest.mark.parametrize(
    ("href", "meanings"),
    [
        ("!123", ("!123",)),
        ("/!123", ("!123",)),
        ("/Slug/!123", ("!123",)),
        ("Slug/!123", ("!123",)),
        ("https://example.org/blog/Slug/!123", ("!123",)),
        ("ref:!123", ("!123",)),
        ("mailto:a@b.c", ()),
        ("https://elsewhere.org/blog/some", ()),
        ("https://www.example.org/shop", ()),
        ("https://www.example.org/blogs", ()),
        ("", ()),
        ("#part", ()),
        ("//[", ()),
    ],
)
def test_meanings_with_one_reading(href, meanings):
    assert addresses.meant_by(href, "news/a.md", SITE) == meanings


@pytest.mark.parametrize(
    ("href", "meaning"),
    [
        ("/Slug/%21123", "!123"),
        ("!123#part", "!123"),
        ("b.md", "p:news/b"),
        ("./b.md#part", "p:news/b"),
        ("../b.markdown", "p:b"),
        ("/other/b.md", "p:other/b"),
        ("moved/away/b.md", "n:b"),
        ("/2019/05/07/b/", "d:2019-05/b"),
        ("/2019/5/b.html", "d:2019-05/b"),
        ("//example.org/blog/2019/05/07/b/index.html", "/2019/05/07/b"),
        ("HTTPS://WWW.EXAMPLE.ORG/blog/old/b?x=1", "/old/b"),
        ("ref:b", "n:b"),
        ("ref:/news/b.md", "p:news/b"),
        ("ref:b.md", "p:news/b"),
        ("b%20c.md", "p:news/b c"),
        ("a\u0308.md", "p:news/ä"),
        ("../../up.md", "p:../up"),
    ],
)
def test_meanings_among_others(href, meaning):
    assert meaning in addresses.meant_by(href, "news/a.md", SITE)


@pytest.mark.parametrize(
    ("src", "place"),
    [
        ("a.png", "f:news/a.png"),
        ("a.png", "f:media/a.png"),
        ("a.png", "f:a.png"),
        ("a.png", "f:static/a.png"),
        ("/img/a.png", "f:img/a.png"),
        ("../a.png", "f:a.png"),
        ("https://example.org/blog/img/a.png", "f:img/a.png"),
        ("a%20b.png", "f:news/a b.png"),
    ],
)
def test_where_a_picture_may_lie(src, place):
    assert place in addresses.pictures(src, "news/a.md", SITE)


def test_a_picture_beside_its_article_comes_first():
    assert addresses.pictures("a.png", "news/a.md", "")[:2] == ("f:news/a.png", "f:media/a.png")


@pytest.mark.parametrize(
    ("href", "outside"),
    [
        ("https://a.b/c d", "https://a.b/c%20d"),
        ("//a.b/c", "https://a.b/c"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("/shop", "https://www.example.org/shop"),
        ("/some.md", ""),
        ("some", ""),
        ("ref:some", ""),
    ],
)
def test_addresses_outside(href, outside):
    assert addresses.external(href, SITE) == outside


def test_every_address_of_an_article():
    found = addresses.of_article(
        "news/2019/some.md", ("other", ""), "2019-05", ("/old/", "https://a.b/older.html", "!77", "/", "no-slash")
    )
    assert found == ("p:news/2019/some", "n:some", "d:2019-05/other", "/old", "/older", "!77", "/no-slash")


def test_a_bundle_is_known_by_its_folder():
    assert {"p:news/some", "n:some"} <= set(addresses.of_article("news/some/index.md", (), "", ()))


def test_a_file_system_that_parts_umlauts_changes_no_address():
    parted = unicodedata.normalize("NFD", "news/ä  b")
    assert addresses.of_article(f"{parted}.md", (), "", ())[0] == "p:news/ä b"
    assert addresses.of_picture(f"{parted}.png") == "f:news/ä b.png"
    assert "f:news/ä b.png" in addresses.pictures("ä  b.png", "news/a.md", "")


@pytest.mark.parametrize(
    "selector",
    ["/old/thing", "old/thing", "/old/thing/", "//old//thing", "/old/thing.html", "/old/%74hing", "/old/thing?x=1"],
)
def test_an_old_address_is_asked_for_in_many_spellings(selector):
    assert "/old/thing" in addresses.asked_by(selector)


def test_what_looks_coded_is_looked_for_as_it_came_and_decoded():
    assert addresses.asked_by("/a%2Fb")[:2] == ("/a%2Fb", "/a/b")
    assert addresses.asked_by("/Slug/!5")[:2] == ("/Slug/!5", "!5")


@pytest.mark.parametrize(
    "selector", ["/!5 ", "/!5\u200b", "/!5%20", " /old", "/articles/a.md", "/articles/a.md/", "/a%2emd"]
)
def test_what_is_nobodys_old_address(selector):
    assert addresses.asked_by(selector) == ()


@given(hrefs)
def test_any_selector_may_be_asked_for_and_none_means_a_picture(selector):
    found = addresses.asked_by(selector)
    assert not any(address.startswith("f:") for address in found)
    assert "" not in found
