from typing import get_args

import attrs
import pytest

from gopherd.pages import page


@pytest.mark.parametrize("part", get_args(page.Part))
def test_parts_are_frozen_values(part):
    made = part(*("x" for attribute in attrs.fields(part) if attribute.default is attrs.NOTHING))
    assert made == attrs.evolve(made)
    assert hash(made) == hash(attrs.evolve(made))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(made, attrs.fields(part)[0].name, "y")


def test_a_page_is_a_row_of_blocks():
    block = (page.Title("a"), page.Prose("b"))
    assert page.Page((block,)).blocks == (block,)
