"""Articles that are about the same as another: those that share its rarest words."""

from collections.abc import Sequence
from typing import Any, Final

import apsw

from gopherd.archive import matching
from gopherd.archive.headlines import Headlines
from gopherd.archive.lists import Lists
from gopherd.errors import NotFound
from gopherd.model.article import Related
from gopherd.terms.analysis import analyser_of
from gopherd.terms.stopwords import stopwords_of

AT_MOST: Final = 20
_COMMONEST: Final = 3_000
"""Articles that a word may stand in and still tell what one is about."""
_WORDS: Final = 8
"""The rarest words, by which others are looked for."""
_SHORTEST: Final = 3
_COUNT: Final = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)"
_BEST: Final = """
SELECT d.number FROM (
    SELECT rowid, bm25(words, 8.0, 4.0, 1.0, 1.0, 0.0, 4.0, 0.0, 0.0) AS score FROM words
    WHERE words MATCH ? AND rowid <= ? ORDER BY score LIMIT ?
) w CROSS JOIN document d ON d.id = w.rowid WHERE d.number <> ?
ORDER BY w.score, d.published DESC, d.number DESC LIMIT ?
"""


def alike(
    db: apsw.Connection, number: int, at: int, last: int | None, lists: Lists, headlines: Headlines
) -> Sequence[Related]:
    """As ``Snapshot.like``, in the words of the full text.

    Args:
        db: in a read transaction.
        number: the article's.
        at: the time; what is published later is not there.
        last: the last document that was published by then.
        lists: of the same snapshot.
        headlines: of the same snapshot.
    """
    row: Any = db.execute("SELECT language, names, published FROM article WHERE number=?", (number,)).fetchone()
    if row is None or row[2] > at:
        raise NotFound(f"there is no article {number}")
    language, names, _ = row
    headline = headlines.of([number])[number][0]
    tags = [lists.name_by_id(int(key)).text for key in names.split(";")[2].split()]
    terms = dict.fromkeys(analyser_of(language).terms(" ".join((headline.text, headline.teaser, *tags))))
    telling = [term for term in terms if len(term) >= _SHORTEST and term not in stopwords_of(language)]
    counts = {term: db.execute(_COUNT, (matching.any_of([term]), _COMMONEST)).get for term in telling}
    rarest = sorted((term for term in telling if 1 < counts[term] < _COMMONEST), key=lambda term: counts[term])[:_WORDS]
    if not rarest or last is None:
        return ()
    found = db.execute(_BEST, (matching.any_of(rarest), last, AT_MOST + 1, number, AT_MOST))
    return [
        Related(other, None if tag is None else lists.name_by_id(tag))
        for other, tag, _ in headlines.of(int(row[0]) for row in found).values()
    ]
