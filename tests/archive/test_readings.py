import os

import pytest

from gopherd.archive import files, parallel, readings
from gopherd.archive.files import Found, digest, walk
from gopherd.archive.preparing import Prepared
from gopherd.archive.readings import Rules, read, read_all
from gopherd.model.site import Site


@pytest.fixture
def rules(tmp_path):
    (tmp_path / "articles").mkdir()
    for number in range(120):
        (tmp_path / "articles" / f"{number:03}.md").write_text(f"---\ntitle: Number {number}\n---\nText {number}.\n")
    return Rules(str(tmp_path), Site(title="x"), {"en": frozenset({"the"})})


@pytest.fixture
def wanted(rules):
    return [(file, None) for file in sorted(walk(rules.root), key=lambda file: file.path)]


def test_a_file_is_read_and_parsed(rules, wanted):
    reading = read(rules, wanted[0][0], None)
    assert isinstance(reading.content, Prepared)
    assert reading.content.headline[2] == "Number 0"
    assert not reading.error


def test_bytes_that_are_known_are_not_parsed(rules, wanted):
    file = wanted[0][0]
    known = digest(files.read(rules.root, file.path))
    assert read(rules, file, known).is_parsed is False
    assert read(rules, file, known).digest == known
    assert read(rules, file, b"another").is_parsed


def test_a_file_that_went_says_why_it_cannot_be_read(rules):
    assert read(rules, Found("articles/gone.md", 1, 1), None).error == "No such file or directory"


def test_a_picture_is_not_read_at_all(rules):
    assert read(rules, Found("media/gone.png", 1, 1), None) == readings.Reading()


def test_many_processes_read_what_one_does_and_in_its_order(rules, wanted, monkeypatch):
    alone = list(read_all(rules, wanted, len(wanted)))
    monkeypatch.setattr(readings, "WORTH_A_POOL", 1)
    monkeypatch.setattr(parallel, "_BATCH", 7)
    monkeypatch.setattr(parallel, "_AHEAD", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    assert list(read_all(rules, wanted, len(wanted))) == alone
