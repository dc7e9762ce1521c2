"""An archive in memory: a handful of articles, a small site, and a clock that is a number."""

import time
from datetime import UTC, date, datetime

from attrs import evolve, field, frozen, mutable

from gopherd.archive.finds import Facet, Found, Hit, Part
from gopherd.archive.ports import Count, NameWindow, StoredFile, StoredPicture, Window
from gopherd.archive.selections import (
    OTHER,
    BySize,
    Changed,
    Everything,
    Initial,
    Longest,
    MostLinked,
    Named,
    Period,
    SameDay,
    Since,
)
from gopherd.errors import NotFound
from gopherd.model.article import UNDATED, Article, Headline, Kind, Name, Related
from gopherd.model.body import Reference
from gopherd.model.naming import number_of_name, slug_of, sort_of
from gopherd.model.site import Site, Style
from gopherd.terms.query import Words, parse_query
from gopherd.wire.menu import decode_menu

SITE = Site(title="Paper", slogan="A slogan", language="en", style=Style.DEFAULT, width=67)
TAZ = evolve(SITE, style=Style.TAZ, width=75, language="de")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC).timestamp()


def name(kind, text, count=1):
    return Name(kind, number_of_name(text), text, slug_of(text), count)


def article(
    number,
    title="A title",
    *,
    kicker="",
    teaser="",
    day="2022-02-02",
    tags=(),
    authors=(),
    section="",
    series=(),
    **more,
):
    """An article as a snapshot gives it; ``tags``, ``authors``, ``series`` and ``section`` are texts."""
    published = None if day is None else datetime.fromisoformat(day).replace(tzinfo=UTC)
    return Article(
        headline=Headline(
            number=number,
            slug=slug_of(kicker or title),
            kicker=kicker,
            title=title,
            teaser=teaser,
            published=UNDATED if published is None else int(published.timestamp()),
        ),
        published=published,
        tags=tuple(name(Kind.TAG, text) for text in tags),
        authors=tuple(name(Kind.AUTHOR, text) for text in authors),
        section=name(Kind.SECTION, section) if section else None,
        series=tuple(name(Kind.SERIES, text) for text in series),
        **more,
    )


@frozen
class FakeSnapshot:
    """A ``ports.Snapshot``; ``articles`` are those that may be shown."""

    site: Site
    articles: tuple = ()
    generation: int = 1
    named: dict = field(factory=dict)
    """The numbers of the articles that an article names as related."""
    aliases: dict = field(factory=dict)
    gone: dict = field(factory=dict)
    """Old addresses, without slashes at their ends, and the numbers of their articles."""
    own_files: tuple = ()
    """Names of the files at the archive's root that readers may have."""
    today: date = date(2026, 11, 22)
    lengths: dict = field(factory=dict)
    """The characters of articles; those of all others are none."""
    links: dict = field(factory=dict)
    """How many articles link to an article."""
    abouts: dict = field(factory=dict)
    """What is said of authors, by name."""
    parts: dict = field(factory=dict)
    """The sections that are part of others, by name."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def finished(self, number):
        return None

    def article(self, number):
        for found in self.articles:
            if found.headline.number == number:
                return found
        raise NotFound(f"there is no article {number}")

    def related(self, article):
        others = [self.article(number) for number in self.named.get(article.headline.number, ())]
        return [Related(other.headline, other.tags[0] if other.tags else None) for other in others]

    def neighbours(self, article):
        everything = [found.headline for found in self._newest_first() if found.section == article.section]
        place = everything.index(article.headline)
        older = everything[place + 1] if place + 1 < len(everything) else None
        return older, everything[place - 1] if place else None

    def headlines(self, selection, after, limit):
        measures = {article.headline.number: self._measure(article, selection) for article in self.articles}
        found = [article.headline for article in self._newest_first() if self._is_in(article, selection)]
        is_measured = isinstance(selection, Since | Changed | Longest | MostLinked)
        if is_measured:
            found.sort(key=lambda found: (measures[found.number], found.number), reverse=True)
        begin = 0
        if after is not None:
            begin = next((place for place, other in enumerate(found, 1) if other.number == after), 0)
        if not found or (after is not None and not begin):
            raise NotFound("there is no such list")
        window = tuple(found[begin : begin + limit])
        said = tuple(measures[other.number] for other in window) if is_measured else ()
        return Window(window, len(found), begin + limit < len(found), _previous(found, begin, limit), said)

    def _measure(self, article, selection):
        if isinstance(selection, Longest):
            return self.lengths.get(article.headline.number, 0)
        if isinstance(selection, MostLinked):
            return self.links.get(article.headline.number, 0)
        return max(article.headline.published, int(article.updated.timestamp()) if article.updated else UNDATED)

    def _is_in(self, article, selection):
        match selection:
            case Longest() | MostLinked():
                return self._measure(article, selection) > 0
            case Changed():
                return self._measure(article, selection) > article.headline.published
            case SameDay(month, day):
                date = article.published
                return date is not None and (date.month, date.day) == (month, day) and date.year < self.today.year
        return _is_in(article, selection)

    def in_series(self, article, series):
        parts = [found.headline for found in self._newest_first() if series in found.series]
        place = parts.index(article.headline)
        return parts[place + 1] if place + 1 < len(parts) else None, parts[place - 1] if place else None

    def beside(self, period):
        days = {found.published.date() for found in self.articles if found.published}
        parts = sorted({(day.year, day.month if period.month else 0, day.day if period.day else 0) for day in days})
        here = (period.year, period.month or 0, period.day or 0)
        before, behind = [part for part in parts if part < here], [part for part in parts if part > here]

        def as_period(part):
            return Period(part[0], part[1] or None, part[2] or None)

        return as_period(before[-1]) if before else None, as_period(behind[0]) if behind else None

    def random(self, count):
        return [found.headline for found in self.articles[:count]]

    def about(self, author):
        return self.abouts.get(author.text, ())

    def within(self, section):
        return [found for found in self._names(Kind.SECTION) if found.text in self.parts.get(section.text, ())]

    def initials(self, kind):
        letters = [_initial(found) for found in self._names(kind)]
        ordered = sorted(set(letters), key=lambda letter: (letter != OTHER, letter))
        return [Initial(letter, letters.count(letter)) for letter in ordered]

    def name(self, kind, number):
        for found in self._names(kind):
            if found.number == number:
                return found
        raise NotFound(f"there is no {kind} {number}")

    def names(self, kind, order, after, limit):
        found = self._names(kind)
        if isinstance(order, BySize):
            found.sort(key=lambda found: -found.count)
        elif order.initial:
            found = [name for name in found if _initial(name) == order.initial]
        begin = 0 if after is None else found.index(self.name(kind, after)) + 1
        return NameWindow(
            tuple(found[begin : begin + limit]),
            len(found),
            begin + limit < len(found),
            _previous(found, begin, limit),
        )

    def sections(self):
        inner = {part for parts in self.parts.values() for part in parts}
        return [found for found in self._names(Kind.SECTION) if found.text not in inner]

    def counts(self, period):
        days = [found.published.date() for found in self.articles if found.published]
        if period is None:
            parts = [Period(day.year) for day in days]
        elif period.month is None:
            parts = [Period(day.year, day.month) for day in days if day.year == period.year]
        else:
            parts = [
                Period(day.year, day.month, day.day)
                for day in days
                if (day.year, day.month) == (period.year, period.month)
            ]
        counts = {part: parts.count(part) for part in sorted(parts, key=str)}
        found = [Count(part, count) for part, count in counts.items()]
        return found[::-1] if period is None else found

    def picture(self, number, extension):
        if (number, extension) != (7, "png"):
            raise NotFound("there is no such picture")
        return StoredPicture("/archive", "media/seven.png", "png")

    def own_file(self, name):
        return StoredFile("/archive", name) if name in self.own_files else None

    def aliased(self, selector):
        number = self.aliases.get(selector.strip("/"))
        found = next((found.headline for found in self.articles if found.headline.number == number), None)
        return None if found is None else Reference(found.number, found.slug)

    def withdrawn(self, selector):
        return self.gone.get(selector.strip("/"))

    def nearest(self, words, limit):
        return [found.headline for found in self._newest_first() if words and words in found.headline.slug][:limit]

    def search(self, query, page, within=None):
        """Words are found where their letters stand in title, kicker and teaser."""
        if within is not None:
            self.headlines(within, None, 1)
        articles = [found for found in self._newest_first() if _is_in(found, within or Everything())]
        hits = [found for found in articles if not query.is_empty and _has(found, query)]
        begin = 20 * (page - 1)
        if page > 1 and begin >= len(hits):
            raise NotFound("there is no such page")
        shown = tuple(Hit(found.headline, found.section, found.headline.teaser) for found in hits[begin : begin + 20])
        if hits:
            return Found(query, len(hits), shown, facets=tuple(_facets(hits)), counted=len(hits))
        wanted = [parse_query(each.text) for alternatives in query.wanted for each in alternatives]
        parts = [Part(part, sum(_has(found, part) for found in articles), is_cut=False) for part in wanted]
        return Found(query, 0, (), parts=tuple(part for part in parts if part.total))

    def like(self, number):
        tags = set(self.article(number).tags)
        others = [other for other in self._newest_first() if other.headline.number != number and tags & {*other.tags}]
        return [Related(other.headline, None) for other in others[:20]]

    def misread(self, number, limit):
        near = [found.headline for found in self._newest_first() if f"{found.headline.number}"[:-1] == f"{number}"[:-1]]
        return [found for found in near if found.number != number][:limit]

    def _newest_first(self):
        return sorted(self.articles, key=lambda found: (found.headline.published, found.headline.number), reverse=True)

    def _names(self, kind):
        every = [name for article in self.articles for name in _names_of(article, kind)]
        return sorted({evolve(found, count=every.count(found)) for found in every}, key=lambda found: found.text)


def _initial(name):
    first = sort_of(name.text)[0]
    return first if first >= "a" else OTHER


def _previous(found, begin, limit):
    """What to give as ``after`` for the window before the one that begins at ``begin``."""
    if not begin:
        return None
    return found[begin - limit - 1].number if begin > limit else 0


def _names_of(article, kind):
    sections = () if article.section is None else (article.section,)
    return {
        Kind.TAG: article.tags, Kind.AUTHOR: article.authors, Kind.SECTION: sections, Kind.SERIES: article.series
    }[kind]  # fmt: skip


def _has(article, query):
    headline = article.headline
    text = f"{headline.text} {headline.teaser}".casefold()
    names = {(name.kind, name.text.casefold()) for kind in Kind for name in _names_of(article, kind)}
    day = article.published and article.published.date()
    return (
        all(any(_stands_in(each, text) for each in alternatives) for alternatives in query.wanted)
        and not any(_stands_in(each, text) for each in query.unwanted)
        and all(((one.kind, one.text.casefold()) in names) is one.is_wanted for one in query.filters)
        and not (query.begin and not (day and day >= query.begin))
        and not (query.end and not (day and day < query.end))
    )


def _stands_in(words: Words, text: str) -> bool:
    return words.text.rstrip("*").casefold() in text


def _facets(articles):
    """The years, then the names of each kind, the commonest first."""
    years = [article.published.year for article in articles if article.published]
    yield from (Facet(None, str(year), year, years.count(year)) for year in sorted({*years}, key=years.count)[::-1])
    for kind in (Kind.SECTION, Kind.TAG, Kind.AUTHOR):
        names = [name for article in articles for name in _names_of(article, kind)]
        for name in sorted({*names}, key=lambda name: (-names.count(name), name.text)):
            yield Facet(kind, name.text, name.number, names.count(name))


def _is_in(article, selection):
    match selection:
        case Everything():
            return True
        case Named(kind, number):
            return any(name.number == number for name in _names_of(article, kind))
        case Since(day):
            return any(moment is not None and moment.date() >= day for moment in (article.published, article.updated))
        case Period(year, month, day):
            date = article.published
            return date is not None and (date.year, month and date.month, day and date.day) == (year, month, day)


@mutable
class FakeArchive:
    """A ``ports.Archive`` whose snapshot a test may exchange, or have fail."""

    present: FakeSnapshot
    error: Exception | None = None
    asked_at: list = field(factory=list)

    def snapshot(self, now):
        self.asked_at.append(now)
        if self.error:
            raise self.error
        return self.present


def application(
    archive, *, now=lambda: NOW, failed=lambda _error: "4711", cache=None, server=None, prints="/nowhere", **more
):
    """An application over any archive."""
    from gopherd.application import Application
    from gopherd.cache import AnswerCache
    from gopherd.config import catalogues
    from gopherd.darkroom.desk import Darkroom
    from gopherd.darkroom.prints import Prints
    from gopherd.edge.files import open_below
    from gopherd.render.menu import Server

    server = server or Server("gopher.example.invalid", 70)
    darkroom = Darkroom(open_below, Prints(str(prints)))
    return Application(archive, catalogues(), server, now, failed, cache or AnswerCache(), darkroom, **more)


def index(root, folder):
    """Index the archive in ``root`` in ``folder``; returns it open and its site."""
    from gopherd import indexer
    from gopherd.archive.indexing import refresh
    from gopherd.archive.opening import IndexedArchive

    plan = indexer.make_plan(str(root), index=str(folder))
    refresh(plan, lambda _done, _total: None)
    archive = IndexedArchive(plan.folder, plan.root, finisher=plan.finisher.signature)
    return archive, archive.snapshot(time.time()).site


def as_text(menu):
    """A menu as a golden page shows it: item type, display string, and where it leads."""
    lines = []
    for found in decode_menu(menu):
        leads = "" if found.type in {"i", "3"} else f"\t{found.selector}"
        host = "" if leads == "" or found.host == "gopher.example.invalid" else f"\t{found.host}:{found.port}"
        lines.append(f"{found.type} {found.display_string}{leads}{host}".rstrip(" ") + "\n")
    return "".join(lines)
