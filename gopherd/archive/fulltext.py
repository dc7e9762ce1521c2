"""The full text: every listed article's terms in SQLite's FTS5, in order of publication.

FTS5 keeps the terms that ``terms.analysis`` has made and nothing else: not the texts, which the index has already, and
its own tokenizer finds nothing left to do. The documents are numbered in order of publication, so the newest of a
million hits are the first that come, and what is still to come lies behind a bound. Between two numbers there is room:
an article that comes later takes its place among the others, and where there is none left its neighbours move apart.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import apsw
from attrs import frozen

from gopherd.archive import schema, vocabulary
from gopherd.archive.facets import packed
from gopherd.archive.headlines import text_of
from gopherd.archive.packing import Packer, packer_of
from gopherd.archive.schema import ALL, NEWER, OLDER
from gopherd.archive.wording import Wording, wording_of
from gopherd.model.article import Kind
from gopherd.terms.analysis import analyser_of

STEP: Final = 16
"""Between two documents of a new index; each step takes half a byte of every entry of the full text."""
_FIRST: Final = STEP << 16
_AWAY: Final = 1 << 61
_APART: Final = 8
"""So many documents on either side are moved apart; so many times more, as long as that makes no room."""
_KINDS: Final = Kind.SECTION, Kind.TAG, Kind.AUTHOR
"""As their columns stand."""
EVERYTHING: Final = "\u00a7a"
"""A key that every document has. No term begins like a key."""
_HASH_BYTES: Final = 64 << 20
"""Of entries that are sorted in memory while a full text is built."""
_INSERT: Final = "INSERT INTO words(rowid, title, lede, body, captions, sections, tags, authors, keys) VALUES"
_UNPLACED: Final = """
CREATE TABLE unplaced(
    number INTEGER PRIMARY KEY, published INTEGER, facets BLOB, title TEXT, lede TEXT, body TEXT, captions TEXT,
    sections TEXT, tags TEXT, authors TEXT, keys TEXT
)
"""
_DOCUMENTS: Final = f"""
INSERT INTO document
SELECT {_FIRST} + row_number() OVER (ORDER BY published, number) * {STEP}, number, published, facets FROM unplaced
ORDER BY published, number
"""
_WORDS: Final = """
INSERT INTO words(rowid, title, lede, body, captions, sections, tags, authors, keys)
SELECT d.id, title, lede, body, captions, sections, tags, authors, keys
FROM document d CROSS JOIN unplaced u USING(number) ORDER BY d.id
"""


@frozen
class Named:
    """A name that an article bears, as the index knows it."""

    kind: Kind
    key: int
    """``name.id``."""
    text: str


def key_of_name(key: int) -> str:
    """The term that stands for a name."""
    return f"\u00a7n{key}"


def key_of_language(language: str) -> str:
    """The term that stands for a language."""
    return f"\u00a7l{''.join(filter(str.isalnum, language.lower()))}"


class FullText:
    """Puts articles into the full text and takes them out.

    Args:
        connection: in a transaction of the caller's.
    """

    def __init__(self, connection: apsw.Connection) -> None:
        self._db = connection

    @cached_property
    def _packer(self) -> Packer:
        return packer_of(schema.dictionary(self._db))

    def add(
        self, number: int, published: int, year: int | None, names: Sequence[Named], language: str, wording: Wording
    ) -> None:
        """Add a listed article that stands in its lists.

        Args:
            number: the article's.
            published: its publication time, seconds since 1970.
            year: its year in the site's zone, if it has a date.
            names: its section, tags and authors.
            language: that of its text.
            wording: its terms.
        """
        place = self._place(number, published)
        columns = _columns(names, language, wording)
        self._db.execute("INSERT INTO document VALUES(?, ?, ?, ?)", (place, number, published, _facets(year, names)))
        self._db.execute(f"{_INSERT}(?, ?, ?, ?, ?, ?, ?, ?, ?)", (place, *columns))
        vocabulary.add(self._db, columns[:-1])

    def remove(self, number: int) -> None:
        """Take an article out, if it is there."""
        place = self._db.execute("SELECT id FROM document WHERE number=?", (number,)).get
        if place is not None:
            self._db.execute("DELETE FROM document WHERE id=?", (place,))
            self._db.execute("DELETE FROM words WHERE rowid=?", (place,))

    def _place(self, number: int, published: int) -> int:
        """A number for a document between those of its neighbours."""
        reach = _APART
        while True:
            older, newer = self._beside(published, number, 1)
            if not newer:
                return (older[0][0] if older else _FIRST) + STEP
            if not older:
                return int(newer[0][0]) - STEP
            if newer[0][0] - older[0][0] > 1:
                return int(older[0][0] + newer[0][0]) // 2
            self._move_apart(*self._beside(published, number, reach))
            reach *= _APART

    def _beside(self, published: int, number: int, reach: int) -> tuple[list[Any], list[Any]]:
        """The ids and numbers of the documents before and behind a place, the nearest first."""
        sides = []
        for nearest in (OLDER, NEWER):
            sql = f"SELECT d.id, d.number FROM ({nearest}) n CROSS JOIN document d ON d.number = n.number"
            sides.append(self._db.execute(sql, (ALL, published, number, reach)).fetchall())
        return sides[0], sides[1]

    def _move_apart(self, older: list[Any], newer: list[Any]) -> None:
        """Give documents that stand in a row new numbers with room between, if the row has that room."""
        row = [*reversed(older), *newer]
        begin = row[0][0]
        # Behind the last document of all there is room without end.
        is_last = not self._db.execute("SELECT 1 FROM document WHERE id > ?", (row[-1][0],)).get
        step = STEP if is_last else (row[-1][0] - begin) // (len(row) - 1)
        if step < 2:
            return
        moved = [(begin + place * step, old, number) for place, (old, number) in enumerate(row)]
        stored = [self._stored(number) for _, _, number in moved]
        self._db.executemany("DELETE FROM words WHERE rowid=?", [(old,) for _, old, _ in moved])
        # Numbers are unique at every moment, so nobody may come to stand where another still is.
        self._db.executemany(f"UPDATE document SET id=id - {_AWAY} WHERE id=?", [(old,) for _, old, _ in moved])
        self._db.executemany("UPDATE document SET id=? WHERE id=?", [(new, old - _AWAY) for new, old, _ in moved])
        self._db.executemany(
            f"{_INSERT}(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(new, *columns) for (new, _, _), columns in zip(moved, stored, strict=True)],
        )

    def _stored(self, number: int) -> tuple[str, ...]:
        """The columns of an article that is stored already."""
        row: Any = self._db.execute(
            "SELECT a.kicker, a.title, a.language, a.names, p.data FROM article a JOIN page p USING(number) "
            "WHERE a.number=?",
            (number,),
        ).fetchone()
        kicker, title, language, keys, data = row
        names = []
        for key in keys.replace(";", " ").split():
            kind, text = self._db.execute("SELECT kind, text FROM name WHERE id=?", (int(key),)).fetchone() or ("", "")
            names.append(Named(Kind(kind), int(key), str(text)))
        text = json.loads(text_of(self._packer.unpack(data)))
        return _columns(names, language, wording_of(kicker, title, text, language))


class DraftFullText(FullText):
    """The full text of an index that is being built: articles come in any order, and are placed when all are there."""

    def __init__(self, connection: apsw.Connection) -> None:
        super().__init__(connection)
        self._db.execute(_UNPLACED)

    def add(
        self, number: int, published: int, year: int | None, names: Sequence[Named], language: str, wording: Wording
    ) -> None:
        """As ``FullText.add``."""
        row = number, published, _facets(year, names), *_columns(names, language, wording)
        self._db.execute("INSERT INTO unplaced VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def remove(self, number: int) -> None:
        """As ``FullText.remove``."""
        self._db.execute("DELETE FROM unplaced WHERE number=?", (number,))


def place_all(connection: apsw.Connection) -> None:
    """Make the full text of a draft, in order, of all that was added to it."""
    connection.execute(f"INSERT INTO words(words, rank) VALUES('hashsize', {_HASH_BYTES})")
    connection.execute(_DOCUMENTS)
    connection.execute(_WORDS)
    connection.execute("INSERT INTO words(words) VALUES('optimize')")
    connection.execute("INSERT INTO words(words, rank) VALUES('hashsize', 1048576)")
    connection.execute("DROP TABLE unplaced")
    vocabulary.fill(connection)


def _facets(year: int | None, names: Sequence[Named]) -> bytes:
    return packed(year, [(name.kind, name.key) for name in names if name.kind in _KINDS])


def _columns(names: Sequence[Named], language: str, wording: Wording) -> tuple[str, ...]:
    joined = analyser_of(language).joined
    texts = [" ".join([joined(name.text) for name in names if name.kind is kind]) for kind in _KINDS]
    keys = " ".join([EVERYTHING, key_of_language(language), *(key_of_name(name.key) for name in names)])
    return wording.title, wording.lede, wording.body, wording.captions, *texts, keys
