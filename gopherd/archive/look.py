"""A look at the folder, compared with what the index knows of it.

The comparison is made by SQLite, in temporary tables that lie on disk when they are large: a million files take no more
memory than a thousand.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import apsw

from gopherd.archive import files
from gopherd.archive.files import Found, Unnamed

_TABLES: Final = """
CREATE TEMP TABLE seen(path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER) WITHOUT ROWID;
CREATE TEMP TABLE gone(path TEXT UNIQUE);
CREATE TEMP TABLE todo(path TEXT, size INTEGER, mtime_ns INTEGER, digest BLOB);
"""
# The file itself, or everything in the folder ('0' comes next after '/').
_AT: Final = "(path = ?1 OR path > ?1 || '/' AND path < ?1 || '0')"
_GONE: Final = f"""
INSERT OR IGNORE INTO gone SELECT path FROM file WHERE {_AT} AND path NOT IN (SELECT path FROM seen) ORDER BY path
"""
_NOTHING: Final = f"""
SELECT NOT EXISTS(SELECT 1 FROM seen WHERE {_AT}) AND NOT EXISTS(SELECT 1 FROM gone WHERE {_AT})
"""
_GONE_ANYWHERE: Final = "INSERT INTO gone SELECT path FROM file WHERE path NOT IN (SELECT path FROM seen) ORDER BY path"
# Authors first: an article's author is who the author's file says.
_TODO: Final = """
INSERT INTO todo SELECT s.path, s.size, s.mtime_ns, f.digest FROM seen s LEFT JOIN file f ON f.path = s.path
WHERE f.path IS NULL OR f.size <> s.size OR f.mtime_ns <> s.mtime_ns
ORDER BY '/' || s.path NOT LIKE '%/authors/%', s.path
"""


class Look:
    """What is new, changed and gone.

    Args:
        connection: the index.
        root: the archive's folder.
        places: files and folders below it that are looked at; ``None``: everything.
    """

    def __init__(self, connection: apsw.Connection, root: str, places: Sequence[str] | None) -> None:
        self._db = connection
        self._root = root
        if places is not None and "" in places:  # the archive's folder itself
            places = None
        self.is_whole = places is None
        """Whether everything was looked at."""
        self.unnamed: list[Unnamed] = []
        """Files whose names are not UTF-8."""
        self.unknown: list[str] = []
        """Places where nothing of the archive lies, nor did."""
        connection.execute(_TABLES)
        connection.executemany("INSERT OR IGNORE INTO seen VALUES(?, ?, ?)", self._walk(places))
        if places is None:
            connection.execute(_GONE_ANYWHERE)
        else:
            connection.executemany(_GONE, [(place,) for place in places])
            self.unknown += [place for place in places if connection.execute(_NOTHING, (place,)).get]
        connection.execute(_TODO)
        self.files, self.gone, self.todo = (
            int(connection.execute(f"SELECT count(*) FROM {table}").get) for table in ("seen", "gone", "todo")
        )
        """How many files there are, how many have gone, how many must be read."""

    def all_gone(self) -> Iterator[str]:
        """The paths that are in the index and no more in the folder."""
        for (path,) in self._rows("SELECT path FROM gone ORDER BY rowid"):
            yield path

    def all_todo(self) -> Iterator[tuple[Found, bytes | None]]:
        """The files that are new or changed, each with the digest of what the index knows of it."""
        for *found, digest in self._rows("SELECT path, size, mtime_ns, digest FROM todo ORDER BY rowid"):
            yield Found(*found), digest

    def find(self, path: str) -> Found | None:
        """A file as it is now, ``None`` when it is no file of the archive."""
        row = self._db.execute("SELECT path, size, mtime_ns FROM seen WHERE path=?", (path,)).fetchone()
        if row is not None:
            return Found(*row)
        return next((found for found in files.walk(self._root, path) if isinstance(found, Found)), None)

    def _rows(self, sql: str) -> Any:
        return self._db.execute(sql)

    def _walk(self, places: Sequence[str] | None) -> Iterator[tuple[str, int, int]]:
        for place in ("",) if places is None else places:
            for file in files.walk(self._root, place):
                if isinstance(file, Found):
                    yield file.path, file.size, file.mtime_ns
                else:
                    self.unnamed.append(file)
