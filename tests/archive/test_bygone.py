import shutil

import pytest

from gopherd.errors import NotFound
from gopherd.terms.query import parse_query
from tests.archive.conftest import listed


def test_an_old_address_leads_to_the_article(paper):
    reader = paper.write("a.md", id=5, aliases=["/old/five"], date="2022-02-02").seen()
    assert reader.aliased("old/five").number == 5
    assert reader.aliased("old/six") is None


def test_a_withdrawn_article_leaves_its_addresses_and_nothing_else(paper):
    paper.write("b.md", "See [it](/!5).", id=6)
    fields = {"id": 5, "title": "Secret", "tags": ["Only here"], "aliases": ["/old/five"], "date": "2022-02-02"}
    assert paper.write("a.md", **fields).seen().article(5).headline.title == "Secret"
    paper.write("a.md", **fields, status="withdrawn", updated="2022-03-04")
    reader = paper.seen()
    for selector in ("!5", "Secret/!5", "/any/!5.txt", "old/five"):
        assert reader.withdrawn(selector).on.date().isoformat() == "2022-03-04"
    assert reader.withdrawn("!6") is None
    assert reader.withdrawn("!7") is None
    assert listed(reader) == ["Title of b.md"]
    with pytest.raises(NotFound):
        reader.article(5)
    with reader:
        assert reader.search(parse_query("secret"), 1).total == 0
    refreshed = paper.dump()
    assert "Secret" not in repr(refreshed)
    shutil.rmtree(paper.folder)
    paper.refresh()
    assert paper.dump() == refreshed
    assert paper.write("a.md", **fields).seen().withdrawn("!5") is None
    assert paper.seen().article(5).headline.title == "Secret"


def test_when_it_was_withdrawn_is_known_only_from_its_update_and_never_before_it_appeared(paper):
    paper.write("a.md", id=5, date="2022-02-02", status="withdrawn")
    paper.write("b.md", id=6, date="2030-02-02", status="withdrawn")
    reader = paper.seen()
    assert reader.withdrawn("!5").on is None
    assert reader.withdrawn("!6") is None
