"""Markdown to blocks: CommonMark with tables and footnotes, as publishers write it.

Markdown becomes HTML and one walk over the tree makes blocks of it (``markup``): HTML inside Markdown opens in one
token and closes in another, and only a tree says what belongs to what. The parser is cmark, in C: a walk over the
tokens of markdown-it-py was tried first and took twenty times as long, most of the time of indexing an archive.
"""

import re
from typing import Final

from gopherd.archive import markup, shortcodes
from gopherd.archive.cmark import html_of
from gopherd.model.body import Block, Paragraph, text_of
from gopherd.model.text import plain

_MARKED_UP: Final = re.compile(r"[*_`\[\]<&\\{~]")
_FENCE: Final = re.compile(r" {0,3}(?:```|~~~)")
_INDENTED_HTML: Final = re.compile(r"(?: {4}|\t)\s*(?=</?[A-Za-z][^<]*>|\ue000)")


def blocks_of(text: str) -> tuple[Block, ...]:
    """The body of an article file as blocks; the targets of links are the addresses as they were written."""
    marked, found = shortcodes.extract(text)
    return markup.blocks_of(html_of(_outdented(marked)), found)


def line_of(text: str) -> str:
    """A line of front matter that may hold Markdown, as the words a reader sees."""
    if not _MARKED_UP.search(text):
        return plain(text)
    return plain(
        " ".join(text_of(block.spans) for block in blocks_of(" ".join(text.split())) if isinstance(block, Paragraph))
    ) or plain(text)


def _outdented(text: str) -> str:
    """``text`` with HTML that is indented inside HTML moved to the left.

    To CommonMark four blanks behind an empty line are code, also inside a ``<div>``; no author means that.
    """
    if "<" not in text and "\ue000" not in text:
        return text
    lines = text.split("\n")
    in_html = in_fence = False
    for place, line in enumerate(lines):
        if _FENCE.match(line):
            in_fence = not in_fence
        elif line.strip() and not in_fence:
            if in_html and (indent := _INDENTED_HTML.match(line)):
                lines[place] = line[indent.end() :]
            in_html = line.lstrip().startswith(("<", "\ue000")) or line.rstrip().endswith(">")
    return "\n".join(lines)
