from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.selections import Everything, Named
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.body import Break, Figure, Heading, Link, Listing, Paragraph, Picture, Quote, Reference, Table
from gopherd.model.edition import Charset, Edition
from gopherd.model.naming import number_of_name
from gopherd.render.feed import ENTRIES, render_feed
from gopherd.render.menu import Server
from tests.fakes import SITE, FakeSnapshot, article
from tests.strategies import any_text

SERVER = Server("h.invalid", 7070)
WORDS = catalogues()["en"]
EVERYTHING = Everything()
FIVE = article(
    5, "Title <ü> & more", kicker="Kick", day="2022-02-03", teaser="A teaser", lede="The lede", tags=["Joe", "A & B"],
    authors=["Ann", "Bob"], language="de", rights="CC BY", source="https://example.invalid/5?a=b&c=d",
    updated=datetime(2026, 2, 4, 15, tzinfo=UTC),
    image=Figure(Picture(7, "png"), "A picture"),
    body=(
        Paragraph(("See ", Link("this", Reference(6, "Six")), " and ", Link("that", "https://example.invalid/"), ".")),
        Heading(("Head & shoulders",)),
        Paragraph(("one line", Break(), "another <line>")),
        Quote((Paragraph(("quoted",)),)),
        Listing("code <b>\n  more"),
        Table(((("a",), ("b",)), (("c",), ("d",))), headed=True),
        Figure(Picture(8, "gif"), "Moving"),
    ),
)  # fmt: skip
FULL = FakeSnapshot(SITE, (FIVE, article(6, "Six", teaser="Six in short"), article(7, "Never", day=None)))


def read(snapshot=FULL, selection=EVERYTHING):
    """The feed as a reader's program reads it, once it has passed a strict parser."""
    data = render_feed(snapshot, selection, SERVER, WORDS)
    ET.fromstring(data)
    found = feedparser.parse(data)
    assert not found.bozo
    assert found.version == "atom10"
    return found


def test_the_feed_of_all():
    found = read().feed
    assert found.title == "Paper"
    assert found.subtitle == "A slogan"
    assert found.id == "gopher://h.invalid:7070/0/feed.xml"
    assert {link.rel: link.href for link in found.links} == {
        "self": "gopher://h.invalid:7070/0/feed.xml", "alternate": "gopher://h.invalid:7070/"
    }  # fmt: skip
    assert found.updated == "2026-02-04T15:00:00+00:00"
    assert found.author == "Paper"


def test_an_entry_says_all_that_is_known():
    entry = read().entries[0]
    assert entry.id == entry.link == "gopher://h.invalid:7070/1/Kick/!5"
    assert entry.title == "Kick: Title <ü> & more"
    assert entry.published == "2022-02-03T00:00:00+00:00"
    assert entry.updated == "2026-02-04T15:00:00+00:00"
    assert [author.name for author in entry.authors] == ["Ann", "Bob"]
    assert [tag.term for tag in entry.tags] == ["Joe", "A & B"]
    assert entry.summary == "The lede"
    assert entry.rights == "CC BY"
    assert {link.rel: link.href for link in entry.links}["related"] == "https://example.invalid/5?a=b&c=d"


def test_the_content_is_the_whole_text():
    tree = ET.fromstring(render_feed(FULL, Everything(), SERVER, WORDS))
    names = {"a": "http://www.w3.org/2005/Atom", "h": "http://www.w3.org/1999/xhtml"}
    text = tree.find("a:entry/a:content/h:div", names)
    assert ["".join(part.itertext()) for part in text] == [
        "Image: A picture", "See [1][this] and [2][that].", "Head & shoulders", "one lineanother <line>", "> quoted",
        "code <b>\n  more", "abcd", "Image: Moving", "LINKS", "[1] /Six/!6", "[2] https://example.invalid/",
    ]  # fmt: skip
    assert [part.tag.rpartition("}")[2] for part in text] == "p p h2 p p pre table p h2 p p".split()
    assert [link.get("href") for link in text.iterfind(".//h:a", names)] == [
        "gopher://h.invalid:7070/I/!m7.png", "gopher://h.invalid:7070/g/!m8.gif", "gopher://h.invalid:7070/1/Six/!6",
        "https://example.invalid/",
    ]  # fmt: skip
    assert len(text.findall("h:p/h:br", names)) == 1
    assert [cell.tag.rpartition("}")[2] for cell in text.iterfind("h:table/h:tr/*", names)] == ["th", "th", "td", "td"]


def test_an_article_without_lede_or_update():
    entry = read().entries[1]
    assert entry.summary == "Six in short"
    assert entry.updated == entry.published


def test_an_article_without_date_is_no_news():
    assert [entry.id[-1] for entry in read().entries] == ["5", "6"]
    assert read(FakeSnapshot(SITE, FULL.articles[2:])).feed.updated == "1970-01-01T00:00:00+00:00"


def test_the_feed_of_a_tag():
    found = read(selection=Named(Kind.TAG, number_of_name("Joe")))
    assert found.feed.title == "Paper -- Joe"
    assert found.feed.id == f"gopher://h.invalid:7070/0/Joe/!t{number_of_name('Joe')}/feed.xml"
    assert [entry.id[-1] for entry in found.entries] == ["5"]
    assert "subtitle" not in found.feed
    with pytest.raises(NotFound):
        render_feed(FULL, Named(Kind.TAG, 777), SERVER, WORDS)


def test_only_the_newest_are_in_a_feed():
    many = FakeSnapshot(SITE, tuple(article(n, f"Title {n}", day=f"20{n:02}-01-01") for n in range(1, 40)))
    assert [entry.id.rpartition("!")[2] for entry in read(many).entries] == [
        str(n) for n in range(39, 39 - ENTRIES, -1)
    ]


def test_an_edition_loses_nothing_and_its_addresses_stay_in_it():
    data = render_feed(FULL, EVERYTHING, SERVER, WORDS, Edition(Charset.ASCII, 40, "/ascii/40"))
    data.decode("ascii")
    found = feedparser.parse(data)
    assert found.entries[0].title == "Kick: Title <ü> & more"
    assert found.entries[0].link == "gopher://h.invalid:7070/1/ascii/40/Kick/!5"


@given(any_text, any_text, st.lists(st.text(), max_size=3))
def test_no_text_breaks_the_markup(title, text, names):
    snapshot = FakeSnapshot(
        evolve(SITE, title=title),
        (
            article(
                1, title, teaser=text, lede=text, tags=names, authors=names, body=(Paragraph((text,)), Listing(text))
            ),
        ),
    )
    tree = ET.fromstring(render_feed(snapshot, Everything(), SERVER, WORDS))
    assert len(tree.findall("{http://www.w3.org/2005/Atom}entry")) == 1
