"""An article's pictures, smaller and as text: which there are, and how their selectors are spelled."""

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from attrs import frozen

from gopherd.model.article import Article, Headline
from gopherd.model.body import Block, Figure, Items, Picture, Quote

WIDTHS: Final = (640, 320)
"""How wide, in pixels, a picture can be had that is wider."""
_NUMBER: Final = r"0|[1-9][0-9]{0,17}"
_EXTENSION: Final = "[a-z0-9]{2,5}"
_LIGHT: Final = ".light"
_MARK: Final = re.compile(
    rf"!i(?:(?P<article>{_NUMBER})"
    rf"|(?P<width>{'|'.join(map(str, WIDTHS))})-(?P<reduced>{_NUMBER})\.(?P<format>{_EXTENSION})"
    rf"|(?P<drawn>{_NUMBER})\.(?P<extension>{_EXTENSION})(?P<light>{re.escape(_LIGHT)})?\.txt)"
)


@frozen
class PicturesRoute:
    """The pictures of an article, in every size."""

    article: int


@frozen
class PrintRoute:
    """A picture made narrower."""

    number: int
    extension: str
    width: int
    """In pixels, one of ``WIDTHS``."""


@frozen
class DrawingRoute:
    """A picture as text."""

    number: int
    extension: str
    is_on_paper: bool
    """Whether it is for characters that are dark on a light ground."""


PictureWork: TypeAlias = PicturesRoute | PrintRoute | DrawingRoute


def picture_work(part: str) -> PictureWork | None:
    """What the part of a selector that begins with ``!`` wants of the pictures, if it wants that."""
    match = _MARK.fullmatch(part)
    if match is None:
        return None
    if match["article"]:
        return PicturesRoute(int(match["article"]))
    if match["width"]:
        return PrintRoute(int(match["reduced"]), match["format"], int(match["width"]))
    return DrawingRoute(int(match["drawn"]), match["extension"], match["light"] is not None)


def pictures_path(headline: Headline) -> str:
    """The selector of an article's pictures."""
    return f"/{headline.slug}/!i{headline.number}"


def print_path(picture: Picture, width: int) -> str:
    """The selector of a picture ``width`` pixels wide."""
    return f"/!i{width}-{picture.number}.{picture.extension}"


def drawing_path(picture: Picture, *, is_on_paper: bool) -> str:
    """The selector of a picture as text."""
    return f"/!i{picture.number}.{picture.extension}{_LIGHT if is_on_paper else ''}.txt"


def pictured(article: Article) -> list[tuple[Figure, Picture]]:
    """The pictures of an article that are files of the archive, each once, in the order in which they stand."""
    found: dict[Picture, tuple[Figure, Picture]] = {}
    lead = (article.image,) if article.image else ()
    for figure in (*lead, *_figures(article.body)):
        if isinstance(figure.target, Picture):
            found.setdefault(figure.target, (figure, figure.target))
    return list(found.values())


def _figures(blocks: tuple[Block, ...]) -> Iterator[Figure]:
    for block in blocks:
        match block:
            case Figure():
                yield block
            case Quote(inner):
                yield from _figures(inner)
            case Items():
                for item in block.items:
                    yield from _figures(item)
