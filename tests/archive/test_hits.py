import pytest

from tests.archive.test_searching import search


@pytest.fixture
def paper(paper):
    paper.write(
        "1.md", "Das freie Wort und eine Presse.\n\nDie freie Presse lebt.", id=1, title="Vom Land", language="de",
        section="Politik", lede="Über das Land.",
    )  # fmt: skip
    paper.refresh()
    return paper


def only(paper, words):
    (hit,) = search(paper, words).hits
    return hit


@pytest.mark.parametrize(
    ("words", "snippet"),
    [
        ('"freie Presse"', "Die *freie* *Presse* lebt."),
        ("freie presse", "Das *freie* Wort und eine *Presse*."),
        ("title:land wort", "Das freie *Wort* und eine Presse."),
        ("leb*", "Die freie Presse *lebt*."),
        ("section:politik", "Über das Land."),
    ],
)
def test_the_place_is_shown_where_it_stands(paper, words, snippet):
    assert only(paper, words).snippet == snippet


def test_a_hit_has_its_headline_and_its_section(paper):
    hit = only(paper, "presse")
    assert (hit.headline.number, hit.headline.title, hit.section.text) == (1, "Vom Land", "Politik")
