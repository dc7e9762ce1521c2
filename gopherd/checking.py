"""An archive's mistakes, found by asking the application for everything it can be asked for.

Two halves: what the indexer has noticed in the files, and what a crawler finds that follows every item of every menu.
The second half must find nothing; when it does, the fault is ours.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Final

from attrs import frozen

from gopherd.archive.inspection import Inspection
from gopherd.archive.ports import Snapshot
from gopherd.errors import NotFound
from gopherd.message import Blob, Request, Response, Status
from gopherd.model.edition import Charset
from gopherd.model.site import NAMED, Site, Style
from gopherd.pages.routes import edition_of
from gopherd.render.wrapping import cells
from gopherd.wire.menu import LASTLINE, Item, ItemType, clean, decode_item

_SELECTOR: Final = re.compile(r"[A-Za-z0-9/!._\-~,:=@]*")
_SAME_AGAIN: Final = re.compile(r"![a-z]+[0-9-]*(?:\.txt(?:/[0-9]+)?|/!s)$|!i[0-9-]+\.|./feed\.xml$")
_IN_FRONT: Final = re.compile(r"^(?:>|\*|[0-9]+\.|\[\^[0-9]+\]|##| )+")
_SHOWN_OF_A_NOTE: Final = 5
_OURS: Final = frozenset({ItemType.MENU, ItemType.TEXT, ItemType.IMAGE, ItemType.GIF, ItemType.SEARCH})


class Severity(Enum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@frozen
class Finding:
    """Something that is not as it should be."""

    severity: Severity
    where: str
    """A file, with its line, or a selector."""
    what: str


def findings_in_files(inspection: Inspection) -> Iterator[Finding]:
    """What the indexer has noticed in the archive's files."""
    for issue in inspection.issues:
        severity = Severity.ERROR if issue.left_out else Severity.WARNING
        if "is ignored" in issue.message or "only redirects" in issue.message:
            severity = Severity.NOTE
        where = f"{issue.path}:{issue.line}" if issue.line else issue.path
        yield Finding(severity, where, f"left out: {issue.message}" if issue.left_out else issue.message)
    for link in inspection.dead_links:
        reason = "leads to an article whose time has not come" if link.is_to_come else "leads to nothing here"
        yield Finding(Severity.WARNING, link.path, f"link {link.href!r} {reason}")
    for link in inspection.missing_pictures:
        where = f"{link.path}: {link.href}"
        yield Finding(Severity.NOTE, where, "a picture that is not in the archive; its caption is shown")


def findings_on_front(snapshot: Snapshot) -> Iterator[Finding]:
    """What the configuration wants on the front page, and the archive does not have."""
    site = snapshot.site
    for number in site.front.pinned:
        try:
            with snapshot:
                snapshot.article(number)
        except NotFound:
            yield Finding(Severity.WARNING, "front.pinned", f"there is no article {number} that may be shown now")
    for block in site.front.blocks:
        if block.block in NAMED:
            kind = NAMED[block.block]
            try:
                snapshot.name(kind, site.number_of(kind, block.name))
            except NotFound:
                said = f"no article is below the {kind.name.lower()} {block.name!r}"
                yield Finding(Severity.WARNING, "front.blocks", said)


def table(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    """Severity, place and words of each finding; of many notes that say the same, the first few and how many more."""
    kinds: dict[tuple[Severity, str], list[str]] = {}
    for finding in findings:
        kinds.setdefault((finding.severity, finding.what), []).append(finding.where)
    rows = []
    for (severity, what), places in sorted(kinds.items(), key=lambda kind: kind[1][0]):
        shown = places[:_SHOWN_OF_A_NOTE] if severity is Severity.NOTE else places
        rows += [(severity.value, where, what) for where in shown]
        if more := len(places) - len(shown):
            rows.append((severity.value, f"and {more:,} more", what))
    order = [severity.value for severity in Severity]
    rows.sort(key=lambda row: (order.index(row[0]), row[2] if row[0] == "note" else ""))
    return rows


def crawl(
    answer: Callable[[Request], Response],
    site: Site,
    report: Callable[[int, int], None],
) -> Iterator[Finding]:
    """Ask for the front page and for every selector that any menu leads to.

    What shows the same again is left out: of other editions all but their front pages, lists as texts and feeds, how to
    search in them, and pictures in other sizes.

    Args:
        answer: ``Application.answer``.
        site: its width, style and character set are what pages are measured by.
        report: called with the selectors asked for and those known so far.
    """
    charset = site.charset
    known = {"": ItemType.MENU.value}
    queue = [""]
    here: tuple[str, int] | None = None
    for place, selector in enumerate(queue):
        response = answer(Request(selector))
        report(place + 1, len(queue))
        if response.status is not Status.OK:
            yield Finding(Severity.ERROR, selector or "/", "a menu leads here, and nothing is here")
            continue
        if isinstance(response.body, Blob) or selector.startswith("URL:") or edition_of(selector, charset).prefix:
            continue
        if known[selector] == ItemType.TEXT:
            for what in faults_of_text(response.body, charset):
                yield Finding(Severity.ERROR, selector, what)
            continue
        items = decode_strictly(response.body, charset)
        if isinstance(items, str):
            yield Finding(Severity.ERROR, selector or "/", items)
            continue
        # The front page, which comes first, leads nowhere but to pages of ours.
        here = here or next(((item.host, item.port) for item in items if item.type == ItemType.MENU), None)
        for item in items:
            is_ours = item.type in _OURS and (item.host, item.port) == here
            for what in faults(item, site, is_ours=is_ours):
                yield Finding(Severity.ERROR, selector or "/", what)
            if is_ours and item.selector not in known and not _SAME_AGAIN.search(item.selector):
                known[item.selector] = item.type
                queue.append(item.selector)


def decode_strictly(menu: bytes, charset: Charset = Charset.UTF8) -> tuple[Item, ...] | str:
    """The items of a menu of ours in ``charset``, or what is wrong with it as a whole."""
    if not menu.endswith(LASTLINE):
        return "the menu does not end with a full stop"
    lines = menu.removesuffix(LASTLINE).split(b"\r\n")
    if lines.pop():
        return "the last line has no end"
    try:
        text = menu.decode(charset.value)
    except UnicodeDecodeError:
        return f"the menu is not {charset.value}"
    if clean(text.replace("\r\n", "").replace("\t", "")) != text.replace("\r\n", "").replace("\t", ""):
        return "the menu holds a control character"
    if any(line.count(b"\t") != 3 for line in lines):
        return "a line has not four fields"
    return tuple(decode_item(line) for line in lines)


def faults_of_text(text: bytes, charset: Charset) -> Iterator[str]:
    """What is wrong with a text of ours."""
    try:
        lines = text.decode(charset.value).split("\r\n")
    except UnicodeDecodeError:
        yield f"the text is not {charset.value}"
        return
    if lines.pop():
        yield "the last line has no end"
    if "." in lines:
        yield "a line is a full stop alone, where many clients stop"
    if any(clean(line) != line for line in lines):
        yield "the text holds a control character"


def faults(item: Item, site: Site, *, is_ours: bool) -> Iterator[str]:
    """What is wrong with one line of a menu of ours; another server's selectors are its own affair."""
    text = item.display_string
    # An indent, a quote mark or a list's marker does not make a single long word two words.
    if site.style is Style.DEFAULT and cells(text) > site.width and " " in _IN_FRONT.sub("", text):
        yield f"a line of {cells(text)} columns: {text}"
    if is_ours and not _SELECTOR.fullmatch(item.selector):
        yield f"a selector with characters that clients change: {item.selector!r}"
