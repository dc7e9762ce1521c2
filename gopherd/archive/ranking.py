"""The order of hits: titles that say just what was looked for, then by BM25, what is newer a little higher."""

from collections.abc import Sequence
from typing import Any, Final

import apsw

from gopherd.archive import matching
from gopherd.archive.matching import Match
from gopherd.terms.analysis import analyser_of
from gopherd.terms.query import Query
from gopherd.terms.stopwords import stopwords_of

_WEIGHTS: Final = "10.0, 4.0, 1.0, 1.0, 2.0, 3.0, 3.0, 0.0"
"""Of title, lede, body, captions, sections, tags, authors, keys."""
_RANKED: Final = f"SELECT rowid, bm25(words, {_WEIGHTS}) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
_TITLES: Final = (
    "SELECT w.rowid, a.title, a.language FROM (SELECT rowid FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? "
    "ORDER BY rowid DESC LIMIT ?) w CROSS JOIN document d ON d.id = w.rowid CROSS JOIN article a USING(number)"
)
_TITLES_READ: Final = 500
"""Titles that are compared with the query, the newest."""
_NEWS: Final = 0.2
"""How much more the rank of what has just been published is worth; half of it after a year."""
_YEAR_S: Final = 365.25 * 86400


def ranked(
    db: apsw.Connection, query: Query, match: Match, hits: Sequence[Sequence[Any]], languages: Sequence[str], at: int
) -> list[int]:
    """Documents in the order of their rank.

    Args:
        db: in a read transaction.
        query: what they were found by.
        match: the same as FTS5 was asked; it has words.
        hits: at least one, the newest first; each begins with the document and its publication time.
        languages: those of the archive.
        at: the time, seconds since 1970.
    """
    bounds = hits[-1][0], hits[0][0]
    whole = _whole(db, query, match, bounds, languages)
    ages = {document: max(at - published, 0) / _YEAR_S for document, published, *_ in hits}
    scored: list[Any] = [
        # Documents are numbered in order of publication.
        (document not in whole, rank * (1 + _NEWS / (1 + ages[document])), -document)
        for document, rank in db.execute(_RANKED, (match.expression, *bounds))
    ]
    scored.sort()
    return [-document for _, _, document in scored]


def _whole(
    db: apsw.Connection, query: Query, match: Match, bounds: tuple[int, int], languages: Sequence[str]
) -> frozenset[int]:
    """The documents whose title says nothing but what is looked for."""
    asked = {term for group in query.wanted for words in group for term in matching.terms_of(words, languages)}
    rows: Any = db.execute(_TITLES, (matching.in_title(match.words), *bounds, _TITLES_READ))
    whole = []
    for document, title, language in rows:
        terms = {*analyser_of(language).terms(title)}
        if (terms - stopwords_of(language) or terms) <= asked:
            whole.append(document)
    return frozenset(whole)
