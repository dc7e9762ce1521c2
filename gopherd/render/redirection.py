"""The page behind an ``h`` item: clients that do not know ``URL:`` ask us for it (``clients.md``)."""

import html

from gopherd.model.text import clean_line
from gopherd.pages.words import Words


def render_redirection(address: str, language: str, words: Words) -> bytes:
    """A small HTML page that leads a browser to ``address``, which stands in it to the letter.

    Args:
        address: one whose scheme may be linked to (``wire.address.link_scheme``).
        language: of ``words``.
        words: the language the page speaks.
    """
    safe = html.escape(address)
    return html_page(
        language,
        words.external,
        f'<p>{html.escape(words.external)}. {html.escape(words.external_go)}</p>\n<p><a href="{safe}">{safe}</a></p>\n',
        f'<meta http-equiv="refresh" content="3; url={safe}">\n',
    )


def render_refused(address: str, language: str, words: Words) -> bytes:
    """A small HTML page that shows an address as text, since its scheme is none to be led to.

    Args:
        address: anything.
        language: of ``words``.
        words: the language the page speaks.
    """
    said = html.escape(words.external_refused.format(address=clean_line(address)))
    return html_page(language, words.external, f"<p>{said}</p>\n")


def html_page(language: str, title: str, body: str, head: str = "") -> bytes:
    """An HTML document.

    Args:
        language: of its words, as ``de``.
        title: text.
        body: HTML.
        head: HTML.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n{head}'
        f"<title>{html.escape(title)}</title>\n</head>\n<body>\n{body}</body>\n</html>\n"
    ).encode("utf-8", "replace")
