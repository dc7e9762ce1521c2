"""What readers ask of the index: one snapshot of it, at one time.

An article's page is finished when the index is built (``finished``). Whatever it shows is looked up here all the same,
exactly and in a few seeks: to finish it, for the editions that are not finished, and for as long as a change has made
it stale.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import apsw

from gopherd.archive import bygone, nearest, schema, served, stored, targets
from gopherd.archive.headlines import Headlines, teaser_of, text_of
from gopherd.archive.lists import Lists
from gopherd.archive.names import Names
from gopherd.archive.neighbourhood import Neighbourhood
from gopherd.archive.packing import packer_of
from gopherd.archive.ports import StoredFile, StoredPicture, Window, Withdrawn
from gopherd.archive.related import AT_MOST, Relations
from gopherd.archive.schema import ALL, NEVER, NEWS, ROLE_BODY, ROLE_IMAGE, ROLE_RELATED, TEXT_MARK
from gopherd.archive.searching import Searcher
from gopherd.archive.selections import Everything, Named, Period, Selection
from gopherd.archive.ways import Ways
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED, Article, Headline, Name, Related
from gopherd.model.body import Reference, Target
from gopherd.model.text import fold

_FINISHED: Final = (
    "SELECT data FROM page WHERE number=?1 AND until > ?2 AND NOT EXISTS (SELECT 1 FROM stale WHERE number=?1)"
)


class Reader:
    """A ``ports.Snapshot`` over one SQLite connection.

    Args:
        connection: from ``schema.open_to_read``.
        root: the archive's folder, where its pictures lie.
        at: the time of the snapshot, seconds since 1970; what is published later does not exist.
        generation: the snapshot's number.
        finisher: the signature of whoever finishes the pages that may be shown as they are.
        in_order: whether most articles will be asked for, in the order of time, while nobody else writes anything but
            finished pages; more is read ahead then, and kept.
    """

    def __init__(
        self,
        connection: apsw.Connection,
        root: str,
        at: int,
        generation: int,
        finisher: str = "",
        *,
        in_order: bool = False,
    ) -> None:
        self._db = connection
        self._cursor = connection.cursor()
        self._at = at
        self.until = NEVER
        """The earliest publication time, of all that was asked for so far, at which the answers will not hold."""
        self._packer = packer_of(schema.dictionary(connection))
        by, when = schema.finished(connection)
        # A clock that was set back may have taken something out of the past.
        self._has_finished = by == finisher and when <= at
        self.generation = generation
        self.site = stored.load_site(schema.meta(connection, "site"))
        self._root = root
        self._zone = ZoneInfo(self.site.timezone)
        self._in_order = in_order
        self._version = -1
        self._look_anew()

    def _look_anew(self) -> None:
        """Have parts that remember nothing of the state before."""
        db, at, zone = self._db, self._at, self._zone
        self._version = self._one("PRAGMA data_version", ())
        self._headlines = Headlines(db, self._packer)
        self._lists = Lists(db, at, zone, self._headlines)
        self._neighbourhood = Neighbourhood(db, in_order=self._in_order)
        self._relations = Relations(db, at, self._lists, self._neighbourhood, self._headlines, in_order=self._in_order)
        self._ways = Ways(db, at, zone, self._headlines, self._lists)
        self._names = Names(db, at)
        # What else a snapshot answers, its parts answer.
        self.name, self.counts = self._lists.name, self._lists.counts
        self.beside, self.random = self._ways.beside, self._ways.random
        self.names, self.initials = self._names.window, self._names.initials
        self.about, self.within = self._names.about, self._names.within
        searcher = Searcher(db, at, zone, self._lists, self._headlines, self._packer)
        self.search, self.like = searcher.search, searcher.like

    def __enter__(self) -> Self:
        # One read transaction for all questions of an answer: one state, and the file is locked once, not ten times.
        self._db.execute("BEGIN")
        try:
            self._follow()
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        return self

    def _follow(self) -> None:
        """Take over that the index has changed a moment ago, though the next snapshot is not due yet."""
        if not self._in_order and self._one("PRAGMA data_version", ()) != self._version:
            self._look_anew()

    def __exit__(self, *_: object) -> None:
        self._db.execute("COMMIT")

    @property
    def today(self) -> date:
        """As ``Snapshot.today``."""
        return self._local(self._at).date()

    def next_change(self) -> int:
        """When the clock alone will next change an answer, seconds since 1970: an embargo ends, or the day."""
        times = [
            self._one("SELECT min(published) FROM entry WHERE list=? AND published > ?", (list_, self._at))
            for list_ in (ALL, NEWS)
        ]
        times.append(self._one("SELECT min(published) FROM article WHERE NOT listed AND published > ?", (self._at,)))
        tomorrow = datetime.combine(self.today + timedelta(days=1), datetime.min.time(), self._zone)
        return min([int(tomorrow.timestamp()), *(int(time) for time in times if time is not None)])

    # --- one article ------------------------------------------------------------------------------------------

    def finished(self, number: int, /) -> bytes | None:
        """As ``Snapshot.finished``."""
        if not self._has_finished:
            return None
        data = self._cursor.execute(_FINISHED, (number, self._at)).get
        if data is None:
            return None
        whole = self._packer.unpack(data)
        return whole[: whole.index(TEXT_MARK)] or None

    def unfinished(self, number: int) -> bytes:
        """All that is stored of the page of an article that is there, but the finished page."""
        page = self._packer.unpack(self._one("SELECT data FROM page WHERE number=?", (number,)))
        return page[page.index(TEXT_MARK) :]

    def article(self, number: int, /) -> Article:
        """As ``Snapshot.article``."""
        row = self._row(
            "SELECT a.slug, a.kicker, a.title, a.published, a.language, a.names, p.data FROM article a "
            "JOIN page p USING(number) WHERE a.number=?",
            (number,),
        )
        if row is None or row[3] > self._at:
            raise NotFound(f"there is no article {number}")
        slug, kicker, title, published, language, names, packed = row
        page = self._packer.unpack(packed)
        data = json.loads(text_of(page))
        links = self._targets(number, ROLE_BODY) if "links" in data else {}
        images = self._targets(number, ROLE_IMAGE) if "pictures" in data else {}

        def link(target: Any) -> Target | None:
            return targets.led(target, links)

        def picture(target: Any) -> Target | None:
            return targets.led(target, images)

        section, series, tags, authors = (tuple(map(self._name, keys.split())) for keys in names.split(";"))
        updated = data.get("updated")
        if updated is not None and updated > self._at:
            self._note(updated)
            updated = None
        return Article(
            headline=Headline(number, slug, kicker, title, teaser_of(page), published),
            lede=data.get("lede", ""),
            published=None if published == UNDATED else self._local(published),
            updated=None if updated is None else self._local(updated),
            correction=data.get("correction", ""),
            section=section[0] if section else None,
            series=series,
            tags=tags,
            authors=authors,
            image=stored.load_figure(data["image"], picture) if "image" in data else None,
            body=stored.load_blocks(data.get("body", ()), link, picture),
            language=language,
            rights=data.get("rights", ""),
            source=data.get("source", ""),
        )

    def related(self, article: Article, /) -> Sequence[Related]:
        """As ``Snapshot.related``."""
        number = article.headline.number
        leads = self._targets(number, ROLE_RELATED).values()  # in the order of their places
        named = [target.number for target in leads if isinstance(target, Reference) and target.number != number]
        # What is unlisted is in no menu, whoever names it.
        found = [related for related, is_listed in self._related(named) if is_listed]
        if len(found) < AT_MOST:
            near, to_come = self._relations.of(article)
            self._note(to_come)
            others = [other for other in near if other not in named]
            found += [related for related, _ in self._related(others[: AT_MOST - len(found)])]
        return found

    def neighbours(self, article: Article, /) -> tuple[Headline | None, Headline | None]:
        """As ``Snapshot.neighbours``."""
        section, headline = article.section, article.headline
        return self._beside(ALL if section is None else self._lists.key(section.kind, section.number), headline)

    def in_series(self, article: Article, series: Name, /) -> tuple[Headline | None, Headline | None]:
        """As ``Snapshot.in_series``."""
        return self._beside(self._lists.key(series.kind, series.number), article.headline)

    def _beside(self, list_: int, headline: Headline) -> tuple[Headline | None, Headline | None]:
        older, newer, to_come = self._neighbourhood.beside(list_, (headline.published, headline.number), self._at)
        self._note(to_come)
        found = self._headlines.of(number for number in (older, newer) if number is not None)
        return (found[older][0] if older else None), (found[newer][0] if newer else None)

    def picture(self, number: int, extension: str, /) -> StoredPicture:
        """As ``Snapshot.picture``."""
        return served.picture(self._db, self._root, number, extension)

    def own_file(self, name: str, /) -> StoredFile | None:
        """As ``Snapshot.own_file``."""
        return served.own_file(self._root, name)

    def aliased(self, selector: str, /) -> Reference | None:
        """As ``Snapshot.aliased``."""
        return bygone.aliased(self._db, selector, self._at)

    def withdrawn(self, selector: str, /) -> Withdrawn | None:
        """As ``Snapshot.withdrawn``."""
        return bygone.withdrawn(self._db, selector, self._at, self._zone)

    # --- lists ------------------------------------------------------------------------------------------------

    def headlines(self, selection: Selection, after: int | None, limit: int, /) -> Window:
        """As ``Snapshot.headlines``."""
        if isinstance(selection, Everything | Named | Period):
            return self._lists.headlines(selection, after, limit)
        return self._ways.headlines(selection, after, limit)

    def sections(self) -> Sequence[Name]:
        """As ``Snapshot.sections``."""
        order = {fold(section.title): place for place, section in enumerate(self.site.sections)}
        return sorted(self._names.sections(), key=lambda name: order.get(fold(name.text), len(order)))

    def nearest(self, words: str, limit: int, /) -> Sequence[Headline]:
        """As ``Snapshot.nearest``."""
        return self._headlined(nearest.by_slug(self._db, words, self._at, limit))

    def misread(self, number: int, limit: int, /) -> Sequence[Headline]:
        """As ``Snapshot.misread``."""
        return self._headlined(nearest.by_number(self._db, number, self._at, limit))

    # --- pieces -----------------------------------------------------------------------------------------------

    def _row(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).fetchone()

    def _all(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self._db.execute(sql, values).get

    def _headlined(self, numbers: Sequence[int]) -> Sequence[Headline]:
        return [headline for headline, _, _ in self._headlines.of(numbers).values()]

    def _local(self, seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, self._zone)

    def _targets(self, number: int, role: int) -> dict[int, Any]:
        found, to_come = targets.of(self._db, number, role, self._at)
        self._note(to_come)
        return found

    def _related(self, numbers: Sequence[int]) -> list[tuple[Related, bool]]:
        found = self._headlines.of(numbers).values()
        return [(Related(headline, self._name(tag)), is_listed) for headline, tag, is_listed in found]

    def _name(self, key: "int | str | None") -> Any:
        return None if key is None else self._lists.name_by_id(int(key))

    def _note(self, time: int | None) -> None:
        """Note that what was asked for changes at ``time``."""
        if time is not None and self._at < time < self.until:
            self.until = time
