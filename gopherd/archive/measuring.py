"""How long a text is."""

from gopherd.model.body import Block, Figure, Heading, Items, Listing, Paragraph, Quote, Spans, Table, text_of


def length_of(blocks: tuple[Block, ...]) -> int:
    """The characters that a reader reads of ``blocks``: all text, without where it leads and without captions."""
    length = 0
    for block in blocks:
        match block:
            case Paragraph(spans) | Heading(spans):
                length += _characters(spans)
            case Quote(inner):
                length += length_of(inner)
            case Items(_, items):
                length += sum(map(length_of, items))
            case Listing(text):
                length += len(text)
            case Table(rows, _):
                length += sum(_characters(cell) for row in rows for cell in row)
            case Figure():
                pass
    return length


def _characters(spans: Spans) -> int:
    return len(spans[0]) if len(spans) == 1 and isinstance(spans[0], str) else len(text_of(spans))
