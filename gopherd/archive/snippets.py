"""A piece of an article around the words that were looked for, each of them between ``*``."""

import re
from collections.abc import Iterable
from typing import Final

from gopherd.model.text import clean_line
from gopherd.terms.analysis import Analyser

LONGEST: Final = 200
"""Characters of a snippet, the marks not counted."""
_BEFORE: Final = 60
"""Characters in front of the first word that was found."""
_TOKEN: Final = re.compile(r"\S+")
_PIECE: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011'’*:·][^\W_]+)*")
_WHOLE: Final = re.compile(r"[^\W_](?:\S*[^\W_])?")


def snippet_of(
    passages: Iterable[str], analyser: Analyser, terms: frozenset[str], beginnings: tuple[str, ...], enough: int
) -> str:
    """The first passage's piece with the most of ``terms``, one line; empty when none stands in any.

    Args:
        passages: of the article, in order.
        analyser: of its language.
        terms: those looked for.
        beginnings: of terms looked for.
        enough: so many different terms in one passage are all that there can be.
    """
    best, most = "", 0
    for passage in passages:
        found = _found(passage, analyser, terms, beginnings)
        if not found:
            continue
        piece, count = _piece(passage, found)
        if count > most:
            best, most = piece, count
        if most >= enough:
            break
    return best


def _found(
    passage: str, analyser: Analyser, terms: frozenset[str], beginnings: tuple[str, ...]
) -> list[tuple[int, int, frozenset[str]]]:
    """Where words stand that were looked for, each with the terms that it answers."""

    def answered(joined: str) -> frozenset[str]:
        own = {*joined.split()}
        begun = (term for term in own if beginnings and term.startswith(beginnings))
        return frozenset(terms & own or begun)

    # Most passages have none of the words, and to look at one as a whole costs a tenth of looking at each word.
    whole_passage = f" {analyser.joined(passage)}"
    looked_for = (*(f" {term}" for term in (*terms, *beginnings)),)
    if not any(term in whole_passage for term in looked_for):
        return []
    places = []
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
    return places


def _piece(passage: str, found: list[tuple[int, int, frozenset[str]]]) -> tuple[str, int]:
    """The piece of a passage with the most different terms, its words marked, and how many they are."""
    best, begin = 0, 0
    for place, (start, _, _) in enumerate(found):
        within = frozenset[str]().union(*(hit for at, end, hit in found[place:] if end - start <= LONGEST - _BEFORE))
        if len(within) > best:
            best, begin = len(within), start
    start = _cut(passage, begin - _BEFORE)
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


def _cut(passage: str, place: int) -> int:
    """The beginning of a word near ``place``."""
    if place <= 0:
        return 0
    return passage.find(" ", place) + 1 or place
