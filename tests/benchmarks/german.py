"""German-like text out of syllables: the same seed, the same words.

How often a word occurs follows Zipf's law, since indexes, dictionaries and caches live by it. Articles are put together
of sentences that were made beforehand: a word at a time would take longer than indexing what comes of it.
"""

import itertools
import random
from collections.abc import Iterator

_ONSETS = (
    "b bl br d dr f fl fr g gl gr h j k kl kr l m n p pfl pr qu r s sch schl schw sp spr st str t tr v w z zw".split()
)
_VOWELS = "a a ä e e e e ei ei eu i i ie o ö u ü au äu".split()
_ENDS = ". . . b ch ck f g l ld lt m n nd ng nn nt r rch rd rn rt s ss st t tz".replace(".", "-").split()
_SUFFIXES = "e en er ung heit lich ig isch keit schaft tum nis el ern".split()
_SHORT = """
der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass
sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch
man sein wurde sei hatte kann gegen vom schon wenn habe seine mark ihre dann unter wir soll ich eines jahr zwei
diese dieser wieder keine seinem ihm ihr während sowie gibt zwischen immer
""".split()
_JOINTS = (" ", ", ", " und ", ", weil ", ", die ", ", dass ", " – ", ": ", " oder ")


class German:
    """A vocabulary and the sentences made of it.

    Args:
        seed: what makes it this one.
        sentences: how many are made, of about fifteen words.
        words: how many there are, short ones included.
    """

    def __init__(self, seed: int, sentences: int, words: int = 60_000) -> None:
        dice = random.Random(seed)
        longer: dict[str, None] = {}
        while len(longer) < words - len(_SHORT):
            longer[_word(dice)] = None
        self._vocabulary = (*_SHORT, *longer)
        weights = list(itertools.accumulate(1 / (rank + 1.5) for rank in range(words)))
        clauses = [dice.choices((3, 4, 5, 6, 7, 8), (2, 4, 5, 4, 2, 1), k=dice.randint(1, 4)) for _ in range(sentences)]
        drawn = iter(dice.choices(self._vocabulary, cum_weights=weights, k=sum(map(sum, clauses))))
        self._sentences = [_sentence(dice, lengths, drawn) for lengths in clauses]

    def names(self, dice: random.Random, count: int, words: int = 1) -> list[str]:
        """Some names of things or people: rare words, capitalised."""
        drawn = iter(dice.choices(self._vocabulary[500:], k=count * words))
        return [" ".join(next(drawn).capitalize() for _ in range(words)) for _ in range(count)]

    def title(self, dice: random.Random) -> str:
        """A headline: the beginning of a sentence."""
        return " ".join(self.text(dice, 1).split(" ", 7)[:6]).rstrip(",:–.")

    def text(self, dice: random.Random, sentences: int) -> str:
        """Some sentences, with a space between; there is no quote or backslash in them."""
        made, roll = self._sentences, dice.random  # an article's time is spent here
        count = len(made)
        return " ".join([made[int(roll() * count)] for _ in range(sentences)])


def _sentence(dice: random.Random, lengths: list[int], words: Iterator[str]) -> str:
    text = " ".join(itertools.islice(words, lengths[0]))
    for length in lengths[1:]:
        text += dice.choice(_JOINTS) + " ".join(itertools.islice(words, length))
    return f"{text[0].upper()}{text[1:]}."


def _word(dice: random.Random) -> str:
    """One to three syllables, as common words are shorter than rare ones but no German word is far from another."""
    text = "".join(
        dice.choice(_ONSETS) + dice.choice(_VOWELS) + dice.choice(_ENDS).rstrip("-")
        for _ in range(dice.choices((1, 2, 3), (5, 5, 1))[0])
    )
    text += dice.choice(_SUFFIXES) if dice.random() < 0.5 else ""
    return text.capitalize() if dice.random() < 0.4 else text
