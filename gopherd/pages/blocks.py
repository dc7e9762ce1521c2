"""The blocks of the front page, in the order that the configuration names."""

from collections.abc import Iterator
from typing import Final

from gopherd.archive.ports import Snapshot
from gopherd.archive.selections import Changed, Everything, Longest, MostLinked, Named, Selection
from gopherd.errors import NotFound
from gopherd.model.article import Headline, Kind
from gopherd.model.site import NAMED, Block, FrontBlock
from gopherd.pages import page
from gopherd.pages.article import listed
from gopherd.pages.listings import title_and_path, today
from gopherd.pages.page import LinkLine, Place
from gopherd.pages.waymarks import TODAY_PATH
from gopherd.pages.words import Words

LATEST: Final = 6
OF_EACH: Final = 3
_OWN_WAY: Final[dict[Block, Selection]] = {
    Block.CHANGED: Changed(),
    Block.LONGEST: Longest(),
    Block.LINKED: MostLinked(),
}


class FrontBlocks:
    """The blocks of one front page; what stands in one of them is not said again in a later one."""

    def __init__(self, snapshot: Snapshot, words: Words) -> None:
        self._snapshot = snapshot
        self._words = words
        self._said: set[int] = set()

    def all(self) -> Iterator[page.Block]:
        """What is pinned, then every block that has an article to show, or leads to some."""
        front = self._snapshot.site.front
        for number in front.pinned:
            yield from self._pinned(number)
        for block in front.blocks:
            yield from self._block(block)

    def _pinned(self, number: int) -> Iterator[page.Block]:
        try:
            headline = self._snapshot.article(number).headline
        except NotFound:  # its time has not come, or it is over
            return
        yield from self._say([headline])

    def _block(self, wanted: FrontBlock) -> Iterator[page.Block]:
        snapshot, words = self._snapshot, self._words
        match wanted.block:
            case Block.LATEST:
                yield from self._newest(Everything(), LATEST)
            case Block.SECTIONS:
                for section in snapshot.sections():
                    yield from self._headed(Named(Kind.SECTION, section.number))
            case Block.TODAY:
                yield from self._headed(today(snapshot), LinkLine(words.today, Place(TODAY_PATH)))
            case block if block in NAMED:
                kind = NAMED[block]
                yield from self._headed(Named(kind, snapshot.site.number_of(kind, wanted.name)))
            case block:
                yield from self._headed(_OWN_WAY[block])

    def _headed(self, selection: Selection, head: LinkLine | None = None) -> Iterator[page.Block]:
        """An item that leads to a list, then its first articles; nothing when the list is empty."""
        try:
            first = list(self._newest(selection, OF_EACH))
            if head is None:
                title, path = title_and_path(self._snapshot, selection, self._words)
                head = LinkLine(title, Place(path))
        except NotFound:
            return
        yield (head,)
        yield from first

    def _newest(self, selection: Selection, count: int) -> Iterator[page.Block]:
        window = self._snapshot.headlines(selection, None, count + len(self._said))
        return self._say([found for found in window.headlines if found.number not in self._said][:count])

    def _say(self, headlines: list[Headline]) -> Iterator[page.Block]:
        for headline in headlines:
            self._said.add(headline.number)
            yield from listed(headline, self._snapshot.site.style)
