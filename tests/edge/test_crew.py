"""The crew: workers that are replaced when they die and end together."""

import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

CREW = """
import os, select, signal, sys
from gopherd.edge import crew
from gopherd.edge.sockets import bind

crew.QUICK_S, crew.SLOW_S = 0.05, float(sys.argv[2])

def say(line):
    os.write(1, f"{line}\\n".encode())  # print() writes in pieces, and two workers speak at once

def work(place, sockets, lifeline):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit() if sys.argv[1] == "polite" else None)
    listening = sockets[0].socket
    if sys.argv[1] != "deaf":
        signal.signal(signal.SIGHUP, lambda *_: say(f"hangup {place}"))
    try:
        say(f"worker {place} {os.getpid()}")
        if sys.argv[1] == "raise":
            raise RuntimeError("a fault of ours")
        # With a limit: a signal just before select() would else be heard of only when select() ends.
        while lifeline not in (ready := select.select([listening, lifeline], [], [], 0.1)[0]):
            if listening in ready:
                connection, _ = listening.accept()
                connection.sendall(str(os.getpid()).encode())
                connection.close()
    except SystemExit:
        pass

bound = bind(("tcp:0:interface=127.0.0.1",), 2)
say(f"port {bound[0][0].address().port}")
sys.exit(crew.Crew(bound, work, lambda line: say(f"said {line}")).run())
"""


class Running:
    def __init__(self, manner, slow_s):
        command = [sys.executable, "-c", CREW, manner, str(slow_s)]
        self.master = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.port = int(self.wait_for("port ([0-9]+)"))
        self.workers = [int(self.wait_for("worker [01] ([0-9]+)")) for _ in range(2)]

    def wait_for(self, pattern):
        for line in self.master.stdout:
            if match := re.match(pattern, line):
                return match[match.re.groups]
        raise AssertionError(f"nothing said like {pattern}")

    def ask(self):
        with socket.create_connection(("127.0.0.1", self.port), 5) as client:
            return int(client.recv(100))


@pytest.fixture
def run():
    running = []

    def start(manner="polite", slow_s=0.5):
        running.append(Running(manner, slow_s))
        return running[-1]

    yield start
    for each in running:
        each.master.kill()
        each.master.wait()
        each.master.stdout.close()


def gone(pid):
    """Whether a process ends within five seconds."""
    for _ in range(250):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except FileNotFoundError:
            return True
        time.sleep(0.02)
    return False


def test_both_workers_answer(run):
    crew = run()
    assert {crew.ask() for _ in range(60)} == set(crew.workers)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_all_end_together_with_status_0(run, number):
    crew = run()
    crew.master.send_signal(number)
    assert crew.master.wait(10) == 0
    assert all(gone(pid) for pid in crew.workers)


def test_a_hangup_is_passed_on_and_ends_nobody(run):
    crew = run()
    crew.master.send_signal(signal.SIGHUP)
    assert {crew.wait_for("hangup ([01])"), crew.wait_for("hangup ([01])")} == {"0", "1"}
    assert {crew.ask() for _ in range(60)} == set(crew.workers)


def test_a_hangup_that_comes_before_a_worker_listens_to_it_ends_nobody(run):
    crew = run("deaf")
    crew.master.send_signal(signal.SIGHUP)
    assert {crew.ask() for _ in range(60)} == set(crew.workers)


def test_a_worker_that_dies_is_replaced(run):
    crew = run()
    os.kill(crew.workers[0], signal.SIGKILL)
    assert "signal 9" in crew.wait_for("said (.*)")
    new = int(crew.wait_for("worker [01] ([0-9]+)"))
    assert {crew.ask() for _ in range(60)} == {new, crew.workers[1]}


def test_workers_that_die_one_after_the_other_are_replaced_more_slowly(run):
    crew = run("raise", slow_s=0.7)
    assert "a fault of ours" in crew.wait_for("said (worker . failed.*)")
    assert crew.wait_for("said .*another starts in 0.7 s")
    started = time.monotonic()
    crew.master.send_signal(signal.SIGTERM)
    crew.master.wait(10)
    assert time.monotonic() - started < 5


def test_a_second_signal_ends_them_at_once(run):
    crew = run("stubborn")
    crew.master.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    assert crew.master.poll() is None
    crew.master.send_signal(signal.SIGTERM)
    assert crew.master.wait(10) == 0
    assert all(gone(pid) for pid in crew.workers)


def test_they_end_with_a_master_that_is_killed(run):
    crew = run()
    crew.master.kill()
    assert all(gone(pid) for pid in crew.workers)
