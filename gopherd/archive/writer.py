"""What has been read, written into the index: each article's rows, and the counts that go with them.

Everything here is part of a transaction that its caller begins and ends. What is taken out is taken out by the same
figures by which it came in, so that a refreshed index and one built anew hold the same.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import apsw
from anyascii import anyascii

from gopherd.archive import addresses, stored
from gopherd.archive.codec import AuthorFile, Redirect
from gopherd.archive.schema import (
    ALL,
    NOWHERE,
    OUTSIDE,
    ROLE_BODY,
    ROLE_IMAGE,
    ROLE_RELATED,
    TO_ARTICLE,
    TO_PICTURE,
    TO_REDIRECTED,
)
from gopherd.model.article import UNDATED, Kind, Manuscript, State
from gopherd.model.naming import hashed, number_of_name, slug_of
from gopherd.model.site import Site
from gopherd.model.text import fold

_AUTHORS: Final = "SELECT id, name, min(path) FROM author "
_COUNT_NAME: Final = "UPDATE name SET count = count + ? WHERE id = ?"
_COUNT_PERIOD: Final = (
    "INSERT INTO calendar VALUES(?, ?) ON CONFLICT(period) DO UPDATE SET count = count + excluded.count"
)


class Writer:
    """Stores and removes what files hold, in one index, for one site."""

    def __init__(self, connection: apsw.Connection, site: Site) -> None:
        self._db = connection
        self._site = site
        self._zone = ZoneInfo(site.timezone)
        self._titles = {fold(part): section for section in site.sections for part in (section.name, section.title)}
        self._names: dict[tuple[Kind, int], int] = {}
        self._authors = {str(row[0]): str(row[1]) for row in connection.execute(_AUTHORS + "GROUP BY id")}

    # --- articles ---------------------------------------------------------------------------------------------

    def store_article(self, manuscript: Manuscript, number: int) -> None:
        """Write an article under ``number``, which nobody else has."""
        published = seconds_of(manuscript.published)
        tags = [self._name(Kind.TAG, tag) for tag in manuscript.tags]
        authors = list(dict.fromkeys(self._author(name) for name in manuscript.authors))
        section = self._section(manuscript.section) if manuscript.section else None
        listed = manuscript.state is State.PUBLIC
        self._db.execute(
            "INSERT INTO article VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, published, listed, manuscript.slug, manuscript.kicker, manuscript.title, manuscript.teaser,
                tags[0] if tags else None, manuscript.language,
            ),
        )  # fmt: skip
        data = {
            "lede": manuscript.lede, "updated": seconds_of(manuscript.updated) if manuscript.updated else None,
            "correction": manuscript.correction, "rights": manuscript.rights, "source": manuscript.source,
            "section": section, "tags": tags, "authors": authors, **self._store_links(manuscript, number),
        }  # fmt: skip
        self._db.execute("INSERT INTO text VALUES(?, ?)", (number, stored.dumps(data)))
        self._db.executemany(
            "INSERT OR IGNORE INTO address VALUES(?, ?, ?)",
            ((address, TO_ARTICLE, number) for address in (f"!{number}", *manuscript.addresses)),
        )
        if listed:
            self._enlist(number, published, {*tags, *authors, *([section] if section else [])}, 1)

    def remove_article(self, number: int) -> None:
        """Take an article out, wherever it is counted; nothing happens when it is not there."""
        row = self._db.execute("SELECT published, listed FROM article WHERE number=?", (number,)).fetchone()
        if row is None:
            return
        published, listed = row
        data = json.loads(self._db.execute("SELECT data FROM text WHERE number=?", (number,)).get)
        if listed:
            section = [data["section"]] if data["section"] else []
            self._enlist(number, published, {*data["tags"], *data["authors"], *section}, -1)
        for statement in (
            "DELETE FROM article WHERE number=?",
            "DELETE FROM text WHERE number=?",
            "DELETE FROM reference WHERE source=?",
            f"DELETE FROM address WHERE number=? AND kind={TO_ARTICLE}",
        ):
            self._db.execute(statement, (number,))

    def _store_links(self, manuscript: Manuscript, number: int) -> dict[str, object]:
        places: tuple[dict[str, int], ...] = ({}, {}, {})
        link = self._refer(manuscript.path, number, ROLE_BODY, addresses.meant_by, places[0])
        picture = self._refer(manuscript.path, number, ROLE_IMAGE, addresses.pictures, places[1])
        related = self._refer(manuscript.path, number, ROLE_RELATED, addresses.meant_by, places[2])
        image = stored.store_figure(manuscript.image, picture) if manuscript.image else None
        body = stored.store_blocks(manuscript.body, link, picture)
        for name in manuscript.related:
            related(f"!{name}" if name.isascii() and name.isdigit() else name)
        return {"image": image, "body": body, "links": len(places[0]), "pictures": len(places[1])}

    def _refer(
        self,
        path: str,
        number: int,
        role: int,
        meanings: Callable[[str, str, str], tuple[str, ...]],
        places: dict[str, int],
    ) -> stored.Refer:
        """A function that gives an address its stored form, its place in ``places``, and notes what it may mean."""

        def refer(href: str) -> "str | int | list[object]":
            meant = meanings(href, path, self._site.url)
            outside = addresses.external(href, self._site.url)
            if not meant:
                return outside or NOWHERE
            place = places.setdefault(href, len(places))
            # A picture file that is missing is words; a link below the site's address still leads to the web.
            fallback = outside if role == ROLE_BODY or addresses.is_external(href) else ""
            rows = [
                (number, role, place, rank, address, None if rank else href)
                for rank, address in enumerate((*meant, *([OUTSIDE] if fallback else [])))
            ]
            self._db.executemany("INSERT OR IGNORE INTO reference VALUES(?, ?, ?, ?, ?, ?)", rows)
            return [place, fallback] if fallback else place

        return refer

    def _enlist(self, number: int, published: int, names: set[int], step: int) -> None:
        lists = [ALL, *sorted(names)]
        if step > 0:
            self._db.executemany("INSERT INTO entry VALUES(?, ?, ?)", ((key, published, number) for key in lists))
        else:
            self._db.executemany(
                "DELETE FROM entry WHERE list=? AND published=? AND number=?",
                ((key, published, number) for key in lists),
            )
        self._db.executemany(_COUNT_NAME, ((step, name) for name in sorted(names)))
        self._db.execute(_COUNT_PERIOD, (0, step))
        if published != UNDATED:
            self._db.executemany(_COUNT_PERIOD, ((period, step) for period in self._periods(published)))

    def _periods(self, published: int) -> Iterator[int]:
        local = datetime.fromtimestamp(published, self._zone)
        yield local.year
        yield local.year * 100 + local.month
        yield (local.year * 100 + local.month) * 100 + local.day

    # --- names ------------------------------------------------------------------------------------------------

    def author_number(self, name: str) -> int:
        """The number of the author whom articles call ``name``, by id or by name."""
        return self._number(Kind.AUTHOR, self._authors.get(fold(name), name))

    def _author(self, name: str) -> int:
        return self._name(Kind.AUTHOR, self._authors.get(fold(name), name))

    def _section(self, name: str) -> int:
        known = self._titles.get(fold(name))
        if known is None:
            return self._name(Kind.SECTION, name)
        return self._named(Kind.SECTION, self._number(Kind.SECTION, known.name), known.title)

    def _name(self, kind: Kind, text: str) -> int:
        return self._named(kind, self._number(kind, text), text)

    def _number(self, kind: Kind, text: str) -> int:
        return self._site.numbers.get(kind, {}).get(fold(text)) or number_of_name(text)

    def _named(self, kind: Kind, number: int, text: str) -> int:
        key = self._names.get((kind, number))
        if key is None:
            sort = anyascii(text).casefold()
            # A name that nobody bears at present takes the spelling of the next who does.
            self._db.execute(
                "INSERT INTO name(kind, number, text, slug, sort) VALUES(?, ?, ?, ?, ?) ON CONFLICT(kind, number) "
                "DO UPDATE SET text=excluded.text, slug=excluded.slug, sort=excluded.sort WHERE count=0",
                (kind.value, number, text, slug_of(text), sort),
            )
            key = int(self._db.execute("SELECT id FROM name WHERE kind=? AND number=?", (kind.value, number)).get)
            self._names[kind, number] = key
        return key

    # --- everything else --------------------------------------------------------------------------------------

    def store_author(self, author: AuthorFile, path: str) -> None:
        """Write down who is meant by an author's id."""
        identifier = fold(author.id)
        self._db.execute("INSERT INTO author VALUES(?, ?, ?)", (identifier, path, author.name))
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
            ((path, own, rank, target) for own in redirect.addresses for rank, target in enumerate(meant)),
        )

    def remove_redirect(self, path: str) -> None:
        """Forget the redirections of the file at ``path``."""
        self._db.execute("DELETE FROM redirect WHERE path=?", (path,))

    def store_picture(self, path: str) -> None:
        """Give a picture file its number and its address."""
        number, extension = hashed(path), path.rpartition(".")[2].lower()
        while self._db.execute("SELECT 1 FROM picture WHERE number=?", (number,)).get:
            number = hashed(f"{number}#")
        self._db.execute("INSERT INTO picture VALUES(?, ?, ?)", (number, path, extension))
        self._db.execute("INSERT INTO address VALUES(?, ?, ?)", (addresses.of_picture(path), TO_PICTURE, number))

    def remove_picture(self, path: str) -> None:
        """Forget a picture file."""
        self._db.execute(
            f"DELETE FROM address WHERE kind={TO_PICTURE} AND number=(SELECT number FROM picture WHERE path=?)", (path,)
        )
        self._db.execute("DELETE FROM picture WHERE path=?", (path,))

    def finish(self) -> None:
        """What depends on all files at once: where redirections lead."""
        self._db.execute(f"DELETE FROM address WHERE kind={TO_REDIRECTED}")
        self._db.execute(
            "INSERT OR IGNORE INTO address SELECT r.address, ?, a.number FROM redirect r "
            "JOIN address a ON a.address = r.target AND a.kind = ?",
            (TO_REDIRECTED, TO_ARTICLE),
        )
        self._db.execute("DELETE FROM calendar WHERE count = 0")


def seconds_of(moment: datetime | None) -> int:
    """A datetime in seconds since 1970, ``UNDATED`` for none."""
    return UNDATED if moment is None else int(moment.timestamp())
