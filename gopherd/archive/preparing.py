"""A manuscript made ready for the index: rows, keys and packed text, by a process that knows nothing of the index.

What only the writer knows (the article's number, the keys of its names) stays out of the packed text, so that nearly
all of the work of storing an article is done in parallel.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b

from attrs import frozen

from gopherd.archive import addresses, stored
from gopherd.archive.measuring import length_of
from gopherd.archive.packing import Packer
from gopherd.archive.schema import (
    NOWHERE,
    OUTSIDE_KEY,
    ROLE_BODY,
    ROLE_IMAGE,
    ROLE_RELATED,
    TEXT_MARK,
)
from gopherd.archive.wording import Wording, wording_of
from gopherd.model.article import UNDATED, Manuscript, State


@frozen
class Prepared:
    """An article file, ready to be stored."""

    path: str
    claim: int | None
    state: State
    published: int
    """Seconds since 1970, ``UNDATED`` for none."""
    changed: int
    """When it last was news: published, or changed after that; seconds since 1970."""
    length: int
    """Characters of its text."""
    headline: tuple[str, str, str]
    """Slug, kicker and title."""
    language: str
    section: str
    series: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    references: tuple[tuple[int, int, int, int], ...]
    """Role, place, rank and key of everything that its links and pictures may mean."""
    addresses: tuple[int, ...]
    """Keys of its addresses."""
    data: bytes
    """The packed page: nothing finished yet, the teaser and the text."""
    wording: Wording
    """What the full text has of it, but for its names."""


def prepare(manuscript: Manuscript, site_url: str, packer: Packer) -> Prepared:
    """Make a manuscript ready.

    Args:
        manuscript: what the file says.
        site_url: the site's web address, empty when it has none.
        packer: of the index that it is for.
    """
    links = _Links(manuscript.path, site_url)
    published, updated = seconds_of(manuscript.published), seconds_of(manuscript.updated)
    image = stored.store_figure(manuscript.image, links.picture) if manuscript.image else None
    text = {
        "lede": manuscript.lede,
        "updated": None if manuscript.updated is None else updated,
        "correction": manuscript.correction,
        "rights": manuscript.rights,
        "source": manuscript.source,
        "image": image,
        "body": stored.store_blocks(manuscript.body, links.link, links.picture),
        "links": list(links.places[ROLE_BODY]),
        "pictures": list(links.places[ROLE_IMAGE]),
    }
    for name in manuscript.related:
        links.relate(f"!{name}" if name.isascii() and name.isdigit() else name)
    text["related"] = list(links.places[ROLE_RELATED])
    parts = b"", manuscript.teaser.encode(), stored.dumps({key: value for key, value in text.items() if value}).encode()
    return Prepared(
        path=manuscript.path,
        claim=manuscript.claim,
        state=manuscript.state,
        published=published,
        changed=max(published, updated),
        length=length_of(manuscript.body),
        headline=(manuscript.slug, manuscript.kicker, manuscript.title),
        language=manuscript.language,
        section=manuscript.section,
        series=manuscript.series,
        tags=manuscript.tags,
        authors=manuscript.authors,
        references=tuple(links.rows),
        addresses=tuple(map(key_of, manuscript.addresses)),
        data=packer.pack(TEXT_MARK.join(parts)),
        wording=wording_of(manuscript.kicker, manuscript.title, text, manuscript.language),
    )


def key_of(address: str) -> int:
    """The key under which the index knows an address: 64 bits of its hash, never ``OUTSIDE_KEY``.

    Two of ten million addresses have the same key with a probability of one in four hundred thousand; the text of all
    of them would be a tenth of the index.
    """
    key = int.from_bytes(blake2b(address.encode("utf-8", "surrogateescape"), digest_size=8).digest(), signed=True)
    return key or 1


def seconds_of(moment: datetime | None) -> int:
    """A datetime in seconds since 1970, ``UNDATED`` for none."""
    return UNDATED if moment is None else int(moment.timestamp())


class _Links:
    """Gives every address in an article its place, and notes what it may mean."""

    def __init__(self, path: str, site_url: str) -> None:
        self._path = path
        self._url = site_url
        self.places: dict[int, dict[str, int]] = {ROLE_BODY: {}, ROLE_RELATED: {}, ROLE_IMAGE: {}}
        self.rows: list[tuple[int, int, int, int]] = []

    def link(self, href: str) -> "str | int | list[object]":
        return self._refer(href, ROLE_BODY, addresses.meant_by)

    def picture(self, href: str) -> "str | int | list[object]":
        return self._refer(href, ROLE_IMAGE, addresses.pictures)

    def relate(self, href: str) -> None:
        self._refer(href, ROLE_RELATED, addresses.meant_by)

    def _refer(
        self, href: str, role: int, meanings: Callable[[str, str, str], tuple[str, ...]]
    ) -> "str | int | list[object]":
        meant = meanings(href, self._path, self._url)
        outside = addresses.external(href, self._url)
        if not meant:
            return outside or NOWHERE
        # A picture file that is missing is words; a link below the site's address still leads to the web.
        fallback = outside if role == ROLE_BODY or addresses.is_external(href) else ""
        places = self.places[role]
        place = places.get(href)
        if place is None:
            place = places[href] = len(places)
            keys = [*dict.fromkeys(map(key_of, meant)), *([OUTSIDE_KEY] if fallback else [])]
            self.rows += [(role, place, rank, key) for rank, key in enumerate(keys)]
        return [place, fallback] if fallback else place
