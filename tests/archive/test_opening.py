import os
import shutil
from itertools import count

import apsw
import pytest

from gopherd.archive import location, schema
from gopherd.archive.opening import LOOK_EVERY_S, IndexedArchive
from gopherd.archive.selections import ByName
from gopherd.errors import ArchiveUnavailable, BeingIndexed
from gopherd.model.article import Kind
from tests.archive.conftest import NOW, listed, moment


@pytest.fixture
def archive(paper):
    """The paper's archive, and a clock that stands still until the test moves it."""
    made = IndexedArchive(paper.folder, paper.root, clock=lambda: made.clock)
    made.clock = 0.0
    yield made
    made.close()


def test_before_there_is_an_index_it_is_being_made(paper, archive):
    with pytest.raises(BeingIndexed) as told:
        archive.snapshot(0)
    assert (told.value.done, told.value.total) == (0, 0)
    os.makedirs(paper.folder)
    with location.lock(paper.folder) as lock:
        lock.report(3, 9)
        with pytest.raises(BeingIndexed) as told:
            archive.snapshot(0)
    assert (told.value.done, told.value.total) == (3, 9)
    paper.write("a.md").refresh()
    assert listed(archive.snapshot(moment(NOW))) == ["Title of a.md"]


def test_a_snapshot_stays_until_something_changes(paper, archive):
    paper.write("a.md").refresh()
    first = archive.snapshot(1000)
    archive.clock += 100
    assert archive.snapshot(2000) is first


def test_a_change_is_noticed_and_moves_the_generation(paper, archive):
    paper.write("a.md").refresh()
    first = archive.snapshot(moment(NOW))
    paper.write("b.md").refresh()
    assert archive.snapshot(moment(NOW)) is first
    archive.clock += LOOK_EVERY_S
    second = archive.snapshot(moment(NOW))
    assert second.generation != first.generation
    assert len(listed(second)) == 2


def test_a_full_build_is_noticed_too(paper, archive):
    paper.write("a.md").refresh()
    first = archive.snapshot(moment(NOW))
    paper.configure('[site]\ntimezone = "Europe/Berlin"').refresh()
    archive.clock += LOOK_EVERY_S
    second = archive.snapshot(moment(NOW))
    assert (second.site.timezone, second.generation != first.generation) == ("Europe/Berlin", True)
    paper.configure("").refresh()  # takes the file away that was open before
    assert listed(second) == ["Title of a.md"]


def test_an_embargo_that_ends_moves_the_generation_at_once(paper, archive):
    paper.write("a.md", date="2026-11-22T12:00:05")
    paper.refresh()
    first = archive.snapshot(moment(NOW))
    assert archive.snapshot(moment(NOW) + 4.9) is first
    second = archive.snapshot(moment(NOW) + 5)
    assert second.generation != first.generation
    assert (listed(first), listed(second)) == ([], ["Title of a.md"])
    third = archive.snapshot(moment(NOW))
    assert (listed(third), third.generation > second.generation) == ([], True)


def test_a_new_index_that_is_damaged_leaves_the_old_one_in_service(paper, archive):
    paper.write("a.md").refresh()
    first = archive.snapshot(moment(NOW))
    path = location.next_path(paper.folder)
    with open(path, "wb") as file:
        file.write(b"no database " * 1000)
    location.publish(paper.folder, path)
    archive.clock += LOOK_EVERY_S
    assert archive.snapshot(moment(NOW)) is first


def test_a_damaged_index_at_the_start_is_said(paper, archive):
    paper.write("a.md").refresh()
    with open(location.current(paper.folder), "wb") as file:
        file.write(b"no database " * 1000)
    with pytest.raises(ArchiveUnavailable, match="cannot be read"):
        archive.snapshot(0)


def test_an_index_without_its_tables_is_said(paper, archive):
    paper.write("a.md").refresh()
    apsw.Connection(location.current(paper.folder)).execute("DROP TABLE meta")
    with pytest.raises(ArchiveUnavailable, match="cannot be read"):
        archive.snapshot(0)


def test_an_index_that_is_taken_away_is_served_on(paper, archive):
    paper.write("a.md").refresh()
    archive.snapshot(0)
    os.remove(f"{paper.folder}/current")
    archive.clock += LOOK_EVERY_S
    assert listed(archive.snapshot(moment(NOW))) == ["Title of a.md"]


def test_nothing_is_made_beside_an_index_that_cannot_be_written(paper, archive, monkeypatch):
    paper.write("a.md").refresh()
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path != paper.folder and access(path, mode))
    before = sorted(os.listdir(paper.folder))
    assert listed(archive.snapshot(moment(NOW))) == ["Title of a.md"]
    assert sorted(os.listdir(paper.folder)) == before


def test_generations_never_come_twice(paper, archive):
    seen = set()
    for number in count(1):
        paper.write(f"{number}.md").refresh()
        archive.clock += LOOK_EVERY_S
        seen.add(archive.snapshot(moment(NOW)).generation)
        if number == 5:
            break
    assert len(seen) == 5


def test_an_index_that_was_deleted_and_built_anew_under_the_same_name_is_opened(paper, archive):
    paper.write("a.md", id=1).refresh()
    before = archive.snapshot(moment(NOW))
    assert before.article(1)
    shutil.rmtree(paper.folder)
    archive.clock += 1
    assert archive.snapshot(moment(NOW)) is before, "what is open stays readable"
    paper.write("b.md", id=2).refresh()
    archive.clock += 1
    assert archive.snapshot(moment(NOW)).article(2)


def test_an_index_of_another_version_is_being_built_while_somebody_builds_it(paper, archive, monkeypatch):
    paper.write("a.md", id=1).refresh()
    monkeypatch.setattr(schema, "VERSION", 99)
    with pytest.raises(ArchiveUnavailable):
        archive.snapshot(moment(NOW))
    with location.lock(paper.folder) as lock:
        lock.report(3, 7)
        with pytest.raises(BeingIndexed, match="3 of 7"):
            archive.snapshot(moment(NOW))


def test_what_changed_a_moment_ago_is_counted_at_once(paper):
    """A snapshot that is not due to be renewed yet must not mix what it remembers with what the index holds now."""
    reader = paper.write("a.md", tags=["Old"]).seen()
    with reader:
        assert [name.text for name in reader.names(Kind.TAG, ByName(), None, 10).names] == ["Old"]
    paper.write("b.md", tags=["Old", "Secret"], date="2030-01-01")
    paper.refresh()
    with reader:
        window = reader.names(Kind.TAG, ByName(), None, 10)
    assert [(name.text, name.count) for name in window.names] == [("Old", 1)]
    assert window.total == 1
