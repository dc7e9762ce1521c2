"""Whoever remembers an article finds it: known items, by words in other forms, misspelt, or from the middle of it."""

from collections import Counter

import pytest

from gopherd.terms.query import parse_query
from tests.reference import ROOT

ITEMS = [
    tuple(part.strip() for part in line.rsplit(" | ", 3))
    for line in (ROOT / "tests" / "archive" / "known_items.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
FIRST, AMONG_TEN = 0.80, 0.95
"""What the search has to reach: of all queries, in how many the article is the first hit, and one of the first ten."""


def place(snapshot, query, number):
    """The place of an article among the hits, from 1; a hundred for one that does not come."""
    with snapshot:
        found = snapshot.search(parse_query(query), 1)
    numbers = [hit.headline.number for hit in found.hits]
    return numbers.index(number) + 1 if number in numbers else 100


@pytest.fixture
def papers(okfn, digitalgov, make_paper):
    """The shipped archive and two real ones, each with its index."""
    shipped = make_paper(ROOT / "archive")
    shipped.refresh()
    return {"archive": shipped, "okfn-de-blog": okfn, "digitalgov-news": digitalgov}


def test_there_are_enough_of_them():
    assert len(ITEMS) >= 100
    assert len({item[2] for item in ITEMS}) == len(ITEMS)
    assert set(Counter(item[1] for item in ITEMS)) == {"forms", "phrase", "misspelt", "umlauts"}


def test_known_items_come_first_or_nearly_so(papers, capsys):
    places = {}
    for name, how, query, path in ITEMS:
        rows = papers[name].query("SELECT path, number FROM file WHERE number IS NOT NULL")
        number = next(number for other, number in rows if other.endswith(path))
        places[name, how, query] = place(papers[name].at(), query, number)
    with capsys.disabled():
        print(f"\n{'archive':16} {'how':9} {'queries':>7} {'first':>6} {'in ten':>6}")
        for group in [*sorted({key[:2] for key in places}), ()]:
            found = [at for key, at in places.items() if key[: len(group)] == group]
            name, how = group or ("all", "")
            shares = (f"{sum(at <= most for at in found) / len(found):6.0%}" for most in (1, 10))
            print(f"{name:16} {how:9} {len(found):7}", *shares)
        for (name, how, query), at in places.items():
            if at > 1:
                print(f"    {at if at < 100 else '-':>3} {name}, {how}: {query}")
    assert sum(at == 1 for at in places.values()) >= FIRST * len(places)
    assert sum(at <= 10 for at in places.values()) >= AMONG_TEN * len(places)
