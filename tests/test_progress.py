import io
import re

import pytest

from gopherd import progress
from gopherd.progress import shown


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_plain_lines_every_other_second(clock):
    stream = io.StringIO()
    with shown("files", stream) as report:
        for done in range(0, 5000, 500):
            report(done, 5000)
            clock[0] += 1
    lines = stream.getvalue().splitlines()
    assert lines[0] == "1,000 of 5,000 files, 500/s, 8 s left"
    assert len(lines) == 4
    assert all(re.fullmatch(r"[0-9,]+ of 5,000 files, 500/s, [0-9]+ s left", line) for line in lines)


def test_a_short_task_says_nothing(clock):
    stream = io.StringIO()
    with shown("files", stream) as report:
        report(0, 0)
        report(10, 10)
    assert stream.getvalue() == ""


def test_a_task_that_has_done_nothing_yet_has_no_rate(clock):
    stream = io.StringIO()
    with shown("files", stream) as report:
        clock[0] += 10
        report(0, 10)
    assert stream.getvalue() == ""


def test_a_bar_on_a_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with shown("pages", stream) as report:
        report(5, 10)
    assert "pages" in stream.getvalue()
    assert "5/10" in stream.getvalue()


def test_an_error_in_the_task_is_not_swallowed():
    with pytest.raises(ZeroDivisionError), shown("files", Terminal()):
        raise ZeroDivisionError
