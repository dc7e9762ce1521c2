from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.dates import in_name, parse, without_date

BERLIN = ZoneInfo("Europe/Berlin")


@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))  # noqa: DTZ001
def test_what_python_writes_is_read(moment):
    moment = moment.replace(microsecond=0)
    text = moment.isoformat()
    if moment.utcoffset().seconds % 60:
        return  # local mean times have seconds in their offset, which nobody writes
    assert parse(text, UTC) == datetime.fromisoformat(text)


@given(
    st.one_of(
        st.text(),
        st.from_regex(
            r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}([+-][0-9]{4})?)?", fullmatch=True
        ),
    ),
    st.timezones(),
)
def test_any_text_is_a_date_or_a_value_error(text, zone):
    try:
        moment = parse(text, zone)
    except ValueError:
        return
    # Whatever is taken can be shown in the zone of the site.
    assert datetime.fromtimestamp(moment.timestamp(), zone).year


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-02-02", datetime(2022, 2, 2, tzinfo=BERLIN)),
        ("2022/2/2", datetime(2022, 2, 2, tzinfo=BERLIN)),
        ("2022.02.02", datetime(2022, 2, 2, tzinfo=BERLIN)),
        (" 2022-02-02 14:30 ", datetime(2022, 2, 2, 14, 30, tzinfo=BERLIN)),
        ("2022-02-02T14:30:15Z", datetime(2022, 2, 2, 14, 30, 15, tzinfo=UTC)),
        ("2022-02-02 14:30:00 -0500", datetime(2022, 2, 2, 19, 30, tzinfo=UTC)),
        ("2022-02-02T14:30:00.123+01:00", datetime(2022, 2, 2, 13, 30, tzinfo=UTC)),
        ("2022-02-02 14:30 UTC", datetime(2022, 2, 2, 14, 30, tzinfo=UTC)),
        ("2022-02-02T14:30+05", datetime(2022, 2, 2, 14, 30, tzinfo=timezone(timedelta(hours=5)))),
    ],
)
def test_dates_as_publishers_write_them(text, moment):
    assert parse(text, BERLIN) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2017-02-30", "2022-13-01", "2022-02-02 25:00", "2022-02-02T10:00+99:00", "yesterday", "", "02.02.2022",
        "2022-02-02 10:00 CET", "0000-01-01", "0001-01-01", "0022-02-02", "9999-12-31T23:59:59-14:00",
    ],
)  # fmt: skip
def test_what_is_no_date_is_said_with_its_words(text):
    with pytest.raises(ValueError) as told:  # noqa: PT011 - the message is looked at
        parse(text, BERLIN)
    assert repr(text) in str(told.value)


def test_the_hour_that_comes_twice_in_october_is_the_later_one():
    assert parse("2022-10-30 02:30", BERLIN).timestamp() == datetime(2022, 10, 30, 1, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("name", "date", "rest"),
    [
        ("2019-05-07-some-news", "2019-05-07", "some-news"),
        ("2019-05-07.md", "2019-05-07", "md"),
        ("20190507-some", "2019-05-07", "some"),
        ("2019-05-07", "2019-05-07", ""),
        ("2019-02-30-some", "", "2019-02-30-some"),
        ("20191399-some", "", "20191399-some"),
        ("2019-05-071-some", "", "2019-05-071-some"),
        ("1812-05-07-some", "", "1812-05-07-some"),
        ("some-2019-05-07", "", "some-2019-05-07"),
    ],
)
def test_a_date_in_a_file_name(name, date, rest):
    assert (in_name(name), without_date(name)) == (date, rest)
