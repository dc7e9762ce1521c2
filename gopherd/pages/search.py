"""What is found in the full text: the hits, how to narrow them down, and how to search."""

from datetime import datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from gopherd.archive.finds import A_PAGE, Facet, Found, Hit
from gopherd.archive.ports import Snapshot
from gopherd.model.article import UNDATED, Kind
from gopherd.model.site import Site
from gopherd.pages import page, routes
from gopherd.pages.article import listed
from gopherd.pages.dates import day_text
from gopherd.pages.front import shortened
from gopherd.pages.listings import title_and_path
from gopherd.pages.page import Heading, LinkLine, Page, Part, Place, Prose, SearchPlace, Title
from gopherd.pages.queries import SearchRoute, search_path
from gopherd.pages.words import Words
from gopherd.terms.query import Query, narrowed, parse_query

_KEYS: Final = {Kind.TAG: "tag", Kind.AUTHOR: "author", Kind.SECTION: "section"}


def search_page(snapshot: Snapshot, route: SearchRoute, words: Words) -> Page:
    """A page of what a search has found; without words, how to search.

    Raises:
        NotFound: there is no such page, or no such list to search in.
    """
    site = snapshot.site
    name, path = title_and_path(snapshot, route.within, words) if route.within else ("", "")
    item = LinkLine(words.search_here if path else words.search, SearchPlace(search_path(path)))
    query = parse_query(route.words)
    if query.is_empty:
        if route.within:
            snapshot.headlines(route.within, None, 1)  # raises where there is nothing to search in
        title = words.search_of.format(name=name) if path else words.search_title
        return _page(site, title, [(item,), *_help(words), (_front(words),)])
    found = snapshot.search(query, route.page, route.within)
    blocks: list[page.Block] = [(item,)]
    if path:
        everywhere = LinkLine(words.hits_everywhere, Place(search_path("", query.text)))
        blocks.append((LinkLine(words.hits_within.format(name=name), Place(path)), everywhere))
    if not found.hits:
        none = words.hits_not_all if found.parts else words.hits_none
        blocks.append((Prose(words.hits_late if found.is_late else none),))
        blocks += [*_parts(found, path, site, words), *_help(words), (_front(words),)]
        return _page(site, _title(query.text, found, site, words), blocks)
    blocks.append(tuple(map(Prose, _remarks(query.text, found, site, words))))
    blocks += (_hit(hit, site) for hit in found.hits)
    blocks.append(tuple(_further(found, path, route.page, words)))
    blocks += _parts(found, path, site, words)
    blocks += _facets(found, path, site, words)
    blocks.append((_front(words),))
    return _page(site, _title(found.query.text, found, site, words), blocks)


def like_page(snapshot: Snapshot, number: int, words: Words) -> Page:
    """The articles that are like another one. Raises ``NotFound``."""
    headline = snapshot.article(number).headline
    blocks: list[page.Block] = []
    for other in snapshot.like(number):
        blocks += listed(other.headline, snapshot.site.style)
    if not blocks:
        blocks.append((Prose(words.like_none),))
    back = LinkLine(headline.text, Place(routes.article_path(headline)))
    blocks.append((back, _front(words)))
    return _page(snapshot.site, words.like.format(headline=headline.text), blocks)


def _page(site: Site, title: str, blocks: list[page.Block]) -> Page:
    return Page(((Title(f"# {site.title} -- {title}"),), *(block for block in blocks if block)))


def _title(text: str, found: Found, site: Site, words: Words) -> str:
    form = words.one_hit if found.total == 1 else words.hits
    return form.format(words=shortened(text), total=_number(found.total, site))


def _remarks(asked: str, found: Found, site: Site, words: Words) -> list[str]:
    """What must be known of the hits."""
    said = []
    if found.corrected:
        said.append(words.hits_corrected.format(asked=shortened(asked), words=shortened(found.query.text)))
    if found.is_partial:
        said.append(words.hits_partial)
    if found.is_cut:
        said.append(words.hits_cut.format(total=_number(found.total, site)))
    if found.is_late:
        said.append(words.hits_late)
    if found.is_by_date:
        said.append(words.hits_by_date)
    return said


def _hit(hit: Hit, site: Site) -> page.Block:
    """An article's item, and below it when and where it stood, and the place that was found."""
    item = LinkLine(hit.headline.text, Place(routes.listed_path(hit.headline, site.style)))
    stood = ", ".join(filter(None, (_day(hit.published, site), hit.section.text if hit.section else "")))
    return (item, *(Prose(line) for line in (stood, hit.snippet) if line))


def _day(published: int, site: Site) -> str:
    if published == UNDATED:
        return ""
    day = datetime.fromtimestamp(published, ZoneInfo(site.timezone)).date()
    return day_text(day, site.style, site.language)


def _facets(found: Found, path: str, site: Site, words: Words) -> list[page.Block]:
    """For each kind of facet its commonest, each leading to those of the hits that have it."""
    if found.total <= A_PAGE:
        return []  # they are all to be seen
    called = {
        None: words.years,
        Kind.SECTION: words.all_sections,
        Kind.TAG: words.all_tags,
        Kind.AUTHOR: words.all_authors,
    }
    blocks: list[page.Block] = []
    for kind, facets in groupby(found.facets, lambda facet: facet.kind):
        lines = [
            LinkLine(f"{facet.text} ({_number(facet.count, site)})", Place(search_path(path, narrower.text)))
            for facet in facets
            if (narrower := _narrowed(found.query, facet)) and facet.count < found.total
        ]
        if lines:
            blocks.append((Prose(f"{called[kind]}:"), *lines))
    if blocks and found.counted < found.total:
        blocks.insert(0, (Prose(words.narrow_counted.format(total=_number(found.counted, site))),))
    return [(Heading(words.narrow),), *blocks] if blocks else []


def _narrowed(query: Query, facet: Facet) -> Query | None:
    """``query`` with ``facet`` as a filter, ``None`` when there is no room for it."""
    if facet.kind is None:
        year = facet.number
        narrower = narrowed(narrowed(query, "after", f"{year:04}"), "before", f"{year + 1:04}")
        begin, end = narrower.begin, narrower.end
        # What found no room is not in it; a query may have had a narrower beginning or end of its own.
        if not begin or not end or begin.year != year:
            return None
        return narrower if begin < end and (end.year, end.month, end.day) <= (year + 1, 1, 1) else None
    narrower = narrowed(query, _KEYS[facet.kind], facet.text)
    if len(narrower.filters) == len(query.filters):
        return None
    return narrower if _letters(narrower.filters[-1].text) == _letters(facet.text) else None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _further(found: Found, path: str, present: int, words: Words) -> list[Part]:
    """The pages beside this one."""
    pages = -(-found.total // A_PAGE)
    return [
        LinkLine(form.format(page=other, pages=pages), Place(search_path(path, found.query.text, other)))
        for form, other in ((words.hits_next, present + 1), (words.hits_previous, present - 1))
        if 0 < other <= pages
    ]


def _parts(found: Found, path: str, site: Site, words: Words) -> list[page.Block]:
    """What of a query is there by itself, when nowhere all of it is."""
    lines = tuple(
        LinkLine(
            f"{shortened(part.query.text)} ({_number(part.total, site)})", Place(search_path(path, part.query.text))
        )
        for part in found.parts
    )
    return [(Prose(words.hits_parts), *lines)] if lines else []


def _help(words: Words) -> list[page.Block]:
    lines = (words.search_help_words, words.search_help_signs, words.search_help_fields, words.search_help_dates)
    return [(Heading(words.how_to_search),), tuple(Prose(line, "* ", "  ") for line in lines)]


def _number(number: int, site: Site) -> str:
    return format_decimal(number, locale=site.language)


def _front(words: Words) -> LinkLine:
    return LinkLine(words.front_page, Place(routes.FRONT_PATH))
