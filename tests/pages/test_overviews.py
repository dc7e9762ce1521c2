import pytest

from gopherd.archive.selections import OTHER, ByName, BySize
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.pages import routes
from gopherd.pages.overviews import names_page, overview_lines, overview_word
from gopherd.pages.routes import NamesRoute
from tests.fakes import SITE, TAZ, FakeSnapshot, article, name

EN, DE = catalogues()["en"], catalogues()["de"]
MANY = FakeSnapshot(SITE, tuple(article(n, tags=[f"{'abc'[n % 3]} {n:03}", "1984", "always"]) for n in range(330)))


def lines(made):
    return [part.text for block in made.blocks for part in block]


@pytest.mark.parametrize(
    ("kind", "word", "text"),
    [(Kind.TAG, "Tags", "Joe (2)"), (Kind.AUTHOR, "Authors", "Ann (2)"), (Kind.SECTION, "Sections", "News (2)")],
)
def test_names_with_the_number_of_their_articles(kind, word, text):
    made = names_page(two(tags=["Joe"], authors=["Ann"], section="News"), NamesRoute(kind), EN)
    assert lines(made) == [
        f"# Paper -- {word} (1)",
        text,
        *([EN.by_size.format(names=word)] if kind is not Kind.SECTION else []),
        "Front page",
    ]
    assert made.blocks[1][0].target.path.endswith(f"/!{kind.value}{name(kind, text.split(' ')[0]).number}")


def two(**more):
    return FakeSnapshot(SITE, tuple(article(n, **more) for n in (1, 2)))


def test_the_size_is_left_out_where_the_original_has_none():
    made = names_page(FakeSnapshot(TAZ, (article(1, tags=["Joe"]),)), NamesRoute(Kind.TAG), DE)
    assert lines(made)[0] == "# Paper -- Themen"


def test_too_many_names_for_a_page_are_reached_by_their_letters():
    made = names_page(MANY, NamesRoute(Kind.TAG), EN)
    assert [(part.text, part.target.path) for part in made.blocks[1]] == [
        ("0-9 (1)", "/!t/_"), ("A (111)", "/!t/a"), ("B (110)", "/!t/b"), ("C (110)", "/!t/c"),
    ]  # fmt: skip
    assert lines(made)[0] == "# Paper -- Tags (332)"
    shown = []
    for letter in made.blocks[1]:
        path = letter.target.path
        while path:
            page = names_page(MANY, routes.resolve(path), EN)
            shown += [part.text for part in page.blocks[1]]
            path = next((part.target.path for part in page.blocks[-1] if part.text == "Further"), None)
    assert len(shown) == len(set(shown)) == 332


def test_the_names_of_a_letter_stand_on_several_pages_and_lead_to_the_other_orders():
    first = names_page(MANY, NamesRoute(Kind.TAG, ByName("a")), EN)
    assert lines(first)[0] == "# Paper -- Tags: A (111)"
    assert [(part.text, part.target.path.rpartition("/")[0]) for part in first.blocks[-1]] == [
        ("Further", "/!t/a"), ("Tags from A to Z", ""), ("Tags by number of articles", "/!t"), ("Front page", ""),
    ]  # fmt: skip
    second = names_page(MANY, routes.resolve(first.blocks[-1][0].target.path), EN)
    assert second.blocks[-1][0].text == "Back"
    assert second.blocks[-1][0].target.path == "/!t/a"
    assert names_page(MANY, NamesRoute(Kind.TAG, ByName(OTHER)), EN).blocks[1][0].text == "1984 (330)"


def test_names_by_the_number_of_their_articles():
    made = names_page(MANY, NamesRoute(Kind.TAG, BySize()), EN)
    assert lines(made)[:3] == ["# Paper -- Tags by number of articles (332)", "1984 (330)", "always (330)"]
    assert made.blocks[-1][0].target.path.startswith("/!t/most/")


@pytest.mark.parametrize("order", [ByName("q"), ByName(OTHER), BySize()])
def test_an_order_without_names_is_not_found(order):
    with pytest.raises(NotFound):
        names_page(FakeSnapshot(SITE, (article(1, authors=["Ann"]),)), NamesRoute(Kind.TAG, order), EN)


def test_names_of_which_there_are_none():
    made = names_page(FakeSnapshot(SITE), NamesRoute(Kind.TAG), EN)
    assert lines(made) == ["# Paper -- Tags (0)", "Tags by number of articles", "Front page"]


def test_sections_with_those_that_are_part_of_them_behind_them():
    articles = (article(1, section="Sport"), article(2, section="News"), article(3, section="News/Europe"))
    here = FakeSnapshot(SITE, articles, parts={"News": ["News/Europe"]})
    assert lines(names_page(here, NamesRoute(Kind.SECTION), EN)) == [
        "# Paper -- Sections (3)", "News (1)", "- News/Europe (1)", "Sport (1)", "Front page",
    ]  # fmt: skip


def test_only_overviews_with_something_in_them_are_offered():
    here = FakeSnapshot(SITE, (article(1, series=["Ways"], tags=["t"]),))
    assert [(part.text, part.target.path) for part in overview_lines(here, EN)] == [("Tags", "/!t"), ("Series", "/!c")]


def test_overviews_are_named_in_the_language_of_the_site():
    assert [overview_word(kind, DE) for kind in (Kind.SECTION, Kind.TAG, Kind.AUTHOR)] == [
        "Ressorts",
        "Themen",
        "Autoren",
    ]
