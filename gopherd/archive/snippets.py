"""A piece of an article around the words that were looked for, each of them between ``*``."""

import re
from collections.abc import Sequence
from itertools import islice, pairwise, takewhile
from typing import Final, TypeAlias

from attrs import evolve, frozen

from gopherd.model.text import clean_line
from gopherd.terms.analysis import Analyser

LONGEST: Final = 200
"""Characters of a snippet, the marks not counted."""
_BEFORE: Final = 60
"""Characters in front of the first word that was found."""
_TOKEN: Final = re.compile(r"\S+")
_PIECE: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011'’*:·][^\W_]+)*")
_Place: TypeAlias = tuple[int, int, frozenset[str]]
"""Where a word begins and ends, and the terms that it answers."""
_WHOLE: Final = re.compile(r"[^\W_](?:\S*[^\W_])?")


@frozen
class Sought:
    """What is looked for in an article, as terms of its language."""

    terms: frozenset[str]
    beginnings: tuple[str, ...] = ()
    """Of terms."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Terms that stand next to each other."""
    enough: int = 1
    """So many different terms in one passage are all that there can be."""

    @property
    def every(self) -> frozenset[str]:
        """All terms, wherever they stand."""
        return self.terms.union(*self.rows)


def snippet_of(passages: Sequence[str], analyser: Analyser, sought: Sought) -> str:
    """The first passage's piece with the most of what is sought, one line; empty when none stands in any.

    Args:
        passages: of the article, in order.
        analyser: of its language.
        sought: what is marked in it.
    """
    best, most = "", 0
    for passage in passages:
        found = _found(passage, analyser, sought)
        if not found:
            continue
        piece, count = _piece(passage, found)
        if count > most:
            best, most = piece, count
        if most >= sought.enough:
            break
    if not best and sought.rows:  # they stand in a row for the full text, but not as words with nothing between
        return snippet_of(passages, analyser, evolve(sought, terms=sought.every, rows=()))
    return best


def _found(passage: str, analyser: Analyser, sought: Sought) -> list[_Place]:
    """Where words stand that were looked for, each with the terms that it answers."""
    terms, beginnings = sought.every, sought.beginnings

    def answered(joined: str) -> frozenset[str]:
        own = {*joined.split()}
        begun = (term for term in own if beginnings and term.startswith(beginnings))
        return frozenset(terms & own or begun)

    # Most passages have none of the words, and to look at one as a whole costs a tenth of looking at each word.
    whole_passage = f" {analyser.joined(passage)}"
    if not any(f" {term}" in whole_passage for term in (*terms, *beginnings)):
        return []
    places: list[_Place] = []
    for token in _TOKEN.finditer(passage):
        there = analyser.token(token[0])
        if (there in terms or beginnings or " " in there) and (answers := answered(there)):
            # What has no blanks may be many words, as an address is; a number is none of its parts.
            pieces = [
                (*piece.span(), answered(analyser.joined(piece[0])))
                for piece in _PIECE.finditer(passage, *token.span())
            ]
            whole = _WHOLE.search(passage, *token.span())
            places += [piece for piece in pieces if piece[2]] or ([(*whole.span(), answers)] if whole else [])
    return _in_rows(passage, places, sought) if sought.rows else places


def _in_rows(passage: str, places: list[_Place], sought: Sought) -> list[_Place]:
    """Those places that stand in a whole row, or are looked for by themselves."""
    lonely = sought.every - sought.terms
    kept = {at for at, (_, _, answers) in enumerate(places) if answers - lonely}
    for row in sought.rows:
        for begin in range(len(places) - len(row) + 1):
            run = places[begin : begin + len(row)]
            if all(term in answers for term, (_, _, answers) in zip(row, run, strict=True)) and not any(
                any(map(str.isalnum, passage[one[1] : other[0]])) for one, other in pairwise(run)
            ):
                kept.update(range(begin, begin + len(row)))
    return [place for at, place in enumerate(places) if at in kept]


def _piece(passage: str, found: list[_Place]) -> tuple[str, int]:
    """The piece of a passage with the most different terms, its words marked, and how many they are."""
    best, begin = 0, 0
    for place, (start, _, _) in enumerate(found):
        near = takewhile(lambda other: other[1] - start <= LONGEST - _BEFORE, islice(found, place, None))  # noqa: B023
        within = frozenset[str]().union(*(hit for _, _, hit in near))
        if len(within) > best:
            best, begin = len(within), start
    start = _cut(passage, begin - _BEFORE, begin)
    end = len(passage) if len(passage) - start <= LONGEST else passage.rfind(" ", begin + 1, start + LONGEST)
    if end <= begin:
        end = start + LONGEST
    marked, at = [], start
    for word, behind, _ in found:
        if word >= start and behind <= end:
            marked += [passage[at:word], "*", passage[word:behind], "*"]
            at = behind
    marked.append(passage[at:end])
    text = clean_line("".join(marked))
    return f"{'… ' if start else ''}{text}{' …' if end < len(passage) else ''}", best


def _cut(passage: str, place: int, begin: int) -> int:
    """The beginning of a word behind ``place`` and not behind ``begin``."""
    if place <= 0:
        return 0
    return passage.find(" ", place, begin) + 1 or place
