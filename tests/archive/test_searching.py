import random
from collections import Counter
from datetime import date

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gopherd.archive import searching
from gopherd.archive.finds import A_PAGE
from gopherd.archive.matching import Match
from gopherd.archive.selections import Named, Period, Since
from gopherd.errors import NotFound
from gopherd.model.article import Kind
from gopherd.model.naming import number_of_name
from gopherd.terms.query import parse_query
from tests.archive.conftest import NOW, Paper, moment
from tests.terms.test_query import SYNTAX

WORDS = "Haus Häuser Straße Garten Bürger*innen E-Mail 1.000.000 Müller".split()


@pytest.fixture(autouse=True)
def first(request):
    """Nothing is kept of the searches of other tests."""
    if "hundred" in request.fixturenames:
        request.getfixturevalue("hundred")._archive._reader = None


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """A hundred German articles of a few words each; some unlisted, some to come, some drafts."""
    paper, dice = Paper(tmp_path_factory.mktemp("paper"), tmp_path_factory.mktemp("index")), random.Random(7)
    for number in range(1, 101):
        state = {"weight": 0} if number % 10 == 3 else {"draft": "true"} if number % 10 == 4 else {}
        paper.write(
            f"{number}.md", " ".join(dice.choices(WORDS, k=6)), id=number, language="de",
            title=f"Titel {dice.choice(WORDS)}", lede=f"Vorspann {dice.choice(WORDS)}",
            date="2030-01-01" if number % 10 == 5 else f"{dice.randint(2019, 2022)}-{dice.randint(1, 12):02}-07",
            tags=dice.sample(["Klima", "Klima und Energie", "Wald"], dice.randint(0, 2)),
            section=dice.choice([None, "Inland"]), authors=dice.sample(["Jane Doe", "Jan Müller"], 1), **state,
        )  # fmt: skip
    paper.refresh()
    yield paper
    paper.close()


@pytest.fixture(scope="module")
def shown(hundred):
    """The articles that may be shown, by number."""
    snapshot = hundred.at()
    numbers = [number for (number,) in hundred.query("SELECT number FROM article WHERE listed")]
    visible = [number for number in numbers if number % 10 != 5]
    return {number: snapshot.article(number) for number in visible}


def search(paper, words, page=1, within=None, now=NOW):
    with paper.at(now) as snapshot:
        return snapshot.search(parse_query(words), page, within)


def numbers(paper, words, within=None, now=NOW):
    """The numbers of all hits, on all pages."""
    found, page = [], 1
    while True:
        result = search(paper, words, page, within, now)
        found += [hit.headline.number for hit in result.hits]
        if len(found) == result.total:
            return found
        page += 1


def text_of(article):
    return " | ".join([article.headline.title, article.lede, *(" ".join(block.spans) for block in article.body)])


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("haus", lambda text: "Haus" in text or "Häuser" in text),
        ("HÄUSER strasse", lambda text: ("Haus" in text or "Häuser" in text) and "Straße" in text),
        ("haus or garten", lambda text: "Haus" in text or "Häuser" in text or "Garten" in text),
        ("strasse -haus", lambda text: "Straße" in text and "Haus" not in text and "Häuser" not in text),
        ("mueller", lambda text: "Müller" in text),
        ("Bürgerinnen", lambda text: "Bürger" in text),
        ("email", lambda text: "E-Mail" in text),
        ("e-mail", lambda text: "E-Mail" in text),
        ("mail", lambda text: "E-Mail" in text),
        ("1000000", lambda text: "1.000.000" in text),
        ("gart*", lambda text: "Garten" in text),
        ('"garten straße"', lambda text: "Garten Straße" in text),
        ("title:garten", None),
    ],
)
def test_what_is_found_is_what_has_the_words(hundred, shown, words, wanted):
    expected = {
        number
        for number, article in shown.items()
        if ("Garten" in article.headline.title if wanted is None else wanted(text_of(article)))
        or ("mueller" in words and any("Müller" in name.text for name in article.authors))
    }
    assert set(numbers(hundred, words)) == expected
    assert expected


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("tag:klima", lambda article: "Klima" in [name.text for name in article.tags]),
        ('tag:"klima und energie"', lambda article: "Klima und Energie" in [name.text for name in article.tags]),
        ("tag:energie", lambda article: "Klima und Energie" in [name.text for name in article.tags]),
        ("author:mueller", lambda article: article.authors[0].text == "Jan Müller"),
        ("ressort:inland -tag:wald", lambda a: a.section and "Wald" not in [name.text for name in a.tags]),
        ("after:2020 before:2021", lambda article: article.published.year == 2020),
        ("nach:2020-03 vor:2020-03-08", lambda article: article.published.isoformat()[:10] == "2020-03-07"),
        ("lang:de", lambda article: True),
        ("tag:fehlt", lambda article: False),
        ("lang:en", lambda article: False),
    ],
)
def test_filters_are_exact(hundred, shown, words, wanted):
    assert set(numbers(hundred, words)) == {number for number, article in shown.items() if wanted(article)}


def test_what_is_found_is_within_a_list(hundred, shown):
    tag = Named(Kind.TAG, number_of_name("wald"))
    found = numbers(hundred, "haus", tag)
    assert set(found) == {n for n in numbers(hundred, "haus") if any(name.text == "Wald" for name in shown[n].tags)}
    period = Period(2020)
    assert set(numbers(hundred, "haus", period)) == set(numbers(hundred, "haus after:2020 before:2021"))
    assert numbers(hundred, "haus before:2020", period) == []
    for nowhere in (Named(Kind.TAG, 5), Since(date(2020, 1, 1))):
        with pytest.raises(NotFound):
            search(hundred, "haus", within=nowhere)


def test_facets_are_what_a_count_of_all_hits_gives(hundred, shown):
    result = search(hundred, "haus or straße")
    hits = [shown[number] for number in numbers(hundred, "haus or straße")]
    expected = Counter()
    for article in hits:
        names = [article.section, *article.tags, *article.authors]
        expected.update((name.kind, name.text, name.number) for name in names if name)
        expected[None, str(article.published.year), article.published.year] += 1
    assert {(facet.kind, facet.text, facet.number): facet.count for facet in result.facets} == expected
    kinds = [facet.kind for facet in result.facets]
    assert kinds == sorted(kinds, key=[None, Kind.SECTION, Kind.TAG, Kind.AUTHOR].index)
    assert result.total == len(hits)


def test_pages_have_twenty_hits_and_end(hundred):
    every = numbers(hundred, "lang:de")
    assert len(every) > 2 * A_PAGE
    assert len(set(every)) == len(every)
    assert len(search(hundred, "lang:de", 2).hits) == A_PAGE
    for page in (0, -1, 99):
        with pytest.raises(NotFound):
            search(hundred, "lang:de", page)


def test_without_words_it_is_by_date(hundred, shown):
    result = search(hundred, "tag:klima")
    assert result.is_by_date
    published = [shown[number].headline.published for number in numbers(hundred, "tag:klima")]
    assert published == sorted(published, reverse=True)
    assert search(hundred, "haus sort:date").is_by_date
    assert not search(hundred, "haus").is_by_date


def test_an_embargo_ends_for_the_search_too(hundred):
    before, after = numbers(hundred, "titel"), numbers(hundred, "titel", now="2031-01-01")
    assert {number for number in after if number % 10 == 5} == set(after) - set(before)
    assert set(after) > set(before)
    assert {facet.text for facet in search(hundred, "titel").facets if facet.kind is None} <= set(
        "2019 2020 2021 2022".split()
    )


def test_a_hit_has_its_section_and_the_words_where_they_stand(hundred, shown):
    for hit in search(hundred, "straße").hits:
        assert hit.section == shown[hit.headline.number].section
        assert "*Straße*" in hit.snippet or "Straße" in hit.headline.title
        assert hit.published == hit.headline.published


@pytest.mark.parametrize("words", ["", "--", "sort:date"])
def test_who_looks_for_nothing_finds_nothing(hundred, words):
    result = search(hundred, words)
    assert (result.total, result.hits, result.facets, result.is_by_date) == (0, (), (), False)


def test_who_names_only_what_is_not_wanted_finds_all_else(hundred):
    assert set(numbers(hundred, "-haus")) == set(numbers(hundred, "after:1000")) - set(numbers(hundred, "haus"))


@pytest.mark.parametrize("words", ["Leser:innen", "Leser*innen", "Leser_innen", "LeserInnen", "Leserin", "leserinnen"])
def test_whoever_is_meant_is_found_however_that_is_written(paper, words):
    paper.write("1.md", "Die Leser:innen.", id=1, language="de").write("2.md", "Die LeserInnen.", id=2, language="de")
    paper.refresh()
    assert set(numbers(paper, words)) == {1, 2}


@pytest.mark.parametrize("words", ["1 000 000", "1000000", "1.000.000", "RFC1436", "RFC 1436", "rfc-1436"])
def test_numbers_are_found_however_they_are_written(paper, words):
    paper.write("1.md", "1.000.000 nach RFC 1436, 1 000 000 nach RFC1436.", id=1, language="de").refresh()
    assert numbers(paper, words) == [1]


def test_a_name_that_nobody_bears_who_may_be_shown_changes_no_answer(paper):
    paper.write("1.md", "Text.", id=1, tags=["Climate and Energy"], language="en").refresh()
    assert numbers(paper, "tag:climate") == [1]
    paper.write("2.md", "Text.", id=2, tags=["Climate"], date="2099-01-01").refresh()
    assert numbers(paper, "tag:climate") == [1]
    paper.delete("2.md").refresh()
    assert numbers(paper, "tag:climate") == [1]


def test_names_are_counted_though_time_has_run_out(hundred, monkeypatch):
    hundred._archive._reader = None
    monkeypatch.setattr(searching, "LONGEST_S", -1)
    monkeypatch.setattr(searching, "_STEPS", 1)
    for words in ("haus", "garten", "titel"):
        assert search(hundred, words).is_late


def test_what_is_found_without_the_filter_is_told(hundred):
    result = search(hundred, "garten tag:Gibtesnicht")
    assert (result.total, [part.query.text for part in result.parts]) == (0, ["garten"])
    assert result.parts[0].total == search(hundred, "garten").total


@pytest.mark.parametrize(
    ("typed", "meant"), [("Zietung", "Zeitung"), ("Zeitng", "Zeitung"), ("Feuileton", "Feuilleton")]
)
def test_words_of_titles_texts_and_names_are_known(paper, typed, meant):
    paper.write("1.md", "Eine Zeitung.", id=1, language="de", section="Feuilleton")
    paper.write("2.md", "Kein Wort davon.", id=2, language="de", section="Zeitung", date="2023-01-01").refresh()
    assert search(paper, typed).query.text == meant


def test_a_beginning_that_is_there_is_not_corrected(paper):
    paper.write("1.md", "Das Protokoll am Port.", id=1, language="de").refresh()
    assert search(paper, "prot*").total == 1
    assert "prot*" in search(paper, "prot* xylofonbau").query.text


def test_words_that_say_nothing_are_passed_over_unless_they_are_all(hundred, paper):
    assert set(numbers(hundred, "das haus der und")) == set(numbers(hundred, "haus"))
    paper.write("1.md", "Die der das.", language="de").refresh()
    assert search(paper, "der die das").total == 1


def test_more_than_ten_thousand_are_cut(hundred, monkeypatch):
    every = numbers(hundred, "titel sort:date")
    monkeypatch.setattr(searching, "MOST", 10)
    monkeypatch.setattr(searching, "LOOKED_AT", 10)
    result = search(hundred, "titel or haus")
    assert (result.total, result.is_cut) == (10, True)
    assert sum(facet.count for facet in result.facets if facet.kind is None) == 10
    hundred._archive._reader = None
    assert numbers(hundred, "titel sort:date") == every[:10]


def test_many_are_by_date_unless_a_rank_is_asked_for(hundred, monkeypatch):
    monkeypatch.setattr(searching, "LOOKED_AT", 5)
    assert search(hundred, "garten vorspann").is_by_date
    ranked = search(hundred, "garten vorspann sort:rank")
    assert not ranked.is_by_date
    assert ranked.total == search(hundred, "garten vorspann").total


def test_of_many_the_newest_are_counted_and_all_are_found(hundred, monkeypatch):
    every = numbers(hundred, "titel sort:date")
    whole = search(hundred, "titel sort:date")
    assert whole.counted == whole.total == len(every) > 50
    hundred._archive._reader = None
    monkeypatch.setattr(searching, "LOOKED_AT", 20)
    result = search(hundred, "titel sort:date")
    assert (result.total, result.counted, result.is_cut) == (len(every), 20, False)
    assert sum(facet.count for facet in result.facets if facet.kind is None) == 20
    assert numbers(hundred, "titel sort:date") == every
    monkeypatch.setattr(searching, "MOST", 50)
    hundred._archive._reader = None
    assert (search(hundred, "titel").total, search(hundred, "titel").is_cut) == (50, True)
    assert numbers(hundred, "titel") == every[:50]


def test_a_search_that_takes_too_long_says_so(hundred, monkeypatch):
    hundred._archive._reader = None
    monkeypatch.setattr(searching, "LONGEST_S", -1)
    monkeypatch.setattr(searching, "_STEPS", 1)
    result = search(hundred, "haus straße")
    assert result.is_late
    monkeypatch.undo()
    hundred._archive._reader = None
    assert not search(hundred, "haus straße").is_late


def test_what_had_come_when_time_ran_out_is_shown(hundred, monkeypatch):
    hundred._archive._reader = None
    snapshot = hundred.at()

    class Slow:
        def execute(self, sql, values):
            yield from snapshot._db.execute(sql, values).fetchall()[:7]
            raise apsw.InterruptError

        def __getattr__(self, name):
            return getattr(snapshot._db, name)

    with monkeypatch.context() as patch:
        searcher = snapshot.search.__self__
        patch.setattr(searcher, "_db", Slow())
        found, _ = searcher._within(parse_query("titel"), Match("titel", "titel"), -(1 << 60), 1 << 60)
    assert (len(found.documents), found.is_late, found.is_by_date) == (7, True, True)


def test_in_a_large_archive_a_beginning_finds_the_same(hundred, monkeypatch):
    every = {words: set(numbers(hundred, words)) for words in ("ga*", "-ga* haus", "ti* or ga*")}
    hundred._archive._reader = None
    monkeypatch.setattr(searching.vocabulary, "ENOUGH", 10)
    monkeypatch.setattr(searching.vocabulary, "_FEW", 0)
    assert {words: set(numbers(hundred, words)) for words in every} == every
    assert every["ga*"]


def test_nothing_is_corrected_that_is_found(hundred):
    result = search(hundred, "haus")
    assert (result.corrected, result.query, result.parts) == (False, parse_query("haus"), ())


def test_a_misspelt_word_is_taken_for_its_neighbour(hundred):
    result = search(hundred, "Gatren strase")
    assert result.corrected
    assert result.query.text == "Garten Straße"
    assert result.total == search(hundred, "garten straße").total > 0


def test_when_nothing_matches_whole_each_part_is_told(hundred):
    result = search(hundred, "Garten Xylophon Strase")
    assert not result.corrected or result.query.text == "Garten Xylophon Straße"
    assert {(part.query.text, part.total) for part in result.parts} == {
        ("Garten", search(hundred, "garten").total),
        ("Straße", search(hundred, "straße").total),
    }


def test_when_nothing_matches_whole_it_is_what_has_most_of_it(hundred):
    result = search(hundred, "Garten Xylophon Straße")
    assert result.is_partial
    assert not result.corrected
    assert result.total == search(hundred, "Garten Straße").total > 0
    meant = search(hundred, "Gatren Xylophon Straße")
    assert (meant.corrected, meant.is_partial, meant.query.text) == (True, True, "Garten Xylophon Straße")
    assert meant.total == result.total
    assert search(hundred, "Xylophon Saxophon").total == 0
    assert not search(hundred, "Garten Straße").is_partial


def test_results_are_kept_for_their_further_pages_and_no_longer(hundred, monkeypatch):
    snapshot = hundred.at()
    with snapshot:
        snapshot.search(parse_query("haus"), 1)
        monkeypatch.setattr(searching.matching, "match_of", lambda *_: pytest.fail("searched again"))
        snapshot.search(parse_query("haus"), 2)
    monkeypatch.undo()
    for number in range(40):
        search(hundred, f"haus -wort{number}")
    assert len(snapshot.search.__self__._kept) == searching._KEPT


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=SYNTAX | st.text(), now=st.sampled_from([NOW, "2020-06-01", "2031-01-01"]))
def test_no_query_breaks_it_or_shows_what_may_not_be_shown(hundred, text, now):
    result = search(hundred, text, now=now)
    listed = {
        number for (number,) in hundred.query(f"SELECT number FROM article WHERE listed AND published <= {moment(now)}")
    }
    assert {hit.headline.number for hit in result.hits} <= listed
    assert result.total <= len(listed)
