"""``gopherd init``: an archive to begin with."""

import re
import tomllib
from pathlib import Path

from tests.integration.conftest import Serve
from tests.integration.program import gopherd, listing


def test_made_checked_and_served(tmp_path: Path, serve: Serve):
    root = tmp_path / "mine" / "paper"
    done = gopherd("init", root, home=tmp_path)
    assert done.returncode == 0
    assert f"gopherd serve {root}" in done.stdout
    for path in ("gopherd.toml", "articles/welcome.md"):
        assert path in done.stdout
        assert (root / path).is_file()

    assert gopherd("check", root, "--strict", home=tmp_path).returncode == 0

    server = serve(root).ready()
    items = [line for line in server.menu("") if line.type == "1"]
    assert len([line for line in items if "/!" in line.selector]) > 3
    for line in items:
        assert server.menu(line.selector)[0].type == "i"


def test_every_key_of_the_configuration_has_a_comment(tmp_path: Path):
    assert gopherd("init", tmp_path / "paper", home=tmp_path).returncode == 0
    text = (tmp_path / "paper" / "gopherd.toml").read_text("utf-8")
    lines = text.splitlines()

    tomllib.loads(text)
    for key in ("title", "slogan", "language", "timezone", "url", "host", "port", "style", "width", "name"):
        place = next(n for n, line in enumerate(lines) if re.match(rf"(# )?{key} = ", line))
        # The keys of a table share a comment above it; "host" and "port" share one as well.
        above = [line for line in lines[max(place - 2, 0) : place] if not line.startswith("[")]
        assert any(re.match(r"# [A-Z\"].* .* ", line) for line in above), key


def test_folder_that_is_empty_is_taken(tmp_path: Path):
    (tmp_path / "paper").mkdir()

    assert gopherd("init", tmp_path / "paper", home=tmp_path).returncode == 0


def test_folder_that_is_not_empty_is_refused(tmp_path: Path):
    (tmp_path / "paper").mkdir()
    (tmp_path / "paper" / "mine.txt").write_text("mine")
    before = listing(tmp_path / "paper")

    done = gopherd("init", tmp_path / "paper", home=tmp_path)

    assert done.returncode not in {0, 1, 2}
    assert "is not empty" in done.stderr
    assert listing(tmp_path / "paper") == before


def test_place_of_a_file_is_refused(tmp_path: Path):
    (tmp_path / "paper").write_text("mine")

    done = gopherd("init", tmp_path / "paper", home=tmp_path)

    assert done.returncode not in {0, 1, 2}
    assert "Traceback" not in done.stderr
    assert (tmp_path / "paper").read_text() == "mine"
