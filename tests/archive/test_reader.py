import os
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from gopherd.archive.ports import StoredFile
from gopherd.archive.selections import ByName
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.body import Figure, Link, Paragraph, Picture, Reference
from gopherd.model.naming import hashed, number_of_name

PNG = hashed("media/a.png")


def spans(paper, number=1, now="2026-11-22T12:00"):
    return paper.at(now).article(number).body[0].spans


def test_an_article_as_readers_see_it(paper):
    paper.configure('[site]\ntimezone = "Europe/Berlin"').raw("media/a.png")
    paper.write(
        "a.md", "Words.", id=1, kicker="K", title="T", lede="L", date="2022-07-02T10:00Z", updated="2022-07-03",
        correction="C", section="News", tags=["x", "y"], authors="Jane", image={"src": "a.png", "caption": "P"},
        language="de", rights="CC0", source="https://a.b/c",
    )  # fmt: skip
    article = paper.seen().article(1)
    assert (article.headline.text, article.headline.slug, article.lede, article.headline.teaser) == (
        "K: T",
        "K",
        "L",
        "L",
    )
    assert article.published == datetime(2022, 7, 2, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert article.published.hour == 12
    assert article.updated.day == 3
    assert (article.correction, article.language, article.rights, article.source) == ("C", "de", "CC0", "https://a.b/c")
    assert (article.section.text, [tag.text for tag in article.tags]) == ("News", ["x", "y"])
    assert article.image == Figure(Picture(PNG, "png"), "P")
    assert article.body == (Paragraph(("Words.",)),)


@pytest.mark.parametrize("number", [0, 2, 3, 4, 10**18 - 1])
def test_everything_that_may_not_be_shown_is_not_there_without_telling_why(paper, number):
    paper.write("1.md", id=1).write("2.md", id=2, draft="true").write("3.md", id=3, date="2099-01-01").raw("4.md", "x")
    with pytest.raises(NotFound, match=f"^there is no article {number}$"):
        paper.seen().article(number)


def test_an_unlisted_article_can_be_read_by_its_number(paper):
    assert paper.write("1.md", id=1, weight=0).seen().article(1).headline.number == 1


def test_an_article_without_date_has_none(paper):
    assert paper.write("1.md", id=1, date=None).seen().article(1).published is None


# --- links

FORMS = [
    "/Any-Slug/!2", "/!2", "!2", "b.md", "./b.md", "/news/b.md", "../news/b.md#part", "b", "/old/b/", "/old/b.html",
    "https://www.example.org/old/b/", "//example.org/old/b", "/2022/02/02/b/", "https://example.org/2022/02/b",
    '{{< ref "b.md" >}}', '{{< relref "/news/b" >}}', "{% post_url b %}", "{{< ref b >}}#part",
]  # fmt: skip


@pytest.mark.parametrize("href", FORMS)
def test_a_link_in_any_form_leads_to_the_article(paper, href):
    paper.configure('[site]\nurl = "https://example.org"')
    paper.write("news/a.md", f"[words]({href})", id=1).write("news/b.md", id=2, title="B", aliases=["/old/b"])
    paper.refresh()
    assert spans(paper) == (Link("words", Reference(2, "B")),)


@pytest.mark.parametrize("href", ["/!2", "b.md", "b", '{{< ref "b" >}}'])
def test_a_link_to_what_is_not_there_or_not_yet_is_words(paper, href):
    paper.write("a.md", f"[words]({href})", id=1)
    paper.refresh()
    assert spans(paper) == ("words",)
    paper.write("b.md", id=2, date="2026-11-30").refresh()
    assert spans(paper) == ("words",)
    assert spans(paper, now="2026-11-30T00:00") == (Link("words", Reference(2, "Title-of-b-md")),)
    paper.write("b.md", id=2, draft="true").refresh()
    assert spans(paper, now="2026-11-30T00:00") == ("words",)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("https://a.b/c", "https://a.b/c"),
        ("//a.b/c", "https://a.b/c"),
        ("mailto:a@b.c", "mailto:a@b.c"),
        ("https://example.org/shop", "https://example.org/shop"),
        ("/shop", "https://example.org/shop"),
    ],
)
def test_a_link_that_leads_outside(paper, href, target):
    paper.configure('[site]\nurl = "https://example.org"').write("a.md", f"[words]({href})", id=1).refresh()
    assert spans(paper) == (Link("words", target),)


def test_a_link_to_a_picture(paper):
    paper.raw("media/a.png").write("a.md", "[words](/media/a.png)", id=1).refresh()
    assert spans(paper) == (Link("words", Picture(PNG, "png")),)


# --- pictures


@pytest.mark.parametrize(
    ("src", "path"),
    [
        ("a.png", "news/a.png"), ("a.png", "media/a.png"), ("a.png", "a.png"), ("/img/a.png", "img/a.png"),
        ("../a.png", "a.png"), ("img/a.png", "news/img/a.png"), ("img/a.png", "static/img/a.png"),
        ("/assets/a.png", "assets/a.png"), ("https://example.org/img/a.png", "img/a.png"),
        ("a%20b.png", "media/a b.png"),
    ],
)  # fmt: skip
def test_a_picture_is_found_beside_its_article_or_in_media_or_in_the_folder(paper, src, path):
    paper.configure('[site]\nurl = "https://example.org"').raw(path, "x")
    paper.write("news/a.md", f"![words]({src})", id=1, image=src)
    snapshot = paper.seen()
    article = snapshot.article(1)
    assert article.image.target == article.body[0].target == Picture(hashed(path), "png")
    stored = snapshot.picture(hashed(path), "png")
    assert (stored.root, stored.path, stored.extension) == (paper.root, path, "png")


def test_of_several_the_one_beside_the_article_then_that_in_media(paper):
    paper.raw("a.png").raw("media/a.png").raw("news/a.png").write("news/a.md", id=1, image="a.png")
    for path in ("news/a.png", "media/a.png", "a.png"):
        assert paper.seen().article(1).image.target == Picture(hashed(path), "png")
        paper.delete(path)
    assert paper.seen().article(1).image.target is None


@pytest.mark.parametrize("src", ["none.png", "../../secret.png", "out.png", "/etc/passwd", "a.txt"])
def test_a_picture_that_is_not_there_is_its_caption(paper, tmp_path, src):
    (tmp_path / "secret.png").write_bytes(b"secret")
    os.symlink("../secret.png", f"{paper.root}/out.png")
    paper.raw("a.txt").write("a.md", f"![words]({src})", id=1, image={"src": src, "caption": "C"})
    article = paper.seen().article(1)
    assert (article.image, article.body) == (Figure(None, "C"), (Figure(None, "words"),))
    assert paper.query("SELECT * FROM picture") == []


def test_a_link_that_stays_in_the_archive_leads_to_the_file_itself(paper):
    paper.raw("media/real.png")
    os.symlink("media/real.png", f"{paper.root}/link.png")
    assert paper.seen().picture(hashed("link.png"), "png").path == "media/real.png"


@pytest.mark.parametrize(("number", "extension"), [(PNG, "gif"), (PNG + 1, "png")])
def test_a_picture_under_another_name_is_not_there(paper, number, extension):
    with pytest.raises(NotFound):
        paper.raw("media/a.png").seen().picture(number, extension)


def test_a_picture_that_comes_later_is_found(paper):
    paper.write("a.md", id=1, image="a.png")
    assert paper.seen().article(1).image.target is None
    assert paper.raw("media/a.png").seen().article(1).image.target == Picture(PNG, "png")


# --- related


def related(snapshot, number=1):
    return [
        (found.headline.number, found.tag and found.tag.text) for found in snapshot.related(snapshot.article(number))
    ]


def test_what_an_article_names_is_related_in_its_order_all_of_it(paper):
    for number in range(2, 10):
        paper.write(f"{number}.md", id=number, tags=[f"t{number}", "x"], aliases=[f"/old/{number}"])
    paper.write(
        "1.md", id=1, tags=["x"], related=[9, "!3", "/Slug/!5", "4.md", "/old/2", 9, 1, 99, "8", "7.md", "6.md"]
    )
    assert related(paper.seen()) == [(number, f"t{number}") for number in (9, 3, 5, 4, 2, 8, 7, 6)]


def test_otherwise_those_that_share_its_rarest_tags_then_the_nearest_in_time(paper):
    paper.write("1.md", id=1, tags=["common", "rare"])
    for number in range(2, 9):
        paper.write(f"{number}.md", id=number, tags=["common"], date=f"2022-01-{number:02}")
    paper.write("9.md", id=9, tags=["rare"], date="2001-01-01")
    assert [number for number, _ in related(paper.seen())] == [9, 8, 7, 6, 5]


@pytest.mark.parametrize("named", [{"related": [2]}, {}])
def test_what_is_to_come_or_unlisted_is_not_among_the_shared(paper, named):
    paper.write("1.md", id=1, tags=["t"], **named).write("2.md", id=2, tags=["t"], date="2026-11-30")
    paper.write("3.md", id=3, tags=["t"], weight=0).write("4.md", id=4, tags=["t"], draft="true")
    assert related(paper.seen()) == []
    assert related(paper.at("2026-11-30T00:00")) == [(2, "t")]


def test_no_tags_nothing_related(paper):
    assert related(paper.write("1.md", id=1).write("2.md", id=2).seen()) == []


# --- neighbours


def neighbours(snapshot, number):
    return [found and found.number for found in snapshot.neighbours(snapshot.article(number))]


def test_neighbours_in_the_section_or_among_all(paper):
    for number, section in enumerate(["a", "b", "a", "", "a"], 1):
        paper.write(f"{number}.md", id=number, section=section, date=f"2022-01-0{number}")
    snapshot = paper.write("6.md", id=6, section="a", date="2099-01-01").seen()
    assert neighbours(snapshot, 1) == [None, 3]
    assert neighbours(snapshot, 3) == [1, 5]
    assert neighbours(snapshot, 5) == [3, None]
    assert neighbours(snapshot, 2) == [None, None]
    assert neighbours(snapshot, 4) == [3, 5]


# --- near


@pytest.mark.parametrize("words", ["Ukraine-Konflikt", "ukraine konflikt", "Ukraine-Konflict", "Ukrain-Konflikt.html"])
def test_the_nearest_by_slug_or_title(paper, words):
    paper.write("1.md", id=1, kicker="Ukraine-Konflikt").write("2.md", id=2, title="Something else").refresh()
    assert [headline.number for headline in paper.at().nearest(words, 5)] == [1]


def test_whoever_remembers_the_title_or_words_of_it_finds_the_article(paper):
    for number in range(2, 150):
        paper.write(f"{number}.md", id=number, title=f"Die anderen {number}", kicker="Die", language="de")
    paper.write("1.md", id=1, kicker="Zebra", title="Die große Wende im Hafen", language="de")
    seen = paper.seen()
    for words in ("die-grosse-wende-im-hafen", "Hafen", "wenden hafen"):
        assert [other.number for other in seen.nearest(words, 5)][:1] == [1], words
    assert seen.nearest("hafen xylophon", 5) == []


def test_a_snapshot_that_could_not_begin_begins_the_next_time(paper, monkeypatch):
    seen = paper.write("1.md", id=1).seen()
    with monkeypatch.context() as patch:
        patch.setattr(seen, "_one", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError), seen:
            pass
    with seen:
        assert seen.article(1).headline.number == 1


@pytest.mark.parametrize("words", ["", "ab", "!!!", "x" * 2000, "Xyz-" * 400])
def test_nothing_is_near_to_nothing(paper, words):
    assert list(paper.write("1.md", id=1).seen().nearest(words, 5)) == []


@pytest.mark.parametrize("fields", [{"date": "2099-01-01"}, {"weight": 0}, {"draft": "true"}])
def test_what_may_not_be_shown_is_near_to_nothing(paper, fields):
    paper.write("1.md", id=1, title="Very special title", **fields)
    assert list(paper.seen().nearest("Very-special-title", 5)) == []


def test_a_long_selector_is_compared_in_no_time(okfn):
    import time

    started = time.process_time()
    okfn.at().nearest("the-open-data-" * 140, 5)
    assert time.process_time() - started < 0.5


# --- the whole


def test_questions_of_one_answer_see_one_state(paper):
    paper.write("1.md", id=1)
    paper.refresh()
    snapshot = paper.at()
    with snapshot:
        assert snapshot.article(1)
        paper.delete("1.md").refresh()
        assert snapshot.article(1)
    with pytest.raises(NotFound):
        paper.at().article(1)


def test_every_article_of_a_real_archive_can_be_read(okfn):
    snapshot = okfn.at()
    with snapshot:
        for (number,) in okfn.query("SELECT number FROM article"):
            article = snapshot.article(number)
            assert article.body or article.lede
            assert article.headline.title
            assert len(snapshot.related(article)) <= 5


def test_author_ids_of_a_real_archive_are_names(digitalgov):
    names = {name.text for name in digitalgov.at().names(Kind.AUTHOR, ByName(), None, 10**6).names}
    assert len(names) == 669
    assert [name for name in names if name == name.lower()] == []


def test_a_name_knows_its_count(paper):
    snapshot = paper.write("1.md", tags=["t"]).write("2.md", tags=["t"]).seen()
    assert snapshot.name(Kind.TAG, number_of_name("t")).count == 2


# --- old addresses, and files of the archive's own -----------------------------------------------------------------


@pytest.mark.parametrize(
    "selector",
    [
        "/old/b",
        "old/b",
        "/old/b/",
        "/old/b.html",
        "/old/%62",
        "!77",
        "/any/!77",
        "/blog/2019/05/b",
        "/news/b",
        "/2019/05/07/b/",
    ],
)
def test_an_old_address_leads_to_its_article(paper, selector):
    paper.write(
        "news/b.md", id=2, kicker="Be", slug="b", date="2019-05-07", aliases=["/old/b", "!77", "/blog/2019/05/b/"]
    )
    snapshot = paper.seen()
    assert snapshot.aliased(selector) == Reference(2, "b")
    assert snapshot.aliased("/old/c") is None
    assert snapshot.aliased("") is None


def test_a_file_that_only_redirects_gives_its_address_to_its_target(paper):
    paper.write("b.md", id=2, kicker="B", aliases=["/b"])
    paper.write("gone.md", title=None, date=None, redirect_to="/b/", aliases=["/older/b"])
    assert paper.seen().aliased("/older/b") == Reference(2, "B")


def test_no_old_address_leads_to_what_may_not_be_shown(paper):
    paper.write("a.md", id=1, date="2099-01-01", aliases=["/old/a"]).write(
        "b.md", id=2, status="draft", aliases=["/old/b"]
    )
    snapshot = paper.seen()
    assert snapshot.aliased("/old/a") is snapshot.aliased("/old/b") is snapshot.aliased("/!1") is None
    assert paper.at("2099-02-01").aliased("/old/a").number == 1


def test_an_old_address_leads_to_what_is_not_listed(paper):
    paper.write("a.md", id=1, status="unlisted", aliases=["/old/a"])
    assert paper.seen().aliased("/old/a").number == 1


def test_no_picture_is_an_old_address(paper):
    paper.write("a.md", "![x](media/a.png)", id=1).raw("media/a.png", b"x")
    assert paper.seen().aliased("/media/a.png") is None


def test_a_file_of_the_archives_own(paper, tmp_path):
    snapshot = paper.write("a.md", id=1).seen()
    assert snapshot.own_file("robots.txt") is None
    paper.raw("robots.txt", "x").raw("deep/about.txt", "x")
    assert snapshot.own_file("robots.txt") == StoredFile(paper.root, "robots.txt")
    os.symlink("deep/about.txt", os.path.join(paper.root, "about.txt"))
    assert snapshot.own_file("about.txt") == StoredFile(paper.root, "deep/about.txt")


def test_a_link_out_of_the_archive_is_no_file_of_its_own(paper, tmp_path):
    (tmp_path / "secret").write_text("x")
    snapshot = paper.write("a.md", id=1).seen()
    os.symlink(tmp_path / "secret", os.path.join(paper.root, "robots.txt"))
    os.mkdir(os.path.join(paper.root, "about.txt"))
    assert snapshot.own_file("robots.txt") is snapshot.own_file("about.txt") is None
