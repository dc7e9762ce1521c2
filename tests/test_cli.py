"""The command line: which function is called with what, what is printed where, and the exit status."""

import os
import socket
import sys
import threading
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner, Result

import gopherd
from gopherd import bootstrap, cli, config, indexer
from gopherd.archive import location
from gopherd.edge import running
from gopherd.edge.server import CannotListen
from gopherd.errors import ArchiveLocked, ArchiveUnavailable, ConfigInvalid
from tests.reference import ROOT

FUTURE = "2099-01-01"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(cli.main, [*map(str, arguments)], prog_name="gopherd")
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    root = tmp_path / "paper"
    (root / "articles").mkdir(parents=True)
    (root / "gopherd.toml").write_text('[site]\ntitle = "Paper"\nlanguage = "en"\n')
    (root / "articles" / "a.md").write_text("---\nid: 1\ntitle: One\ndate: 2024-01-01\n---\nText.\n")
    return root


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bootstrap, "workers_for", lambda orders: 1)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What ``serve`` hands over, instead of serving."""
    calls: list[dict] = []

    def make_service(orders):
        calls.append(attrs.asdict(orders))
        return "the service"

    monkeypatch.setattr(bootstrap, "make_service", make_service)
    monkeypatch.setattr(config, "find_archive", lambda given: given or "the archive")
    monkeypatch.setattr(
        bootstrap, "greeting", lambda service, orders: f"Serving {orders.archive or 'the archive'} by {service}"
    )
    monkeypatch.setattr(running, "run", lambda service: calls[-1].update(ran=service))
    return calls


@pytest.mark.parametrize("arguments", [[], ["serve"]])
def test_gopherd_alone_is_serve(arguments: list[str], served: list[dict]):
    result = run(*arguments)

    assert result.exit_code == 0
    assert result.stdout == "Serving the archive by the service\n"
    assert served[0]["archive"] is None
    assert served[0]["watch"] is True
    assert served[0]["ran"] == "the service"


@pytest.mark.parametrize("first", [[], ["serve"]])
def test_options_of_serve(first: list[str], served: list[dict]):
    result = run(
        *first, "--listen", "tcp:70", "--listen", "tcp:71", "--public-host", "a.invalid", "--public-port", "70",
        "--no-watch", "--access-log", "log", "--index", "there", "--tls-self-signed",
    )  # fmt: skip

    assert result.exit_code == 0
    wanted = {
        "listen": ("tcp:70", "tcp:71"), "public_host": "a.invalid", "public_port": 70, "watch": False,
        "access_log": "log", "index": "there", "tls_self_signed": True,
    }  # fmt: skip
    assert {key: served[0][key] for key in wanted} == wanted


def test_greeting_leaves_standard_output_to_the_access_log(served: list[dict]):
    result = run("serve", "paper", "--access-log", "-")

    assert result.stdout == ""
    assert result.stderr == "Serving paper by the service\n"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (ConfigInvalid("wrong"), 78), (ArchiveLocked("held"), 75), (ArchiveUnavailable("gone"), 66),
        (CannotListen("taken"), 69), (KeyboardInterrupt(), 130),
    ],
)  # fmt: skip
def test_what_is_said_on_purpose_is_a_message_and_a_status(
    error: BaseException, status: int, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(bootstrap, "make_service", fail)
    result = run("serve", "paper")

    assert result.exit_code == status
    assert result.stderr == (f"gopherd: {error}\n" if str(error) else "")
    assert result.stdout == ""


def test_what_nobody_foresaw_is_not_hidden(monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bootstrap, "make_service", fail)

    assert isinstance(CliRunner().invoke(cli.main, ["serve", "paper"]).exception, ZeroDivisionError)


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help(option: str):
    result = run(option)

    assert result.exit_code == 0
    for command in ("serve", "index", "init", "check", "get", "help"):
        assert f"\n  {command} " in result.stdout
        assert run(command, option).stdout.startswith(f"Usage: gopherd {command} ")


def test_serve_takes_every_core_unless_told_otherwise(served: list[dict], monkeypatch: pytest.MonkeyPatch):
    crews = []

    class Made:
        def run(self) -> int:
            return 0

    monkeypatch.setattr(bootstrap, "workers_for", lambda orders: 4)
    monkeypatch.setattr(bootstrap, "make_crew", lambda orders, workers: crews.append(workers) or Made())
    assert run("serve", "x").exit_code == 0
    assert run("serve", "x", "--workers", "3").exit_code == 0
    assert (crews, served) == ([4, 3], [])
    assert run("serve", "x", "--workers", "1").exit_code == 0
    assert len(served) == 1


def test_the_manual():
    assert "\ngopherd help speed " in f"\n{run('help').stdout}"
    assert run("help", "speed").stdout.startswith("# ")
    unknown = run("help", "sped")
    assert unknown.exit_code == 69
    assert "speed" in unknown.stderr


def test_version():
    assert run("--version").stdout == f"gopherd, version {gopherd.__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["--prot"], ["srve"], ["serve", "--port", "x"], ["index", "a", "--watch", "b"], ["init"]]
)
def test_wrong_usage(arguments: list[str]):
    result = run(*arguments)

    assert result.exit_code == 2
    assert "Usage: gopherd" in result.stderr


def test_help_does_not_wait_for_the_heavy_parts():
    import subprocess

    code = (
        "import sys; from gopherd.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('twisted', 'apsw', 'rich', 'babel', 'markdown_it') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"


def test_index(paper: Path):
    first, second = run("index", paper), run("index", paper)

    assert first.exit_code == second.exit_code == 0
    assert first.stdout.startswith("1 article in 1 file: 1 read, 0 gone, ")
    assert second.stdout.startswith("1 article in 1 file: 0 read, 0 gone, ")
    assert (paper / ".gopherd" / "current").exists()


def test_index_elsewhere(paper: Path, tmp_path: Path):
    assert run("index", paper, "--index", tmp_path / "there").exit_code == 0

    assert (tmp_path / "there" / "current").exists()
    assert not (paper / ".gopherd").exists()


def test_index_that_another_holds(paper: Path):
    with location.lock(str(paper / ".gopherd")):
        result = run("index", paper)

    assert result.exit_code == 75
    assert f"process {os.getpid()} on " in result.stderr


def test_index_of_named_files_looks_at_nothing_else(paper: Path):
    assert run("index", paper, "--index", "there").exit_code == 0
    for name in ("b", "c"):
        (paper / "articles" / f"{name}.md").write_text(f"---\ntitle: {name}\n---\nText.\n")

    result = run("index", paper, paper / "articles" / "b.md", "--index", "there")

    assert result.stdout.startswith("2 articles in 1 file: 1 read, 0 gone, ")
    assert run("index", paper, "articles", "--index", "there").stdout.startswith("3 articles in 3 files: 1 read, ")
    assert run("index", paper, "gopherd.toml", "--index", "there").exit_code == 0
    mistyped = run("index", paper, "articles/typo.md", paper / "articles" / "b.md", "--index", "there")
    assert (mistyped.exit_code, mistyped.stdout.count("1 file:")) == (1, 1)
    assert mistyped.stderr == f"gopherd: articles/typo.md: nothing of the archive {paper} is there, nor was\n"
    refused = run("index", paper, "/etc/passwd", "--index", "there")
    assert refused.exit_code == 66
    assert "does not lie in the archive" in refused.stderr


def test_index_that_watches_tells_on_standard_error(paper: Path, monkeypatch: pytest.MonkeyPatch):
    def keep_indexed(root: str, index: str | None, said: object) -> None:
        said(f"{root} {index}")

    monkeypatch.setattr(indexer, "keep_indexed", keep_indexed)
    result = run("index", paper, "--watch", "--index", "there")

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"{paper} there\n")


def test_init(tmp_path: Path):
    result = run("init", tmp_path / "new")

    assert result.exit_code == 0
    made = sorted(str(path.relative_to(tmp_path / "new")) for path in (tmp_path / "new").rglob("*") if path.is_file())
    assert result.stdout == (
        f"Made {len(made)} files in {tmp_path / 'new'}:\n"
        + "".join(f"  {path}\n" for path in made)
        + f"\nNow:  gopherd serve {tmp_path / 'new'}\n"
    )
    assert run("init", tmp_path / "new").exit_code == 66


def test_check_without_findings(paper: Path):
    result = run("check", paper)

    assert result.exit_code == 0
    assert result.stdout == "1 file (1 article): 0 errors, 0 warnings, 0 notes\n"


def test_check_says_what_a_count_counts(paper: Path):
    (paper / "articles" / "b.md").write_text("---\ntitle: [x\n---\n")
    (paper / "articles" / "c.md").write_text("---\nid: 1\ntitle: C\n---\n[x](/!99)\n")
    (paper / "articles" / "d.md").write_text("---\ntitle: D\ndraft: true\n---\n")
    (paper / "articles" / "e.md").write_text("---\ntitle: E\nexpiryDate: 2020-01-01\n---\n[x](/!99)\n")
    result = run("check", paper)

    assert result.exit_code == 1
    last = result.stdout.splitlines()[-1]
    assert last == ("5 files (2 articles, 1 draft, 2 left out): 2 errors, 1 warning, 1 note")


def test_check_of_warnings_alone(paper: Path):
    (paper / "articles" / "a.md").write_text("---\ntitle: A\n---\n[x](/!99)\n")

    plain, strict = run("check", paper), run("check", paper, "--strict")

    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert plain.stdout == strict.stdout
    assert plain.stdout.startswith("warning: articles/a.md: link '/!99' leads to nothing here\n")


def test_check_shows_a_few_of_many_notes_and_every_warning(paper: Path):
    for number in range(10):
        (paper / "articles" / f"{number}.md").write_text(
            f"---\ntitle: {number}\ndate: 2024-01-01\nexpiryDate: 2020-01-01\n---\n[x](/!99)\n"
        )
    lines = run("check", paper).stdout.splitlines()

    assert sum(line.startswith("warning: ") for line in lines) == 10
    notes = [line for line in lines if line.startswith("note: ")]
    assert len(notes) == 6
    assert notes[-1].startswith("note: and 5 more: ")


@pytest.fixture
def answer():
    """A Gopher server with one answer; what it was asked comes out as well."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        threads = []

        def give(data: bytes) -> str:
            def serve() -> None:
                connection, _ = listening.accept()
                with connection:
                    asked.append(connection.recv(4096))
                    connection.sendall(data)

            threads.append(threading.Thread(target=serve))
            threads[-1].start()
            return f"127.0.0.1:{port}"

        yield give, asked
        for thread in threads:
            thread.join(10)


REFUSAL = b"3Not here\tfake\t(NULL)\t0\r\niTry elsewhere\tfake\t(NULL)\t0\r\n.\r\n"
MENU = b"iHallo\tfake\t(NULL)\t0\r\n1Weiter\t/!1\tpaper.invalid\t70\r\n.\r\n"


def test_get_menu(answer):
    give, asked = answer
    result = run("get", give(MENU))

    assert result.exit_code == 0
    assert asked == [b"\r\n"]
    lines = [line.split() for line in result.stdout.splitlines() if line]
    assert lines == [["Hallo"], ["[1]", "(DIR)", "Weiter"], ["[1]", "gopher://paper.invalid/1/!1"]]


def test_get_raw(answer):
    give, asked = answer
    result = run("get", "--raw", f"gopher://{give(MENU)}/1/!1%09words")

    assert result.stdout_bytes == MENU
    assert asked == [b"/!1\twords\r\n"]


@pytest.mark.parametrize("item_type", ["0", "h"])
def test_get_text(item_type: str, answer):
    give, _ = answer

    assert run("get", f"{give(b'eins' + bytes([13, 10, 27]) + b'zwei')}/{item_type}/x").stdout == "eins\n zwei\n"


def test_get_bytes_without_terminal(answer):
    give, _ = answer

    assert run("get", f"{give(b'0' + bytes(range(256)))}/I/x").stdout_bytes == b"0" + bytes(range(256))


@pytest.mark.parametrize("arguments", [["/1/x"], ["/0/x"], ["/I/x"], ["/1/x", "--raw"]])
def test_get_of_an_error_shows_it_and_fails(answer, arguments: list[str]):
    give, _ = answer
    selector, *options = arguments
    result = run("get", *options, f"gopher://{give(REFUSAL)}{selector}")

    assert result.exit_code == 1
    assert "Not here" in result.stdout
    assert result.stderr == "gopherd: 127.0.0.1 has answered with an error\n"


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "x"])
def test_get_with_a_timeout_that_is_none_is_wrong_usage(seconds: str):
    result = run("get", "--timeout", seconds, "127.0.0.1")

    assert result.exit_code == 2
    assert "--timeout" in result.stderr


@pytest.mark.parametrize("url", ["http://a.invalid/", "gopher://", "gopher://a.invalid:0/", "gopher://a.invalid/1/%0a"])
def test_get_of_what_is_no_address_is_wrong_usage(url: str):
    result = run("get", url)

    assert result.exit_code == 2
    assert result.stderr.startswith("gopherd: ")
    assert url in result.stderr


def test_get_of_a_server_that_is_not_there():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    result = run("get", f"127.0.0.1:{port}")

    assert result.exit_code == 69
    assert "refuses connections" in result.stderr


@pytest.mark.parametrize("command", ["serve", "index", "check"])
def test_a_file_is_no_archive(command: str, paper: Path):
    result = run(command, paper / "gopherd.toml")

    assert result.exit_code == 66
    assert result.stderr == f"gopherd: {paper / 'gopherd.toml'} is a file; name the folder of the articles\n"


@pytest.fixture
def wordy(paper: Path) -> Path:
    """A paper of a few words."""
    for number, words in ((2, "Das Klima der Stadt."), (3, "Klima und Wandel, überall.")):
        head = f"id: {number}\ntitle: Artikel {number}\ndate: 2024-02-0{number}\nlanguage: de\nsection: Umwelt"
        (paper / "articles" / f"{number}.md").write_text(f"---\n{head}\n---\n{words}\n")
    return paper


def test_search_builds_an_index_that_is_not_there(wordy: Path):
    result = run("search", wordy, "klima", "wandels")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["Artikel 3", "  2024-02-03  Umwelt  /Artikel-3/!3"]
    assert "*Klima* und *Wandel*" in result.stdout
    assert result.stdout.endswith("\n1 hit: page 1 of 1\n")


def test_search_takes_what_begins_with_a_minus_for_words(wordy: Path):
    assert "Artikel 3" not in run("search", wordy, "klima", "-wandel").stdout
    assert run("search", wordy, "--page", "1", "klima", "sort:date").stdout.startswith("Artikel 3")


def test_search_that_finds_nothing(wordy: Path):
    result = run("search", wordy, "xylophon")

    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "gopherd: nothing found\n")
    result = run("search", wordy, "klima", "--page", "2")
    assert (result.exit_code, result.stderr) == (1, "gopherd: there is no page 2; the last of 2 hits is 1\n")


def test_search_asks_the_index_as_it_is(wordy: Path, tmp_path: Path):
    run("index", wordy, "--index", tmp_path / "there")
    (wordy / "articles" / "3.md").unlink()

    assert run("search", wordy, "wandel", "--index", tmp_path / "there").exit_code == 0
    run("index", wordy, "--index", tmp_path / "there")
    assert run("search", wordy, "wandel", "--index", tmp_path / "there").exit_code == 1


def test_search_wants_words(wordy: Path):
    assert run("search", wordy).exit_code == 2
    assert run("search", wordy / "nowhere", "klima").exit_code == 66
