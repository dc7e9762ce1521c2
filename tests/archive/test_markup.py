import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.markup import blocks_of
from gopherd.archive.shortcodes import Shortcode
from gopherd.model.body import Figure, Heading, Items, Link, Listing, Paragraph, Quote, Table

tags = st.sampled_from(
    "p div ul ol li table tr td th a b br img pre figure figcaption h2 blockquote iframe video script svg".split()
)
soup = st.lists(st.one_of(tags.map("<{}>".format), tags.map("</{}>".format), st.text(max_size=5)), max_size=30)


@given(soup.map("".join))
def test_any_soup_becomes_blocks(html):
    assert isinstance(blocks_of(html), tuple)


def paragraphs(*texts):
    return tuple(Paragraph((text,)) for text in texts)


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>a</p>b<div>c</div>", paragraphs("a", "b", "c")),
        ("<h3>Head</h3>", (Heading(("Head",)),)),
        ("a<script>no()</script><style>x</style><!-- no -->b", paragraphs("ab")),
        ("<ul>loose<li>a</li></ul>", (Items(("*", "*"), (paragraphs("loose"), paragraphs("a"))),)),
        ("<ol start=7><li>a</ol>", (Items(("7.",), (paragraphs("a"),)),)),
        ("<ol start=x><li>a</ol>", (Items(("1.",), (paragraphs("a"),)),)),
        ("<blockquote>q</blockquote><blockquote></blockquote>", (Quote(paragraphs("q")),)),
        ("<pre>a<br>b\n  c</pre>", (Listing("a\nb\n  c"),)),
        ("<img src=a.png alt='<b>A</b> [x](y)'>", (Figure("a.png", "A x"),)),
        ("<img src='data:image/png;base64,xx' alt=A>", (Figure(None, "A"),)),
        ("<img data-src=a.png title=T>", (Figure("a.png", "T"),)),
        ("<figure><img src=a.png alt=x><figcaption>C <i>d</i></figcaption></figure>", (Figure("a.png", "C d"),)),
        (
            "<figure><img src=a.png><img src=b.png><figcaption>C</figcaption></figure>",
            (Figure("a.png", ""), Figure("b.png", ""), *paragraphs("C")),
        ),
        (
            "<iframe src='//a.b/film' title=Film></iframe>",
            (Paragraph((Link("Film", "https://a.b/film"),)),),
        ),
        ("<video><source src=a.mp4>fallback</video>", (Paragraph((Link("a.mp4", "a.mp4"),)),)),
        ("<object>words</object>", paragraphs("words")),
        ("<table><tr><th>a<th>b<tr><td>c<td>d</table>", (
            Table(((("a",), ("b",)), (("c",), ("d",))), headed=True),
        )),
        ("<table><caption>C</caption><tr><td>a<td>b</table>", (
            *paragraphs("C"), Table(((("a",), ("b",)),), headed=False),
        )),
        ("<table><tr><td>one cell</table>", paragraphs("one cell")),
        ("<table><tr><td><ul><li>x</ul><td>b</table>", (Items(("*",), (paragraphs("x"),)), *paragraphs("b"))),
        ("<a href='/x'><p>a</p></a>", (Paragraph((Link("a", "/x"),)),)),
        ("<a href='#here'>a</a> <a name=b>b</a>", paragraphs("a b")),
        ("<details><summary>s</summary>d</details>", paragraphs("s", "d")),
        ("<unknown-tag>words</unknown-tag>", paragraphs("words")),
    ],
)  # fmt: skip
def test_html(html, blocks):
    assert blocks_of(html) == blocks


@pytest.mark.parametrize(
    ("html", "block"),
    [
        ("<figure><img src=a.png><figcaption>\ue0000\ue001 end</figcaption></figure>", Figure("a.png", "T end")),
        ("<img src=a.png alt='\ue0000\ue001'>", Figure("a.png", "T")),
        ("<img src=a.png title='\ue0000\ue001'>", Figure("a.png", "T")),
        ("<img src='\ue0000\ue001'>", Figure("/t", "")),
        ("<pre>\ue0000\ue001</pre>", Listing("{{< t >}}")),
        ("\ue0000\ue001", Paragraph((Link("T", "/t"),))),
        ("<a href=/x>\ue0000\ue001</a>", Paragraph((Link("T", "/x"),))),
        ("<iframe src=/f title='\ue0000\ue001'></iframe>", Paragraph((Link("T", "/f"),))),
    ],
)
def test_a_shortcode_is_readable_wherever_it_comes_to_lie(html, block):
    assert blocks_of(html, (Shortcode("{{< t >}}", "T", "/t"),)) == (block,)


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "a href=x"])
def test_words_below_any_depth_are_kept(tag):
    opening = f"<{tag}>" * 3000
    assert "words" in repr(blocks_of(f"{opening}words"))


def test_a_caption_full_of_brackets_is_read_in_one_pass():
    started = time.process_time()
    blocks_of(f"<img src=a.png alt='{'[' * 50_000}&amp;amp;'>")
    assert time.process_time() - started < 3
