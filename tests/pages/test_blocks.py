import pytest
from attrs import evolve

from gopherd.config import catalogues
from gopherd.model.site import Block, Front, FrontBlock
from gopherd.pages.blocks import FrontBlocks
from gopherd.pages.page import LinkLine, Prose
from tests.fakes import SITE, TAZ, FakeSnapshot, article

EN = catalogues()["en"]
ARTICLES = tuple(
    article(
        n, f"Title {n}", teaser=f"Teaser {n}", section="ab"[n % 2], tags=["odd"] if n % 2 else [],
        authors=["Ann"] if n < 3 else [], series=["Ways"] if n in {4, 8} else [], day=f"20{n + 10}-11-22",
    )
    for n in range(1, 11)
)  # fmt: skip


def shown(front, articles=ARTICLES, **more):
    snapshot = FakeSnapshot(evolve(SITE, front=front), articles, **more)
    blocks = FrontBlocks(snapshot, EN).all()
    return [part.text for block in blocks for part in block if isinstance(part, LinkLine)]


def of(*blocks):
    return Front((), tuple(FrontBlock(*block) if isinstance(block, tuple) else FrontBlock(block) for block in blocks))


def test_unless_somebody_says_otherwise_the_latest_and_each_section():
    assert shown(Front()) == [
        *(f"Title {n}" for n in range(10, 4, -1)), "a", "Title 4", "Title 2", "b", "Title 3", "Title 1",
    ]  # fmt: skip


def test_what_is_pinned_stands_first_and_once():
    front = Front((3, 77, 9), (FrontBlock(Block.LATEST),))
    assert shown(front) == ["Title 3", "Title 9", "Title 10", *(f"Title {n}" for n in (8, 7, 6, 5, 4))]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ((Block.SECTION, "A"), ["a", "Title 10", "Title 8", "Title 6"]),
        ((Block.TAG, "odd"), ["odd", "Title 9", "Title 7", "Title 5"]),
        ((Block.AUTHOR, "Ann"), ["All articles by Ann", "Title 2", "Title 1"]),
        ((Block.SERIES, "Ways"), ["Series: Ways", "Title 8", "Title 4"]),
        ((Block.TAG, "none"), []),
        (Block.TODAY, ["Today in earlier years", "Title 10", "Title 9", "Title 8"]),
        (Block.LONGEST, ["The longest reads", "Title 2", "Title 1"]),
        (Block.LINKED, ["Most linked", "Title 5"]),
        (Block.CHANGED, []),
    ],
)
def test_every_block_leads_to_its_list_and_shows_its_first(block, expected):
    assert shown(of(block), lengths={1: 5, 2: 7}, links={5: 1}) == expected


def test_blocks_stand_in_the_order_that_is_wanted_and_say_nothing_twice():
    assert shown(of((Block.TAG, "odd"), Block.LATEST)) == [
        "odd", "Title 9", "Title 7", "Title 5", "Title 10", "Title 8", "Title 6", "Title 4", "Title 3", "Title 2",
    ]  # fmt: skip


def test_a_section_may_be_called_by_its_title():
    from gopherd.model.site import Section

    site = evolve(SITE, front=of((Block.SECTION, "News!")), sections=(Section("b", "News!"),))
    blocks = list(FrontBlocks(FakeSnapshot(site, ARTICLES), EN).all())
    assert blocks[1][0].text == "Title 9"


def test_teasers_and_the_selectors_of_the_style():
    blocks = list(FrontBlocks(FakeSnapshot(evolve(TAZ, front=of(Block.LATEST)), ARTICLES), EN).all())
    assert (blocks[0][0].target.path, blocks[1]) == ("/!10", (Prose("Teaser 10"),))
