"""Documents that were found, as readers see them: headline, section, and the place where the words stand."""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

import apsw

from gopherd.archive import matching
from gopherd.archive.finds import Hit
from gopherd.archive.headlines import teaser_of, text_of
from gopherd.archive.packing import Packer
from gopherd.archive.snippets import Sought, snippet_of
from gopherd.archive.wording import passages_of
from gopherd.model.article import Headline, Name
from gopherd.terms.analysis import analyser_of
from gopherd.terms.query import Query

_HIT: Final = (
    "SELECT a.number, a.slug, a.kicker, a.title, a.published, a.language, a.names, p.data FROM document d "
    "JOIN article a USING(number) JOIN page p USING(number) WHERE d.id=?"
)


def hits_of(
    db: apsw.Connection,
    packer: Packer,
    name_of: Callable[[int], Name],
    languages: Sequence[str],
    query: Query,
    documents: Sequence[int],
) -> Iterator[Hit]:
    """The hits of a page.

    Args:
        db: in a read transaction.
        packer: of its pages.
        name_of: the name with a ``name.id``.
        languages: those of the archive.
        query: what they were found by.
        documents: which, in order.
    """
    sought: dict[str, Sought] = {}
    for document in documents:
        row: Any = db.execute(_HIT, (document,)).fetchone()
        number, slug, kicker, title, published, language, names, data = row
        unpacked = packer.unpack(data)
        headline = Headline(number, slug, kicker, title, teaser_of(unpacked), published)
        section = names.partition(";")[0].split()
        passages = list(passages_of(json.loads(text_of(unpacked))))
        if language not in sought:
            sought[language] = _sought(query, language, languages)
        yield Hit(
            headline=headline,
            section=name_of(int(section[0])) if section else None,
            snippet=snippet_of(passages, analyser_of(language), sought[language]) or headline.teaser,
        )


def _sought(query: Query, language: str, languages: Sequence[str]) -> Sought:
    """What is looked for in the text of an article in ``language``; in the text, unless all is for its title."""
    analyser = analyser_of(language)
    everything = [words for group in query.wanted for words in group]
    asked = [words for words in everything if not words.in_title] or everything
    own_first = list(dict.fromkeys((language, *languages)))
    rows = {words: tuple(analyser.terms(words.text)) for words in asked if words.is_phrase}
    rows = {words: row for words, row in rows.items() if len(row) > 1}
    forms = [[form.split() for form in matching.forms_of(words, own_first)] for words in asked if words not in rows]
    return Sought(
        terms=frozenset(chain.from_iterable(chain.from_iterable(forms))),
        beginnings=tuple(begin for words in asked if words.is_beginning for begin in analyser.prefixes(words.text)),
        rows=tuple(rows.values()),
        enough=sum(max(map(len, each), default=0) for each in forms) + sum(map(len, rows.values())),
    )
