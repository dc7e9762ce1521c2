import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gopherd.archive.markdown import blocks_of, line_of
from gopherd.model.body import Break, Figure, Heading, Items, Link, Listing, Paragraph, Quote, Table, text_of

pieces = st.sampled_from(
    [
        *("# > - * _ ` ``` ~~~ 1. [ ]( ) ! | --- {{<x>}} {{< &#xe000; 7 &#xe001; [^1] [^1]: &amp; &#0; word".split()),
        *("<b> </b> <div> </div> <table> <tr> <td> <ul> <li> <pre> <br> <figure> <figcaption> <img src=a>".split()),
        *("<a href=x>", "\n", "\n\n", "    "),
    ]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=25).map(" ".join)))
@example("{{< x >}} &#xe000;99&#xe001;")
@example("&#xe000;" + "9" * 5000 + "&#xe001;")
def test_any_text_becomes_blocks(text):
    assert isinstance(blocks_of(text), tuple)


def paragraphs(*texts):
    return tuple(Paragraph((text,)) for text in texts)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("One\ntwo\n\nthree", paragraphs("One two", "three")),
        ("*a* **b** `c` ~~d~~", paragraphs("a b c d")),
        ("## Head *line*", (Heading(("Head line",)),)),
        ("a  \nb", (Paragraph(("a", Break(), "b")),)),
        ("> quoted\n> more", (Quote(paragraphs("quoted more")),)),
        ("* a\n* b", (Items(("*", "*"), (paragraphs("a"), paragraphs("b"))),)),
        ("3. a\n4. b", (Items(("3.", "4."), (paragraphs("a"), paragraphs("b"))),)),
        ("    code\n      more", (Listing("code\n  more"),)),
        ("```\n{{< x >}} <b>\n```", (Listing("{{< x >}} <b>"),)),
        ("|a|b|\n|-|-|\n|c|[d](/d)|", (Table(((("a",), ("b",)), (("c",), (Link("d", "/d"),))), headed=True),)),
        ("![alt](a.png)", (Figure("a.png", "alt"),)),
        ("[![alt](a.png)](/x)", (Figure("a.png", "alt"), Paragraph((Link("alt", "/x"),)))),
        ("A [link](/x) here", (Paragraph(("A ", Link("link", "/x"), " here")),)),
        ("<https://a.b>", (Paragraph((Link("https://a.b", "https://a.b"),)),)),
        ("a\n\n---\n\nb", paragraphs("a", "* * *", "b")),
        ("a[^n]\n\n[^n]: note", (*paragraphs("a[^1]"), Items(("[^1]",), (paragraphs("note"),)))),
        ('[a]({{< ref "b.md" >}})', (Paragraph((Link("a", "ref:b.md"),)),)),
        ('{{< figure src="a.png" caption="C" >}}', (Figure("a.png", "C"),)),
        ('![alt {{< x title="T" >}}](a.png)', (Figure("a.png", "alt T"),)),
        ("{{< note >}}inner{{< /note >}}", paragraphs("inner")),
        ("", ()),
    ],
)
def test_markdown(text, blocks):
    assert blocks_of(text) == blocks


@given(st.lists(st.text("abcdefg", min_size=1), min_size=1))
def test_plain_words_are_all_there(words):
    assert text_of(blocks_of("x " + " ".join(words))[0].spans).split() == ["x", *words]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A *strong* [link](/x) & more", "A strong link & more"),
        ("Q&amp;A", "Q&A"),
        ("plain", "plain"),
        ("# no heading in a line", "# no heading in a line"),
        ("a_b_c", "a_b_c"),
        ("two\nlines", "two lines"),
        ("<p>para</p>", "para"),
    ],
)
def test_a_line_of_front_matter(text, line):
    assert line_of(text) == line


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (
            "<ul>\n\n    <li>one</li>\n\n    <li>two</li>\n</ul>",
            (Items(("*", "*"), (paragraphs("one"), paragraphs("two"))),),
        ),
        ('<div>\n\n    {{< note text="n" >}}\n</div>', paragraphs("n")),
        ("words\n\n    <li>an example</li>", (*paragraphs("words"), Listing("<li>an example</li>"))),
        ("<p>a</p>\n\n```\n    <li>\n```", (*paragraphs("a"), Listing("    <li>"))),
    ],
)
def test_html_that_is_indented_inside_html_is_no_code(text, blocks):
    assert blocks_of(text) == blocks


@pytest.mark.parametrize("href", ["/straße", "/a b", "https://a.b/ü?x=1&y=%20#z"])
def test_an_address_comes_out_so_that_it_means_the_same(href):
    from urllib.parse import unquote

    ((link,),) = (block.spans for block in blocks_of(f"[a](<{href}>)"))
    assert unquote(link.target) == unquote(href)
