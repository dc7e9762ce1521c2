import pytest

from gopherd.archive.selections import MostLinked
from tests.archive.conftest import NOW
from tests.archive.test_reader import related


def links(paper):
    return sorted(paper.query("SELECT source, target FROM link"))


def ranked(paper, now=NOW):
    window = paper.at(now).headlines(MostLinked(), None, 9)
    return list(zip([found.number for found in window.headlines], window.measures, strict=True))


@pytest.fixture
def three(paper):
    paper.write("1.md", "[x](/!2) [twice](/!2) [self](/!1) [three](3.md)", id=1).write("2.md", "[x](/!3)", id=2)
    return paper.write("3.md", id=3)


def test_an_article_counts_once_and_never_for_itself(three):
    three.refresh()
    assert links(three) == [(1, 2), (1, 3), (2, 3)]
    assert ranked(three) == [(3, 2), (2, 1)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda paper: paper.delete("1.md"), [(3, 1)]),
        (lambda paper: paper.delete("3.md"), [(2, 1)]),
        (lambda paper: paper.write("1.md", "None.", id=1), [(3, 1)]),
        (lambda paper: paper.write("1.md", "[x](/!3)", id=1, weight=0), [(3, 1)]),
        (lambda paper: paper.write("3.md", id=3, weight=0), [(2, 1)]),
        (lambda paper: paper.write("3.md", id=33), [(33, 1), (2, 1)]),
        (lambda paper: paper.write("4.md", "[x](/!2) [y](/!3)", id=4), [(3, 3), (2, 2)]),
        (lambda paper: paper.write("4.md", id=4, aliases=["/!3"]), [(3, 2), (2, 1)]),
        (lambda paper: paper.write("2.md", "[x](/!3)", id=2, date="2026-11-30"), [(3, 1)]),
    ],
)
def test_a_change_is_counted_and_comes_out_as_if_all_were_built_anew(three, make_paper, change, expected):
    three.refresh()
    change(three)
    three.refresh()
    anew = make_paper(three.root)
    anew.refresh()
    assert links(three) == links(anew)
    assert three.query("SELECT * FROM entry WHERE list=-4") == anew.query("SELECT * FROM entry WHERE list=-4")
    assert ranked(three) == expected


def test_a_link_by_an_old_address_is_one_by_a_redirection_too(paper):
    paper.write("1.md", "[x](/old) [y](/older)", id=1).write("2.md", id=2, aliases=["/old"]).write("3.md", id=3)
    paper.write("r.md", redirect_to="/!3", aliases=["/older"]).refresh()
    assert links(paper) == [(1, 2), (1, 3)]
    paper.delete("r.md").refresh()
    assert links(paper) == [(1, 2)]


def test_links_from_what_is_to_come_count_from_then_on_and_links_to_it_too(three):
    three.write("5.md", "[x](/!2) [y](/!3)", id=5, date="2026-11-30").write("1.md", "[x](/!2) [y](/!5)", id=1)
    three.refresh()
    assert ranked(three) == [(3, 1), (2, 1)]
    assert ranked(three, "2026-11-30") == [(3, 2), (2, 2), (5, 1)]


def test_a_picture_is_no_article(paper):
    paper.raw("media/a.png").write("1.md", "[x](/media/a.png)", id=1).refresh()
    assert links(paper) == []


def test_who_is_named_as_related_is_linked_and_not_counted(paper):
    paper.write("1.md", id=1, related=[2]).write("2.md", id=2).write("3.md", "[x](/!2)", id=3, related=[2]).refresh()
    assert links(paper) == [(1, 2), (3, 2)]
    assert ranked(paper) == [(2, 1)]
    assert {number for number, _ in related(paper.seen(), 2)} == {1, 3}
