"""Articles as other articles' pages and lists show them.

Their teasers lie in the packed pages, at the beginning of the text, and not in a column of their own, which would be a
tenth of the index; so headlines that were read are kept.
"""

from collections.abc import Iterable
from typing import Any, Final

import apsw

from gopherd.archive.packing import Packer
from gopherd.archive.schema import TEXT_MARK
from gopherd.model.article import Headline

_KEPT: Final = 2000
_SELECT: Final = (
    "SELECT a.number, a.slug, a.kicker, a.title, p.data, a.published, a.tag, a.listed FROM article a "
    "JOIN page p USING(number) WHERE a.number IN "
)


class Headlines:
    """The headlines of one snapshot.

    Args:
        connection: from ``schema.open_to_read``.
        packer: of that index.
    """

    def __init__(self, connection: apsw.Connection, packer: Packer) -> None:
        self._db = connection
        self._packer = packer
        self._kept: dict[int, tuple[Headline, int | None, bool]] = {}

    def of(self, numbers: Iterable[int]) -> dict[int, tuple[Headline, int | None, bool]]:
        """Headlines by number, in the order of ``numbers``; what is not in the index is left out.

        Returns:
            Of each the headline, the key of its leading tag, and whether it is listed.
        """
        numbers = list(numbers)
        if wanted := [number for number in numbers if number not in self._kept]:
            if len(self._kept) + len(wanted) > _KEPT:
                self._kept.clear()
                wanted = numbers
            rows: Any = self._db.execute(f"{_SELECT}({','.join('?' * len(wanted))})", wanted)
            for number, slug, kicker, title, data, published, tag, listed in rows:
                headline = Headline(number, slug, kicker, title, teaser_of(self._packer.unpack(data)), published)
                self._kept[number] = headline, tag, bool(listed)
        return {number: self._kept[number] for number in numbers if number in self._kept}


def teaser_of(page: bytes) -> str:
    """The teaser in an unpacked page."""
    begin = page.index(TEXT_MARK) + 1
    return page[begin : page.index(TEXT_MARK, begin)].decode()


def text_of(page: bytes) -> bytes:
    """The stored text in an unpacked page."""
    return page[page.index(TEXT_MARK, page.index(TEXT_MARK) + 1) + 1 :]
