"""Which articles are related that nobody has named: those that share tags, links and words and stand near in time.

They are chosen among the nearest neighbours in the lists that an article stands in (its tags', its section's, all) and
among those that it links to and that link to it, and nowhere else. So it costs some dozens of seeks whatever the
archive's size, and one new article changes a few dozen pages, not those of a hundred thousand. For the same reason
words are counted among these candidates alone: in the whole archive, one is rarer or commoner after every article.
"""

from collections import Counter
from itertools import chain
from math import log2
from typing import Any, Final

import apsw

from gopherd.archive.headlines import Headlines
from gopherd.archive.lists import Lists
from gopherd.archive.neighbourhood import REACH, Neighbourhood
from gopherd.archive.schema import ALL
from gopherd.model.article import Article
from gopherd.terms.analysis import analyser_of
from gopherd.terms.stopwords import stopwords_of

AT_MOST: Final = 5
_LINKS: Final = 16
"""Links that are followed in either direction; there may be thousands."""
_RAREST: Final = 32
_LINKED: Final = 40
"""What a link says, in either direction; more than any tag."""
_WORD: Final = 5
"""What it says to share a word that is half as common as another among the candidates."""
_WORDS_ENOUGH: Final = 2.5
"""So much more than a single rare word the words of an article must say that shares neither tag nor link."""
_SHORTEST: Final = 4
"""Letters of a word that may say something."""
_KEPT: Final = 2_000
"""Articles whose terms are kept."""
_KEPT_IN_ORDER: Final = 20_000
"""An article's neighbours in a rare tag are far away in time, and it is the neighbour of forty."""
_LINKED_TO: Final = f"SELECT target FROM link WHERE source=? ORDER BY target LIMIT {_LINKS}"
_LINKED_FROM: Final = f"SELECT source FROM link WHERE target=? ORDER BY source LIMIT {_LINKS}"


def rarity(count: int) -> int:
    """How much it says to share a tag of ``count`` articles: one less with every doubling."""
    return _RAREST - max(count, 0).bit_length()


class Relations:
    """The relations of the articles of one snapshot.

    Args:
        db: in a read transaction whenever it is asked.
        at: the time; what is published later is not there.
        lists: of the same snapshot.
        neighbourhood: of the same state.
        headlines: of the same snapshot.
        in_order: whether most articles will be asked for, in the order of time.
    """

    def __init__(
        self,
        db: apsw.Connection,
        at: int,
        lists: Lists,
        neighbourhood: Neighbourhood,
        headlines: Headlines,
        *,
        in_order: bool,
    ) -> None:
        self._db = db
        self._at = at
        self._lists = lists
        self._neighbourhood = neighbourhood
        self._headlines = headlines
        self._terms: dict[tuple[str, int], frozenset[str]] = {}
        self._terms_kept = _KEPT_IN_ORDER if in_order else _KEPT

    def of(self, article: Article) -> tuple[list[int], int | None]:
        """The numbers of the related articles, the most related first.

        Returns:
            The numbers, and the earliest publication time later than the snapshot's that may change them.
        """
        number, published = article.headline.number, article.headline.published
        times: dict[int, int] = {}
        scores: Counter[int] = Counter()
        for tag in article.tags:
            list_, count = self._lists.tagged(self._lists.key(tag.kind, tag.number))
            for other in self._near(list_, published, number, times):
                scores[other] += rarity(count)
        for other in self._linked(number, times):
            scores[other] += _LINKED
        section = article.section
        self._near(ALL, published, number, times)
        if section is not None:
            self._near(self._lists.key(section.kind, section.number), published, number, times)
        times.pop(number, None)
        to_come = min((time for time in times.values() if time > self._at), default=None)
        there = [other for other, time in times.items() if time <= self._at]
        enough = _WORDS_ENOUGH * _WORD * log2(2 * len(there) + 1)
        for other, said in self._words(article, there).items():
            if scores[other] or said >= enough:
                scores[other] += said
        related = [other for other in there if scores[other]]
        related.sort(key=lambda other: (-scores[other], abs(times[other] - published), -other))
        return related[:AT_MOST], to_come

    def _near(self, list_: int, published: int, number: int, times: dict[int, int]) -> list[int]:
        """The neighbours in a list, whose times are noted."""
        older, newer = self._neighbourhood.around(list_, (published, number), REACH)
        rows = older + newer
        times.update((other, time) for time, other in rows)
        return [other for _, other in rows]

    def _linked(self, number: int, times: dict[int, int]) -> set[int]:
        """The listed articles that it links to and that link to it, whose times are noted."""
        found: set[Any] = {
            other for links in (_LINKED_TO, _LINKED_FROM) for (other,) in self._db.execute(links, (number,))
        }
        if not found:
            return found
        marks = ",".join("?" * len(found))
        rows: Any = self._db.execute(
            f"SELECT number, published FROM article WHERE number IN ({marks}) AND listed", [*found]
        )
        linked = dict(rows)
        times.update(linked)
        return set(linked)

    def _words(self, article: Article, others: list[int]) -> Counter[int]:
        """What the words that each shares with the article say; a word that most of them share says little."""
        own = self._terms_of(article.headline.number, article.language)
        shared = {other: own & self._terms_of(other, article.language) for other in others}
        common = Counter(chain.from_iterable(shared.values()))
        says = {term: round(_WORD * log2(2 * len(others) / count)) for term, count in common.items()}
        return Counter({other: sum(map(says.__getitem__, terms)) for other, terms in shared.items()})

    def _terms_of(self, number: int, language: str) -> frozenset[str]:
        """The terms of an article's kicker, title and lede."""
        terms = self._terms.get((language, number))
        if terms is None:
            if len(self._terms) >= self._terms_kept:
                self._terms.clear()
            found = self._headlines.of([number])
            text = " ".join(f"{headline.text} {headline.teaser}" for headline, _, _ in found.values())
            telling = {term for term in analyser_of(language).terms(text) if len(term) >= _SHORTEST}
            terms = self._terms[language, number] = frozenset(telling - stopwords_of(language))
        return terms
