from datetime import UTC, datetime

import pytest
from attrs import evolve

from gopherd.config import catalogues
from gopherd.model.body import Figure
from gopherd.pages.page import Prose
from gopherd.pages.remarks import changes, day, published, remarks
from tests.fakes import SITE, TAZ, article

EN = catalogues()["en"]
UPDATED = datetime(2022, 3, 4, tzinfo=UTC)


def test_the_day_of_an_article_and_of_one_that_has_none():
    assert (published(article(1), SITE), day(article(1), TAZ)) == ("Feb 2, 2022", (Prose("2 Feb 2022"),))
    assert (published(article(1, day=None), SITE), day(article(1, day=None), SITE)) == ("", ())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, []),
        ({"updated": UPDATED}, ["Updated: Mar 4, 2022"]),
        ({"correction": "A comma."}, ["Correction: A comma."]),
        ({"updated": UPDATED, "correction": "A."}, ["Updated: Mar 4, 2022", "Correction (Mar 4, 2022): A."]),
    ],
)
def test_when_and_why_it_was_changed(more, said):
    assert [part.text for part in changes(article(1, **more), SITE, EN)] == said


def test_whose_it_is_stands_below_that_where_the_original_has_no_line_for_it():
    full = article(1, updated=UPDATED, rights="CC0", image=Figure(None, "Words", "Ann"))
    assert [part.text for part in remarks(full, SITE, EN)] == ["Updated: Mar 4, 2022", "Image: Ann", "Rights: CC0"]
    assert [part.text for part in remarks(full, TAZ, EN)] == ["Updated: 4 Mar 2022"]
    assert remarks(evolve(full, updated=None, rights="", image=None), SITE, EN) == ()
