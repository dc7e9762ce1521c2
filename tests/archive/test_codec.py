import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive import codec, frontmatter
from gopherd.archive.codec import Redirect, Refused
from gopherd.model.article import State
from gopherd.model.body import Figure, Link, Paragraph
from gopherd.model.site import Section, Site

BERLIN = ZoneInfo("Europe/Berlin")
SITE = Site("Paper", url="https://example.org", sections=(Section("politik", "Politik & mehr"),))


def read(head, body="Words.", path="news/some.md"):
    text = f"---\n{head}\n---\n{body}\n"
    return codec.manuscript(path, frontmatter.split(text), SITE, BERLIN)[0]


SOURCES = ["source", "source_url", "canonical", "original"]
LEDE = ["lede", "deck", "summary", "description", "excerpt", "subtitle", "teaser"]


@pytest.mark.parametrize(
    ("head", "part", "value"),
    [
        ("title: A", "title", "A"),
        ('title: "A &amp; <i>B</i>"', "title", "A & B"),
        ("title: Yes", "title", "Yes"),
        ("kicker: K", "kicker", "K"),
        *[(f"{word}: L", "lede", "L") for word in LEDE],
        *[(f"{later}: no\n{word}: L", "lede", "L") for word, later in itertools.pairwise(LEDE)],
        ("lede: a *b* [c](d)", "lede", "a b c"),
        ("correction: It was *two*.", "correction", "It was two."),
        ("section: Wirtschaft", "section", "Wirtschaft"),
        ("categories: [Politik, other]", "tags", ("other",)),
        ("categories: [POLITIK, other]\nsection: Own", "section", "Own"),
        ("categories: politik", "section", "politik"),
        ("category: politik & mehr", "section", "politik & mehr"),
        ("categories: [a, b]", "section", ""),
        ("tags: [a, b]", "tags", ("a", "b")),
        ("tags: a, b , c", "tags", ("a", "b", "c")),
        ("tags: only one", "tags", ("only one",)),
        ("tags: [{name: a}, {title: b}]", "tags", ("a", "b")),
        ("tags: [A, B, a, b]", "tags", ("A", "B")),
        ("topics: [b]\ntags: [a]\ncategories: [c]", "tags", ("a", "b", "c")),
        ("authors: [a, b]", "authors", ("a", "b")),
        ("author: a", "authors", ("a",)),
        ("author: {name: A B, email: x}", "authors", ("A B",)),
        ("authors: [a]\nauthor: b", "authors", ("a", "b")),
        ("authors: [{display_name: A}, {id: b}]", "authors", ("A", "b")),
        ("related: [1, '!2', /x]", "related", ("1", "!2", "/x")),
        ("related: 1, 2", "related", ("1", "2")),
        ("slug: Own Slug", "slug", "Own-Slug"),
        ("title: T\nkicker: Der Käse", "slug", "Der-Kaese"),
        ("title: Nur Titel", "slug", "Nur-Titel"),
        ("language: de", "language", "de"),
        ("lang: de-AT", "language", "de"),
        ("locale: en_US", "language", "en"),
        ("rights: CC0", "rights", "CC0"),
        ("license: CC0", "rights", "CC0"),
        *[(f"{word}: https://a.b/c", "source", "https://a.b/c") for word in SOURCES],
        ("source: The desk", "source", ""),
        ("image: a.png", "image", Figure("a.png", "")),
        ("image: {src: a.png, caption: 'C *d*', credit: E}", "image", Figure("a.png", "C d", "E")),
        ("image: [{path: a.png, alt: B}]", "image", Figure("a.png", "B")),
        ("image: {caption: C}", "image", Figure(None, "C")),
        ("featured_image: {url: a.png}", "image", Figure("a.png", "")),
        ("cover: {}", "image", None),
        ("id: 123", "claim", 123),
        ("weight: 0", "state", State.UNLISTED),
        ("weight: 5", "state", State.PUBLIC),
        ("status: unlisted", "state", State.UNLISTED),
        *[(f"status: {word}", "state", State.PUBLIC) for word in ("public", "publish", "Published")],
        *[(f"status: {word}", "state", State.DRAFT) for word in ("draft", "pending", "auto-draft", "private", "TRASH")],
        *[(f"draft: {word}", "state", State.DRAFT) for word in ("true", "True", "yes", "on", "1", "' true '")],
        ("draft: false", "state", State.PUBLIC),
        ("published: false", "state", State.DRAFT),
        ("published: true", "state", State.PUBLIC),
        ("draft: true\nstatus: publish\nweight: 0", "state", State.DRAFT),
    ],
)  # fmt: skip
def test_what_the_words_mean(head, part, value):
    assert getattr(read(head), part) == value


@pytest.mark.parametrize(
    ("head", "path", "iso"),
    [
        ("date: 2022-02-02", "a.md", "2022-02-02T00:00:00+01:00"),
        ("date: 2022-07-02 10:00", "a.md", "2022-07-02T10:00:00+02:00"),
        ("date: 2022-02-02T10:00Z", "a.md", "2022-02-02T10:00:00+00:00"),
        ("publishdate: 2022-02-02", "a.md", "2022-02-02T00:00:00+01:00"),
        ("pubdate: 2022-02-02", "a.md", "2022-02-02T00:00:00+01:00"),
        ("published: 2022-02-02", "a.md", "2022-02-02T00:00:00+01:00"),
        ("published: true", "2022-02-02-a.md", "2022-02-02T00:00:00+01:00"),
        ("title: a", "news/20220202-a.md", "2022-02-02T00:00:00+01:00"),
        ("date: 2022-02-02", "2021-01-01-a.md", "2022-02-02T00:00:00+01:00"),
        ("title: a", "a.md", None),
        # An article that is held back stays back, whatever its date.
        ("date: 2020-01-01\npublishDate: 2099-01-01", "a.md", "2099-01-01T00:00:00+01:00"),
        ("date: 2020-01-01\npubdate: 2099-01-01", "a.md", "2099-01-01T00:00:00+01:00"),
        ("date: 2020-01-01\npublished: 2099-01-01", "a.md", "2099-01-01T00:00:00+01:00"),
        ("date: 2099-01-01\npublishDate: 2020-01-01", "a.md", "2099-01-01T00:00:00+01:00"),
    ],
)
def test_when_an_article_was_published(head, path, iso):
    published = read(head, path=path).published
    assert (published and published.isoformat()) == iso


@pytest.mark.parametrize("word", ["updated", "lastmod", "last_modified_at"])
def test_when_it_was_changed(word):
    assert read(f"{word}: 2022-02-04").updated.isoformat() == "2022-02-04T00:00:00+01:00"


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ("title: a\ndate: 2017-09-31", 3),
        ("date: yesterday", 2),
        ("date: 2017-09-30\nlastmod: never", 3),
        ("title: a\nid: 12a", 3),
        ("id: 0", 2),
        ("id: -5", 2),
        ("id: 1234567890123456789", 2),
        ("status: paywalled", 2),
        ("status: blocked", 2),
        ("status: hidden", 2),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(head, line):
    with pytest.raises(Refused) as told:
        read(head)
    assert told.value.line == line


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("news/some!123.md", 123),
        ("news/Slug-!5832716.md", 5832716),
        ("12345-some.md", 12345),
        ("12345.md", 12345),
        ("1234-some.md", None),
        ("2019-05-07-some.md", None),
        ("20190507-some.md", None),
        ("20190507-some!9.md", 9),
        ("some-12345.md", None),
        ("012345-some.md", None),
        ("1234567890123456789.md", None),
    ],
)
def test_a_number_in_the_file_name(path, claim):
    assert read("title: a", path=path).claim == claim


def test_the_number_of_the_head_goes_before_that_of_the_file_name():
    assert read("id: 7", path="12345-some!9.md").claim == 7


@pytest.mark.parametrize(
    ("body", "path", "title", "left"),
    [
        ("Words.\n\n# Heading\n\nMore.", "a.md", "Heading", 2),
        ("Words.", "2019-05-07-some_old-news.md", "some old news", 1),
        ("Words.", "2019-05-07.md", "2019-05-07", 1),
    ],
)
def test_a_title_that_is_missing(body, path, title, left):
    found = read("date: 2022-02-02", body, path)
    assert (found.title, len(found.body)) == (title, left)


def test_an_article_without_body_shows_its_source_as_its_link():
    assert read("source_url: https://a.b/c", "").body == (Paragraph((Link("https://a.b/c", "https://a.b/c"),)),)


def test_the_teaser_is_the_lede_or_the_first_paragraph():
    assert read("lede: L").teaser == "L"
    assert read("title: a", "## Head\n\nFirst [one](x).\n\nSecond.").teaser == "First one."


@pytest.mark.parametrize(
    ("head", "address"),
    [
        ("aliases: [/old/one/, /old/two.html]", "/old/one"),
        ("aliases: [/old/one/, /old/two.html]", "/old/two"),
        ("redirect_from: /old", "/old"),
        ("permalink: /p/some/", "/p/some"),
        ("url: /u/some", "/u/some"),
        ("url: https://example.org/u/some", "/u/some"),
        ("source: https://example.org/s/some", "/s/some"),
        ("aliases: ['!77']", "!77"),
        ("slug: own\ndate: 2022-02-02", "d:2022-02/own"),
        ("date: 2022-02-02", "d:2022-02/some"),
        ("title: a", "p:news/some"),
        ("title: a", "n:some"),
    ],
)
def test_addresses_that_lead_to_an_article(head, address):
    assert address in read(head).addresses


def test_a_bundle_has_the_address_of_its_folder():
    assert "d:2022-02/some" in read("date: 2022-02-02", path="news/2022-02-01-some/index.md").addresses
    assert "d:2022-01/some" in read("date: 2022-02-02", path="news/2022-01-31-some.md").addresses


def test_the_address_of_another_site_is_none_of_ours():
    assert "/u/some" not in read("url: https://elsewhere.org/u/some").addresses


def test_an_end_that_is_passed_over_is_said():
    head = frontmatter.split("---\nexpiryDate: 2020-01-01\n---\nWords.")
    assert codec.manuscript("a.md", head, SITE, BERLIN)[1]


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["name", "id"]), inner)))
def test_names_in_any_form_are_lines(value):
    for name in codec.names(value):
        assert name.strip()
        assert "\n" not in name


def test_a_file_that_only_redirects():
    head = frontmatter.split("---\nredirect_to: /new\naliases: [/old]\ndate: nonsense\n---\n")
    found = codec.redirect("a/b.md", head, SITE, BERLIN)
    assert found == Redirect("/new", ("p:a/b", "n:b", "/old"))
    assert codec.redirect("a/b.md", frontmatter.split("---\ntitle: x\n---\n"), SITE, BERLIN) is None


def test_a_word_for_an_id_is_another_programs_business():
    assert read("title: a\nid: intro").claim is None


@pytest.mark.parametrize(("word", "state"), [("y", State.DRAFT), ("soon", State.DRAFT), ("n", State.PUBLIC)])
def test_a_word_for_draft_that_nobody_knows_keeps_the_article_back(word, state):
    assert read(f"title: a\ndraft: {word}").state is state
