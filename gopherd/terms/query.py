"""What a reader has typed, read as a query: any text is one, and nothing in it is ever a mistake.

Words have to be there, all of them, in any inflexion; ``"in quotes"`` next to each other and in this order;
``-without`` must not be there; ``word*`` is the beginning of a word; ``or`` between two of them: one is enough.
``tag:``, ``author:``, ``section:``, ``title:``, ``lang:``, ``before:`` and ``after:`` narrow, ``sort:date`` and
``sort:rank`` order. ``before:`` a year, a month or a day means before it begins, ``after:`` from its beginning on, so
that ``after:2022 before:2023`` is the year 2022. Whatever is none of this is words.
"""

import re
from datetime import date
from enum import Enum
from typing import Final

from attrs import frozen

from gopherd.model.article import Kind
from gopherd.model.text import clean_line
from gopherd.terms.analysis import with_whole_numbers

LONGEST: Final = 256
"""Characters of a query that are read."""
MOST_PARTS: Final = 16
"""Parts of a query, words as well as filters, that are read."""

_PART: Final = re.compile(
    r"(?P<minus>-?)(?:(?P<key>[^\W\d_]+):(?=\S))?(?:[\"„“”«»](?P<phrase>[^\"„“”«»]*)(?:[\"„“”«»]|$)|(?P<word>[^\s\"„“”«»]+))"
)
_QUOTE: Final = re.compile('["„“”«»]')
_KINDS: Final = {
    "tag": Kind.TAG, "author": Kind.AUTHOR, "autor": Kind.AUTHOR, "autorin": Kind.AUTHOR, "section": Kind.SECTION,
    "ressort": Kind.SECTION,
}  # fmt: skip
_TITLE: Final = frozenset({"title", "titel"})
_LANGUAGE: Final = frozenset({"lang", "language", "sprache"})
_BEFORE: Final = frozenset({"before", "vor"})
_AFTER: Final = frozenset({"after", "nach"})
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


class Order(Enum):
    """The order that a reader has asked for."""

    DATE = "date"
    """Newest first."""
    RANK = "rank"
    """The best first."""


@frozen
class Words:
    """A word or some in a row, as they were typed."""

    text: str
    is_phrase: bool = False
    """Whether they have to stand next to each other in this order."""
    is_beginning: bool = False
    """Whether a word may go on behind it."""
    in_title: bool = False
    """Whether only kicker and title are looked at."""

    @property
    def typed(self) -> str:
        """As a reader would type them."""
        text = f'"{self.text}"' if self.is_phrase else self.text
        return f"title:{text}" if self.in_title else text


@frozen
class Filter:
    """A name that an article must bear, or must not."""

    kind: Kind
    text: str
    is_wanted: bool = True


@frozen
class Query:
    """What is looked for. Made by ``parse_query`` alone."""

    text: str
    """All of it, cleaned: one line without control characters, bounded; parsed again it gives the same query."""
    wanted: tuple[tuple[Words, ...], ...] = ()
    """One of each of these must be there."""
    unwanted: tuple[Words, ...] = ()
    filters: tuple[Filter, ...] = ()
    language: str = ""
    """As ``de``; empty for any."""
    begin: date | None = None
    """The first day."""
    end: date | None = None
    """The first day that is too late."""
    order: Order | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it looks for nothing at all."""
        return not (self.wanted or self.unwanted or self.filters or self.language or self.begin or self.end)


def parse_query(text: str) -> Query:
    """The query that ``text`` is; any text is one, and the same text always the same."""
    text = clean_line(text[: 4 * LONGEST])[:LONGEST].rstrip()
    builder = _Builder()
    for match in list(_PART.finditer(with_whole_numbers(text)))[:MOST_PARTS]:
        builder.take(match)
    return builder.query(text)


def narrowed(query: Query, key: str, value: str) -> Query:
    """``query`` with a filter more, as ``narrowed(query, "tag", "Klima und Energie")``."""
    value = value.replace('"', " ")
    shown = f'"{value}"' if re.search(r"[\s,„“”«»]", value) else value
    # What stands behind an open quote would be part of the phrase.
    closed = f'{query.text}"' if len(_QUOTE.findall(query.text)) % 2 else query.text
    return parse_query(f"{closed} {key}:{shown}".strip())


class _Builder:
    """Puts a query together, a part at a time."""

    def __init__(self) -> None:
        self._wanted: list[list[Words]] = []
        self._unwanted: list[Words] = []
        self._filters: list[Filter] = []
        self._language = ""
        self._begin: date | None = None
        self._end: date | None = None
        self._order: Order | None = None
        self._is_or = False

    def take(self, match: re.Match[str]) -> None:
        key, phrase, word = (match["key"] or "").casefold(), match["phrase"], match["word"]
        value = (word if phrase is None else phrase).strip()
        is_wanted = not match["minus"]
        if not any(map(str.isalnum, value)) or self._is_filter(key, value, is_wanted=is_wanted):
            return
        if not key and phrase is None and is_wanted and value.casefold() == "or" and self._wanted:
            self._is_or = True
            return
        in_title = key in _TITLE
        if key and not in_title:  # no filter of ours: words, as in "Leser:innen"
            value = f"{match['key']}:{value}"
        words = Words(value, phrase is not None, phrase is None and value.endswith("*"), in_title)
        if not is_wanted:
            self._unwanted.append(words)
        elif self._is_or:
            self._wanted[-1].append(words)
        else:
            self._wanted.append([words])
        self._is_or = False

    def _is_filter(self, key: str, value: str, *, is_wanted: bool) -> bool:
        """Take over a filter; nothing is taken over of what only looks like one."""
        if kind := _KINDS.get(key):
            self._filters.append(Filter(kind, value, is_wanted))
            return True
        if not is_wanted:
            return False
        if key in _LANGUAGE and value.isalpha():
            self._language = value.lower()
            return True
        if key == "sort" and value.casefold() in {order.value for order in Order}:
            self._order = Order(value.casefold())
            return True
        if (key in _BEFORE or key in _AFTER) and (day := _day(value)):
            if key in _BEFORE:
                self._end = min(day, self._end or day)
            else:
                self._begin = max(day, self._begin or day)
            return True
        return False

    def query(self, text: str) -> Query:
        return Query(
            text, tuple(map(tuple, self._wanted)), tuple(self._unwanted), tuple(self._filters), self._language,
            self._begin, self._end, self._order,
        )  # fmt: skip


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
