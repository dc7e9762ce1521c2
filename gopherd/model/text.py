"""Text that is safe to show: what is taken out of titles and texts before anything else sees them.

A terminal obeys control characters, and a reader cannot see invisible ones (``threats.md``, section 3).
"""

import html
import re
import unicodedata

_WHITE_SPACE = re.compile(r"[\t\n\x0b\x0c\r\u0085\u2028\u2029 ]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff]")
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff]")
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SUSPECT = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ud800-\uf8ff\ufeff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"} | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)


def collapse(text: str) -> str:
    """``text`` with every run of white space made one blank, and none at its ends; NO-BREAK SPACE holds."""
    # Most text is tidy, and asking takes a tenth of the time of replacing.
    if not text.isprintable() or "  " in text:
        text = _WHITE_SPACE.sub(" ", text)
    return text.strip(" ")


def clean_line(text: str) -> str:
    """A title, a name, a caption: one line without control, direction and invisible characters, in NFC."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")  # nearly every line, and most fields are empty
    if not text.isprintable() and _SUSPECT.search(text):
        text = _CONTROLS.sub("", _DIRECTIONS.sub("", _INVISIBLE.sub("", _WHITE_SPACE.sub(" ", text))))
    # What was parted by an invisible character may be one character now.
    return collapse(unicodedata.normalize("NFC", text))


def clean_text(text: str) -> str:
    """Running text: as ``clean_line``, but direction characters stay where each is closed again in the text."""
    if text.isprintable() or not _SUSPECT.search(text):
        return text
    text = _WHITE_SPACE.sub(" ", _CONTROLS.sub("", _INVISIBLE.sub("", _WHITE_SPACE.sub(" ", text))))
    return text if _directions_paired(text) else _DIRECTIONS.sub("", text)


def clean_code(text: str) -> str:
    """Lines that keep their blanks: tabs become blanks up to the next column of four, line ends stay."""
    lines = (line.expandtabs(4) for line in re.split(r"\r\n|[\n\r\x0b\x0c\u0085\u2028\u2029]", text))
    return "\n".join(_CONTROLS.sub("", _DIRECTIONS.sub("", _INVISIBLE.sub("", line))).rstrip() for line in lines)


def plain(text: str) -> str:
    """What a browser would show of a line of front matter: entities resolved, tags left out."""
    if "<" in text:
        text = _TAG.sub("", text)
    if "&" in text:
        text = html.unescape(text)
    return clean_line(text)


def fold(name: str) -> str:
    """The form in which two spellings of one name are the same: NFC, without case."""
    return name.lower() if name.isascii() else unicodedata.normalize("NFC", name).casefold()


def _directions_paired(text: str) -> bool:
    expected: list[str] = []
    for character in _DIRECTIONS.findall(text):
        if character in _OPENING:
            expected.append(_OPENING[character])
        elif character in "\u202c\u2069" and (not expected or expected.pop() != character):
            return False
    return not expected
