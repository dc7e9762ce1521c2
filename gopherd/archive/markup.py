"""HTML to blocks: one walk over a real HTML5 tree.

What has no form on a page of text (a player, a form) is shown as the link or the words it holds; styles and scripts
are not content and are left out. Nothing else of a body is lost.
"""

import re
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser

from gopherd.archive.shortcodes import MARK, Shortcode, address, restore, stood_at, words
from gopherd.archive.spans import tidy
from gopherd.model.body import Block, Break, Figure, Heading, Items, Link, Listing, Paragraph, Quote, Span, Spans, Table
from gopherd.model.text import clean_code, clean_line

_LEFT_OUT: Final = frozenset("script style template meta head title -comment noscript source track".split())
_HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark math nobr q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr picture".split()
)
_PLAYERS: Final = frozenset({"iframe", "video", "audio", "embed", "object"})
_DEEPEST: Final = 100
"""Levels of the tree that keep their form; text below them is kept, its form is not (``threats.md``, section 5)."""


def blocks_of(html: str, shortcodes: tuple[Shortcode, ...] = ()) -> tuple[Block, ...]:
    """The blocks of an HTML fragment; the targets of links are the addresses as they were written."""
    body = LexborHTMLParser(html).body
    return _Walk(shortcodes).inside(body, 0) if body is not None else ()


class _Walk:
    """Collects blocks; running text gathers in ``spans`` until something ends the paragraph."""

    def __init__(self, shortcodes: tuple[Shortcode, ...]) -> None:
        self.shortcodes = shortcodes
        self.blocks: list[Block] = []
        self.spans: list[Span] = []

    def inside(self, node: Any, depth: int) -> tuple[Block, ...]:
        """The blocks of ``node``'s content, gathered apart from what stands around it."""
        walk = _Walk(self.shortcodes)
        if depth > _DEEPEST or node.tag == "-text":
            walk.text(node.text(deep=True, separator=" "), None)
        else:
            walk.children(node, depth, None)
        walk.flush()
        return tuple(walk.blocks)

    def children(self, node: Any, depth: int, target: str | None) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                self.text(child.text_content or "", target)
            elif tag in _LEFT_OUT:
                continue
            elif depth > _DEEPEST:
                self.text(child.text(deep=True, separator=" "), target)
            elif tag in _INLINE:
                self.inline(child, tag, depth + 1, target)
            elif tag == "br":
                self.spans.append(Break())
            elif tag == "img":
                self.picture(child, "", target)
            elif tag in _PLAYERS:
                self.player(child, depth + 1)
            else:
                self.block(child, tag, depth + 1, target)

    def inline(self, node: Any, tag: str, depth: int, target: str | None) -> None:
        attributes = node.attributes
        css = attributes.get("class") or ""
        if tag == "a":
            if css == "footnote-backref":
                return
            href = address((attributes.get("href") or "").strip(), self.shortcodes)
            self.children(node, depth, href if href and not href.startswith("#") else target)
        elif css == "footnote-ref":
            self.spans.append("[^" + re.sub(r"[^0-9]", "", node.text(deep=True).partition(":")[0]) + "]")
        else:
            self.children(node, depth, target)

    def block(self, node: Any, tag: str, depth: int, target: str | None) -> None:
        self.flush()
        if tag in _HEADINGS:
            self.heading(node, depth)
        elif tag in {"ul", "ol"}:
            self.items(node, tag, depth)
        elif tag == "blockquote":
            blocks = self.inside(node, depth)
            self.blocks += [Quote(blocks)] if blocks else []
        elif tag == "pre":
            self.listing(node)
        elif tag == "table":
            self.table(node, depth)
        elif tag == "figure":
            self.figure(node, depth)
        elif tag == "hr":
            self.blocks.append(Paragraph(("* * *",)))
        else:
            self.children(node, depth, target)
        self.flush()

    def listing(self, node: Any) -> None:
        for end in node.css("br"):
            end.replace_with("\n")
        text = clean_code(restore(node.text(deep=True), self.shortcodes)).strip("\n")
        self.blocks += [Listing(text)] if text else []

    def text(self, text: str, target: str | None) -> None:
        if "\ue000" not in text:
            self.append(text, target)
            return
        for place, piece in enumerate(MARK.split(text)):
            if place % 2 == 0:
                self.append(piece, target)
            else:
                self.shortcode(stood_at(piece, self.shortcodes), target)

    def append(self, text: str, target: str | None) -> None:
        if text:
            self.spans.append(text if target is None else Link(text, target))

    def shortcode(self, found: Shortcode, target: str | None) -> None:
        text = _without_markup(found.text)
        if found.is_picture:
            self.flush()
            self.blocks.append(Figure(found.address or None, text))
        elif found.address and target is None:
            self.spans.append(Link(text or found.address.removeprefix("ref:"), found.address))
        else:
            self.append(text, target)

    def heading(self, node: Any, depth: int) -> None:
        for block in self.inside(node, depth):
            self.blocks.append(Heading(block.spans) if isinstance(block, Paragraph) else block)

    def items(self, node: Any, tag: str, depth: int) -> None:
        notes = (node.parent.attributes.get("class") if node.parent is not None else None) == "footnotes"
        start = node.attributes.get("start") or "1"
        number = int(start) if re.fullmatch(r"[0-9]{1,9}", start) else 1
        markers: list[str] = []
        items: list[tuple[Block, ...]] = []
        for child in node.iter(include_text=True):
            blocks = self.inside(child, depth)
            if child.tag in _LEFT_OUT or not blocks:
                continue
            markers.append(f"[^{number}]" if notes else f"{number}." if tag == "ol" else "*")
            items.append(blocks)
            number += 1
        if items:
            self.blocks.append(Items(tuple(markers), tuple(items)))

    def table(self, node: Any, depth: int) -> None:
        rows: list[tuple[tuple[Block, ...], ...]] = []
        heads = 0
        for row in _rows(node):
            if row.tag == "caption":
                self.blocks.extend(self.inside(row, depth))
                continue
            cells = [cell for cell in row.iter(include_text=False) if cell.tag in {"td", "th"}]
            if cells:
                heads += not rows and all(cell.tag == "th" for cell in cells)
                rows.append(tuple(self.inside(cell, depth + 1) for cell in cells))
        is_text = all(isinstance(block, Paragraph) for row in rows for cell in row for block in cell)
        if is_text and any(len(row) > 1 for row in rows):
            self.blocks.append(Table(tuple(tuple(_joined(cell) for cell in row) for row in rows), bool(heads)))
        else:  # a table that only lays out a page
            self.blocks.extend(block for row in rows for cell in row for block in cell)

    def figure(self, node: Any, depth: int) -> None:
        caption = ""
        for part in node.css("figcaption"):
            caption = self.said(part.text(deep=True, separator=" "))
            part.decompose()
        pictures = node.css("img")
        if len(pictures) == 1 and caption and not clean_line(node.text(deep=True)):
            link = node.css_first("a[href]")
            self.picture(pictures[0], caption, (link.attributes.get("href") or None) if link else None)
            return
        self.children(node, depth, None)
        self.flush()
        if caption:
            self.blocks.append(Paragraph((caption,)))

    def picture(self, node: Any, caption: str, target: str | None) -> None:
        attributes = node.attributes
        source = address((attributes.get("src") or attributes.get("data-src") or "").strip(), self.shortcodes)
        if source.startswith("data:"):
            source = ""
        said = self.said(attributes.get("alt")), self.said(attributes.get("title"))
        caption = caption or _without_markup(said[0]) or said[1]
        target = address(target, self.shortcodes) if target else None
        self.flush()
        self.blocks.append(Figure(source or None, caption))
        if target and target != source and not target.startswith("#"):
            self.blocks.append(Paragraph((Link(caption or target, target),)))

    def player(self, node: Any, depth: int) -> None:
        attributes = node.attributes
        source = attributes.get("src") or attributes.get("data")
        if not source and (inner := node.css_first("source[src]")) is not None:
            source = inner.attributes.get("src")
        self.flush()
        if source:
            source = address(source.strip(), self.shortcodes)
            source = f"https:{source}" if source.startswith("//") else source
            self.blocks.append(Paragraph((Link(self.said(attributes.get("title")) or source, source),)))
        elif node.tag != "iframe":
            self.children(node, depth, None)

    def said(self, text: str | None) -> str:
        """A line that stands in an attribute or below a picture."""
        return clean_line(words(text or "", self.shortcodes))

    def flush(self) -> None:
        """End the paragraph that is being gathered, if there is one."""
        if self.spans:
            if spans := tidy(self.spans):
                self.blocks.append(Paragraph(spans))
            self.spans = []


def _rows(table: Any) -> list[Any]:
    rows: list[Any] = []
    for part in table.iter(include_text=False):
        if part.tag in {"tr", "caption"}:
            rows.append(part)
        elif part.tag in {"thead", "tbody", "tfoot"}:
            rows.extend(row for row in part.iter(include_text=False) if row.tag == "tr")
    return rows


def _joined(cell: tuple[Block, ...]) -> Spans:
    spans: list[Span] = []
    for block in cell:
        if isinstance(block, Paragraph):
            spans.extend([" ", *block.spans] if spans else block.spans)
    return tidy([" " if isinstance(span, Break) else span for span in spans])


def _without_markup(text: str) -> str:
    if "<" in text or "&" in text:
        body = LexborHTMLParser(text).body
        text = body.text(deep=True) if body is not None else text
    return clean_line(re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text).replace("**", "").replace("__", ""))
