"""What the full text costs, beside SQLite's plain FTS5 and tantivy: ``python -m tests.benchmarks.search``.

All three get the same texts of the same generated articles, one after the other in one process, and answer the same
words, chosen by how many articles have them. FTS5 and tantivy give the numbers of the best twenty and a count; ours
gives the page that a reader gets: the best twenty with their headlines and snippets, the count, and the facets. Times
are processor time, which holds when the machine is busy with other things.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import apsw
from rich.console import Console
from rich.table import Table

from gopherd.archive import fulltext, location, schema
from gopherd.archive.fulltext import DraftFullText
from gopherd.archive.headlines import text_of
from gopherd.archive.opening import IndexedArchive
from gopherd.archive.packing import packer_of
from gopherd.archive.wording import passages_of, wording_of
from gopherd.terms.query import parse_query
from tests.benchmarks import content as contents
from tests.benchmarks.processes import Missing

_HITS = (10, 100, 1_000, 3_000, 10_000, 50_000)
"""Queries are words that so many articles have, or nearly so."""
_WORDS = 20
"""Queries of each number of hits."""
_ROUNDS = 3

Search = Callable[[str], int]
"""A word to the number of its hits; what else an engine gives is thrown away."""


class Text(NamedTuple):
    """What all engines are given of an article."""

    number: int
    published: int
    kicker: str
    title: str
    language: str
    stored: dict[str, Any]
    """As in the index."""

    @property
    def heading(self) -> str:
        """Kicker and title."""
        return f"{self.kicker} {self.title}"

    @property
    def body(self) -> str:
        """Everything else."""
        return "\n".join(passages_of(self.stored))


class Engine(NamedTuple):
    """An engine that has indexed all texts."""

    name: str
    articles_per_s: float
    size: int
    """Bytes on the disk."""
    search: Search


def texts(index: Path) -> Iterator[Text]:
    """The texts of all articles of an index, in the order of their numbers."""
    connection = schema.open_to_read(location.current(str(index)), immutable=False)
    unpack = packer_of(schema.dictionary(connection)).unpack
    sql = "SELECT number, published, kicker, title, language, data FROM article JOIN page USING(number) ORDER BY number"
    for *known, data in connection.execute(sql):
        yield Text(*known, json.loads(text_of(unpack(data))))
    connection.close()


def ours(index: Path, folder: Path) -> Engine:
    """Our full text made of the same texts for its cost; what is searched is the archive's own index."""
    path = folder / "ours"
    connection = schema.create(str(path))
    empty, started = path.stat().st_size, time.process_time()
    connection.execute("BEGIN")
    draft, count = DraftFullText(connection), 0
    for text in texts(index):
        wording = wording_of(text.kicker, text.title, text.stored, text.language)
        draft.add(text.number, text.published, 2022, [], text.language, wording)
        count += 1
    fulltext.place_all(connection)
    connection.execute("COMMIT; VACUUM")
    taken = time.process_time() - started
    connection.close()
    snapshot = IndexedArchive(str(index), "").snapshot(time.time())

    def search(word: str) -> int:
        # A search that was asked before is kept; here each is the first.
        with snapshot:
            return snapshot.search(parse_query(f"{word} -nichtvorhanden{time.perf_counter_ns()}"), 1).total

    return Engine("gopherd", count / taken, path.stat().st_size - empty, search)


def fts5(index: Path, folder: Path) -> Engine:
    """SQLite's FTS5 as it comes, without a copy of the texts."""
    path = folder / "fts5"
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN").fetchall()
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(heading, body, content='')")
    started = time.process_time()
    rows = ((text.number, text.heading, text.body) for text in texts(index))
    connection.executemany("INSERT INTO t(rowid, heading, body) VALUES(?, ?, ?)", rows)
    connection.execute("INSERT INTO t(t) VALUES('optimize'); COMMIT; VACUUM")
    taken = time.process_time() - started
    count = connection.execute("SELECT count(*) FROM t_docsize").get

    def search(word: str) -> int:
        connection.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 10.0, 1.0) LIMIT 20", (f'"{word}"',)
        ).fetchall()
        return int(connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (f'"{word}"',)).get)

    return Engine("FTS5", count / taken, path.stat().st_size, search)


def tantivy(index: Path, folder: Path) -> Engine:
    """Tantivy with its German stemmer, by one thread."""
    try:
        import tantivy as engine
    except ImportError as error:
        raise Missing("tantivy is not installed (pip install tantivy)") from error
    path = folder / "tantivy"
    path.mkdir()
    builder = engine.SchemaBuilder()
    builder.add_integer_field("number", stored=True, indexed=True)
    builder.add_text_field("heading", tokenizer_name="de_stem")
    builder.add_text_field("body", tokenizer_name="de_stem")
    made = engine.Index(builder.build(), path=str(path))
    started, count = time.process_time(), 0
    writer = made.writer(heap_size=128_000_000, num_threads=1)
    for text in texts(index):
        writer.add_document(engine.Document(number=text.number, heading=text.heading, body=text.body))
        count += 1
    writer.commit()
    writer.wait_merging_threads()
    taken = time.process_time() - started
    made.reload()
    searcher = made.searcher()

    def search(word: str) -> int:
        query = made.parse_query(word, ["heading", "body"], field_boosts={"heading": 10.0})
        found = searcher.search(query, limit=20, count=True)
        for _, address in found.hits:
            searcher.doc(address)
        return int(found.count)

    size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return Engine("tantivy", count / taken, size, search)


def chosen(index: Path) -> dict[int, list[str]]:
    """Words by the number of articles that have them: those nearest to each of ``_HITS``."""
    connection = apsw.Connection(location.current(str(index)), flags=apsw.SQLITE_OPEN_READONLY)
    connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab('main', 'words', 'row')")
    rows: list[Any] = connection.execute(
        "SELECT term, doc FROM temp.v WHERE length(term) > 4 AND term GLOB '[a-z]*' AND term NOT GLOB '*[^a-z]*'"
    ).fetchall()
    connection.close()
    return {
        hits: [term for term, _ in sorted(rows, key=lambda row: abs(row[1] - hits))[:_WORDS]]
        for hits in _HITS
        if any(abs(count - hits) < hits / 3 for _, count in rows)
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index", type=Path, help="an index that is there already, instead of one made for this")
    arguments = parser.parse_args()
    console = Console(highlight=False, width=120)
    with tempfile.TemporaryDirectory() as made:
        folder, index = Path(made), arguments.index
        if index is None:
            content, said = contents.make(folder / "content", arguments.articles, arguments.seed)
            index = content.index
            console.print(*said, sep="\n")
        engines = []
        for make in (ours, fts5, tantivy):
            try:
                engines.append(make(index, folder))
            except Missing as missing:
                console.print(f"left out: {missing}")
        for table in _tables(engines, chosen(index)):
            console.print(table)


def _tables(engines: list[Engine], words: dict[int, list[str]]) -> Iterator[Table]:
    built = Table("engine", "articles/s", "MB", title="Built by one process")
    for engine in engines:
        built.add_row(engine.name, f"{engine.articles_per_s:,.0f}", f"{engine.size / 1e6:,.0f}")
    yield built
    asked = Table("articles that have the word", *(f"{engine.name} ms" for engine in engines), title="p50 / p99")
    for hits, some in words.items():
        cells = []
        for engine in engines:
            taken = [_milliseconds(engine.search, word) for _ in range(_ROUNDS) for word in some]
            cells.append(f"{statistics.median(taken):.2f} / {statistics.quantiles(taken, n=100)[98]:.2f}")
        asked.add_row(f"{hits:,}", *cells)
    yield asked


def _milliseconds(search: Search, word: str) -> float:
    started = time.process_time()
    search(word)
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
