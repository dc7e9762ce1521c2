"""An article as a page, in the order of ``layout.md``.

Rights, a picture's credit beside its caption, and the address on the web have no line in the original; the default
style shows them below the date, since a licence that is not shown is not kept.
"""

from collections.abc import Iterable, Iterator, Sequence

from gopherd.archive.ports import Snapshot
from gopherd.model.article import Article, Headline, Name, Related
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
    Spans,
    Table,
    Target,
)
from gopherd.model.site import Style
from gopherd.model.text import clean_line
from gopherd.pages import page, routes
from gopherd.pages.page import (
    Grid,
    LinkLine,
    Outside,
    Page,
    Part,
    PicturePlace,
    Place,
    Preformatted,
    Prose,
    TextPlace,
    Title,
)
from gopherd.pages.prints import pictured, pictures_path
from gopherd.pages.queries import like_path
from gopherd.pages.remarks import day, remarks
from gopherd.pages.words import Words
from gopherd.wire.address import link_scheme


def article_page(snapshot: Snapshot, number: int, words: Words) -> Page:
    """The page of an article. Raises ``NotFound``."""
    article = snapshot.article(number)
    site = snapshot.site
    is_taz = site.style is Style.TAZ
    links = Links()
    blocks: list[page.Block] = [(Title(f"# {site.title} -- {article.headline.text}"),)]
    if article.lede:
        blocks.append((Prose(article.lede, "> ", "> "),))
    if article.image:
        blocks.extend(figure_blocks(article.image, words))
    blocks.extend(body_blocks(article.body, links, words))
    if said := (*day(article, site), *remarks(article, site, words)):
        blocks.append(said)
    blocks.extend(links.blocks(words))
    if article.authors:
        blocks.append((page.Heading(words.authors),))
        blocks.append(tuple(_name_line(name) for name in article.authors))
    related = snapshot.related(article)
    if tags := _tags(article, related, repeated=is_taz):
        blocks.append((page.Heading(words.tags),))
        blocks.append(tuple(_name_line(tag) for tag in tags))
    if related or is_taz:
        blocks.append((page.Heading(words.related),))
        for other in related:
            blocks.extend(listed(other.headline, site.style))
    if not is_taz:
        blocks.extend(_ways_on(snapshot, article, links, words))
    return Page(tuple(blocks))


def listed(headline: Headline, style: Style) -> list[page.Block]:
    """An article in a list: its item, and its teaser below."""
    blocks: list[page.Block] = [(LinkLine(headline.text, Place(routes.listed_path(headline, style))),)]
    if headline.teaser:
        blocks.append((Prose(headline.teaser),))
    return blocks


def moved_page(snapshot: Snapshot, article: Reference, words: Words) -> Page:
    """The page of an article that was asked for by an old address: its new one stands first. Raises ``NotFound``."""
    path = routes.article_path(article)
    title, *blocks = article_page(snapshot, article.number, words).blocks
    return Page((title, (LinkLine(words.moved.format(path=path), Place(path), is_address=True),), *blocks))


def content_blocks(article: Article, words: Words) -> list[page.Block]:
    """What an article says, without its title, its lede and what leads on from it."""
    links = Links()
    blocks = figure_blocks(article.image, words) if article.image else []
    blocks += body_blocks(article.body, links, words)
    return [*blocks, *links.blocks(words)]


class Links:
    """The links of a text: every address has its number, in reading order; the same address twice has one."""

    def __init__(self) -> None:
        self._found: dict[int | str | tuple[int, str], tuple[int, Target]] = {}

    def text(self, spans: Spans) -> str:
        """``spans`` as text with markers ``[n][words]``."""
        if len(spans) == 1 and spans[0].__class__ is str:
            return str(spans[0])
        parts: list[str] = []
        for span in spans:
            match span:
                case Link(words, target):
                    number = self._number(target)
                    parts.append(words if number is None else f"[{number}][{words}]")
                case Break():
                    parts.append("\n")
                case _:
                    parts.append(span)
        return "".join(parts)

    def __contains__(self, address: str) -> bool:
        return address in self._found

    def targets(self) -> list[tuple[int, page.Target]]:
        """Each number and where it leads."""
        return [(number, _place(target)) for number, target in self._found.values()]

    def blocks(self, words: Words) -> list[page.Block]:
        """The heading LINKS and an item for each number."""
        if not self._found:
            return []
        lines = tuple(
            LinkLine(f"[{number}] {_address(target)}", target, is_address=True) for number, target in self.targets()
        )
        return [(page.Heading(words.links),), lines]

    def _number(self, target: Target) -> int | None:
        if isinstance(target, Reference):
            key: int | str | tuple[int, str] = target.number
        elif isinstance(target, Picture):
            key = (target.number, target.extension)
        elif link_scheme(target) is None:
            return None
        else:
            key = target
        return self._found.setdefault(key, (len(self._found) + 1, target))[0]


def _place(target: Target) -> page.Target:
    match target:
        case Reference():
            return Place(routes.article_path(target))
        case Picture():
            return PicturePlace(routes.picture_path(target), target.extension)
        case _:
            return Outside(target)


def _address(target: page.Target) -> str:
    """What readers quote: the selector without the edition they happen to read."""
    return target.address if isinstance(target, Outside) else target.path


def _name_line(name: Name) -> LinkLine | Prose:
    """A tag or an author; words alone where only an unlisted article bears the name, and its page would be empty."""
    return LinkLine(name.text, Place(routes.name_path(name))) if name.count else Prose(name.text)


def _tags(article: Article, related: Sequence[Related], *, repeated: bool) -> list[Name]:
    """The article's own tags, then the leading tag of each related article."""
    tags = [*article.tags, *(other.tag for other in related if other.tag is not None)]
    return tags if repeated else list({tag.number: tag for tag in tags}.values())


def _ways_on(snapshot: Snapshot, article: Article, links: Links, words: Words) -> list[page.Block]:
    older, newer = snapshot.neighbours(article)
    lines: list[Part] = []
    for series in article.series:
        if series.count:
            lines.append(LinkLine(words.series.format(name=series.text), Place(routes.name_path(series))))
        before, behind = snapshot.in_series(article, series)
        lines.extend(_led(((words.series_before, before), (words.series_next, behind))))
    lines.extend(_led(((words.older, older), (words.newer, newer))))
    if article.section is not None and article.section.count:
        lines.append(_name_line(article.section))
    lines.append(LinkLine(words.more_like_this, Place(like_path(article.headline.number))))
    lines.extend(original(article, links, words))
    lines.append(LinkLine(words.as_text, TextPlace(routes.text_path(routes.article_path(article.headline)))))
    if pictured(article):
        lines.append(LinkLine(words.pictures, Place(pictures_path(article.headline))))
    lines.append(LinkLine(words.front_page, Place(routes.FRONT_PATH)))
    return [(page.Heading(words.elsewhere),), tuple(lines)]


def _led(forms: Iterable[tuple[str, Headline | None]]) -> Iterator[LinkLine]:
    """Items that say an article's title and what it is to this one."""
    for form, headline in forms:
        if headline is not None:
            yield LinkLine(form.format(headline=headline.text), Place(routes.article_path(headline)))


def original(article: Article, links: Links, words: Words) -> page.Block:
    """Where an article lies on the web, unless its text has said so."""
    if article.source and link_scheme(article.source) and article.source not in links:
        return (LinkLine(words.original, Outside(article.source)),)
    return ()


def body_blocks(
    blocks: tuple[Block, ...], links: Links, words: Words, first: str = "", rest: str = ""
) -> list[page.Block]:
    """The text of an article.

    Args:
        blocks: what it is made of.
        links: takes what its words lead to.
        words: the language of what is ours.
        first: what stands in front of the first line.
        rest: what stands in front of every further line.
    """
    laid: list[page.Block] = []
    for block in blocks:
        laid.extend(_block(block, links, words, first, rest))
        first = rest
    return laid


def _block(block: Block, links: Links, words: Words, first: str, rest: str) -> list[page.Block]:
    match block:
        case Paragraph(spans):
            return [(Prose(links.text(spans), first, rest),)]
        case Heading(spans):
            text = links.text(spans).replace("\n", " ")
            return [(Prose(text, first, rest) if rest else page.Heading(text),)]
        case Quote(inner):
            return body_blocks(inner, links, words, f"{first}> ", f"{rest}> ")
        case Items():
            return _items(block, links, words, first, rest)
        case Listing(text):
            return [(Preformatted(text, first, rest),)]
        case Table(rows, headed):
            cells = tuple(tuple(links.text(cell) for cell in row) for row in rows)
            return [(Grid(cells, headed, first, rest),)]
        case Figure():
            return figure_blocks(block, words, first, rest)


def _items(block: Items, links: Links, words: Words, first: str, rest: str) -> list[page.Block]:
    """A list with hanging indents; without empty lines when every item is one paragraph and what hangs below it."""
    width = max(len(marker) for marker in block.markers) + 1
    laid: list[page.Block] = []
    is_tight = all(isinstance(part, Items) for item in block.items for part in item[1:])
    for marker, item in zip(block.markers, block.items, strict=True):
        laid.extend(body_blocks(item, links, words, first + marker.ljust(width), rest + " " * width))
        first = rest
    return [tuple(part for parts in laid for part in parts)] if is_tight else laid


def figure_blocks(figure: Figure, words: Words, first: str = "", rest: str = "") -> list[page.Block]:
    """A picture's line; where there is no file to lead to, the words alone, and nothing where there are none."""
    said = figure.caption or figure.credit
    match figure.target:
        case Picture() as picture:
            path = routes.picture_path(picture)
            text = f"{words.image}: {said or clean_line(picture.name) or path.rpartition('/')[2]}"
            return [(LinkLine(text, PicturePlace(path, picture.extension)),)]
        case str() as address if link_scheme(address):
            return [(LinkLine(f"{words.image}: {said or address}", Outside(address), is_address=not said),)]
    return [(Prose(f"{words.image}: {said}", first, rest),)] if said else []
