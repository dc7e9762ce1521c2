from gopherd.archive.neighbourhood import REACH
from gopherd.archive.related import AT_MOST, rarity
from tests.archive.test_reader import related


def test_rarity_falls_with_every_doubling():
    assert [rarity(count) for count in (0, 1, 2, 3, 4, 7, 8)] == [32, 31, 30, 30, 29, 29, 28]
    assert rarity(10**9) > 0


def test_who_shares_more_goes_before_who_is_nearer(paper):
    paper.write("1.md", id=1, tags=["a", "b"], date="2022-02-10")
    paper.write("2.md", id=2, tags=["a", "b"], date="2022-01-01").write("3.md", id=3, tags=["a"], date="2022-02-09")
    assert [number for number, _ in related(paper.seen())] == [2, 3]


def test_they_are_looked_for_near_in_time_and_are_few(paper):
    for number in range(1, 3 * REACH + 2):
        paper.write(f"{number}.md", id=number, tags=["t"], date=f"2022-01-{number:02}")
    middle = REACH + REACH // 2
    found = [number for number, _ in related(paper.seen(), middle)]
    assert len(found) == AT_MOST
    assert max(abs(number - middle) for number in found) <= REACH
    assert found[:2] == [middle + 1, middle - 1]


def numbers(paper, number=1, now="2026-11-22T12:00"):
    return [other for other, _ in related(paper.seen(now), number)]


def test_links_relate_in_either_direction(paper):
    paper.write("1.md", "See [that](2.md).", id=1).write("2.md", id=2, date="1999-01-01")
    paper.write("3.md", "See [this](/!1).", id=3, date="2024-01-01").write(
        "4.md", id=4, title="Else", date="2022-02-03"
    )
    assert numbers(paper) == [3, 2]
    assert numbers(paper, 2) == [1]


def test_who_is_named_comes_first_and_others_follow_up_to_five(paper):
    for number in range(1, 10):
        paper.write(
            f"{number}.md", id=number, tags=["t"], related=[9, 1] if number == 5 else [], date=f"2022-01-0{number}"
        )
    assert numbers(paper, 5) == [9, 1, 6, 4, 7]
    paper.write("5.md", id=5, tags=["t"], related=[1, 2, 3, 7, 8, 9], date="2022-01-05")
    assert numbers(paper, 5) == [1, 2, 3, 7, 8, 9]


def test_a_link_says_more_than_a_tag(paper):
    paper.write("1.md", "See [that](2.md).", id=1, tags=["t"]).write("2.md", id=2).write("3.md", id=3, tags=["t"])
    assert numbers(paper) == [2, 3]


def test_the_rare_words_of_title_and_lede_relate(paper):
    paper.write("1.md", "Text.", id=1, title="Gorilla am Kanal", lede="Elefant, Krokodil.", language="de")
    paper.write("2.md", "Text.", id=2, title="Krokodil, Elefant und Gorilla", language="de")
    for number in range(3, 8):
        paper.write(f"{number}.md", "Text.", id=number, title=f"Am Kanal {number}", language="de")
    assert numbers(paper) == [2]


def test_among_those_of_a_tag_words_decide(paper):
    for number in range(1, 8):
        words = "Gorilla" if number in {1, 6} else "Anderes"
        paper.write(
            f"{number}.md", "Text.", id=number, tags=["t"], title=f"{words} {number}", date=f"2022-01-0{number}"
        )
    assert numbers(paper)[0] != 6
    paper.write("3.md", "Text.", id=3, tags=["t"], title="Gorilla 3", date="2022-01-03")
    assert numbers(paper)[0] == 3


def test_nobody_is_related_to_himself_or_to_what_may_not_be_shown(paper):
    paper.write("1.md", "[me](1.md) [a](2.md) [b](3.md) [c](4.md)", id=1, tags=["t"])
    paper.write("2.md", "[x](1.md)", id=2, weight=0).write("3.md", "[x](1.md)", id=3, draft="true")
    paper.write("4.md", "[x](1.md)", id=4, date="2030-01-01")
    assert numbers(paper) == []
    assert numbers(paper, now="2030-01-02") == [4]


def test_what_half_of_the_paper_links_to_is_related_to_a_few_of_it(paper):
    for number in range(2, 40):
        paper.write(f"{number}.md", "See [this](1.md).", id=number, date="1999-01-01")
    paper.write("1.md", id=1)
    assert len(numbers(paper)) == AT_MOST
