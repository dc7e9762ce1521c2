"""What files hold, read, parsed and made ready for the index, by as many processes as there are cores.

Parsing is most of the work of indexing and needs nothing but the file and the site, so it is done apart from the one
process that writes.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from attrs import frozen

from gopherd.archive import files
from gopherd.archive.authors import AuthorFile
from gopherd.archive.codec import Redirect
from gopherd.archive.files import Found
from gopherd.archive.packing import packer_of
from gopherd.archive.parallel import parallel
from gopherd.archive.parsing import Stopwords, parse
from gopherd.archive.preparing import Prepared, prepare
from gopherd.errors import Issue
from gopherd.model.article import Manuscript
from gopherd.model.site import Site

WORTH_A_POOL: Final = 1000
"""Fewer files than this are read before the other processes have started."""


@frozen
class Reading:
    """What one file holds now."""

    digest: bytes = b""
    content: Prepared | Redirect | AuthorFile | None = None
    """``None`` for what is left out or no article at all, and also when nothing was parsed."""
    issues: tuple[Issue, ...] = ()
    is_parsed: bool = False
    """Not a picture, nor bytes that are known already, nor a file that cannot be read."""
    error: str = ""
    """Why it cannot be read, empty when it can."""


@frozen
class Rules:
    """What files are read by."""

    root: str
    site: Site
    stopwords: Stopwords
    dictionary: bytes = b""
    """What texts are packed with."""


def read(rules: Rules, file: Found, known: bytes | None) -> Reading:
    """What a file holds.

    Args:
        rules: what it is read by.
        file: which one.
        known: the digest of the bytes that need not be parsed again.
    """
    if file.is_picture:
        return Reading()
    try:
        data = files.read(rules.root, file.path)
    except OSError as error:
        return Reading(error=error.strerror or "no reason given")
    digest = files.digest(data)
    if digest == known:
        return Reading(digest)
    parsed = parse(file.path, data, rules.site, rules.stopwords)
    match parsed.content:
        case Manuscript() as manuscript:
            prepared = prepare(manuscript, rules.site.url, packer_of(rules.dictionary))
            return Reading(digest, prepared, parsed.issues, is_parsed=True)
        case content:
            return Reading(digest, content, parsed.issues, is_parsed=True)


def read_all(rules: Rules, wanted: Iterable[tuple[Found, bytes | None]], count: int) -> Iterator[Reading]:
    """What many files hold, in their order.

    Args:
        rules: what they are read by.
        wanted: the files, each with the digest that is known of it.
        count: how many they are.
    """
    if count < WORTH_A_POOL:
        return (read(rules, file, known) for file, known in wanted)
    return parallel(partial(_read, rules), wanted)


def _read(rules: Rules, wanted: tuple[Found, bytes | None]) -> Reading:
    return read(rules, *wanted)
