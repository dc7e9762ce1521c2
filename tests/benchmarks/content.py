"""What is served: an archive, its index, and its pages as records for the load generator and as files for the peers."""

import json
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gopherd.wire.menu import decode_menu
from tests.benchmarks import newspaper
from tests.benchmarks.processes import ROOT

_ARTICLE = re.compile(r"/[^/]+/![0-9]+")


@dataclass(frozen=True)
class Content:
    """An archive with its index; the pages are made once a server runs."""

    folder: Path
    articles: int

    @property
    def archive(self) -> Path:
        """The articles' Markdown."""
        return self.folder / "archive"

    @property
    def index(self) -> Path:
        """gopherd's index of them."""
        return self.folder / "index"

    @property
    def records(self) -> Path:
        """The pages, under gopherd's selectors."""
        return self.folder / "pages.records"

    @property
    def files(self) -> Path:
        """The same pages as files, for servers of files."""
        return self.folder / "files"

    @property
    def file_records(self) -> Path:
        """The pages under the files' selectors."""
        return self.folder / "files.records"

    def first_selector(self) -> str:
        """The selector of the first page there is a record of."""
        with self.records.open("rb") as records:
            return records.readline().partition(b"\t")[0].decode()


def make(folder: Path, articles: int, seed: int) -> tuple[Content, list[str]]:
    """Make an archive and its index, or use those that a run before has left in the folder.

    Returns:
        The content, and lines that say how fast that was and how large it is.
    """
    content, made = Content(folder, articles), folder / "made.json"
    if made.exists():
        of, said = json.loads(made.read_text("utf-8"))
        if of == [articles, seed]:
            run_gopherd("index", content.archive, "--index", content.index)  # as this gopherd would have it
            return content, ["as a run before has made it:", *said]
    folder.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    size = newspaper.make(content.archive, articles, seed)
    taken = time.perf_counter() - start
    said = [f"{articles:,} articles, {size / 1e6:,.1f} MB of Markdown: made at {articles / taken:,.0f} files/s"]
    shutil.rmtree(content.index, ignore_errors=True)
    for what in ("indexed", "indexed again, nothing changed,"):
        start = time.perf_counter()
        run_gopherd("index", content.archive, "--index", content.index)
        taken = time.perf_counter() - start
        said.append(f"{what} at {articles / taken:,.0f} files/s, {taken:.1f} s")
    index_size = sum(file.stat().st_size for file in content.index.rglob("*") if file.is_file())
    said.append(f"index {index_size / 1e6:,.1f} MB, {index_size / size:.2f} times the Markdown")
    made.write_text(json.dumps([[articles, seed], said]), "utf-8")
    return content, said


def run_gopherd(*arguments: object) -> str:
    """Run a command of gopherd's to its end; returns what it says, which is shown when it fails."""
    command = [sys.executable, "-m", "gopherd", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return done.stdout


def write_pages(content: Content, port: int, limit: int, seed: int) -> int:
    """Ask a running gopherd for pages and write them down, as records and as files.

    Args:
        content: whose.
        port: where it is served.
        limit: at most so many, chosen at random from all articles.
        seed: of the choice.

    Returns:
        The pages' median size in bytes.
    """
    chosen = selectors(port)
    random.Random(seed).shuffle(chosen)
    sizes = []
    with content.records.open("wb") as records, content.file_records.open("wb") as file_records:
        for place, selector in enumerate(chosen[:limit]):
            page = fetch(port, selector, place)
            if not page.endswith(b"\r\n.\r\n") or b"\t" not in page or page.startswith(b"3"):
                raise RuntimeError(f"{selector}: no menu but {page[:200]!r}")
            # An extension that no server knows: it is sent as it is, which is the fastest each of them can do.
            name = f"/{place // 1000:04}/{place:07}.bin"
            path = content.files / name[1:]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(page)
            records.write(b"%s\t%d\n%s" % (selector.encode(), len(page), page))
            file_records.write(b"%s\t%d\n%s" % (name.encode(), len(page), page))
            sizes.append(len(page))
    return sorted(sizes)[len(sizes) // 2]


def selectors(port: int) -> list[str]:
    """The selectors of all articles, by walking the list of all of them."""
    found: list[str] = []
    page = "/!l"
    while page:
        items = decode_menu(fetch(port, page, len(found)))
        found += [item.selector for item in items if _ARTICLE.fullmatch(item.selector)]
        last = found[-1].rpartition("!")[2]
        page = f"/!l/{last}" if any(item.selector == f"/!l/{last}" for item in items) else ""
    return found


def fetch(port: int, selector: str, client: int) -> bytes:
    """One request from one of many clients (127.0.1.1 and on), so that no client's limit is met."""
    with socket.socket() as connection:
        connection.settimeout(30)
        connection.bind((f"127.0.{1 + client % 50}.{1 + client % 200}", 0))
        connection.connect(("127.0.0.1", port))
        connection.sendall(f"{selector}\r\n".encode())
        pieces = []
        while piece := connection.recv(65536):
            pieces.append(piece)
        return b"".join(pieces)
