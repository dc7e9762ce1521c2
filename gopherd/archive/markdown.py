"""Markdown to blocks: CommonMark with tables and footnotes, as publishers write it.

Markdown becomes HTML and one walk over the tree makes blocks of it (``markup``): HTML inside Markdown opens in one
token and closes in another, and only a tree says what belongs to what.
"""

import re
from typing import Final

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from gopherd.archive import markup, shortcodes
from gopherd.model.body import Block, Paragraph, text_of
from gopherd.model.text import plain

_PARSER: Final = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
# Addresses are judged and coded where they are used, once; here they stay as they were written.
_PARSER.normalizeLink = lambda url: url  # type: ignore[method-assign]
_PARSER.validateLink = lambda url: bool(url) or True  # type: ignore[method-assign]
_MARKED_UP: Final = re.compile(r"[*_`\[\]<&\\{~]")


def blocks_of(text: str) -> tuple[Block, ...]:
    """The body of an article file as blocks; the targets of links are the addresses as they were written."""
    marked, found = shortcodes.extract(text)
    return markup.blocks_of(_PARSER.render(marked), found)


def line_of(text: str) -> str:
    """A line of front matter that may hold Markdown, as the words a reader sees."""
    if not _MARKED_UP.search(text):
        return plain(text)
    return plain(
        " ".join(text_of(block.spans) for block in blocks_of(" ".join(text.split())) if isinstance(block, Paragraph))
    ) or plain(text)
