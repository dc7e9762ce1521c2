"""``gopherd index``: what is read and what is not, two at once, and what is left when it is killed at any moment."""

import json
import os
import pty
import re
import shutil
import signal
import sys
from pathlib import Path

import apsw
import pytest

from tests.integration.conftest import Real, Serve
from tests.integration.program import Program, ended, gopherd, listing, until, write_article, write_many

MANY = 800


def index(root: Path, home: Path) -> str:
    done = gopherd("index", root, home=home)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def counts(line: str) -> tuple[int, int, int, int]:
    found = re.fullmatch(r"([0-9,]+) articles? in ([0-9,]+) files?: ([0-9,]+) read, ([0-9,]+) gone, [0-9.]+ s\n", line)
    assert found, line
    articles, files, read, gone = (int(number.replace(",", "")) for number in found.groups())
    return articles, files, read, gone


def test_second_run_reads_nothing(indexed: Path, tmp_path: Path):
    root = shutil.copytree(indexed, tmp_path / "archive", ignore=shutil.ignore_patterns(".gopherd"))
    articles, files, read, gone = counts(index(root, tmp_path))
    assert (read, gone) == (files, 0)
    assert articles > 40

    assert counts(index(root, tmp_path)) == (articles, files, 0, 0)


def test_only_what_changed_is_read(archive: Path, tmp_path: Path):
    articles, files, _, _ = counts(index(archive, tmp_path))
    path = archive / "articles" / "lesesaal" / "lynx.md"

    os.utime(path)
    assert counts(index(archive, tmp_path)) == (articles, files, 0, 0), "touched, but the same"
    path.write_text(path.read_text("utf-8").replace("The Cat That Stayed", "The Cat That Slept"), "utf-8")
    assert counts(index(archive, tmp_path)) == (articles, files, 1, 0), "edited"
    write_article(archive / "articles" / "neu.md", title="Neu", date="2024-01-01")
    assert counts(index(archive, tmp_path)) == (articles + 1, files + 1, 1, 0), "added"
    path.unlink()
    assert counts(index(archive, tmp_path)) == (articles, files, 0, 1), "deleted"
    (archive / "articles" / "neu.md").rename(archive / "articles" / "anders.md")
    assert counts(index(archive, tmp_path)) == (articles, files, 1, 1), "renamed"


def test_index_built_anew_gives_the_same_numbers_and_pages(tmp_path: Path, serve: Serve):
    root = tmp_path / "archive"
    for name in ("eins", "zwei", "drei", "über-uns"):
        write_article(root / "articles" / f"{name}.md", title=name, date="2024-01-01", tags=["Ein Thema"])
    first = serve(root).ready()
    before = first.ask("/!l").replace(str(first.port).encode(), b"PORT")
    first.stop()
    shutil.rmtree(tmp_path / "home")
    other = shutil.copytree(root, tmp_path / "elsewhere" / "archive")
    second = serve(other).ready()

    assert second.ask("/!l").replace(str(second.port).encode(), b"PORT") == before


def test_foreign_folder_is_never_written_to(digitalgov: Real, okfn: Real):
    for real in (digitalgov, okfn):
        assert real.done.returncode == 0, real.done.stderr
        assert real.after == real.before
        assert not (real.root / ".gopherd").exists()
        assert real.index is not None
        assert real.index.name.startswith(real.root.name)
        assert (real.index / "current").exists()


def test_progress_as_plain_lines(digitalgov: Real):
    lines = digitalgov.done.stderr.splitlines()

    assert lines
    for line in lines:
        assert re.fullmatch(r"[0-9,]+ of [0-9,]+ files, [0-9,]+/s, [0-9,]+ s left", line), line
    assert re.fullmatch(
        r"2,073 articles in 3,127 files: 3,127 read, 0 gone, [0-9.]+ s; 9 left out, 'gopherd check' says why\n",
        digitalgov.done.stdout,
    )


def test_progress_as_a_bar_on_a_terminal(tmp_path: Path):
    write_many(tmp_path / "many", 300, "Alt")
    ours, theirs = pty.openpty()
    program = Program(
        sys.executable, "-m", "gopherd", "index", tmp_path / "many",
        home=tmp_path, stderr=theirs, TERM="xterm-256color", COLUMNS="80",
    )  # fmt: skip
    with ended(program):
        os.close(theirs)
        shown = b""
        # Linux says EIO when the last one has closed a terminal.
        while True:
            try:
                shown += os.read(ours, 65536)
            except OSError:
                break
        assert program.wait() == 0
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert re.search(r"files .*━.* 300/300 [0-9,]+/s 0:00:00", text), text
    assert counts(program.stdout.to_the_end())[:2] == (300, 300)


def lock(folder: Path) -> dict:
    try:
        return json.loads((folder / "lock").read_text())
    except (OSError, ValueError):
        return {}


def start_index(root: Path, home: Path) -> Program:
    return Program(sys.executable, "-m", "gopherd", "index", root, home=home)


def sqlite_is_whole(folder: Path, scratch: Path) -> bool:
    """Whether a copy of the index in service opens as the next process would open it, and is sound."""
    copy = shutil.copytree(folder, scratch)
    connection = apsw.Connection(str(copy / (copy / "current").read_text()))
    try:
        return connection.execute("PRAGMA integrity_check").get == "ok"
    finally:
        connection.close()


MOMENTS = {
    "as soon as it has the lock": lambda folder: bool(lock(folder)),
    "as soon as there is a file": lambda folder: any(folder.glob("index-*")),
    "in the middle": lambda folder: lock(folder).get("done", 0) >= 500,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_killed_in_a_first_build(moment: str, tmp_path: Path, serve: Serve):
    root, folder = tmp_path / "many", tmp_path / "many" / ".gopherd"
    many = MANY if moment == "in the middle" else 300
    write_many(root, many, "Alt")
    with ended(start_index(root, tmp_path)) as program:
        until("the moment to kill it", lambda: MOMENTS[moment](folder) or program.process.poll() is not None)
        program.process.send_signal(signal.SIGKILL)
        assert program.wait() == -signal.SIGKILL, "it was over before it could be killed"

    assert not (folder / "current").exists()
    assert counts(index(root, tmp_path)) == (many, many, many, 0)
    assert len(list(folder.glob("index-*.sqlite"))) == 1, "what was left behind is taken away"
    assert sqlite_is_whole(folder, tmp_path / "copy")
    assert f"({many})" in serve(root, "--no-watch").ready().text("")


def test_killed_in_a_refresh(tmp_path: Path, serve: Serve):
    root, folder = tmp_path / "many", tmp_path / "many" / ".gopherd"
    write_many(root, MANY, "Alt")
    index(root, tmp_path)
    server = serve(root, "--no-watch").ready()
    before = server.ask("/!l")
    assert b"Alt 800" in before
    write_many(root, MANY - 1, "Neu")
    (root / "articles" / f"{MANY:04}.md").unlink()

    for count, moment in enumerate(("as soon as it has the lock", "in the middle")):
        with ended(start_index(root, tmp_path)) as program:
            until(
                "the moment to kill it", lambda m=moment, p=program: MOMENTS[m](folder) or p.process.poll() is not None
            )
            program.process.send_signal(signal.SIGKILL)
            assert program.wait() == -signal.SIGKILL, "it was over before it could be killed"
        assert sqlite_is_whole(folder, tmp_path / f"copy{count}")
        assert server.ask("/!l") == before
        assert "# Viele -- Alt 1" in server.text("/!1")

    assert counts(index(root, tmp_path)) == (MANY - 1, MANY - 1, MANY - 1, 1)
    until("the new state", lambda: b"Neu 799" in server.ask("/!l"), 4)
    assert f"({MANY - 1})" in server.text("")
    assert server.menu(f"/!{MANY}")[0].type == "3"


def test_second_indexer_names_the_first(tmp_path: Path):
    root = tmp_path / "many"
    write_many(root, MANY, "Alt")
    with ended(start_index(root, tmp_path)) as first:
        until("the first has the lock", lambda: lock(root / ".gopherd"))
        # Held still, so that it cannot be over before the second one looks.
        first.process.send_signal(signal.SIGSTOP)
        second = gopherd("index", root, home=tmp_path)
        first.process.send_signal(signal.SIGCONT)
        assert second.returncode == 75
        assert re.fullmatch(rf"gopherd: process {first.process.pid} on \S+ is indexing .+\n", second.stderr)
        assert first.wait() == 0
        assert counts(first.stdout.to_the_end())[0] == MANY


def test_damaged_index_is_built_anew(archive: Path, tmp_path: Path, serve: Serve):
    folder = archive / ".gopherd"
    name = (folder / "current").read_text()
    for path in folder.glob(f"{name}-*"):
        path.unlink()
    (folder / name).write_bytes(b"This is no database.\n" * 1000)

    articles, files, read, _ = counts(index(archive, tmp_path))

    assert read == files
    assert articles > 40
    assert "Die Siebzig" in serve(archive).ready().text("")


def test_bad_files_are_left_out_and_told(archive: Path, tmp_path: Path):
    (archive / "articles" / "schlecht.md").write_text("---\ntitle: [x\n---\nText\n")
    before = listing(archive / "articles")

    done = gopherd("index", archive, home=tmp_path)

    assert done.returncode == 0
    assert done.stdout.endswith("; 1 left out, 'gopherd check' says why\n")
    assert listing(archive / "articles") == before


@pytest.mark.parametrize("command", ["index", "check", "serve"])
def test_folder_that_is_not_there(command: str, tmp_path: Path):
    done = gopherd(command, tmp_path / "nichts", home=tmp_path)

    assert done.returncode == 66
    assert str(tmp_path / "nichts") in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "nichts").exists()


def test_index_elsewhere(archive: Path, tmp_path: Path, serve: Serve):
    shutil.rmtree(archive / ".gopherd")
    before = listing(archive)

    done = gopherd("index", archive, "--index", tmp_path / "da", home=tmp_path)
    server = serve(archive, "--index", tmp_path / "da").ready()

    assert done.returncode == 0
    assert "Die Siebzig" in server.text("")
    assert listing(archive) == before
