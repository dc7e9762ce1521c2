"""Searches: what a query finds in the full text of one snapshot, in which order, and what the hits have in common.

A search costs what it finds, not what there is: the newest ten thousand hits at most are found, and when there are more
than a few thousand they are shown by date, since a rank among so many tells nobody anything, and what they have in
common is counted in the newest of them.
"""

import json
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import apsw
from attrs import evolve, frozen

from gopherd.archive import languages, matching, vocabulary
from gopherd.archive.alike import alike
from gopherd.archive.correcting import Corrector
from gopherd.archive.facets import commonest
from gopherd.archive.finds import A_PAGE, Facet, Found, Part
from gopherd.archive.fulltext import key_of_name
from gopherd.archive.headlines import Headlines
from gopherd.archive.hits import hits_of
from gopherd.archive.lists import Lists
from gopherd.archive.matching import Match
from gopherd.archive.packing import Packer
from gopherd.archive.ranking import ranked
from gopherd.archive.relaxing import relaxed
from gopherd.archive.schema import ALL
from gopherd.archive.selections import Everything, Named, Period, Selection
from gopherd.errors import NotFound
from gopherd.model.article import Related
from gopherd.terms.query import Order, Query, parse_query

MOST: Final = 10_000
"""Hits that are found."""
LOOKED_AT: Final = 2_500
"""Hits that are ranked and counted by what they have in common, unless a rank among all of them is asked for."""
LONGEST_S: Final = 0.4
"""Seconds that a search may take."""
_STEPS: Final = 20_000
"""Steps of SQLite's between two looks at the clock: a millisecond or so."""
_KEPT: Final = 16
"""Results that are kept, for their further pages."""
_NEWEST: Final = (
    "SELECT w.rowid, d.published, d.facets FROM (SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? "
    "ORDER BY rowid DESC LIMIT ?) w CROSS JOIN document d ON d.id = w.rowid"
)
# In one piece, which is cheaper than thousands of rows.
_FURTHER: Final = (
    "SELECT json_group_array(rowid) FROM (SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? "
    "ORDER BY rowid DESC LIMIT ?)"
)


@frozen
class _Result:
    """All that a query found, in order."""

    documents: Sequence[int]
    is_cut: bool
    is_by_date: bool
    is_late: bool
    facets: tuple[Facet, ...]
    counted: int


_NOTHING: Final = _Result((), is_cut=False, is_by_date=False, is_late=False, facets=(), counted=0)


class Searcher:
    """Searches in one snapshot.

    Args:
        connection: from ``schema.open_to_read``.
        at: the time of the snapshot, seconds since 1970.
        zone: the site's zone.
        lists: of the same snapshot.
        headlines: of the same snapshot.
        packer: of its pages.
    """

    def __init__(
        self, connection: apsw.Connection, at: int, zone: ZoneInfo, lists: Lists, headlines: Headlines, packer: Packer
    ) -> None:
        self._db = connection
        self._at = at
        self._zone = zone
        self._lists = lists
        self._headlines = headlines
        self._packer = packer
        self._languages: Sequence[str] | None = None
        self._deadline = 0.0
        self._is_late = False
        self._kept: OrderedDict[tuple[Query, Selection | None], _Result] = OrderedDict()

    def search(self, query: Query, page: int, within: Selection | None = None) -> Found:
        """As ``Snapshot.search``."""
        self._deadline = time.monotonic() + LONGEST_S
        self._is_late = False
        result, is_corrected, is_partial = self._result(query, within), False, False
        parts: tuple[Part, ...] = ()
        if not result.documents and not result.is_late and (last := self._last()) is not None:
            corrector = Corrector(self._db, self._packer, last, self._spoken(), self._deadline)
            if better := corrector.corrected(query):
                found = self._result(better, within)
            if better and found.documents:
                query, result, is_corrected = better, found, True
            else:
                parts = tuple(self._parts(query, within, corrector))
                query, result, is_corrected, is_partial = self._most_of(query, better, within)
        pages = max(1, -(-len(result.documents) // A_PAGE))
        if not 1 <= page <= pages:
            raise NotFound(f"what was found has {pages} pages")
        shown = result.documents[(page - 1) * A_PAGE : page * A_PAGE]
        return Found(
            query=query,
            total=len(result.documents),
            hits=tuple(hits_of(self._db, self._packer, self._lists.name_by_id, self._spoken(), query, shown)),
            is_cut=result.is_cut,
            is_by_date=result.is_by_date,
            is_late=self._is_late,
            corrected=is_corrected,
            is_partial=is_partial,
            facets=result.facets,
            counted=result.counted,
            parts=parts,
        )

    def like(self, number: int) -> Sequence[Related]:
        """As ``Snapshot.like``."""
        return alike(self._db, number, self._at, self._last(), self._lists, self._headlines)

    def _result(self, query: Query, within: Selection | None) -> _Result:
        key = query, within
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        result = self._found(query, within)
        if result.is_late:
            self._is_late = True
            return result
        self._kept[key] = result
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return result

    def _found(self, query: Query, within: Selection | None) -> _Result:
        keys, bounds = self._bounds(query, within)
        match = matching.match_of(query, self._spoken(), self._lists.key_of_text, self._begun, keys)
        if match is None or bounds is None:
            return _NOTHING
        self._db.set_progress_handler(lambda: time.monotonic() > self._deadline, _STEPS)
        try:
            result, facets = self._within(query, match, *bounds)
        finally:
            self._db.set_progress_handler(None)
        # To ask for names is quick, and may not be broken off.
        return evolve(result, facets=commonest(facets, self._lists.name_by_id))

    def _within(self, query: Query, match: Match, low: int, high: int) -> tuple[_Result, list[bytes]]:
        """What is found between two documents, without facets, and what they are to be counted in."""
        rows: list[Any] = []
        further: list[int] = []
        is_late = is_ranked = False
        looked_at = MOST if query.order is Order.RANK else LOOKED_AT
        try:
            # Not fetched at once: what had come when time ran out is there, and is shown.
            rows.extend(self._db.execute(_NEWEST, (match.expression, low, high, looked_at)))
            if len(rows) == looked_at:
                room = MOST + 1 - looked_at
                further = json.loads(self._one(_FURTHER, (match.expression, low, rows[-1][0] - 1, room)))
        except apsw.InterruptError:
            is_late = True
        documents = [*(row[0] for row in rows), *further]
        is_cut, documents = len(documents) > MOST, documents[:MOST]
        is_wanted = query.order is Order.RANK or (query.order is not Order.DATE and not further)
        if match.words and rows and is_wanted and not is_late:
            try:
                documents = ranked(self._db, query, match, rows, self._spoken(), self._at)
                is_ranked = True
            except apsw.InterruptError:
                is_late = True
        is_by_date = bool(documents) and not is_ranked
        return _Result(documents, is_cut, is_by_date, is_late, (), len(rows)), [packed for _, _, packed in rows]

    # --- what is looked at ------------------------------------------------------------------------------------

    def _bounds(self, query: Query, within: Selection | None) -> tuple[list[str], tuple[int, int] | None]:
        """The names that documents must bear, and the first and the last of those that may be shown."""
        keys: list[str] = []
        begin, end = None, self._at + 1
        match within:
            case Named(kind, number):
                self._lists.name(kind, number)
                keys.append(key_of_name(self._lists.key(kind, number)))
            case Everything() | None:
                pass
            case Period():
                period = self._lists.range_of(within)
                begin, end = period.begin, period.end
            case _:
                raise NotFound("nobody can search within this list")
        if query.begin is not None:
            first_second = self._first_second(query.begin)
            begin = first_second if begin is None else max(first_second, begin)
        if query.end is not None:
            end = min(self._first_second(query.end), end)
        first = self._document(">= ? ORDER BY published, number", begin) if begin is not None else -(1 << 60)
        last = self._document("< ? ORDER BY published DESC, number DESC", end)
        return keys, None if first is None or last is None else (first, last)

    def _first_second(self, day: date) -> int:
        return int(datetime(day.year, day.month, day.day, tzinfo=self._zone).timestamp())

    def _document(self, where: str, published: int) -> int | None:
        """The first document in an order."""
        number = self._one(f"SELECT number FROM entry WHERE list={ALL} AND published {where} LIMIT 1", (published,))
        return None if number is None else self._one("SELECT id FROM document WHERE number=?", (number,))

    def _last(self) -> int | None:
        """The last document that may be shown."""
        return self._document("<= ? ORDER BY published DESC, number DESC", self._at)

    def _begun(self, begin: str) -> Sequence[str]:
        is_large = self._lists.range_of(Everything()).total >= vocabulary.ENOUGH
        return vocabulary.begun(self._db, begin) if is_large else ()

    def _spoken(self) -> Sequence[str]:
        if self._languages is None:
            self._languages = languages.spoken(self._db)
        return self._languages

    def _one(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        return self._db.execute(sql, values).get

    # --- when nothing matches whole ---------------------------------------------------------------------------

    def _parts(self, query: Query, within: Selection | None, corrector: Corrector) -> Iterator[Part]:
        """All words without what narrows them; else each by itself, or what was meant by it, when there are several."""
        bare = parse_query(" ".join(" or ".join(words.typed for words in group) for group in query.wanted))
        if bare.wanted and (result := self._result(bare, within)).documents:
            yield Part(bare, len(result.documents), result.is_cut)
            return
        for group in query.wanted if len(query.wanted) > 1 else ():
            part = parse_query(" or ".join(words.typed for words in group))
            for meant in (part, corrector.corrected(part)):
                if meant and (result := self._result(meant, within)).documents:
                    yield Part(meant, len(result.documents), result.is_cut)
                    break

    def _most_of(
        self, query: Query, better: Query | None, within: Selection | None
    ) -> tuple[Query, _Result, bool, bool]:
        """What has most of the words, in the query or what was meant by it; whether that, and whether there is any."""
        found = []
        for each in filter(None, (query, better)):
            telling = evolve(each, wanted=tuple(matching.telling(each, self._spoken())))
            for kept, less in relaxed(telling, lambda group: bool(self._result(Query("", (group,)), within).documents)):
                if (result := self._result(less, within)).documents:
                    found.append((kept, evolve(each, wanted=less.wanted), result, each is better))
                    break
        if not found:
            return query, _NOTHING, False, False
        # What was typed goes before what was meant, unless more of that is there.
        _, less, result, is_corrected = max(found, key=lambda each: each[0])
        return less, result, is_corrected, True
