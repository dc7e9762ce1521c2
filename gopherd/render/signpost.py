"""The page that a web browser gets on the Gopher port: where the paper is, and what to read it with."""

import html

from gopherd.model.site import Site
from gopherd.pages.words import Words
from gopherd.render.menu import Server
from gopherd.render.redirection import html_page
from gopherd.wire.address import GopherAddress


def render_signpost(site: Site, server: Server, words: Words) -> bytes:
    """A small HTML page with the paper's Gopher address, its web address if it has one, and a word on clients.

    Args:
        site: the newspaper.
        server: what menus call this server.
        words: the language the page speaks.
    """
    address = html.escape(GopherAddress(server.host, server.port).url())
    lines = [
        f"<h1>{html.escape(site.title)}</h1>",
        f"<p>{html.escape(words.is_gopher)}</p>",
        f'<p><a href="{address}">{address}</a></p>',
        f"<p>{html.escape(words.clients)}</p>",
        f"<pre>lynx {address}\ncurl {address}</pre>",
    ]
    if site.url:
        web = html.escape(site.url)
        lines.append(f'<p>{html.escape(words.on_the_web)} <a href="{web}">{web}</a></p>')
    return html_page(site.language, site.title, "\n".join([*lines, ""]))
