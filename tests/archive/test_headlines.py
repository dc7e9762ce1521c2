from gopherd.archive import headlines, location, schema
from gopherd.archive.headlines import Headlines, teaser_of, text_of
from gopherd.archive.packing import packer_of


def opened(paper):
    return Headlines(schema.open_to_read(location.current(paper.folder), immutable=False), packer_of(b""))


def test_headlines_come_in_the_order_they_were_asked_for(paper):
    for number in (1, 2, 3):
        paper.write(f"{number}.md", f"Text {number}.", id=number, lede=f"Lede {number}", tags=["t"])
    paper.write("4.md", id=4, weight=0).refresh()
    found = opened(paper).of([3, 99, 1, 4])
    assert [(head.number, head.teaser, listed) for head, _, listed in found.values()] == [
        (3, "Lede 3", True), (1, "Lede 1", True), (4, "Some text.", False),
    ]  # fmt: skip
    assert found[3][1] == found[1][1] is not None
    assert found[4][1] is None


def test_what_was_read_is_kept_and_bounded(paper, monkeypatch):
    monkeypatch.setattr(headlines, "_KEPT", 2)
    for number in (1, 2, 3):
        paper.write(f"{number}.md", id=number)
    paper.refresh()
    some = opened(paper)
    first = some.of([1])[1]
    assert some.of([1])[1] is first
    assert list(some.of([1, 2, 3])) == [1, 2, 3]
    assert list(some.of([])) == []


def test_the_parts_of_a_page():
    assert teaser_of(b"page\0teaser\0text") == "teaser"
    assert text_of(b"\0\0text") == b"text"
