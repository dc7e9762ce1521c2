"""Finished pages: what the index keeps of every article, so that nothing is laid out when a reader asks."""

from collections.abc import Mapping
from typing import Final

from attrs import frozen

from gopherd.archive.ports import Snapshot
from gopherd.model.edition import Edition
from gopherd.pages.article import article_page
from gopherd.pages.words import Words, words_of
from gopherd.render.menu import Server, render
from gopherd.wire.compact import ANY_HOST, ANY_PORT, compact

_ANYWHERE: Final = Server(ANY_HOST, ANY_PORT)


@frozen
class MenuFinisher:
    """An ``archive.ports.Finisher``: the menu of an article, in the compact form of ``wire.compact``."""

    catalogues: Mapping[str, Words]
    """The words of each language; ``en`` is among them."""
    signature: str
    """Differs when the words or the code that makes pages do: another release lays them out anew."""

    def __call__(self, snapshot: Snapshot, number: int, /) -> bytes:
        """As ``archive.ports.Finisher``."""
        page = article_page(snapshot, number, words_of(self.catalogues, snapshot.site.language))
        return compact(render(page, snapshot.site, _ANYWHERE, Edition(snapshot.site.charset)))
