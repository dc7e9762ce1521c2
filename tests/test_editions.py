"""The archive that ships and two real ones, crawled in editions: nothing too wide, nothing lost, no way out."""

import re
from random import Random

import pytest

from gopherd.message import Blob, Request, Status
from gopherd.model.edition import Charset
from gopherd.pages.waymarks import RANDOM_PATH
from gopherd.render.wrapping import cells
from gopherd.wire.menu import LASTLINE, Item
from tests.fakes import application, index
from tests.reference import ROOT, shared

ARCHIVES = {
    "shipped": lambda: ROOT / "archive",
    "okfn-de-blog": lambda: shared("data/okfn-de-blog"),
    "digitalgov-news": lambda: shared("data/digitalgov-news"),
}
EDITIONS = {"/utf8/75": (Charset.UTF8, 75), "/latin1/67": (Charset.LATIN1, 67), "/ascii/40": (Charset.ASCII, 40)}
PAGES_OF_A_LARGE_ARCHIVE = 200
"""More of them show nothing new and take minutes; which ones is the same in every run."""
HERE = ("gopher.example.invalid", 70)
OURS = frozenset("01Ig")
MARKS = re.compile(r"(?:> |\* |[0-9]+\. |\[\^?[0-9]+\] |## | )*")
ASKING = re.compile("[?？؟‽⁇⁈⁉]")


@pytest.fixture(scope="session")
def papers(tmp_path_factory):
    """The application over an archive, made once where it is needed."""
    made = {}

    def paper(name):
        if name not in made:
            made[name] = application(index(ARCHIVES[name](), tmp_path_factory.mktemp("index"))[0], failed=repr)
        return made[name]

    return paper


def lines_of(body, charset, *, is_text):
    """What a reader sees, and the items that lead somewhere; strict about everything on the way."""
    text = body.decode(charset.value)
    assert text.isprintable() or not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text)
    if is_text:
        lines = text.split("\r\n")
        assert lines.pop() == ""
        assert "." not in lines
        return lines, []
    assert body.endswith(LASTLINE)
    lines = text.removesuffix(LASTLINE.decode()).split("\r\n")
    assert lines.pop() == ""
    fields = [line.split("\t") for line in lines]
    items = [Item(first[0], first[1:], selector, host, int(port)) for first, selector, host, port in fields]
    return [found.display_string for found in items], [found for found in items if found.type != "i"]


def too_wide(line, width):
    return cells(line) > width and " " in line[MARKS.match(line).end() :]


def asked(lines):
    return len(ASKING.findall(" ".join(lines)))


@pytest.mark.parametrize("prefix", EDITIONS)
@pytest.mark.parametrize("name", ARCHIVES)
def test_a_whole_paper_in_an_edition(papers, name, prefix):
    here, (charset, width) = papers(name), EDITIONS[prefix]
    limit = None if name == "shipped" else PAGES_OF_A_LARGE_ARCHIVE
    start = Item("1", "", f"{prefix}/", *HERE)
    known, queue, random, pages = {start.selector}, [start], Random(70), 0
    while queue and pages != limit:
        pages += 1
        item = queue.pop(random.randrange(len(queue)))
        response = here.answer(Request(item.selector))
        assert response.status is Status.OK, item
        if isinstance(response.body, Blob):
            continue
        lines, items = lines_of(response.body, charset, is_text=item.type == "0")
        if item.selector.endswith(".xml"):
            continue  # lines are nothing to a feed
        assert [line for line in lines if too_wide(line, width)] == [], item.selector
        if not item.selector.endswith(RANDOM_PATH):  # which is another page each time
            plain = here.answer(Request(item.selector.removeprefix(prefix)))
            seen, _ = lines_of(plain.body, Charset.UTF8, is_text=item.type == "0")
            assert asked(lines) <= asked(seen), item.selector
        for found in items:
            assert found.selector.isascii()
            if (found.host, found.port) != HERE or found.type not in OURS:
                continue
            if not found.selector.startswith(f"{prefix}/"):
                assert item.selector == f"{prefix}/!e", "only the choice of editions leads to another"
            elif found.selector not in known:
                known.add(found.selector)
                queue.append(found)
    assert pages >= PAGES_OF_A_LARGE_ARCHIVE
    assert any(selector.endswith(".txt") for selector in known)


@pytest.mark.parametrize("prefix", EDITIONS)
def test_what_is_missing_is_missed_in_the_edition(papers, prefix):
    charset, width = EDITIONS[prefix]
    response = papers("shipped").answer(Request(f"{prefix}/Korekturen/!7777777"))
    assert response.status is Status.MISSING
    lines, items = lines_of(response.body, charset, is_text=False)
    assert not any(too_wide(line, width) for line in lines)
    assert all(found.selector.startswith(f"{prefix}/") for found in items if found.type == "1")
    assert len(items) > 5
