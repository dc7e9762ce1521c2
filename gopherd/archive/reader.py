"""What readers ask of the index: one snapshot of it, at one time.

Related articles that nobody has named are looked up here and not stored when the index is built: one new article in a
tag changes them for every article of that tag, so storing them would mean rewriting a hundred thousand rows for one;
looking them up is a few seeks in ``entry`` and exact.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import apsw

from gopherd.archive import schema, stored
from gopherd.archive.ports import (
    Count,
    Everything,
    Named,
    NameWindow,
    Period,
    Selection,
    StoredPicture,
    Window,
)
from gopherd.archive.schema import ALL, ROLE_BODY, ROLE_IMAGE, ROLE_RELATED
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED, Article, Headline, Kind, Name, Related
from gopherd.model.body import Picture, Reference, Target
from gopherd.model.naming import slug_of
from gopherd.model.text import fold

_HEADLINE: Final = "a.number, a.slug, a.kicker, a.title, a.teaser, a.published"
_BEFORE: Final = (
    f"SELECT {_HEADLINE} FROM entry e JOIN article a ON a.number = e.number "
    "WHERE e.list=? AND (e.published, e.number) < (?, ?) AND e.published >= ? "
    "ORDER BY e.published DESC, e.number DESC LIMIT ?"
)
_BEHIND: Final = (
    "SELECT number FROM entry WHERE list=? AND (published, number) > (?, ?) AND published <= ? "
    "ORDER BY published, number LIMIT ?"
)
_NAME: Final = "SELECT id, number, text, slug, count FROM name WHERE "
_TO_COME: Final = "SELECT count(*) FROM entry WHERE list=? AND published > ?"
_TO_COME_WITHIN: Final = "SELECT count(*) FROM entry WHERE list=? AND published > ? AND published < ?"
_REFERENCES: Final = (
    "SELECT r.place, d.kind, d.number, a.slug, a.published, p.extension FROM reference r "
    "JOIN address d ON d.address = r.address "
    "LEFT JOIN article a ON d.kind <> 1 AND a.number = d.number LEFT JOIN picture p ON d.kind = 1 AND p.number = d.number "
    "WHERE r.source=? AND r.role=? ORDER BY r.place, r.rank, d.kind, d.number"
)
_RELATED_AT_MOST: Final = 5
_HIDDEN: Final = object()


class Reader:
    """A ``ports.Snapshot`` over one SQLite connection.

    Args:
        connection: from ``schema.open_to_read``.
        at: the time of the snapshot, seconds since 1970; what is published later does not exist.
        generation: the snapshot's number.
    """

    def __init__(self, connection: apsw.Connection, at: int, generation: int) -> None:
        self._db = connection
        self._at = at
        self.generation = generation
        self.site = stored.load_site(schema.meta(connection, "site"))
        self._root = str(schema.meta(connection, "root"))
        self._zone = ZoneInfo(self.site.timezone)

    def __enter__(self) -> Self:
        # One read transaction for all questions of an answer: one state, and the file is locked once, not ten times.
        self._db.execute("BEGIN")
        return self

    def __exit__(self, *_: object) -> None:
        self._db.execute("COMMIT")

    def next_change(self) -> int | None:
        """When the next embargo ends, seconds since 1970; ``None``: nothing is to come."""
        return self._one("SELECT min(published) FROM article WHERE published > ?", (self._at,))

    # --- one article ------------------------------------------------------------------------------------------

    def article(self, number: int, /) -> Article:
        """As ``Snapshot.article``."""
        row = self._row(
            f"SELECT {_HEADLINE}, a.language, t.data FROM article a JOIN text t USING(number) WHERE a.number=?", (number,)
        )
        if row is None or row[5] > self._at:
            raise NotFound(f"there is no article {number}")
        data = json.loads(row[7])
        links = self._targets(number, ROLE_BODY)
        images = self._targets(number, ROLE_IMAGE)

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
            section=self._name_by_id(Kind.SECTION, data["section"]) if data["section"] else None,
            tags=tuple([self._name_by_id(Kind.TAG, key) for key in data["tags"]]),
            authors=tuple([self._name_by_id(Kind.AUTHOR, key) for key in data["authors"]]),
            image=stored.load_figure(data["image"], picture) if data["image"] else None,
            body=stored.load_blocks(data["body"], link, picture),
            language=row[6],
            rights=data["rights"],
            source=data["source"],
        )

    def related(self, article: Article, /) -> Sequence[Related]:
        """As ``Snapshot.related``."""
        number = article.headline.number
        named = self._named_by(number)
        if named is None:
            named = self._by_rarest_tags(article)
        found = []
        for other in named:
            row = self._row(f"SELECT {_HEADLINE}, a.tag FROM article a WHERE a.number=?", (other,))
            if row is not None and row[5] <= self._at and other != number:
                tag = None if row[6] is None else self._name_by_id(Kind.TAG, row[6])
                found.append(Related(Headline(*row[:6]), tag))
        return found

    def neighbours(self, article: Article, /) -> tuple[Headline | None, Headline | None]:
        """As ``Snapshot.neighbours``."""
        list_ = ALL
        if article.section is not None:
            list_ = self._list(Kind.SECTION, article.section.number)
        place = (article.headline.published, article.headline.number)
        older = self._row(_BEFORE, (list_, *place, UNDATED, 1))
        behind = self._one(_BEHIND, (list_, *place, self._at, 1))
        newer = None if behind is None else self._row(f"SELECT {_HEADLINE} FROM article a WHERE number=?", (behind,))
        return Headline(*older) if older else None, Headline(*newer) if newer else None

    def picture(self, number: int, extension: str, /) -> StoredPicture:
        """As ``Snapshot.picture``."""
        row = self._row("SELECT path, extension FROM picture WHERE number=?", (number,))
        if row is None or row[1] != extension:
            raise NotFound(f"there is no picture {number}.{extension}")
        return StoredPicture(self._root, *row)

    # --- lists ------------------------------------------------------------------------------------------------

    def headlines(self, selection: Selection, after: int | None, limit: int, /) -> Window:
        """As ``Snapshot.headlines``."""
        list_, begin, end, total = self._range(selection)
        if total <= 0:
            raise NotFound("there are no articles in this list")
        place = (end, -1)
        if after is not None:
            published = self._one("SELECT published FROM article WHERE number=?", (after,))
            if published is None or not begin <= published < end:
                raise NotFound(f"there is no article {after} in this list")
            place = (published, after)
        rows = self._db.execute(_BEFORE, (list_, *place, begin, limit + 1)).fetchall()
        newer = None
        if after is not None:
            # The window before this one ends with the article ``after``; it begins behind the one found here.
            behind = [row[0] for row in self._db.execute(_BEHIND, (list_, *place, end - 1, limit)).fetchall()]
            newer = behind[-1] if len(behind) == limit else 0
        return Window(tuple([Headline(*row) for row in rows[:limit]]), total, len(rows) > limit, newer)

    def name(self, kind: Kind, number: int, /) -> Name:
        """As ``Snapshot.name``."""
        row = self._row(_NAME + "kind=? AND number=?", (kind.value, number))
        name = None if row is None else self._visible(kind, row)
        if name is None:
            raise NotFound(f"there is no {kind.name.lower()} {number}")
        return name

    def names(self, kind: Kind, after: int | None, limit: int, /) -> NameWindow:
        """As ``Snapshot.names``."""
        place: tuple[str, int] = ("", -1)
        if after is not None:
            self.name(kind, after)
            place = (str(self._one("SELECT sort FROM name WHERE kind=? AND number=?", (kind.value, after))), after)
        forward = self._visible_names(kind, ">", "ASC", place)
        names = [name for name, _ in zip(forward, range(limit + 1), strict=False)]
        previous = None
        if after is not None:
            backward = self._visible_names(kind, "<", "DESC", place)
            behind = [name.number for name, _ in zip(backward, range(limit), strict=False)]
            previous = behind[-1] if len(behind) == limit else 0
        return NameWindow(tuple(names[:limit]), len(names) > limit, previous)

    def sections(self) -> Sequence[Name]:
        """As ``Snapshot.sections``."""
        order = {fold(section.title): place for place, section in enumerate(self.site.sections)}
        found = list(self._visible_names(Kind.SECTION, ">", "ASC", ("", -1)))
        return sorted(found, key=lambda name: order.get(fold(name.text), len(order)))

    def counts(self, period: Period | None, /) -> Sequence[Count]:
        """As ``Snapshot.counts``."""
        if period is None:
            low, high = 1, 10000
        elif period.month is None:
            low, high = period.year * 100, period.year * 100 + 100
        else:
            low = (period.year * 100 + period.month) * 100
            high = low + 100
        rows = self._db.execute("SELECT period FROM calendar WHERE period >= ? AND period < ?", (low, high))
        found = []
        for (number,) in rows.fetchall():
            part = _period(number)
            shown = self._bounds(part)[3]
            if shown > 0:
                found.append(Count(part, shown))
        return found[::-1] if period is None else found

    def nearest(self, words: str, limit: int, /) -> Sequence[Headline]:
        """As ``Snapshot.nearest``: neighbours in the order of slugs, the most alike first."""
        wanted = slug_of(re.sub(r"\.[a-z]{1,8}$", "", words)).strip("-").lower()
        if len(wanted) < 3:
            return ()
        rows = {}
        for comparison, order in ((">=", "ASC"), ("<", "DESC")):
            for start in dict.fromkeys((wanted, wanted[: len(wanted) // 2], wanted[:3])):
                sql = (
                    f"SELECT {_HEADLINE}, a.listed FROM article a WHERE a.slug {comparison} ? COLLATE NOCASE "
                    f"ORDER BY a.slug COLLATE NOCASE {order} LIMIT 40"
                )
                rows.update({row[0]: row for row in self._db.execute(sql, (start,)).fetchall()})
        alike = []
        for row in rows.values():
            if row[6] and row[5] <= self._at:
                both = (row[1], slug_of(row[3]))
                ratio = max(SequenceMatcher(None, wanted, slug.strip("-").lower()).ratio() for slug in both)
                if ratio >= 0.6:
                    alike.append((-ratio, -row[5], Headline(*row[:6])))
        return [headline for _, _, headline in sorted(alike, key=lambda found: found[:2])[:limit]]

    # --- pieces -----------------------------------------------------------------------------------------------

    def _row(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).fetchone()

    def _one(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).get

    def _local(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, self._zone)

    def _list(self, kind: Kind, number: int) -> int:
        return int(self._one("SELECT id FROM name WHERE kind=? AND number=?", (kind.value, number)) or -1)

    def _name_by_id(self, kind: Kind, key: int) -> Name:
        _, number, text, slug, count = self._row(_NAME + "id=?", (key,))
        return Name(kind, number, text, slug, count)

    def _visible(self, kind: Kind, row: tuple[Any, ...]) -> Name | None:
        key, number, text, slug, count = row
        count -= self._one(_TO_COME, (key, self._at))
        return Name(kind, number, text, slug, count) if count > 0 else None

    def _visible_names(self, kind: Kind, comparison: str, order: str, place: tuple[str, int]) -> Iterator[Name]:
        sql = f"{_NAME}kind=? AND (sort, number) {comparison} (?, ?) AND count > 0 ORDER BY sort {order}, number {order}"
        for row in self._db.execute(sql, (kind.value, *place)):
            if name := self._visible(kind, row):
                yield name

    def _targets(self, number: int, role: int) -> dict[int, Any]:
        """What each place of an article's references leads to now; the likeliest meaning that exists decides."""
        targets: dict[int, Any] = {}
        for place, kind, other, slug, published, extension in self._db.execute(_REFERENCES, (number, role)):
            if place in targets:
                continue
            if kind == schema.TO_PICTURE:
                targets[place] = Picture(other, extension)
            elif slug is not None and published <= self._at:
                targets[place] = Reference(other, slug)
            else:
                targets[place] = _HIDDEN
        return targets

    def _named_by(self, number: int) -> list[int] | None:
        """The articles that ``number`` names as related, in its order; ``None``: it names none."""
        if self._one("SELECT 1 FROM reference WHERE source=? AND role=? LIMIT 1", (number, ROLE_RELATED)) is None:
            return None
        targets = self._targets(number, ROLE_RELATED)
        named = [target.number for _, target in sorted(targets.items()) if isinstance(target, Reference)]
        return list(dict.fromkeys(named))

    def _by_rarest_tags(self, article: Article) -> list[int]:
        found: dict[int, int] = {}
        for tag in sorted(article.tags, key=lambda tag: (tag.count, tag.number)):
            rows = self._db.execute(
                _BEFORE, (self._list(Kind.TAG, tag.number), self._at + 1, -1, UNDATED, _RELATED_AT_MOST + 1)
            )
            for row in rows.fetchall():
                if row[0] != article.headline.number and len(found) < _RELATED_AT_MOST:
                    found[row[0]] = row[5]
            if len(found) >= _RELATED_AT_MOST:
                break
        return sorted(found, key=lambda number: (found[number], number), reverse=True)

    def _range(self, selection: Selection) -> tuple[int, int, int, int]:
        """A list, its bounds in time (the second is outside), and how many articles a reader finds in it."""
        match selection:
            case Everything():
                total = (self._one("SELECT count FROM calendar WHERE period=0", ()) or 0) - self._one(
                    _TO_COME, (ALL, self._at)
                )
                return ALL, UNDATED, self._at + 1, total
            case Named(kind, number):
                name = self.name(kind, number)
                return self._list(kind, number), UNDATED, self._at + 1, name.count
            case Period():
                return self._bounds(selection)

    def _bounds(self, period: Period) -> tuple[int, int, int, int]:
        year, month, day = period.year, period.month, period.day
        try:
            first = datetime(year, month or 1, day or 1, tzinfo=self._zone)
            if day is not None:
                last = first + timedelta(days=1)
            else:
                last = first.replace(year=year + (month in {None, 12}), month=1 if month is None else month % 12 + 1)
            begin, end = int(first.timestamp()), int(last.timestamp())
        except (ValueError, OverflowError) as error:
            raise NotFound(f"there is no such date: {error}") from error
        number = year if month is None else year * 100 + month if day is None else (year * 100 + month) * 100 + day
        total = self._one("SELECT count FROM calendar WHERE period=?", (number,)) or 0
        if end > self._at:
            total -= self._one(_TO_COME_WITHIN, (ALL, max(self._at, begin - 1), end))
        return ALL, begin, min(end, self._at + 1), total


def _period(number: int) -> Period:
    if number < 10000:
        return Period(number)
    if number < 1000000:
        return Period(*divmod(number, 100))
    month, day = divmod(number, 100)
    return Period(*divmod(month, 100), day)


def _lead(target: Any, targets: dict[int, Any]) -> Target | None:
    """What a stored target leads to now."""
    if target.__class__ is str:
        return str(target)
    place, outside = target if target.__class__ is list else (target, None)
    found = targets.get(place, outside)
    return None if found is _HIDDEN else found
