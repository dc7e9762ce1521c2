import pytest

from gopherd.model.edition import PLAIN, WIDTHS, Charset, Edition, prefix_of


def test_who_asks_for_nothing_gets_utf8_in_the_width_of_the_site():
    assert Edition(Charset.UTF8, None, "") == PLAIN


@pytest.mark.parametrize(
    ("charset", "width", "prefix"),
    [
        (None, None, ""),
        (Charset.UTF8, None, "/utf8"),
        (Charset.LATIN1, 75, "/latin1/75"),
        (Charset.ASCII, 40, "/ascii/40"),
        (None, 20, "/20"),
    ],
)
def test_one_prefix(charset, width, prefix):
    assert prefix_of(charset, width) == prefix


@pytest.mark.parametrize("charset", Charset)
def test_python_knows_the_encoding_by_its_name(charset):
    assert "a".encode(charset.value) == b"a"


def test_widths():
    assert (min(WIDTHS), max(WIDTHS)) == (20, 200)
