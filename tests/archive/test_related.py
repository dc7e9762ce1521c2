from gopherd.archive.related import AT_MOST, REACH, rarity
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
