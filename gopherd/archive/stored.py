"""The stored form of bodies and sites: compact JSON that comes back as the same values.

A link to an address outside is stored as that address; one that may lead into the archive as a place in the table
``reference``, with the address outside that serves when it leads nowhere.
"""

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from gopherd.model import site as site_model
from gopherd.model.article import Kind
from gopherd.model.body import (
    Block,
    Break,
    Figure,
    Heading,
    Items,
    Link,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Reference,
    Span,
    Spans,
    Table,
    Target,
)
from gopherd.model.edition import Charset
from gopherd.model.site import Front, FrontBlock, Section, Site, Style

Stored: TypeAlias = Any
Refer: TypeAlias = Callable[[str], "str | int | list[Any]"]
"""An address as it was written, to its stored form."""
Resolve: TypeAlias = Callable[[Any], "Target | None"]
"""The stored form to what it leads to now; ``None``: nowhere."""


def store_blocks(blocks: tuple[Block, ...], link: Refer, picture: Refer) -> list[Stored]:
    """``blocks`` in their stored form."""
    return [_store(block, link, picture) for block in blocks]


def store_figure(figure: Figure, picture: Refer) -> list[Stored]:
    """A figure in its stored form."""
    assert figure.target is None or isinstance(figure.target, str)
    return ["f", None if figure.target is None else picture(figure.target), figure.caption, figure.credit]


def load_blocks(stored: list[Stored], link: Resolve, picture: Resolve) -> tuple[Block, ...]:
    """The blocks of a stored body."""
    return tuple([_load(block, link, picture) for block in stored])


def load_figure(stored: list[Stored], picture: Resolve) -> Figure:
    """A stored figure."""
    return Figure(_pictured(stored[1], picture), stored[2], stored[3])


def store_site(site: Site) -> Stored:
    """A site in its stored form."""
    return {
        "title": site.title, "slogan": site.slogan, "language": site.language, "timezone": site.timezone,
        "url": site.url, "style": site.style.value, "charset": site.charset.value, "width": site.width,
        "sections": [[section.name, section.title] for section in site.sections],
        "numbers": {kind.value: dict(numbers) for kind, numbers in site.numbers.items()},
        "front": [list(site.front.pinned), [[block.block.value, block.name] for block in site.front.blocks]],
    }  # fmt: skip


def load_site(stored: Stored) -> Site:
    """A stored site."""
    pinned, blocks = stored["front"]
    return Site(
        **{key: stored[key] for key in ("title", "slogan", "language", "timezone", "url", "width")},
        style=Style(stored["style"]),
        charset=Charset(stored["charset"]),
        sections=tuple(Section(name, title) for name, title in stored["sections"]),
        numbers={Kind(kind): numbers for kind, numbers in stored["numbers"].items()},
        front=Front(tuple(pinned), tuple(FrontBlock(site_model.Block(block), name) for block, name in blocks)),
    )


def dumps(value: Stored) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _store(block: Block, link: Refer, picture: Refer) -> list[Stored]:
    match block:
        case Paragraph(spans):
            return ["p", *_store_spans(spans, link)]
        case Heading(spans):
            return ["h", *_store_spans(spans, link)]
        case Quote(blocks):
            return ["q", *store_blocks(blocks, link, picture)]
        case Items(markers, items):
            return ["l", list(markers), [store_blocks(item, link, picture) for item in items]]
        case Listing(text):
            return ["c", text]
        case Table(rows, headed):
            return ["t", headed, [[_store_spans(cell, link) for cell in row] for row in rows]]
        case Figure():
            return store_figure(block, picture)


def _store_spans(spans: Spans, link: Refer) -> list[Stored]:
    stored: list[Stored] = []
    for span in spans:
        match span:
            case Link(text, target):
                assert isinstance(target, str)
                stored.append([text, link(target)])
            case Break():
                stored.append(0)
            case str():
                stored.append(span)
    return stored


def _pictured(target: Stored, picture: Resolve) -> Picture | str | None:
    found = None if target is None else picture(target)
    return None if isinstance(found, Reference) else found


def _load(block: list[Stored], link: Resolve, picture: Resolve) -> Block:
    match block[0]:
        case "p":
            return Paragraph(_load_spans(block[1:], link))
        case "h":
            return Heading(_load_spans(block[1:], link))
        case "q":
            return Quote(load_blocks(block[1:], link, picture))
        case "l":
            return Items(tuple(block[1]), tuple([load_blocks(item, link, picture) for item in block[2]]))
        case "c":
            return Listing(block[1])
        case "t":
            return Table(tuple([tuple([_load_spans(cell, link) for cell in row]) for row in block[2]]), block[1])
        case _:
            return load_figure(block, picture)


def _load_spans(stored: list[Stored], link: Resolve) -> Spans:
    spans: list[Span] = []
    for span in stored:
        if span.__class__ is str:
            spans.append(span)
        elif span == 0:
            spans.append(Break())
        else:
            target = link(span[1])
            spans.append(span[0] if target is None else Link(span[0], target))
    return tuple(spans)
