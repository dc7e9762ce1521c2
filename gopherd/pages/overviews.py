"""Overviews of names: the tags, the authors, the series, the sections, each with the number of its articles."""

from collections.abc import Iterator, Sequence
from typing import Final

from attrs import evolve

from gopherd.archive.ports import Snapshot
from gopherd.archive.selections import OTHER, ByName, BySize, Order
from gopherd.errors import NotFound
from gopherd.model.article import Kind, Name
from gopherd.model.site import Style
from gopherd.pages import page, routes
from gopherd.pages.page import LinkLine, Page, Place, Title
from gopherd.pages.words import Words

NAMES_A_PAGE: Final = 100
_ALL: Final = ByName()


def names_page(snapshot: Snapshot, route: routes.NamesRoute, words: Words) -> Page:
    """Names in an order; where they are too many for a page, the letters they begin with. Raises ``NotFound``."""
    kind, order = route.kind, route.order
    path = routes.names_path(kind, order)
    further: list[page.Part] = []
    shown: page.Block
    if kind is Kind.SECTION:
        shown = tuple(_with_parts(snapshot, snapshot.sections()))
        total = len(shown)
    else:
        window = snapshot.names(kind, order, route.after, NAMES_A_PAGE)
        shown, total = name_lines(window.names), window.total
        if order != _ALL and not total:
            raise NotFound("there are no such names")
        if order == _ALL and total > NAMES_A_PAGE:
            shown = _letters(snapshot, kind)
        elif window.has_more:
            further.append(LinkLine(words.more, Place(routes.further_path(path, window.names[-1].number))))
        if window.previous is not None:
            further.append(LinkLine(words.back, Place(routes.further_path(path, window.previous))))
        further.extend(_other_orders(kind, order, words))
    further.append(LinkLine(words.front_page, Place(routes.FRONT_PATH)))
    title = _title(kind, order, words)
    if snapshot.site.style is not Style.TAZ:
        title = f"{title} ({total})"
    return Page(((Title(f"# {snapshot.site.title} -- {title}"),), *((shown,) if shown else ()), tuple(further)))


def overview_word(kind: Kind, words: Words) -> str:
    """What the overview of a kind of names is called."""
    return {
        Kind.TAG: words.all_tags,
        Kind.AUTHOR: words.all_authors,
        Kind.SECTION: words.all_sections,
        Kind.SERIES: words.all_series,
    }[kind]


def overview_lines(snapshot: Snapshot, words: Words) -> Iterator[LinkLine]:
    """An item for the overview of each kind of names that the archive has."""
    for kind in (Kind.SECTION, Kind.TAG, Kind.AUTHOR, Kind.SERIES):
        if snapshot.names(kind, _ALL, None, 1).names:
            yield LinkLine(overview_word(kind, words), Place(routes.names_path(kind)))


def name_lines(names: Sequence[Name]) -> page.Block:
    """An item for each name."""
    return tuple(map(_name_line, names))


def _name_line(name: Name) -> LinkLine:
    """An item for a name, with the number of its articles."""
    return LinkLine(f"{name.text} ({name.count})", Place(routes.name_path(name)))


def _with_parts(snapshot: Snapshot, sections: Sequence[Name], dashes: str = "") -> Iterator[LinkLine]:
    """An item for each section, and behind it, with dashes in front, for those that are part of it."""
    for section in sections:
        line = _name_line(section)
        yield evolve(line, text=f"{dashes}{line.text}")
        yield from _with_parts(snapshot, snapshot.within(section), f"{dashes}- ")


def _letters(snapshot: Snapshot, kind: Kind) -> page.Block:
    return tuple(
        LinkLine(f"{_shown(initial.letter)} ({initial.names})", Place(routes.names_path(kind, ByName(initial.letter))))
        for initial in snapshot.initials(kind)
    )


def _other_orders(kind: Kind, order: Order, words: Words) -> Iterator[LinkLine]:
    if order != _ALL:
        yield LinkLine(words.by_name.format(names=overview_word(kind, words)), Place(routes.names_path(kind)))
    if not isinstance(order, BySize):
        text = words.by_size.format(names=overview_word(kind, words))
        yield LinkLine(text, Place(routes.names_path(kind, BySize())))


def _title(kind: Kind, order: Order, words: Words) -> str:
    word = overview_word(kind, words)
    if isinstance(order, BySize):
        return words.by_size.format(names=word)
    return f"{word}: {_shown(order.initial)}" if order.initial else word


def _shown(letter: str) -> str:
    return "0-9" if letter == OTHER else letter.upper()
