"""Golden pages: what a reader sees, to the letter. ``--update-golden`` rewrites them; read the difference."""

from pathlib import Path

import pytest
from attrs import evolve

from gopherd import indexer
from gopherd.archive.indexing import refresh
from gopherd.archive.opening import IndexedArchive
from gopherd.message import Request, Status
from gopherd.model.site import TAZ_WIDTH, Style
from tests.fakes import application, as_text, index
from tests.reference import NUMBER, ROOT, SLUG, Reference, menu_as_seen, shared

GOLDEN = Path(__file__).parent / "golden"
PAGES = {
    "front": "",
    "article-table-and-code": "/Item-Types/!1225871",
    "article-manual": "/Artikel-schreiben/!1526113",
    "article-verse": "/Verse/!1384011",
    "article-correction": "/Korrekturen/!1502449",
    "article-footnotes": "/Licence/!1207736",
    "article-pictures": "/Bilder/!1541002",
    "pictures": "/Bilder/!i1541002",
    "article-gopher-link": "/taz/!1428826",
    "section": "/Zeitung-Archiv/!p739652433575",
    "tag": "/Gopher/!t822055386111",
    "tag-further": "/Gopher/!t822055386111/1264519",
    "author": "/History-Desk/!a708816172644",
    "year": "/!d2026",
    "month": "/!d2026-09",
    "day": "/!d2026-09-01",
    "sections": "/!p",
    "tags": "/!t",
    "authors": "/!a",
    "years": "/!d",
    "all": "/!l",
    "all-further": "/!l/1402268",
    "missing": "/Korekturen",
    "editions": "/!e",
    "editions-ascii-40": "/ascii/40/!e",
    "article-verse-ascii-40": "/ascii/40/Verse/!1384011",
    "article-table-and-code-ascii-20": "/ascii/20/Item-Types/!1225871",
    "search": "/!s/gopher=20sort=3Adate",
    "search-further": "/!s/gopher=20sort=3Adate/2",
    "search-umlaut": "/!s/Wagenr=C3=BCcklauf",
    "search-none": "/!s/Quastenfl=C3=B6=C3=9Fer",
    "search-none-ascii-40": "/ascii/40/!s/Quastenfl=C3=B6=C3=9Fer",
    "search-partial": "/!s/Wagenr=C3=BCcklauf=20Quastenfl=C3=B6=C3=9Fer",
    "search-corrected": "/!s/Wagenr=C3=BCklauf",
    "search-ascii-40": "/ascii/40/!s/gopher=20sort=3Adate",
    "search-how": "/!s",
    "search-within": "/Gopher/!t822055386111/!s/terminal",
    "section-latin1-50": "/50/latin1/Zeitung-Archiv/!p739652433575",
}
TEXTS = {
    "text-article": "/taz/!1428826.txt",
    "text-pictures-ascii-40": "/ascii/40/Bilder/!1541002.txt",
    "text-day": "/!d2026-09-01.txt",
}
IN_TAZ = ("front", "article-correction", "article-pictures", "author", "day", "missing")


def test_the_reference_article(tmp_path):
    seen = shared("seed/article-as-seen.txt").read_text("utf-8")
    Reference.read(seen).write_archive(tmp_path / "archive")
    archive, _ = index(tmp_path / "archive", tmp_path / "index")
    response = application(archive).answer(Request(f"/{SLUG}/!{NUMBER}"))
    assert response.status is Status.OK
    assert menu_as_seen(response.body) == seen.rstrip("\n")


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """The application over the shipped archive, in either layout."""
    plan = indexer.make_plan(str(ROOT / "archive"), index=str(tmp_path_factory.mktemp("default")))
    taz = evolve(
        plan,
        folder=str(tmp_path_factory.mktemp("taz")),
        site=evolve(plan.site, style=Style.TAZ, width=TAZ_WIDTH),
    )
    for made in (plan, taz):
        refresh(made, lambda _done, _total: None)
    return {
        made.site.style: application(IndexedArchive(made.folder, made.root, finisher=made.finisher.signature))
        for made in (plan, taz)
    }


def golden(page, name, request):
    file = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        file.write_text(page, "utf-8")
    return file.read_text("utf-8")


@pytest.mark.parametrize(("name", "selector"), PAGES.items(), ids=PAGES)
def test_the_pages_of_the_shipped_archive(papers, name, selector, request):
    response = papers[Style.DEFAULT].answer(Request(selector))
    assert (response.status is Status.MISSING) is (name == "missing")
    assert as_text(response.body) == golden(as_text(response.body), name, request)


@pytest.mark.parametrize(("name", "selector"), TEXTS.items(), ids=TEXTS)
def test_the_texts_of_the_shipped_archive(papers, name, selector, request):
    text = papers[Style.DEFAULT].answer(Request(selector)).body.decode().replace("\r\n", "\n")
    assert text == golden(text, name, request)


@pytest.mark.parametrize("name", IN_TAZ)
def test_the_pages_of_the_shipped_archive_as_taz_shows_them(papers, name, request):
    response = papers[Style.TAZ].answer(Request(PAGES[name]))
    assert as_text(response.body) == golden(as_text(response.body), f"{name}-taz", request)


def test_every_golden_page_has_its_test():
    expected = {*PAGES, *TEXTS, *(f"{name}-taz" for name in IN_TAZ)}
    assert {file.stem for file in GOLDEN.iterdir()} == expected
