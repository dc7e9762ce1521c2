import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.archive.shortcodes import MARK, Shortcode, address, extract, restore, stood_at, words

pieces = st.sampled_from(
    [
        "{{< ",
        "{{% ",
        "{{",
        "}}",
        " >}}",
        " %}}",
        "{%",
        "%}",
        "/",
        "a ",
        'src="x.png"',
        "ref",
        '"',
        "'",
        "\n",
        "\ue000",
        "1",
        "\ue001",
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=12).map("".join)))
@example('{{< figure src="a.png" >}}{{% /ref "b" %}}{: .class }')
def test_what_is_taken_out_can_be_put_back(text):
    marked, found = extract(text)
    assert len(MARK.findall(marked)) == len(found)
    assert restore(marked, found) == text.replace("\ue000", "").replace("\ue001", "")


@pytest.mark.parametrize(
    ("source", "text", "to", "is_picture"),
    [
        ('{{< figure src="a.png" alt="An a" >}}', "An a", "a.png", True),
        ("{{< img-right a.png >}}", "", "a.png", True),
        ('{{< youtube id="x1" title="A film" >}}', "A film", "https://www.youtube.com/watch?v=x1", False),
        ("{{< youtube x1 >}}", "", "https://www.youtube.com/watch?v=x1", False),
        ("{{< tweet someone 12 >}}", "", "https://twitter.com/i/status/12", False),
        ('{{< ref "news/some.md" >}}', "", "ref:news/some.md", False),
        ("{{% relref 'some' %}}", "", "ref:some", False),
        ("{% post_url 2019-05-07-some %}", "", "ref:2019-05-07-some", False),
        ("{% include nav.html %}", "", "", False),
        ("{{ site.title }}", "", "", False),
        ('{{< button href="/x" text="Go" >}}', "Go", "/x", False),
        ("{{< note >}}", "", "", False),
        ("{{< /note >}}", "", "", False),
        ("{{< highlight python >}}", "python", "", False),
        ('{{< card-quote text="Words" cite="X" />}}', "Words", "", False),
        ('{{<figure src="a.png">}}', "", "a.png", True),
    ],
)
def test_what_a_reader_gets_of_a_shortcode(source, text, to, is_picture):
    marked, found = extract(f"before {source} after")
    assert marked == "before \ue0000\ue001 after"
    assert found == (Shortcode(source, text, to, is_picture),)


@pytest.mark.parametrize("text", ["{ not one }", "{{", "{{< never closed", "a { b } {c}", "{% %}", "{{<>}}"])
def test_what_is_none_stays(text):
    assert extract(text) == (text, ())


def test_a_kramdown_attribute_list_is_no_text():
    assert extract("[a](b){: .button }")[0] == "[a](b)\ue0000\ue001"


def test_the_parts_of_a_mark():
    marked, found = extract('{{< button href="/x" text="Go" >}}')
    assert (words(marked, found), address(marked, found)) == ("Go", "/x")


@pytest.mark.parametrize("place", ["1", "99999999999", "9" * 5000])
def test_a_forged_mark_is_nothing(place):
    found = (Shortcode("a", "words"),)
    assert stood_at(place, found) == Shortcode("")
    assert words(f"\ue000{place}\ue001", found) == ""


@pytest.mark.parametrize(
    "text",
    ["{{< a " * 20_000, "{{< a" + " " * 100_000, "{{<" + " " * 100_000, "{{" + "a" * 100_000, "{% a" * 50_000],
    ids=["openings", "blanks", "leading blanks", "letters", "jekyll"],
)
def test_openings_without_ends_are_read_in_one_pass(text):
    started = time.process_time()
    assert extract(text) == (text, ())
    assert time.process_time() - started < 2
