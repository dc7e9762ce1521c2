"""How far two terms are from each other: letters that are wrong, missing, too many or swapped."""

from collections.abc import Iterator
from typing import Final

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyzäöüß"


def distance(one: str, other: str, most: int) -> int:
    """How many mistakes make ``other`` of ``one``; ``most + 1`` when they are more than ``most``.

    A mistake is a letter changed, left out or put in, or two neighbours swapped.
    """
    if one == other:
        return 0
    if abs(len(one) - len(other)) > most:
        return most + 1
    one, other = _trimmed(one, other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        older, before, row = before, row, [place]
        for there, wanted in enumerate(other, 1):
            steps = min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != wanted))
            if older and there > 1 and letter == other[there - 2] and one[place - 2] == wanted:
                steps = min(steps, older[there - 2] + 1)
            row.append(steps)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def misspelt(word: str) -> Iterator[str]:
    """Every word that one mistake makes of ``word``: a few hundred."""
    letters = sorted({*_LETTERS, *word})
    for place in range(len(word) + 1):
        begin, end = word[:place], word[place:]
        yield from (f"{begin}{letter}{end}" for letter in letters)
        if end:
            yield begin + end[1:]
            yield from (f"{begin}{letter}{end[1:]}" for letter in letters)
        if len(end) > 1:
            yield begin + end[1] + end[0] + end[2:]


def tolerated(term: str) -> int:
    """How many mistakes a term of this length may have and still be known: none in the shortest, two in long ones."""
    return (len(term) > 3) + (len(term) > 5)


def _trimmed(one: str, other: str) -> tuple[str, str]:
    """Both without what they begin and end with alike."""
    begin = 0
    while begin < min(len(one), len(other)) and one[begin] == other[begin]:
        begin += 1
    one, other = one[begin:], other[begin:]
    end = 0
    while end < min(len(one), len(other)) and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[: len(one) - end], other[: len(other) - end]
