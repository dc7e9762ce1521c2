"""What stands under each route that is a menu."""

from gopherd.archive.ports import Snapshot
from gopherd.pages import routes
from gopherd.pages.article import article_page
from gopherd.pages.editions import editions_page
from gopherd.pages.front import front_page
from gopherd.pages.listings import list_page, random_page, today_page, years_page
from gopherd.pages.overviews import names_page
from gopherd.pages.page import Page
from gopherd.pages.queries import LikeRoute, SearchRoute
from gopherd.pages.search import like_page, search_page
from gopherd.pages.words import Words


def page_of(snapshot: Snapshot, route: routes.Route, words: Words) -> Page:
    """The page under a route. Raises ``NotFound``.

    Args:
        snapshot: of the archive.
        route: of a page that is made of the snapshot alone; pictures, texts and documents are none.
        words: in the site's language.
    """
    match route:
        case routes.ArticleRoute(number):
            return article_page(snapshot, number, words)
        case routes.ListRoute():
            return list_page(snapshot, route, words)
        case routes.NamesRoute():
            return names_page(snapshot, route, words)
        case routes.YearsRoute():
            return years_page(snapshot, words)
        case routes.TodayRoute():
            return today_page(snapshot, words)
        case routes.RandomRoute():
            return random_page(snapshot, words)
        case routes.EditionsRoute():
            return editions_page(snapshot.site, words)
        case SearchRoute():
            return search_page(snapshot, route, words)
        case LikeRoute(number):
            return like_page(snapshot, number, words)
        case _:
            return front_page(snapshot, words)
