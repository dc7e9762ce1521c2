import pytest

from gopherd import manual


def test_every_page_has_a_title_and_fits_a_terminal():
    assert "speed" in manual.pages()
    for name, title in manual.pages().items():
        text = manual.page(name)
        assert title
        assert text.startswith(f"# {title}\n")
        assert max(map(len, text.splitlines())) <= 120


@pytest.mark.parametrize("name", ["none", "../README", ""])
def test_a_page_that_is_not_there(name):
    with pytest.raises(manual.NoSuchPage, match=r"it has .*speed"):
        manual.page(name)
