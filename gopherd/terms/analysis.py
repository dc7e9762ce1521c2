"""Text to terms: the one analyser, of what is stored and of what is asked for.

A term is what is left of a word when its case, its accents, its inflexion and the ways of writing it are taken away:
``Häuser`` and ``Haus`` are ``haus``, ``Mueller``, ``Müller`` and ``Muller`` are ``mull`` in German, ``1.000.000`` is
``1000000``, ``Bürger*innen`` is what ``Bürgerin`` is. A hyphenated word is its parts and, behind them, the whole. Terms
consist of letters and digits alone, in lower case, so that no database finds anything to do on them.

An article has five hundred words, most of them common: what a word comes to is kept, and an article costs little more
than a look at each of them.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

import Stemmer

_LONGEST: Final = 40
"""Letters of a term; whatever is longer is an address or noise."""
_KEPT: Final = 200_000
"""Words whose terms are kept, for each language."""
_LANGUAGES: Final = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_SPELLED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_CONTRACTED: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))
# What no decomposition takes apart.
_LETTERS: Final = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ſ": "s"}
)
_PUNCTUATION: Final = ".,;:!?\"'()[]{}„“”‚‘’«»‹›…–—"
_INNER_CAPITAL: Final = re.compile(r"[a-zäöüß]In")
_FIRST_UNSPACED: Final = "\u2e80"
_BLANK_IN_NUMBER: Final = re.compile(r"[0-9][ \u00a0\u202f\u2009][0-9]{3}(?![0-9])")
_NUMBER_WITH_BLANKS: Final = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)")
_GROUPED: Final = re.compile(r"(?<!\d)\d{1,3}(?:[.,'’]\d{3})+(?!\d)")
_GENDER: Final = re.compile(
    r"(?<=[^\W\d_]{2})(?:[*:_·]|/-?|\(-?)(?:innen|in)\b\)?|(?<=[a-zäöüß]{2})Innen\b|(?<=[a-zäöüß]er)In\b"
)
_ACRONYM: Final = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_]\b")
_POSSESSIVE: Final = re.compile(r"['’]s\b", re.IGNORECASE)
_HYPHENS: Final = re.compile(r"[-\u2010\u2011]")
_BORDER: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_COMPOUND: Final = re.compile(r"[^\W_]+(?:[-\u2010\u2011\u00ad][^\W_]+)*")
_PART: Final = re.compile(r"[^-\u2010\u2011\u00ad]+")
# Scripts without blanks between words: every character is a term.
_UNSPACED: Final = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
# Endings by whose accent a stemmer knows them, as they are without it.
_ACCENTED: Final = {
    "es": (("cion", "ción"), ("sion", "sión")),
    "pt": (("coes", "ções"), ("cao", "ção"), ("soes", "sões"), ("sao", "são")),
}


class Analyser:
    """Makes the terms of texts in one language.

    Args:
        language: as ``de`` or ``de-AT``; of one that Snowball does not know nothing is stemmed.
    """

    def __init__(self, language: str) -> None:
        self._code = re.split(r"[-_]", language.lower())[0]
        name = _LANGUAGES.get(self._code)
        # What a stem comes to is kept here, with all else that a word goes through.
        self._stem: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord if name else str
        self._known = _Known(self._made)

    def terms(self, text: str) -> list[str]:
        """The terms of a text in their order; those of a hyphenated word are its parts, then the whole."""
        return self.joined(text).split()

    def joined(self, text: str) -> str:
        """The same with blanks between them, as a store takes it."""
        return " ".join(map(self._known.__getitem__, with_whole_numbers(text).split())).strip()

    def token(self, token: str) -> str:
        """The terms of a text without blanks, with blanks between them."""
        return self._known[token].strip()

    def forms(self, word: str) -> tuple[str, ...]:
        """What the terms of a word may be, each with blanks between, when it is not known how the author wrote it.

        An umlaut may be spelled out or not, in any language; in German alone the stem is the same.
        """
        # A hyphenated word may have been written as one, or as several.
        written: tuple[str, ...] = (word,)
        if _HYPHENS.search(word.strip("-")):
            written = (_HYPHENS.sub("", word), _HYPHENS.sub(" ", word))
        # So may a word and a number.
        written += tuple(_BORDER.sub(" ", plain) for plain in written if _BORDER.search(plain))
        forms = []
        for plain in written:
            lowered = unicodedata.normalize("NFC", plain.lower())
            spellings = plain, lowered, lowered.translate(_SPELLED), _contracted(lowered)
            forms += [self.joined(spelling) for spelling in spellings]
        return tuple(dict.fromkeys(filter(None, forms)))

    def prefixes(self, word: str) -> tuple[str, ...]:
        """The beginnings of terms that ``word`` may be the beginning of: without inflexion taken off."""
        lowered = _unmarked(unicodedata.normalize("NFKC", word).lower().translate(_LETTERS))
        plain = "".join(filter(str.isalnum, lowered))[:_LONGEST]
        return tuple(dict.fromkeys(filter(None, (plain, _contracted(plain)))))

    def _made(self, token: str) -> str:
        """The terms of what stands between two blanks, with blanks between."""
        bare = token.strip(_PUNCTUATION)
        if bare != token:
            return self._known[bare]
        return " ".join(self._analysed(token))

    def _analysed(self, token: str) -> Sequence[str]:
        if not token.isascii():
            token = unicodedata.normalize("NFKC", token)
        if token.isalpha() and (token.isascii() or max(token) < _FIRST_UNSPACED) and not _INNER_CAPITAL.search(token):
            return (self._term(token),)
        token = _GROUPED.sub(_digits, _POSSESSIVE.sub("", _GENDER.sub("", token)))
        if "." in token:
            token = _ACRONYM.sub(lambda match: match[0].replace(".", ""), token)
        found = []
        for compound in _COMPOUND.findall(_marks_joined(token)):
            parts = _PART.findall(compound)
            if len(parts) > 1 and "\u00ad" in compound:
                parts = _PART.findall(compound.replace("\u00ad", ""))
            for part in parts:
                found += [self._term(piece) for piece in _UNSPACED.sub(r" \g<0> ", part).split()]
            if len(parts) > 1:
                found.append(self._term("".join(parts)))
        return found

    def _term(self, word: str) -> str:
        """The term of a word that consists of letters and digits."""
        word = self._unaccented(word.lower())
        stem = self._stem(word)
        if not (stem.isascii() and stem.isalnum()):
            stem = "".join(filter(str.isalnum, _unmarked(stem))) or word
        return stem[:_LONGEST]

    def _unaccented(self, word: str) -> str:
        """What a stemmer is to see: accents go before it, since half of those who ask leave them out."""
        if word.isascii():
            plain = word
        elif self._code == "de":  # its stemmer knows what an umlaut is, and how it is spelled out
            plain = "".join(letter if letter in "äöüß" else _unmarked(letter.translate(_LETTERS)) for letter in word)
        else:
            plain = _unmarked(word.translate(_LETTERS))
        for ending, accented in _ACCENTED.get(self._code, ()):
            if plain.endswith(ending):
                return plain.removesuffix(ending) + accented
        return plain


class _Known(dict[str, str]):
    """The terms of the words that were met, each made when it is met first."""

    def __init__(self, make: Callable[[str], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, token: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        terms = self[token] = self._make(token)
        return terms


@lru_cache(maxsize=64)
def analyser_of(language: str) -> Analyser:
    """The analyser of a language, with all the words that it has met."""
    return Analyser(language)


def with_whole_numbers(text: str) -> str:
    """``text`` with numbers whose thousands stand between blanks as one word each."""
    # To look is a quarter of the cost of replacing, and there is hardly ever anything to replace.
    return _NUMBER_WITH_BLANKS.sub(_without_blanks, text) if _BLANK_IN_NUMBER.search(text) else text


def _contracted(word: str) -> str:
    """``word`` with what may be umlauts spelled out made plain vowels."""
    for digraph, letter in _CONTRACTED:
        word = word.replace(digraph, letter)
    return word


def _unmarked(word: str) -> str:
    """Latin letters without their accents; in other scripts a mark makes another letter."""
    if word.isascii():
        return word
    kept = []
    for letter in word:
        decomposed = unicodedata.normalize("NFD", letter)
        kept.append(decomposed[0] if decomposed[0] < "\u0250" else letter)
    return "".join(kept)


def _marks_joined(token: str) -> str:
    """``token`` without the marks that follow a letter, vowel signs among them: a word would be cut there."""
    return token if token.isascii() else "".join(c for c in token if not unicodedata.category(c).startswith("M"))


def _without_blanks(match: re.Match[str]) -> str:
    return "".join(match[0].split())


def _digits(match: re.Match[str]) -> str:
    return "".join(filter(str.isdigit, match[0]))
