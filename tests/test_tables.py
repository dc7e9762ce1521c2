import sys

import click

from gopherd.tables import show

ROWS = [("error", "a.md:3", "it is [bold] and wrong"), ("note", "b.md", "more")]


def test_plain_lines_in_a_pipe(capsys):
    show(ROWS)
    assert capsys.readouterr().out == "error: a.md:3: it is [bold] and wrong\nnote: b.md: more\n"
    show([])
    assert capsys.readouterr().out == ""


def test_a_table_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    show(ROWS)
    head, first, second = click.unstyle(capsys.readouterr().out).splitlines()
    assert head.split() == ["where", "what"]
    assert first.split(None, 2)[:2] == ["error", "a.md:3"]
    assert "it is [bold] and wrong" in first
    assert second.split() == ["note", "b.md", "more"]
    show([])
    assert capsys.readouterr().out == ""
