"""The index's tables, and the one way to open them.

Every list of articles (all of them, a tag's, an author's, a section's) is a range of ``entry``, ordered by publication
time: a window of it is one seek, and what lies in the future lies beyond the range's end, so that an embargo ends by
the clock alone. Counts are kept beside the lists and what is still to come is taken off when they are read. A few lists
have an order of their own (by the time of the last change, by length, by links); their numbers are below zero.
"""

import json
from typing import Any, Final

import apsw

from gopherd.errors import ArchiveUnavailable

VERSION: Final = 13
"""Counted up with every change of the tables or of what is stored in them; an older index is built anew."""
ALL: Final = 0
"""``entry.list`` of all articles; those above are the lists of ``name.id``."""
NEWS: Final = -1
"""The list of all articles by the time at which they last were news: published, or changed after that."""
CHANGED: Final = -2
"""The list of articles that were changed after they were published, by the time of the change."""
LENGTH: Final = -3
"""The list of all articles by the characters of their text."""
LINKED: Final = -4
"""The list of the articles that others link to, by how many do."""
NO_LIST: Final = -9
"""A list that nothing is in."""
ROLE_BODY, ROLE_RELATED, ROLE_IMAGE = 0, 1, 2
TO_NUMBER, TO_ARTICLE, TO_PICTURE, TO_REDIRECTED = 0, 1, 2, 3
"""``address.kind``: an article's own number, another address of it, a picture, and an article by way of a file that
only redirects; of several meanings of one address the first is believed."""
NOWHERE: Final = -1
"""The place of a link that can lead nowhere at all."""
OUTSIDE_KEY: Final = 0
"""The last meaning of a reference that leads to the site's web pages when it leads nowhere in the archive."""
NEVER: Final = 1 << 40
"""Seconds since 1970, after every date."""
TEXT_MARK: Final = b"\0"
"""What stands in a packed page behind the finished page, which may be empty, and behind the teaser; then the text."""

OLDER: Final = (
    "SELECT published, number FROM entry WHERE list=? AND (published, number) < (?, ?) "
    "ORDER BY published DESC, number DESC LIMIT ?"
)
"""The entries of a list before a place in it, the nearest first."""
NEWER: Final = (
    "SELECT published, number FROM entry WHERE list=? AND (published, number) > (?, ?) "
    "ORDER BY published, number LIMIT ?"
)
"""The entries behind it, the nearest first, what is still to come among them."""

_TABLES: Final = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

-- What was found in the folder. wanted: the number a file would have if no other file had it.
CREATE TABLE file(
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, digest BLOB NOT NULL,
    role TEXT NOT NULL, number INTEGER, wanted INTEGER, claimed INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX file_number ON file(number) WHERE number IS NOT NULL;
-- Who has not got what it wanted; nearly all have.
CREATE INDEX file_wanted ON file(wanted) WHERE wanted IS NOT NULL AND number IS NOT wanted;
CREATE TABLE issue(path TEXT NOT NULL, line INTEGER, message TEXT NOT NULL, left_out INTEGER NOT NULL) STRICT;
CREATE INDEX issue_path ON issue(path);

-- Articles that may be shown once their time has come. tag: the name.id of the leading tag; names: those of the
-- section and of those above it, the series, the tags and the authors, with blanks between them and semicolons
-- between the four; keys: those of its
-- addresses, eight bytes each; changed: the time at which it last was news; length: the characters of its text.
CREATE TABLE article(
    number INTEGER PRIMARY KEY, published INTEGER NOT NULL, listed INTEGER NOT NULL, slug TEXT NOT NULL,
    kicker TEXT NOT NULL, title TEXT NOT NULL, tag INTEGER, language TEXT NOT NULL, names TEXT NOT NULL,
    keys BLOB NOT NULL, changed INTEGER NOT NULL, length INTEGER NOT NULL
) STRICT;
CREATE INDEX article_slug ON article(slug COLLATE NOCASE);
CREATE INDEX article_language ON article(language);
CREATE INDEX article_unlisted ON article(published) WHERE NOT listed;
-- data: packed, see TEXT_MARK; until: the time at which the finished page is not right any more, seconds since 1970.
CREATE TABLE page(number INTEGER PRIMARY KEY, until INTEGER NOT NULL, data BLOB NOT NULL) STRICT;
CREATE INDEX page_until ON page(until) WHERE until < 1099511627776;
-- Articles whose finished page may show something that has changed.
CREATE TABLE stale(number INTEGER PRIMARY KEY) STRICT;

-- above: the section that a section is part of.
CREATE TABLE name(
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL, slug TEXT NOT NULL,
    sort TEXT NOT NULL, count INTEGER NOT NULL DEFAULT 0, above INTEGER, rank INTEGER AS (-count),
    UNIQUE(kind, number)
) STRICT;
CREATE INDEX name_sort ON name(kind, sort, number);
CREATE INDEX name_rank ON name(kind, rank, sort, number);
CREATE INDEX name_above ON name(above) WHERE above IS NOT NULL;
-- published: what its list is ordered by, whatever that is.
CREATE TABLE entry(list INTEGER, published INTEGER, number INTEGER, PRIMARY KEY(list, published, number))
    STRICT, WITHOUT ROWID;
-- How many entries a list has in all (period 0), and of the times in 2022, 202202 and 20220202.
CREATE TABLE calendar(list INTEGER, period INTEGER, count INTEGER NOT NULL, PRIMARY KEY(list, period))
    STRICT, WITHOUT ROWID;

-- Who is meant by an address, and which addresses an article uses: joined when a page is read. Addresses are known by
-- their keys (preparing.key_of); rank: the likeliest meaning first.
CREATE TABLE address(key INTEGER, kind INTEGER, number INTEGER, PRIMARY KEY(key, kind, number)) STRICT, WITHOUT ROWID;
CREATE INDEX address_redirected ON address(number) WHERE kind = 3;
CREATE TABLE reference(
    source INTEGER, role INTEGER, place INTEGER, rank INTEGER, key INTEGER NOT NULL,
    PRIMARY KEY(source, role, place, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_key ON reference(key);
-- Which listed articles link to which others, each once. counted: in its text, and not as related alone.
CREATE TABLE link(source INTEGER, target INTEGER, counted INTEGER NOT NULL, PRIMARY KEY(source, target))
    STRICT, WITHOUT ROWID;
CREATE INDEX link_target ON link(target);
CREATE TABLE picture(number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, extension TEXT NOT NULL) STRICT;
-- Listed articles in order of publication, as the full text (fulltext) knows them; facets: the year and the names of
-- each, packed (facets).
CREATE TABLE document(
    id INTEGER PRIMARY KEY, number INTEGER NOT NULL UNIQUE, published INTEGER NOT NULL, facets BLOB NOT NULL
) STRICT;
CREATE VIRTUAL TABLE words USING fts5(
    title, lede, body, captions, sections, tags, authors, keys, content='', contentless_delete=1, tokenize='ascii'
);
-- Terms of articles, read from both ends (vocabulary).
CREATE TABLE vocabulary(term TEXT PRIMARY KEY, backwards TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX vocabulary_backwards ON vocabulary(backwards);
-- Of several files that describe one author the first by path is believed. number: that of the name.
CREATE TABLE author(
    id TEXT, path TEXT, name TEXT NOT NULL, number INTEGER NOT NULL, about TEXT NOT NULL, PRIMARY KEY(id, path)
) STRICT, WITHOUT ROWID;
CREATE INDEX author_number ON author(number, path);
-- Withdrawn articles, under the key of each of their addresses.
CREATE TABLE withdrawn(
    path TEXT, key INTEGER, published INTEGER NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY(path, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_key ON withdrawn(key);
-- Files that only lead elsewhere: the key of each of their addresses, and of what their target may mean.
CREATE TABLE redirect(path TEXT, key INTEGER, rank INTEGER, target INTEGER, PRIMARY KEY(path, key, rank))
    STRICT, WITHOUT ROWID;
"""

RENEWED: Final = "CREATE TABLE renewed(number INTEGER PRIMARY KEY, until INTEGER NOT NULL, data BLOB NOT NULL) STRICT"
"""A table beside ``page``, for pages that are packed in another way."""
RENEW: Final = """
DROP TABLE page;
ALTER TABLE renewed RENAME TO page;
CREATE INDEX page_until ON page(until) WHERE until < 1099511627776;
"""
"""Puts it in the place of ``page``."""


def create(path: str) -> apsw.Connection:
    """A new, empty index at ``path``; nothing of it is synced before the build is finished."""
    connection = apsw.Connection(path)
    # A pragma that answers keeps those behind it waiting until its answer has been taken.
    connection.execute(
        "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-262144"
    ).fetchall()
    connection.execute(_TABLES)
    connection.execute(f"PRAGMA user_version={VERSION}")
    return connection


def open_to_write(path: str, *, is_draft: bool = False) -> apsw.Connection:
    """An existing index, for the one process that holds the lock; a draft is nobody's loss and need not be synced."""
    connection = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE)
    connection.set_busy_timeout(5000)
    connection.execute(f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'OFF' if is_draft else 'NORMAL'}").fetchall()
    return connection


def open_to_read(path: str, *, immutable: bool, cache_mb: int = 4) -> apsw.Connection:
    """An existing index, for a process that serves.

    Args:
        path: the database file.
        immutable: nobody can write to it, and no file may be made beside it.
        cache_mb: of its pages that may stay in memory.

    Raises:
        ArchiveUnavailable: it is no index of ours, or one of another version of gopherd.
    """
    try:
        connection = apsw.Connection(
            f"file:{_uri(path)}?mode=ro{'&immutable=1' if immutable else ''}",
            flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI,
            statementcachesize=200,
        )
        connection.set_busy_timeout(1000)
        # The page cache of the operating system serves all workers; a map of our own grows with the archive.
        connection.execute(f"PRAGMA mmap_size=0; PRAGMA cache_size=-{cache_mb << 10}; PRAGMA query_only=1").fetchall()
        version = version_of(connection)
    except apsw.Error as error:
        raise ArchiveUnavailable(
            f"the index {path} cannot be read ({error}); delete it, it will be built anew"
        ) from error
    if version != VERSION:
        raise ArchiveUnavailable(f"the index {path} has version {version}, this gopherd reads version {VERSION}")
    return connection


def version_of(connection: apsw.Connection) -> int:
    """The version of an index's tables."""
    return int(connection.execute("PRAGMA user_version").get or 0)


def finished(connection: apsw.Connection) -> tuple[str, int]:
    """By whom the pages were finished, and the earliest time at which they may be shown, seconds since 1970."""
    stored: Any = meta(connection, "finished") or ("", 0)
    return stored[0], stored[1]


def set_finished(connection: apsw.Connection, signature: str, when: int) -> None:
    """Store what ``finished`` gives back."""
    set_meta(connection, "finished", [signature, when])


def meta(connection: apsw.Connection, key: str) -> object:
    """A value that was stored about the whole index, ``None`` when there is none."""
    value = connection.execute("SELECT value FROM meta WHERE key=?", (key,)).get
    return None if value is None else json.loads(value)


def dictionary(connection: apsw.Connection) -> bytes:
    """What the index's packed pages were packed with, empty for nothing."""
    return bytes(connection.execute("SELECT value FROM meta WHERE key='dictionary'").get or b"")


def set_dictionary(connection: apsw.Connection, value: bytes) -> None:
    """Store what pages are packed with; only before the first page is."""
    connection.execute("INSERT INTO meta VALUES('dictionary', ?)", (value,))


def set_meta(connection: apsw.Connection, key: str, value: object) -> None:
    """Store a value about the whole index."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES(?, ?)", (key, json.dumps(value, ensure_ascii=False)))


def _uri(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
