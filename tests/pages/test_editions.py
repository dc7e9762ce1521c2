from gopherd.config import catalogues
from gopherd.model.edition import Charset, Edition
from gopherd.pages.editions import editions_page
from gopherd.pages.page import LinkLine, Title
from gopherd.pages.routes import EDITIONS_PATH, EditionsRoute, FrontRoute, edition_of, resolve
from tests.fakes import SITE

EN = catalogues()["en"]


def test_every_edition_that_is_offered_is_one():
    made = editions_page(SITE, EN)
    assert made.blocks[0] == (Title("# Paper -- Editions for other machines"),)
    offered = {}
    for line in made.blocks[2]:
        selector = f"{line.target.prefix}{line.target.path}"
        assert resolve(selector) == FrontRoute()
        offered[line.text] = edition_of(selector, Charset.UTF8)
        assert offered[line.text].prefix == line.target.prefix
    assert offered["40 columns and ASCII, for a C64"] == Edition(Charset.ASCII, 40, "/ascii/40")
    assert set(Charset) == {edition.charset for edition in offered.values()}


def test_the_way_back_stays_in_the_edition():
    made = editions_page(SITE, EN)
    assert made.blocks[-1][0].target.prefix is None
    assert all(isinstance(part, LinkLine) for part in made.blocks[-1])


def test_the_example_is_a_selector():
    (how,) = editions_page(SITE, EN).blocks[3]
    assert edition_of(how.text.rpartition(" ")[2], Charset.UTF8) == Edition(Charset.LATIN1, 50, "/latin1/50")
    assert resolve(EDITIONS_PATH) == EditionsRoute()
