import inspect
from typing import get_args

from gopherd.archive import selections
from gopherd.archive.selections import OTHER, ByName, Order, Selection


def test_every_list_and_every_order_is_a_value_that_says_what_it_is():
    for kind in (*get_args(Selection), *get_args(Order)):
        made = kind(*(1 for _ in kind.__attrs_attrs__))
        assert made == kind(*(1 for _ in kind.__attrs_attrs__))
        assert hash(made) == hash(kind(*(1 for _ in kind.__attrs_attrs__)))
        assert inspect.getdoc(kind)


def test_what_begins_with_no_letter_has_a_mark_that_is_none():
    assert ByName(OTHER) != ByName()
    assert not OTHER.isalnum()
    assert selections.AT_MOST == 200
