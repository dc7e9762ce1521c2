from datetime import UTC, date, datetime

import pytest
from attrs import evolve

from gopherd.archive.selections import Changed, Everything, Longest, MostLinked, Named, Period, SameDay, Since
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.pages import listings, routes
from gopherd.pages.documents import Document, DocumentRoute
from gopherd.pages.listings import list_page, random_page, today_page, years_page
from gopherd.pages.page import LinkLine, Place, Prose, SearchPlace, TextPlace, Title
from gopherd.pages.routes import ListRoute
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
        (Since(date(2022, 1, 1)), "New or changed since Jan 1, 2022", "/!new/2022-01-01.txt"),
    ],
)
def test_a_list(selection, title, text):
    made = list_page(snapshot(2, section="News", tags=["Joe"], authors=["Ann"]), ListRoute(selection), EN)
    path = text.removesuffix(".txt")
    searches = {"/!l": (LinkLine(EN.search, SearchPlace("/!s")),), "/!new/2022-01-01": ()}
    search = searches.get(path, (LinkLine(EN.search_here, SearchPlace(f"{path}/!s")),))
    *blocks, ways = made.blocks
    assert [part for part in ways if part.text != EN.feed] == [
        LinkLine(EN.day_as_text if "/!d" in text else EN.list_as_text, TextPlace(text)),
        FRONT,
    ]
    assert blocks == [
        (Title(f"# Paper -- {title} (2)"),),
        *filter(None, (search,)),
        (LinkLine("Title 2", Place("/Title-2/!2")),),
        (Prose("Teaser 2"),),
        (LinkLine("Title 1", Place("/Title-1/!1")),),
        (Prose("Teaser 1"),),
    ]


def test_every_page_of_a_list_is_offered_as_a_text_and_a_day_as_one():
    here = FakeSnapshot(SITE, tuple(article(n, f"Title {n}") for n in range(1, 51)))

    def offered(selection, after):
        made = list_page(here, ListRoute(selection, after), EN)
        return [part.target.path for part in made.blocks[-1] if isinstance(part.target, TextPlace)]

    assert offered(Everything(), None) == ["/!l.txt"]
    assert offered(Everything(), 31) == ["/!l.txt/31"]
    assert offered(Period(2022, 2, 2), 31) == ["/!d2022-02-02.txt"]


def test_lists_of_names_offer_their_own_feed_once():
    here = snapshot(50, tags=["Joe"], authors=["Ann"], section="News")

    def feeds(selection, after=None, here=here):
        made = list_page(here, ListRoute(selection, after), EN)
        return [part.target.path for part in made.blocks[-1] if part.text == EN.feed]

    for name_ in (JOE, ANN, NEWS):
        selection = Named(name_.kind, name_.number)
        (path,) = feeds(selection)
        assert routes.resolve(path) == DocumentRoute(Document.FEED, selection)
        assert feeds(selection, 31) == []
    assert feeds(Everything()) == feeds(Period(2022)) == []
    assert feeds(Named(Kind.TAG, JOE.number), here=snapshot(1, TAZ, tags=["Joe"])) == []


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


def test_years():
    here = FakeSnapshot(SITE, (article(1, day="2020-05-05"), article(2), article(3), article(4, day=None)))
    assert lines(years_page(here, EN)) == ["# Paper -- Calendar", "2022 (2)", "2020 (1)", "Front page"]
    assert lines(years_page(FakeSnapshot(SITE), EN)) == ["# Paper -- Calendar", "Front page"]


# --- lists in other orders, and what they say


def test_a_list_of_what_is_new_or_changed_says_when_and_why_it_was_changed():
    updated = datetime(2022, 3, 4, tzinfo=UTC)
    articles = (article(1, "Old", updated=updated, correction="A comma."), article(2, "New", day="2022-03-01"))
    here = FakeSnapshot(SITE, articles)
    since = list_page(here, ListRoute(Since(date(2022, 3, 1))), EN)
    said = ["Old", "Correction (Mar 4, 2022): A comma."]
    assert lines(since)[:5] == [
        "# Paper -- New or changed since Mar 1, 2022 (2)", "Old", "Updated: Mar 4, 2022", said[1], "New",
    ]  # fmt: skip
    changed = list_page(here, ListRoute(Changed()), EN)
    assert lines(changed)[:4] == ["# Paper -- Changed and corrected lately (1)", "Old", "Updated: Mar 4, 2022", said[1]]
    assert changed.blocks[-1][0].target == TextPlace("/!changed.txt")


def test_the_longest_say_how_long_they_take_and_the_most_linked_how_often_they_are():
    articles = tuple(article(n, f"Title {n}") for n in (1, 2, 3))
    here = FakeSnapshot(SITE, articles, lengths={1: 12000, 3: 100}, links={2: 7})
    assert lines(list_page(here, ListRoute(Longest()), EN))[:5] == [
        "# Paper -- The longest reads (2)", "Title 1", "Reading time: 10 min", "Title 3", "Reading time: 1 min",
    ]  # fmt: skip
    assert lines(list_page(here, ListRoute(MostLinked()), EN))[1:3] == ["Title 2", "Articles that link to it: 7"]


def test_the_further_pages_of_what_is_not_in_order_of_time_are_not_called_older():
    here = snapshot(30)
    here = evolve(here, lengths={n: n for n in range(1, 31)})
    first = list_page(here, ListRoute(Longest()), EN)
    further = first.blocks[-1][0]
    assert (further.text, further.target.path) == ("Further articles (30 in all)", "/!long/11")
    second = list_page(here, routes.resolve(further.target.path), EN)
    assert (second.blocks[-1][0].text, second.blocks[-1][0].target.path) == (
        "The articles before (30 in all)",
        "/!long",
    )


def test_today_is_the_same_day_of_earlier_years_and_says_of_which():
    days = ("2021-11-22", "2020-11-22", "2026-11-22", "2021-11-23")
    here = FakeSnapshot(SITE, tuple(article(n, f"Title {n}", day=day) for n, day in enumerate(days, 1)))
    made = today_page(here, EN)
    assert lines(made)[:-2] == [
        "# Paper -- November 22 in earlier years (2)", "Title 1", "Nov 22, 2021", "Title 2", "Nov 22, 2020",
    ]  # fmt: skip
    assert made == list_page(here, ListRoute(SameDay(11, 22)), EN)
    assert made.blocks[-1][0].target == TextPlace("/!d--11-22.txt")


def test_a_day_on_which_nothing_appeared_says_so():
    assert lines(today_page(snapshot(2), EN)) == [
        "# Paper -- November 22 in earlier years", EN.nothing_that_day, "Front page",
    ]  # fmt: skip


def test_a_few_articles_by_chance_by_their_own_items():
    made = random_page(snapshot(9), EN)
    assert [part.target.path for block in made.blocks[1:-1] for part in block if isinstance(part, LinkLine)] == [
        f"/Title-{n}/!{n}" for n in range(1, 6)
    ]
    assert made.blocks[-1] == (LinkLine("Others", Place("/!random")), FRONT)
    with pytest.raises(NotFound):
        random_page(FakeSnapshot(SITE), EN)


def test_a_period_leads_to_the_nearest_that_have_articles():
    here = FakeSnapshot(
        SITE, tuple(article(n, day=day) for n, day in enumerate(("2020-01-05", "2022-02-02", "2023-05-05")))
    )

    def beside(period):
        made = list_page(here, ListRoute(period), EN)
        return [(part.text, part.target.path) for part in made.blocks[-1] if part.text.startswith(("Older", "Newer"))]

    in_taz = list_page(evolve(here, site=TAZ), ListRoute(Period(2022)), EN)
    assert not any(text.startswith("Older") for text in lines(in_taz))
    assert beside(Period(2022)) == [("Older: 2020", "/!d2020"), ("Newer: 2023", "/!d2023")]
    assert beside(Period(2022, 2)) == [("Older: January 2020", "/!d2020-01"), ("Newer: May 2023", "/!d2023-05")]
    assert beside(Period(2020, 1, 5)) == [("Newer: Feb 2, 2022", "/!d2022-02-02")]


def test_an_authors_page_begins_with_what_is_said_of_the_author():
    here = evolve(snapshot(25, authors=["Ann"]), abouts={"Ann": ("Writes.", "And reads.")})
    made = list_page(here, ListRoute(Named(Kind.AUTHOR, ANN.number)), EN)
    assert made.blocks[2:4] == ((Prose("Writes."),), (Prose("And reads."),))
    in_taz = list_page(evolve(here, site=TAZ), ListRoute(Named(Kind.AUTHOR, ANN.number)), EN)
    assert "Writes." not in lines(in_taz)
    assert "Writes." not in lines(list_page(here, ListRoute(Named(Kind.AUTHOR, ANN.number), 6), EN))


def test_a_section_begins_with_those_that_are_part_of_it():
    articles = (article(1, section="News"), article(2, section="News/Europe"))
    here = FakeSnapshot(SITE, articles, parts={"News": ["News/Europe"]})
    made = list_page(here, ListRoute(Named(Kind.SECTION, NEWS.number)), EN)
    assert [part.text for part in made.blocks[2]] == ["News/Europe (1)"]


def test_a_series_is_called_one():
    series = name(Kind.SERIES, "Ways")
    made = list_page(snapshot(1, series=["Ways"]), ListRoute(Named(Kind.SERIES, series.number)), EN)
    assert made.blocks[0] == (Title("# Paper -- Series: Ways (1)"),)
