import pytest

from gopherd.archive import alike
from gopherd.errors import NotFound


@pytest.fixture
def zoo(paper):
    paper.write("1.md", "Text.", id=1, title="Der Gorilla im Gehege", lede="Bananen", tags=["Zoo"], language="de")
    paper.write("2.md", "Ein Gorilla und viele Bananen.", id=2, title="Affen", tags=["Zoo"], language="de")
    paper.write("3.md", "Bananen.", id=3, title="Obst", language="de")
    paper.write("4.md", "Nichts davon.", id=4, title="Anderes", language="de")
    paper.write("5.md", "Gorilla, Bananen.", id=5, title="Geheim", tags=["Zoo"], language="de", date="2030-01-01")
    paper.write("6.md", "Gorilla, Bananen.", id=6, title="Unlisted", tags=["Zoo"], language="de", weight=0)
    return paper


def numbers(paper, number, now="2026-11-22"):
    return [related.headline.number for related in paper.seen(now).like(number)]


def test_who_shares_the_rarest_words_comes_first_and_nobody_is_like_himself(zoo):
    assert numbers(zoo, 1) == [2, 3]


def test_what_may_not_be_shown_is_not_there(zoo):
    assert set(numbers(zoo, 1, "2031-01-01")) == {2, 3, 5}
    with pytest.raises(NotFound):
        numbers(zoo, 5)
    with pytest.raises(NotFound):
        numbers(zoo, 99)


def test_each_is_shown_with_its_leading_tag(zoo):
    assert [related.tag and related.tag.text for related in zoo.seen().like(1)] == ["Zoo", None]


def test_an_article_of_no_telling_word_is_like_none(paper):
    paper.write("1.md", "Eins.", id=1, title="Die", language="de")
    paper.write("2.md", "Zwei.", id=2, title="Die", language="de")
    assert numbers(paper, 1) == []


def test_an_unlisted_one_has_its_like_too(zoo):
    assert numbers(zoo, 6)


def test_they_are_few(paper):
    for number in range(1, 30):
        paper.write(f"{number}.md", id=number, title=f"Gorilla {number}")
    assert len(numbers(paper, 1)) == alike.AT_MOST


def test_a_series_is_no_tag(paper):
    paper.write("a.md", "x", id=1, title="Alpha", tags=["gardens"], series="columns", date="2022-01-01", language="en")
    paper.write("b.md", "x", id=2, title="Beta", tags=["gardens"], date="2022-01-02", language="en")
    paper.write("c.md", "columns", id=3, title="Gamma", date="2022-01-03", language="en")
    reader = paper.seen()
    with reader:
        assert [related.headline.number for related in reader.like(1)] == [2]
