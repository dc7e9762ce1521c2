"""Dates as readers see them."""

from datetime import date
from functools import lru_cache
from typing import Final

from babel.dates import format_date, format_skeleton

from gopherd.archive.selections import Period
from gopherd.model.site import Style

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_A_LEAP_YEAR: Final = 2000


@lru_cache(maxsize=4096)
def day_text(day: date, style: Style, language: str) -> str:
    """A day: ``2 Feb 2022`` whatever the language in the taz style, else the language's medium form."""
    if style is Style.TAZ:
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return format_date(day, "medium", locale=language)


@lru_cache(maxsize=512)
def month_day_text(month: int, day: int, style: Style, language: str) -> str:
    """A day of no year."""
    if style is Style.TAZ:
        return f"{day} {_MONTHS[month - 1]}"
    return format_skeleton("MMMMd", date(_A_LEAP_YEAR, month, day), locale=language)


@lru_cache(maxsize=4096)
def period_text(period: Period, style: Style, language: str) -> str:
    """A year, a month or a day of the calendar."""
    if period.month is None:
        return str(period.year)
    first = date(period.year, period.month, period.day or 1)
    if period.day is not None:
        return day_text(first, style, language)
    if style is Style.TAZ:
        return f"{_MONTHS[first.month - 1]} {first.year}"
    return format_skeleton("yMMMM", first, locale=language)
