"""A program on a terminal of 80 columns by 24 lines, driven by keys, its screen read (tmux)."""

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.integration.program import client, environment, until


class Terminal:
    """One program on one terminal.

    Args:
        home: a folder of its own: its home and where it runs.
        command: program and arguments.
        variables: environment variables besides the usual ones.
    """

    def __init__(self, home: Path, *command: object, **variables: str) -> None:
        self._tmux = [client("tmux"), "-S", str(home / "tmux"), "-f", os.devnull]
        self._env = environment(home) | variables
        program = shlex.join(["exec", "env", "TERM=screen", *map(str, command)])
        self._run("new-session", "-d", "-x", "80", "-y", "24", "-s", "s", "-c", str(home), program)

    def _run(self, *arguments: str) -> str:
        command = [*self._tmux, *arguments]
        return subprocess.run(command, env=self._env, capture_output=True, check=True, encoding="utf-8").stdout

    def screen(self) -> str:
        """What is to be seen now."""
        return self._run("capture-pane", "-p", "-t", "s")

    def sees(self, text: str, *, gone: str = "") -> str:
        """The screen, as soon as a text is on it, and another one is not any more."""

        def look() -> str | None:
            screen = self.screen()
            return screen if text in screen and not (gone and gone in screen) else None

        try:
            return until(f"{text!r} on the screen", look, 10)
        except pytest.fail.Exception as failed:
            pytest.fail(f"{failed}\n{self.screen()}")

    def press(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._run("send-keys", "-t", "s", *keys)

    def type(self, text: str) -> None:
        """Type a text, and Enter."""
        self._run("send-keys", "-t", "s", "-l", text)
        self.press("Enter")

    def end(self) -> None:
        """End the program, and the terminal."""
        subprocess.run([*self._tmux, "kill-server"], env=self._env, capture_output=True, check=False)
