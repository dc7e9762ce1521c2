import os
import re
import threading
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.edge import accesslog
from gopherd.edge.accesslog import LINE_LIMIT_BYTES, AccessLog, format_entry

NOON = 1795327200  # 2026-11-22 06:00:00 UTC
COMBINED = re.compile(
    r'[0-9a-f.:-]+ - - \[22/Nov/2026:06:00:00 \+0000\] "GET [^ "\\]+ HTTP/1\.0" [0-9]{3} [0-9]+ "-" "gopher"\n'
)


def written(line, network="192.0.2.0"):
    return format_entry(NOON, network, line, 200, 4711)


def test_a_line_is_apaches_combined_format():
    assert written(b"/U/!58") == (
        '192.0.2.0 - - [22/Nov/2026:06:00:00 +0000] "GET /U/!58 HTTP/1.0" 200 4711 "-" "gopher"\n'
    )


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (b"", "/"),
        (b"/s\tprivate words", "/s"),
        (b"/s?private words", "/s"),
        (b"\t$", "/"),
        (b"/!s\tprivate words", "/!s"),
        (b"/!s/private", "/!s"),
        (b"/!s/private/2", "/!s"),
        (b"/ascii/40/Gopher/!t5/!s/private=20words/2", "/ascii/40/Gopher/!t5/!s"),
        (b"!s/private", "!s"),
        (b"/%21s/private", "/%2521s"),
        (b"%2F!%73%2fprivate", "%252F!%2573"),
        (b"/!s", "/!s"),
        (b"/!sport/5", "/!sport/5"),
        (b"/a b", "/a%20b"),
        (b'/a"b\\c', "/a%22b%5Cc"),
        (b"/a%20b", "/a%2520b"),
        (b"/a\r\x1b\0", "/a%0D%1B%00"),
        ("/Zürich\u202e\u2028".encode(), "/Z%C3%BCrich%E2%80%AE%E2%80%A8"),
        (b"\xff", "%FF"),
        (b"URL:https://example.invalid/", "URL:https://example.invalid/"),
    ],
)
def test_selectors_are_escaped_and_search_words_left_out(line, path):
    assert written(line).split('"')[1] == f"GET {path} HTTP/1.0"


@given(st.binary(max_size=3000))
@example(b"\xff" * 2048)
@example(b"a" * 2048)
def test_any_line_is_one_short_line_of_plain_ascii(line):
    text = written(line, "2001:db8:1::")
    assert COMBINED.fullmatch(text)
    assert len(text) <= LINE_LIMIT_BYTES
    assert not re.search("%(?![0-9A-F]{2})", text), "no escape is cut in two"


@pytest.fixture
def start(tmp_path):
    logs = []

    def start(path=tmp_path / "access.log", **settings):
        log = AccessLog(str(path), now=lambda: NOON + 0.9, interval_s=0.01, **settings)
        log.start()
        logs.append(log)
        return log

    yield start
    for log in logs:
        log.stop()


def eventually(condition):
    end = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


def test_lines_are_written_soon_and_appended(start, tmp_path):
    path = tmp_path / "access.log"
    path.write_text("before\n")
    log = start()
    log.record("192.0.2.77", b"/U/!58", 200, 4711)
    eventually(lambda: path.read_text() == "before\n" + written(b"/U/!58"))
    log.record("2001:db8:1:2::3", b"/b", 200, 4711)
    eventually(lambda: path.read_text().endswith(written(b"/b", "2001:db8:1::")))


def test_the_client_is_cut_before_it_is_kept():
    log = AccessLog("/dev/null")
    log.record("192.0.2.77", b"/a", 200, 1)
    assert "192.0.2.77" not in repr(log._entries)


def test_stopping_writes_what_is_left(tmp_path):
    log = AccessLog(str(tmp_path / "a.log"), interval_s=60)
    log.start()
    for number in range(1000):
        log.record("192.0.2.7", b"/%d" % number, 200, 1)
    log.stop()
    assert len((tmp_path / "a.log").read_text().splitlines()) == 1000


def test_stopping_without_having_started_is_nothing():
    AccessLog("/dev/null").stop()


def test_a_file_that_was_renamed_is_begun_anew(start, tmp_path):
    path = tmp_path / "access.log"
    log = start()
    log.record("192.0.2.7", b"/a", 200, 4711)
    eventually(path.exists)
    eventually(path.read_text)
    path.rename(tmp_path / "old.log")
    log.record("192.0.2.7", b"/b", 200, 4711)
    eventually(lambda: path.exists() and path.read_text() == written(b"/b"))


def test_a_file_that_cannot_be_written_is_said_once_and_comes_back(start, tmp_path, logged):
    log = start(tmp_path / "not yet" / "access.log")
    log.record("192.0.2.7", b"/a", 200, 4711)
    eventually(lambda: len(logged) == 1)
    assert logged[0]["count"] == 1
    assert logged[0]["reason"] == "No such file or directory"
    log.record("192.0.2.7", b"/a", 200, 4711)
    eventually(lambda: log._unwritten_lines == 2)
    (tmp_path / "not yet").mkdir()
    log.record("192.0.2.7", b"/b", 200, 4711)
    eventually((tmp_path / "not yet" / "access.log").exists)
    assert len(logged) == 1


def test_a_pipe_that_nobody_reads_keeps_nobody_waiting(start, tmp_path, monkeypatch, logged):
    monkeypatch.setattr(accesslog, "QUEUE_LIMIT_LINES", 10)
    os.mkfifo(tmp_path / "pipe")
    log = start(tmp_path / "pipe")
    log.record("192.0.2.7", b"/a", 200, 1)
    eventually(lambda: not log._entries)
    begun = time.monotonic()
    for _ in range(15):
        log.record("192.0.2.7", b"/a", 200, 1)
    assert log._overflown_lines == 5
    assert len(log._entries) == 10
    log.stop(0.05)
    assert time.monotonic() - begun < 2
    # Let the thread go: somebody reads at last.
    reader = os.open(tmp_path / "pipe", os.O_RDONLY)
    log._thread.join(5)
    assert os.read(reader, 1 << 20).count(b"\n") == 11
    os.close(reader)
    assert [event["count"] for event in logged] == [5]


def test_a_line_that_broke_off_does_not_swallow_the_next(tmp_path, monkeypatch, logged):
    log = AccessLog(str(tmp_path / "a.log"))
    write = os.write

    def full(descriptor, data):
        monkeypatch.setattr(os, "write", nothing)
        return write(descriptor, bytes(data[:10]))

    def nothing(descriptor, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    log.record("192.0.2.7", b"/a", 200, 1)
    log._write_all()
    monkeypatch.setattr(os, "write", write)
    log.record("192.0.2.7", b"/b", 200, 1)
    log._write_all()
    first, second = (tmp_path / "a.log").read_text().splitlines()
    assert first == "192.0.2.0 "
    assert '"GET /b HTTP/1.0"' in second
    assert logged[0]["reason"] == "No space left on device"


def test_a_dash_is_standard_output(capfd):
    log = AccessLog("-")
    log.record("192.0.2.7", b"/a", 200, 1)
    log._write_all()
    log.record("192.0.2.7", b"/b", 200, 1)
    log._write_all()
    assert capfd.readouterr().out.count("\n") == 2


def test_recording_starts_no_thread_of_its_own():
    before = threading.active_count()
    AccessLog("/dev/null").record("192.0.2.7", b"/a", 200, 1)
    assert threading.active_count() == before
