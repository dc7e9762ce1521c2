"""Rows for an operator: a table on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterable

import click
from rich.console import Console
from rich.table import Table


def show(rows: Iterable[tuple[str, str, str]]) -> None:
    """Print rows of kind, place and words on standard output."""
    if not sys.stdout.isatty():
        click.echo("".join(f"{kind}: {where}: {what}\n" for kind, where, what in rows), nl=False)
        return
    table = Table("", "where", "what", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    if table.row_count:
        Console(highlight=False, markup=False).print(table)
