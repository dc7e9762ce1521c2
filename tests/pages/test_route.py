from attrs import fields

from gopherd.archive.selections import ByName, Everything
from gopherd.model.article import Kind
from gopherd.pages import route, routes


def test_a_list_and_an_overview_begin_at_their_beginning_and_by_name():
    assert route.ListRoute(Everything()).after is None
    assert (route.NamesRoute(Kind.TAG).order, route.NamesRoute(Kind.TAG).after) == (ByName(), None)


def test_whoever_finds_routes_has_all_of_them():
    family = {kind.__name__ for kind in vars(route).values() if getattr(kind, "__module__", "") == route.__name__}
    assert family | {"Route"} == set(routes.__all__)
    assert all(fields(getattr(routes, name)) is not None for name in family)
