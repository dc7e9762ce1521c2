"""What is said of an article below its text: its day, its changes, whose it is."""

from gopherd.model.article import Article
from gopherd.model.site import Site, Style
from gopherd.pages import page
from gopherd.pages.dates import day_text
from gopherd.pages.page import Part, Prose
from gopherd.pages.words import Words


def day(article: Article, site: Site) -> page.Block:
    """The day of an article as a line, none when it has none."""
    said = published(article, site)
    return (Prose(said),) if said else ()


def published(article: Article, site: Site) -> str:
    """The day of an article, empty when it has none."""
    return "" if article.published is None else day_text(article.published.date(), site.style, site.language)


def remarks(article: Article, site: Site, words: Words) -> page.Block:
    """What is said of an article below its text: when and why it was changed, and whose it is."""
    lines: list[Part] = [*changes(article, site, words)]
    if site.style is not Style.TAZ:
        if article.image and article.image.caption and article.image.credit:
            lines.append(Prose(words.picture_credit.format(credit=article.image.credit)))
        if article.rights:
            lines.append(Prose(words.rights.format(rights=article.rights)))
    return tuple(lines)


def changes(article: Article, site: Site, words: Words) -> page.Block:
    """When and why an article was changed."""
    lines: list[Part] = []
    changed = "" if article.updated is None else day_text(article.updated.date(), site.style, site.language)
    if changed:
        lines.append(Prose(words.updated.format(date=changed)))
    if article.correction:
        form = words.correction if changed else words.correction_undated
        lines.append(Prose(form.format(date=changed, sentence=article.correction)))
    return tuple(lines)
