from hypothesis import given
from hypothesis import strategies as st

from gopherd.model.edition import Charset
from gopherd.pages.page import Alert, Grid, Heading, LinkLine, Outside, Page, Place, Preformatted, Prose, Title
from gopherd.render.typesetting import set_in
from tests.strategies import parts


def ascii_of(part):
    ((made,),) = set_in(Page(((part,),)), Charset.ASCII).blocks
    return made


def test_utf8_is_left_alone():
    page = Page(((Prose("ä"),),))
    assert set_in(page, Charset.UTF8) is page


def test_every_part():
    assert ascii_of(Title("ä")) == Title("ae")
    assert ascii_of(Heading("ä")) == Heading("ae")
    assert ascii_of(Alert("ä")) == Alert("ae")
    assert ascii_of(Prose("ä", "> ", "> ")) == Prose("ae", "> ", "> ")
    assert ascii_of(Preformatted("ä  ö")) == Preformatted("ae  oe")
    assert ascii_of(Grid((("ä", "b"),), headed=True)) == Grid((("ae", "b"),), headed=True)
    assert ascii_of(LinkLine("ä", Place("/x"))) == LinkLine("ae", Place("/x"))


def test_what_vanishes_leaves_no_gap():
    assert ascii_of(Prose("\u200d a\u2009 b \u200d c\n d\u2009")) == Prose("a b c\nd")


def test_an_address_is_coded_and_not_transliterated():
    address = "https://example.invalid/ä?b=%20ü"
    coded = "https://example.invalid/%C3%A4?b=%20%C3%BC"
    made = ascii_of(LinkLine(f"[1] {address}", Outside(address), is_address=True))
    assert made == LinkLine(f"[1] {coded}", Outside(coded), is_address=True)
    plain = LinkLine("[1] https://example.invalid/?", Outside("https://example.invalid/?"))
    assert ascii_of(plain) == plain


@given(parts, st.sampled_from([Charset.LATIN1, Charset.ASCII]))
def test_the_text_of_any_part_fits(part, charset):
    ((made,),) = set_in(Page(((part,),)), charset).blocks
    texts = [cell for row in made.rows for cell in row] if isinstance(made, Grid) else [made.text]
    limit = 0x80 if charset is Charset.ASCII else 0x100
    for character in "".join(texts).replace("\u00a0", " "):
        assert ord(character) < limit or "\ud800" <= character < "\ue000"
