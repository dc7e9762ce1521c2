"""What a reader probably meant when nothing was found: a word that no article has is taken for its nearest neighbour.

The neighbour is one of the archive's own terms; a term is no word, so the word is taken from the newest article that
has it. Only what may be shown is ever looked at.
"""

import json
import re
import time
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Final

import apsw

from gopherd.archive import matching, vocabulary
from gopherd.archive.headlines import text_of
from gopherd.archive.packing import Packer
from gopherd.archive.wording import passages_of
from gopherd.terms.analysis import analyser_of
from gopherd.terms.nearness import distance, misspelt, tolerated
from gopherd.terms.query import Query, Words, parse_query

_CANDIDATES: Final = 12
"""Neighbours whose frequency is looked up."""
_LONGEST: Final = 40
"""Letters of a word whose slips are all tried."""
_COUNTED: Final = 1_000
_COUNT: Final = "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? AND rowid <= ? LIMIT ?)"
_NEWEST: Final = """
SELECT a.kicker, a.title, a.language, a.names, p.data FROM (
    SELECT rowid FROM words WHERE words MATCH ? AND rowid <= ? ORDER BY rowid DESC LIMIT 1
) w CROSS JOIN document d ON d.id = w.rowid CROSS JOIN article a USING(number) CROSS JOIN page p USING(number)
"""
_NAMES: Final = "SELECT text FROM name WHERE id IN (SELECT value FROM json_each(?))"
_WORD: Final = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


class Corrector:
    """Corrects queries by the words of one snapshot.

    Args:
        connection: from ``schema.open_to_read``.
        packer: of its pages.
        last: the last document that may be shown.
        languages: those of the archive.
        deadline: in monotonic seconds; what is not looked up by then stays as it is.
    """

    def __init__(
        self, connection: apsw.Connection, packer: Packer, last: int, languages: Sequence[str], deadline: float
    ) -> None:
        self._db = connection
        self._packer = packer
        self._last = last
        self._languages = languages
        self._deadline = deadline
        self._looked_up: dict[str, str | None] = {}

    def corrected(self, query: Query) -> Query | None:
        """``query`` with every word that no article has made one that some have; ``None`` when there is none."""
        text = query.text
        for words in (words for group in query.wanted for words in group):
            # The beginning of a word is none; what was found by it is there.
            for word in () if words.is_beginning else _WORD.findall(words.text):
                if not self._is_known(word) and (better := self._nearest(word)):
                    text = re.sub(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", lambda _: better, text, count=1)
        corrected = parse_query(text)
        return corrected if corrected != query else None

    def _is_known(self, word: str) -> bool:
        forms = matching.forms_of(Words(word), self._languages)
        return not forms or bool(self._count(matching.any_of(forms), 1))

    def _count(self, expression: str, most: int) -> int:
        return int(self._db.execute(_COUNT, (expression, self._last, most)).get)

    def _nearest(self, word: str) -> str | None:
        """The word of the archive that is nearest to ``word``, of equals the commonest."""
        if word not in self._looked_up:
            if time.monotonic() > self._deadline:
                return None
            self._looked_up[word] = self._look_up(word)
        return self._looked_up[word]

    def _look_up(self, word: str) -> str | None:
        near: dict[str, int] = {}
        for form in matching.forms_of(Words(word), self._languages):
            if " " not in form:
                for steps, term in vocabulary.nearest(self._db, form)[:_CANDIDATES]:
                    near[term] = min(steps, near.get(term, steps))
        # A slip near its end hides what is inflexion and what is not, and makes quite another stem of a word.
        if len(word) <= _LONGEST and tolerated(word):
            stems = (
                analyser_of(language).joined(slip) for slip in misspelt(word.lower()) for language in self._languages
            )
            near |= dict.fromkeys(vocabulary.known(self._db, set(stems)), 1)
        counted = [(steps, -self._count(matching.any_of([term]), _COUNTED), term) for term, steps in near.items()]
        for _, count, term in sorted(counted):
            if count and (written := self._written(term, word)) and _is_likely(written, word):
                return written
        return None

    def _written(self, term: str, asked: str) -> str | None:
        """A word that has this term, as it stands in the newest article that has it."""
        in_text = f"{{title lede body captions}} : {matching.any_of([term])}"
        for expression in (in_text, matching.any_of([term])):
            row: Any = self._db.execute(_NEWEST, (expression, self._last)).fetchone()
            if row is None:
                continue
            kicker, title, language, keys, data = row
            passages = [kicker, title, *passages_of(json.loads(text_of(self._packer.unpack(data))))]
            if expression is not in_text:
                listed = json.dumps([int(key) for key in keys.replace(";", " ").split()])
                passages += [str(text) for (text,) in self._db.execute(_NAMES, (listed,))]
            terms_of: Callable[[str], list[str]] = analyser_of(language).terms
            words = {word for passage in passages for word in _WORD.findall(passage) if term in terms_of(word)}
            return min(words, key=lambda word: (distance(word.lower(), asked.lower(), 5), word), default=None)
        return None


def _is_likely(written: str, asked: str) -> bool:
    """Whether one may have been meant by the other: terms are near that are not words any more, the words must be too.

    Nobody mistakes the first letter and another one besides.
    """
    one, other = _plain(written), _plain(asked)
    return one[:1] == other[:1] or distance(one, other, 1) <= 1


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.lower().replace("ß", "ss"))
    return re.sub(r"(?<=[aou])e", "", "".join(filter(str.isalnum, letters)))
