import os
import subprocess
import sys

import pytest

from gopherd.archive import location
from gopherd.archive.location import Progress
from gopherd.errors import ArchiveLocked, ArchiveUnavailable


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return str(tmp_path / "cache" / "gopherd")


@pytest.fixture
def root(tmp_path):
    made = tmp_path / "paper"
    made.mkdir()
    return made


def unwritable(monkeypatch, *paths):
    access = os.access
    paths = {os.fspath(path) for path in paths}
    monkeypatch.setattr(os, "access", lambda path, mode: os.fspath(path) not in paths and access(path, mode))


def test_beside_an_archive_of_ours(root, cache):
    (root / "gopherd.toml").touch()
    assert location.index_folder(str(root)) == str(root / ".gopherd")


def test_never_in_a_foreign_folder(root, cache):
    assert location.index_folder(str(root)).startswith(f"{cache}/paper-")


def test_elsewhere_when_the_folder_cannot_be_written(root, cache, monkeypatch):
    (root / "gopherd.toml").touch()
    unwritable(monkeypatch, root)
    assert location.index_folder(str(root)).startswith(f"{cache}/paper-")


def test_elsewhere_when_the_folder_of_the_index_cannot_be_written(root, cache, monkeypatch):
    (root / "gopherd.toml").touch()
    (root / ".gopherd").mkdir()
    unwritable(monkeypatch, root / ".gopherd")
    assert location.index_folder(str(root)).startswith(f"{cache}/paper-")


def test_an_index_that_came_with_a_folder_that_cannot_be_written(root, cache, monkeypatch):
    (root / "gopherd.toml").touch()
    (root / ".gopherd").mkdir()
    (root / ".gopherd" / "current").touch()
    unwritable(monkeypatch, root)
    assert location.serving_folder(str(root)) == location.index_folder(str(root)), "there is none yet"
    (root / ".gopherd" / "current").write_text("index-000001.sqlite")
    (root / ".gopherd" / "index-000001.sqlite").touch()
    assert location.serving_folder(str(root)) == str(root / ".gopherd")
    assert location.index_folder(str(root)).startswith(f"{cache}/paper-"), "a new one has its place elsewhere"


def test_by_the_real_path_of_the_folder(root, cache, tmp_path):
    (tmp_path / "link").symlink_to(root)
    assert location.index_folder(str(tmp_path / "link")) == location.index_folder(str(root))
    (tmp_path / "other").mkdir()
    assert location.index_folder(str(tmp_path / "other")) != location.index_folder(str(root))


def test_without_xdg_in_the_home(root, tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert location.index_folder(str(root)).startswith(str(tmp_path / ".cache" / "gopherd" / "paper-"))


def test_the_index_in_service(tmp_path):
    folder = str(tmp_path)
    assert location.current(folder) is None
    path = location.next_path(folder)
    (tmp_path / os.path.basename(path)).touch()
    assert location.current(folder) is None
    location.publish(folder, path)
    assert location.current(folder) == path


@pytest.mark.parametrize(
    "name", ["", "../index-000001.sqlite", "index-000001.sqlite-wal x", "\xff", "index-000002.sqlite"]
)
def test_whatever_else_stands_in_the_file_is_no_index(tmp_path, name):
    (tmp_path / "index-000001.sqlite").touch()
    (tmp_path / "current").write_bytes(name.encode("latin-1"))
    assert location.current(str(tmp_path)) is None


def test_what_killed_builds_left_is_taken_away_and_the_index_in_service_is_not(tmp_path):
    for number in (1, 2, 3):
        for ending in ("", "-wal", "-shm"):
            (tmp_path / f"index-00000{number}.sqlite{ending}").touch()
    (tmp_path / "current").write_text("index-000002.sqlite")
    (tmp_path / "lock").touch()
    assert location.next_path(str(tmp_path)) == str(tmp_path / "index-000004.sqlite")
    assert sorted(os.listdir(tmp_path)) == [
        "current", "index-000002.sqlite", "index-000002.sqlite-shm", "index-000002.sqlite-wal", "lock",
    ]  # fmt: skip


def test_the_lock_names_its_holder(tmp_path):
    folder = str(tmp_path / "index")
    with location.lock(folder), pytest.raises(ArchiveLocked, match=f"process {os.getpid()} on "), location.lock(folder):
        pass
    with location.lock(folder):
        pass


def test_the_lock_holds_between_processes_and_goes_with_its_holder(tmp_path):
    code = (
        "import sys; from gopherd.archive import location\n"
        "with location.lock(sys.argv[1]): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ArchiveLocked, match=f"process {holder.pid} on "), location.lock(str(tmp_path)):
            pass
        holder.kill()
        holder.wait()
    with location.lock(str(tmp_path)):
        pass


def test_progress_is_that_of_the_present_holder(tmp_path):
    folder = str(tmp_path)
    assert location.progress(folder) is None
    with location.lock(folder) as lock:
        lock.report(50, 100_000)
        assert location.progress(folder) == Progress(50, 100_000)
        lock.report(7, 9)
        assert location.progress(folder) == Progress(7, 9)
    assert location.progress(folder) is None


def test_a_run_that_fails_leaves_no_progress(tmp_path):
    with pytest.raises(ZeroDivisionError), location.lock(str(tmp_path)):
        raise ZeroDivisionError
    assert location.progress(str(tmp_path)) is None


@pytest.mark.parametrize("said", [b"", b"[]", b"{", b"\xff", b'{"done": "x", "total": 1}'])
def test_whatever_else_stands_in_the_lock_is_no_progress(tmp_path, said):
    (tmp_path / "lock").write_bytes(said)
    assert location.progress(str(tmp_path)) is None


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnavailable, match="cannot be written"), location.lock(str(tmp_path / "file" / "index")):
        pass
