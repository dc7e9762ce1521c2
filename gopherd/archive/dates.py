"""Dates as publishers write them, to aware datetimes."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final

_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})"
    r"(?:[Tt\s]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]+)?)?"
    r"\s*(?P<zone>[Zz]|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})?)?"
)
FIRST_YEAR: Final = 1000
"""No article is older; with one digit fewer, years and months could not be told apart in the calendar."""
_IN_NAME: Final = re.compile(
    r"(?P<date>(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?:[-_.]|$)|(?P<digits>(?:19|20)[0-9]{6})(?:[-_.]|$)"
)


def parse(text: str, zone: tzinfo) -> datetime:
    """A date, with or without time and zone.

    Args:
        text: ISO 8601 and its relatives: ``2022-02-02``, ``2022-02-02 14:30:00 -0500``, ``2022/2/2T14:30Z``.
        zone: the zone of a time that names none; an hour that comes twice in autumn is the later one.

    Raises:
        ValueError: ``text`` is no date, or one that does not exist, or lies before the year 1000 (a slip of the pen:
            no newspaper is that old); the message says which.
    """
    match = _DATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no date; write 2022-02-02 or 2022-02-02T14:30:00+01:00")
    numbers = {key: int(value) for key, value in match.groupdict(default="0").items() if key != "zone"}
    try:
        moment = datetime(**numbers, tzinfo=_zone(match["zone"], zone), fold=1)
        datetime.fromtimestamp(moment.timestamp(), zone)  # at the edge of the calendar it may lie in no year of ours
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} does not exist ({error})") from error
    if moment.year < FIRST_YEAR:
        raise ValueError(f"{text!r} lies before the year {FIRST_YEAR}")
    return moment


def in_name(name: str) -> str:
    """The date that a file name begins with, as ``2022-02-02``, or nothing."""
    match = _IN_NAME.match(name)
    if match is None:
        return ""
    digits = match["digits"]
    date = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else match["date"]
    try:
        parse(date, UTC)
    except ValueError:
        return ""
    return date


def without_date(name: str) -> str:
    """A file name without the date that it begins with."""
    match = _IN_NAME.match(name)
    return name[match.end() :] if match and in_name(name) else name


def _zone(text: str | None, default: tzinfo) -> tzinfo:
    if not text:
        return default
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)
