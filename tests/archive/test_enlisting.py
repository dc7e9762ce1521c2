import contextlib
from zoneinfo import ZoneInfo

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.archive import schema
from gopherd.archive.enlisting import Enlisting, Standing
from gopherd.archive.schema import ALL, CHANGED, LENGTH, NEWS
from gopherd.model.article import UNDATED


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    return schema.create(str(tmp_path_factory.mktemp("index") / "index.sqlite"))


def state(index):
    return [index.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in ("entry", "calendar")]


def test_an_article_stands_in_the_lists_of_its_names_and_in_those_of_all():
    standing = Standing(5, 100, 200, 42, frozenset({7, 3}))
    assert list(standing.entries()) == [
        (ALL, 100, 5), (3, 100, 5), (7, 100, 5), (NEWS, 200, 5), (CHANGED, 200, 5), (LENGTH, 42, 5),
    ]  # fmt: skip


@pytest.mark.parametrize(("published", "changed"), [(100, 100), (UNDATED, UNDATED)])
def test_what_was_never_changed_is_not_among_the_changed(published, changed):
    lists = [list_ for list_, _, _ in Standing(5, published, changed, 1, frozenset()).entries()]
    assert lists == [ALL, NEWS, LENGTH]


standings = st.builds(
    lambda number, published, later, length: Standing(number, published, published + later, length, frozenset()),
    st.integers(1, 9), st.integers(-(10**9), 10**10), st.sampled_from([0, 0, 86400, 10**7]), st.integers(0, 9),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(standings, unique_by=lambda standing: standing.number), st.sampled_from(["UTC", "Pacific/Kiritimati"]))
def test_who_is_taken_out_leaves_nothing_behind(index, wanted, zone):
    index.execute("DELETE FROM entry; DELETE FROM calendar")
    with contextlib.suppress(apsw.SQLError):  # an example that failed has left its transaction open
        index.execute("ROLLBACK")
    index.execute("BEGIN; DELETE FROM entry; DELETE FROM calendar")
    lists = Enlisting(index, ZoneInfo(zone))
    for standing in wanted:
        lists.enlist(standing)
    lists.flush()
    entries, calendar = state(index)
    assert len(entries) == sum(len(list(standing.entries())) for standing in wanted)
    counts = {list_: count for list_, period, count in calendar if not period}
    assert counts.get(ALL, 0) == counts.get(NEWS, 0) == len(wanted)
    assert counts.get(CHANGED, 0) == sum(standing.changed > standing.published for standing in wanted)
    for standing in wanted:
        lists.strike(standing)
    lists.finish()
    assert state(index) == [[], []]
    index.execute("COMMIT")
