"""The texts for programs: what this server can do, what crawlers are asked, what there is, and what it is about."""

from collections.abc import Iterable, Iterator
from typing import Final

from gopherd import __version__
from gopherd.archive.ports import Everything, Snapshot
from gopherd.errors import NotFound
from gopherd.model.naming import EDITIONS
from gopherd.model.site import Site
from gopherd.pages import routes
from gopherd.pages.documents import Document, document_path
from gopherd.pages.words import Words
from gopherd.render.menu import Server
from gopherd.render.wrapping import wrap_cells
from gopherd.wire.address import GopherAddress
from gopherd.wire.menu import ItemType, clean

ADDRESSES_A_PART: Final = 2000
"""Lines of one part of the site map: it is read and sent in one go."""
_CRAWL_DELAY_S: Final = 1
_CAPS_LAST_S: Final = 86400
_SOFTWARE: Final = f"gopherd {__version__}"


def render_caps(site: Site, server: Server) -> bytes:
    """``caps.txt``: how selectors are built, and whom to write to.

    Args:
        site: the newspaper.
        server: what menus call this server.
    """
    said = {
        "CapsVersion": "1",
        "ExpireCapsAfter": str(_CAPS_LAST_S),
        "PathDelimeter": "/",  # spelled so by every program that reads it
        "PathIdentity": ".",
        "PathParent": "..",
        "PathParentDouble": "FALSE",
        "PathKeepPreDelimeter": "FALSE",
        "ServerSoftware": "gopherd",
        "ServerSoftwareVersion": __version__,
        "ServerDescription": f"{site.title}: {site.slogan}" if site.slogan else site.title,
        "ServerAdmin": server.admin,
        "ServerDefaultEncoding": "UTF-8",
    }
    return _text(["CAPS", "", *(f"{key}={value}" for key, value in said.items() if value)])


def render_robots(server: Server) -> bytes:
    """``robots.txt``: a crawler that obeys it meets each article once.

    Args:
        server: what menus call this server.
    """
    # A number in front is an edition, or the beginning of a slug: the slash tells them apart.
    editions = [
        f"Disallow: /{edition}/" for edition in sorted(EDITIONS, key=lambda name: (name.isdigit(), len(name), name))
    ]
    return _text(
        [
            "User-agent: *",
            f"Crawl-delay: {_CRAWL_DELAY_S}",
            f"Disallow: {routes.YEARS_PATH}",
            f"Disallow: {routes.NEW_PATH}",
            *editions,
            "",
            f"Sitemap: {_address(server, ItemType.TEXT, document_path(Document.SITEMAP))}",
        ]
    )


def render_sitemap(snapshot: Snapshot, after: int | None, server: Server) -> bytes:
    """A part of the site map: addresses of articles, and on the last line that of the part behind it, if there is one.

    The parts are a chain and not a table, since a table would have to walk the whole archive to know where they begin.

    Args:
        snapshot: the archive.
        after: the last article of the part before; ``None``: the first part.
        server: what menus call this server.

    Raises:
        NotFound: there is no such part.
    """
    window = snapshot.headlines(Everything(), after, ADDRESSES_A_PART)
    lines = [_address(server, ItemType.MENU, routes.article_path(headline)) for headline in window.headlines]
    if window.has_older:
        path = routes.further_path(document_path(Document.SITEMAP), window.headlines[-1].number)
        lines.append(_address(server, ItemType.TEXT, path))
    return _text(lines)


def render_about(snapshot: Snapshot, server: Server, words: Words) -> bytes:
    """``about.txt``: the newspaper, its size, its software, and how to read it.

    Args:
        snapshot: the archive.
        server: what menus call this server.
        words: the language the text speaks.
    """
    site = snapshot.site
    front = _address(server, ItemType.MENU, "")
    paragraphs = [
        [site.title],
        [site.slogan],
        [*_size(snapshot, words), f"{words.on_the_web} {site.url}" if site.url else ""],
        [words.about_admin.format(admin=server.admin) if server.admin else ""],
        [words.about_reading, f"  lynx {front}", f"  curl {front}"],
        [words.about_selectors],
        [
            words.about_feed.format(address=_address(server, ItemType.TEXT, document_path(Document.FEED))),
            words.about_sitemap.format(address=_address(server, ItemType.TEXT, document_path(Document.SITEMAP))),
            words.about_software.format(software=_SOFTWARE),
        ],
    ]
    lines: list[str] = []
    for paragraph in paragraphs:
        shown = [line for text in paragraph if text for line in _wrapped(text, site.width)]
        lines += ["", *shown] if lines and shown else shown
    return _text(lines)


def _size(snapshot: Snapshot, words: Words) -> Iterator[str]:
    try:
        yield words.about_articles.format(total=snapshot.headlines(Everything(), None, 1).total)
    except NotFound:
        return
    if years := [count.period.year for count in snapshot.counts(None)]:
        yield words.about_years.format(first=min(years), last=max(years))


def _wrapped(text: str, width: int) -> list[str]:
    return [text] if text.startswith(" ") else wrap_cells(text, width)


def _address(server: Server, item_type: str, selector: str) -> str:
    return GopherAddress(server.host, server.port, item_type, selector).url()


def _text(lines: Iterable[str]) -> bytes:
    """A text ends where the connection does; a line of a full stop would end it for some clients."""
    return "".join(f"{'. ' if line == '.' else clean(line)}\r\n" for line in lines).encode("utf-8", "replace")
