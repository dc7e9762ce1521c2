import html

import pytest
from attrs import evolve
from hypothesis import given

from gopherd.cache import AnswerCache
from gopherd.errors import ArchiveUnavailable, BadRequest, BeingIndexed, Fault, Hindrance
from gopherd.message import Blob, Http, Plus, Request, Response, Status, Wish
from gopherd.model.edition import Charset
from gopherd.model.naming import number_of_name
from gopherd.model.text import clean_line
from gopherd.wire.menu import LASTLINE, decode_menu
from tests.fakes import SITE, TAZ, FakeArchive, FakeSnapshot, application, article, index
from tests.strategies import any_text

FULL = FakeSnapshot(
    SITE, tuple(article(n, f"Title {n}", section="News", tags=["Joe"], authors=["Ann"]) for n in range(1, 26))
)


def ask(selector, present=FULL, **more):
    return application(FakeArchive(present), **more).answer(Request(selector))


def texts(response):
    return [found.display_string for found in decode_menu(response.body)]


def types(response):
    return "".join(found.type for found in decode_menu(response.body))


@pytest.mark.parametrize(
    ("selector", "first"),
    [
        ("", "# Paper"),
        ("/", "# Paper"),
        ("/any/!5", "# Paper -- Title 5"),
        ("/!5", "# Paper -- Title 5"),
        ("1/!5", "# Paper -- Title 5"),
        ("/%215", "# Paper -- Title 5"),
        ("/!l", "# Paper -- All articles (25)"),
        ("/!l/5", "# Paper -- All articles (25)"),
        ("/!t", "# Paper -- Tags (1)"),
        ("/!d", "# Paper -- Calendar"),
        ("/!d2022", "# Paper -- 2022 (25)"),
        ("/!e", "# Paper -- Editions for other machines"),
        ("/!d2022-02-02", "# Paper -- Feb 2, 2022 (25)"),
        ("/!s", "# Paper -- Search"),
        ("/!s/title", "# Paper -- title: 25 hits"),
        ("/!s/title/2", "# Paper -- title: 25 hits"),
        ("/!d2022/!s/title", "# Paper -- title: 25 hits"),
        ("/!like/5", "# Paper -- Like this one: Title 5"),
    ],
)
def test_every_kind_of_page(selector, first):
    response = ask(selector)
    assert response.status is Status.OK
    assert texts(response)[0] == first
    assert response.body.endswith(LASTLINE)


@pytest.mark.parametrize(
    ("selector", "first"),
    [
        ("caps.txt", b"CAPS\r\n"),
        ("robots.txt", b"User-agent: *\r\n"),
        ("about.txt", b"Paper\r\n"),
        ("sitemap.txt", b"gopher://gopher.example.invalid/1/Title-25/!25\r\n"),
        ("feed.xml", b"<?xml "),
        (f"Joe/!t{number_of_name('Joe')}/feed.xml", b"<?xml "),
    ],
)
def test_every_text_for_programs_with_and_without_the_slash(selector, first):
    response = ask(selector)
    assert response.status is Status.OK
    assert response.body.startswith(first)
    assert response == ask(f"/{selector}") == ask(f"0/{selector}")


def test_an_archive_may_have_texts_of_its_own_and_get_them_at_any_time():
    archive = FakeArchive(FULL)
    here = application(archive)
    assert isinstance(here.answer(Request("/robots.txt")).body, bytes)
    archive.present = evolve(FULL, own_files=("robots.txt", "about.txt", "caps.txt", "feed.xml", "sitemap.txt"))
    for name in ("robots.txt", "about.txt"):
        assert here.answer(Request(name)) == Response(Status.OK, Blob("/archive", name))
    for name in ("caps.txt", "feed.xml", "sitemap.txt"):
        assert isinstance(here.answer(Request(name)).body, bytes)


@pytest.mark.parametrize(
    "selector", ["/!t777/feed.xml", "/sitemap.txt/777", "/!new/2099-01-01", "/!new/2022-02-02/777"]
)
def test_texts_and_lists_of_nothing_are_missing(selector):
    assert ask(selector).status is Status.MISSING


def test_a_document_of_an_empty_archive():
    assert ask("/about.txt", FakeSnapshot(SITE)).status is Status.OK
    assert ask("/feed.xml", FakeSnapshot(SITE)).status is Status.MISSING


def test_what_is_new_goes_on_below_its_last_article():
    page = ask("/!new/2022-02-02")
    (older,) = [found.selector for found in decode_menu(page.body) if found.display_string.startswith("Older")]
    assert older == "/!new/2022-02-02/6"
    assert "Title 5" in texts(ask(older))


@pytest.mark.parametrize(
    "selector", ["/old/five", "old/five", "/old/five/", "/old%2ffive", "1/old/five", "/!t777", "/!777"]
)
def test_an_old_address_leads_to_its_article_and_says_where_that_is_now(selector):
    aliases = {"old/five": 5, "!t777": 5, "!777": 5}
    response = ask(selector, evolve(FULL, aliases=aliases))
    assert response.status is Status.OK
    assert texts(response)[:3] == ["# Paper -- Title 5", "", "This article has moved: /Title-5/!5"]


def test_an_old_address_in_an_edition():
    response = ask("/ascii/old/five", evolve(FULL, aliases={"old/five": 5}))
    assert "/ascii/Title-5/!5" in [found.selector for found in decode_menu(response.body)]


def test_an_articles_own_selector_goes_before_an_old_address_of_another():
    assert texts(ask("/!6", evolve(FULL, aliases={"!6": 5})))[0] == "# Paper -- Title 6"


def test_a_picture_is_a_file_that_the_edge_sends():
    assert ask("/!m7.png") == Response(Status.OK, Blob("/archive", "media/seven.png"))
    assert ask("/!m7.gif").status is ask("/!m8.png").status is Status.MISSING


@pytest.mark.parametrize("present", [FULL, evolve(FULL, site=TAZ), FakeSnapshot(SITE)], ids=["default", "taz", "empty"])
@pytest.mark.parametrize("selector", ["/nothing", "/!777", "/!t777", "/!l/777", "/!d0000", "/!s/a/b", "GET / HTTP/1.0"])
def test_a_missing_page_is_an_error_first_and_then_the_way_on(selector, present):
    response = ask(selector, present)
    assert response.status is Status.MISSING
    assert types(response)[0] == "3"
    assert "3" not in types(response)[1:]
    assert "1" in types(response)
    assert selector in texts(response)[0]


# --- editions and texts ---------------------------------------------------------------------------------------------

GERMAN = FakeSnapshot(
    evolve(TAZ, style=SITE.style, width=67),
    tuple(article(n, f"Überlänge für die Straße, „{n}“", section="Politik", tags=["Öl"]) for n in range(1, 26)),
)


def selectors(response):
    return [found.selector for found in decode_menu(response.body) if found.type in "01I"]


@pytest.mark.parametrize("page", ["", "/!5", "/!l", "/!t", "/!d2022", "/!p", "/nothing", "/!777"])
@pytest.mark.parametrize("prefix", ["/ascii", "/latin1/40", "/utf8", "/20"])
def test_no_link_leaves_an_edition(page, prefix):
    response = ask(f"{prefix}{page}", GERMAN)
    assert response.status is ask(page, GERMAN).status
    plain = selectors(ask(page, GERMAN))
    assert plain
    assert selectors(response) == [f"{prefix}{selector}" for selector in plain]


def test_an_edition_has_one_spelling_however_it_was_asked_for():
    assert ask("/40/ascii/!5", GERMAN) == ask("/ascii/40/!5", GERMAN)
    assert selectors(ask("/40/ascii/!5", GERMAN))[0].startswith("/ascii/40/")


def test_the_bytes_of_an_edition():
    assert "für".encode() in ask("/!5", GERMAN).body
    assert "für".encode() in ask("/utf8/!5", GERMAN).body
    assert "für".encode("latin1") in ask("/latin1/!5", GERMAN).body
    assert b'Ueberlaenge fuer die Strasse, "5"' in ask("/ascii/!5", GERMAN).body
    assert all(len(text) <= 20 for text in texts(ask("/ascii/20/!5", GERMAN)) if " " in text)


def test_a_site_chooses_what_it_serves_without_a_prefix():
    latin = evolve(GERMAN, site=evolve(GERMAN.site, charset=Charset.LATIN1))
    assert "für".encode("latin1") in ask("/!5", latin).body
    assert "für".encode("latin1") in ask("/40/!5", latin).body
    assert "für".encode() in ask("/utf8/!5", latin).body
    here = application(FakeArchive(latin))
    assert "höchstens".encode("latin1") in here.refuse(BadRequest(Fault.TOO_LONG)).body


def test_whether_the_site_is_in_latin1_is_known_from_the_first_request_on():
    assert application(FakeArchive(evolve(FULL, site=evolve(SITE, charset=Charset.LATIN1)))).is_latin1()
    assert not application(FakeArchive(FULL)).is_latin1()
    assert not application(FakeArchive(FULL, BeingIndexed(0, 0))).is_latin1()


def test_errors_are_in_the_edition_too():
    here = application(FakeArchive(GERMAN, ArchiveUnavailable("x")))
    assert all(len(text) <= 20 for text in texts(here.answer(Request("/20/!5"))))


def test_texts():
    response = ask("/ascii/!5.txt", GERMAN)
    assert response.status is Status.OK
    assert response.body.startswith(b'Ueberlaenge fuer die Strasse, "5"\r\n')
    assert b"gopher://gopher.example.invalid/1/ascii/Ueberlaenge" in response.body
    assert ask("/!l.txt", GERMAN).body.count(b"* * *") == 21
    assert ask("/!777.txt", GERMAN).status is ask("/!t777.txt", GERMAN).status is Status.MISSING


def test_an_unknown_selector_is_echoed_short_and_clean():
    first, second, *_ = texts(ask("/\u202e" + "x" * 500))
    assert (first, second) == ("There is nothing here:", f"/{'x' * 62}…")


@given(any_text, any_text)
def test_any_request_gets_a_response(selector, search):
    def failed(error):
        raise AssertionError from error

    response = application(FakeArchive(FULL), failed=failed).answer(Request(selector, search))
    assert isinstance(response, Response)


# --- what goes wrong ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "status", "expected"),
    [
        (BeingIndexed(3, 10), Status.UNAVAILABLE, "being indexed, 3 of 10 files"),
        (BeingIndexed(0, 0), Status.UNAVAILABLE, "being indexed. Please"),
        (ArchiveUnavailable("disk /dev/sda is gone"), Status.UNAVAILABLE, "cannot be read at present"),
        (KeyError("/secret/path"), Status.FAILED, "(error 4711)"),
        (RecursionError(), Status.FAILED, "(error 4711)"),
    ],
)
def test_errors_become_a_type_3_that_betrays_nothing(error, status, expected):
    noted = []
    archive = FakeArchive(FULL, error)
    here = application(archive, failed=lambda error: noted.append(error) or "4711")
    response = here.answer(Request("/!5"))
    assert response.status is status
    assert types(response)[0] == "3"
    assert expected in " ".join(texts(response))
    assert "/dev" not in str(response.body)
    assert "secret" not in str(response.body)
    assert noted == ([] if isinstance(error, BeingIndexed) else [error])


def test_an_error_inside_an_answer_is_noted_and_not_kept():
    class Broken(FakeSnapshot):
        def article(self, number):
            raise ZeroDivisionError

    archive, noted = FakeArchive(Broken(SITE, FULL.articles)), []
    here = application(archive, failed=lambda error: noted.append(error) or "0815")
    assert here.answer(Request("/!5")).status is Status.FAILED
    assert [type(error) for error in noted] == [ZeroDivisionError]
    archive.present = FULL
    assert here.answer(Request("/!5")).status is Status.OK


def test_missing_pages_are_not_kept():
    cache = AnswerCache()
    assert ask("/nothing", cache=cache).status is Status.MISSING
    assert cache.size_bytes == 0


def test_errors_speak_the_language_of_the_site_as_soon_as_it_is_known():
    archive = FakeArchive(evolve(FULL, site=TAZ))
    here = application(archive)
    assert "ist zu lang" in texts(here.refuse(BadRequest(Fault.TOO_LONG)))[0]
    archive.error = ArchiveUnavailable("x")
    assert "Augenblick" in texts(here.answer(Request("")))[0]
    assert here.missing().status is Status.MISSING
    assert "nicht mehr da" in texts(here.missing())[0]


@pytest.mark.parametrize("hindrance", Hindrance)
def test_an_excuse_is_a_type_3_in_the_sites_language_and_the_readers_edition(hindrance):
    here = application(FakeArchive(FakeSnapshot(TAZ)))
    response = here.excuse(Request("/ascii/20/!l.txt"), hindrance)
    assert response.status is Status.UNAVAILABLE
    assert types(response)[0] == "3"
    assert response.body.isascii()
    assert "noch einmal" in " ".join(texts(response))


def test_an_excuse_is_in_gopher_plus_for_who_has_asked_in_it():
    here = application(FakeArchive(FULL))
    asked = Request("/!l", asked=Plus(Wish.MENU_ATTRIBUTES))
    assert here.excuse(asked, Hindrance.BUSY).body.startswith(b"--1\r\n2 ")
    words = Request("/!s", "$", Plus(Wish.MENU_ATTRIBUTES))
    assert types(here.excuse(words, Hindrance.BUSY))[0] == "3"


def test_an_excuse_before_there_is_an_index():
    response = application(FakeArchive(FULL, BeingIndexed(0, 0))).excuse(Request("/!l.txt"), Hindrance.TOO_LATE)
    assert types(response) == "3"


def test_a_refusal_before_there_is_an_index():
    response = application(FakeArchive(FULL, BeingIndexed(0, 0))).refuse(BadRequest(Fault.NOT_UTF8))
    assert response.status is Status.BAD_REQUEST
    assert types(response) == "3"


# --- addresses outside ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["URL:", "/URL:"])
@pytest.mark.parametrize(
    "address", ["https://example.invalid/a?b=%20c", "mailto:a@example.invalid", "gopher://x.invalid/"]
)
def test_url_pages(prefix, address):
    response = ask(f"{prefix}{address}")
    assert response.status is Status.OK
    assert response.body.startswith(b"<!DOCTYPE html>")
    assert f'href="{address}"'.encode() in response.body


@pytest.mark.parametrize(
    "address",
    ["", "javascript:alert(1)", "JaVaScript:x", "data:text/html,x", "file:///etc/passwd", "//x", "https:", "\u212aa:x"],
)
def test_url_pages_that_are_refused(address):
    response = ask(f"URL:{address}")
    page = response.body.decode()
    assert response.status is Status.BAD_REQUEST
    assert page.startswith("<!DOCTYPE html>")
    assert "href" not in page
    assert "http-equiv" not in page
    assert html.escape(clean_line(address)) in page


@pytest.mark.parametrize("selector", ["h/URL:https://example.invalid/", "URL%3Ahttps%3A%2F%2Fexample.invalid%2F"])
def test_url_pages_in_other_spellings(selector):
    assert ask(selector).body == ask("URL:https://example.invalid/").body


def test_an_address_is_taken_to_the_letter():
    assert (
        b'href="https://example.invalid/%21%2520/?q=+%26"' in ask("URL:https://example.invalid/%21%2520/?q=+%26").body
    )


# --- HTTP -----------------------------------------------------------------------------------------------------------


def test_http_gets_a_page_that_names_the_paper_whatever_the_state_of_the_archive():
    for archive in (FakeArchive(FULL), FakeArchive(FULL, BeingIndexed(0, 0))):
        body = application(archive).answer(Request("", "", Http("GET"))).body
        assert body.startswith(b"HTTP/1.1 200 OK\r\nDate: Sun, 22 Nov 2026 12:00:00 GMT\r\n")
        assert b'href="gopher://gopher.example.invalid/"' in body


# --- the cache and the clock ----------------------------------------------------------------------------------------


def test_an_answer_is_given_again_until_the_generation_moves_on():
    archive = FakeArchive(FULL)
    here = application(archive)
    here.answer(Request("/!l"))
    first = here.answer(Request("/!l"))
    assert here.answer(Request("/!l")) is first
    archive.present = evolve(FULL, articles=FULL.articles[:-1], generation=2)
    second = here.answer(Request("/!l"))
    assert second is not first
    assert "Title 25" in texts(first)
    assert "Title 25" not in texts(second)


def test_a_change_of_the_site_shows_at_once():
    archive = FakeArchive(FULL)
    here = application(archive)
    here.answer(Request(""))
    archive.present = evolve(FULL, site=evolve(TAZ, title="Blatt"), generation=2)
    assert texts(here.answer(Request("")))[0] == "# Blatt"


def test_the_time_is_asked_for_every_answer():
    archive, now = FakeArchive(FULL), iter([1.0, 2.0])
    here = application(archive, now=lambda: next(now))
    here.answer(Request("/!l"))
    here.answer(Request("/!l"))
    assert archive.asked_at == [1.0, 2.0]


@pytest.mark.parametrize("asked", [None, Plus(Wish.CONTENT)])
def test_chance_is_asked_each_time_and_everything_else_once(asked):
    asked_for = []

    class Chance(FakeSnapshot):
        def random(self, count):
            asked_for.append(count)
            return [self.articles[len(asked_for)].headline]

    here = application(FakeArchive(Chance(SITE, FULL.articles)))
    answers = [here.answer(Request("/!random", asked=asked)).body for _ in range(3)]
    assert len(asked_for) == len(set(answers)) == 3
    here.answer(Request("/!long", asked=asked))
    assert here.recall(Request("/!random", asked=asked).line) is None


def test_what_appeared_this_day_is_another_page_at_midnight(tmp_path):
    articles = tmp_path / "articles"
    articles.mkdir()
    (tmp_path / "gopherd.toml").write_text(
        '[site]\nlanguage = "en"\ntimezone = "Europe/Berlin"\n[front]\nblocks = ["today"]\n'
    )
    for number, date in enumerate(("2020-11-22", "2020-11-23"), 1):
        (articles / f"{number}.md").write_text(f"---\nid: {number}\ntitle: T{number}\ndate: {date}\n---\nText.\n")
    archive, _ = index(tmp_path, tmp_path / "index")
    now = [1795388399.0]  # the last second of 22 November 2026 in Berlin
    here = application(archive, now=lambda: now[0])

    def shown(selector):
        return {text for text in texts(here.answer(Request(selector))) if text in {"T1", "T2"}}

    assert (shown(""), shown("/!today")) == ({"T1"}, {"T1"})
    now[0] += 1
    assert (shown(""), shown("/!today")) == ({"T2"}, {"T2"})
    assert shown("/!d--11-22") == {"T1"}


def test_an_embargo_ends_by_the_clock(tmp_path):
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "1.md").write_text(
        "---\nid: 1\ntitle: Old\ndate: 2024-01-01\ntags: [a]\nrelated: [2]\n---\nSee [it](!2).\n"
    )
    (articles / "2.md").write_text("---\nid: 2\ntitle: Secret\ndate: 2040-01-01T00:00:00Z\ntags: [b]\n---\nText.\n")
    archive, _ = index(tmp_path, tmp_path / "index")
    now = [2208988799.0]
    here = application(archive, now=lambda: now[0])
    pages = ["", "/!1", "/!2", "/!l", "/!t", "/!d", "/Secret", "/!s/secret", "/!s/secret=20old", "/!like/1", "/!like/2"]
    before = {selector: here.answer(Request(selector)) for selector in pages}
    echo = "Search for these words: Secret"
    assert all("Secret" not in " ".join(texts(before[selector])[1:]).replace(echo, "") for selector in pages)
    assert texts(before["/!s/secret"])[0].endswith(" -- secret: 0 hits")
    assert before["/!like/2"].status is Status.MISSING
    assert before["/!2"].status is Status.MISSING
    assert texts(before["/!2"])[1:] == texts(here.answer(Request("/!3")))[1:]
    now[0] += 1
    after = {selector: here.answer(Request(selector)) for selector in pages}
    assert after["/!2"].status is Status.OK
    for selector in ["", "/!1", "/!l", "/Secret", "/!s/secret"]:
        assert "Secret" in texts(after[selector]), selector
    assert after["/!like/2"].status is Status.OK
    assert "See [1][it]." in texts(after["/!1"])
    assert "b (1)" in texts(after["/!t"])
    assert "2040 (1)" in texts(after["/!d"])
    now[0] -= 1
    assert here.answer(Request("/!2")).status is Status.MISSING


def test_an_archive_that_cannot_be_read_is_written_down_once():
    told = []
    here = application(FakeArchive(FULL, ArchiveUnavailable("x")), failed=lambda error: told.append(error) or "1")
    for _ in range(3):
        assert here.answer(Request("")).status is Status.UNAVAILABLE
    assert len(told) == 1


def test_an_archive_is_opened_before_the_first_reader_comes():
    archive = FakeArchive(FULL)
    application(archive).open()
    assert len(archive.asked_at) == 1
    application(FakeArchive(FULL, BeingIndexed(0, 0))).open()


def test_where_a_withdrawn_article_was_stands_that_it_is_withdrawn(tmp_path):
    head = "id: 5\ntitle: Secret\ndate: 2022-02-02\nupdated: 2022-03-04\nstatus: withdrawn\nlanguage: en"
    (tmp_path / "a.md").write_text(f"---\n{head}\n---\nText\n")
    (tmp_path / "b.md").write_text("---\nid: 6\ntitle: Other\nlanguage: en\n---\nThe text of it is and was here.\n")
    archive, _ = index(tmp_path, tmp_path / "index")
    here = application(archive)
    for selector in ("/!5", "/Secret/!5", "/ascii/40/x/!5", "/Secret/!5.txt"):
        response = here.answer(Request(selector))
        assert response.status is Status.MISSING
        assert types(response)[0] == "3"
        assert "withdrawn on Mar 4, 2022" in " ".join(texts(response))
        assert b"Secret" not in response.body
    assert here.answer(Request("/!5", asked=Plus(Wish.CONTENT))).body.startswith(b"--1")
