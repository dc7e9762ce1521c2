from gopherd.archive import schema, targets
from gopherd.archive.location import current
from gopherd.archive.schema import ROLE_BODY, ROLE_RELATED
from gopherd.model.body import Reference
from tests.archive.conftest import NOW, moment


def found(paper, role, now=NOW):
    db = schema.open_to_read(current(paper.folder), immutable=False)
    return targets.of(db, 1, role, int(moment(now)))


def test_what_is_still_to_come_is_nowhere_and_says_when(paper):
    paper.write("1.md", "[x](/!2) [y](/!3) [z](/!4)", id=1).write("2.md", id=2)
    paper.write("3.md", id=3, date="2026-12-24").write("4.md", id=4, date="2026-12-06").refresh()
    places, to_come = found(paper, ROLE_BODY)
    assert [targets.led(place, places) for place in range(3)] == [Reference(2, "Title-of-2-md"), None, None]
    assert to_come == moment("2026-12-06")
    assert found(paper, ROLE_BODY, "2027-01-01")[1] is None
    assert found(paper, ROLE_RELATED) == ({}, None)


def test_a_place_that_leads_nowhere_has_its_address_outside():
    assert targets.led([7, "https://example.org/x"], {}) == "https://example.org/x"
    assert targets.led("https://example.org/y", {}) == "https://example.org/y"
    assert targets.led(7, {}) is None
