"""What ``gopherd search`` prints: the hits of a search as lines, for a terminal or for a pipe."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import click

from gopherd.archive.finds import A_PAGE, Found, Hit
from gopherd.archive.ports import Snapshot
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED
from gopherd.model.site import Site
from gopherd.pages.routes import article_path
from gopherd.render.wrapping import wrap_cells
from gopherd.terms.query import Query, parse_query

_INDENT: Final = "  "


class NothingFound(NotFound):
    """A search has no such page of hits; the message says what there is."""


def found_lines(snapshot: Snapshot, words: str, page: int, width: int | None) -> Iterator[str]:
    """The hits of a page, each with its title, when and where it stands and a snippet; then what is to be said of all.

    Args:
        snapshot: the archive.
        words: as readers type them.
        page: from 1.
        width: of a line, in display cells; ``None``: a snippet is one line, however long.

    Raises:
        NothingFound: there is no hit, or not so many.
    """
    query = parse_query(words)
    found = _page(snapshot, query, page)
    for hit in found.hits:
        yield click.style(hit.headline.text, bold=True)
        stands = (_day(hit, snapshot.site), hit.section.text if hit.section else "", article_path(hit.headline))
        yield _INDENT + _INDENT.join(filter(None, stands))
        if hit.snippet:
            lines = wrap_cells(hit.snippet, width - len(_INDENT)) if width else [hit.snippet]
            yield from (_INDENT + line for line in lines)
        yield ""
    if found.corrected:
        yield f"There is nothing for {query.text}; searched for {found.query.text} instead."
    if found.is_partial:
        yield f"Nothing has all of {query.text}; these have most of it."
    if found.is_late:
        yield "The search took too long and was broken off: there may be more."
    order = ", the newest first" if found.is_by_date else ""
    pages = _pages(found)
    further = f" (--page {page + 1} goes on)" if page < pages else ""
    yield f"{_total(found)}{order}: page {page} of {pages}{further}"


def _page(snapshot: Snapshot, query: Query, page: int) -> Found:
    try:
        found = snapshot.search(query, page)
    except NotFound:
        first = snapshot.search(query, 1)
        raise NothingFound(f"there is no page {page}; the last of {_total(first)} is {_pages(first)}") from None
    if not found.hits and found.is_late:
        raise NothingFound("the search took too long and was broken off before anything was found; try another word")
    if not found.hits:
        parts = ", ".join(f"{part.query.text} ({part.total:,})" for part in found.parts)
        raise NothingFound(
            f"nothing has all of {query.text!r}; by itself there is: {parts}" if parts else "nothing found"
        )
    return found


def _total(found: Found) -> str:
    more = "more than " if found.is_cut else ""
    return f"{more}{found.total:,} {'hit' if found.total == 1 else 'hits'}"


def _pages(found: Found) -> int:
    return -(-found.total // A_PAGE)


def _day(hit: Hit, site: Site) -> str:
    if hit.published == UNDATED:
        return ""
    return datetime.fromtimestamp(hit.published, ZoneInfo(site.timezone)).date().isoformat()
