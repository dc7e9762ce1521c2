"""One article file to a manuscript: what gopherd's, Hugo's and Jekyll's keys mean.

The keys of gopherd come first in each list of words; after them stand the words of Hugo and Jekyll that mean the
same, in the order in which they are believed (``decisions.md``).
"""

import posixpath
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

from attrs import evolve, frozen

from gopherd.archive import addresses, dates, markdown
from gopherd.archive.frontmatter import Head, Value
from gopherd.errors import GopherdError
from gopherd.model.article import Manuscript, State
from gopherd.model.body import Block, Figure, Heading, Link, Paragraph, text_of
from gopherd.model.naming import slug_of
from gopherd.model.site import Section, Site
from gopherd.model.text import clean_line, fold, plain

_LEDE: Final = ("lede", "deck", "summary", "description", "excerpt", "subtitle", "teaser")
_OLD: Final = ("aliases", "redirect_from", "permalink", "url")
_SOURCE: Final = ("source", "source_url", "canonical", "canonical_url", "original")
_PICTURE: Final = ("image", "featured_image", "primary_image", "cover")
_REDIRECT: Final = ("redirectto", "redirect_to", "redirect")
_NAME: Final = ("name", "display_name", "title", "id", "slug")
_DRAFT: Final = frozenset({"draft", "pending", "auto-draft", "private", "trash"})
_PUBLIC: Final = frozenset({"", "public", "publish", "published"})
_LATER: Final = frozenset({"paywalled", "blocked"})
_TRUE: Final = frozenset({"true", "yes", "on", "1", "y", "t"})
_FALSE: Final = frozenset({"false", "no", "off", "0", "n", "f"})


class Refused(GopherdError):
    """A file cannot be served; ``line`` is the line to blame, when one is."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


@frozen
class Redirect:
    """A file that only leads elsewhere."""

    target: str
    addresses: tuple[str, ...]


def redirect(path: str, head: Head, site: Site, zone: tzinfo) -> Redirect | None:
    """Where a file that only redirects leads, ``None`` for an article."""
    target = first(head.fields, _REDIRECT)
    if not target:
        return None
    try:
        published = _published(path, head, zone)
    except Refused:
        published = None
    return Redirect(target, _addresses(path, head, published, site))


def manuscript(path: str, head: Head, site: Site, zone: tzinfo) -> tuple[Manuscript, tuple[str, ...]]:
    """What the file says.

    Args:
        path: the file below the archive's folder.
        head: its parsed front matter and its body.
        site: its sections and its web address matter.
        zone: the site's zone, for times that name none.

    Returns:
        The manuscript, and remarks on what was passed over in the file.

    Raises:
        Refused: the file says something that cannot be; the article must be left out.
    """
    fields = head.fields
    state = _state(head)
    published = _published(path, head, zone)
    blocks = markdown.blocks_of(head.body)
    title, blocks = _title(path, head, blocks)
    section, tags = _section_and_tags(head, site)
    source = next((text for key in _SOURCE if addresses.is_external(text := _line(fields.get(key, "")))), "")
    if not blocks and source:
        blocks = (Paragraph((Link(source, source),)),)
    lede = markdown.line_of(first(fields, _LEDE))
    result = Manuscript(
        path=path,
        claim=_claim(path, head),
        title=title,
        kicker=_line(fields.get("kicker", "")),
        lede=lede,
        slug=first(fields, ("slug",)),
        published=published,
        updated=_date(head, ("updated", "lastmod", "last_modified_at"), zone),
        correction=markdown.line_of(_line(fields.get("correction", ""))),
        section=section,
        series=tuple(names(fields.get("series", ""))),
        tags=tags,
        authors=tuple(dict.fromkeys([*names(fields.get("authors", "")), *names(fields.get("author", ""))])),
        image=_image(head),
        body=blocks,
        related=tuple(names(fields.get("related", ""))),
        addresses=_addresses(path, head, published, site),
        language=first(fields, ("language", "lang", "locale")).replace("_", "-").partition("-")[0].lower(),
        state=state,
        rights=first(fields, ("rights", "license", "licence", "copyright")),
        source=source,
        teaser=lede or next((text_of(block.spans) for block in blocks if isinstance(block, Paragraph)), ""),
    )
    remarks = ("expirydate is ignored: an archive keeps its articles",) if fields.get("expirydate") else ()
    return evolve(result, slug=slug_of(result.slug or result.kicker or result.title)), remarks


def names(value: Value) -> list[str]:
    """Names in any of their forms: one, several with commas between, a list, a list of tables."""
    if not value:
        return []
    if isinstance(value, str):
        parts: Iterable[str] = value.split(",")
    elif isinstance(value, dict):
        parts = [first(value, _NAME)]
    else:
        parts = [first(part, _NAME) if isinstance(part, dict) else _line(part) for part in value]
    return _distinct(name for part in parts if (name := plain(part)))


def _state(head: Head) -> State:
    fields = head.fields
    status = _line(fields.get("status", "")).lower()
    # A word for draft that nobody knows keeps the article back: what was served once cannot be called back.
    if not _is(fields.get("draft", ""), _FALSE | {""}) or _is(fields.get("published", ""), _FALSE) or status in _DRAFT:
        return State.DRAFT
    if status in _LATER:
        raise Refused(
            f"status {status!r} is not served yet; use public, unlisted, draft or withdrawn", head.lines.get("status")
        )
    if status == "withdrawn":
        return State.WITHDRAWN
    if status == "unlisted" or _line(fields.get("weight", "")) == "0":
        return State.UNLISTED
    if status not in _PUBLIC:
        known = ", ".join(sorted(_DRAFT | _PUBLIC - {""} | {"unlisted", "withdrawn"}))
        raise Refused(f"status {status!r} is unknown; use one of {known}", head.lines.get("status"))
    return State.PUBLIC


def _claim(path: str, head: Head) -> int | None:
    given = _line(head.fields.get("id", ""))
    # Other programs give words for ids; only what looks like a number is meant as one.
    if given and given[0] in "+-0123456789":
        if not re.fullmatch(r"[1-9][0-9]{0,17}", given):
            raise Refused(f"id {given!r} is no number of 1 to 18 digits, the first not 0", head.lines.get("id"))
        return int(given)
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if match := re.search(r"!([1-9][0-9]{0,17})(?![0-9])", stem):
        return int(match[1])
    if not dates.in_name(stem) and (match := re.match(r"([1-9][0-9]{4,17})(?![0-9])", stem)):
        return int(match[1])
    return None


def _published(path: str, head: Head, zone: tzinfo) -> datetime | None:
    keys: tuple[str, ...] = ("date", "publishdate", "pubdate")
    if not _is(head.fields.get("published", ""), _TRUE | _FALSE):
        keys += ("published",)
    date = _date(head, keys, zone)
    # Hugo holds an article back until its publishDate, by any of its names, whatever its date.
    held = _date(head, keys[1:], zone)
    if date is not None:
        return max(date, held) if held else date
    named = dates.in_name(posixpath.basename(path))
    return dates.parse(named, zone) if named else None


def _date(head: Head, keys: tuple[str, ...], zone: tzinfo) -> datetime | None:
    for key in keys:
        text = _line(head.fields.get(key, ""))
        if text:
            try:
                return dates.parse(text, zone)
            except ValueError as error:
                raise Refused(f"{key}: {error}", head.lines.get(key)) from error
    return None


def _title(path: str, head: Head, blocks: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """The title, and the body without the heading when that had to serve as one."""
    if title := _line(head.fields.get("title", "")):
        return title, blocks
    for place, block in enumerate(blocks):
        if isinstance(block, Heading) and (title := clean_line(text_of(block.spans))):
            return title, blocks[:place] + blocks[place + 1 :]
    stem = posixpath.splitext(posixpath.basename(path))[0]
    words = dates.without_date(stem).replace("-", " ").replace("_", " ")
    return clean_line(words) or clean_line(stem) or "-", blocks


def _section_and_tags(head: Head, site: Site) -> tuple[str, tuple[str, ...]]:
    known = _folded(site.sections)
    section = first(head.fields, ("section",))
    tags: list[str] = []
    for name in names(head.fields.get("categories", "")) + names(head.fields.get("category", "")):
        if not section and fold(name) in known:
            section = name
        else:
            tags.append(name)
    tags = [*names(head.fields.get("tags", "")), *names(head.fields.get("topics", "")), *tags]
    return section, tuple(_distinct(tags))


@lru_cache(maxsize=1)
def _folded(sections: tuple[Section, ...]) -> frozenset[str]:
    return frozenset(fold(name) for section in sections for name in (section.name, section.title))


def _distinct(found: Iterable[str]) -> list[str]:
    """Names in their order, each once, as it is written first."""
    distinct: dict[str, str] = {}
    for name in found:
        distinct.setdefault(fold(name), name)
    return list(distinct.values())


def _image(head: Head) -> Figure | None:
    for key in _PICTURE:
        value = head.fields.get(key, "")
        if isinstance(value, list):
            value = value[0] if value else ""
        if isinstance(value, str) and value.strip():
            return Figure(value.strip(), "")
        if not isinstance(value, dict):
            continue
        source = first(value, ("src", "path", "url", "file", "uid"))
        caption = markdown.line_of(first(value, ("caption", "title", "alt", "description")))
        credit = markdown.line_of(first(value, ("credit", "license", "licence", "author", "copyright")))
        if source or caption or credit:
            return Figure(source or None, caption, credit)
    return None


def _addresses(path: str, head: Head, published: datetime | None, site: Site) -> tuple[str, ...]:
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if stem == "index":
        stem = posixpath.basename(posixpath.dirname(path))
    own = first(head.fields, ("slug",))
    old = [
        address for key in _OLD for address in names(head.fields.get(key, "")) if ":" not in address.partition("/")[0]
    ]
    old += [
        address
        for key in (*_OLD, *_SOURCE)
        for address in names(head.fields.get(key, ""))
        if site.url and addresses.meant_by(address, path, site.url) and addresses.is_external(address)
    ]
    year_month = f"{published:%Y-%m}" if published else ""
    named = dates.in_name(stem)
    found = addresses.of_article(path, (own, dates.without_date(stem)), year_month, tuple(old))
    if named and named[:7] != year_month:
        found += addresses.of_article(path, (own, dates.without_date(stem)), named[:7], ())
    return tuple(dict.fromkeys(found))


def first(fields: Mapping[str, Value], keys: tuple[str, ...]) -> str:
    """The first of these fields that says something in words, as one line; empty when none does."""
    return next((text for key in keys if (text := _line(fields.get(key, "")))), "")


def _line(value: Value) -> str:
    return plain(value) if value and isinstance(value, str) else ""


def _is(value: Value, words: frozenset[str]) -> bool:
    return isinstance(value, str) and value.strip().lower() in words
