import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from gopherd.darkroom.prints import Prints


@pytest.fixture
def prints(tmp_path):
    return Prints(str(tmp_path / "pictures"), 1000)


def names(prints):
    return sorted(os.listdir(prints.folder))


def used(prints, name, seconds_ago):
    at = time.time() - seconds_ago
    os.utime(os.path.join(prints.folder, name), (at, at))


def test_what_is_kept_is_there(prints):
    assert not prints.has("a")
    assert prints.keep("a", b"data")
    assert prints.has("a")
    with open(os.path.join(prints.folder, "a"), "rb") as file:
        assert file.read() == b"data"


def test_what_was_used_longest_ago_goes_first(prints):
    for place, name in enumerate("abcd"):
        prints.keep(name, b"x" * 250)
        used(prints, name, 100 - place)
    assert prints.has("a"), "which is a use"
    prints.keep("e", b"x" * 300)
    assert names(prints) == ["a", "d", "e"]


def test_the_newest_stays_however_large(prints):
    prints.keep("a", b"x")
    prints.keep("b", b"x" * 5000)
    assert names(prints) == ["b"]
    prints.keep("c", b"x")
    assert names(prints) == ["c"]


def test_drafts_of_the_dead_are_taken_away_and_those_of_the_living_are_not(prints):
    prints.keep("a", b"x")
    for name, ago in (("old.draft", 4000), ("new.draft", 10)):
        with open(os.path.join(prints.folder, name), "wb") as file:
            file.write(b"x" * 5000)
        used(prints, name, ago)
    prints.keep("b", b"x")
    assert names(prints) == ["a", "b", "new.draft"]


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "file").write_text("")
    prints = Prints(str(tmp_path / "file" / "pictures"))
    assert not prints.keep("a", b"data")
    assert not prints.has("a")


def test_a_write_that_fails_leaves_nothing(prints, monkeypatch):
    prints.keep("a", b"x")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    assert not prints.keep("b", b"x")
    assert names(prints) == ["a"]


def test_many_at_once_never_see_half_a_file_nor_fail(prints):
    def work(number):
        for round_ in range(30):
            name = f"{(number + round_) % 7}"
            if prints.has(name):
                try:
                    with open(os.path.join(prints.folder, name), "rb") as file:
                        assert file.read() == name.encode() * 200
                except FileNotFoundError:
                    continue
            else:
                prints.keep(name, name.encode() * 200)
        return True

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(8)))
    assert sum(os.path.getsize(os.path.join(prints.folder, name)) for name in names(prints)) <= 1000
    assert not [name for name in names(prints) if name.endswith(".draft")]
