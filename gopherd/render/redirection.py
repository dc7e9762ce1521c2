"""The page behind an ``h`` item: clients that do not know ``URL:`` ask us for it (``clients.md``)."""

import html

from gopherd.pages.words import Words


def render_redirection(address: str, language: str, words: Words) -> bytes:
    """A small HTML page that leads a browser to ``address``, which stands in it to the letter.

    Args:
        address: one whose scheme may be linked to (``wire.address.link_scheme``).
        language: of ``words``.
        words: the language the page speaks.
    """
    safe = html.escape(address)
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="refresh" content="3; url={safe}">\n<title>{html.escape(words.external)}</title>\n</head>\n'
        f"<body>\n<p>{html.escape(words.external)}. {html.escape(words.external_go)}</p>\n"
        f'<p><a href="{safe}">{safe}</a></p>\n</body>\n</html>\n'
    ).encode("utf-8", "replace")
