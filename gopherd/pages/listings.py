"""Lists of articles and of names, in windows."""

from gopherd.archive.ports import Everything, Named, Period, Selection, Since, Snapshot
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.site import Site, Style
from gopherd.pages import page, routes
from gopherd.pages.article import listed
from gopherd.pages.dates import day_text, period_text
from gopherd.pages.page import LinkLine, Page, Place, SearchPlace, TextPlace, Title
from gopherd.pages.queries import search_path
from gopherd.pages.words import Words

ARTICLES_A_PAGE = 20
NAMES_A_PAGE = 100


def list_page(snapshot: Snapshot, route: routes.ListRoute, words: Words) -> Page:
    """A list of articles, newest first. Raises ``NotFound``."""
    selection, site = route.selection, snapshot.site
    window = snapshot.headlines(selection, route.after, ARTICLES_A_PAGE)
    title, path = title_and_path(snapshot, selection, words)
    blocks: list[page.Block] = [(Title(f"# {site.title} -- {title}"),)]
    if site.style is not Style.TAZ:
        blocks.append(_search(selection, path, words))
    if isinstance(selection, Period) and selection.day is None and route.after is None:
        blocks.append(_periods(snapshot, selection))
    for headline in window.headlines:
        blocks.extend(listed(headline, site.style))
    further: list[page.Part] = []
    if window.has_older:
        place = Place(routes.further_path(path, window.headlines[-1].number))
        further.append(LinkLine(words.older_articles.format(total=window.total), place))
    if window.newer is not None:
        place = Place(routes.further_path(path, window.newer))
        further.append(LinkLine(words.newer_articles.format(total=window.total), place))
    if site.style is not Style.TAZ:
        further.append(_as_text(route, path, words))
    further.append(_front(words))
    blocks.append(tuple(further))
    return Page(tuple(block for block in blocks if block))


def names_page(snapshot: Snapshot, route: routes.NamesRoute, words: Words) -> Page:
    """All tags, authors or sections, each with the number of its articles. Raises ``NotFound``."""
    kind = route.kind
    if kind is Kind.SECTION:
        if route.after is not None:
            raise NotFound("sections stand on one page")
        names, has_more, previous = tuple(snapshot.sections()), False, None
    else:
        window = snapshot.names(kind, route.after, NAMES_A_PAGE)
        names, has_more, previous = window.names, window.has_more, window.previous
    blocks: list[page.Block] = [(Title(f"# {snapshot.site.title} -- {overview_word(kind, words)}"),)]
    blocks.append(tuple(LinkLine(f"{name.text} ({name.count})", Place(routes.name_path(name))) for name in names))
    path = routes.names_path(kind)
    further: list[page.Part] = []
    if has_more:
        further.append(LinkLine(words.more, Place(routes.further_path(path, names[-1].number))))
    if previous is not None:
        further.append(LinkLine(words.back, Place(routes.further_path(path, previous))))
    further.append(_front(words))
    blocks.append(tuple(further))
    return Page(tuple(block for block in blocks if block))


def years_page(snapshot: Snapshot, words: Words) -> Page:
    """The years of the archive, each with the number of its articles."""
    blocks: list[page.Block] = [(Title(f"# {snapshot.site.title} -- {words.calendar}"),)]
    if years := _periods(snapshot, None):
        blocks.append(years)
    blocks.append((_front(words),))
    return Page(tuple(blocks))


def overview_word(kind: Kind, words: Words) -> str:
    """What the overview of a kind of names is called."""
    return {Kind.TAG: words.all_tags, Kind.AUTHOR: words.all_authors, Kind.SECTION: words.all_sections}[kind]


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
        case Since():
            return ()


def _as_text(route: routes.ListRoute, path: str, words: Words) -> LinkLine:
    if isinstance(route.selection, Period) and route.selection.day is not None:
        return LinkLine(words.day_as_text, TextPlace(routes.text_path(path)))
    return LinkLine(words.list_as_text, TextPlace(routes.further_path(routes.text_path(path), route.after or 0)))


def title_and_path(snapshot: Snapshot, selection: Selection, words: Words) -> tuple[str, str]:
    """What a list is called, and its selector. Raises ``NotFound``."""
    match selection:
        case Everything():
            return words.all_articles, routes.ALL_PATH
        case Period():
            return _period(selection, snapshot.site), routes.period_path(selection)
        case Since(day):
            return words.new_since.format(
                date=day_text(day, snapshot.site.style, snapshot.site.language)
            ), routes.since_path(day)
        case Named(kind, number):
            name = snapshot.name(kind, number)
            title = words.articles_of.format(name=name.text) if kind is Kind.AUTHOR else name.text
            return title, routes.name_path(name)


def _period(period: Period, site: Site) -> str:
    return period_text(period, site.style, site.language)


def _front(words: Words) -> LinkLine:
    return LinkLine(words.front_page, Place(routes.FRONT_PATH))
