from gopherd.archive.finds import Found, Part
from gopherd.terms.query import parse_query


def test_a_search_that_found_nothing_says_nothing_of_hits():
    found = Found(parse_query("x"), 0, ())
    assert not found.hits
    assert not found.facets
    assert not found.is_cut
    assert not found.is_by_date
    assert not found.corrected


def test_a_part_of_a_query_is_a_query():
    assert Part(parse_query("x"), 3, is_cut=False).query.text == "x"
