"""What has been read, written into the index: each article's rows, and the counts that go with them.

Everything here is part of a transaction that its caller begins and ends. What is taken out is taken out by the same
figures by which it came in, so that a refreshed index and one built anew hold the same, but for the spelling of a name
that articles write in several ways.
"""

import struct
from collections import Counter
from functools import cached_property
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

import apsw
from attrs import field, frozen

from gopherd.archive import addresses, schema
from gopherd.archive.authors import AuthorFile
from gopherd.archive.codec import Redirect
from gopherd.archive.enlisting import Enlisting, Standing
from gopherd.archive.fulltext import DraftFullText, FullText, Named
from gopherd.archive.headlines import teaser_of
from gopherd.archive.packing import packer_of
from gopherd.archive.preparing import Prepared, key_of
from gopherd.archive.schema import ALL, NEVER, ROLE_BODY, ROLE_RELATED, TO_ARTICLE, TO_NUMBER, TO_PICTURE, TO_REDIRECTED
from gopherd.archive.sections import within
from gopherd.model.article import Kind, State
from gopherd.model.naming import hashed, slug_of, sort_of
from gopherd.model.site import Site
from gopherd.model.text import fold

_AUTHORS: Final = "SELECT id, name, min(path) FROM author "
_REDIRECTED: Final = f"SELECT key, number FROM address WHERE kind={TO_REDIRECTED}"


@frozen
class Shown:
    """What other articles' pages may show of an article, and where it stands in their lists."""

    headline: tuple[object, ...]
    """Slug, kicker and title, its leading tag and its teaser."""
    published: int
    lists: tuple[int, ...]
    """Its sections, series, tags and authors; empty when it is in no list."""
    keys: frozenset[int]
    """The keys of its addresses."""
    targets: frozenset[int]
    """The keys of the addresses that it uses for articles."""
    standing: Standing | None = field(eq=False)
    """Where it stands in all lists, ``None`` for in none; no other article's page shows that."""


class Writer:
    """Stores and removes what files hold, in one index, for one site.

    Args:
        connection: in a transaction of the caller's.
        site: its zone, sections and numbers matter.
        is_draft: whether the full text is made at the end (``fulltext.place_all``), and not with each article.
    """

    def __init__(self, connection: apsw.Connection, site: Site, *, is_draft: bool = False) -> None:
        self._db = connection
        self._fulltext = (DraftFullText if is_draft else FullText)(connection)
        self._site = site
        self._lists = Enlisting(connection, ZoneInfo(site.timezone))
        self._titles = {fold(part): section for section in site.sections for part in (section.name, section.title)}
        self._names: dict[tuple[Kind, int], int] = {}
        self._borne: dict[int, Named] = {}
        self._spelled: dict[tuple[Kind, str], int] = {}
        self._authors = {str(row[0]): str(row[1]) for row in connection.execute(_AUTHORS + "GROUP BY id")}

    @cached_property
    def dictionary(self) -> bytes:
        """What the pages of this index are packed with; half a megabyte is read once."""
        return schema.dictionary(self._db)

    # --- articles ---------------------------------------------------------------------------------------------

    def store_article(self, article: Prepared, number: int) -> None:
        """Write an article under ``number``, which nobody else has."""
        tags = [self._name(Kind.TAG, tag) for tag in article.tags]
        authors = list(dict.fromkeys(self._author(name) for name in article.authors))
        sections = self._sections(article.section) if article.section else []
        series = [self._name(Kind.SERIES, name) for name in article.series]
        listed = article.state is State.PUBLIC
        names = ";".join(" ".join(map(str, keys)) for keys in (sections, series, tags, authors))
        execute, executemany = self._db.execute, self._db.executemany
        execute(
            "INSERT INTO article VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, article.published, listed, *article.headline, tags[0] if tags else None, article.language,
                names, struct.pack(f"<{len(article.addresses)}q", *article.addresses), article.changed,
                article.length,
            ),
        )  # fmt: skip
        execute("INSERT INTO page VALUES(?, ?, ?)", (number, NEVER, article.data))
        execute("INSERT INTO address VALUES(?, ?, ?)", (key_of(f"!{number}"), TO_NUMBER, number))
        executemany(
            "INSERT OR IGNORE INTO address VALUES(?, ?, ?)", [(key, TO_ARTICLE, number) for key in article.addresses]
        )
        if article.references:
            executemany("INSERT INTO reference VALUES(?, ?, ?, ?, ?)", [(number, *row) for row in article.references])
        if listed:
            below = frozenset((*sections, *series, *tags, *authors))
            self._lists.enlist(Standing(number, article.published, article.changed, article.length, below))
            borne = [self._borne[key] for key in dict.fromkeys((*sections, *series, *tags, *authors))]
            year = self._lists.year_of(article.published)
            self._fulltext.add(number, article.published, year, borne, article.language, article.wording)

    def remove_article(self, number: int) -> None:
        """Take an article out, wherever it is counted; nothing happens when it is not there."""
        shown = self.shown(number)
        if shown is None:
            return
        if shown.standing is not None:
            self._lists.strike(shown.standing)
            self._fulltext.remove(number)
        for statement in (
            "DELETE FROM article WHERE number=?",
            "DELETE FROM page WHERE number=?",
            "DELETE FROM stale WHERE number=?",
            "DELETE FROM reference WHERE source=?",
        ):
            self._db.execute(statement, (number,))
        self._db.executemany(
            f"DELETE FROM address WHERE key=? AND kind <= {TO_ARTICLE} AND number=?",
            [(key, number) for key in shown.keys],
        )

    def shown(self, number: int) -> Shown | None:
        """What is shown of an article elsewhere; ``None`` when there is none."""
        row = self._db.execute(
            "SELECT a.slug, a.kicker, a.title, (SELECT text FROM name WHERE id=a.tag), a.published, a.listed, "
            "a.names, a.keys, a.changed, a.length, p.data FROM article a JOIN page p USING(number) WHERE number=?",
            (number,),
        ).fetchone()
        if row is None:
            return None
        *headline, published, listed, names, keys, changed, length, data = row
        teaser = teaser_of(packer_of(self.dictionary).unpack(data))
        below = tuple(map(int, names.replace(";", " ").split()))
        standing = Standing(number, published, changed, length, frozenset(below)) if listed else None
        own = struct.unpack(f"<{len(keys) // 8}q", keys)
        used = self._db.execute(
            f"SELECT key FROM reference WHERE source=? AND role IN ({ROLE_BODY}, {ROLE_RELATED})", (number,)
        )
        targets = frozenset(int(key) for (key,) in used)
        keys = frozenset((key_of(f"!{number}"), *own))
        return Shown((*headline, teaser), published, (ALL, *below) if listed else (), keys, targets, standing)

    @property
    def steps(self) -> Counter[int]:
        """How many articles each ``name.id`` has gained and lost since the writer was made."""
        return self._lists.steps

    def flush(self) -> None:
        """Write the counts, which are added up meanwhile."""
        self._lists.flush()

    # --- names ------------------------------------------------------------------------------------------------

    def author_number(self, name: str) -> int:
        """The number of the author whom articles call ``name``, by id or by name."""
        return self._number(Kind.AUTHOR, self._authors.get(fold(name), name))

    def _author(self, name: str) -> int:
        return self._name(Kind.AUTHOR, self._authors.get(fold(name), name))

    def _sections(self, path: str) -> list[int]:
        """A section and those that it is part of, the inmost first."""
        names = list(dict.fromkeys(self._section(name) for name in within(path, self._titles)))
        for inner, outer in pairwise(names):
            self._db.execute("UPDATE name SET above=? WHERE id=? AND above IS NOT ?", (outer, inner, outer))
        return names

    def _section(self, name: str) -> int:
        known = self._titles.get(fold(name))
        if known is None:
            return self._name(Kind.SECTION, name)
        return self._named(Kind.SECTION, self._number(Kind.SECTION, known.name), known.title)

    def _name(self, kind: Kind, text: str) -> int:
        key = self._spelled.get((kind, text))
        if key is None:
            key = self._spelled[kind, text] = self._named(kind, self._number(kind, text), text)
        return key

    def _number(self, kind: Kind, text: str) -> int:
        return self._site.number_of(kind, text)

    def _named(self, kind: Kind, number: int, text: str) -> int:
        key = self._names.get((kind, number))
        if key is None:
            self.flush()
            sort = sort_of(text)
            # A name that nobody bears at present takes the spelling of the next who does.
            self._db.execute(
                "INSERT INTO name(kind, number, text, slug, sort) VALUES(?, ?, ?, ?, ?) ON CONFLICT(kind, number) "
                "DO UPDATE SET text=excluded.text, slug=excluded.slug, sort=excluded.sort WHERE count=0",
                (kind.value, number, text, slug_of(text), sort),
            )
            key = int(self._db.execute("SELECT id FROM name WHERE kind=? AND number=?", (kind.value, number)).get)
            self._names[kind, number] = key
            self._borne[key] = Named(kind, key, text)
        return key

    # --- everything else --------------------------------------------------------------------------------------

    def store_author(self, author: AuthorFile, path: str) -> None:
        """Write down who is meant by an author's id."""
        identifier = fold(author.id)
        number = self._number(Kind.AUTHOR, author.name)
        row = (identifier, path, author.name, number, author.about)
        self._db.execute("INSERT INTO author VALUES(?, ?, ?, ?, ?)", row)
        self._look_up_author(identifier)

    def remove_author(self, path: str) -> None:
        """Forget the author whom the file at ``path`` describes."""
        identifiers = self._db.execute("SELECT id FROM author WHERE path=?", (path,)).fetchall()
        self._db.execute("DELETE FROM author WHERE path=?", (path,))
        for (identifier,) in identifiers:
            self._look_up_author(str(identifier))

    def _look_up_author(self, identifier: str) -> None:
        self._authors.pop(identifier, None)
        if row := self._db.execute(_AUTHORS + "WHERE id=? GROUP BY id", (identifier,)).fetchone():
            self._authors[identifier] = str(row[1])

    def store_redirect(self, redirect: Redirect, path: str) -> None:
        """Write down where the addresses of a file lead that only redirects."""
        meant = addresses.meant_by(redirect.target, path, self._site.url)
        self._db.executemany(
            "INSERT OR IGNORE INTO redirect VALUES(?, ?, ?, ?)",
            [(path, key_of(own), rank, key_of(it)) for own in redirect.addresses for rank, it in enumerate(meant)],
        )

    def remove_redirect(self, path: str) -> None:
        """Forget the redirections of the file at ``path``."""
        self._db.execute("DELETE FROM redirect WHERE path=?", (path,))

    def store_withdrawn(self, article: Prepared, number: int) -> None:
        """Write down that an article is withdrawn, and nothing else of it."""
        keys = {key_of(f"!{number}"), *article.addresses}
        self._db.executemany(
            "INSERT INTO withdrawn VALUES(?, ?, ?, ?)",
            [(article.path, key, article.published, article.changed) for key in sorted(keys)],
        )

    def remove_withdrawn(self, path: str) -> None:
        """Forget that the article of the file at ``path`` was withdrawn."""
        self._db.execute("DELETE FROM withdrawn WHERE path=?", (path,))

    def store_picture(self, path: str) -> None:
        """Give a picture file its number and its address."""
        number, extension = hashed(path), path.rpartition(".")[2].lower()
        while self._db.execute("SELECT 1 FROM picture WHERE number=?", (number,)).get:
            number = hashed(f"{number}#")
        self._db.execute("INSERT INTO picture VALUES(?, ?, ?)", (number, path, extension))
        self._db.execute("INSERT INTO address VALUES(?, ?, ?)", (key_of_picture(path), TO_PICTURE, number))

    def remove_picture(self, path: str) -> None:
        """Forget a picture file."""
        self._db.execute(
            "DELETE FROM address WHERE key=? AND number=(SELECT number FROM picture WHERE path=?)",
            (key_of_picture(path), path),
        )
        self._db.execute("DELETE FROM picture WHERE path=?", (path,))

    def finish(self) -> set[int]:
        """What depends on all files at once: the counts, and where redirections lead.

        Returns:
            The keys of addresses that lead elsewhere now by a redirection, or nowhere any more.
        """
        self._lists.finish()
        before = set(self._db.execute(_REDIRECTED))
        self._db.execute(f"DELETE FROM address WHERE kind={TO_REDIRECTED}")
        self._db.execute(
            "INSERT OR IGNORE INTO address SELECT r.key, ?, a.number FROM redirect r "
            "JOIN address a ON a.key = r.target AND a.kind <= ?",
            (TO_REDIRECTED, TO_ARTICLE),
        )
        return {key for key, _ in before ^ set(self._db.execute(_REDIRECTED))}


def key_of_picture(path: str) -> int:
    """The key of the address of a picture file."""
    return key_of(addresses.of_picture(path))
