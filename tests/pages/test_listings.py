from datetime import date

import pytest

from gopherd.archive.ports import Everything, Named, Period, Since
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.pages import listings, routes
from gopherd.pages.listings import list_page, names_page, overview_word, years_page
from gopherd.pages.page import LinkLine, Place, Prose, SearchPlace, TextPlace, Title
from gopherd.pages.routes import ListRoute, NamesRoute
from tests.fakes import SITE, TAZ, FakeSnapshot, article, name

EN, DE = catalogues()["en"], catalogues()["de"]
NEWS, JOE, ANN = name(Kind.SECTION, "News"), name(Kind.TAG, "Joe"), name(Kind.AUTHOR, "Ann")
FRONT = LinkLine("Front page", Place("/"))


def snapshot(count, site=SITE, **more):
    """``count`` articles, the newest with the highest number, two a month."""
    articles = [
        article(n, f"Title {n}", teaser=f"Teaser {n}", day=f"2022-{(n - 1) // 2 % 12 + 1:02}-01", **more)
        for n in range(1, count + 1)
    ]
    return FakeSnapshot(site, tuple(articles))


def lines(made):
    return [part.text for block in made.blocks for part in block]


@pytest.mark.parametrize(
    ("selection", "title", "text"),
    [
        (Everything(), "All articles", "/!l.txt"),
        (Named(Kind.SECTION, NEWS.number), "News", f"/News/!p{NEWS.number}.txt"),
        (Named(Kind.TAG, JOE.number), "Joe", f"/Joe/!t{JOE.number}.txt"),
        (Named(Kind.AUTHOR, ANN.number), "All articles by Ann", f"/Ann/!a{ANN.number}.txt"),
        (Period(2022, 1, 1), "Jan 1, 2022", "/!d2022-01-01.txt"),
        (Since(date(2022, 1, 1)), "New since Jan 1, 2022", "/!new/2022-01-01.txt"),
    ],
)
def test_a_list(selection, title, text):
    made = list_page(snapshot(2, section="News", tags=["Joe"], authors=["Ann"]), ListRoute(selection), EN)
    path = text.removesuffix(".txt")
    searches = {"/!l": (LinkLine(EN.search, SearchPlace("/!s")),), "/!new/2022-01-01": ()}
    search = searches.get(path, (LinkLine(EN.search_here, SearchPlace(f"{path}/!s")),))
    assert made.blocks == (
        (Title(f"# Paper -- {title}"),),
        *filter(None, (search,)),
        (LinkLine("Title 2", Place("/Title-2/!2")),),
        (Prose("Teaser 2"),),
        (LinkLine("Title 1", Place("/Title-1/!1")),),
        (Prose("Teaser 1"),),
        (LinkLine(EN.day_as_text if "/!d" in text else EN.list_as_text, TextPlace(text)), FRONT),
    )


def test_every_page_of_a_list_is_offered_as_a_text_and_a_day_as_one():
    here = FakeSnapshot(SITE, tuple(article(n, f"Title {n}") for n in range(1, 51)))

    def offered(selection, after):
        made = list_page(here, ListRoute(selection, after), EN)
        return [part.target.path for part in made.blocks[-1] if isinstance(part.target, TextPlace)]

    assert offered(Everything(), None) == ["/!l.txt"]
    assert offered(Everything(), 31) == ["/!l.txt/31"]
    assert offered(Period(2022, 2, 2), 31) == ["/!d2022-02-02.txt"]


def test_lists_of_taz_leave_the_slug_out():
    made = list_page(snapshot(1, TAZ, authors=["Ann"]), ListRoute(Named(Kind.AUTHOR, ANN.number)), DE)
    assert made.blocks[0] == (Title("# Paper -- Alle Artikel von Ann"),)
    assert made.blocks[1] == (LinkLine("Title 1", Place("/!1")),)
    assert made.blocks[-1] == (LinkLine("Titelseite", Place("/")),)


def test_a_year_leads_to_its_months_and_a_month_to_its_days():
    made = list_page(snapshot(4), ListRoute(Period(2022)), EN)
    assert made.blocks[2] == (
        LinkLine("January 2022 (2)", Place("/!d2022-01")),
        LinkLine("February 2022 (2)", Place("/!d2022-02")),
    )
    made = list_page(snapshot(4), ListRoute(Period(2022, 2)), EN)
    assert made.blocks[2] == (LinkLine("Feb 1, 2022 (2)", Place("/!d2022-02-01")),)
    assert made.blocks[3] == (LinkLine("Title 4", Place("/Title-4/!4")),)


@pytest.mark.parametrize(
    "selection", [Everything(), Named(Kind.TAG, 5), Named(Kind.SECTION, 5), Period(2021), Period(2022, 13)]
)
def test_a_list_without_articles_is_not_found(selection):
    with pytest.raises(NotFound):
        list_page(FakeSnapshot(SITE, ()), ListRoute(selection), EN)


def test_a_list_after_what_is_not_in_it_is_not_found():
    with pytest.raises(NotFound):
        list_page(snapshot(3), ListRoute(Everything(), 77), EN)


@pytest.mark.parametrize("count", [20, 21, 40, 41, 65])
@pytest.mark.parametrize("selection", [Everything(), Named(Kind.TAG, JOE.number)])
def test_nothing_is_left_out_of_a_long_list_in_either_direction(count, selection):
    articles = tuple(article(n, f"Title {n}", tags=["Joe"]) for n in range(1, count + 1))
    here = FakeSnapshot(SITE, articles)

    def walk(path, word):
        titles, seen = [], []
        while path:
            made = list_page(here, routes.resolve(path), EN)
            shown = [text for text in lines(made) if text.startswith("Title ")]
            assert len(shown) <= listings.ARTICLES_A_PAGE
            titles.append(shown)
            seen.append(path)
            path = next((part.target.path for part in made.blocks[-1] if part.text.startswith(word)), None)
        return titles, seen

    path = "/!l" if isinstance(selection, Everything) else f"/Joe/!t{JOE.number}"
    pages, paths = walk(path, f"Older articles ({count} in all)")
    assert [title for shown in pages for title in shown] == [f"Title {n}" for n in range(count, 0, -1)]
    assert walk(paths[-1], f"Newer articles ({count} in all)") == (pages[::-1], paths[::-1])


def test_the_periods_of_a_year_stand_on_its_first_page_only():
    made = list_page(snapshot(24), ListRoute(Period(2022), 5), EN)
    assert lines(made)[2].startswith("Title")


@pytest.mark.parametrize(
    ("kind", "word", "text"),
    [(Kind.TAG, "Tags", "Joe (2)"), (Kind.AUTHOR, "Authors", "Ann (2)"), (Kind.SECTION, "Sections", "News (2)")],
)
def test_names_with_the_number_of_their_articles(kind, word, text):
    made = names_page(snapshot(2, tags=["Joe"], authors=["Ann"], section="News"), NamesRoute(kind), EN)
    assert lines(made) == [f"# Paper -- {word}", text, "Front page"]
    assert made.blocks[1][0].target.path.endswith(f"/!{kind.value}{name(kind, text.split(' ')[0]).number}")


def test_many_names_stand_on_several_pages():
    tags = [f"Tag {n:03}" for n in range(250)]
    here = FakeSnapshot(SITE, (article(1, tags=tags),))
    first = names_page(here, NamesRoute(Kind.TAG), EN)
    second = names_page(here, routes.resolve(first.blocks[-1][0].target.path), EN)
    third = names_page(here, routes.resolve(second.blocks[-1][0].target.path), EN)
    assert [[part.text for part in made.blocks[-1]] for made in (first, second, third)] == [
        ["Further", "Front page"],
        ["Further", "Back", "Front page"],
        ["Back", "Front page"],
    ]
    shown = [part.text for made in (first, second, third) for part in made.blocks[1]]
    assert shown == [f"{tag} (1)" for tag in tags]
    assert second.blocks[-1][1].target.path == "/!t"


def test_names_of_which_there_are_none():
    assert lines(names_page(FakeSnapshot(SITE), NamesRoute(Kind.TAG), EN)) == ["# Paper -- Tags", "Front page"]


def test_sections_stand_on_one_page():
    with pytest.raises(NotFound):
        names_page(snapshot(1, section="News"), NamesRoute(Kind.SECTION, NEWS.number), EN)


def test_years():
    here = FakeSnapshot(SITE, (article(1, day="2020-05-05"), article(2), article(3), article(4, day=None)))
    assert lines(years_page(here, EN)) == ["# Paper -- Calendar", "2022 (2)", "2020 (1)", "Front page"]
    assert lines(years_page(FakeSnapshot(SITE), EN)) == ["# Paper -- Calendar", "Front page"]


def test_overviews_are_named_in_the_language_of_the_site():
    assert [overview_word(kind, DE) for kind in (Kind.SECTION, Kind.TAG, Kind.AUTHOR)] == [
        "Ressorts",
        "Themen",
        "Autoren",
    ]
