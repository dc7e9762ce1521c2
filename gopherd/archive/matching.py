"""A query to what FTS5 is asked: an expression of terms, each between quotes, that no reader can break out of.

It is not known in which language a word is meant, nor always how its author wrote it, so each word is asked for in
every form that it may have in the languages of the archive.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from attrs import frozen

from gopherd.archive.fulltext import EVERYTHING, key_of_language, key_of_name
from gopherd.model.article import Kind
from gopherd.terms.analysis import analyser_of
from gopherd.terms.query import Filter, Query, Words
from gopherd.terms.stopwords import stopwords_of

KeyOf: TypeAlias = Callable[[Kind, str], "int | None"]
"""The key of the name of that kind that is written so, if there is one."""

Begun: TypeAlias = Callable[[str], Sequence[str]]
"""The terms that stand for all that begin so; none: the beginning is asked for as it is."""

_COLUMNS: Final = {Kind.TAG: "tags", Kind.AUTHOR: "authors", Kind.SECTION: "sections"}


@frozen
class Match:
    """What FTS5 is asked."""

    expression: str
    """All of it."""
    words: str
    """The words alone; empty when none is looked for."""


def match_of(
    query: Query, languages: Sequence[str], key_of: KeyOf, begun: Begun, keys: Iterable[str] = ()
) -> "Match | None":
    """What to ask for a query.

    Args:
        query: what is looked for.
        languages: those of the archive; a query that names one of its own is asked in that alone.
        key_of: finds names.
        begun: finds terms by their beginning.
        keys: terms that have to be there besides.

    Returns:
        ``None`` when it looks for nothing.
    """
    languages = [query.language] if query.language else languages
    groups = [_any(_words(words, languages, begun) for words in group) for group in telling(query, languages)]
    words = " AND ".join(filter(None, groups))
    filters = [(_filter(filter_, languages, key_of), filter_.is_wanted) for filter_ in query.filters]
    needed = [
        *([f"({words})"] if words else ()),
        *(_key(key) for key in keys),
        *(expression for expression, is_wanted in filters if is_wanted),
        *([_key(key_of_language(query.language))] if query.language else ()),
    ]
    # A beginning that stands for most of its words would leave some of what is not wanted.
    unwanted = [
        *(_words(words, languages, lambda _: ()) for words in query.unwanted),
        *(expression for expression, is_wanted in filters if not is_wanted),
    ]
    if not needed:
        if query.begin is None and query.end is None and not any(unwanted):
            return None
        needed = [_key(EVERYTHING)]
    expression = " AND ".join(needed)
    if excluded := _any(unwanted):
        expression = f"({expression}) NOT {excluded}"
    return Match(expression, words)


def telling(query: Query, languages: Sequence[str]) -> Sequence[tuple[Words, ...]]:
    """What has to be there of what is wanted: words that say nothing are passed over, unless there is nothing else."""
    return [group for group in query.wanted if not _says_nothing(group, languages)] or query.wanted


def in_title(words: str) -> str:
    """The same words, all of them in kicker or title."""
    return f"{{title}} : ({words})"


def terms_of(words: Words, languages: Sequence[str]) -> frozenset[str]:
    """Every term that a reader may have meant, for marking them."""
    return frozenset(term for form in forms_of(words, languages) for term in form.split())


def any_of(forms: Iterable[str]) -> str:
    """One of these terms, or rows of terms, is enough; there is at least one."""
    return _any(map(_quoted, forms))


def _says_nothing(group: Sequence[Words], languages: Sequence[str]) -> bool:
    """Whether all that is asked for are words that say nothing."""
    return all(
        not (words.is_phrase or words.is_beginning or words.in_title)
        and all(
            term in stopwords_of(language) for language in languages for term in analyser_of(language).terms(words.text)
        )
        for words in group
    )


def forms_of(words: Words, languages: Sequence[str]) -> list[str]:
    """What the terms of words may be, in one of the languages, each with blanks between."""
    found: dict[str, None] = {}
    for language in languages:
        analyser = analyser_of(language)
        forms = [analyser.joined(words.text)] if words.is_phrase else analyser.forms(words.text)
        found.update(dict.fromkeys(filter(None, forms)))
    return list(found)


def _words(words: Words, languages: Sequence[str], begun: Begun) -> str:
    expressions = [_quoted(form) for form in forms_of(words, languages)]
    if words.is_beginning:
        beginnings = {begin: None for language in languages for begin in analyser_of(language).prefixes(words.text)}
        for begin in beginnings:
            expressions += [_quoted(term) for term in begun(begin)] or [f"{_quoted(begin)} *"]
    expression = _any(expressions)
    return in_title(expression) if words.in_title and expression else expression


def _filter(filter_: Filter, languages: Sequence[str], key_of: KeyOf) -> str:
    key = key_of(filter_.kind, filter_.text)
    if key is not None:
        return _key(key_of_name(key))
    words = _any(map(_quoted, forms_of(Words(filter_.text, is_phrase=True), languages)))
    return f"{{{_COLUMNS[filter_.kind]}}} : {words}" if words else _key("\u00a7")


def _key(key: str) -> str:
    return f"{{keys}} : {_quoted(key)}"


def _quoted(terms: str) -> str:
    return f'"{terms}"'


def _any(expressions: Iterable[str]) -> str:
    given = list(filter(None, expressions))
    return f"({' OR '.join(given)})" if given else ""
