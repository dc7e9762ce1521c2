import os
import re
import tomllib
from pathlib import Path

import attrs
import pytest

from gopherd import config
from gopherd.errors import ArchiveUnavailable, ConfigInvalid
from gopherd.model.article import Kind
from gopherd.model.site import Block, Front, FrontBlock, Section, Style
from tests.reference import ROOT

STARTER = (ROOT / "gopherd" / "starter" / "gopherd.toml").read_text("utf-8")


@pytest.fixture
def load(tmp_path):
    def load(toml):
        (tmp_path / "gopherd.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode())
        return config.load(str(tmp_path))

    return load


def mistakes(load, toml):
    with pytest.raises(ConfigInvalid) as told:
        load(toml)
    head, *lines = str(told.value).split("\n")
    assert head.endswith("gopherd.toml has mistakes:")
    return [line.strip() for line in lines]


def test_everything_is_optional(load, tmp_path):
    assert config.load(str(tmp_path)) == load("") == config.Config()
    site = config.Config().for_readers(str(tmp_path / "My  Paper"))
    assert (site.title, site.language, site.timezone, site.style, site.width) == (
        *("My Paper", "en", "UTC"),
        *(Style.DEFAULT, 67),
    )


def test_every_setting_reaches_the_site(load):
    settings = load("""
        [site]
        title = "Paper"
        slogan = "Daily"
        language = "de"
        timezone = "Europe/Berlin"
        url = "https://example.org/blog"
        host = "gopher.example.org"
        port = 70
        [layout]
        style = "taz"
        [[sections]]
        name = "b"
        title = "The B"
        [[sections]]
        name = "a"
        [numbers.tags]
        "Ä B" = 5
        [numbers.authors]
        C = 6
        [numbers.sections]
        b = 7
    """)
    site = settings.for_readers("/x")
    assert (site.title, site.slogan, site.language, site.timezone) == ("Paper", "Daily", "de", "Europe/Berlin")
    assert (site.url, site.style, site.width) == ("https://example.org/blog", Style.TAZ, 75)
    assert site.sections == (Section("b", "The B"), Section("a", "a"))
    assert site.numbers == {Kind.TAG: {"ä b": 5}, Kind.AUTHOR: {"c": 6}, Kind.SECTION: {"b": 7}}
    assert (settings.site.host, settings.site.port) == ("gopher.example.org", 70)


@pytest.mark.parametrize(("style", "width", "columns"), [("taz", 40, 40), ("default", 200, 200)])
def test_a_width_goes_before_that_of_the_style(load, style, width, columns):
    assert load(f'[layout]\nstyle = "{style}"\nwidth = {width}').for_readers("/x").width == columns


def test_the_front_page_as_an_editor_wants_it(load):
    assert load("").for_readers("/x").front == Front()
    front = load('[front]\npinned = [5, 7, 5]\nblocks = ["today", "tag: Klima: Meer", "section:News", "linked"]')
    assert front.for_readers("/x").front == Front(
        (5, 7),
        (
            FrontBlock(Block.TODAY), FrontBlock(Block.TAG, "Klima: Meer"), FrontBlock(Block.SECTION, "News"),
            FrontBlock(Block.LINKED),
        ),
    )  # fmt: skip


def test_every_mistake_is_in_one_message_with_its_path_and_a_suggestion(load):
    found = mistakes(
        load,
        """
        titel = "x"
        [site]
        titel = "Paper"
        slogan = " x"
        language = "fr"
        timezone = "Europe/Berlni"
        url = "example.org"
        host = "a b"
        port = "70"
        [layout]
        style = "tax"
        width = 10
        [[sections]]
        title = "No name"
        [[sections]]
        name = ""
        nmae = "x"
        [numbers.tags]
        a = 0
        [layuot]
        """,
    )
    assert [re.match(r"[\w.\[\]']+(?=: )", line)[0] for line in found] == [
        *("site.slogan", "site.language", "site.timezone", "site.url", "site.host", "site.port", "site.titel"),
        *("layout.style", "layout.width", "sections[0].name", "sections[1].name", "sections[1].nmae"),
        *("numbers.tags", "layuot", "titel"),
    ]
    for part in (
        *("did you mean title?", "only for de, en", "did you mean Europe/Berlin?", "https://example.org"),
        *('"default", "taz"', "20 to 200", "did you mean name?", "did you mean layout?", "without quotes"),
    ):
        assert any(part in line for line in found), part


@pytest.mark.parametrize(
    ("toml", "mistake"),
    [
        ("site = 5", "site: is no table"),
        ('site = ""', "site: is no table"),
        ('[sections]\nname = "x"', "sections[0]: is no table"),
        ("sections = 5", "sections: is no table"),
        ("numbers.tags = 5", "numbers.tags: 5 is no table"),
        ("front.pinned = 5", "front.pinned: 5 is no list of article numbers; write it as [1384011, 1428826]"),
        ('front.pinned = ["/!5"]', "front.pinned: '/!5' is no whole number"),
        ("front.pinned = [-1]", "front.pinned: -1 is no article's number"),
        ('front.blocks = "latest"', "front.blocks: 'latest' is no list of blocks; write it as"),
        ('front.blocks = ["latset"]', 'front.blocks: there is no block \'latset\'; there are "latest", "sections"'),
        ('front.blocks = ["tag"]', "front.blocks: 'tag' is no block; write \"tag: \" and the name"),
        ('front.blocks = ["latest: x"]', "front.blocks: 'latest: x' is no block; write \"latest\" alone"),
        ("front.blocks = [5]", "front.blocks: 5 is no text"),
        ("front.bloks = []", "front.bloks: unknown key, did you mean blocks?"),
        ("[site]\nport = true", "site.port: True is no whole number"),
        ("[site]\nport = 65536", "site.port: 65536 is no port"),
        ("[site]\nport = 0", "site.port: 0 is no port"),
        ("[site]\ntitle = 5", "site.title: 5 is no text"),
        ('[site]\ntitle = "a\\u202Eb"', "site.title: must be one line"),
        ('[site]\ntitle = "a\\nb"', "site.title: must be one line"),
        ('[site]\ntimezone = ""', "site.timezone: there is no time zone ''"),
        ('[site]\ntimezone = "../etc"', "site.timezone: there is no time zone '../etc'"),
        ('[site]\nurl = "http://["', "site.url: "),
        ('[site]\nurl = "ftp://a.b"', "site.url: 'ftp://a.b' is no web address"),
        ("[layout]\nwidth = 67.0", "layout.width: 67.0 is no whole number"),
        ("[layout]\nwidth = 201", "layout.width: 201 is no width"),
        ("[layout]\nstyle = 5", "layout.style: 5 is no style"),
        ('[layout]\ncharset = "cp437"', "layout.charset: 'cp437' is no charset; there are \"utf8\", "),
    ],
)
def test_one_mistake(load, toml, mistake):
    (line,) = mistakes(load, toml)
    assert line.startswith(mistake)


@pytest.mark.parametrize("toml", ["x = [", b"title = '\xff'", "[site]\nport = " + "1" * 5000, "a = " + "[" * 100_000])
def test_what_is_no_toml(load, toml):
    with pytest.raises(ConfigInvalid, match="is not TOML"):
        load(toml)


def test_a_file_that_cannot_be_read(tmp_path):
    (tmp_path / "gopherd.toml").mkdir()
    with pytest.raises(ConfigInvalid, match="cannot be read: Is a directory"):
        config.load(str(tmp_path))


def uncommented(toml):
    """The starter's configuration with every key in force."""
    return re.sub(r"^# (?=[\w.\"' -]+ = |\[)", "", toml, flags=re.MULTILINE)


def test_the_starter_loads_with_and_without_its_comments(load):
    assert load(STARTER).site.title
    assert load(uncommented(STARTER)).site.port == 70


def test_every_key_stands_in_the_starter_with_its_default():
    data = tomllib.loads(uncommented(STARTER))
    for table, kind in (("site", config.SiteTable), ("layout", config.LayoutTable)):
        assert set(data[table]) == {attribute.name for attribute in attrs.fields(kind)}
    assert set(data) == {attribute.name for attribute in attrs.fields(config.Config)}
    assert set(data["front"]) == {attribute.name for attribute in attrs.fields(config.FrontTable)}
    assert data["site"]["timezone"] == "UTC"
    assert data["layout"] == {"style": "default", "charset": "utf8", "width": 67}


def test_every_catalogue_is_complete():
    assert set(config.catalogues()) >= {"de", "en"}
    for words in config.catalogues().values():
        assert all(attrs.astuple(words))


def test_two_names_cannot_have_one_number(tmp_path):
    (tmp_path / "gopherd.toml").write_text("[numbers.tags]\na = 5\nb = 5\n")
    with pytest.raises(ConfigInvalid, match="'a' and 'b' cannot both have the number 5"):
        config.load(str(tmp_path))


def test_archive_that_is_given(paper: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(paper.parent)

    assert config.find_archive("paper") == str(paper)
    assert config.find_archive(str(paper)) == str(paper)


def test_archive_that_is_not_there(tmp_path: Path):
    with pytest.raises(ArchiveUnavailable, match="there is no folder nowhere; 'gopherd init nowhere' makes one"):
        config.find_archive("nowhere")
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveUnavailable, match="file is a file; name the folder"):
        config.find_archive(str(tmp_path / "file"))


def test_archive_of_the_present_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    here = os.getcwd()
    with pytest.raises(ConfigInvalid, match=r"gopherd serve FOLDER(.|\n)*gopherd init FOLDER"):
        config.find_archive(None)
    Path("gopherd.toml").touch()
    assert config.find_archive(None) == here
    Path("archive").mkdir()
    assert config.find_archive(None) == f"{here}/archive", "the folder archive/ goes first"


def test_a_finisher_is_known_by_the_code_that_lays_pages_out(monkeypatch: pytest.MonkeyPatch):
    known = config.finisher().signature
    assert config.finisher() is config.finisher()
    monkeypatch.setattr(config, "_LAYING_OUT", ("pages",))
    assert config.finisher.__wrapped__().signature != known
