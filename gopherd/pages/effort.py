"""Which answers take long: the whole text of many articles, what is known of many, searches, and work on pictures."""

import re
from typing import Final

from gopherd.errors import NotFound
from gopherd.message import Plus, Request, Wish
from gopherd.pages import routes
from gopherd.pages.documents import Document, DocumentRoute
from gopherd.pages.prints import DrawingRoute, PicturesRoute, PrintRoute
from gopherd.pages.queries import LIKE, SEARCH, LikeRoute, SearchRoute

_MARKS: Final = re.compile(rf"%|!i|\.txt|{re.escape(Document.FEED.value)}|{SEARCH}|{LIKE}")
"""What the selectors of such answers have in them, in any spelling."""


def takes_long(request: Request) -> bool:
    """Whether an answer is better made where nobody else waits for it; known by the request alone."""
    if isinstance(request.asked, Plus) and request.asked.wish is Wish.MENU_ATTRIBUTES:
        return True
    # What nearly every request is told apart by, at a fraction of the cost of what follows.
    if not _MARKS.search(request.selector):
        return False
    try:
        route = routes.resolve(request.selector, request.search)
    except NotFound:
        return False
    match route:
        case routes.TextRoute(routes.ListRoute()) | PicturesRoute() | PrintRoute() | DrawingRoute():
            return True
        case DocumentRoute(document):
            return document is Document.FEED
        case SearchRoute(words):
            return bool(words)
        case LikeRoute():
            return True
    return False
