import click
import pytest

from gopherd.archive.finds import Found
from gopherd.render.wrapping import cells
from gopherd.searching import NothingFound, found_lines
from gopherd.terms.query import parse_query
from tests.fakes import SITE, FakeSnapshot, article

FULL = FakeSnapshot(
    SITE,
    (
        *(article(n, f"Title {n}", teaser=f"Teaser {n}", section="News") for n in range(1, 26)),
        article(40, "Undated", day=None, teaser="A long teaser about nothing but how long it is. " * 4),
    ),
)


def lines(words, page=1, width=None, snapshot=FULL):
    return [click.unstyle(line) for line in found_lines(snapshot, words, page, width)]


def test_hits_with_all_that_is_known_of_them():
    printed = lines("teaser title")
    assert printed[:4] == ["Title 25", "  2022-02-02  News  /Title-25/!25", "  Teaser 25", ""]
    assert printed[-1] == "25 hits: page 1 of 2 (--page 2 goes on)"
    assert sum(line.startswith("Title") for line in printed) == 20


def test_the_last_page_and_a_single_hit():
    assert lines("teaser title", 2)[-1] == "25 hits: page 2 of 2"
    assert lines("undated")[-1] == "1 hit: page 1 of 1"


def test_what_is_missing_leaves_no_gap():
    assert lines("undated")[1] == "  /Undated/!40"


def test_snippets_are_wrapped_on_a_terminal_and_whole_in_a_pipe():
    whole = lines("undated")[2]
    wrapped = lines("undated", width=40)[2:-2]
    assert len(wrapped) > 3
    assert all(cells(line) <= 40 for line in wrapped)
    assert " ".join(line.strip() for line in wrapped) == whole.strip()


def test_titles_are_told_from_the_rest_on_a_terminal():
    assert next(found_lines(FULL, "undated", 1, None)) == click.style("Undated", bold=True)


@pytest.mark.parametrize("words", ["zebra", "", "!?", '""'])
def test_nothing_found(words):
    with pytest.raises(NothingFound, match=r"^nothing found$"):
        lines(words)


def test_nothing_has_all_of_it():
    with pytest.raises(NothingFound, match=r"^nothing has all of 'zebra title'; by itself there is: title \(25\)$"):
        lines("zebra title")


def test_a_page_beyond_the_last():
    with pytest.raises(NothingFound, match=r"^there is no page 9; the last of 25 hits is 2$"):
        lines("title", 9)


def test_what_must_be_known_of_the_hits():
    class Says(FakeSnapshot):
        def search(self, query, page, within=None):
            hits = super().search(parse_query("undated"), 1).hits
            flags = dict.fromkeys(("is_cut", "is_by_date", "is_late", "corrected", "is_partial"), True)
            return Found(parse_query("climate"), 10000, hits, **flags)

    assert lines("clmate", snapshot=Says(SITE, FULL.articles))[-4:] == [
        "There is nothing for clmate; searched for climate instead.",
        "Nothing has all of clmate; these have most of it.",
        "The search took too long and was broken off: there may be more.",
        "more than 10,000 hits, the newest first: page 1 of 500 (--page 2 goes on)",
    ]
