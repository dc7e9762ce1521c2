"""What the server says of itself: the newspaper, its size, its software, and how to read it."""

from collections.abc import Iterator

from gopherd import __version__
from gopherd.archive.ports import Snapshot
from gopherd.archive.selections import Everything
from gopherd.errors import NotFound
from gopherd.pages.documents import Document, document_path
from gopherd.pages.page import Block, LinkLine, Outside, Page, Preformatted, Prose, TextPlace, Title
from gopherd.pages.words import Words
from gopherd.wire.address import link_scheme


def about_page(snapshot: Snapshot, address: str, admin: str, words: Words) -> Page:
    """``about.txt``, unless the archive has its own.

    Args:
        snapshot: the archive.
        address: the front page's, as a client takes it.
        admin: who answers for the paper; empty when nobody is named.
        words: the language it speaks.
    """
    site = snapshot.site
    blocks: list[Block] = [
        (Title(site.title),),
        (Prose(site.slogan),) if site.slogan else (),
        (
            *(Prose(line) for line in _size(snapshot, words)),
            *((LinkLine(words.on_the_web, Outside(site.url)),) if link_scheme(site.url) else ()),
        ),
        (Prose(words.about_admin.format(admin=admin)),) if admin else (),
        (Prose(words.about_reading), Preformatted(f"lynx {address}\ncurl {address}", "  ", "  ")),
        (Prose(words.about_selectors),),
        (
            LinkLine(f"{words.feed}:", TextPlace(document_path(Document.FEED))),
            LinkLine(f"{words.about_sitemap}:", TextPlace(document_path(Document.SITEMAP))),
            Prose(words.about_software.format(software=f"gopherd {__version__}")),
        ),
    ]
    return Page(tuple(block for block in blocks if block))


def _size(snapshot: Snapshot, words: Words) -> Iterator[str]:
    try:
        yield words.about_articles.format(total=snapshot.headlines(Everything(), None, 1).total)
    except NotFound:
        return
    if years := [count.period.year for count in snapshot.counts(None)]:
        yield words.about_years.format(first=min(years), last=max(years))
