"""The bytes of one file to what it is: an article, an author, a redirection, or a reported mistake.

A function of the file and the site alone, so that any process can do it for any file in any order.
"""

from collections.abc import Mapping
from typing import TypeAlias
from zoneinfo import ZoneInfo

from attrs import evolve, frozen

from gopherd.archive import authors, codec, files, frontmatter
from gopherd.archive.authors import AuthorFile
from gopherd.archive.codec import Redirect, Refused
from gopherd.errors import Issue
from gopherd.model.article import Manuscript
from gopherd.model.body import Paragraph, text_of
from gopherd.model.site import Site

Stopwords: TypeAlias = Mapping[str, frozenset[str]]
"""The commonest words of each language that readers may be spoken to in."""


@frozen
class Parsed:
    """What a file turned out to be; without content it is left out, or no article at all."""

    content: Manuscript | Redirect | AuthorFile | None
    issues: tuple[Issue, ...] = ()


def parse(path: str, data: bytes, site: Site, stopwords: Stopwords) -> Parsed:
    """What the text file at ``path`` is.

    Args:
        path: below the archive's folder.
        data: its bytes.
        site: its zone, address and sections matter.
        stopwords: what tells the language of an article that does not name it.
    """
    if len(data) > files.LARGEST_BYTES:
        return _left_out(path, f"larger than {files.LARGEST_BYTES >> 20} MiB")
    text, fallback = files.decode(data)
    remarks = [Issue(path, "not UTF-8; read as cp1252 (save it as UTF-8)")] if fallback else []
    try:
        head = frontmatter.split(text)
        if authors.is_author(path, head):
            return Parsed(authors.author(path, head) if head.present else None)
        if not head.present and not path.startswith("articles/"):
            return Parsed(None)
        zone = ZoneInfo(site.timezone)
        if redirect := codec.redirect(path, head, site, zone):
            return Parsed(redirect, (Issue(path, f"only redirects to {redirect.target}", left_out=True),))
        manuscript, said = codec.manuscript(path, head, site, zone)
    except (frontmatter.FrontMatterError, Refused) as error:
        return _left_out(path, str(error), error.line)
    except RecursionError:
        return _left_out(path, "nested too deeply to be read")
    except Exception as error:  # noqa: BLE001 - one file that nobody foresaw must not keep a million others out
        return _left_out(path, f"cannot be read, by a fault of gopherd ({type(error).__name__}: {error})")
    issues = (*remarks, *(Issue(path, remark, head.lines.get(remark.partition(" ")[0])) for remark in said))
    if not manuscript.language:
        manuscript = evolve(manuscript, language=_language(manuscript, stopwords))
    return Parsed(manuscript, issues)


def _left_out(path: str, message: str, line: int | None = None) -> Parsed:
    return Parsed(None, (Issue(path, message, line, left_out=True),))


def _language(manuscript: Manuscript, stopwords: Stopwords) -> str:
    """The language whose commonest words are most of the text, empty when none is there."""
    text = " ".join(
        (manuscript.title, manuscript.lede, *(text_of(b.spans) for b in manuscript.body if isinstance(b, Paragraph)))
    )
    words = text[:4000].lower().split()  # one behind a quote is not known; there are others
    counts = {language: sum(map(common.__contains__, words)) for language, common in stopwords.items()}
    best = max(counts, key=lambda language: counts[language], default="")
    return best if best and counts[best] else ""
