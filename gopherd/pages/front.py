"""The front page, and what stands where nothing is."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from typing import Final

from gopherd.archive.ports import Snapshot, Withdrawn
from gopherd.archive.selections import Changed, Everything, Longest, MostLinked, SameDay
from gopherd.errors import BeingIndexed, Fault, NotFound
from gopherd.model.article import Headline
from gopherd.model.naming import EDITIONS
from gopherd.model.site import Block, Style
from gopherd.model.text import clean_line
from gopherd.pages import page, routes
from gopherd.pages.blocks import FrontBlocks
from gopherd.pages.dates import day_text
from gopherd.pages.documents import Document, document_path
from gopherd.pages.listings import periods_beside, today
from gopherd.pages.overviews import overview_lines
from gopherd.pages.page import Alert, LinkLine, Page, Part, Place, Prose, SearchPlace, TextPlace, Title
from gopherd.pages.queries import SearchRoute, search_path
from gopherd.pages.waymarks import RANDOM_PATH, TODAY_PATH, way_path
from gopherd.pages.words import Words
from gopherd.terms.query import parse_query

_NO_WORD: Final = re.compile(r"\.[a-z]{1,8}$|[\W_]+")
"""What in a selector is no part of a word: a file's extension, and whatever stands between words."""
_NEAREST = 5
_SHOWN_OF_A_SELECTOR = 64
"""Characters of an unknown selector that are echoed (``threats.md``, section 2)."""


def front_page(snapshot: Snapshot, words: Words) -> Page:
    """The newspaper's name, what is to stand on the page, then every way on."""
    site = snapshot.site
    blocks: list[page.Block] = [(Title(f"# {site.title}"),)]
    if site.slogan:
        blocks.append((Prose(site.slogan),))
    try:
        total = snapshot.headlines(Everything(), None, 1).total
    except NotFound:
        return Page((*blocks, (Prose(words.empty),), (Prose(words.empty_how),)))
    blocks.append((_search(words),))
    blocks.extend(FrontBlocks(snapshot, words).all())
    blocks.append((page.Heading(words.elsewhere),))
    further = _overviews(snapshot, words, total)
    if site.style is Style.DEFAULT:
        further.extend(_ways(snapshot, words))
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
    with contextlib.suppress(NotFound):
        if isinstance(route := routes.resolve(selector), SearchRoute):  # a page behind the last
            words_of_it = route.words
    number = routes.number_in(selector)
    misread = () if number is None else snapshot.misread(number, _NEAREST)
    if misread:
        blocks.append((Prose(words.not_found_number),))
        blocks.append(_items(misread, snapshot.site.style))
    if periods := _periods_beside(snapshot, selector, words):
        blocks.append(periods)
    if near := [other for other in snapshot.nearest(words_of_it, _NEAREST) if other not in misread]:
        blocks.append((Prose(words.not_found_near),))
        blocks.append(_items(near, snapshot.site.style))
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


def _periods_beside(snapshot: Snapshot, selector: str, words: Words) -> page.Block:
    """The nearest days, months or years that have articles, where there are none in the one that was asked for."""
    with contextlib.suppress(NotFound):
        route = routes.resolve(selector)
        if isinstance(route, routes.ListRoute):
            return tuple(periods_beside(snapshot, route.selection, words))
    return ()


def withdrawn_page(snapshot: Snapshot, withdrawn: Withdrawn, words: Words) -> Page:
    """What is said where an article was that is withdrawn: that, and when, and no word of it."""
    site, text = snapshot.site, words.withdrawn
    if withdrawn.on is not None:
        text = words.withdrawn_on.format(date=day_text(withdrawn.on.date(), site.style, site.language))
    return Page(((Alert(text),), (LinkLine(words.front_page, Place(routes.FRONT_PATH)),)))


def _items(headlines: Sequence[Headline], style: Style) -> page.Block:
    return tuple(LinkLine(other.text, Place(routes.listed_path(other, style))) for other in headlines)


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
    """An item for each overview that has something in it; it says how many articles there are."""
    lines: list[Part] = [LinkLine(f"{words.all_articles} ({total})", Place(routes.ALL_PATH))]
    lines.extend(overview_lines(snapshot, words))
    if snapshot.counts(None):
        lines.append(LinkLine(words.calendar, Place(routes.YEARS_PATH)))
    return lines


def _ways(snapshot: Snapshot, words: Words) -> Iterator[Part]:
    """An item for each other way through the archive that has something in it and is no block of the page already."""
    blocks = {block.block for block in snapshot.site.front.blocks}
    ways: tuple[tuple[Block, SameDay | Changed | MostLinked | Longest, str], ...] = (
        (Block.TODAY, today(snapshot), words.today),
        (Block.CHANGED, Changed(), words.changed),
        (Block.LINKED, MostLinked(), words.most_linked),
        (Block.LONGEST, Longest(), words.longest),
    )
    for block, selection, text in ways:
        if block in blocks:
            continue
        try:
            snapshot.headlines(selection, None, 1)
        except NotFound:
            continue
        yield LinkLine(text, Place(TODAY_PATH if isinstance(selection, SameDay) else way_path(selection)))
    yield LinkLine(words.random, Place(RANDOM_PATH))
