from datetime import UTC, datetime

import pytest
from attrs import evolve

from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.body import (
    Break,
    Figure,
    Heading,
    Items,
    Link,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Table,
)
from gopherd.pages import page
from gopherd.pages.article import article_page, content_blocks, listed, moved_page
from gopherd.pages.page import Grid, LinkLine, Outside, PicturePlace, Place, Preformatted, Prose, TextPlace, Title
from tests.fakes import SITE, TAZ, FakeSnapshot, article, name

EN, DE = catalogues()["en"], catalogues()["de"]


def blocks(found, *others, site=SITE, named=()):
    snapshot = FakeSnapshot(site, (found, *others), named={found.headline.number: named})
    return article_page(snapshot, found.headline.number, EN if site is SITE else DE).blocks


def body(*parts, **more):
    """What is made of an article's body, without title, date and what stands below."""
    made = blocks(article(1, day=None, body=parts, **more), site=TAZ)
    return list(made[1 : made.index((page.Heading("ARTIKEL ZUM THEMA"),))])


def below(made, heading):
    """The block below a heading."""
    return made[made.index((page.Heading(heading),)) + 1]


def texts(block):
    return [part.text for part in block]


def test_everything_in_the_order_of_the_original():
    found = article(
        5833083, "USA schicken Soldaten", kicker="Truppen", lede="Biden kündigt an.", section="Politik",
        tags=["Joe Biden", "Ukraine"], authors=["Ann"], image=Figure(Picture(7, "png"), "Ein Soldat", "dpa"),
        body=(Paragraph(("Text mit ", Link("Verweis", Reference(6, "Slug")), ".")),),
        updated=datetime(2022, 2, 4, tzinfo=UTC), correction="So war es.", rights="CC BY",
    )  # fmt: skip
    other = article(7, "Anderer", kicker="Thema", teaser="Der Teaser.", tags=["Ukraine"])
    assert blocks(found, other, site=TAZ, named=[7]) == (
        (Title("# Paper -- Truppen: USA schicken Soldaten"),),
        (Prose("Biden kündigt an.", "> ", "> "),),
        (LinkLine("Bild: Ein Soldat", PicturePlace("/!m7.png", "png")),),
        (Prose("Text mit [1][Verweis]."),),
        (Prose("2 Feb 2022"), Prose("Aktualisiert: 4 Feb 2022"), Prose("Korrektur (4 Feb 2022): So war es.")),
        (page.Heading("LINKS"),),
        (LinkLine("[1] /Slug/!6", Place("/Slug/!6"), is_address=True),),
        (page.Heading("AUTOREN"),),
        (LinkLine("Ann", Place(f"/Ann/!a{name(None, 'Ann').number}")),),
        (page.Heading("TAGS"),),
        tuple(
            LinkLine(tag, Place(f"/{tag.replace(' ', '-')}/!t{name(None, tag).number}"))
            for tag in ("Joe Biden", "Ukraine", "Ukraine")
        ),
        (page.Heading("ARTIKEL ZUM THEMA"),),
        (LinkLine("Thema: Anderer", Place("/!7")),),
        (Prose("Der Teaser."),),
    )


def test_what_is_absent_leaves_no_trace():
    assert blocks(article(1, day=None), site=TAZ) == (
        (Title("# Paper -- A title"),),
        (page.Heading("ARTIKEL ZUM THEMA"),),
    )
    assert blocks(article(1, day=None)) == (
        (Title("# Paper -- A title"),),
        (page.Heading("FURTHER ON"),),
        (
            LinkLine("More like this", Place("/!like/1")),
            LinkLine("This article as a text", TextPlace("/A-title/!1.txt")),
            LinkLine("Front page", Place("/")),
        ),
    )


def test_an_unknown_number_is_not_found():
    with pytest.raises(NotFound):
        article_page(FakeSnapshot(SITE), 1, EN)


def test_the_default_layout_shows_each_tag_once_where_it_comes_first():
    found = article(1, tags=["b", "a"])
    others = [article(2, tags=["c"]), article(3, tags=["b"]), article(4, tags=["d"]), article(5)]
    assert texts(below(blocks(found, *others, named=[2, 3, 4, 5]), "TAGS")) == ["b", "a", "c", "d"]
    assert texts(below(blocks(found, *others, named=[2, 3, 4, 5], site=TAZ), "TAGS")) == ["b", "a", "c", "b", "d"]


def test_the_default_layout_leads_on():
    found = article(2, day="2022-02-02", section="News", source="https://example.invalid/2")
    older, newer = article(1, "Old", day="2022-02-01", section="News"), article(3, "New", kicker="K", section="News")
    assert below(blocks(found, older, newer, article(4, section="Else")), "FURTHER ON") == (
        LinkLine("Older: Old", Place("/Old/!1")),
        LinkLine("Newer: K: New", Place("/K/!3")),
        LinkLine("News", Place(f"/News/!p{name(None, 'News').number}")),
        LinkLine("More like this", Place("/!like/2")),
        LinkLine("This article on the web", Outside("https://example.invalid/2")),
        LinkLine("This article as a text", TextPlace("/A-title/!2.txt")),
        LinkLine("Front page", Place("/")),
    )


def test_a_part_of_a_series_leads_to_it_and_to_the_parts_beside():
    parts = [article(n, f"Part {n}", day=f"2022-02-0{n}", section="News", series=["Ways"]) for n in (1, 2, 3)]
    assert texts(below(blocks(parts[1], parts[0], parts[2]), "FURTHER ON"))[:5] == (
        ["Series: Ways", "Previous part: Part 1", "Next part: Part 3", "Older: Part 1", "Newer: Part 3"]
    )
    assert below(blocks(parts[1]), "FURTHER ON")[0] == LinkLine(
        "Series: Ways", Place(f"/Ways/!c{name(Kind.SERIES, 'Ways').number}")
    )


def test_a_source_that_may_not_be_linked_is_not():
    assert "This article on the web" not in texts(below(blocks(article(1, source="javascript:x")), "FURTHER ON"))


def test_a_source_that_stands_among_the_links_does_not_come_twice():
    found = article(1, source="https://a.invalid/", body=(Paragraph((Link("x", "https://a.invalid/"),)),))
    assert "This article on the web" not in texts(below(blocks(found), "FURTHER ON"))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["Feb 2, 2022"]),
        ({"day": None}, []),
        ({"updated": datetime(2022, 2, 4, tzinfo=UTC)}, ["Feb 2, 2022", "Updated: Feb 4, 2022"]),
        ({"correction": "So."}, ["Feb 2, 2022", "Correction: So."]),
        ({"rights": "CC BY"}, ["Feb 2, 2022", "Rights: CC BY"]),
        ({"day": None, "updated": datetime(2022, 2, 4, tzinfo=UTC)}, ["Updated: Feb 4, 2022"]),
    ],
)
def test_dates(more, expected):
    made = blocks(article(1, **more))
    assert [
        text for block in made[1:] for text in texts(block) if text[:3] not in {"FUR", "Fro", "Thi", "Mor"}
    ] == expected


# --- links ----------------------------------------------------------------------------------------------------------


def test_links_are_numbered_in_reading_order_and_the_same_address_once():
    web, there, picture = "https://example.invalid/", Reference(6, "Slug"), Picture(7, "gif")
    made = body(
        Paragraph((Link("a", web), " ", Link("b", there))),
        Items(("*",), ((Paragraph((Link("c", web),)),),)),
        Table((((Link("d", picture),), (Link("e", there),)),), headed=False),
        Quote((Heading((Link("f", "mailto:x@example.invalid"),)),)),
    )
    assert made[0] == (Prose("[1][a] [2][b]"),)
    assert made[1] == (Prose("[1][c]", "* ", "  "),)
    assert made[2] == (Grid((("[3][d]", "[2][e]"),), headed=False),)
    assert made[3] == (Prose("[4][f]", "> ", "> "),)
    assert made[-1] == (
        LinkLine("[1] https://example.invalid/", Outside(web), is_address=True),
        LinkLine("[2] /Slug/!6", Place("/Slug/!6"), is_address=True),
        LinkLine("[3] /!m7.gif", PicturePlace("/!m7.gif", "gif"), is_address=True),
        LinkLine("[4] mailto:x@example.invalid", Outside("mailto:x@example.invalid"), is_address=True),
    )


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVa\tScript:x", "data:x", "file:///etc", "/relative", ""])
def test_an_address_that_may_not_be_linked_is_its_words(address):
    assert body(Paragraph(("see ", Link("here", address)))) == [(Prose("see here"),)]


# --- the body -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (Paragraph(("one", Break(), "two")), Prose("one\ntwo")),
        (Paragraph((Break(),)), Prose("\n")),
        (Heading(("A", Break(), "B")), page.Heading("A B")),
        (Listing("a\n  b"), Preformatted("a\n  b")),
        (Quote((Paragraph(("q",)),)), Prose("q", "> ", "> ")),
        (Quote((Quote((Paragraph(("q",)),)),)), Prose("q", "> > ", "> > ")),
        (Quote((Heading(("h",)),)), Prose("h", "> ", "> ")),
        (Quote((Listing("a"),)), Preformatted("a", "> ", "> ")),
        (Table(((("a",), ("b",)),), headed=True), Grid((("a", "b"),), headed=True)),
    ],
)
def test_blocks(block, expected):
    assert body(block) == [(expected,)]


def test_a_list_hangs_and_is_tight():
    inner = Items(("*",), ((Paragraph(("inner",)),),))
    block = Items(("9.", "10."), ((Paragraph(("a",)), inner), (Paragraph(("b",)),)))
    assert body(block) == [(Prose("a", "9.  ", "    "), Prose("inner", "    * ", "      "), Prose("b", "10. ", "    "))]


def test_a_list_of_more_than_paragraphs_has_empty_lines():
    block = Items(("*", "*"), ((Paragraph(("a",)), Paragraph(("b",))), (Paragraph(("c",)),)))
    assert body(block) == [(Prose("a", "* ", "  "),), (Prose("b", "  ", "  "),), (Prose("c", "* ", "  "),)]


def test_a_list_in_a_list_begins_on_the_same_line():
    block = Items(("1.",), ((Items(("*",), ((Paragraph(("a",)),),)),),))
    assert body(block) == [(Prose("a", "1. * ", "     "),)]


def test_a_list_in_a_quote():
    block = Quote((Items(("*", "*"), ((Paragraph(("a",)),), (Paragraph(("b",)),))),))
    assert body(block) == [(Prose("a", "> * ", ">   "), Prose("b", "> * ", ">   "))]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (Figure(Picture(7, "png"), "cap", "credit"), LinkLine("Bild: cap", PicturePlace("/!m7.png", "png"))),
        (Figure(Picture(7, "png"), "", "credit"), LinkLine("Bild: credit", PicturePlace("/!m7.png", "png"))),
        (Figure(Picture(7, "png"), ""), LinkLine("Bild: !m7.png", PicturePlace("/!m7.png", "png"))),
        (Figure("https://a.invalid/", "cap"), LinkLine("Bild: cap", Outside("https://a.invalid/"))),
        (
            Figure("https://a.invalid/", ""),
            LinkLine("Bild: https://a.invalid/", Outside("https://a.invalid/"), is_address=True),
        ),
        (Figure(None, "cap"), Prose("Bild: cap")),
        (Figure("javascript:x", "cap"), Prose("Bild: cap")),
    ],
)
def test_pictures(figure, expected):
    assert body(figure) == [(expected,)]
    assert body(image=figure) == [(expected,)]


def test_a_picture_without_file_and_words_is_nothing():
    assert body(Figure(None, ""), image=Figure(None, "")) == []


# --- in a list ------------------------------------------------------------------------------------------------------


def test_an_article_in_a_list():
    headline = article(5, "Title", kicker="Kicker", teaser="Teaser").headline
    assert listed(headline, SITE.style) == [(LinkLine("Kicker: Title", Place("/Kicker/!5")),), (Prose("Teaser"),)]
    assert listed(headline, TAZ.style)[0] == (LinkLine("Kicker: Title", Place("/!5")),)
    assert len(listed(article(5).headline, SITE.style)) == 1


def test_a_credit_beside_a_caption_is_shown_below_the_date_in_our_own_style_only():
    found = article(1, image=Figure(Picture(7, "png"), "A soldier", "CC BY dpa"))
    assert "Image: CC BY dpa" in [part.text for block in blocks(found) for part in block]
    assert not any("CC BY" in part.text for block in blocks(found, site=TAZ) for part in block)


def test_a_picture_without_words_is_called_by_its_file():
    found = article(1, image=Figure(Picture(7, "png", "gopher.png"), ""))
    assert LinkLine("Image: gopher.png", PicturePlace("/!m7.png", "png")) in blocks(found)[1]


def test_a_tag_that_only_an_unlisted_article_bears_is_words():
    found = evolve(article(1), tags=(name(Kind.TAG, "Alone", 0),))
    assert below(blocks(found), "TAGS") == (Prose("Alone"),)


def test_an_article_under_an_old_address_says_its_new_one_first():
    found = article(5, "Title", kicker="Kick", lede="Lede")
    snapshot = FakeSnapshot(SITE, (found,))
    title, moved, *rest = moved_page(snapshot, Reference(5, "Kick"), EN).blocks
    assert (title, *rest) == blocks(found)
    assert moved == (LinkLine("This article has moved: /Kick/!5", Place("/Kick/!5"), is_address=True),)


def test_what_an_article_says_without_what_leads_on():
    found = article(
        5, lede="Lede", tags=["t"], authors=["a"], image=Figure(Picture(7, "png"), "Caption"),
        body=(Paragraph(("Text ", Link("there", "https://example.invalid/"))),),
    )  # fmt: skip
    assert content_blocks(found, EN) == [
        (LinkLine("Image: Caption", PicturePlace("/!m7.png", "png")),),
        (Prose("Text [1][there]"),),
        (page.Heading("LINKS"),),
        (LinkLine("[1] https://example.invalid/", Outside("https://example.invalid/"), is_address=True),),
    ]
