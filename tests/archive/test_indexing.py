import os
import tempfile
from concurrent.futures.process import BrokenProcessPool

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gopherd.archive import indexing, location, schema
from gopherd.archive.enlisting import Enlisting
from gopherd.archive.opening import IndexedArchive
from gopherd.archive.writer import Writer
from gopherd.errors import ArchiveLocked, ArchiveUnavailable
from gopherd.model.naming import hashed
from gopherd.model.site import Block, FrontBlock
from tests.archive.conftest import NOW, Paper, listed, moment

# --- a refresh is as good as a full build


def article(**fields):
    return lambda paper, path: paper.write(path, "A [link](b.md), [one](/!5) and ![a](pic.png).", **fields)


articles = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from([5, 6]),
        "date": st.sampled_from([None, "2019-05-07", "2022-02-02T23:30", "2099-01-01", "2017-02-30"]),
        "tags": st.lists(st.sampled_from(["red", "green", "blue"]), unique=True),
        "authors": st.lists(st.sampled_from(["x", "y", "Xaver"]), unique=True),
        "section": st.sampled_from(["News", "Views"]),
        "draft": st.just("true"),
        "weight": st.just(0),
        "related": st.lists(st.sampled_from([5, "b.md"]), unique=True),
        "aliases": st.just(["/old"]),
        "redirect_to": st.just("/old"),
    },
).map(lambda fields: article(**fields))
authors = st.fixed_dictionaries(
    {"title": st.just(None), "display_name": st.sampled_from(["Xaver", "Yvonne", "Zoe"])},
    optional={"slug": st.sampled_from(["x", "y"])},
).map(lambda fields: article(**fields))
others = st.sampled_from(
    [lambda paper, path: paper.raw(path, "Just words."), lambda paper, path: paper.raw(path, "---\nbroken: [\n---\n")]
)
gone = st.just(lambda paper, path: os.path.exists(os.path.join(paper.root, path)) and paper.delete(path))
changes = st.one_of(
    st.tuples(
        st.sampled_from(["a.md", "a.markdown", "b.md", "c/d.md", "c/12345.md"]), articles | articles | others | gone
    ),
    st.tuples(st.sampled_from(["authors/x.md", "authors/y.md", "z.md"]), authors | gone),
    st.tuples(st.sampled_from(["pic.png", "c/pic.png"]), st.just(lambda paper, path: paper.raw(path, "x")) | gone),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(changes, min_size=1, max_size=6), min_size=2, max_size=4))
def test_a_refreshed_index_holds_what_one_built_anew_holds(steps):
    with tempfile.TemporaryDirectory() as folder:
        paper = Paper(f"{folder}/paper", f"{folder}/index")
        for step in steps:
            for path, change in step:
                change(paper, path)
            paper.refresh()
        anew = Paper(paper.root, f"{folder}/anew")
        anew.refresh()
        assert paper.dump() == anew.dump()


# --- what is read again


def test_unchanged_files_are_not_read_again(paper, monkeypatch):
    paper.write("a.md").write("b.md").raw("a.png")
    assert paper.refresh().changed == 3
    monkeypatch.setattr("gopherd.archive.files.read", lambda *_: pytest.fail("a file was read"))
    summary = paper.refresh()
    assert (summary.files, summary.changed, summary.removed, summary.articles) == (3, 0, 0, 2)


def test_a_file_that_was_only_touched_is_not_stored_again(paper):
    paper.write("a.md").write("b.md")
    paper.refresh()
    paper.touch("a.md")
    assert paper.refresh().changed == 0
    paper.write("b.md", "Other text.")
    assert paper.refresh().changed == 1


def test_nothing_new_moves_no_generation(paper):
    generation = paper.write("a.md").seen().generation
    assert paper.seen().generation == generation
    assert paper.write("b.md").seen().generation != generation


def test_what_went_leaves(paper):
    paper.write("a.md", tags=["t"]).write("b.md")
    assert sorted(listed(paper.seen())) == ["Title of a.md", "Title of b.md"]
    assert paper.delete("a.md").refresh().removed == 1
    assert listed(paper.at()) == ["Title of b.md"]


@pytest.mark.parametrize(
    "toml",
    [
        '[site]\ntimezone = "Europe/Berlin"',
        '[site]\nurl = "https://a.b"',
        '[[sections]]\nname = "News"',
        "[numbers.tags]\nt = 7",
    ],
)
def test_other_rules_of_reading_build_anew(paper, toml):
    paper.write("a.md")
    paper.refresh()
    before = location.current(paper.folder)
    paper.configure(toml)
    assert paper.refresh().changed == 1
    assert location.current(paper.folder) != before


def test_another_title_is_no_reason_to_build_anew(paper):
    paper.write("a.md")
    paper.refresh()
    assert paper.configure('[site]\ntitle = "New"').refresh().changed == 0
    assert paper.at().site.title == "New"


def test_a_folder_for_articles_that_appears_leaves_out_the_others(paper):
    paper.write("a.md")
    assert listed(paper.seen()) == ["Title of a.md"]
    paper.write("articles/b.md")
    assert listed(paper.seen()) == ["Title of articles/b.md"]


def test_the_language_is_that_of_most_articles_also_later(paper):
    paper.guess_language = True
    assert paper.seen().site.language == "en"
    paper.write("a.md", language="de").write("b.md", language="de").write("c.md", language="fr").write("d.md")
    assert paper.seen().site.language == "de"


def test_the_language_that_is_configured_stays(paper):
    paper.configure('[site]\nlanguage = "en"').write("a.md", language="de")
    assert paper.seen().site.language == "en"


# --- killed, locked, damaged


@pytest.mark.parametrize("step", ["store_article", "remove_article", "finish"])
def test_a_refresh_that_is_killed_leaves_the_state_before_it(paper, monkeypatch, step):
    paper.write("a.md", tags=["t"]).write("b.md")
    paper.refresh()
    before = paper.dump()
    paper.write("a.md", "Other.").write("c.md").delete("b.md")
    with monkeypatch.context() as patch:
        patch.setattr(Writer, step, lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            paper.refresh()
    assert paper.dump() == before
    assert paper.refresh().changed == 2
    assert sorted(listed(paper.at())) == ["Title of a.md", "Title of c.md"]


def test_a_full_build_that_is_killed_leaves_the_state_before_it(paper, monkeypatch):
    paper.write("a.md")
    paper.refresh()
    before = paper.dump()
    paper.configure('[site]\ntimezone = "Europe/Berlin"').write("b.md")
    with monkeypatch.context() as patch:
        patch.setattr(indexing, "_check", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            paper.refresh()
    assert paper.dump() == before
    assert len(listed(paper.seen())) == 2
    assert sorted(name for name in os.listdir(paper.folder) if name.endswith("sqlite"))[-1:] == [
        os.path.basename(location.current(paper.folder))
    ]


def test_a_first_build_that_is_killed_leaves_none(paper, monkeypatch):
    paper.write("a.md")
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "finish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            paper.refresh()
    assert location.current(paper.folder) is None
    assert paper.refresh().articles == 1


def test_one_indexer_at_a_time(paper):
    with location.lock(paper.folder), pytest.raises(ArchiveLocked, match=f"process {os.getpid()}"):
        paper.refresh()


@pytest.mark.parametrize("harm", [b"no database at all" * 1000, b""])
def test_an_index_that_is_damaged_is_built_anew(paper, harm):
    paper.write("a.md")
    paper.refresh()
    with open(location.current(paper.folder), "wb") as file:
        file.write(harm)
    assert paper.refresh().changed == 1
    assert listed(paper.at()) == ["Title of a.md"]


def test_an_index_of_another_version_is_built_anew(paper):
    paper.write("a.md")
    paper.refresh()
    apsw.Connection(location.current(paper.folder)).execute("PRAGMA user_version=99")
    paper.refresh()
    assert schema.version_of(schema.open_to_write(location.current(paper.folder))) == schema.VERSION


def test_a_folder_that_is_not_there(paper):
    os.rmdir(paper.root)
    with pytest.raises(ArchiveUnavailable, match="there is no folder"):
        paper.refresh()


def test_another_front_page_makes_no_articles_page_stale(paper):
    paper.write("a.md").refresh()
    connection = schema.open_to_write(location.current(paper.folder))
    connection.execute("DELETE FROM stale")
    connection.close()
    paper.configure('[front]\nblocks = ["tag: t"]\n').refresh()
    assert paper.at().site.front.blocks == (FrontBlock(Block.TAG, "t"),)
    assert paper.query("SELECT * FROM stale") == []
    paper.configure('[site]\nslogan = "S"\n').refresh()
    assert paper.query("SELECT * FROM stale") != []


def test_a_list_that_does_not_agree_with_its_articles_is_never_put_in_service(paper, monkeypatch):
    monkeypatch.setattr(Enlisting, "enlist", lambda *_: None)
    with pytest.raises(ArchiveUnavailable, match="lists 0 of 1"):
        paper.write("a.md").refresh()
    assert location.current(paper.folder) is None


def test_a_new_index_that_is_damaged_is_never_put_in_service(paper, monkeypatch):
    check = indexing._check

    class Damaged:
        def __init__(self, connection):
            self.connection = connection

        def execute(self, sql, *values):
            return self.connection.execute("SELECT 'torn page'" if "quick_check" in sql else sql, *values)

    monkeypatch.setattr(indexing, "_check", lambda connection: check(Damaged(connection)))
    with pytest.raises(ArchiveUnavailable, match="damaged: torn page"):
        paper.write("a.md").refresh()
    assert location.current(paper.folder) is None


def test_a_disk_that_is_full_is_said(paper, monkeypatch):
    def full(*_):
        raise apsw.FullError("database or disk is full")

    monkeypatch.setattr(Writer, "finish", full)
    with pytest.raises(ArchiveUnavailable, match="cannot be written: database or disk is full"):
        paper.write("a.md").refresh()


def test_an_archive_that_has_moved_is_served_from_where_it_is(paper):
    paper.raw("a.png").refresh()
    os.rename(paper.root, f"{paper.root}-new")
    paper.root = f"{paper.root}-new"
    assert paper.refresh().changed == 0
    archive = IndexedArchive(paper.folder, paper.root)
    assert archive.snapshot(moment(NOW)).picture(hashed("a.png"), "png").root == paper.root


def test_progress_is_told_after_each_batch(paper, monkeypatch):
    monkeypatch.setattr("gopherd.archive.run._BATCH", 2)
    told = []
    paper.report = lambda done, total: told.append((done, total, location.progress(paper.folder)))
    for number in range(5):
        paper.write(f"{number}.md")
    paper.refresh()
    assert [(done, total) for done, total, _ in told] == [(2, 5), (4, 5), (5, 5)]
    assert told[0][2] == location.Progress(2, 5)


def test_the_original_is_never_touched(paper):
    paper.write("a.md").write("b/c.md")
    before = sorted((folder, *files) for folder, _, files in os.walk(paper.root))
    paper.refresh()
    assert sorted((folder, *files) for folder, _, files in os.walk(paper.root)) == before


# --- the real archives


def test_every_file_of_okfn_is_served_or_left_out_for_a_reason(okfn):
    assert okfn.summary.files == 502
    assert okfn.inspect().roles == {"article": 494, "draft": 7, "none": 1}
    assert [str(issue) for issue in okfn.summary.issues] == [
        (
            "2017/2017-09-31-ODINE-Open-Data-Incubator-for-Europe.md:4: "
            "date: '2017-09-31 04:00:00' does not exist (day is out of range for month)"
        )
    ]
    assert okfn.query("SELECT count(*), sum(listed) FROM article") == [(494, 494)]


def test_every_file_of_digitalgov_is_served_or_left_out_for_a_reason(digitalgov):
    roles = digitalgov.inspect().roles
    assert roles == {"article": 2073, "author": 1044, "draft": 1, "redirect": 9}
    assert sum(roles.values()) - roles["author"] == 2083
    left_out = [issue.message for issue in digitalgov.summary.issues if issue.left_out]
    assert len(left_out) == 9
    assert all(message.startswith("only redirects to ") for message in left_out)
    assert digitalgov.query("SELECT count(*), sum(listed) FROM article") == [(2073, 2072)]
    assert all("expirydate" in issue.message for issue in digitalgov.summary.issues if not issue.left_out)


def test_a_second_run_over_a_real_archive_reads_nothing(digitalgov):
    assert digitalgov.refresh().changed == 0


def test_a_reading_process_that_is_killed_is_said(paper, monkeypatch):
    paper.write("a.md")
    monkeypatch.setattr("gopherd.archive.run.read_all", lambda *_: iter(raising(BrokenProcessPool("killed"))))
    with pytest.raises(ArchiveUnavailable, match="was killed"):
        paper.refresh()


def raising(error):
    raise error
    yield
