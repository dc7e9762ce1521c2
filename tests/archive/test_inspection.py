import pytest

from gopherd.archive import inspection
from gopherd.archive.inspection import DeadLink
from gopherd.errors import ArchiveUnavailable


def test_what_every_file_is(paper):
    paper.write("a.md").write("b.md", draft="true").write("c.md", id=7).write("d.md", id=7).raw("e.png")
    paper.raw("authors/x.md", "---\nname: X\n---\n").write("f.md", redirect_to="/x").raw("g.md", "no head")
    found = paper.inspect()
    assert found.roles == {"article": 2, "draft": 1, "refused": 1, "picture": 1, "author": 1, "redirect": 1, "none": 1}
    assert [issue.path for issue in found.issues] == ["d.md", "f.md"]


def test_dead_links_and_those_that_lead_to_what_is_to_come(paper):
    paper.write(
        "a.md",
        "[1](b.md) [2](later.md) [3](none.md) [4](/!99) [5](https://a.b) [6](draft.md) [7](p.png)",
        related=["x.md"],
    )
    paper.write("b.md").write("later.md", date="2099-01-01").write("draft.md", draft="true").raw("p.png")
    assert paper.inspect().dead_links == (
        DeadLink("a.md", "later.md", is_to_come=True),
        DeadLink("a.md", "none.md", is_to_come=False),
        DeadLink("a.md", "/!99", is_to_come=False),
        DeadLink("a.md", "draft.md", is_to_come=False),
        DeadLink("a.md", "x.md", is_to_come=False),
    )
    assert [dead.href for dead in paper.inspect("2099-01-02").dead_links] == ["none.md", "/!99", "draft.md", "x.md"]


def test_a_link_below_the_address_of_the_site_still_leads_to_the_web(paper):
    paper.configure('[site]\nurl = "https://a.b"').write("a.md", "[1](https://a.b/shop) [2](/shop)")
    assert paper.inspect().dead_links == ()


def test_pictures_that_are_missing(paper):
    paper.raw("there.png").write("a.md", "![x](there.png) ![y](gone.png)", image="head.png")
    assert [dead.href for dead in paper.inspect().missing_pictures] == ["head.png", "gone.png"]


def test_an_index_that_cannot_be_read(tmp_path):
    with pytest.raises(ArchiveUnavailable):
        inspection.inspect(str(tmp_path / "none.sqlite"), 0)
