import pytest
from attrs import evolve

from gopherd.archive.selections import Everything, Longest, Named, Period
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.body import Figure, Link, Paragraph, Picture, Reference
from gopherd.pages import text
from gopherd.pages.page import LinkLine, Outside, PicturePlace, Place, Prose, TextPlace, Title
from gopherd.pages.routes import ListRoute
from gopherd.pages.text import article_text, list_text
from tests.fakes import SITE, TAZ, FakeSnapshot, article, name

EN = catalogues()["en"]
FULL = article(
    5,
    "Title",
    kicker="Kicker",
    authors=["Ann", "Bob"],
    lede="The lede.",
    image=Figure(Picture(7, "png"), "A caption", "A credit"),
    body=(Paragraph(("See ", Link("it", Reference(6, "Slug")), " and ", Link("that", "https://a.invalid/"))),),
    rights="CC BY",
    source="https://example.invalid/5",
    tags=["Tag"],
)


@pytest.mark.parametrize("site", [SITE, evolve(TAZ, language="en")], ids=["default", "taz"])
def test_an_article(site):
    made = article_text(FakeSnapshot(site, (FULL,)), 5, EN)
    assert [block for block in made.blocks if block] == [
        (Title("Kicker: Title"),),
        (Prose("Feb 2, 2022" if site is SITE else "2 Feb 2022"), Prose("Ann, Bob")),
        (Prose("The lede.", "> ", "> "),),
        (LinkLine("Image: A caption", PicturePlace("/!m7.png", "png")),),
        (Prose("See [1][it] and [2][that]"),),
        *([(Prose("Image: A credit"), Prose("Rights: CC BY"))] if site is SITE else []),
        (LinkLine("[1]", Place("/Slug/!6")), LinkLine("[2]", Outside("https://a.invalid/"))),
        (
            LinkLine("This article on the web", Outside("https://example.invalid/5")),
            LinkLine("This article in Gopherspace", Place("/Kicker/!5")),
        ),
    ]


def test_what_is_absent_leaves_no_trace():
    made = article_text(FakeSnapshot(SITE, (article(5, day=None),)), 5, EN)
    assert [block for block in made.blocks if block] == [
        (Title("A title"),), (LinkLine("This article in Gopherspace", Place("/A-title/!5")),),
    ]  # fmt: skip


def test_an_unknown_number_and_an_empty_list_are_not_found():
    with pytest.raises(NotFound):
        article_text(FakeSnapshot(SITE), 5, EN)
    with pytest.raises(NotFound):
        list_text(FakeSnapshot(SITE), ListRoute(Everything()), EN)


def titles(made):
    return [part.text for block in made.blocks for part in block if isinstance(part, Title)]


def test_a_list_is_its_contents_and_then_the_articles_whole():
    tag = name(Kind.TAG, "Joe")
    here = FakeSnapshot(SITE, tuple(article(n, f"Title {n}", tags=["Joe"]) for n in range(1, 25)))
    made = list_text(here, ListRoute(Named(Kind.TAG, tag.number)), EN)
    expected = [f"Title {n}" for n in range(24, 4, -1)]
    assert titles(made) == ["# Paper -- Joe", *expected]
    assert [part.text for part in made.blocks[1]] == expected
    older = TextPlace(f"/Joe/!t{tag.number}.txt/5")
    assert made.blocks[-1] == (LinkLine("Older articles (24 in all)", older),)
    rest = list_text(here, ListRoute(Named(Kind.TAG, tag.number), 5), EN)
    assert titles(rest)[1:] == [f"Title {n}" for n in range(4, 0, -1)]
    assert not any(isinstance(part, LinkLine) and isinstance(part.target, TextPlace) for part in rest.blocks[-1])


def test_links_are_numbered_anew_in_each_article():
    body = (Paragraph((Link("x", "https://a.invalid/"),)),)
    here = FakeSnapshot(SITE, (article(1, "One", body=body), article(2, "Two", body=body)))
    made = list_text(here, ListRoute(Everything()), EN)
    assert sum(part.text == "[1]" for block in made.blocks for part in block) == 2


def test_a_day_is_one_text_up_to_a_limit(monkeypatch):
    here = FakeSnapshot(SITE, tuple(article(n, f"Title {n}") for n in range(1, 31)))
    day = ListRoute(Period(2022, 2, 2))
    assert len(titles(list_text(here, day, EN))) == 31
    assert len(titles(list_text(here, ListRoute(Period(2022, 2)), EN))) == 21
    monkeypatch.setattr(text, "ARTICLES_A_DAY", 25)
    made = list_text(here, day, EN)
    assert len(titles(made)) == 26
    assert made.blocks[-1][0].target == TextPlace("/!d2022-02-02.txt/6")


def test_a_list_that_is_not_by_time_goes_on_with_further_articles():
    here = FakeSnapshot(SITE, tuple(article(n) for n in range(1, 25)), lengths={n: n for n in range(1, 25)})
    made = list_text(here, ListRoute(Longest()), EN)
    assert made.blocks[-1] == (LinkLine("Further articles (24 in all)", TextPlace("/!long.txt/5")),)
