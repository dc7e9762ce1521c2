from datetime import UTC, datetime

import pytest
from attrs import evolve

from gopherd.config import catalogues
from gopherd.errors import BeingIndexed, Fault
from gopherd.model.site import Block, Front, FrontBlock
from gopherd.pages.front import alert_page, front_page, indexing_page, missing_page, refusal_page, shortened
from gopherd.pages.page import Alert, LinkLine, Place, Prose, SearchPlace, TextPlace, Title
from gopherd.pages.queries import search_path
from tests.fakes import SITE, TAZ, FakeSnapshot, article

EN = catalogues()["en"]
FULL = FakeSnapshot(
    SITE,
    tuple(
        article(n, f"Title {n}", teaser=f"Teaser {n}", section="ab"[n % 2], tags=["t"], authors=["u"])
        for n in range(1, 11)
    ),
)


def lines(made):
    return [part.text for block in made.blocks for part in block]


def test_the_newest_then_of_each_section_what_is_not_said_yet_then_every_way_on():
    sections = [["a", "Title 4", "Title 2"], ["b", "Title 3", "Title 1"]]
    shown = [text for text in lines(front_page(FULL, EN)) if not text.startswith("Teaser")]
    assert shown == [
        "# Paper", "A slogan", EN.search, *(f"Title {n}" for n in range(10, 4, -1)), *sections[0], *sections[1],
        "FURTHER ON", "All articles (10)", "Sections", "Tags", "Authors", "Calendar", EN.random,
        EN.editions, EN.about, EN.feed,
    ]  # fmt: skip


def test_every_way_on_leads_to_its_overview():
    made = front_page(FULL, EN)
    assert [part.target.path for part in made.blocks[-1]] == [
        "/!l", "/!p", "/!t", "/!a", "/!d", "/!random", "/!e", "/about.txt", "/feed.xml"
    ]  # fmt: skip
    assert [isinstance(part.target, TextPlace) for part in made.blocks[-1]] == [False] * 7 + [True] * 2


def test_every_way_that_has_something_in_it_is_offered_in_one_line_and_none_in_the_layout_that_has_none():
    updated = datetime(2022, 3, 4, tzinfo=UTC)
    articles = (article(1, day="2021-11-22", updated=updated, series=["Ways"]), article(2))
    full = FakeSnapshot(SITE, articles, lengths={1: 100}, links={2: 1})
    ways = [(part.text, part.target.path) for part in front_page(full, EN).blocks[-1]]
    assert ways[1:-3] == [
        ("Series", "/!c"), ("Calendar", "/!d"), ("Today in earlier years", "/!today"),
        ("Changed and corrected lately", "/!changed"), ("Most linked", "/!linked"), ("The longest reads", "/!long"),
        ("Out of the archive at random", "/!random"),
    ]  # fmt: skip
    wanted = Front((), (FrontBlock(Block.LINKED), FrontBlock(Block.TODAY)))
    fewer = front_page(evolve(full, site=evolve(SITE, front=wanted)), EN).blocks[-1]
    assert [part.text for part in fewer][3:-4] == ["Changed and corrected lately", "The longest reads"]
    in_taz = [part.target.path for part in front_page(evolve(full, site=TAZ), EN).blocks[-1]]
    assert in_taz == ["/!l", "/!c", "/!d", "/!e"]


def test_what_an_editor_wants_stands_on_the_page():
    front = Front((2,), (FrontBlock(Block.TAG, "t"),))
    made = front_page(evolve(FULL, site=evolve(SITE, front=front)), EN)
    shown = [text for text in lines(made) if not text.startswith("Teaser")]
    assert shown[2:8] == [EN.search, "Title 2", "t", "Title 10", "Title 9", "Title 8"]


def test_texts_for_programs_are_not_offered_where_the_original_has_none():
    made = front_page(evolve(FULL, site=TAZ), EN)
    assert [part.target.path for part in made.blocks[-1]] == ["/!l", "/!p", "/!t", "/!a", "/!d", "/!e"]


def test_ways_to_nothing_are_not_shown():
    made = front_page(FakeSnapshot(SITE, (article(1, day=None),)), EN)
    shown = ["# Paper", "A slogan", EN.search, "A title", "FURTHER ON", "All articles (1)", EN.random, EN.editions]
    shown += [EN.about, EN.feed]
    assert lines(made) == shown


def test_an_empty_archive_says_how_to_begin():
    made = front_page(FakeSnapshot(SITE), EN)
    assert made.blocks == ((Title("# Paper"),), (Prose("A slogan"),), (Prose(EN.empty),), (Prose(EN.empty_how),))


def test_a_missing_page_says_so_first_and_then_leads_on():
    made = missing_page(FULL, "/Nothing", EN)
    assert made.blocks[0] == (Alert("There is nothing here: /Nothing"),)
    assert lines(made)[1:] == [
        "Search for these words: Nothing",
        EN.not_found_way,
        "Front page",
        EN.search,
        "All articles (10)",
        "Sections",
        "Tags",
        "Authors",
        "Calendar",
    ]
    assert sum(isinstance(part, Alert) for block in made.blocks for part in block) == 1


def test_a_day_without_articles_names_those_beside_it():
    days = FakeSnapshot(SITE, (article(1, day="2022-01-05"), article(2, day="2022-01-09")))
    made = missing_page(days, "/!d2022-01-07", EN)
    assert [line.target for line in made.blocks[1]] == [Place("/!d2022-01-05"), Place("/!d2022-01-09")]


def test_a_page_behind_the_last_of_a_search_leads_back_to_the_search():
    made = missing_page(FULL, search_path("", "title", 99), EN)
    assert LinkLine(EN.search_for.format(words="title"), Place("/!s/title")) in made.blocks[1]


def test_a_missing_number_names_those_that_differ_in_one_figure():
    near = FakeSnapshot(SITE, (article(1384011, "Near", kicker="K"), article(9)))
    for selector in ("/!1384012", "/ascii/40/Slug/!1384012", "/1384012", "/Slug/!1384012.txt"):
        made = missing_page(near, selector, EN)
        assert made.blocks[1] == (Prose(EN.not_found_number),)
        assert made.blocks[2] == (LinkLine("K: Near", Place("/K/!1384011")),)
    assert EN.not_found_number not in lines(missing_page(near, "/!t1384012", EN))


@pytest.mark.parametrize("selector", ["/Title-7/!777", "/ascii/40/Title-7/!777"])
@pytest.mark.parametrize(("site", "path"), [(SITE, "/Title-7/!7"), (TAZ, "/!7")])
def test_a_missing_page_names_what_is_near(site, path, selector):
    made = missing_page(FakeSnapshot(site, FULL.articles), selector, EN)
    assert made.blocks[2] == (LinkLine("Title 7", Place(path)),)


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ("/2019/05/alter-Artikel.html", "2019 05 alter Artikel"),
        ("/ascii/40/-Müller-/!5", "Müller"),
        ("/tag:x", "tag x"),
        ("/!777", None),
        ("/-/..", None),
    ],
)
def test_a_missing_page_offers_to_search_for_its_words(selector, words):
    found = [
        (part.text, part.target)
        for block in missing_page(FULL, selector, EN).blocks
        for part in block
        if isinstance(part, LinkLine) and part.text.startswith("Search")
    ]
    general = (EN.search, SearchPlace("/!s"))
    own = [(EN.search_for.format(words=words), Place(search_path("", words)))] if words else []
    assert found == [*own, general]


def test_a_missing_page_of_an_empty_archive():
    assert lines(missing_page(FakeSnapshot(SITE), "/x", EN)) == [
        "There is nothing here: /x", EN.not_found_way, "Front page",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("/x", "/x"),
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 63 + "…"),
        ("a\tb\x00c\x1b[31m", "a bc[31m"),
        ("a  b", "a b"),
        ("gepj\u202eexe\u200b", "gepjexe"),
        ("{0} {selector}", "{0} {selector}"),
    ],
)
def test_an_echo_is_short_and_clean(selector, expected):
    assert shortened(selector) == expected
    assert missing_page(FakeSnapshot(SITE), selector, EN).blocks[0] == (Alert(f"There is nothing here: {expected}"),)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (refusal_page(Fault.TOO_LONG, EN), EN.too_long),
        (indexing_page(BeingIndexed(3, 10), EN), EN.being_indexed.format(done=3, total=10)),
        (indexing_page(BeingIndexed(0, 0), EN), EN.being_counted),
        (alert_page("Wrong."), "Wrong."),
    ],
)
def test_pages_of_one_sentence(made, text):
    assert made.blocks == ((Alert(text),),)
