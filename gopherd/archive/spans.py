"""Running text as it comes out of a tree, made tidy: one blank where there is white space, none at a line's ends."""

import re
from typing import Final

from gopherd.model.body import Break, Link, Span, Spans
from gopherd.model.text import clean_text

_WHITE_SPACE: Final = re.compile(r"[\t\n\x0b\x0c\r ]+")


def tidy(spans: list[Span]) -> Spans:
    """``spans`` with neighbours joined, white space collapsed across them, and blanks taken out of links' ends."""
    pieces: list[Span] = []
    for span in _joined(spans):
        match span:
            case Break():
                pieces.append(span)
            case Link(text, target):
                words = _collapse(text)
                inner = words.strip(" ")
                link = [Link(inner, target)] if inner else []
                pieces += [words[:1] * words.startswith(" "), *link, " " * (words.endswith(" ") and bool(inner))]
            case str():
                pieces.append(_collapse(span))
    return _in_lines(pieces)


def _joined(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if isinstance(span, str) and isinstance(last, str):
            joined[-1] = last + span
        elif isinstance(span, Link) and isinstance(last, Link) and last.target == span.target:
            joined[-1] = Link(last.text + span.text, span.target)
        else:
            joined.append(span)
    return joined


def _in_lines(pieces: list[Span]) -> Spans:
    """``pieces`` without blanks at the beginning and end of lines, without empty lines at the ends."""
    lines: list[Span] = []
    for piece in pieces:
        last = lines[-1] if lines else Break()
        if isinstance(piece, Break):
            _strip(lines)
            if lines:
                lines.append(piece)
        elif isinstance(piece, Link):
            lines.append(piece)
        else:
            text = (
                piece.lstrip(" ") if isinstance(last, Break) or (isinstance(last, str) and last[-1] == " ") else piece
            )
            if text and isinstance(last, str):
                lines[-1] = last + text
            elif text:
                lines.append(text)
    _strip(lines)
    while lines and isinstance(lines[-1], Break):
        lines.pop()
        _strip(lines)
    return tuple(lines)


def _strip(lines: list[Span]) -> None:
    if lines and isinstance(lines[-1], str):
        lines[-1] = lines[-1].rstrip(" ")
        if not lines[-1]:
            lines.pop()


def _collapse(text: str) -> str:
    if text.isprintable() and "  " not in text:
        return text
    return _WHITE_SPACE.sub(" ", clean_text(text))
