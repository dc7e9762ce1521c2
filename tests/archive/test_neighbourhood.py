import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.neighbourhood import REACH, Neighbourhood

TIMES = st.integers(0, 20)
PLACES = st.tuples(TIMES, st.integers(0, 5))


def neighbourhood(entries, *, in_order):
    db = apsw.Connection(":memory:")
    db.execute("CREATE TABLE entry(list, published, number, PRIMARY KEY(list, published, number)) WITHOUT ROWID")
    db.executemany("INSERT INTO entry VALUES(?, ?, ?)", entries)
    return Neighbourhood(db, in_order=in_order)


@given(
    st.sets(st.tuples(st.integers(1, 2), TIMES, st.integers(0, 5)), max_size=120),
    st.lists(st.tuples(st.integers(1, 2), PLACES, st.integers(1, REACH)), max_size=40),
    st.booleans(),
)
def test_they_are_the_nearest_whoever_was_asked_for_before(entries, asked, in_order):
    asking = neighbourhood(entries, in_order=in_order)
    for list_, place, reach in asked:
        places = sorted(entry[1:] for entry in entries if entry[0] == list_)
        older = [other for other in places if other < place][::-1][:reach]
        newer = [other for other in places if other > place][:reach]
        assert asking.around(list_, place, reach) == (older, newer)


def test_in_order_a_list_is_seldom_read():
    asking = neighbourhood([(1, time, 1) for time in range(1_000)], in_order=True)
    read = []
    asking._db.set_exec_trace(lambda cursor, statement, _: read.append(statement) or True)
    for time in range(1_000):
        asking.around(1, (time, 1), REACH)
    assert len(read) < 1_000 / 10


@pytest.mark.parametrize(("at", "expected"), [(30, (1, 3, None)), (29, (1, None, 30)), (99, (1, 3, None))])
def test_who_is_still_to_come_is_no_neighbour_but_a_time(at, expected):
    asking = neighbourhood([(1, 10, 1), (1, 20, 2), (1, 30, 3)], in_order=False)
    assert asking.beside(1, (20, 2), at) == expected


def test_alone_is_beside_nobody():
    assert neighbourhood([(1, 10, 1)], in_order=False).beside(1, (10, 1), 99) == (None, None, None)
