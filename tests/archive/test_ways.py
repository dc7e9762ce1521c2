"""Every way against what a look at every article finds, at several times: before embargoes end and after."""

import datetime as dt
import itertools
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gopherd.archive import schema, ways
from gopherd.archive.selections import AT_MOST, Changed, Longest, MostLinked, Period, SameDay, Since
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED
from gopherd.model.body import Items, Link, Quote, Reference
from tests.archive.conftest import NOW, Paper, listed, moment, walk
from tests.fakes import index
from tests.reference import ROOT

TIMES = (NOW, "2026-11-29T00:00", "2099-06-01")
DATES = [
    "2022-01-01",
    "2022-01-02T10:00",
    "2020-11-22",
    "2021-11-22T23:30",
    None,
    "2026-11-20",
    "2026-11-28",
    "2099-01-01",
]
UPDATES = [None, None, "2022-01-03", "2026-11-21", "2026-11-28T12:00", "2099-02-01"]


class Brute:
    """What a look at every article finds."""

    def __init__(self, paper, now, zone="UTC"):
        self.paper, self.now, self.zone = paper, moment(now), ZoneInfo(zone)
        self.snapshot = paper.at(now)
        rows = paper.query("SELECT number, published, changed, length FROM article WHERE listed")
        self.rows = {number: rest for number, *rest in rows if rest[0] <= self.now}

    def news(self, number):
        published, changed, _ = self.rows[number]
        return changed if changed <= self.now else published

    def local(self, number):
        published = self.rows[number][0]
        return None if published == UNDATED else datetime.fromtimestamp(published, self.zone)

    def ordered(self, numbers, key):
        return sorted(numbers, key=lambda number: (key(number), number), reverse=True)

    def since(self, day):
        begin = datetime(day.year, day.month, day.day, tzinfo=self.zone).timestamp()
        return self.ordered([number for number in self.rows if self.news(number) >= begin], self.news)

    def changed(self):
        return self.ordered([number for number in self.rows if self.rows[number][0] < self.news(number)], self.news)

    def same_day(self, day):
        this_year = datetime.fromtimestamp(self.now, self.zone).year
        dates = {number: date for number in self.rows if (date := self.local(number))}
        found = [n for n, it in dates.items() if (it.month, it.day) == (day.month, day.day) and it.year < this_year]
        return self.ordered(found, lambda number: self.rows[number][0])

    def longest(self):
        return self.ordered(self.rows, lambda number: self.rows[number][2])[:AT_MOST]

    def links(self):
        with self.snapshot:
            counts = Counter(target for number in self.rows for target in self.targets(number))
        return {number: count for number, count in counts.items() if number in self.rows}

    def targets(self, number):
        found = set()

        def look(blocks):
            for block in blocks:
                spans = getattr(block, "spans", ())
                cells = [cell for row in getattr(block, "rows", ()) for cell in row]
                for span in itertools.chain(spans, *cells):
                    if isinstance(span, Link) and isinstance(span.target, Reference):
                        found.add(span.target.number)
                if isinstance(block, Quote):
                    look(block.blocks)
                if isinstance(block, Items):
                    for item in block.items:
                        look(item)

        look(self.snapshot.article(number).body)
        return found - {number}


def numbers_of(snapshot, selection, limit=7):
    """The whole list by windows; every window agrees with the ones beside it."""
    try:
        windows = walk(snapshot, selection, limit)
    except NotFound:
        return []
    numbers = [headline.number for window in windows for headline in window.headlines]
    assert {window.total for window in windows} == {len(numbers)}
    assert len(set(numbers)) == len(numbers)
    assert windows[0].newer is None
    for before, window in itertools.pairwise(windows):
        assert snapshot.headlines(selection, window.newer or None, limit).headlines == before.headlines
    return numbers


def agree(paper, now, days, zone="UTC", limit=7):
    brute = Brute(paper, now, zone)
    snapshot = brute.snapshot
    links = brute.links()
    with snapshot:
        for day in days:
            assert numbers_of(snapshot, Since(day), limit) == brute.since(day)
            assert numbers_of(snapshot, SameDay(day.month, day.day), limit) == brute.same_day(day)
        assert numbers_of(snapshot, Changed(), limit) == brute.changed()
        assert numbers_of(snapshot, Longest(), limit) == brute.longest()
        assert numbers_of(snapshot, MostLinked(), limit) == brute.ordered(links, links.get)[:AT_MOST]
        if links:
            most = snapshot.headlines(MostLinked(), None, limit)
            assert list(most.measures) == [links[found.number] for found in most.headlines]
        for period in periods(brute):
            assert snapshot.beside(period) == nearest(periods(brute), period)
    return brute


def periods(brute):
    days = {date.date() for number in brute.rows if (date := brute.local(number))}
    parts = [{Period(d.year) for d in days}, {Period(d.year, d.month) for d in days}]
    return list(itertools.chain(*parts, (Period(d.year, d.month, d.day) for d in days)))


def nearest(periods_, period):
    def key(it):
        return it.year, it.month or 0, it.day or 0

    alike = [it for it in periods_ if (it.month is None, it.day is None) == (period.month is None, period.day is None)]
    before = [it for it in alike if key(it) < key(period)]
    behind = [it for it in alike if key(it) > key(period)]
    return max(before, key=key, default=None), min(behind, key=key, default=None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo"]))
def test_every_way_through_any_archive_through_any_changes(data, zone, tmp_path_factory):
    folder = tmp_path_factory.mktemp("paper")
    paper = Paper(folder / "paper", folder / "index")
    paper.configure(f'[site]\ntimezone = "{zone}"')
    there = set()
    for _ in range(3):
        for number in data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=9, unique=True)):
            if number in there and data.draw(st.booleans()):
                paper.delete(f"{number}.md")
                there.discard(number)
                continue
            there.add(number)
            links = " ".join(f"[x](/!{other})" for other in data.draw(st.lists(st.integers(1, 9), max_size=3)))
            paper.write(
                f"{number}.md", f"{'word ' * data.draw(st.integers(1, 4))} {links} [y](old.md)",
                id=number, date=data.draw(st.sampled_from(DATES)), updated=data.draw(st.sampled_from(UPDATES)),
                weight=data.draw(st.sampled_from([None, None, None, 0])),
                aliases=data.draw(st.sampled_from([None, None, ["/old"]])),
            )  # fmt: skip
        paper.refresh()
        for now in TIMES:
            agree(paper, now, [dt.date(2022, 1, 2), dt.date(2026, 11, 21), dt.date(2020, 11, 22)], zone, limit=2)
    paper.close()


def test_what_is_changed_in_the_future_is_news_as_it_appeared_until_then(paper):
    paper.write("1.md", id=1, date="2026-11-20", updated="2026-11-28").write("2.md", id=2, date="2026-11-21")
    paper.refresh()
    since = Since(dt.date(2026, 11, 1))
    assert [found.number for found in paper.at(NOW).headlines(since, None, 5).headlines] == [2, 1]
    assert paper.at(NOW).headlines(since, 2, 5).headlines[0].number == 1
    assert listed(paper.at(NOW), Changed()) == []
    assert paper.at(NOW).article(1).updated is None
    later = paper.at("2026-11-28")
    assert [found.number for found in later.headlines(since, None, 5).headlines] == [1, 2]
    assert [found.number for found in later.headlines(Changed(), None, 5).headlines] == [1]
    assert later.article(1).updated is not None


@pytest.mark.parametrize("selection", [Since(dt.date(2022, 1, 1)), Changed(), SameDay(2, 2), Longest(), MostLinked()])
def test_nothing_that_is_not_in_a_list_is_a_place_in_it(paper, selection):
    paper.write("1.md", "[x](/!2) [y](/!3) [z](/!4)", id=1, date="2021-02-03", updated="2021-03-03").write(
        "2.md", "[x](/!1)", id=2, weight=0, updated="2023-01-01"
    ).write("3.md", id=3, date="2099-02-02").write("4.md", id=4, draft="true")
    snapshot = paper.seen()
    for number in (2, 3, 4, 77):
        with pytest.raises(NotFound):
            snapshot.headlines(selection, number, 3)


def test_a_day_of_earlier_years_begins_and_ends_at_midnight_of_the_site(paper):
    paper.configure('[site]\ntimezone = "Europe/Berlin"')
    paper.write("1.md", id=1, date="2020-11-21T22:59:59Z").write("2.md", id=2, date="2020-11-21T23:00:00Z")
    paper.write("3.md", id=3, date="2020-11-22T22:59:59Z").write("4.md", id=4, date="2020-11-22T23:00:00Z")
    snapshot = paper.seen()
    found = snapshot.headlines(SameDay(11, 22), None, 9)
    assert ([headline.number for headline in found.headlines], found.total) == ([3, 2], 2)
    assert snapshot.today == dt.date(2026, 11, 22)
    assert paper.at("2026-11-22T22:59:59").today == dt.date(2026, 11, 22)
    assert paper.at("2026-11-22T23:00:00").today == dt.date(2026, 11, 23)


def test_at_midnight_the_snapshot_is_another(paper):
    paper.configure('[site]\ntimezone = "Europe/Berlin"').write("1.md").refresh()
    before = paper.at("2026-11-22T22:59:58")
    assert paper.at("2026-11-22T22:59:59").generation == before.generation
    assert paper.at("2026-11-22T23:00:00").generation != before.generation


def test_the_29th_of_february_is_that_of_leap_years(paper):
    paper.write("1.md", id=1, date="2020-02-29").write("2.md", id=2, date="2021-02-28").write("3.md", date="2021-03-01")
    snapshot = paper.seen()
    assert listed(snapshot, SameDay(2, 29)) == ["Title of 1.md"]
    assert listed(snapshot, SameDay(2, 28)) == ["Title of 2.md"]


# --- chance


def test_chance_meets_every_article_that_may_be_shown_about_as_often(paper):
    for number in range(1, 13):
        paper.write(f"{number}.md", id=number, date=f"202{number % 3}-0{number % 4 + 1}-01")
    paper.write("20.md", id=20, weight=0).write("21.md", id=21, date="2099-01-01").write("22.md", id=22, draft="true")
    snapshot = paper.seen()
    drawn = Counter(snapshot.random(1)[0].number for _ in range(1200))
    assert set(drawn) == set(range(1, 13))
    assert min(drawn.values()) > 50, "one in a hundred million runs has fewer than half of what is due"


def test_chance_shows_each_article_once_and_all_when_there_are_few(paper):
    for number, date in enumerate(["1000-01-02", None, None, "2021-01-01"], 1):
        paper.write(f"{number}.md", id=number, date=date)
    snapshot = paper.seen()
    assert {tuple(sorted(found.number for found in snapshot.random(9))) for _ in range(20)} == {(1, 2, 3, 4)}
    assert len({tuple(found.number for found in snapshot.random(4)) for _ in range(60)}) > 1


def test_chance_gives_up_where_what_is_left_is_not_drawn(paper, monkeypatch):
    paper.write("1.md", id=1).write("2.md", id=2)
    snapshot = paper.seen()
    monkeypatch.setattr(ways.Ways, "_drawn", lambda *_: 2)
    assert [found.number for found in snapshot.random(2)] == [2]


def test_an_empty_archive_has_nothing_to_draw(paper):
    assert list(paper.seen().random(3)) == []


# --- whole archives


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    index(ROOT / "archive", folder)
    paper = Paper(ROOT / "archive", folder)
    yield paper
    paper.close()


@pytest.mark.parametrize(
    ("name", "zone", "linked"), [("shipped", "Europe/Berlin", 34), ("okfn", "UTC", 49), ("digitalgov", "UTC", 200)]
)
def test_every_way_through_a_whole_archive(request, name, zone, linked):
    paper = request.getfixturevalue(name)
    days = [dt.date(2026, 1, 1), dt.date(2015, 6, 1), dt.date(2013, 7, 15)]
    brute = agree(paper, NOW, days, zone, limit=50)
    with brute.snapshot as snapshot:
        assert snapshot.headlines(MostLinked(), None, 1).total == linked
        assert snapshot.headlines(Longest(), None, 1).total == min(AT_MOST, len(brute.rows))
    if name == "digitalgov":
        assert len(brute.same_day(dt.date(2026, 11, 20))) > 3
        days = [dt.date(2020, 1, 1) + timedelta(days=day) for day in range(366)]
        dated = sum(date is not None for date in map(brute.local, brute.rows))
        with brute.snapshot as snapshot:
            assert sum(len(numbers_of(snapshot, SameDay(day.month, day.day), 50)) for day in days) == dated


def test_lists_walk_an_index_and_sort_nothing(tmp_path):
    connection = schema.create(str(tmp_path / "index.sqlite"))
    for name in ("_DOWN", "_UP", "_RANKED", "_TO_COME", "_HIDDEN", "_LATE", "_SAME_DAY", "_LINKED_BY_HIDDEN"):
        sql = getattr(ways, name)
        plan = str(connection.execute(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?")).fetchall())
        assert "SCAN" not in plan, (name, plan)
        assert name == "_LINKED_BY_HIDDEN" or "TEMP B-TREE" not in plan, (name, plan)
    connection.close()
