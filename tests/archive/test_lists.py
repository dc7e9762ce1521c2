import datetime as dt
import itertools
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.archive.selections import ByName, Everything, Named, Period, Since
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED, Kind
from gopherd.model.naming import number_of_name
from tests.archive.conftest import NOW, Paper, listed, moment, titles, walk

TAG = Named(Kind.TAG, number_of_name("t"))


def test_newest_first_by_time_and_then_by_number(paper):
    for number, date in enumerate(["2022-02-02", "2022-02-03", "2022-02-02", None, "2022-02-02T00:01"], 1):
        paper.write(f"{number}.md", id=number, date=date, title=str(number))
    assert listed(paper.seen()) == ["2", "5", "3", "1", "4"]


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """Articles, many of them of the same day, every third below a tag, some of them unlisted or to come."""
    paper = Paper(tmp_path_factory.mktemp("paper"), tmp_path_factory.mktemp("index"))
    for number in range(1, 61):
        day = f"2022-0{number % 3 + 1}-0{number % 4 + 1}" if number % 10 else None
        paper.write(f"{number}.md", id=number, date=day, tags=["t"] if number % 3 else [], weight=number % 7)
    for number in range(61, 70):
        paper.write(f"{number}.md", id=number, date="2099-01-01", tags=["t"])
    paper.refresh()
    yield paper
    paper.close()


@settings(deadline=None, max_examples=40)
@given(
    limit=st.integers(1, 70),
    selection=st.sampled_from(
        [Everything(), TAG, Period(2022), Period(2022, 2), Period(2022, 2, 3), Since(dt.date(2022, 2, 3))]
    ),
)
def test_walking_a_list_meets_every_article_once_and_the_way_back_is_the_same(hundred, limit, selection):
    snapshot = hundred.at()
    windows = walk(snapshot, selection, limit)
    numbers = [headline.number for window in windows for headline in window.headlines]
    assert len(set(numbers)) == len(numbers) == windows[0].total
    assert {window.total for window in windows} == {len(numbers)}
    assert all(len(window.headlines) == limit for window in windows[:-1])
    assert windows[0].newer is None
    for before, window in itertools.pairwise(windows):
        assert snapshot.headlines(selection, window.newer or None, limit).headlines == before.headlines


def test_a_cursor_never_shifts(paper):
    for number in range(1, 8):
        paper.write(f"{number}.md", id=number, title=str(number))
    assert titles(paper.seen().headlines(Everything(), 5, 2)) == ["4", "3"]
    paper.write("9.md", id=9, title="9")
    window = paper.seen().headlines(Everything(), 5, 2)
    assert (titles(window), window.newer) == (["4", "3"], 7)


def test_the_window_behind_the_last_article_is_empty(paper):
    window = paper.write("1.md", id=1).seen().headlines(Everything(), 1, 2)
    assert (window.headlines, window.has_older, window.newer, window.total) == ((), False, 0, 1)


@pytest.mark.parametrize("number", [99, 2, 3, 4])
def test_nothing_that_may_not_be_shown_is_a_cursor(paper, number):
    paper.write("1.md", id=1).write("2.md", id=2, draft="true").write("3.md", id=3, date="2099-01-01").raw("4.md", "x")
    with pytest.raises(NotFound):
        paper.seen().headlines(Everything(), number, 2)


@pytest.mark.parametrize(
    "selection",
    [
        Named(Kind.TAG, 1), Named(Kind.AUTHOR, number_of_name("t")), Period(2021), Period(2022, 3), Period(2022, 2, 3),
        Period(2022, 13), Period(2022, 2, 30), Period(0), Period(22, 2), Period(9999), Period(9999, 12, 31),
    ],
)  # fmt: skip
def test_a_list_without_articles_is_not_there(paper, selection):
    paper.write("1.md", tags=["t"])
    with pytest.raises(NotFound):
        paper.seen().headlines(selection, None, 2)


def test_an_empty_archive_has_no_list(paper):
    snapshot = paper.seen()
    assert listed(snapshot) == []
    assert snapshot.counts(None) == []
    assert snapshot.names(Kind.TAG, ByName(), None, 5).names == ()


# --- what is to come


def test_what_is_to_come_is_in_nothing_until_its_time_and_then_in_everything(paper):
    paper.write("1.md", id=1, title="now", tags=["t", "both"], section="News")
    paper.write(
        "2.md", id=2, title="later", tags=["t", "only later"], section="News", date="2026-11-30T10:00", authors="A"
    )
    paper.refresh()

    def seen(when):
        snapshot = paper.at(when)
        return {
            "all": listed(snapshot),
            "tag": listed(snapshot, TAG),
            "month": listed(snapshot, Period(2026, 11)),
            "tags": {name.text: name.count for name in snapshot.names(Kind.TAG, ByName(), None, 9).names},
            "authors": len(snapshot.names(Kind.AUTHOR, ByName(), None, 9).names),
            "sections": [name.count for name in snapshot.sections()],
            "years": [(count.period.year, count.articles) for count in snapshot.counts(None)],
            "newer": snapshot.neighbours(snapshot.article(1))[1] is not None,
        }

    before = {
        "all": ["now"], "tag": ["now"], "month": [], "tags": {"both": 1, "t": 1}, "authors": 0, "sections": [1],
        "years": [(2022, 1)], "newer": False,
    }  # fmt: skip
    after = {
        "all": ["later", "now"], "tag": ["later", "now"], "month": ["later"],
        "tags": {"both": 1, "only later": 1, "t": 2}, "authors": 1, "sections": [2],
        "years": [(2026, 1), (2022, 1)], "newer": True,
    }  # fmt: skip
    assert seen("2026-11-30T09:59:59") == before
    assert seen("2026-11-30T10:00:00") == after
    assert seen("2026-11-22T00:00:00") == before  # a calendar that is set back


@pytest.mark.parametrize("number", [number_of_name("later"), 12345])
def test_a_name_that_only_an_article_to_come_bears_does_not_exist(paper, number):
    snapshot = paper.write("2.md", tags=["later"], date="2099-01-01").seen()
    with pytest.raises(NotFound):
        snapshot.name(Kind.TAG, number)
    with pytest.raises(NotFound):
        snapshot.names(Kind.TAG, ByName(), number, 5)


def test_an_unlisted_article_is_in_no_list_and_no_count(paper):
    paper.write("1.md", id=1).write("2.md", id=2, weight=0, tags=["t"], section="News", authors="A")
    snapshot = paper.seen()
    assert listed(snapshot) == ["Title of 1.md"]
    assert snapshot.counts(Period(2022, 2))[0].articles == 1
    assert [snapshot.names(kind, ByName(), None, 5).names for kind in Kind] == [()] * len(Kind)
    assert list(snapshot.sections()) == []
    assert snapshot.neighbours(snapshot.article(1)) == (None, None)


def test_more_is_to_come_within_the_day(paper):
    paper.write("1.md", date="2026-11-22T11:00").write("2.md", date="2026-11-22T13:00").write("3.md", date="2026-11-23")
    snapshot = paper.seen("2026-11-22T12:00")
    for period in (Period(2026), Period(2026, 11), Period(2026, 11, 22)):
        assert snapshot.headlines(period, None, 9).total == len(listed(snapshot, period)) == 1
    assert [count.period.day for count in snapshot.counts(Period(2026, 11))] == [22]


# --- the calendar, in the site's zone


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2022-03-27T00:30", 27),
        ("2022-03-26T23:30Z", 27),
        ("2022-03-27T21:59:59Z", 27),
        ("2022-03-27T22:00Z", 28),
        ("2022-10-30T02:30", 30),
        ("2022-10-30T22:59:59Z", 30),
        ("2022-10-30T23:00Z", 31),
    ],
)
def test_a_day_begins_and_ends_in_the_zone_of_the_site(paper, date, day):
    paper.configure('[site]\ntimezone = "Europe/Berlin"').write("1.md", date=date)
    snapshot, month = paper.seen(), int(date[5:7])
    assert listed(snapshot, Period(2022, month, day)) == ["Title of 1.md"]
    assert [(count.period.day, count.articles) for count in snapshot.counts(Period(2022, month))] == [(day, 1)]


@settings(deadline=None, max_examples=15)
@given(
    st.lists(st.datetimes(datetime(2021, 12, 30), datetime(2023, 1, 3)), min_size=1, max_size=12),  # noqa: DTZ001
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Pacific/Kiritimati", "Asia/Kolkata"]),
)
def test_counts_and_lists_of_every_period_agree(tmp_path_factory, dates, zone):
    paper = Paper(tmp_path_factory.mktemp("paper"), tmp_path_factory.mktemp("index"))
    paper.configure(f'[site]\ntimezone = "{zone}"')
    for number, date in enumerate(dates):
        paper.write(f"{number}.md", date=f"{date:%Y-%m-%dT%H:%M:%S}Z")
    snapshot = paper.seen()
    local = [date.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)) for date in dates]
    assert_counts(snapshot, local)
    paper.close()


def assert_counts(snapshot, moments):
    """Every count and every list of the calendar is that of these moments."""
    years = Counter(moment.year for moment in moments)
    assert [(count.period.year, count.articles) for count in snapshot.counts(None)] == sorted(
        years.items(), reverse=True
    )
    days = {}
    for year in years:
        months = Counter(moment.month for moment in moments if moment.year == year)
        assert [(count.period.month, count.articles) for count in snapshot.counts(Period(year))] == sorted(
            months.items()
        )
        for month in months:
            for count in snapshot.counts(Period(year, month)):
                days[year, month, count.period.day] = count.articles
                assert snapshot.headlines(count.period, None, 1).total == count.articles
                window = snapshot.headlines(count.period, None, count.articles)
                assert (len(window.headlines), window.has_older) == (count.articles, False)
    assert days == Counter((moment.year, moment.month, moment.day) for moment in moments)


# --- names


def test_names_by_name_in_windows_and_back(paper):
    names = ["Ärger", "azur", "Berlin", "ça", "Дума", "zoo", "Zoo 2", "漢字"]
    paper.write("1.md", tags=names)
    snapshot = paper.seen()
    whole = [name.text for name in snapshot.names(Kind.TAG, ByName(), None, 99).names]
    assert sorted(whole) == sorted(names)
    assert whole[:4] == ["Ärger", "azur", "Berlin", "ça"]
    for limit in range(1, 9):
        windows, after = [], None
        while True:
            windows.append(snapshot.names(Kind.TAG, ByName(), after, limit))
            if not windows[-1].has_more:
                break
            after = windows[-1].names[-1].number
        assert [name.text for window in windows for name in window.names] == whole
        assert windows[0].previous is None
        for before, window in itertools.pairwise(windows):
            assert snapshot.names(Kind.TAG, ByName(), window.previous or None, limit).names == before.names


def test_sections_in_the_order_of_the_configuration_then_by_name(paper):
    paper.configure(
        '[[sections]]\nname = "sport"\ntitle = "Sport!"\n[[sections]]\nname = "empty"\n[[sections]]\nname = "news"'
    )
    for number, section in enumerate(["news", "Zoo", "sport", "Art"]):
        paper.write(f"{number}.md", section=section)
    assert [name.text for name in paper.seen().sections()] == ["Sport!", "news", "Art", "Zoo"]


# --- the real archives


@pytest.mark.parametrize("name", ["okfn", "digitalgov"])
def test_the_lists_of_a_real_archive_hold_every_article_once(request, name):
    paper = request.getfixturevalue(name)
    snapshot, now = paper.at(), moment(NOW)
    rows = paper.query("SELECT number, published FROM article WHERE listed")
    visible = {number: published for number, published in rows if published <= now}
    with snapshot:
        windows = walk(snapshot, Everything(), 20)
    numbers = [headline.number for window in windows for headline in window.headlines]
    assert numbers == sorted(visible, key=lambda number: (visible[number], number), reverse=True)
    assert windows[0].total == len(visible) == {"okfn": 494, "digitalgov": 2072}[name]
    zone = ZoneInfo("UTC")
    with snapshot:
        assert_counts(snapshot, [datetime.fromtimestamp(time, zone) for time in visible.values() if time != UNDATED])


@pytest.mark.parametrize("name", ["okfn", "digitalgov"])
def test_the_names_of_a_real_archive_count_what_they_list(request, name):
    paper = request.getfixturevalue(name)
    snapshot = paper.at()
    listed_ = {row[0] for row in paper.query("SELECT number FROM article WHERE listed")}
    with snapshot:
        expected = Counter()
        for number in listed_:
            article = snapshot.article(number)
            names = [*article.tags, *article.authors, *([article.section] if article.section else [])]
            expected.update({(name.kind, name.number) for name in names})
    found = {
        (kind, name.number): name.count for kind in Kind for name in snapshot.names(kind, ByName(), None, 10**6).names
    }
    assert found == expected
    for kind, number in expected:
        assert len(snapshot.headlines(Named(kind, number), None, 10**6).headlines) == expected[kind, number]


@settings(deadline=None, max_examples=60)
@given(st.dates(dt.date(2021, 12, 30), dt.date(2022, 4, 2)), st.sampled_from([NOW, "2099-06-01", "2022-02-02T12:00"]))
def test_since_a_day_is_everything_from_its_beginning_to_the_present(hundred, day, now):
    snapshot = hundred.at(now)
    begin = moment(day.isoformat())
    windows = walk(snapshot, Everything(), 50)
    expected = [headline.number for window in windows for headline in window.headlines if headline.published >= begin]
    if not expected:
        with pytest.raises(NotFound):
            snapshot.headlines(Since(day), None, 50)
        return
    window = snapshot.headlines(Since(day), None, 100)
    assert [headline.number for headline in window.headlines] == expected
    assert window.total == len(expected)


def test_since_a_day_begins_at_midnight_in_the_sites_zone(paper):
    paper.configure('[site]\ntimezone = "Europe/Berlin"\n')
    paper.write("1.md", id=1, title="before", date="2022-06-30T21:59:59Z").write(
        "2.md", id=2, title="after", date="2022-06-30T22:00Z"
    )
    assert titles(paper.seen().headlines(Since(dt.date(2022, 7, 1)), None, 5)) == ["after"]
