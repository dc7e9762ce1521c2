import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.archive import names, schema
from gopherd.archive.selections import OTHER, ByName, BySize, Named
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.naming import number_of_name, sort_of
from tests.archive.conftest import NOW, Paper, listed

WORDS = ["Ärger", "azur", "Berlin", "ça", "Öl", "Ofen", "1984", "„Zitat“", "#web", "Дума", "+++", "zoo"]


def whole(snapshot, kind, order, limit):
    """The names of an order by windows, and the same backwards."""
    windows, after = [], None
    while True:
        windows.append(snapshot.names(kind, order, after, limit))
        if not windows[-1].has_more:
            break
        after = windows[-1].names[-1].number
    found = [name for window in windows for name in window.names]
    assert {window.total for window in windows} == {len(found)}
    assert windows[0].previous is None
    for before, window in itertools.pairwise(windows):
        assert snapshot.names(kind, order, window.previous or None, limit).names == before.names
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Names of which some are borne by articles to come, some by those alone, and one by none."""
    paper = Paper(tmp_path_factory.mktemp("paper"), tmp_path_factory.mktemp("index"))
    for number in range(1, 61):
        date = "2026-11-30" if number % 6 == 0 else "2022-01-01"
        tags = [word for place, word in enumerate(WORDS, 1) if number % place == 0]
        if number % 6 == 0:
            tags.append("only later")
        paper.write(f"{number}.md", id=number, tags=tags, date=date)
    paper.write("99.md", tags=["never"], weight=0)
    paper.refresh()
    yield paper
    paper.close()


@settings(deadline=None, max_examples=30)
@given(
    st.sampled_from([NOW, "2026-12-01"]),
    st.integers(1, 14),
    st.sampled_from([ByName(), BySize(), *map(ByName, "abcoz_")]),
)
def test_every_order_is_what_a_look_at_every_name_finds(many, now, limit, order):
    snapshot = many.at(now)
    counts = {word: len(listed(snapshot, Named(Kind.TAG, number_of_name(word)))) for word in [*WORDS, "only later"]}
    shown = {word: count for word, count in counts.items() if count}
    if isinstance(order, BySize):
        expected = sorted(shown, key=lambda word: (-shown[word], sort_of(word), number_of_name(word)))
    else:
        expected = sorted(shown, key=lambda word: (sort_of(word), number_of_name(word)))
        if order.initial:
            expected = [word for word in expected if _initial(word) == order.initial]
    found = whole(snapshot, Kind.TAG, order, limit)
    assert [(name.text, name.count) for name in found] == [(word, shown[word]) for word in expected]


def _initial(word):
    return sort_of(word)[0] if sort_of(word)[0] >= "a" else OTHER


@pytest.mark.parametrize("now", [NOW, "2026-12-01"])
def test_initials_count_the_names_that_are_shown(many, now):
    snapshot = many.at(now)
    found = {initial.letter: initial.names for initial in snapshot.initials(Kind.TAG)}
    assert list(found) == [OTHER, *sorted(set(found) - {OTHER})]
    assert found == {letter: len(whole(snapshot, Kind.TAG, ByName(letter), 50)) for letter in found}
    assert sum(found.values()) == snapshot.names(Kind.TAG, ByName(), None, 1).total


def test_umlauts_stand_where_a_reader_looks_and_signs_do_not_count(paper):
    snapshot = paper.write("1.md", tags=WORDS).seen()
    assert [name.text for name in snapshot.names(Kind.TAG, ByName(), None, 99).names] == [
        "+++", "1984", "Ärger", "azur", "Berlin", "ça", "Дума", "Ofen", "Öl", "#web", "„Zitat“", "zoo",
    ]  # fmt: skip


@pytest.mark.parametrize("order", [ByName("z"), BySize(), ByName()])
@pytest.mark.parametrize("number", [number_of_name("later"), number_of_name("none"), 12345])
def test_a_name_that_is_not_shown_is_no_place(paper, order, number):
    snapshot = paper.write("1.md", tags=["now"]).write("2.md", tags=["later"], date="2099-01-01").seen()
    with pytest.raises(NotFound):
        snapshot.names(Kind.TAG, order, number, 5)


def test_a_name_with_another_initial_is_no_place(paper):
    snapshot = paper.write("1.md", tags=["a", "b"]).seen()
    with pytest.raises(NotFound):
        snapshot.names(Kind.TAG, ByName("b"), number_of_name("a"), 5)


def test_sections_within_sections(paper):
    for number, section in enumerate(["Politik", "Politik/Europa", "Politik/Europa/Polen", "Sport", "Politik/Afrika"]):
        paper.write(f"{number}.md", id=number + 1, section=section)
    snapshot = paper.seen()
    politics, sport = snapshot.sections()
    assert (politics.text, politics.count, sport.text) == ("Politik", 4, "Sport")
    africa, europe = snapshot.within(politics)
    assert [(africa.text, africa.count), (europe.text, europe.count)] == [("Politik/Afrika", 1), ("Politik/Europa", 2)]
    assert [name.text for name in snapshot.within(europe)] == ["Politik/Europa/Polen"]
    assert snapshot.article(3).section.text == "Politik/Europa/Polen"
    assert snapshot.within(sport) == []


def test_a_section_of_what_is_to_come_is_not_shown(paper):
    paper.write("1.md", section="A").write("2.md", section="A/B", date="2026-11-30").refresh()
    (section,) = paper.at(NOW).sections()
    assert (section.count, paper.at(NOW).within(section)) == (1, [])
    (section,) = paper.at("2026-11-30").sections()
    assert (section.count, [part.count for part in paper.at("2026-11-30").within(section)]) == (2, [1])


@pytest.mark.parametrize("name", ["okfn", "digitalgov"])
@pytest.mark.parametrize("kind", [Kind.TAG, Kind.AUTHOR])
def test_the_orders_of_a_real_archive_hold_the_same_names(request, name, kind):
    snapshot = request.getfixturevalue(name).at()
    with snapshot:
        by_name = whole(snapshot, kind, ByName(), 100)
        by_size = whole(snapshot, kind, BySize(), 100)
        letters = [initial.letter for initial in snapshot.initials(kind)]
        by_letter = [found for letter in letters for found in whole(snapshot, kind, ByName(letter), 60)]
    assert by_letter == by_name
    assert by_size == sorted(by_name, key=lambda it: -it.count)
    assert len(by_name) > 50


def test_orders_walk_an_index_and_sort_nothing(tmp_path):
    connection = schema.create(str(tmp_path / "index.sqlite"))
    for name in ("_LARGER", "_SMALLER", "_BEHIND", "_BEFORE", "_TO_COME", "_ABOUT", "_PLACE"):
        sql = getattr(names, name)
        plan = str(connection.execute(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?")).fetchall())
        assert "SCAN" not in plan, (name, plan)
        assert "TEMP B-TREE" not in plan, (name, plan)
    connection.close()
