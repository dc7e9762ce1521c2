"""What readers ask of the index: one snapshot of it, at one time.

Related articles that nobody has named are looked up here and not stored when the index is built: one new article in a
tag changes them for every article of that tag, so storing them would mean rewriting a hundred thousand rows for one;
looking them up is a few seeks in ``entry`` and exact.
"""

import json
import os
import re
from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import apsw

from gopherd.archive import addresses, schema, stored
from gopherd.archive.lists import HEADLINE, Lists
from gopherd.archive.ports import Count, NameWindow, Period, Selection, StoredFile, StoredPicture, Window
from gopherd.archive.schema import ROLE_BODY, ROLE_IMAGE, ROLE_RELATED
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED, Article, Headline, Kind, Name, Related
from gopherd.model.body import Picture, Reference, Target
from gopherd.model.naming import slug_of
from gopherd.model.text import fold

_REFERENCES: Final = (
    "SELECT r.place, d.kind, d.number, a.slug, a.published, p.extension, p.path FROM reference r "
    "JOIN address d ON d.address = r.address "
    "LEFT JOIN article a ON d.kind <> 1 AND a.number = d.number "
    "LEFT JOIN picture p ON d.kind = 1 AND p.number = d.number "
    # An article's own number goes before the same number as somebody's old address.
    "WHERE r.source=? AND r.role=? ORDER BY r.place, r.rank, d.address <> '!' || d.number, d.kind, d.number"
)
_ALIASED: Final = (
    "SELECT a.number, a.slug FROM address d JOIN article a ON a.number = d.number "
    f"WHERE d.address = ? AND d.kind <> {schema.TO_PICTURE} AND a.published <= ? "
    "ORDER BY d.address <> '!' || d.number, d.kind, d.number LIMIT 1"
)
_RELATED_AT_MOST: Final = 5
_LIKE: Final = 0.6
"""How alike a slug must be to what was asked for, 0 to 1."""
_LONGEST_SLUG: Final = 120
"""Characters of what was asked for that are compared; a whole request line would take seconds."""
_HIDDEN: Final = object()


class Reader:
    """A ``ports.Snapshot`` over one SQLite connection.

    Args:
        connection: from ``schema.open_to_read``.
        root: the archive's folder, where its pictures lie.
        at: the time of the snapshot, seconds since 1970; what is published later does not exist.
        generation: the snapshot's number.
    """

    def __init__(self, connection: apsw.Connection, root: str, at: int, generation: int) -> None:
        self._db = connection
        self._at = at
        self.generation = generation
        self.site = stored.load_site(schema.meta(connection, "site"))
        self._root = root
        self._zone = ZoneInfo(self.site.timezone)
        self._lists = Lists(connection, at, self._zone)

    def __enter__(self) -> Self:
        # One read transaction for all questions of an answer: one state, and the file is locked once, not ten times.
        self._db.execute("BEGIN")
        return self

    def __exit__(self, *_: object) -> None:
        self._db.execute("COMMIT")

    def next_change(self) -> int | None:
        """When the next embargo ends, seconds since 1970; ``None``: nothing is to come."""
        found: int | None = self._one("SELECT min(published) FROM article WHERE published > ?", (self._at,))
        return found

    # --- one article ------------------------------------------------------------------------------------------

    def article(self, number: int, /) -> Article:
        """As ``Snapshot.article``."""
        row = self._row(
            f"SELECT {HEADLINE}, a.language, t.data FROM article a JOIN text t USING(number) WHERE a.number=?",
            (number,),
        )
        if row is None or row[5] > self._at:
            raise NotFound(f"there is no article {number}")
        data = json.loads(row[7])
        links = self._targets(number, ROLE_BODY) if data["links"] else {}
        images = self._targets(number, ROLE_IMAGE) if data["pictures"] else {}

        def link(target: Any) -> Target | None:
            return _lead(target, links)

        def picture(target: Any) -> Target | None:
            return _lead(target, images)

        return Article(
            headline=Headline(*row[:6]),
            lede=data["lede"],
            published=None if row[5] == UNDATED else self._local(row[5]),
            updated=None if data["updated"] is None else self._local(data["updated"]),
            correction=data["correction"],
            section=self._lists.name_by_id(data["section"]) if data["section"] else None,
            tags=tuple(map(self._lists.name_by_id, data["tags"])),
            authors=tuple(map(self._lists.name_by_id, data["authors"])),
            image=stored.load_figure(data["image"], picture) if data["image"] else None,
            body=stored.load_blocks(data["body"], link, picture),
            language=row[6],
            rights=data["rights"],
            source=data["source"],
        )

    def related(self, article: Article, /) -> Sequence[Related]:
        """As ``Snapshot.related``."""
        found = self._named_by(article.headline.number) or self._by_rarest_tags(article)
        return [Related(headline, self._lists.name_by_id(tag) if tag else None) for headline, tag in found]

    def neighbours(self, article: Article, /) -> tuple[Headline | None, Headline | None]:
        """As ``Snapshot.neighbours``."""
        return self._lists.beside(article.section, article.headline)

    def picture(self, number: int, extension: str, /) -> StoredPicture:
        """As ``Snapshot.picture``."""
        row = self._row("SELECT path, extension FROM picture WHERE number=?", (number,))
        if row is None or row[1] != extension:
            raise NotFound(f"there is no picture {number}.{extension}")
        # No link is followed where the file is sent; one that stays in the archive is followed here.
        real = os.path.relpath(os.path.realpath(os.path.join(self._root, row[0])), os.path.realpath(self._root))
        return StoredPicture(self._root, real, row[1])

    def own_file(self, name: str, /) -> StoredFile | None:
        """As ``Snapshot.own_file``."""
        root = os.path.realpath(self._root)
        # As with pictures: a link is followed here, if it stays in the archive.
        real = os.path.realpath(os.path.join(root, name))
        path = os.path.relpath(real, root)
        return StoredFile(self._root, path) if os.path.isfile(real) and not path.startswith("..") else None

    def aliased(self, selector: str, /) -> Reference | None:
        """As ``Snapshot.aliased``."""
        for address in addresses.asked_by(selector):
            row = self._row(_ALIASED, (address, self._at))
            if row is not None:
                return Reference(*row)
        return None

    # --- lists ------------------------------------------------------------------------------------------------

    def headlines(self, selection: Selection, after: int | None, limit: int, /) -> Window:
        """As ``Snapshot.headlines``."""
        return self._lists.headlines(selection, after, limit)

    def name(self, kind: Kind, number: int, /) -> Name:
        """As ``Snapshot.name``."""
        return self._lists.name(kind, number)

    def names(self, kind: Kind, after: int | None, limit: int, /) -> NameWindow:
        """As ``Snapshot.names``."""
        return self._lists.names(kind, after, limit)

    def counts(self, period: Period | None, /) -> Sequence[Count]:
        """As ``Snapshot.counts``."""
        return self._lists.counts(period)

    def sections(self) -> Sequence[Name]:
        """As ``Snapshot.sections``."""
        order = {fold(section.title): place for place, section in enumerate(self.site.sections)}
        return sorted(self._lists.all_names(Kind.SECTION), key=lambda name: order.get(fold(name.text), len(order)))

    def nearest(self, words: str, limit: int, /) -> Sequence[Headline]:
        """As ``Snapshot.nearest``: neighbours in the order of slugs, the most alike first."""
        wanted = slug_of(re.sub(r"\.[a-z]{1,8}$", "", words)).strip("-").lower()[:_LONGEST_SLUG]
        if len(wanted) < 3:
            return ()
        rows: dict[int, Any] = {}
        for comparison, order in ((">=", "ASC"), ("<", "DESC")):
            for start in dict.fromkeys((wanted, wanted[: len(wanted) // 2], wanted[:3])):
                sql = (
                    f"SELECT {HEADLINE}, a.listed FROM article a WHERE a.slug {comparison} ? COLLATE NOCASE "
                    f"ORDER BY a.slug COLLATE NOCASE {order} LIMIT 40"
                )
                rows.update({row[0]: row for row in self._all(sql, (start,))})
        alike = []
        matcher = SequenceMatcher(b=wanted)
        for row in rows.values():
            if row[6] and row[5] <= self._at:
                both = (row[1], slug_of(row[3]))
                ratio = max(_likeness(matcher, slug.strip("-").lower()) for slug in both)
                if ratio >= _LIKE:
                    alike.append((-ratio, -row[5], Headline(*row[:6])))
        return [headline for _, _, headline in sorted(alike, key=lambda found: found[:2])[:limit]]

    # --- pieces -----------------------------------------------------------------------------------------------

    def _row(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).fetchone()

    def _all(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).get

    def _local(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, self._zone)

    def _targets(self, number: int, role: int) -> dict[int, Any]:
        """What each place of an article's references leads to now; the likeliest meaning that exists decides."""
        targets: dict[int, Any] = {}
        for place, kind, other, slug, published, extension, path in self._all(_REFERENCES, (number, role)):
            if place in targets:
                continue
            if kind == schema.TO_PICTURE:
                targets[place] = Picture(other, extension, path.rpartition("/")[2])
            elif slug is not None and published <= self._at:
                targets[place] = Reference(other, slug)
            else:
                targets[place] = _HIDDEN
        return targets

    def _named_by(self, number: int) -> list[tuple[Headline, int | None]]:
        """The articles that ``number`` names as related and that are here, in its order, with their leading tags."""
        found: dict[int, tuple[Headline, int | None]] = {}
        for target in self._targets(number, ROLE_RELATED).values():  # in the order of their places
            if isinstance(target, Reference) and target.number not in found and target.number != number:
                # What is unlisted is in no menu, whoever names it.
                row = self._row(f"SELECT {HEADLINE}, a.tag FROM article a WHERE number=? AND listed", (target.number,))
                if row is not None:
                    found[target.number] = Headline(*row[:-1]), row[-1]
        return list(found.values())

    def _by_rarest_tags(self, article: Article) -> list[tuple[Headline, int | None]]:
        found: dict[int, tuple[Headline, int | None]] = {}
        for tag in sorted(article.tags, key=lambda tag: (tag.count, tag.number)):
            for other in self._lists.newest(Kind.TAG, tag.number, _RELATED_AT_MOST + 1):
                if other[0].number != article.headline.number and len(found) < _RELATED_AT_MOST:
                    found.setdefault(other[0].number, other)
            if len(found) >= _RELATED_AT_MOST:
                break
        return sorted(found.values(), key=lambda other: (other[0].published, other[0].number), reverse=True)


def _likeness(matcher: SequenceMatcher[str], slug: str) -> float:
    """How alike ``slug`` is to what the matcher holds; 0 when a glance shows that it is not alike enough."""
    matcher.set_seq1(slug)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE else 0


def _lead(target: Any, targets: dict[int, Any]) -> Target | None:
    """What a stored target leads to now."""
    if target.__class__ is str:
        return str(target)
    place, outside = target if target.__class__ is list else (target, None)
    found = targets.get(place, outside)
    return None if found is _HIDDEN else found
