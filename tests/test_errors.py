import inspect

import pytest

from gopherd import errors
from gopherd.errors import BeingIndexed, GopherdError, Issue

CLASSES = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, Exception)]


@pytest.mark.parametrize("error", CLASSES)
def test_every_error_is_caught_with_the_root(error):
    assert issubclass(error, GopherdError)


def test_being_indexed_says_how_far():
    error = BeingIndexed(3, 10)
    assert (error.done, error.total) == (3, 10)
    assert str(error) == "being indexed, 3 of 10"


@pytest.mark.parametrize(
    ("issue", "expected"),
    [(Issue("a.md", "no date"), "a.md: no date"), (Issue("a.md", "no date", 3), "a.md:3: no date")],
)
def test_an_issue_reads_as_compilers_say_it(issue, expected):
    assert str(issue) == expected
