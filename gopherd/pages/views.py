"""The forms in which a page can be had, for clients that ask before they fetch (Gopher+).

This is the one place that knows them: each form is the plain answer to a selector, so its size and its bytes are those
of that answer. The first is what is sent when a client does not choose.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from attrs import frozen
from babel.core import get_global

from gopherd.archive.ports import Snapshot
from gopherd.errors import NotFound
from gopherd.model.article import Article
from gopherd.model.edition import Charset, Edition, prefix_of
from gopherd.pages import routes, spelling
from gopherd.pages.documents import Document, DocumentRoute
from gopherd.pages.prints import DrawingRoute, PrintRoute

MENU: Final = "application/gopher+-menu"
_PICTURES: Final = {"jpg": "jpeg", "svg": "svg+xml"}
_HTML: Final = "text/html"
TEXT: Final = "text/plain"
_ATOM: Final = "application/atom+xml"


@frozen
class Form:
    """A form of a page."""

    type: str
    """As ``text/plain``."""
    language: str
    """As ``de_DE``, as ``de_DE.US-ASCII`` in another character set; empty for what has none."""
    selector: str
    """What is answered with it."""


def forms(selector: str, language: str, charset: Charset) -> tuple[Form, ...]:
    """Every form of what a selector leads to; there is at least one.

    Args:
        selector: one that leads somewhere.
        language: of what is there, as ``de``.
        charset: of answers to those who ask for no edition.
    """
    edition, said = routes.edition_of(selector, charset), _with_territory(language)
    if spelling.address_in(selector) is not None:
        return (Form(_HTML, "", selector),)
    match _route(selector):
        case DocumentRoute(document):
            return (Form(_ATOM if document is Document.FEED else TEXT, "", selector),)
        case routes.ArticleRoute(number):
            return (Form(MENU, said, selector), *_as_text(f"/!{number}", said, edition))
        case routes.TextRoute():
            # Of several forms of a text UMN gopher would have its reader choose, and it names none but languages.
            return (Form(TEXT, said, selector),)
        case DrawingRoute():
            return (Form(TEXT, "", selector),)
        case routes.PictureRoute(_, extension) | PrintRoute(_, extension):
            return (Form(f"image/{_PICTURES.get(extension, extension)}", "", selector),)
        case _:
            return (Form(MENU, said, selector),)


def _as_text(path: str, language: str, edition: Edition) -> Iterator[Form]:
    """An article as a text in each character set, the one of its reader's edition first; it alone goes unnamed."""
    for charset in sorted(Charset, key=lambda charset: charset is not edition.charset):
        is_own = charset is edition.charset
        prefix = edition.prefix if is_own else prefix_of(charset, edition.width)
        yield Form(TEXT, language if is_own else f"{language}.{charset.mime}", f"{prefix}{routes.text_path(path)}")


def article_under(snapshot: Snapshot, selector: str) -> Article | None:
    """The article that a selector leads to, ``None`` when it leads to something else or nowhere."""
    route = _route(selector)
    if isinstance(route, routes.TextRoute):
        route = route.of
    if not isinstance(route, routes.ArticleRoute):
        return None
    try:
        return snapshot.article(route.number)
    except NotFound:
        return None


def _route(selector: str) -> routes.Route | None:
    try:
        return routes.resolve(selector)
    except NotFound:
        return None


@lru_cache
def _with_territory(language: str) -> str:
    """``de`` as ``de_DE``: Gopher+ names a language with the country where most speak it."""
    parts = str(get_global("likely_subtags").get(language, language)).split("_")
    return f"{parts[0]}_{parts[-1]}" if len(parts) > 1 else language
