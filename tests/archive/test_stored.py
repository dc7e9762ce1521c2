import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.stored import dumps, load_blocks, load_figure, load_site, store_blocks, store_figure, store_site
from gopherd.model.article import Kind
from gopherd.model.body import Break, Figure, Heading, Items, Link, Listing, Paragraph, Quote, Reference, Table
from gopherd.model.site import Block, Front, FrontBlock, Section, Site, Style

text = st.text(max_size=8)
spans = st.lists(st.one_of(text, st.builds(Link, text, text), st.just(Break())), max_size=4).map(tuple)
figures = st.builds(Figure, st.one_of(st.none(), text), text, text)
leaves = st.one_of(
    st.builds(Paragraph, spans),
    st.builds(Heading, spans),
    st.builds(Listing, text),
    st.builds(Table, st.lists(st.lists(spans, max_size=3).map(tuple), max_size=3).map(tuple), st.booleans()),
    figures,
)
bodies = st.recursive(
    st.lists(leaves, max_size=3).map(tuple),
    lambda inner: st.lists(
        st.one_of(
            leaves,
            st.builds(Quote, inner),
            st.lists(inner, min_size=1, max_size=3).map(
                lambda items: Items(tuple("*" * (1 + place) for place in range(len(items))), tuple(items))
            ),
        ),
        max_size=3,
    ).map(tuple),
    max_leaves=8,
)
sites = st.builds(
    Site,
    title=text, slogan=text, language=text, timezone=text, url=text,
    style=st.sampled_from(Style), width=st.integers(20, 200),
    sections=st.lists(st.builds(Section, text, text), max_size=3).map(tuple),
    numbers=st.dictionaries(st.sampled_from(Kind), st.dictionaries(text, st.integers(1, 10**18 - 1), max_size=3)),
    front=st.builds(
        Front, st.lists(st.integers(0, 10**18 - 1), max_size=3).map(tuple),
        st.lists(st.builds(FrontBlock, st.sampled_from(Block), text), max_size=3).map(tuple),
    ),
)  # fmt: skip


@given(bodies)
def test_what_is_stored_comes_back(body):
    kept = []

    def refer(href):
        kept.append(href)
        return len(kept) - 1

    stored = json.loads(dumps(store_blocks(body, refer, refer)))
    assert load_blocks(stored, kept.__getitem__, kept.__getitem__) == body


@given(figures)
def test_a_figure_comes_back(figure):
    assert load_figure(json.loads(dumps(store_figure(figure, str))), str) == figure


@given(sites)
def test_a_site_comes_back(site):
    assert load_site(json.loads(dumps(store_site(site)))) == site


def test_a_link_that_leads_nowhere_is_its_words():
    stored = store_blocks((Paragraph(("a ", Link("b", "/x"))),), str, str)
    assert load_blocks(stored, lambda target: None, lambda target: None) == (Paragraph(("a ", "b")),)


@pytest.mark.parametrize("target", [Reference(1, "slug"), None])
def test_a_picture_that_is_none_is_its_words(target):
    assert load_figure(store_figure(Figure("a.png", "C"), str), lambda _: target) == Figure(None, "C")
