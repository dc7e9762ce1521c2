import pytest

from gopherd.archive.selections import Everything
from gopherd.config import catalogues
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.pages import routes
from gopherd.pages.contents import page_of
from gopherd.pages.queries import LikeRoute, SearchRoute
from tests.fakes import SITE, FakeSnapshot, article

EN = catalogues()["en"]
HERE = FakeSnapshot(SITE, (article(1, "One", tags=["Joe"]), article(2, "Two", tags=["Joe"])))


@pytest.mark.parametrize(
    ("route", "title"),
    [
        (routes.FrontRoute(), "# Paper"),
        (routes.ArticleRoute(1), "# Paper -- One"),
        (routes.ListRoute(Everything()), "# Paper -- All articles (2)"),
        (routes.NamesRoute(Kind.TAG), "# Paper -- Tags (1)"),
        (routes.YearsRoute(), "# Paper -- Calendar"),
        (routes.TodayRoute(), "# Paper -- November 22 in earlier years"),
        (routes.RandomRoute(), f"# Paper -- {EN.random}"),
        (routes.EditionsRoute(), "# Paper -- Editions for other machines"),
        (SearchRoute("one"), "# Paper -- one: 1 hit"),
        (LikeRoute(1), "# Paper -- Like this one: One"),
    ],
)
def test_each_route_has_its_page(route, title):
    assert page_of(HERE, route, EN).blocks[0][0].text == title


def test_what_is_not_there_has_none():
    with pytest.raises(NotFound):
        page_of(HERE, routes.ArticleRoute(3), EN)
