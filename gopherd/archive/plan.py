"""What an index is to be made of, and what a run of the indexer did."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import apsw
from attrs import frozen

from gopherd.archive.ports import Finisher
from gopherd.errors import Issue
from gopherd.model.site import Site

if TYPE_CHECKING:
    from gopherd.archive.parsing import Stopwords  # an index is inspected without what parses files

Report: TypeAlias = Callable[[int, int], None]
"""Called with the files done and the files to do."""


@frozen
class Plan:
    """What an index is to be made of."""

    root: str
    """The archive's folder, absolute."""
    folder: str
    """The folder of its index."""
    site: Site
    stopwords: "Stopwords"
    guess_language: bool
    """Whether the site's language is that of most articles, since nobody has said."""
    finisher: Finisher | None = None
    """Makes the pages of articles; without one each is made when it is asked for."""
    places: tuple[str, ...] | None = None
    """Files and folders below ``root``: what is looked at in an index that exists; ``None``: everything."""


@frozen
class Summary:
    """What a run of the indexer did."""

    files: int
    """Files of the archive that were looked at."""
    changed: int
    """Files that were read and stored anew."""
    removed: int
    """Files that were there before and are no more."""
    articles: int
    """Articles in the index now, with those whose time has not come."""
    seconds: float
    issues: tuple[Issue, ...] = ()
    """Every mistake in the archive, old and new, by path."""
    unknown: tuple[str, ...] = ()
    """Places that were to be looked at, where nothing of the archive lies, nor did."""


def issues_of(connection: apsw.Connection) -> tuple[Issue, ...]:
    """Every mistake that an index knows of, by path."""
    rows: list[Any] = connection.execute(
        "SELECT path, message, line, left_out FROM issue ORDER BY path, line, message"
    ).fetchall()
    return tuple(Issue(path, message, line, bool(left_out)) for path, message, line, left_out in rows)
