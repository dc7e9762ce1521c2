"""Atom feeds (RFC 4287): the newest articles of a list, each with its whole text.

The tree is built and written by the standard library, so nothing in an article can become markup.
"""

import re
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from attrs import frozen

from gopherd import __version__
from gopherd.archive.ports import Snapshot
from gopherd.archive.selections import Everything, Named, Selection
from gopherd.model.article import Article
from gopherd.model.edition import PLAIN, Charset, Edition
from gopherd.pages import page, routes
from gopherd.pages.article import content_blocks
from gopherd.pages.documents import Document, document_path
from gopherd.pages.page import (
    Alert,
    Grid,
    LinkLine,
    Outside,
    PicturePlace,
    Place,
    Preformatted,
    Prose,
    SearchPlace,
    Target,
    TextPlace,
    Title,
)
from gopherd.pages.words import Words
from gopherd.render.menu import Server, picture_type
from gopherd.wire.address import GopherAddress, link_scheme
from gopherd.wire.menu import ItemType

ENTRIES: Final = 20
"""Articles in a feed."""
_ATOM: Final = "http://www.w3.org/2005/Atom"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@frozen
class _Place:
    """Where the pages of an edition lie."""

    server: Server
    prefix: str

    def url(self, item_type: str, path: str) -> str:
        return GopherAddress(self.server.host, self.server.port, item_type, f"{self.prefix}{path}").url()

    def of(self, target: Target) -> str:
        match target:
            case Outside(address):
                return address
            case Place(path):
                return self.url(ItemType.MENU, path)
            case TextPlace(path):
                return self.url(ItemType.TEXT, path)
            case SearchPlace(path):
                return self.url(ItemType.SEARCH, path)
            case PicturePlace(path, extension):
                return self.url(picture_type(extension), path)


def render_feed(
    snapshot: Snapshot, selection: Selection, server: Server, words: Words, edition: Edition = PLAIN
) -> bytes:
    """The feed of a list.

    Args:
        snapshot: the archive.
        selection: everything, or what is below a name.
        server: where the articles lie.
        words: the language of what is ours in the articles.
        edition: what its addresses lead to; what its character set lacks is said by number, so nothing is lost.

    Raises:
        NotFound: the list has no article.
    """
    site = snapshot.site
    path, title = "", site.title
    if isinstance(selection, Named):
        name = snapshot.name(selection.kind, selection.number)
        path, title = routes.name_path(name), f"{site.title} -- {name.text}"
    window = snapshot.headlines(selection, None, ENTRIES)
    # An entry must have a time; an article without one is nobody's news.
    articles = [article for headline in window.headlines if (article := snapshot.article(headline.number)).published]
    place = _Place(server, edition.prefix)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": site.language})
    own = place.url(ItemType.TEXT, document_path(Document.FEED, path))
    _add(feed, "id", own)
    _add(feed, "title", title)
    if site.slogan and isinstance(selection, Everything):
        _add(feed, "subtitle", site.slogan)
    _add(feed, "updated", max((_changed(article) for article in articles), default=_NEVER).isoformat())
    _add(feed, "link", rel="self", href=own, type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=place.url(ItemType.MENU, path))
    _add(_add(feed, "author"), "name", site.title)
    _add(feed, "generator", "gopherd", version=__version__)
    for article in articles:
        _add_entry(feed, article, place, words)
    encoding = "utf-8" if edition.charset is Charset.UTF8 else "us-ascii"
    written: bytes = ET.tostring(feed, encoding, xml_declaration=True)
    return written.replace(b"\n", b"\r\n") + b"\r\n"


def _add_entry(feed: ET.Element, article: Article, place: _Place, words: Words) -> None:
    address = place.url(ItemType.MENU, routes.article_path(article.headline))
    entry = _add(feed, "entry")
    if article.language:
        entry.set("xml:lang", _fit(article.language))
    _add(entry, "id", address)
    _add(entry, "title", article.headline.text)
    _add(entry, "updated", _changed(article).isoformat())
    if article.published:
        _add(entry, "published", article.published.isoformat())
    _add(entry, "link", rel="alternate", href=address)
    if article.source and link_scheme(article.source):
        _add(entry, "link", rel="related", href=article.source)
    for author in article.authors:
        _add(_add(entry, "author"), "name", author.text)
    for tag in article.tags:
        _add(entry, "category", term=tag.text)
    if article.rights:
        _add(entry, "rights", article.rights)
    if article.lede or article.headline.teaser:
        _add(entry, "summary", article.lede or article.headline.teaser)
    text = _add(_add(entry, "content", type="xhtml"), "div", xmlns=_XHTML)
    for block in content_blocks(article, words):
        for part in block:
            _add_part(text, part, place)


def _add_part(text: ET.Element, part: page.Part, place: _Place) -> None:
    match part:
        case Prose():
            first, *rest = f"{part.first.lstrip(' ')}{part.text}".split("\n")
            paragraph = _add(text, "p", first)
            for line in rest:
                _add(paragraph, "br").tail = _fit(line)
        case Title(words) | page.Heading(words):
            _add(text, "h2", words)
        case Alert(words) | Preformatted(words):
            _add(text, "pre", words)
        case Grid(rows, headed):
            table = _add(text, "table")
            for number, row in enumerate(rows):
                columns = _add(table, "tr")
                for cell in row:
                    _add(columns, "th" if headed and not number else "td", cell)
        case LinkLine(words, target):
            _add(_add(text, "p"), "a", words, href=place.of(target))


def _changed(article: Article) -> datetime:
    return article.updated or article.published or _NEVER


def _add(parent: ET.Element, tag: str, text: str = "", /, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, {name: _fit(value) for name, value in attributes.items()})
    if text:
        element.text = _fit(text)
    return element


def _fit(text: str) -> str:
    """Without the characters that XML cannot say."""
    return _NOT_XML.sub("", text)
