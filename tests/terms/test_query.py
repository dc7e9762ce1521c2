import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.model.article import Kind
from gopherd.terms.query import LONGEST, MOST_PARTS, Filter, Order, Words, narrowed, parse_query

SYNTAX = st.lists(
    st.sampled_from(
        ['"', "-", "*", "or", "OR", "tag:", "before:", "2022-02", "sort:date", "lang:de", "wort", "Straße", " "]
    )
    | st.text(max_size=3)
).map("".join)


def words_of(text):
    return [[words.text for words in group] for group in parse_query(text).wanted]


def test_words_are_all_wanted():
    assert words_of("ein  Wort\tmehr") == [["ein"], ["Wort"], ["mehr"]]
    assert parse_query("ein  Wort\tmehr").text == "ein Wort mehr"


def test_one_of_two_is_enough():
    assert words_of("a or b OR c d") == [["a", "b", "c"], ["d"]]
    assert words_of("or a") == [["or"], ["a"]]
    assert words_of("a or") == [["a"]]


@pytest.mark.parametrize("text", ['"ein Satz"', "„ein Satz“", "»ein Satz«", "“ein Satz”", '"ein Satz'])
def test_quotes_of_every_country_hold_words_together(text):
    assert parse_query(text).wanted == ((Words("ein Satz", is_phrase=True),),)


def test_what_must_not_be_there():
    query = parse_query('ja -nein -"so nicht" E-Mail')
    assert query.unwanted == (Words("nein"), Words("so nicht", is_phrase=True))
    assert words_of('ja -nein -"so nicht" E-Mail') == [["ja"], ["E-Mail"]]


def test_beginnings_and_titles():
    assert parse_query("haus* titel:hof").wanted == (
        (Words("haus*", is_beginning=True),),
        (Words("hof", in_title=True),),
    )


@pytest.mark.parametrize("text", ["haus", '"ein haus"', "haus*", 'title:"ein haus"', "title:haus"])
def test_words_are_typed_as_they_were(text):
    assert parse_query(text).wanted[0][0].typed == text


def test_filters():
    query = parse_query('tag:Klima autor:"Jane Doe" ressort:Politik -tag:x lang:DE')
    assert query.filters == (
        Filter(Kind.TAG, "Klima"),
        Filter(Kind.AUTHOR, "Jane Doe"),
        Filter(Kind.SECTION, "Politik"),
        Filter(Kind.TAG, "x", is_wanted=False),
    )
    assert query.language == "de"
    assert not query.wanted
    assert not query.is_empty


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("after:2022 before:2023", date(2022, 1, 1), date(2023, 1, 1)),
        ("nach:2022-02 vor:2022-02-02", date(2022, 2, 1), date(2022, 2, 2)),
        ("after:2020 after:2021 before:2023 before:2022", date(2021, 1, 1), date(2022, 1, 1)),
    ],
)
def test_times(text, begin, end):
    query = parse_query(text)
    assert (query.begin, query.end, query.wanted) == (begin, end, ())


@pytest.mark.parametrize("text", ["before:2022-13", "after:gestern", "sort:size", "lang:12", "foo:bar", "http://a.b/c"])
def test_what_only_looks_like_a_filter_is_words(text):
    query = parse_query(text)
    assert len(query.wanted) == 1
    assert (query.begin, query.end, query.order, query.filters, query.language) == (None, None, None, (), "")


@pytest.mark.parametrize("text", ["Leser:innen", "re:publica", "15:30", "x:y"])
def test_a_colon_that_is_no_filter_is_part_of_its_word(text):
    assert parse_query(text).wanted == ((Words(text),),)


def test_a_number_with_blanks_is_one_word():
    assert parse_query("1 000 000 Euro").wanted == parse_query("1000000 Euro").wanted
    assert len(parse_query("2022 2023").wanted) == 2


def test_an_open_quote_is_closed_before_a_filter():
    query = narrowed(parse_query('wind "open quote'), "tag", "Joe")
    assert [each.text for each in query.filters] == ["Joe"]
    assert query.wanted == parse_query('wind "open quote').wanted


def test_what_is_written_in_capitals_means_the_same():
    assert parse_query("a Or b").wanted == parse_query("a or b").wanted
    assert parse_query("a sort:Date").order is parse_query("a SORT:DATE").order is Order.DATE


def test_order():
    assert parse_query("a sort:date").order is Order.DATE
    assert parse_query("a sort:rank").order is Order.RANK
    assert parse_query("a").order is None


@pytest.mark.parametrize("text", ["", " ", '"', '""', "-", "- * :", "!?", "sort:date"])
def test_nothing_is_looked_for(text):
    assert parse_query(text).is_empty


def test_it_is_cleaned_and_bounded():
    assert parse_query("a\x00\x1b[2J\u202eb\r\nc").text == "a[2Jb c"
    assert len(parse_query("wort " * 999).text) <= LONGEST
    assert len(parse_query("w " * 200).wanted) == MOST_PARTS


def test_narrowing_adds_what_can_be_read_again():
    query = narrowed(parse_query("Wald"), "tag", 'Klima und "Energie"')
    assert query.filters[0].text.split() == ["Klima", "und", "Energie"]
    assert query.wanted == parse_query("Wald").wanted
    assert narrowed(query, "after", "2022").begin == date(2022, 1, 1)


@given(SYNTAX | st.text())
def test_any_text_is_a_query_and_reads_the_same_again(text):
    query = parse_query(text)
    assert parse_query(query.text) == query
    assert len(query.text) <= LONGEST
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", query.text)
    assert all(any(map(str.isalnum, words.text)) for group in query.wanted for words in group)
