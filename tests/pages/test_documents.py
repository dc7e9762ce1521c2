from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.selections import Everything, Since
from gopherd.pages.documents import Document, DocumentRoute, document_of, document_path, since_day


@given(st.sampled_from(Document))
def test_a_document_is_a_path_is_a_document(document):
    assert document_of([document_path(document).removeprefix("/")]) == DocumentRoute(document, Everything(), None)


def test_a_feed_may_stand_below_a_list():
    assert document_path(Document.FEED, "/Gopher/!t5") == "/Gopher/!t5/feed.xml"


def test_only_the_site_map_has_parts():
    assert document_of(["sitemap.txt", "5"]) == DocumentRoute(Document.SITEMAP, after=5)
    assert (
        document_of(["sitemap.txt", "x"])
        is document_of(["caps.txt", "5"])
        is document_of(["sitemap.txt", "05"])
        is None
    )
    assert document_of(["sitemap.txt", "5", "6"]) is document_of(["Caps.txt"]) is document_of(["x"]) is None


@given(st.dates())
def test_every_day_can_be_asked_for(day):
    assert since_day(day.isoformat()) == Since(day)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-11", "2026-11-31", "2026-1-1", "0000-01-01", "20261101", "٢٠٢٦-11-01"]
)
def test_what_is_no_day(text):
    assert since_day(text) is None


def test_the_first_of_november():
    assert since_day("2026-11-01") == Since(date(2026, 11, 1))
