import random

import apsw
import pytest

from gopherd.archive import finishing, indexing, location, parallel
from gopherd.archive.opening import IndexedArchive
from gopherd.config import finisher
from gopherd.model.article import Kind
from gopherd.model.naming import number_of_name
from tests.archive.conftest import NOW, moment
from tests.archive.test_packing import WORDS
from tests.archive.test_staleness import finished


@pytest.fixture
def many(paper, monkeypatch):
    monkeypatch.setattr("time.time", lambda: moment(NOW))
    paper.finisher = finisher()
    for number in range(1, 31):
        paper.write(f"{number}.md", f"Text [n](/!{number - 1}).", id=number, tags=["t"], date=f"2022-01-{number:02}")
    return paper


def test_every_listed_article_has_its_page_and_what_is_to_come_has_none(many):
    many.write("40.md", id=40, weight=0).write("41.md", id=41, date="2099-01-01").refresh()
    pages = finished(many, NOW)
    assert all(kept == made for number, (kept, made) in pages.items() if number <= 30)
    assert pages[40][0] is None
    assert pages[41] == (None, None)


def test_by_several_processes_and_with_a_dictionary_it_comes_out_the_same(many, make_paper, monkeypatch):
    dice = random.Random(1)
    for number in range(31, 91):
        words = " ".join(dice.choices(WORDS, k=400))
        many.write(f"{number}.md", f"Text [n](/!{number - 1}). {words}", id=number, tags=["u"])
    many.refresh()
    expected = finished(many, NOW)
    monkeypatch.setattr(finishing, "WORTH_A_POOL", 1)
    monkeypatch.setattr(finishing, "ENOUGH_TO_LEARN", 10)
    monkeypatch.setattr("gopherd.archive.packing.ENOUGH_TO_LEARN", 10)
    monkeypatch.setattr(finishing, "_SAMPLE", 90)
    monkeypatch.setattr(finishing, "_BATCH", 7)
    monkeypatch.setattr(finishing, "_LOG_PAGES", 14)
    monkeypatch.setattr(parallel, "_BATCH", 4)
    other = make_paper(many.root)
    other.finisher = finisher()
    other.refresh()
    assert finished(other, NOW) == expected
    assert other.query("SELECT length(value) > 0 FROM meta WHERE key='dictionary'") == [(1,)]
    many.write("5.md", "Changed.", id=5, tags=["t"], date="2022-01-05")
    other.refresh()
    assert finished(other, NOW)[5][0] == finished(other, NOW)[5][1] != expected[5][0]
    names = other.at().name(Kind.TAG, number_of_name("t"))
    assert names.count == 30


def test_pages_finished_by_others_are_not_shown_and_are_finished_anew(many):
    many.refresh()
    old = IndexedArchive(many.folder, many.root, finisher="another")
    assert old.snapshot(moment(NOW)).finished(1) is None
    old.close()
    many.finisher = type(finisher())(finisher().catalogues, "another")
    many.refresh()
    new = IndexedArchive(many.folder, many.root, finisher="another")
    assert new.snapshot(moment(NOW)).finished(1)
    new.close()


def test_a_clock_that_was_set_back_shows_no_page_of_the_future(many):
    many.refresh()
    assert many.at("2001-01-01").finished(1) is None


def test_a_page_that_cannot_be_made_keeps_no_other_from_being_finished(many, monkeypatch):
    make = type(finisher()).__call__

    def fail(self, snapshot, number):
        return make(self, snapshot, number) if number != 5 else 1 / 0

    monkeypatch.setattr(type(finisher()), "__call__", fail)
    many.refresh()
    archive = IndexedArchive(many.folder, many.root, finisher=finisher().signature)
    kept = [number for number in range(1, 31) if archive.snapshot(moment(NOW)).finished(number) is None]
    archive.close()
    assert kept == [5]


def test_killed_while_finishing_the_next_run_goes_on(many, monkeypatch):
    many.refresh()
    many.write("5.md", "Changed.", id=5, tags=["t"], date="2022-01-05")
    with monkeypatch.context() as patch:
        patch.setattr(finishing, "_finish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            many.refresh()
    assert finished(many, NOW)[5][0] is None
    assert many.refresh().changed == 0
    assert finished(many, NOW)[5][0] is not None


def test_a_run_that_changes_nothing_is_no_news(many):
    many.refresh()
    watching = apsw.Connection(location.current(many.folder))
    before = watching.execute("PRAGMA data_version").get
    indexing.refresh(many.plan, many.report)
    assert watching.execute("PRAGMA data_version").get == before
    watching.close()


def test_what_was_to_come_when_the_index_was_built_is_finished_once_it_has(paper, monkeypatch):
    monkeypatch.setattr("time.time", lambda: moment("2026-11-22 12:00"))
    paper.finisher = finisher()
    paper.write("a.md", id=1, date="2026-11-22T13:00:00Z").refresh()
    assert paper.query("SELECT until < 1099511627776 FROM page") == [(1,)]
    monkeypatch.setattr("time.time", lambda: moment("2026-11-22 14:00"))
    paper.refresh()
    archive = IndexedArchive(paper.folder, paper.root, finisher=finisher().signature)
    assert archive.snapshot(moment("2026-11-22 14:00")).finished(1)
    archive.close()
