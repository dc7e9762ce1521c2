import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from gopherd.archive.cmark import html_of

TEXT = "\n\n".join(["Some *words* that make a [paragraph](/x) of an article. " * 100] * 3)


def resident_kb():
    return int(re.search(r"VmRSS:\s+([0-9]+)", Path("/proc/self/status").read_text())[1])


def test_commonmark_with_tables_footnotes_and_what_is_struck_out():
    html = html_of("*a* ~~b~~ <b>c</b>[^1]\n\n| x |\n|---|\n| y |\n\n[^1]: note\n")
    for part in ("<em>a</em>", "<del>b</del>", "<b>c</b>", "<td>y</td>", "footnote"):
        assert part in html


@given(st.text())
def test_no_text_is_refused(text):
    assert isinstance(html_of(text.encode("utf-8", "replace").decode()), str)


def test_what_was_taken_for_a_text_is_given_back():
    for _ in range(50):
        html_of(TEXT)
    before = resident_kb()
    for _ in range(300):
        html_of(TEXT)
    assert resident_kb() - before < 10_000, "the library's own function would have taken fifty megabytes"
