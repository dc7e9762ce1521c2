from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.finds import Facet, Found, Hit, Part
from gopherd.archive.selections import Named, Period
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.pages import routes
from gopherd.pages.page import Heading, LinkLine, Place, Prose, SearchPlace, Title
from gopherd.pages.queries import SearchRoute
from gopherd.pages.search import like_page, search_page
from gopherd.terms.query import parse_query
from tests.fakes import SITE, TAZ, FakeSnapshot, article, name
from tests.strategies import any_text

EN, DE = catalogues()["en"], catalogues()["de"]
FRONT = LinkLine("Front page", Place("/"))
NEWS, JOE = name(Kind.SECTION, "News"), name(Kind.TAG, "Joe")


def snapshot(count, site=SITE, **more):
    return FakeSnapshot(
        site,
        tuple(
            article(n, f"Title {n}", teaser=f"Teaser {n} of many", section="News", **more) for n in range(1, count + 1)
        ),
    )


@pytest.fixture
def says():
    """A snapshot that finds what a test says."""

    class Says(FakeSnapshot):
        found = None

        def search(self, query, page, within=None):
            return self.found

    def make(found, site=SITE):
        Says.found = found
        return Says(site, (article(1, section="News", tags=["Joe"]),))

    return make


def lines(made):
    return [part.text for block in made.blocks for part in block]


def links(made):
    return {part.text: part.target for block in made.blocks for part in block if isinstance(part, LinkLine)}


def test_a_page_of_hits():
    made = search_page(snapshot(2), SearchRoute("teaser"), EN)
    assert made.blocks == (
        (Title("# Paper -- teaser: 2 hits"),),
        (LinkLine("Search the archive", SearchPlace("/!s")),),
        (LinkLine("Title 2", Place("/Title-2/!2")), Prose("Feb 2, 2022, News"), Prose("Teaser 2 of many")),
        (LinkLine("Title 1", Place("/Title-1/!1")), Prose("Feb 2, 2022, News"), Prose("Teaser 1 of many")),
        (FRONT,),
    )


def test_the_title_counts_as_the_language_does(says):
    query = parse_query("klima")
    assert (
        lines(search_page(says(Found(query, 1, (_hit(1),)), TAZ), SearchRoute("klima"), DE))[0]
        == "# Paper -- klima: 1 Treffer"
    )
    many = search_page(says(Found(query, 12345, (_hit(1),)), TAZ), SearchRoute("klima"), DE)
    assert lines(many)[0] == "# Paper -- klima: 12.345 Treffer"


def _hit(number, **more):
    return Hit(article(number, f"Title {number}", **more).headline, None, "A *word* here")


def test_a_hit_without_day_and_section_and_snippet():
    here = FakeSnapshot(SITE, (article(1, "Title", day=None),))
    made = search_page(here, SearchRoute("title"), EN)
    assert made.blocks[2:] == ((LinkLine("Title", Place("/Title/!1")),), (FRONT,))


def test_the_day_of_a_hit_is_that_of_the_site(says):
    at_ten = int(datetime(2022, 2, 2, 22, tzinfo=UTC).timestamp())
    found = Found(parse_query("x"), 1, (Hit(evolve(_hit(1).headline, published=at_ten), None, ""),))
    assert "Feb 2, 2022" in lines(search_page(says(found), SearchRoute("x"), EN))
    berlin = evolve(SITE, timezone="Europe/Berlin")
    assert "Feb 2, 2022" in lines(search_page(says(found, berlin), SearchRoute("x"), EN))
    tokyo = evolve(SITE, timezone="Asia/Tokyo")
    assert "Feb 3, 2022" in lines(search_page(says(found, tokyo), SearchRoute("x"), EN))


@pytest.mark.parametrize("words", ["", "   ", "\x00\u202e"])
def test_without_words_it_says_how_to_search(words):
    made = search_page(snapshot(2), SearchRoute(words), EN)
    assert made.blocks[:3] == (
        (Title("# Paper -- Search"),),
        (LinkLine("Search the archive", SearchPlace("/!s")),),
        (Heading("HOW TO SEARCH"),),
    )
    assert Prose(EN.search_help_words, "* ", "  ") in made.blocks[3]
    assert made.blocks[-1] == (FRONT,)


def test_every_page_is_reached_from_the_one_before_and_leads_back():
    here, seen = snapshot(65), []
    path, previous = "/!s/teaser", None
    while path:
        made = search_page(here, routes.resolve(path), EN)
        seen += [text for text in lines(made) if text.startswith("Title ")]
        found = {text: target.path for text, target in links(made).items() if "hits (page" in text}
        back = [target for text, target in found.items() if text.startswith("Previous")]
        assert back == ([previous] if previous else [])
        previous, path = path, next((target for text, target in found.items() if text.startswith("Further")), None)
    assert seen == [f"Title {n}" for n in range(65, 0, -1)]
    assert previous == "/!s/teaser/4"


def test_the_page_beyond_the_last_is_not_there():
    with pytest.raises(NotFound):
        search_page(snapshot(20), SearchRoute("teaser", 2), EN)


def test_words_about_the_hits(says):
    found = Found(
        parse_query("climate"),
        10000,
        (_hit(1),),
        is_cut=True,
        is_by_date=True,
        is_late=True,
        corrected=True,
        is_partial=True,
    )
    made = search_page(says(found), SearchRoute("clmate"), EN)
    assert lines(made)[0] == "# Paper -- climate: 10,000 hits"
    assert made.blocks[2] == tuple(
        map(
            Prose,
            (
                EN.hits_corrected.format(asked="clmate", words="climate"),
                EN.hits_partial,
                EN.hits_cut.format(total="10,000"),
                EN.hits_late,
                EN.hits_by_date,
            ),
        )
    )
    assert links(made)["Further hits (page 2 of 500)"] == Place("/!s/climate/2")


def test_facets_lead_to_the_same_words_with_a_filter():
    articles = [article(n, "Wind", section="Small Nets", tags=["Joe"], authors=['Ann "Q" Ho']) for n in range(1, 16)]
    articles += [article(n, "Wind", section="News", day="2021-01-01") for n in range(16, 31)]
    here = FakeSnapshot(SITE, tuple(articles))
    made = search_page(here, SearchRoute("wind"), EN)
    offered = {text: target.path for text, target in links(made).items() if text.endswith("(15)")}
    assert list(offered) == ["2022 (15)", "2021 (15)", "News (15)", "Small Nets (15)", "Joe (15)", 'Ann "Q" Ho (15)']
    for text in ("2022 (15)", "2021 (15)", "News (15)", "Small Nets (15)", "Joe (15)"):
        narrower = search_page(here, routes.resolve(offered[text]), EN)
        assert lines(narrower)[0].endswith(": 15 hits"), text
    texts = lines(made)
    assert texts.index("NARROW DOWN") < texts.index("Years:") < texts.index("Sections:") < texts.index("Tags:")


def test_few_hits_are_not_narrowed_down_nor_many_by_what_they_all_share():
    assert "NARROW DOWN" not in lines(search_page(snapshot(20), SearchRoute("teaser"), EN))
    assert "NARROW DOWN" not in lines(search_page(snapshot(21), SearchRoute("teaser"), EN))


@pytest.mark.parametrize(
    "words",
    [
        " ".join(f"w{n}" for n in range(20)),
        "x" * 250,
        f"{'x' * 236} y",
        f"{'x' * 246} y",
    ],
)
def test_a_facet_for_which_a_query_has_no_room_is_left_out(says, words):
    query = parse_query(words)
    facets = (Facet(Kind.TAG, "Joe und noch viel mehr", 5, 3), Facet(None, "2022", 2022, 3))
    made = search_page(says(Found(query, 100, (_hit(1),), facets=facets)), SearchRoute(words), EN)
    assert "NARROW DOWN" not in lines(made)


def test_of_more_hits_than_are_counted_it_is_said_how_many_were(says):
    query, facets = parse_query("wind"), (Facet(Kind.TAG, "Joe", 5, 3),)
    some = search_page(says(Found(query, 9000, (_hit(1),), facets=facets, counted=2500)), SearchRoute("wind"), EN)
    assert "Counted among the newest 2,500 hits." in lines(some)
    every = search_page(says(Found(query, 2500, (_hit(1),), facets=facets, counted=2500)), SearchRoute("wind"), EN)
    assert not any(line.startswith("Counted") for line in lines(every))


def test_a_year_in_which_the_query_begins_or_ends_can_be_narrowed_down_to(says):
    query = parse_query("x after:2021-05 before:2023-08-01")
    facets = tuple(Facet(None, str(year), year, 3) for year in (2021, 2022, 2023, 9999))
    made = search_page(says(Found(query, 100, (_hit(1),), facets=facets)), SearchRoute(query.text), EN)
    offered = {text: routes.resolve(target.path).words for text, target in links(made).items() if text.endswith("(3)")}
    spans = {text: (parse_query(words).begin, parse_query(words).end) for text, words in offered.items()}
    assert spans == {
        "2021 (3)": (date(2021, 5, 1), date(2022, 1, 1)),
        "2022 (3)": (date(2022, 1, 1), date(2023, 1, 1)),
        "2023 (3)": (date(2023, 1, 1), date(2023, 8, 1)),
    }


@pytest.mark.parametrize(
    ("within", "path", "called"),
    [
        (Named(Kind.SECTION, NEWS.number), f"/News/!p{NEWS.number}", "News"),
        (Named(Kind.TAG, JOE.number), f"/Joe/!t{JOE.number}", "Joe"),
        (Period(2022), "/!d2022", "2022"),
        (Period(2022, 2), "/!d2022-02", "February 2022"),
    ],
)
def test_a_search_within_a_list(within, path, called):
    here = evolve(
        snapshot(3, tags=["Joe"]),
        articles=(*snapshot(3, tags=["Joe"]).articles, article(9, "Teaser", day="2020-01-01")),
    )
    made = search_page(here, SearchRoute("teaser", within=within), EN)
    assert lines(made)[0] == "# Paper -- teaser: 3 hits"
    assert made.blocks[1] == (LinkLine("Search these articles", SearchPlace(f"{path}/!s")),)
    assert made.blocks[2] == (
        LinkLine(f"Searched only here: {called}", Place(path)),
        LinkLine("Search the whole archive for the same", Place("/!s/teaser")),
    )
    asking = search_page(here, SearchRoute(within=within), EN)
    assert lines(asking)[0] == f"# Paper -- Search in: {called}"
    assert asking.blocks[1] == made.blocks[1]


@pytest.mark.parametrize("within", [Named(Kind.TAG, 777), Period(1999)])
@pytest.mark.parametrize("words", ["", "teaser"])
def test_a_search_within_what_is_not_there(within, words):
    with pytest.raises(NotFound):
        search_page(snapshot(3), SearchRoute(words, within=within), EN)


def test_nothing_is_found_of_all_but_something_of_each():
    made = search_page(snapshot(3), SearchRoute("teaser zebra title"), EN)
    assert lines(made)[0] == "# Paper -- teaser zebra title: 0 hits"
    assert made.blocks[2] == (Prose(EN.hits_not_all),)
    assert made.blocks[3] == (
        Prose(EN.hits_parts),
        LinkLine("teaser (3)", Place("/!s/teaser")),
        LinkLine("title (3)", Place("/!s/title")),
    )
    assert "HOW TO SEARCH" in lines(made)


def test_below_what_has_most_of_the_words_stands_what_has_each(says):
    query = parse_query("climate zebra")
    parts = (Part(parse_query("climate"), 12345, is_cut=False),)
    made = search_page(says(Found(query, 1, (_hit(1),), is_partial=True, parts=parts)), SearchRoute(query.text), EN)
    assert lines(made)[0] == "# Paper -- climate zebra: 1 hit"
    assert made.blocks[2] == (Prose(EN.hits_partial),)
    assert made.blocks[4] == (Prose(EN.hits_parts), LinkLine("climate (12,345)", Place("/!s/climate")))


def test_nothing_is_found_at_all():
    made = search_page(snapshot(3), SearchRoute("xyz"), EN)
    assert lines(made)[0] == "# Paper -- xyz: 0 hits"
    assert made.blocks[2] == (Prose(EN.hits_none),)
    assert "HOW TO SEARCH" in lines(made)


@pytest.mark.parametrize("words", ["!?", "-", '"', "*", "sort:date"])
def test_who_looks_for_nothing_is_told_how_to_search(words):
    made = search_page(snapshot(3), SearchRoute(words), EN)
    assert lines(made)[0] == "# Paper -- Search"
    assert "HOW TO SEARCH" in lines(made)


def test_a_search_broken_off_before_anything_was_found_says_so(says):
    made = search_page(says(Found(parse_query("wind"), 0, (), is_late=True)), SearchRoute("wind"), EN)
    assert EN.hits_late in lines(made)
    assert EN.hits_none not in lines(made)


def test_long_words_are_shown_short_and_carried_whole():
    text = " ".join(["teaser"] * 12)
    made = search_page(snapshot(21), SearchRoute(text), EN)
    assert lines(made)[0] == f"# Paper -- {text[:63]}…: 21 hits"
    assert links(made)["Further hits (page 2 of 2)"].path == f"/!s/{text.replace(' ', '=20')}/2"


@given(any_text, st.integers(1, 3))
def test_any_words_make_a_page(words, number):
    try:
        made = search_page(snapshot(25), SearchRoute(words, number), EN)
    except NotFound:
        assert number > 1
        return
    assert isinstance(made.blocks[0][0], Title)
    assert all(made.blocks)


def test_articles_like_one():
    here = FakeSnapshot(
        SITE, (article(1, "One", tags=["a"]), article(2, "Two", tags=["a"], teaser="T"), article(3, "Three"))
    )
    assert like_page(here, 1, EN).blocks == (
        (Title("# Paper -- Like this one: One"),),
        (LinkLine("Two", Place("/Two/!2")),),
        (Prose("T"),),
        (LinkLine("One", Place("/One/!1")), FRONT),
    )
    assert lines(like_page(here, 3, EN)) == ["# Paper -- Like this one: Three", EN.like_none, "Three", "Front page"]
    with pytest.raises(NotFound):
        like_page(here, 777, EN)
