"""What somebody may have meant who asked for what is not there: a slug or a title like theirs, a number like theirs."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final

import apsw

from gopherd.archive import matching
from gopherd.archive.languages import spoken
from gopherd.model.naming import slug_of
from gopherd.terms.analysis import analyser_of
from gopherd.terms.query import Words
from gopherd.terms.stopwords import stopwords_of

_LIKE: Final = 0.6
"""How alike a slug must be to what was asked for, 0 to 1."""
_LONGEST_SLUG: Final = 120
"""Characters of what was asked for that are compared; a whole request line would take seconds."""
_LONGEST_NUMBER: Final = 18
"""Figures of a number; a longer one is no article's."""
_WORD: Final = re.compile(r"[^\W_]{3,}")
_FIGURES: Final = "0123456789"
_TITLED: Final = (
    "SELECT a.number, a.slug, a.title, a.published, a.listed FROM "
    "(SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 40) w "
    "CROSS JOIN document d ON d.id = w.rowid CROSS JOIN article a USING(number)"
)
_MOST_WORDS: Final = 8
"""Of a title that are looked for; the newest articles that have them are enough."""
_AMONG: Final = (
    "SELECT number, published FROM article WHERE number IN (SELECT value FROM json_each(?)) "
    "AND listed AND published <= ?"
)


def by_slug(db: apsw.Connection, words: str, at: int, limit: int) -> list[int]:
    """The numbers of the articles whose slugs or titles are most like ``words``, the most alike first.

    Args:
        db: in a read transaction.
        words: what was asked for.
        at: the time; what is published later is not there.
        limit: the most that are given.
    """
    wanted = slug_of(re.sub(r"\.[a-z]{1,8}$", "", words)).strip("-").lower()[:_LONGEST_SLUG]
    if len(wanted) < 3:
        return []
    rows: dict[int, Any] = {}
    # Neighbours in the order of slugs.
    for comparison, order in ((">=", "ASC"), ("<", "DESC")):
        for start in dict.fromkeys((wanted, wanted[: len(wanted) // 2], wanted[:3])):
            sql = (
                f"SELECT number, slug, title, published, listed FROM article WHERE slug {comparison} ? "
                f"COLLATE NOCASE ORDER BY slug COLLATE NOCASE {order} LIMIT 40"
            )
            rows.update({int(row[0]): row for row in db.execute(sql, (start,))})
    titled = {int(row[0]): row for row in _titled(db, wanted)}
    rows |= titled
    alike = []
    matcher = SequenceMatcher(b=wanted)
    for number, slug, title, published, listed in rows.values():
        if listed and published <= at:
            ratio = max(_likeness(matcher, each.strip("-").lower()) for each in (slug, slug_of(title)))
            if ratio >= _LIKE or number in titled:
                alike.append((-ratio, -published, number))
    return [number for _, _, number in sorted(alike)[:limit]]


def _titled(db: apsw.Connection, words: str) -> list[Any]:
    """Rows of the articles whose kickers and titles have all of the words, in whatever form and order."""
    languages = spoken(db)
    telling = [
        word
        for word in _WORD.findall(words)
        if not any(term in stopwords_of(code) for code in languages for term in analyser_of(code).terms(word))
    ]
    forms = [matching.any_of(matching.forms_of(Words(word), languages)) for word in telling[:_MOST_WORDS]]
    if not any(forms):
        return []
    return db.execute(_TITLED, (matching.in_title(" AND ".join(filter(None, forms))),)).fetchall()


def by_number(db: apsw.Connection, number: int, at: int, limit: int) -> list[int]:
    """The numbers of the articles whose number is ``number`` but for one slip, the likeliest slip first.

    That is: two figures exchanged, one wrong, one missing, one too many; among equals the newest first.

    Args:
        db: in a read transaction.
        number: what was asked for.
        at: the time; what is published later is not there.
        limit: the most that are given.
    """
    slips: dict[int, int] = {}
    for likelihood, slip in _slips(str(number)):
        slips.setdefault(int(slip), likelihood)
    slips.pop(number, None)
    rows: list[Any] = db.execute(_AMONG, (f"[{','.join(map(str, slips))}]", at)).fetchall()
    return [found for found, _ in sorted(rows, key=lambda row: (slips[row[0]], -row[1], row[0]))[:limit]]


def _slips(digits: str) -> Iterator[tuple[int, str]]:
    """Every slip of a pen in these figures, the likeliest kind first; numbers are never longer than the longest."""
    places = range(len(digits))
    for place in places[1:]:
        yield 0, digits[: place - 1] + digits[place] + digits[place - 1] + digits[place + 1 :]
    for place in places:
        yield from ((1, digits[:place] + other + digits[place + 1 :]) for other in _FIGURES)
    if len(digits) < _LONGEST_NUMBER:
        for place in range(len(digits) + 1):
            yield from ((2, digits[:place] + other + digits[place:]) for other in _FIGURES)
    if len(digits) > 1:
        for place in places:
            yield 3, digits[:place] + digits[place + 1 :]


def _likeness(matcher: SequenceMatcher[str], slug: str) -> float:
    """How alike ``slug`` is to what the matcher holds; 0 when a glance shows that it is not alike enough."""
    matcher.set_seq1(slug)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LIKE and matcher.quick_ratio() >= _LIKE else 0
