"""The texts for programs: what this server can do, what crawlers are asked, and what there is."""

from typing import Final

from gopherd import __version__
from gopherd.archive.ports import Snapshot
from gopherd.archive.selections import Everything
from gopherd.model.edition import Charset
from gopherd.model.naming import EDITIONS
from gopherd.model.site import Site
from gopherd.pages import routes
from gopherd.pages.documents import Document, document_path
from gopherd.pages.queries import LIKE, SEARCH
from gopherd.pages.waymarks import WORD_PATHS
from gopherd.render.menu import Server
from gopherd.wire.address import GopherAddress
from gopherd.wire.menu import ItemType
from gopherd.wire.text import text

ADDRESSES_A_PART: Final = 2000
"""Lines of one part of the site map: it is read and sent in one go."""
_CRAWL_DELAY_S: Final = 1
_CAPS_LAST_S: Final = 86400
_THE_SAME_AGAIN: Final = (
    "/!i", f"/{SEARCH}", f"/{LIKE}", "/*/!i", f"/*/{SEARCH}", "/*!*.txt", "/*/feed.xml",
)  # fmt: skip
"""How selectors begin that show in another form what stands elsewhere: pictures, searches, texts, feeds of lists.

Those with a star are for crawlers that know it (RFC 9309); slugs cannot be told otherwise.
"""


def render_caps(site: Site, server: Server, charset: Charset) -> bytes:
    """``caps.txt``: how selectors are built, and whom to write to.

    Args:
        site: the newspaper.
        server: what menus call this server.
        charset: of answers to those who ask for no edition.
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
        "TLSPort": str(server.port) if server.has_tls else "",
        "ServerDefaultEncoding": charset.mime,
    }
    return text(["CAPS", "", *(f"{key}={value}" for key, value in said.items() if value)])


def render_robots(server: Server) -> bytes:
    """``robots.txt``: a crawler that obeys it meets each article once.

    Args:
        server: what menus call this server.
    """
    # A number in front is an edition, or the beginning of a slug: the slash tells them apart.
    editions = [
        f"Disallow: /{edition}/" for edition in sorted(EDITIONS, key=lambda name: (name.isdigit(), len(name), name))
    ]
    return text(
        [
            "User-agent: *",
            f"Crawl-delay: {_CRAWL_DELAY_S}",
            f"Disallow: {routes.YEARS_PATH}",
            f"Disallow: {routes.NEW_PATH}",
            *(f"Disallow: {path}" for path in WORD_PATHS),
            *(f"Disallow: {beginning}" for beginning in _THE_SAME_AGAIN),
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
    return text(lines)


def _address(server: Server, item_type: str, selector: str) -> str:
    return GopherAddress(server.host, server.port, item_type, selector).url()
