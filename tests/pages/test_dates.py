from datetime import date

import pytest

from gopherd.archive.selections import Period
from gopherd.config import catalogues
from gopherd.model.site import Style
from gopherd.pages.dates import day_text, period_text

DAY = date(2022, 3, 2)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_day_in_taz_is_english_without_zero_whatever_the_language(language):
    assert day_text(DAY, Style.TAZ, language) == "2 Mar 2022"


@pytest.mark.parametrize(("language", "expected"), [("de", "02.03.2022"), ("en", "Mar 2, 2022")])
def test_a_day_is_the_medium_form_of_the_language_by_default(language, expected):
    assert day_text(DAY, Style.DEFAULT, language) == expected


@pytest.mark.parametrize(
    ("period", "style", "expected"),
    [
        (Period(2022), Style.DEFAULT, "2022"),
        (Period(2022, 3), Style.DEFAULT, "März 2022"),
        (Period(2022, 3, 2), Style.DEFAULT, "02.03.2022"),
        (Period(2022), Style.TAZ, "2022"),
        (Period(2022, 3), Style.TAZ, "Mar 2022"),
        (Period(2022, 3, 2), Style.TAZ, "2 Mar 2022"),
    ],
)
def test_periods(period, style, expected):
    assert period_text(period, style, "de") == expected


@pytest.mark.parametrize("language", catalogues())
def test_every_language_of_the_catalogue_has_dates(language):
    assert "2022" in day_text(DAY, Style.DEFAULT, language)
    assert "2022" in period_text(Period(2022, 3), Style.DEFAULT, language)
