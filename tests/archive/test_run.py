import random

import pytest
from attrs import evolve

from gopherd.archive.indexing import refresh
from gopherd.archive.selections import Named
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.naming import number_of_name, number_of_path
from tests.archive.conftest import Paper, listed


def numbers(paper):
    return dict(paper.query("SELECT path, number FROM file WHERE role = 'article'"))


# --- numbers


def test_the_number_is_the_id_or_that_of_the_file_name_or_derived_from_the_path(paper):
    paper.write("a.md", id=7).write("b!8.md").write("12345-c.md").write("news/d.md")
    paper.refresh()
    assert numbers(paper) == {"a.md": 7, "b!8.md": 8, "12345-c.md": 12345, "news/d.md": number_of_path("news/d")}


def test_derived_numbers_are_the_same_in_any_order_and_anywhere(make_paper):
    paths = [f"{folder}/{name}.md" for folder in "abc" for name in "xyz"]
    found = []
    for seed in range(3):
        paper = make_paper()
        for path in random.Random(seed).sample(paths, len(paths)):
            paper.write(path)
            paper.refresh()
        found.append(numbers(paper))
    assert found[0] == found[1] == found[2]
    assert len(set(found[0].values())) == len(paths)


def test_of_two_files_with_one_id_the_earlier_path_wins(paper):
    paper.write("b.md", id=5)
    paper.refresh()
    paper.write("a.md", id=5)
    assert paper.issues() == ["b.md: number 5 belongs to a.md; give one of them another id"]
    assert listed(paper.at()) == ["Title of a.md"]
    paper.delete("a.md")
    assert paper.issues() == []
    assert paper.at().article(5).headline.title == "Title of b.md"


def test_whom_an_id_belongs_to_is_said_of_all_who_lost_it(paper):
    paper.write("b.md", id=5).write("c.md", id=5)
    paper.refresh()
    paper.write("a.md", id=5)
    assert [issue.partition(";")[0] for issue in paper.issues()] == [
        "b.md: number 5 belongs to a.md",
        "c.md: number 5 belongs to a.md",
    ]


def test_an_id_that_changes_frees_the_number(paper):
    paper.write("a.md", id=5).write("b.md", id=5)
    paper.refresh()
    paper.write("a.md", id=6)
    assert paper.issues() == []
    assert numbers(paper) == {"a.md": 6, "b.md": 5}


def test_a_claim_goes_before_a_derived_number(paper):
    derived = number_of_path("a")
    paper.write("a.md")
    paper.refresh()
    paper.write("b.md", id=derived)
    assert paper.issues() == ["a.md: its derived number is that of b.md; give it an id to keep its address"]
    assert numbers(paper) == {"b.md": derived, "a.md": number_of_path("a", 1)}
    paper.delete("b.md").refresh()
    assert numbers(paper) == {"a.md": derived}


def test_two_files_that_differ_in_their_extension_alone(paper):
    paper.write("a.md").write("a.markdown")
    assert paper.issues() == ["a.md: its derived number is that of a.markdown; give it an id to keep its address"]
    assert numbers(paper) == {"a.markdown": number_of_path("a"), "a.md": number_of_path("a", 1)}


@pytest.mark.parametrize("order", [["a.md", "b.md", "c.md"], ["c.md", "b.md", "a.md"], ["b.md", "c.md", "a.md"]])
def test_derived_numbers_that_collide_are_told_apart_by_path(paper, monkeypatch, order):
    monkeypatch.setattr("gopherd.archive.run.number_of_path", lambda path, turn=0: 1000 + turn)
    for path in order:
        paper.write(path)
        paper.refresh()
    assert numbers(paper) == {"a.md": 1000, "b.md": 1001, "c.md": 1002}
    assert [issue.partition(":")[0] for issue in paper.issues()] == ["b.md", "c.md"]
    assert paper.left_out() == []


def test_a_draft_holds_its_number(paper):
    paper.write("a.md", id=5, draft="true").write("b.md", id=5)
    assert paper.left_out() == ["b.md"]
    assert listed(paper.at()) == []


# --- who wrote it


def authors(paper, number):
    return [name.text for name in paper.at().article(number).authors]


def test_an_authors_id_is_resolved_whenever_the_file_comes_changes_or_goes(paper):
    paper.write("a.md", id=1, authors=["jane"])
    paper.refresh()
    assert authors(paper, 1) == ["jane"]
    paper.raw("authors/jane.md", "---\ndisplay_name: Jane Doe\n---\n").refresh()
    assert authors(paper, 1) == ["Jane Doe"]
    with pytest.raises(NotFound):
        paper.at().name(Kind.AUTHOR, number_of_name("jane"))
    paper.raw("authors/jane.md", "---\ndisplay_name: Jane Roe\n---\n").refresh()
    assert authors(paper, 1) == ["Jane Roe"]
    paper.delete("authors/jane.md").refresh()
    assert authors(paper, 1) == ["jane"]


@pytest.mark.parametrize("fields", [{"weight": 0}, {"date": "2020-01-01"}])
def test_also_for_an_article_that_is_in_no_list(paper, fields):
    paper.write("a.md", id=1, authors=["jane"], **fields)
    paper.refresh()
    paper.raw("z.md", "---\nname: Jane Doe\nslug: jane\n---\n").refresh()
    assert authors(paper, 1) == ["Jane Doe"]
    paper.raw("z.md", "---\nname: Jane Roe\nslug: jane\n---\n").refresh()
    assert authors(paper, 1) == ["Jane Roe"]


def test_an_author_by_id_and_by_name_is_one(paper):
    paper.raw("authors/jane.md", "---\ndisplay_name: Jane Doe\n---\n")
    paper.write("a.md", id=1, authors=["JANE", "Jane Doe"]).write("b.md", id=2, authors="jane doe")
    assert paper.seen().name(Kind.AUTHOR, number_of_name("Jane Doe")).count == 2
    assert authors(paper, 1) == ["Jane Doe"]


def test_of_two_files_for_one_author_the_first_is_believed(paper):
    paper.raw("authors/b.md", "---\nname: Second\nslug: jane\n---\n").write("x.md", id=1, authors="jane")
    paper.refresh()
    paper.raw("authors/a.md", "---\nname: First\nslug: jane\n---\n").refresh()
    assert authors(paper, 1) == ["First"]
    paper.raw("authors/b.md", "---\nname: Changed\nslug: jane\n---\n").refresh()
    assert authors(paper, 1) == ["First"]
    paper.delete("authors/a.md").refresh()
    assert authors(paper, 1) == ["Changed"]


def test_names_in_every_form_are_one_author(paper):
    forms = ["Jane Doe", "Jane Doe, Max Roe", ["Jane Doe"], [{"name": "Jane Doe", "email": "j@x"}]]
    for number, form in enumerate(forms, 1):
        paper.write(f"{number}.md", authors=form)
    assert paper.seen().name(Kind.AUTHOR, number_of_name("Jane Doe")).count == 4


# --- what is not served


@pytest.mark.parametrize(
    "fields",
    [
        {"draft": "true"}, {"published": "false"}, {"status": "draft"}, {"status": "pending"}, {"status": "private"},
        {"status": "auto-draft"}, {"status": "trash"}, {"status": "paywalled"}, {"date": "2022-02-30"},
    ],
)  # fmt: skip
def test_nothing_of_a_draft_or_a_refused_file_is_in_the_index(paper, fields):
    paper.write("a.md", "Nobody shall read this.", id=7, tags=["only here"], title="Hidden", aliases=["/old"], **fields)
    paper.refresh()
    for table in ("article", "page", "name", "entry", "address", "reference", "calendar WHERE count"):
        assert paper.query(f"SELECT * FROM {table}") == []


def test_a_public_article_that_becomes_a_draft_goes(paper):
    paper.write("a.md", id=7, tags=["t"])
    paper.refresh()
    paper.write("a.md", id=7, tags=["t"], draft="true")
    snapshot = paper.seen()
    with pytest.raises(NotFound):
        snapshot.article(7)
    with pytest.raises(NotFound):
        snapshot.name(Kind.TAG, number_of_name("t"))
    paper.write("a.md", id=7, tags=["t"])
    assert listed(paper.seen(), Named(Kind.TAG, number_of_name("t"))) == ["Title of a.md"]


def test_everything_else_is_served(paper):
    paper.raw("broken.md", "---\ntitle: [\n---\n").raw("cp1252.md", "---\ntitle: Käse\n---\n".encode("cp1252")).write(
        "a.md"
    )
    issues = paper.refresh().issues
    assert [(issue.path, issue.line, issue.left_out) for issue in issues] == [
        ("broken.md", 3, True),
        ("cp1252.md", None, False),
    ]
    assert sorted(listed(paper.at())) == ["Käse", "Title of a.md"]


def test_an_issue_goes_with_its_cause(paper):
    paper.raw("a.md", "---\ntitle: [\n---\n")
    assert len(paper.issues()) == 1
    paper.write("a.md")
    assert paper.issues() == []
    paper.raw("a.md", "---\ntitle: [\n---\n")
    assert len(paper.issues()) == 1
    paper.delete("a.md")
    assert paper.issues() == []


def test_a_file_that_cannot_be_read_is_said_and_tried_again(paper, monkeypatch):
    paper.write("a.md").write("b.md")
    paper.refresh()
    paper.write("a.md", "Changed.")

    def refuse(root, path):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr("gopherd.archive.files.read", refuse)
        assert paper.issues() == ["a.md: cannot be read: Permission denied"]
        assert paper.issues() == ["a.md: cannot be read: Permission denied"]
    assert listed(paper.at()) == ["Title of b.md"]
    assert paper.issues() == []
    assert len(listed(paper.at())) == 2


def test_a_file_whose_name_is_not_utf_8_is_said_once(paper):
    try:
        open(f"{paper.root}/caf\udce9.md", "w").close()
    except OSError:
        pytest.skip("this file system wants UTF-8")
    for _ in range(2):
        assert paper.issues() == ["caf?.md: the name is not UTF-8; rename the file"]


def test_a_look_at_one_file_forgets_nothing_of_the_others(paper):
    try:
        open(f"{paper.root}/caf\udce9.md", "w").close()
    except OSError:
        pytest.skip("this file system wants UTF-8")
    paper.write("a.md").refresh()
    paper.write("a.md", "Other.")
    plan = evolve(paper.plan, places=("a.md",))
    assert refresh(plan, paper.report).changed == 1
    assert [issue.path for issue in refresh(plan, paper.report).issues] == ["caf?.md"]


@pytest.mark.parametrize("day", ["9999-12-31", "1000-01-01"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_ends_of_the_calendar_harm_nothing(paper, day, zone):
    paper.configure(f'[site]\ntimezone = "{zone}"').write("a.md", date=day).write("b.md")
    snapshot = paper.seen()
    assert "Title of b.md" in listed(snapshot)
    assert snapshot.counts(None)[0].period.year == 2022


def test_a_summary_counts(paper):
    paper.write("a.md").write("b.md", date="2099-01-01").write("c.md", draft="true").raw("d.png")
    summary = paper.refresh()
    assert (summary.files, summary.changed, summary.removed, summary.articles) == (4, 4, 0, 2)
    assert summary.seconds > 0
    summary = paper.delete("a.md").refresh()
    assert (summary.files, summary.changed, summary.removed, summary.articles) == (3, 0, 1, 1)


def test_one_folder_in_two_places_gives_one_index(tmp_path):
    one, two = Paper(tmp_path / "one", tmp_path / "i1"), Paper(tmp_path / "two", tmp_path / "i2")
    for paper in (one, two):
        paper.write("a.md", "[b](b.md)", tags=["t"]).write("b.md", authors="A")
        paper.configure('[site]\ntitle = "Paper"').refresh()
    dumps = one.dump(), two.dump()
    for dump in dumps:
        del dump["meta"]
    assert dumps[0] == dumps[1]
