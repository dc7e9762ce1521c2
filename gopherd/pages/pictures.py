"""The page of an article's pictures: each as it lies, smaller, and as text."""

from collections.abc import Callable, Sequence

from gopherd.archive.ports import Snapshot
from gopherd.errors import NotFound
from gopherd.model.body import Picture
from gopherd.pages import routes
from gopherd.pages.article import figure_blocks
from gopherd.pages.page import Block, Heading, LinkLine, Page, Part, PicturePlace, Place, TextPlace, Title
from gopherd.pages.prints import drawing_path, pictured, print_path
from gopherd.pages.words import Words


def pictures_page(
    snapshot: Snapshot, number: int, words: Words, widths: Callable[[Picture], Sequence[int] | None]
) -> Page:
    """The pictures of an article.

    Args:
        snapshot: where it is.
        number: the article's.
        words: the language of what is ours.
        widths: how wide else a picture can be had; ``None``: not even as text.

    Raises:
        NotFound: there is no such article, or it has no pictures.
    """
    article = snapshot.article(number)
    found = pictured(article)
    if not found:
        raise NotFound(f"article {number} has no pictures")
    headline = article.headline
    blocks: list[Block] = [(Title(f"# {snapshot.site.title} -- {headline.text}"),)]
    for figure, picture in found:
        lines: list[Part] = [part for block in figure_blocks(figure, words) for part in block]
        if (offered := widths(picture)) is not None:
            for width in offered:
                place = PicturePlace(print_path(picture, width), picture.extension)
                lines.append(LinkLine(words.picture_width.format(width=width), place))
            for text, is_on_paper in ((words.picture_drawn, False), (words.picture_drawn_light, True)):
                lines.append(LinkLine(text, TextPlace(drawing_path(picture, is_on_paper=is_on_paper))))
        blocks.append(tuple(lines))
    blocks.append((Heading(words.elsewhere),))
    blocks.append((LinkLine(headline.text, Place(routes.article_path(headline))),))
    return Page(tuple(blocks))
