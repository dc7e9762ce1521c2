"""The words of an article, as the full text takes them and as a snippet shows them: of its stored text."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from attrs import frozen

from gopherd.terms.analysis import analyser_of

_Stored: TypeAlias = Any


@frozen
class Wording:
    """The terms of an article, with blanks between them."""

    title: str
    """Of kicker and title."""
    lede: str
    body: str
    captions: str
    """Of what stands below pictures, with their credits."""


def wording_of(kicker: str, title: str, text: Mapping[str, _Stored], language: str) -> Wording:
    """The terms of an article.

    Args:
        kicker: may be empty.
        title: of the article.
        text: its stored text (``preparing``).
        language: that of the article.
    """
    joined = analyser_of(language).joined
    body: list[str] = []
    captions: list[str] = []
    for block in text.get("body") or ():
        for is_caption, passage in _passages(block):
            (captions if is_caption else body).append(passage)
    if image := text.get("image"):
        captions += [passage for _, passage in _passages(image)]
    return Wording(
        title=joined(f"{kicker} {title}"),
        lede=joined(text.get("lede") or ""),
        body=joined("\n".join(body)),
        captions=joined("\n".join(captions)),
    )


def passages_of(text: Mapping[str, _Stored]) -> Iterator[str]:
    """What a reader reads of an article, in order: lede, paragraphs, captions."""
    if lede := text.get("lede"):
        yield lede
    for block in text.get("body") or ():
        yield from (passage for _, passage in _passages(block))
    if image := text.get("image"):
        yield from (passage for _, passage in _passages(image))


def _passages(block: list[_Stored]) -> Iterator[tuple[bool, str]]:
    """The passages of a stored block (``stored``), and whether each belongs to a picture."""
    match block[0]:
        case "p" | "h":
            yield False, _line(block[1:])
        case "q":
            for inner in block[1:]:
                yield from _passages(inner)
        case "l":
            for item in block[2]:
                for inner in item:
                    yield from _passages(inner)
        case "c":
            yield False, block[1]
        case "t":
            for row in block[2]:
                yield False, " ".join(map(_line, row))
        case _:
            yield True, " ".join(filter(None, block[2:4]))


def _line(spans: list[_Stored]) -> str:
    return "".join([span if span.__class__ is str else " " if span == 0 else span[0] for span in spans])
