"""Searches of whole archives: what is found and counted is what the articles say, and no words break a page."""

import json
import re
from collections import Counter
from random import Random

import pytest
from attrs import evolve, frozen
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gopherd import indexer
from gopherd.archive.finds import A_PAGE
from gopherd.archive.indexing import refresh
from gopherd.archive.opening import IndexedArchive
from gopherd.archive.selections import Everything, Named
from gopherd.checking import decode_strictly, faults
from gopherd.message import Request, Status
from gopherd.model.article import Kind
from gopherd.model.body import Figure, Heading, Items, Listing, Paragraph, Quote, Table, text_of
from gopherd.model.edition import Charset
from gopherd.model.naming import number_of_name
from gopherd.model.site import TAZ_WIDTH, Style
from gopherd.terms.analysis import analyser_of
from gopherd.terms.query import parse_query
from tests.fakes import NOW, application, index
from tests.reference import ROOT, shared
from tests.strategies import any_text

ARCHIVES = {
    "shipped": lambda: ROOT / "archive",
    "okfn-de-blog": lambda: shared("data/okfn-de-blog"),
    "digitalgov-news": lambda: shared("data/digitalgov-news"),
}
_COUNT = re.compile(r"(.*) \(([0-9.,]+)\)")


# --- what is found and counted, beside what the articles say ----------------------------------------------------------


@frozen
class Read:
    """An article as a reader has read it."""

    year: int | None
    names: frozenset
    """Kind and number of its section, tags and authors."""
    fields: tuple[str, ...]
    """The terms of its title, lede, texts, captions and names, with blanks between and around."""
    terms: frozenset
    """The same, one by one."""
    words: tuple[str, ...]

    def has(self, forms):
        return any(
            form in self.terms or (" " in form and any(f" {form} " in field for field in self.fields)) for form in forms
        )


def read(article, above):
    passages, captions = [], []
    for block in article.body:
        gather(block, passages, captions)
    if article.image:
        gather(article.image, passages, captions)
    sections = [] if article.section is None else [article.section]
    while sections and sections[-1].number in above:
        sections.append(above[sections[-1].number])
    names = [*sections, *article.tags, *article.authors]
    headline = article.headline
    texts = [f"{headline.kicker} {headline.title}", article.lede, "\n".join(passages), "\n".join(captions)]
    joined = analyser_of(article.language).joined
    fields = tuple(f" {joined(text)} " for text in (*texts, *(name.text for name in names)))
    return Read(
        year=article.published and article.published.year,
        names=frozenset((name.kind, name.number) for name in names),
        fields=fields,
        terms=frozenset(" ".join(fields).split()),
        words=tuple(re.findall(r"[^\W\d_]{3,}", " ".join(texts))),
    )


def gather(block, passages, captions):
    match block:
        case Paragraph(spans) | Heading(spans):
            passages.append(text_of(spans))
        case Quote(inner):
            for each in inner:
                gather(each, passages, captions)
        case Items(_, items):
            for item in items:
                for each in item:
                    gather(each, passages, captions)
        case Listing(text):
            passages.append(text)
        case Table(rows):
            passages.extend(" ".join(map(text_of, row)) for row in rows)
        case Figure(_, caption, credit):
            captions.append(f"{caption} {credit}")


def read_all(name, folder):
    """An archive, its snapshot, all its articles as they may be read, and their languages."""
    archive, _ = index(ARCHIVES[name](), folder)
    snapshot, articles, after = archive.snapshot(NOW), [], None
    while True:
        window = snapshot.headlines(Everything(), after, 500)
        articles += [snapshot.article(headline.number) for headline in window.headlines]
        if not window.has_older:
            break
        after = window.headlines[-1].number
    languages = {article.language for article in articles}
    # What stands in a part of a section stands in the section.
    above, sections = {}, list(snapshot.sections())
    for section in sections:
        for part in snapshot.within(section):
            above[part.number] = section
            sections.append(part)
    return archive, snapshot, {article.headline.number: read(article, above) for article in articles}, languages


def some_words(articles):
    """Words of few, of some and of many articles; the same in every run."""
    counts = Counter(word for article in articles.values() for word in {*article.words})
    dice, found = Random(1436), []
    for few, many, take in ((1, 2, 6), (3, 10, 6), (11, 40, 6), (41, 150, 6), (151, 100000, 3)):
        words = sorted(word for word, count in counts.items() if few <= count <= many)
        found += dice.sample(words, min(take, len(words)))
    assert len(found) >= 18
    return found


def found_by(library, word):
    """The articles that have a word, in whatever form it has in one of their languages."""
    _, _, articles, languages = library
    forms = {form for language in languages for form in analyser_of(language).forms(word)}
    return {number: article for number, article in articles.items() if article.has(forms)}


def hits_of(snapshot, words):
    """What is found on the first page, and the numbers of the hits of up to five pages."""
    first = snapshot.search(parse_query(words), 1)
    hits = list(first.hits)
    for page in range(2, min(-(-first.total // A_PAGE), 5) + 1):
        hits += snapshot.search(parse_query(words), page).hits
    numbers = {hit.headline.number for hit in hits}
    assert len(numbers) == len(hits) == min(first.total, 5 * A_PAGE)
    return first, numbers


def hits_and_facets_are_what_one_finds_by_reading_everything(library):
    _, snapshot, articles, _ = library
    for word in some_words(articles):
        expected = found_by(library, word)
        found, hits = hits_of(snapshot, word)
        assert found.total == len(expected), word
        assert hits <= set(expected), word
        counts = Counter((None, article.year) for article in expected.values() if article.year)
        counts += Counter(bears for article in expected.values() for bears in article.names)
        shown = {(facet.kind, facet.number): facet.count for facet in found.facets}
        assert shown == {key: counts[key] for key in shown}, word
        for kind in (None, *Kind):
            least = min((count for key, count in shown.items() if key[0] is kind), default=0)
            assert all(count <= least for key, count in counts.items() if key[0] is kind and key not in shown), word


def each_way_to_narrow_down_leads_to_as_many_as_it_says(library):
    archive, _, articles, _ = library
    here, seen = application(archive, failed=pytest.fail), 0
    for word in some_words(articles)[-6:]:
        items = decode_strictly(here.answer(Request("/!s", word)).body)
        for item in items:
            if item.type == "1" and "/!s/" in item.selector and (offer := _COUNT.fullmatch(item.display_string)):
                narrower = decode_strictly(here.answer(Request(item.selector)).body)
                assert total(narrower) == int(re.sub("[.,]", "", offer[2])), (word, item.display_string)
                seen += 1
    assert seen > 20


def total(items):
    """The number of hits in a page's title."""
    texts = [item.display_string for item in items]
    title = " ".join(texts[: texts.index("")])
    return int(re.sub("[.,]", "", re.search(r"([0-9.,]+) (?:hits?|Treffer)", title)[1]))


def within_a_list_is_found_what_is_found_and_in_the_list(library):
    _, snapshot, articles, _ = library
    dice, words = Random(70), some_words(articles)
    every = sorted({key for article in articles.values() for key in article.names}, key=str)
    for kind, number in dice.sample(every, min(10, len(every))):
        for word in dice.sample(words, 3):
            expected = [article for article in found_by(library, word).values() if (kind, number) in article.names]
            found = snapshot.search(parse_query(word), 1, Named(kind, number))
            assert found.total == len(expected) or (found.corrected and not expected), word


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_whole_archive_is_searched_exactly(name, tmp_path):
    library = read_all(name, tmp_path)
    hits_and_facets_are_what_one_finds_by_reading_everything(library)
    each_way_to_narrow_down_leads_to_as_many_as_it_says(library)
    within_a_list_is_found_what_is_found_and_in_the_list(library)


# --- any words at all -------------------------------------------------------------------------------------------------

NAMES = [
    "Klima",
    "Klima und Energie",
    "or",
    "-ohne",
    "a:b",
    "„Anführung“",
    'mit "Strichen"',
    "C++",
    "2022",
    "日本",
    "*",
]
HIDDEN = ("Quastenflosser", "Zwergmispel", "Bartgeier")
"""Each stands in what may not be found: an article to come, a draft, one that only who has the number may read."""
EDITIONS = {
    "": (Charset.UTF8, None),
    "/ascii/40": (Charset.ASCII, 40),
    "/latin1/20": (Charset.LATIN1, 20),
    "/200": (Charset.UTF8, 200),
}


def write(folder, number, text, **fields):
    head = json.dumps({"id": number, "language": "de", **fields}, ensure_ascii=False, indent=1)
    (folder / f"{number}.md").write_text(f"{head}\n\n{text}\n", "utf-8")


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """An application over a small paper with odd names and things to hide, in either layout."""
    folder = tmp_path_factory.mktemp("paper") / "articles"
    folder.mkdir()
    (folder.parent / "gopherd.toml").write_text('[site]\ntitle = "Blatt"\nlanguage = "de"\n')
    for number in range(1, 61):
        names = [NAMES[number % len(NAMES)], NAMES[number * 7 % len(NAMES)]]
        write(
            folder, number, f"Klima und Wandel, zum {number}. Mal. " + "Ein langer Satz, der nichts sagt. " * 5,
            title=f"Artikel {number}", date=f"20{15 + number % 7}-01-0{1 + number % 9}", tags=names,
            authors=[NAMES[number * 5 % len(NAMES)]], section=NAMES[number * 3 % len(NAMES)],
        )  # fmt: skip
    hidden = ({"date": "2099-01-01"}, {"draft": True}, {"status": "unlisted"})
    for number, word, more in zip((101, 102, 103), HIDDEN, hidden, strict=True):
        write(folder, number, f"Klima, Wandel, {word}.", title=word, tags=["Klima", word], authors=[word], **more)
    plan = indexer.make_plan(str(folder.parent), index=str(tmp_path_factory.mktemp("default")))
    site = evolve(plan.site, style=Style.TAZ, width=TAZ_WIDTH)
    taz = evolve(plan, folder=str(tmp_path_factory.mktemp("taz")), site=site)
    for made in (plan, taz):
        refresh(made, lambda _done, _total: None)
    return [
        (made.site, application(IndexedArchive(made.folder, made.root), failed=pytest.fail)) for made in (plan, taz)
    ]


_SIGNS = """" - * : ( ) = % / + \\ „ “ or OR AND NOT NEAR( tag: author: section: title: lang:de before:2020 {body}:
after:2016-02-30 sort:date sort:rank klima Wandel wand* ';DROP"""
_ODD = [" ", "  ", "\x00", "\x1b[2J", "\u202e", "\ud800", "\u00ad", "ü" * 300]
_PIECES = st.sampled_from([*_SIGNS.split(), *_ODD, *NAMES, *HIDDEN])
_WORDS = st.one_of(any_text, st.lists(_PIECES, max_size=12).map("".join))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_WORDS, st.sampled_from([*EDITIONS]), st.booleans(), st.sampled_from([None, Kind.TAG, Kind.SECTION, "/!d2016"]))
@example("klima", "", False, None)
@example("Klima", "/ascii/40", True, Kind.TAG)
def test_no_words_break_a_page_or_show_what_may_not_be_shown(papers, words, prefix, is_taz, within):
    site, here = papers[is_taz]
    charset, width = EDITIONS[prefix]
    if isinstance(within, Kind):
        within = f"/!{within.value}{number_of_name(NAMES[3])}"
    response = here.answer(Request(f"{prefix}{within or ''}/!s", words))
    assert response.status is Status.OK
    items = decode_strictly(response.body, charset)
    assert not isinstance(items, str), items
    shape = evolve(site, width=width or site.width, style=Style.DEFAULT if width else site.style)
    assert [fault for item in items for fault in faults(item, shape, is_ours=item.type in "017")] == []
    leads = [item for item in items if item.type in "17"]
    assert all(item.selector.startswith(f"{prefix}/") for item in leads)
    assert not {item.selector.rpartition("!")[2] for item in leads} & {"101", "102", "103"}
    for item in leads[:1] + [item for item in leads if "/!s/" in item.selector][:5]:
        assert here.answer(Request(item.selector)).status is Status.OK, item


@pytest.mark.parametrize("word", HIDDEN)
@pytest.mark.parametrize("query", ["{}", '"{}"', "{}*", "tag:{}", "author:{}", "title:{}", "klima {}", "{} sort:date"])
def test_what_may_not_be_found_is_as_unknown_as_any_other_word(papers, word, query):
    for _, here in papers:
        unknown = here.answer(Request("/!s", query.format("Xylofonbau"))).body
        said = here.answer(Request("/!s", query.format(word))).body
        assert said.replace(word.encode(), b"Xylofonbau").replace(word.encode().lower(), b"xylofonbau") == unknown
        # Nor is it what was probably meant.
        misspelt = here.answer(Request("/!s", query.format(f"{word[:4]}{word[5:]}"))).body
        assert word.encode() not in misspelt


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_any_kind_can_be_searched_for_and_narrowed_down_to(papers, name):
    for _, here in papers:
        items = decode_strictly(here.answer(Request("/!s", "wandel")).body)
        for item in items:
            offer = _COUNT.fullmatch(item.display_string)
            if offer and offer[1] == name and "/!s/" in item.selector:
                assert total(decode_strictly(here.answer(Request(item.selector)).body)) == int(offer[2])
