"""Front matter: the head of an article file, in YAML, TOML or JSON.

Every scalar comes out as a string, whatever the format would make of it: a title ``Yes`` stays ``Yes``, a version
``1.10`` keeps its nought, and a date that does not exist is ours to report, with its line.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import yaml
from attrs import frozen

from gopherd.errors import GopherdError

Value: TypeAlias = "str | list[Value] | dict[str, Value]"

_YAML: Final = re.compile(r"\s*^---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML: Final = re.compile(r"\s*^\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY: Final = re.compile(r"""^\s{0,2}["']?([A-Za-z_][\w-]*)["']?\s*[:=]""")
_NEVER_CLOSED: Final = re.compile(r"""\s*---[ \t]*\n(?:[A-Za-z_"'#]|\s*["']?[A-Za-z_][\w-]*["']?[ \t]*:)""")
_MOST_VALUES: Final = 100_000
"""Values in one head; a few lines of YAML whose aliases name each other would make billions."""
_DEEPEST: Final = 100
"""Levels of a head that is read."""
_SHALLOW_CHARACTERS: Final = 3000
"""A head no longer than this cannot be nested so deeply that it does harm."""
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class FrontMatterError(GopherdError):
    """Front matter cannot be parsed; ``line`` counts from 1 in the whole file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@frozen
class Head:
    """The head of an article file and what is below it."""

    fields: Mapping[str, Value]
    """Keys in lower case, as Hugo takes them."""
    lines: Mapping[str, int]
    """The line of each key, from 1 in the whole file."""
    body: str
    present: bool
    """Whether the file has front matter at all."""


def split(text: str) -> Head:
    r"""The front matter of ``text`` and the rest.

    Args:
        text: the whole file, line ends ``\n``, without byte order mark. Blank lines before the head are allowed.

    Raises:
        FrontMatterError: the head is opened and never closed, or does not parse, or is no table.
    """
    start = text.lstrip()
    if start.startswith("---"):
        return _delimited(text, _YAML, "---", _parse_yaml)
    if start.startswith("+++"):
        return _delimited(text, _TOML, "+++", _parse_toml)
    if re.match(r'\{\s*["}]', start):
        return _json(text, len(text) - len(start))
    return Head({}, {}, text, present=False)


def _delimited(text: str, pattern: re.Pattern[str], fence: str, parse: Any) -> Head:
    match = pattern.match(text)
    if match is None:
        if fence == "---" and not _NEVER_CLOSED.match(text):
            return Head({}, {}, text, present=False)  # a thematic break is no head
        raise FrontMatterError(f"front matter opens with {fence} and is never closed; add a line {fence}", 1)
    first_line = text.count("\n", 0, match.start(1)) + 1
    fields = _table(parse(match[1], first_line), first_line)
    return Head(fields, _lines(match[1], first_line), text[match.end() :], present=True)


def _parse_yaml(source: str, first_line: int) -> Any:
    try:
        if len(source) > _SHALLOW_CHARACTERS:
            _refuse_depth(source)
        return yaml.load(source, Loader=_Loader)  # noqa: S506 - the base loader makes strings only
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise FrontMatterError(f"front matter is not YAML: {error.problem or error.context}", line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise FrontMatterError(f"front matter is not YAML: {str(error).splitlines()[0]}", first_line) from error


def _refuse_depth(source: str) -> None:
    """The loader is C and recursive: what is nested thousands of levels deep would end the process."""
    depth = 0
    for event in yaml.parse(source, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise RecursionError("nested too deeply")


def _parse_toml(source: str, first_line: int) -> Any:
    try:
        return tomllib.loads(source)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        found = re.search(r"at line (\d+)", str(error))
        line = first_line - 1 + int(found[1]) if found else first_line
        raise FrontMatterError(f"front matter is not TOML: {error}", line) from error


def _json(text: str, start: int) -> Head:
    first_line = text.count("\n", 0, start) + 1
    try:
        value, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        raise FrontMatterError(f"front matter is not JSON: {error.msg}", error.lineno) from error
    except ValueError as error:  # a number of thousands of digits
        raise FrontMatterError(f"front matter is not JSON: {error}", first_line) from error
    except RecursionError as error:
        raise FrontMatterError("front matter is nested too deeply", first_line) from error
    fields = _table(value, first_line)
    return Head(fields, _lines(text[start:end], first_line), text[end:].lstrip("\n"), present=True)


def _table(value: Any, first_line: int) -> dict[str, Value]:
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise FrontMatterError("front matter is not a table of keys and values", first_line)
    left = iter(range(_MOST_VALUES))
    try:
        return {str(key).lower(): _strings(part, 0, left) for key, part in value.items()}
    except ValueError as error:
        raise FrontMatterError(f"front matter holds what is no value: {error}", first_line) from error


def _strings(value: Any, depth: int, left: Iterator[int]) -> Value:
    if depth > 8:
        return ""
    if next(left, None) is None:
        raise ValueError(f"more than {_MOST_VALUES} values")
    if isinstance(value, dict):
        return {str(key).lower(): _strings(part, depth + 1, left) for key, part in value.items()}
    if isinstance(value, list):
        return [_strings(part, depth + 1, left) for part in value]
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).encode("utf-8", "replace").decode()  # JSON can spell halves of characters


def _lines(source: str, first_line: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in enumerate(source.split("\n"), first_line):
        if match := _KEY.match(line):
            found.setdefault(match[1].lower(), number)
    return found
