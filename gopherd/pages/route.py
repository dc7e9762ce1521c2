"""What a selector may mean: a closed family."""

from typing import Final, TypeAlias

from attrs import frozen

from gopherd.archive.selections import ByName, Order, Selection
from gopherd.model.article import Kind
from gopherd.pages.documents import DocumentRoute
from gopherd.pages.prints import PictureWork
from gopherd.pages.queries import LikeRoute, SearchRoute

_BY_NAME: Final = ByName()


@frozen
class FrontRoute:
    """The front page."""


@frozen
class ArticleRoute:
    """An article."""

    number: int


@frozen
class ListRoute:
    """A list of articles, from its beginning or after one of them."""

    selection: Selection
    after: int | None = None


@frozen
class NamesRoute:
    """The overview of all tags, authors, sections or series."""

    kind: Kind
    order: Order = _BY_NAME
    after: int | None = None


@frozen
class YearsRoute:
    """The overview of the years."""


@frozen
class TodayRoute:
    """What appeared on this day of earlier years."""


@frozen
class RandomRoute:
    """A few articles by chance."""


@frozen
class PictureRoute:
    """A picture file."""

    number: int
    extension: str


@frozen
class TextRoute:
    """An article, or those of a list, as a text."""

    of: ArticleRoute | ListRoute


@frozen
class EditionsRoute:
    """The choice of editions."""


Route: TypeAlias = (
    FrontRoute
    | ArticleRoute
    | ListRoute
    | NamesRoute
    | YearsRoute
    | TodayRoute
    | RandomRoute
    | PictureRoute
    | TextRoute
    | EditionsRoute
    | DocumentRoute
    | SearchRoute
    | LikeRoute
    | PictureWork
)
