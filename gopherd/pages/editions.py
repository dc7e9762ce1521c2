"""The choice of editions: the only page whose links lead from one edition to another."""

from typing import Final

from gopherd.model.edition import Charset, prefix_of
from gopherd.model.site import Site
from gopherd.pages import routes
from gopherd.pages.page import LinkLine, Page, Place, Prose, Title
from gopherd.pages.words import Words

_EXAMPLE: Final = (Charset.LATIN1, 50)


def editions_page(site: Site, words: Words) -> Page:
    """The editions that readers are likely to need, each with a word on its use, and how to ask for any other."""
    offered = (
        (words.edition_utf8, Charset.UTF8, None),
        (words.edition_latin1, Charset.LATIN1, None),
        (words.edition_ascii, Charset.ASCII, None),
        (words.edition_narrow_ascii, Charset.ASCII, 40),
        (words.edition_narrow, None, 40),
        (words.edition_wide, None, 100),
    )
    example = prefix_of(*_EXAMPLE) + routes.ALL_PATH
    return Page(
        (
            (Title(f"# {site.title} -- {words.editions}"),),
            (Prose(words.editions_what),),
            tuple(
                LinkLine(text, Place(routes.FRONT_PATH, prefix_of(charset, width))) for text, charset, width in offered
            ),
            (Prose(words.editions_how.format(example=example)),),
            (LinkLine(words.front_page, Place(routes.FRONT_PATH)),),
        )
    )
