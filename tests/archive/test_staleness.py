"""A finished page is never shown when it is not what would be made now: whatever changes, and whenever."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gopherd.archive import finishing, indexing
from gopherd.archive.neighbourhood import REACH
from gopherd.archive.opening import IndexedArchive
from gopherd.config import finisher
from gopherd.errors import NotFound
from tests.archive.conftest import Paper, moment

WORDS = "Gorilla Elefant Krokodil Papagei Schildkröte".split()
SEEN_AT = ("2026-11-22T12:00", "2026-11-30T00:00", "2027-06-01T00:00")


def finished(paper, now):
    """Every article at a time: its finished page, if there is one, and the page that would be made."""
    archive = IndexedArchive(paper.folder, paper.root, finisher=finisher().signature)
    snapshot = archive.snapshot(moment(now))
    pages = {}
    for (number,) in paper.query("SELECT number FROM article"):
        try:
            made = finisher()(snapshot, number)
        except NotFound:
            made = None
        pages[number] = snapshot.finished(number), made
    archive.close()
    return pages


def agree(paper):
    """Whether no finished page is wrong at any time; returns how many there are now."""
    for now in SEEN_AT:
        for number, (kept, made) in finished(paper, now).items():
            assert kept in {None, made}, (number, now)
    return sum(kept is not None for kept, _ in finished(paper, SEEN_AT[0]).values())


@pytest.fixture
def twenty(paper, monkeypatch):
    """Twenty articles with all their pages finished; a refresh marks what is stale, and finishes nothing."""
    monkeypatch.setattr("time.time", lambda: moment(SEEN_AT[0]))
    paper.finisher = finisher()
    for number in range(1, 21):
        tags = [*(["lonely"] if number == 9 else []), "all", f"t{number % 3}", *(["rare"] if number in {4, 17} else [])]
        other = "/old/twelve" if number == 1 else f"/!{number + 1}"
        paper.write(
            f"{number}.md", f"See [that]({other}) and ![it]({number}.png).", id=number, tags=tags,
            date=f"2022-01-{number:02}", section="S" if number % 2 else None, authors="jane",
            series="R" if number in {2, 6, 13} else None,
        )  # fmt: skip
    paper.write("redirected.md", redirect_to="/!12", aliases=["/old/twelve"])
    paper.refresh()
    assert agree(paper) == 20
    monkeypatch.setattr(finishing, "finish_stale", lambda *_: 0)
    return paper


CHANGES = {
    "a new article in every list": lambda paper: paper.write("21.md", id=21, tags=["all", "t1"], date="2022-01-10"),
    "a new article at the end": lambda paper: paper.write("21.md", id=21, section="S", date="2022-02-01"),
    "a text": lambda paper: paper.write("5.md", "Other.", id=5, tags=["all", "t2"], date="2022-01-05", section="S"),
    "a title": lambda paper: paper.write("5.md", id=5, title="New", tags=["all", "t2"], date="2022-01-05", section="S"),
    "a kicker, and so a slug": lambda paper: paper.write("5.md", id=5, kicker="New", tags=["all"], date="2022-01-05"),
    "a lede": lambda paper: paper.write("5.md", id=5, lede="New", tags=["all", "t2"], date="2022-01-05"),
    "a date": lambda paper: paper.write("5.md", id=5, tags=["all", "t2"], date="2022-01-15", section="S"),
    "a section": lambda paper: paper.write("5.md", id=5, tags=["all", "t2"], date="2022-01-05", section="Other"),
    "tags": lambda paper: paper.write("5.md", id=5, tags=["rare"], date="2022-01-05", section="S"),
    "a title, far from who is linked by a redirection": lambda paper: paper.write(
        "1.md", "See [that](/old/twelve).", id=1, title="New", tags=["all", "t1"], date="2022-01-01", section="S"
    ),
    "the embargo of one that links by a redirection": lambda paper: paper.write(
        "1.md", "See [that](/old/twelve).", id=1, tags=["all", "t1"], date="2029-12-31", section="S"
    ),
    "how a tag is written": lambda paper: paper.write(
        "9.md", "See [that](/!10).", id=9, tags=["Lonely", "all", "t0"], date="2022-01-09", section="S"
    ),
    "an id": lambda paper: paper.write("5.md", id=55, tags=["all", "t2"], date="2022-01-05", section="S"),
    "an id that another has": lambda paper: paper.write("0.md", id=5, tags=["all"], date="2022-01-05"),
    "the title of one that is reached by a file that redirects": lambda paper: paper.write(
        "12.md", id=12, title="New", tags=["all", "t0"], date="2022-01-12"
    ),
    "the embargo of one that is reached by a file that redirects": lambda paper: paper.write(
        "12.md", id=12, tags=["all", "t0"], date="2029-12-31"
    ),
    "a series": lambda paper: paper.write("5.md", id=5, tags=["all", "t2"], date="2022-01-05", section="S", series="R"),
    "the end of a series": lambda paper: paper.write("21.md", id=21, date="2022-02-01", series="R"),
    "an embargo in a series": lambda paper: paper.write("21.md", id=21, date="2026-11-29", series="R"),
    "a series that is given up": lambda paper: paper.write("6.md", id=6, tags=["all", "t0"], date="2022-01-06"),
    "a section within": lambda paper: paper.write("5.md", id=5, tags=["all"], date="2022-01-05", section="S/T"),
    "an update to come": lambda paper: paper.write("5.md", id=5, date="2022-01-05", updated="2026-11-29"),
    "unlisted": lambda paper: paper.write("5.md", id=5, tags=["all", "t2"], date="2022-01-05", weight=0),
    "a draft": lambda paper: paper.write("5.md", id=5, tags=["all", "t2"], date="2022-01-05", draft="true"),
    "gone": lambda paper: paper.delete("5.md"),
    "a link": lambda paper: paper.write(
        "5.md", "[to](18.md)", id=5, tags=["all", "t2"], date="2022-01-05", section="S"
    ),
    "an embargo": lambda paper: paper.write("21.md", id=21, tags=["all", "t1"], section="S", date="2026-11-29"),
    "an embargo on what is linked": lambda paper: paper.write("5.md", id=5, tags=["t1"], date="2026-11-29"),
    "a picture": lambda paper: paper.raw("5.png"),
    "an author": lambda paper: paper.raw("authors/jane.md", "---\nname: Jane Doe\n---\n"),
    "an old address": lambda paper: paper.write("30.md", id=30, aliases=["/!21"]),
    "a redirection": lambda paper: paper.write("30.md", redirect_to="/!3", aliases=["/!21"]),
    "the site's title": lambda paper: paper.configure('[site]\ntitle = "Another"'),
    "the layout": lambda paper: paper.configure("[layout]\nwidth = 40"),
    "a tag that becomes commoner": lambda paper: [
        paper.write(f"r{number}.md", id=100 + number, tags=["rare"], date="1999-01-01") for number in range(9)
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_no_page_is_shown_that_a_change_has_made_wrong(twenty, name, monkeypatch):
    CHANGES[name](twenty)
    twenty.refresh()
    agree(twenty)
    monkeypatch.undo()
    monkeypatch.setattr("time.time", lambda: moment(SEEN_AT[0]))
    twenty.refresh()
    assert agree(twenty) >= 19


def test_one_new_article_marks_its_neighbours_and_no_others(twenty):
    for number in range(100, 160):
        twenty.write(f"{number}.md", id=number, tags=["all"], date=f"2023-{number % 12 + 1:02}-01")
    twenty.refresh()
    twenty.query("SELECT 1")
    indexing_connection = indexing.schema.open_to_write(indexing.location.current(twenty.folder))
    indexing_connection.execute("DELETE FROM stale")
    indexing_connection.close()
    twenty.write("21.md", id=21, tags=["all"], date="2024-01-01", section="S").refresh()
    marked = {number for (number,) in twenty.query("SELECT number FROM stale")}
    assert 21 in marked
    assert len(marked) <= 2 * REACH * 3 + 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_no_sequence_of_changes_shows_a_wrong_page(seed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("paper")
    paper, dice = Paper(folder / "paper", folder / "index"), random.Random(seed)
    paper.finisher = finisher()
    there = set()
    for _ in range(6):
        for _ in range(dice.randint(1, 4)):
            name = f"{dice.randint(1, 8)}.md"
            if name in there and dice.random() < 0.3:
                paper.delete(name)
                there.discard(name)
                continue
            there.add(name)
            paper.write(
                name, f"[a]({dice.randint(1, 8)}.md) [b](/!{dice.randint(1, 9)})",
                id=dice.choice([None, int(name[0]), dice.randint(1, 9)]), tags=dice.sample("abc", dice.randint(0, 3)),
                section=dice.choice([None, "S", "S/T"]), series=dice.choice([None, "R"]),
                date=dice.choice(["2022-01-01", "2022-01-02", None, "2026-11-29"]),
                updated=dice.choice([None, None, "2026-11-30"]),
                weight=dice.choice([None, None, 0]), kicker=dice.choice([None, "K"]),
                lede=" ".join(dice.sample(WORDS, dice.randint(0, 3))),
            )  # fmt: skip
        paper.refresh()
        agree(paper)
    paper.close()
