"""A table to lines: in columns where it fits, else as records of ``Column: value``."""

from itertools import zip_longest
from typing import Final

from gopherd.render.wrapping import cells, wrap_cells

_GAP: Final = "  "
_NARROWEST: Final = 8
"""A column narrower than this, in cells, breaks more than it shows."""


def grid_lines(rows: tuple[tuple[str, ...], ...], width: int, *, headed: bool) -> list[str]:
    """The lines of a table, none wider than ``width`` cells unless a single word is.

    Args:
        rows: cells of running text; rows may differ in length. A column without any text is left out.
        width: display cells.
        headed: whether the first row names the columns.
    """
    columns = [column for column in zip_longest(*rows, fillvalue="") if any(column)]
    if not columns:
        return []
    rows = tuple(zip(*columns, strict=True))
    sizes = [max(map(cells, column)) for column in columns]
    room = width - len(_GAP) * (len(columns) - 1)
    if sum(sizes) > room:
        narrowed = _narrowed(rows, sizes, room)
        if narrowed is None:
            return _records(rows, width, headed=headed)
        sizes = narrowed
    lines: list[str] = []
    for place, row in enumerate(rows):
        lines.extend(_row_lines(row, sizes))
        if headed and not place:
            lines.append(_GAP.join("-" * size for size in sizes).rstrip())
    return lines


def _narrowed(rows: tuple[tuple[str, ...], ...], sizes: list[int], room: int) -> list[int] | None:
    """Widths at which the widest columns are wrapped, ``None`` when no such widths show whole words."""
    sizes = list(sizes)
    while sum(sizes) > room:
        widest = max(range(len(sizes)), key=lambda column: sizes[column])
        if sizes[widest] <= _NARROWEST:
            return None
        others = max((size for column, size in enumerate(sizes) if column != widest), default=0)
        needed = sizes[widest] - (sum(sizes) - room)
        sizes[widest] = max(needed, min(others, sizes[widest] - 1), _NARROWEST)
    for column, size in enumerate(sizes):
        if any(cells(word) > size for row in rows for word in row[column].split(" ")):
            return None
    return sizes


def _row_lines(row: tuple[str, ...], sizes: list[int]) -> list[str]:
    columns = [wrap_cells(cell, size) or [""] for cell, size in zip(row, sizes, strict=True)]
    height = max(len(column) for column in columns)
    lines = []
    for place in range(height):
        pieces = [column[place] if place < len(column) else "" for column in columns]
        padded = [piece + " " * (size - cells(piece)) for piece, size in zip(pieces, sizes, strict=True)]
        lines.append(_GAP.join(padded).rstrip(" "))
    return lines


def _records(rows: tuple[tuple[str, ...], ...], width: int, *, headed: bool) -> list[str]:
    """Each row as lines of ``Column: value``, an empty line between two rows."""
    heads, body = (rows[0], rows[1:]) if headed else (("",) * len(rows[0]), rows)
    lines: list[str] = []
    for row in body:
        record: list[str] = []
        for head, value in zip(heads, row, strict=True):
            if value:
                text = f"{head}: {value}" if head else value
                record.extend(wrap_cells(text, width))
        if lines and record:
            lines.append("")
        lines.extend(record)
    return lines
