"""Articles as texts, to be kept and read offline: every link says its whole address."""

from typing import Final

from gopherd.archive.ports import Snapshot
from gopherd.archive.selections import Period
from gopherd.model.article import Article
from gopherd.model.site import Site
from gopherd.pages import page, routes
from gopherd.pages.article import Links, body_blocks, figure_blocks, original
from gopherd.pages.listings import ARTICLES_A_PAGE, further_word, title_and_path
from gopherd.pages.page import LinkLine, Page, Part, Place, Prose, TextPlace, Title
from gopherd.pages.remarks import published, remarks
from gopherd.pages.words import Words

ARTICLES_A_DAY: Final = 100
"""The most articles of a day in one text: what an answer may take is a fraction of a second."""
_RULE: Final = "* * *"


def article_text(snapshot: Snapshot, number: int, words: Words) -> Page:
    """An article as a text. Raises ``NotFound``."""
    return Page(tuple(_article(snapshot.article(number), snapshot.site, words)))


def list_text(snapshot: Snapshot, route: routes.ListRoute, words: Words) -> Page:
    """The articles of a list's page, or all of a day, in one text. Raises ``NotFound``."""
    selection, site = route.selection, snapshot.site
    is_day = isinstance(selection, Period) and selection.day is not None
    window = snapshot.headlines(selection, route.after, ARTICLES_A_DAY if is_day else ARTICLES_A_PAGE)
    title, path = title_and_path(snapshot, selection, words)
    blocks: list[page.Block] = [(Title(f"# {site.title} -- {title}"),)]
    blocks.append(tuple(Prose(headline.text, "* ", "  ") for headline in window.headlines))
    for headline in window.headlines:
        blocks.append((Prose(_RULE),))
        blocks.extend(_article(snapshot.article(headline.number), site, words))
    if window.has_older:
        blocks.append((Prose(_RULE),))
        place = TextPlace(routes.further_path(routes.text_path(path), window.headlines[-1].number))
        blocks.append((LinkLine(further_word(selection, words).format(total=window.total), place),))
    return Page(tuple(blocks))


def _article(article: Article, site: Site, words: Words) -> list[page.Block]:
    """Title, date and authors, text, what is said of it, and where everything leads."""
    links = Links()
    blocks: list[page.Block] = [(Title(article.headline.text),)]
    byline = (published(article, site), ", ".join(name.text for name in article.authors))
    if any(byline):
        blocks.append(tuple(Prose(line) for line in byline if line))
    if article.lede:
        blocks.append((Prose(article.lede, "> ", "> "),))
    if article.image:
        blocks.extend(figure_blocks(article.image, words))
    blocks.extend(body_blocks(article.body, links, words))
    blocks.append(remarks(article, site, words))
    blocks.append(tuple(LinkLine(f"[{number}]", target) for number, target in links.targets()))
    here: Part = LinkLine(words.this_article, Place(routes.article_path(article.headline)))
    blocks.append((*original(article, links, words), here))
    return blocks
