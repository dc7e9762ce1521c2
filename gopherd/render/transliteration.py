"""Text in a smaller character set, as a typesetter does it who has not every letter in the case.

What the set has stays. For the rest there are, in this order: the customs of typewriters and passports (ICAO 9303: ä is
ae, ø is oe), the letter without as many of its marks as need be (ế is ê in Latin-1), and anyascii for other scripts.
anyascii drops 27,000 letters, the Arabic alef among them, and writes a question mark for some; none is lost here: what
has no other name is shown by its number, ``[U+9FFD]``.

NO-BREAK SPACE stays in every set, since it must hold when lines are made; ``loosened`` makes a blank of it afterwards.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from anyascii import anyascii

from gopherd.model.edition import Charset

_NO_BREAK: Final = "\u00a0"
_SOFT_HYPHEN: Final = "\u00ad"
_REMEMBERED: Final = 20_000
"""Characters of which the outcome is kept; a reader can send any of a million."""
_CUSTOMS: Final[Mapping[str, str]] = {
    "ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS", "å": "aa", "Å": "Aa",
    "æ": "ae", "Æ": "Ae", "ø": "oe", "Ø": "Oe", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D",
    **dict.fromkeys("„“”‟«»", '"'), **dict.fromkeys("‚‘’‛‹›", "'"), **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...", "•": "*", "·": "-", "€": "EUR", "£": "GBP", "¥": "JPY", "¢": "ct", "§": "Par.", "°": "deg",
    "×": "x", "±": "+/-", "≠": "!=", "‰": "o/oo", "™": "(TM)", "℠": "(SM)", "№": "No.",
    "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "⇐": "<=", "⇔": "<=>",
    # The closing mark is enough; a question mark that opens would look like a letter that was lost.
    **dict.fromkeys("¿¡⸘", ""),
    # What anyascii drops and readers of these scripts would miss, and what is no letter but is called one.
    "ا": "a", "ー": "-", "ｰ": "-", "ـ": "", "\ufffd": "_", "\ufffc": "",
}  # fmt: skip
_HOLDING: Final = "\u2007\u202f"
_CURRENCIES: Final = "€£¥¢"
_FRACTIONS: Final = "".join(chr(point) for point in range(0xBC, 0x2190) if "VULGAR" in unicodedata.name(chr(point), ""))
_RAISED: Final = "²³¹⁰⁴⁵⁶⁷⁸⁹"
_WORD: Final = re.compile(r"\w+")
_BETWEEN_WORDS: Final = re.compile(r"(?<=\w)[—―](?=\w)")
_PARAGRAPHS: Final = re.compile("§§+")


def transliterated(text: str, charset: Charset) -> str:
    """``text`` with nothing in it that ``charset`` lacks, but NO-BREAK SPACE.

    Args:
        text: anything; the outcome may be longer, so it is to be made before lines are.
        charset: what the reader's machine can show.
    """
    return text if charset is Charset.UTF8 or text.isascii() else _CASES[charset].set(text)


def loosened(text: str, charset: Charset) -> str:
    """Finished lines with a blank for every NO-BREAK SPACE where the set has none."""
    return text.replace(_NO_BREAK, " ") if charset is Charset.ASCII else text


class _Case:
    """A typesetter's case: what there is for each character of a set."""

    def __init__(self, highest: int) -> None:
        self._letters = _Letters(highest)
        self._capitals = _Capitals(self._letters)
        lacking = [
            re.escape("".join(character for character in kind if ord(character) > highest))
            for kind in (_CURRENCIES, f"{_CURRENCIES}{_FRACTIONS}°‰", _RAISED)
        ]
        self._blank = re.compile(rf"(?<=[{lacking[0]}])(?=[0-9])|(?<=[0-9])(?=[{lacking[1]}])")
        self._power = re.compile(rf"(?<=[0-9])(?=[{lacking[2]}])")
        self._has_paragraph = highest >= ord("§")

    def set(self, text: str) -> str:
        """As ``transliterated``."""
        text = _BETWEEN_WORDS.sub(" - ", unicodedata.normalize("NFC", text))
        text = self._power.sub("^", self._blank.sub(" ", text))
        if not self._has_paragraph:
            text = _PARAGRAPHS.sub("§", text)
        return _WORD.sub(self._word, text).translate(self._letters)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        if word.isascii():
            return word
        # A title in capitals stays one: ÖRR is OERR, but Öl is Oel.
        is_capital = len(word) > 1 and word.replace("ß", "").isupper()
        return word.translate(self._capitals if is_capital else self._letters)


class _Letters(dict[int, str]):
    """What stands for each character; found when it is first needed."""

    def __init__(self, highest: int) -> None:
        super().__init__()
        self._highest = highest

    def __missing__(self, point: int) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        self[point] = found = self._find(chr(point))
        return found

    def _find(self, character: str) -> str:
        if self._has(character):
            return character
        if character in _CUSTOMS:
            return _CUSTOMS[character]
        category = unicodedata.category(character)
        if category[0] == "Z":
            return _NO_BREAK if character in _HOLDING or character == _NO_BREAK else " "
        if category in {"Cc", "Cf"}:
            return " " if category == "Cc" else ""
        return self._without_marks(character) or _by_script(character)

    def _has(self, character: str) -> bool:
        return ord(character) <= self._highest and character not in (_NO_BREAK, _SOFT_HYPHEN)

    def _without_marks(self, character: str) -> str:
        marks = unicodedata.normalize("NFD", character)
        while len(marks) > 1 and unicodedata.combining(marks[-1]):
            marks = marks[:-1]
            base = unicodedata.normalize("NFC", marks)
            if len(base) == 1 and self._has(base):
                return base
            if base in _CUSTOMS:
                return _CUSTOMS[base]
        return ""


class _Capitals(dict[int, str]):
    """The same inside a word in capitals."""

    def __init__(self, letters: _Letters) -> None:
        super().__init__()
        self._letters = letters

    def __missing__(self, point: int) -> str:
        found = self._letters[point]
        return found if found == chr(point) else found.upper()


def _by_script(character: str) -> str:
    """What anyascii says, where it says something that can be read."""
    found, name = anyascii(character), unicodedata.name(character, "")
    asks = "QUESTION" in name or "INTERROBANG" in name
    if "?" in found and not asks:
        found = ""
    if found or unicodedata.category(character)[0] in "MZ" or "FILLER" in name or "MODIFIER" in name:
        return found
    said = name.rpartition(" LETTER ")[2].rpartition(" SIGN ")[2]
    return said.lower() if said.isalpha() and len(said) <= 5 else f"[U+{ord(character):04X}]"


_CASES: Final = {Charset.LATIN1: _Case(0xFF), Charset.ASCII: _Case(0x7F)}
