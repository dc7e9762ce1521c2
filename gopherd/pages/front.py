"""The front page, and what stands where nothing is."""

import re

from gopherd.archive.ports import Everything, Named, Snapshot
from gopherd.errors import BeingIndexed, Fault, NotFound
from gopherd.model.article import Kind
from gopherd.model.naming import EDITIONS
from gopherd.model.site import Style
from gopherd.model.text import clean_line
from gopherd.pages import page, routes
from gopherd.pages.article import listed
from gopherd.pages.documents import Document, document_path
from gopherd.pages.listings import overview_word
from gopherd.pages.page import Alert, LinkLine, Page, Part, Place, Prose, SearchPlace, TextPlace, Title
from gopherd.pages.queries import search_path
from gopherd.pages.words import Words
from gopherd.terms.query import parse_query

_NO_WORD = re.compile(r"\.[a-z]{1,8}$|[\W_]+")
"""What in a selector is no part of a word: a file's extension, and whatever stands between words."""
_NEWEST = 6
_NEWEST_OF_A_SECTION = 3
_NEAREST = 5
_SHOWN_OF_A_SELECTOR = 64
"""Characters of an unknown selector that are echoed (``threats.md``, section 2)."""


def front_page(snapshot: Snapshot, words: Words) -> Page:
    """The newspaper's name, its newest articles, then each section with its newest, then every way on."""
    site = snapshot.site
    blocks: list[page.Block] = [(Title(f"# {site.title}"),)]
    if site.slogan:
        blocks.append((Prose(site.slogan),))
    try:
        newest = snapshot.headlines(Everything(), None, _NEWEST)
    except NotFound:
        return Page((*blocks, (Prose(words.empty),), (Prose(words.empty_how),)))
    blocks.append((_search(words),))
    for headline in newest.headlines:
        blocks.extend(listed(headline, site.style))
    for section in snapshot.sections():
        blocks.append((LinkLine(section.text, Place(routes.name_path(section))),))
        # What stands above is not said twice.
        window = snapshot.headlines(Named(Kind.SECTION, section.number), None, _NEWEST_OF_A_SECTION + _NEWEST)
        below = [headline for headline in window.headlines if headline not in newest.headlines]
        for headline in below[:_NEWEST_OF_A_SECTION]:
            blocks.extend(listed(headline, site.style))
    blocks.append((page.Heading(words.elsewhere),))
    further = _overviews(snapshot, words, newest.total)
    further.append(LinkLine(words.editions, Place(routes.EDITIONS_PATH)))
    if site.style is Style.DEFAULT:
        further.append(LinkLine(words.about, TextPlace(document_path(Document.ABOUT))))
        further.append(LinkLine(words.feed, TextPlace(document_path(Document.FEED))))
    blocks.append(tuple(further))
    return Page(tuple(blocks))


def missing_page(snapshot: Snapshot, selector: str, words: Words) -> Page:
    """What is said where nothing is: that, then the nearest titles, then the way on."""
    blocks: list[page.Block] = [(Alert(words.not_found.format(selector=shortened(selector))),)]
    parts = (part for part in selector.split("/") if part not in EDITIONS)
    words_of_it = " ".join(part for part in parts if part and not part.startswith("!"))
    if near := snapshot.nearest(words_of_it, _NEAREST):
        style = snapshot.site.style
        blocks.append((Prose(words.not_found_near),))
        blocks.append(tuple(LinkLine(other.text, Place(routes.listed_path(other, style))) for other in near))
    try:
        total = snapshot.headlines(Everything(), None, 1).total
    except NotFound:
        total = 0
    if total and (text := parse_query(_NO_WORD.sub(" ", words_of_it)).text):
        blocks.append((LinkLine(words.search_for.format(words=shortened(text)), Place(search_path("", text))),))
    front = LinkLine(words.front_page, Place(routes.FRONT_PATH))
    blocks.append((Prose(words.not_found_way),))
    blocks.append((front, *((_search(words), *_overviews(snapshot, words, total)) if total else ())))
    return Page(tuple(blocks))


def refusal_page(fault: Fault, words: Words) -> Page:
    """What is said to a request that breaks the protocol."""
    return alert_page(str(getattr(words, fault.value)))


def indexing_page(progress: BeingIndexed, words: Words) -> Page:
    """What is said while the first index is being built."""
    if not progress.total:
        return Page(((Alert(words.being_counted),),))
    return Page(((Alert(words.being_indexed.format(done=progress.done, total=progress.total)),),))


def alert_page(text: str) -> Page:
    """One sentence that says what went wrong."""
    return Page(((Alert(text),),))


def shortened(selector: str) -> str:
    """A reader's own words as they are echoed: cleaned, no longer than a line, the rest of them dots."""
    selector = clean_line(selector)
    return selector if len(selector) <= _SHOWN_OF_A_SELECTOR else f"{selector[: _SHOWN_OF_A_SELECTOR - 1]}…"


def _search(words: Words) -> LinkLine:
    return LinkLine(words.search, SearchPlace(search_path()))


def _overviews(snapshot: Snapshot, words: Words, total: int) -> list[Part]:
    """Every overview that has something in it."""
    lines: list[Part] = [LinkLine(f"{words.all_articles} ({total})", Place(routes.ALL_PATH))]
    lines += [
        LinkLine(overview_word(kind, words), Place(routes.names_path(kind)))
        for kind in (Kind.SECTION, Kind.TAG, Kind.AUTHOR)
        if snapshot.names(kind, None, 1).names
    ]
    if snapshot.counts(None):
        lines.append(LinkLine(words.calendar, Place(routes.YEARS_PATH)))
    return lines
