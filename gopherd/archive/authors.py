"""Files that describe authors, as Hugo and Jekyll have them: who stands behind an id, and what is said of them."""

import posixpath
from collections.abc import Iterator
from typing import Final

from attrs import frozen

from gopherd.archive import markdown
from gopherd.archive.codec import first
from gopherd.archive.frontmatter import Head
from gopherd.model.body import Block, Heading, Items, Paragraph, Quote, text_of

_POST: Final = ("role", "job_title", "position")
_HOUSE: Final = ("agency_full_name", "organization", "organisation", "affiliation", "company")
_LIFE: Final = ("bio", "biography", "about", "description", "summary")


@frozen
class AuthorFile:
    """A file that says who stands behind an author's id."""

    id: str
    name: str
    about: str = ""
    """What it says of the author, a paragraph a line."""


def is_author(path: str, head: Head) -> bool:
    """Whether the file describes an author and is no article."""
    fields = head.fields
    if "authors" in path.split("/")[:-1]:
        return True
    return bool(fields.get("display_name") or fields.get("name")) and not (fields.get("title") or fields.get("date"))


def author(path: str, head: Head) -> AuthorFile:
    """The author that a file describes; the id is its ``slug``, else its folder's or its own name."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    if stem in {"index", "_index"}:
        stem = posixpath.basename(posixpath.dirname(path))
    fields = head.fields
    whole = " ".join(filter(None, (first(fields, ("first_name",)), first(fields, ("last_name",)))))
    name = first(fields, ("display_name", "name", "title")) or whole or stem
    return AuthorFile(first(fields, ("slug", "id")) or stem, name, _about(head))


def _about(head: Head) -> str:
    """Post and house in one line, then the field that tells a life, then the file's text."""
    lines = [", ".join(filter(None, (first(head.fields, _POST), first(head.fields, _HOUSE))))]
    lines.append(markdown.line_of(first(head.fields, _LIFE)))
    lines.extend(_paragraphs(markdown.blocks_of(head.body)))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _paragraphs(blocks: tuple[Block, ...]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans):
                yield text_of(spans)
            case Quote(inner):
                yield from _paragraphs(inner)
            case Items(_, items):
                for item in items:
                    yield from _paragraphs(item)
