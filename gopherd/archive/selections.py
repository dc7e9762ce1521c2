"""Which articles a list holds, and in which order names stand: what may be asked of a snapshot, and how."""

from datetime import date
from typing import Final, TypeAlias

from attrs import frozen

from gopherd.model.article import Kind


@frozen
class Everything:
    """All articles."""


@frozen
class Named:
    """The articles below a tag, an author, a section (with the sections in it) or a series."""

    kind: Kind
    number: int


@frozen
class Period:
    """The articles of a year, a month or a day, in the site's zone."""

    year: int
    month: int | None = None
    day: int | None = None


@frozen
class Since:
    """What has appeared or was changed since the beginning of a day, in the site's zone; the latest news first."""

    day: date


@frozen
class Changed:
    """The articles that were changed after they had appeared, the latest change first."""


@frozen
class SameDay:
    """The articles that appeared on one day of earlier years, in the site's zone."""

    month: int
    day: int


@frozen
class Longest:
    """The longest articles, the longest first; at most ``AT_MOST``."""


@frozen
class MostLinked:
    """The articles that most others link to, those first; at most ``AT_MOST``."""


AT_MOST: Final = 200
"""Articles in a list of the first of their kind."""

Selection: TypeAlias = Everything | Named | Period | Since | Changed | SameDay | Longest | MostLinked


@frozen
class ByName:
    """Names in alphabetical order."""

    initial: str = ""
    """Only those that begin with it: a letter from a to z, ``OTHER`` for the rest; empty for all."""


@frozen
class BySize:
    """Names by the number of their articles, the largest first."""


OTHER: Final = "_"
"""The initial of names that begin with a figure or a sign."""

Order: TypeAlias = ByName | BySize


@frozen
class Initial:
    """How many names begin with a letter."""

    letter: str
    """As ``ByName.initial``."""
    names: int
