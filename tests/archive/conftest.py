"""Archives made for a test: a folder to write articles into, its index, and what readers see of it at a time."""

import contextlib
import fcntl
import json
import os
from collections import defaultdict
from datetime import UTC, datetime
from itertools import count

import apsw
import pytest

from gopherd import config
from gopherd.archive import facets, indexing, location, schema
from gopherd.archive.inspection import inspect
from gopherd.archive.opening import IndexedArchive
from gopherd.archive.packing import packer_of
from gopherd.archive.plan import Plan
from gopherd.archive.selections import Everything
from gopherd.errors import NotFound
from tests.reference import shared

NOW = "2026-11-22T12:00"
STOPWORDS = {language: frozenset(words.stopwords) for language, words in config.catalogues().items()}


def unpacked(data):
    """What ``facets.packed`` has made, apart again: of each the kind, ``None`` for the year, and its number."""
    return [(facets._KINDS[number & 3], number >> 2) for number in facets._numbers([data])]


def moment(when):
    """Seconds since 1970 of an ISO date, UTC unless it says otherwise."""
    parsed = datetime.fromisoformat(when)
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


class Paper:
    """A folder of articles and its index."""

    def __init__(self, root, folder):
        self.root, self.folder = str(root), str(folder)
        self.report = lambda done, total: None
        self.guess_language = False
        self.finisher = None
        self.gate = contextlib.nullcontext
        self._mtimes, self._ticks = count(1_600_000_000), count()
        self._archive = IndexedArchive(self.folder, self.root, clock=lambda: float(next(self._ticks)))
        os.makedirs(self.root, exist_ok=True)

    # --- the folder

    def raw(self, path, content=""):
        """A file with these bytes; every writing has a time of its own."""
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        self.touch(path)
        return self

    def touch(self, path):
        seconds = next(self._mtimes)
        os.utime(os.path.join(self.root, path), (seconds, seconds))

    def write(self, path, body="Some text.", **fields):
        """An article file; fields become its front matter, a title and a date stand in every one."""
        fields = {"title": f"Title of {path}", "date": "2022-02-02"} | fields
        head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in fields.items() if value is not None)
        return self.raw(path, f"---\n{head}---\n{body}\n")

    def delete(self, path):
        os.remove(os.path.join(self.root, path))
        return self

    def configure(self, toml):
        return self.raw("gopherd.toml", toml)

    # --- the index

    @property
    def plan(self):
        return Plan(
            root=self.root,
            folder=self.folder,
            site=config.load(self.root).for_readers(self.root),
            stopwords=STOPWORDS,
            guess_language=self.guess_language,
            finisher=self.finisher,
        )

    def refresh(self):
        with self.gate():
            return indexing.refresh(self.plan, self.report)

    def issues(self):
        """Every issue as a compiler says it, after a refresh."""
        return [str(issue) for issue in self.refresh().issues]

    def left_out(self):
        return [issue.path for issue in self.refresh().issues if issue.left_out]

    def inspect(self, now=NOW):
        self.refresh()
        return inspect(location.current(self.folder), moment(now))

    def query(self, sql):
        """Rows straight from the index."""
        connection = schema.open_to_read(location.current(self.folder), immutable=False)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def dump(self):
        """Everything in the index, in words that do not depend on the order in which it came in."""
        names = {key: (kind, number) for key, kind, number in self.query("SELECT id, kind, number FROM name")}
        names |= {0: None, None: None, -1: "news", -2: "changed", -3: "length", -4: "linked"}
        pages = [
            (number, until, self.packer.unpack(data))
            for number, until, data in self.query("SELECT number, until, data FROM page ORDER BY number")
        ]
        articles = [
            (
                *row[:6],
                names[row[6]],
                row[7],
                [[names[int(k)] for k in part.split()] for part in row[8].split(";")],
                *row[10:],
            )
            for row in self.query("SELECT * FROM article ORDER BY 1")
        ]
        return {
            "file": self.query("SELECT path, size, digest, role, number, wanted, claimed FROM file ORDER BY path"),
            "article": articles,
            "page": pages,
            "name": self.query("SELECT kind, number, text, slug, sort, count FROM name WHERE count ORDER BY 1, 2"),
            "words": self.words(names),
            "entry": sorted((str(names[row[0]]), *row[1:]) for row in self.query("SELECT * FROM entry")),
        } | {
            table: sorted(self.query(f"SELECT * FROM {table}"), key=repr)
            for table in (
                "address",
                "reference",
                "picture",
                "author",
                "redirect",
                "issue",
                "calendar",
                "link",
                "withdrawn",
                "meta",
            )
        }

    def words(self, names):
        """The full text in the order of its documents: of each its article, its facets, and where each term stands."""
        connection = apsw.Connection(location.current(self.folder))
        try:
            connection.execute("CREATE VIRTUAL TABLE temp.instances USING fts5vocab('main', 'words', 'instance')")
            terms = defaultdict(list)
            for term, document, column, offset in connection.execute("SELECT * FROM temp.instances"):
                if column == "keys" and term.startswith("\u00a7n"):
                    terms[document].append((names[int(term[2:])], column, None))
                else:
                    terms[document].append((term, column, offset))
            documents = connection.execute("SELECT id, number, published, facets FROM document ORDER BY id").fetchall()
        finally:
            connection.close()
        assert set(terms) == {row[0] for row in documents}
        return [
            (number, published, [names[key] if kind else key for kind, key in unpacked(packed)],
             sorted(terms[document], key=str))
            for document, number, published, packed in documents
        ]  # fmt: skip

    @property
    def packer(self):
        return packer_of(b"")

    # --- what readers see

    def at(self, now=NOW):
        """The snapshot at a time."""
        return self._archive.snapshot(moment(now))

    def seen(self, now=NOW):
        """The snapshot after a refresh."""
        self.refresh()
        return self.at(now)

    def close(self):
        self._archive.close()


def titles(window):
    return [headline.title for headline in window.headlines]


def walk(snapshot, selection, limit):
    """Every window of a list, oldest last."""
    windows, after = [], None
    while True:
        windows.append(snapshot.headlines(selection, after, limit))
        if not windows[-1].has_older:
            return windows
        after = windows[-1].headlines[-1].number


def listed(snapshot, selection=None):
    """The titles of a list, empty when it does not exist."""
    with contextlib.suppress(NotFound):
        return [title for window in walk(snapshot, selection or Everything(), 3) for title in titles(window)]
    return []


@pytest.fixture
def paper(tmp_path):
    made = Paper(tmp_path / "paper", tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def make_paper(tmp_path):
    """As many papers as a test wants, over folders of its choice."""
    made = []

    def make(root=None):
        number = len(made)
        made.append(Paper(root or tmp_path / f"paper{number}", tmp_path / f"index{number}"))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _real(name, tmp_path_factory):
    """A real archive; the workers of pytest-xdist share one index, which the first of them builds."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / f"index-of-{name}"

    @contextlib.contextmanager
    def alone():
        with open(f"{folder}.gate", "w") as gate:
            fcntl.flock(gate, fcntl.LOCK_EX)
            yield

    made = Paper(shared("data") / name, folder)
    made.guess_language, made.gate = True, alone
    made.summary = made.refresh()
    return made


@pytest.fixture(scope="session")
def okfn(tmp_path_factory):
    """The real archive okfn-de-blog (Jekyll), indexed."""
    made = _real("okfn-de-blog", tmp_path_factory)
    yield made
    made.close()


@pytest.fixture(scope="session")
def digitalgov(tmp_path_factory):
    """The real archive digitalgov-news (Hugo), indexed."""
    made = _real("digitalgov-news", tmp_path_factory)
    yield made
    made.close()
