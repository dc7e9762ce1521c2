import os
import signal
import subprocess
import sys
import time
from operator import neg

import pytest

from gopherd.archive import parallel as module
from gopherd.archive.parallel import parallel


@pytest.mark.parametrize("cores", [{0}, {0, 1}])
def test_results_come_in_the_order_of_the_values(cores, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: cores)
    monkeypatch.setattr(module, "_BATCH", 3)
    assert list(parallel(neg, iter(range(20)))) == [-value for value in range(20)]
    assert list(parallel(neg, [])) == []


def test_values_are_taken_a_few_batches_ahead_and_no_more(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    taken = []
    results = parallel(neg, (taken.append(value) or value for value in range(10_000)))
    next(results)
    assert len(taken) <= 2 * module._AHEAD * module._BATCH
    results.close()


def test_an_error_in_another_process_is_ours(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    with pytest.raises(TypeError):
        list(parallel(neg, ["x"]))


KILLED = """
import os, time
from gopherd.archive.parallel import parallel

def slow(value):
    print(os.getpid(), flush=True)
    time.sleep(0.01)

if __name__ == "__main__":
    os.sched_getaffinity = lambda _: {0, 1}
    for _ in parallel(slow, range(1_000_000)):
        pass
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_processes_end_with_the_one_that_they_work_for(tmp_path, number):
    (tmp_path / "killed.py").write_text(KILLED)
    process = subprocess.Popen([sys.executable, tmp_path / "killed.py"], stdout=subprocess.PIPE, text=True)
    worker = int(process.stdout.readline())
    process.send_signal(number)
    process.wait(10)
    process.stdout.close()
    until = time.monotonic() + 10
    while os.path.exists(f"/proc/{worker}") and time.monotonic() < until:
        time.sleep(0.02)
    assert not os.path.exists(f"/proc/{worker}")
