"""Lists of articles, in windows."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from gopherd.archive.ports import Snapshot, Window
from gopherd.archive.selections import (
    Changed,
    Everything,
    Longest,
    MostLinked,
    Named,
    Period,
    SameDay,
    Selection,
    Since,
)
from gopherd.errors import NotFound
from gopherd.model.article import Headline, Kind
from gopherd.model.site import Site, Style
from gopherd.pages import page, routes
from gopherd.pages.article import listed
from gopherd.pages.dates import day_text, month_day_text, period_text
from gopherd.pages.documents import Document, document_path
from gopherd.pages.overviews import name_lines
from gopherd.pages.page import LinkLine, Page, Place, Prose, SearchPlace, TextPlace, Title
from gopherd.pages.queries import search_path
from gopherd.pages.remarks import changes
from gopherd.pages.waymarks import RANDOM_PATH, way_path
from gopherd.pages.words import Words

ARTICLES_A_PAGE: Final = 20
RANDOM_ONES: Final = 5
_CHARACTERS_A_MINUTE: Final = 1200
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def list_page(snapshot: Snapshot, route: routes.ListRoute, words: Words) -> Page:
    """A list of articles in its order. Raises ``NotFound``."""
    selection, site = route.selection, snapshot.site
    window = snapshot.headlines(selection, route.after, ARTICLES_A_PAGE)
    title, path = title_and_path(snapshot, selection, words)
    if site.style is not Style.TAZ:
        title = f"{title} ({window.total})"
    blocks: list[page.Block] = [(Title(f"# {site.title} -- {title}"),)]
    if site.style is not Style.TAZ:
        blocks.append(_search(selection, path, words))
    if route.after is None:
        blocks.extend(_in_front(snapshot, selection))
    for place, headline in enumerate(window.headlines):
        first, *rest = listed(headline, site.style)
        blocks.extend(((*first, *_said(snapshot, selection, window, place, words)), *rest))
    further: list[page.Part] = []
    if window.has_older:
        place_of_more = Place(routes.further_path(path, window.headlines[-1].number))
        further.append(LinkLine(further_word(selection, words).format(total=window.total), place_of_more))
    if window.newer is not None:
        place_of_less = Place(routes.further_path(path, window.newer))
        further.append(LinkLine(_less(selection, words).format(total=window.total), place_of_less))
    if site.style is not Style.TAZ:
        further.extend(periods_beside(snapshot, selection, words))
        further.append(_as_text(route, path, words))
        if isinstance(route.selection, Named) and route.after is None:
            further.append(LinkLine(words.feed, TextPlace(document_path(Document.FEED, path))))
    further.append(_front(words))
    blocks.append(tuple(further))
    return Page(tuple(block for block in blocks if block))


def today_page(snapshot: Snapshot, words: Words) -> Page:
    """What appeared on this day of earlier years; where nothing did, a word that says so."""
    day = today(snapshot)
    try:
        return list_page(snapshot, routes.ListRoute(day), words)
    except NotFound:
        title, _ = title_and_path(snapshot, day, words)
        return Page(
            ((Title(f"# {snapshot.site.title} -- {title}"),), (Prose(words.nothing_that_day),), (_front(words),))
        )


def today(snapshot: Snapshot) -> SameDay:
    """The list of what appeared on the snapshot's own day of earlier years."""
    return SameDay(snapshot.today.month, snapshot.today.day)


def random_page(snapshot: Snapshot, words: Words) -> Page:
    """A few articles by chance: their own items, so that who likes one can find it again. Raises ``NotFound``."""
    site = snapshot.site
    headlines = snapshot.random(RANDOM_ONES)
    if not headlines:
        raise NotFound("there are no articles")
    blocks: list[page.Block] = [(Title(f"# {site.title} -- {words.random}"),)]
    for headline in headlines:
        blocks.extend(listed(headline, site.style))
    blocks.append((LinkLine(words.random_again, Place(RANDOM_PATH)), _front(words)))
    return Page(tuple(blocks))


def years_page(snapshot: Snapshot, words: Words) -> Page:
    """The years of the archive, each with the number of its articles."""
    blocks: list[page.Block] = [(Title(f"# {snapshot.site.title} -- {words.calendar}"),)]
    if years := _periods(snapshot, None):
        blocks.append(years)
    blocks.append((_front(words),))
    return Page(tuple(blocks))


def title_and_path(snapshot: Snapshot, selection: Selection, words: Words) -> tuple[str, str]:
    """What a list is called, and its selector. Raises ``NotFound``."""
    style, language = snapshot.site.style, snapshot.site.language
    match selection:
        case Everything():
            return words.all_articles, routes.ALL_PATH
        case Period():
            return _period(selection, snapshot.site), routes.period_path(selection)
        case Since(day):
            return words.new_since.format(date=day_text(day, style, language)), routes.since_path(day)
        case Named(kind, number):
            name = snapshot.name(kind, number)
            forms = {Kind.AUTHOR: words.articles_of, Kind.SERIES: words.series}
            return forms.get(kind, "{name}").format(name=name.text), routes.name_path(name)
        case SameDay(month, day_of_month):
            day_said = month_day_text(month, day_of_month, style, language)
            return words.same_day.format(day=day_said), way_path(selection)
        case Changed():
            return words.changed, way_path(selection)
        case Longest():
            return words.longest, way_path(selection)
        case MostLinked():
            return words.most_linked, way_path(selection)


def day_of(headline: Headline, site: Site) -> date:
    """The day on which an article that has a date appeared."""
    return (_EPOCH + timedelta(seconds=headline.published)).astimezone(ZoneInfo(site.timezone)).date()


def _in_front(snapshot: Snapshot, selection: Selection) -> list[page.Block]:
    """What stands above a list's first articles: its parts, or, where the original has none, who the author is."""
    match selection:
        case Period(_, _, None):
            return [_periods(snapshot, selection)]
        case _ if snapshot.site.style is Style.TAZ:
            return []
        case Named(Kind.SECTION as kind, number):
            parts = name_lines(snapshot.within(snapshot.name(kind, number)))
            return [parts] if parts else []
        case Named(Kind.AUTHOR as kind, number):
            return [(Prose(line),) for line in snapshot.about(snapshot.name(kind, number))]
    return []


def _said(snapshot: Snapshot, selection: Selection, window: Window, place: int, words: Words) -> page.Block:
    """Why an article stands where it does, in a list where its title does not say that."""
    headline, site = window.headlines[place], snapshot.site
    match selection:
        case Changed() | Since() if window.measures[place] > headline.published:
            return changes(snapshot.article(headline.number), site, words)
        case SameDay():
            return (Prose(day_text(day_of(headline, site), site.style, site.language)),)
        case Longest():
            minutes = max(1, round(window.measures[place] / _CHARACTERS_A_MINUTE))
            return (Prose(words.reading_time.format(minutes=minutes)),)
        case MostLinked():
            return (Prose(words.links_to_it.format(total=window.measures[place])),)
    return ()


def further_word(selection: Selection, words: Words) -> str:
    """What leads on in a list: to older articles, where the list is by time."""
    return words.further_articles if isinstance(selection, Longest | MostLinked) else words.older_articles


def _less(selection: Selection, words: Words) -> str:
    return words.articles_before if isinstance(selection, Longest | MostLinked) else words.newer_articles


def periods_beside(snapshot: Snapshot, period: Selection, words: Words) -> list[LinkLine]:
    """Items for the period before and the one behind, where the list is one.

    Raises:
        NotFound: there is no such date.
    """
    if not isinstance(period, Period):
        return []
    forms = zip((words.older, words.newer), snapshot.beside(period), strict=True)
    return [
        LinkLine(form.format(headline=_period(other, snapshot.site)), Place(routes.period_path(other)))
        for form, other in forms
        if other is not None
    ]


def _periods(snapshot: Snapshot, period: Period | None) -> page.Block:
    site = snapshot.site
    return tuple(
        LinkLine(f"{_period(count.period, site)} ({count.articles})", Place(routes.period_path(count.period)))
        for count in snapshot.counts(period)
    )


def _search(selection: Selection, path: str, words: Words) -> page.Block:
    """The search within a list; where that is not to be had, there is none."""
    match selection:
        case Everything():
            return (LinkLine(words.search, SearchPlace(search_path())),)
        case Named() | Period():
            return (LinkLine(words.search_here, SearchPlace(search_path(path))),)
    return ()


def _as_text(route: routes.ListRoute, path: str, words: Words) -> LinkLine:
    if isinstance(route.selection, Period) and route.selection.day is not None:
        return LinkLine(words.day_as_text, TextPlace(routes.text_path(path)))
    return LinkLine(words.list_as_text, TextPlace(routes.further_path(routes.text_path(path), route.after or 0)))


def _period(period: Period, site: Site) -> str:
    return period_text(period, site.style, site.language)


def _front(words: Words) -> LinkLine:
    return LinkLine(words.front_page, Place(routes.FRONT_PATH))
