import pytest

from gopherd.model.body import Break, Link, text_of


@pytest.mark.parametrize(
    ("spans", "text"),
    [
        ((), ""),
        (("a ", Link("b", "/c"), " d"), "a b d"),
        (("one", Break(), "two"), "one two"),
        ((" a ",), "a"),
    ],
)
def test_text_of_spans(spans, text):
    assert text_of(spans) == text
