"""The golden test: the reference article, written into files, served and read back, is what gopher://taz.de shows."""

import subprocess
from pathlib import Path

from tests.integration.program import ask, client, environment
from tests.reference import NUMBER, SLUG, Reference, menu_as_seen, shared


def test_reference_article_over_a_socket_and_by_curl(tmp_path: Path, serve):
    seen = shared("seed/article-as-seen.txt").read_bytes().decode("utf-8")
    reference = Reference.read(seen)
    reference.write_archive(tmp_path / "taz")
    server = serve(tmp_path / "taz").ready()

    by_socket = ask(server.port, f"/{SLUG}/!{NUMBER}\r\n".encode())
    url = server.url("1", f"/{SLUG}/!{NUMBER}")
    by_curl = subprocess.run(
        [client("curl"), "-sS", "--max-time", "10", url], env=environment(tmp_path), capture_output=True, check=True
    ).stdout

    assert menu_as_seen(by_socket) == seen
    assert by_curl == by_socket


def test_every_item_of_the_reference_article_leads_somewhere(tmp_path: Path, serve):
    Reference.read(shared("seed/article-as-seen.txt").read_text("utf-8")).write_archive(tmp_path / "taz")
    server = serve(tmp_path / "taz").ready()

    lines = [line for line in server.menu(f"/!{NUMBER}") if line.type in "1I"]

    assert [line.type for line in lines].count("I") == 1
    assert len(lines) == 1 + 3 + 8 + 5
    for line in lines:
        assert not server.ask(line.selector).startswith(b"3"), line
    picture = next(line for line in lines if line.type == "I")
    assert server.ask(picture.selector) == (tmp_path / "taz" / "media" / "soldat.png").read_bytes()
