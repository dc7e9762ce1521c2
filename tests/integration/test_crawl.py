"""Every selector that a reader can reach from the front page, over a socket, on our archive and on two real ones."""

import html
import queue
import re
import threading
import time
from collections import Counter
from pathlib import Path

import yaml
from wcwidth import wcswidth

from tests.integration.conftest import Real, Serve
from tests.integration.program import Server, ask, menu

WIDTH = 67
CLIENTS = 12
# What may stand in front of a single word: the indent of a list, its marker, a quote mark, the number of a link.
_IN_FRONT = re.compile(r"^(?:>|\*|[0-9]+\.|\[\^?[0-9]+\]|##?| )+")
_SELECTOR = re.compile(r"[A-Za-z0-9/!._\-~,:=@]*")
# Other editions show the same again, and so do lists as texts, which tests/test_editions.py reads, their feeds, and
# pictures in other sizes.
_ELSEWHERE = re.compile(
    r"/(?:utf8|latin1|ascii|[2-9][0-9]|1[0-9]{2}|200)/|.*![a-z]+[0-9-]*\.txt|/!i[0-9-]+\.|.+/feed\.xml"
)
_ARTICLE = re.compile(r"(?:/[^/!]*)?/!([0-9]+)")


class Crawl:
    """Asks for everything, with several clients at once, each from an address of its own."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.answers: dict[str, bytes] = {}
        self.faults: list[str] = []
        self._todo: queue.Queue[str | None] = queue.Queue()
        self._known = {""}
        self._lock = threading.Lock()
        self._todo.put("")
        started = time.monotonic()
        clients = [threading.Thread(target=self._work, args=(f"127.0.0.{n + 2}",)) for n in range(CLIENTS)]
        for thread in clients:
            thread.start()
        self._todo.join()
        for _ in clients:
            self._todo.put(None)
        for thread in clients:
            thread.join()
        self.seconds = time.monotonic() - started

    def articles(self) -> dict[int, bytes]:
        """What was answered for each article, by number."""
        found = ((_ARTICLE.fullmatch(selector), answer) for selector, answer in self.answers.items())
        return {int(match[1]): answer for match, answer in found if match}

    def _work(self, source: str) -> None:
        while (selector := self._todo.get()) is not None:
            try:
                self._visit(selector, source)
            except (AssertionError, OSError, ValueError) as error:
                self.faults.append(f"{selector!r}: {error}")
            finally:
                self._todo.task_done()

    def _visit(self, selector: str, source: str) -> None:
        answer = ask(self.server.port, selector.encode() + b"\r\n", source)
        self.answers[selector] = answer
        if "/!m" in selector:
            if answer.startswith(b"3"):
                self.faults.append(f"{selector!r}: a picture that is not there")
            return
        if selector.endswith(".txt"):
            lone = [line for line in answer.decode("utf-8").split("\r\n") if line == "."]
            if lone or not answer.endswith(b"\r\n"):
                self.faults.append(f"{selector!r}: no text: {answer[:80]!r}")
            return
        if selector.endswith(".xml"):
            if not answer.startswith(b"<?xml"):
                self.faults.append(f"{selector!r}: no feed: {answer[:80]!r}")
            return
        lines = menu(answer)
        if lines[0].type == "3":
            self.faults.append(f"{selector!r}: a dead link: {lines[0].text}")
        for line in lines:
            if wcswidth(line.text) > WIDTH and " " in _IN_FRONT.sub("", line.text):
                self.faults.append(f"{selector!r}: {wcswidth(line.text)} columns: {line.text}")
            if line.type in "i3":
                continue
            if not line.text.strip():
                self.faults.append(f"{selector!r}: an item without text: {line}")
            if (line.host, line.port) != ("localhost", str(self.server.port)) or line.selector.startswith("URL:"):
                continue
            if not _SELECTOR.fullmatch(line.selector):
                self.faults.append(f"{selector!r}: a selector that clients change: {line.selector!r}")
            if _ELSEWHERE.match(line.selector):
                continue
            with self._lock:
                if line.selector in self._known:
                    continue
                self._known.add(line.selector)
            self._todo.put(line.selector)


def crawl(server: Server, record_property) -> Crawl:
    done = Crawl(server)
    record_property("selectors", len(done.answers))
    record_property("seconds", round(done.seconds, 1))
    print(f"{len(done.answers)} selectors in {done.seconds:.1f} s")
    assert done.faults == []
    # What lies behind the last article is reached by the list of all of them, whatever else leads there.
    assert f"({len(done.articles())})" in server.text("")
    return done


def heading(answer: bytes) -> str:
    """What an article's title line says, however many lines it takes: letters and digits only."""
    texts = [line.text for line in menu(answer)]
    return squeezed(" ".join(texts[: texts.index("")]).partition(" -- ")[2])


def squeezed(text: str) -> str:
    """The letters and digits of a text, whatever stands between them; authors write HTML into titles."""
    return re.sub(r"[\W_]+", "", re.sub(r"<[A-Za-z/][^>]*>", " ", html.unescape(text))).casefold()


def differences(done: Crawl, expected: Counter[str]) -> tuple[list[str], list[str]]:
    """Headlines that no page has, and pages that no file has."""
    seen = Counter(map(heading, done.articles().values()))
    return sorted((expected - seen).elements()), sorted((seen - expected).elements())


def front_matter(path: Path) -> dict:
    found = re.match(r"\s*---\r?\n(.*?\n)---", path.read_text("utf-8-sig", "replace"), re.DOTALL)
    assert found, path
    return yaml.load(found[1], yaml.CBaseLoader)  # dates stay strings: one of them does not exist


UNTITLED = {"2018-09-24-example.md": "example"}
"""What stands in the place of a title where no heading does: the name of the file, without its date."""


def test_archive_that_ships(paper: Server, indexed: Path, record_property):
    done = crawl(paper, record_property)

    ids = r"^id *[:=] *([0-9]+)|\"id\": *([0-9]+)"
    files = [path for path in (indexed / "articles").rglob("*.md") if path.parent.name != "authors"]
    heads = [re.search(ids, path.read_text("utf-8"), re.MULTILINE) for path in files]
    numbers = {int(found[1] or found[2]) for found in heads}
    assert len(numbers) == len(heads)
    kept_back = {1900070, 1559336, 1490073}
    assert numbers - set(done.articles()) == kept_back, "the one in the future, the draft and the withdrawn one"
    assert set(done.articles()) <= numbers
    everything = b"".join(done.answers.values())
    assert "Heute früh lief ein Zähler über".encode() not in everything
    assert b"The Servers That Never Said Goodbye" not in everything


def test_blog_of_a_foundation(okfn: Real, serve: Serve, record_property):
    done = crawl(serve(okfn.root, "--no-watch", "--index", okfn.index).ready(), record_property)

    files = sorted([*okfn.root.rglob("20*.md"), *okfn.root.rglob("20*.markdown")])
    assert len(files) == 502
    heads = {path: front_matter(path) for path in files}
    drafts = [path for path, head in heads.items() if head.get("published") == "false"]
    undated = [
        path for path, head in heads.items() if head.get("date") == "2017-09-31 04:00:00"
    ]  # there is no such day
    assert (len(drafts), len(undated)) == (7, 1)
    expected = Counter(squeezed(head["title"]) for path, head in heads.items() if path not in [*drafts, *undated])
    assert differences(done, expected) == ([], [])
    assert expected.total() == 494


def test_news_of_a_government(digitalgov: Real, serve: Serve, record_property):
    done = crawl(serve(digitalgov.root, "--no-watch", "--index", digitalgov.index).ready(), record_property)

    files = [path for path in sorted((digitalgov.root / "news").rglob("*.md")) if path.name != "_index.md"]
    assert len(files) == 2083
    heads = {path: front_matter(path) for path in files}
    drafts = [path for path, head in heads.items() if head.get("draft") == "true"]
    unlisted = [path for path, head in heads.items() if head.get("weight") == "0"]
    redirects = [path for path, head in heads.items() if head.get("redirectto")]
    assert (len(drafts), len(unlisted), len(redirects)) == (1, 1, 9)
    apart = {*drafts, *unlisted, *redirects}
    expected = Counter(
        squeezed(f"{head.get('kicker') or ''}{head.get('title') or UNTITLED[path.name]}")
        for path, head in heads.items()
        if path not in apart
    )
    assert differences(done, expected) == ([], [])
    assert expected.total() == 2072
