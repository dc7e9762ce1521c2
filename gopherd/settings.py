"""The kinds of settings: what each must look like, and what is said when it does not."""

import difflib
import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from typing import Any, Final, NewType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from gopherd.model import site as model
from gopherd.model.edition import Charset
from gopherd.model.text import clean_line

# Each kind of setting is a type of its own with a check of its own, so that one run finds every mistake.
Line = NewType("Line", str)
Label = NewType("Label", str)
Zone = NewType("Zone", str)
WebAddress = NewType("WebAddress", str)
Host = NewType("Host", str)
Port = NewType("Port", int)
Width = NewType("Width", int)
Numbers = NewType("Numbers", dict[str, int])
Pinned = NewType("Pinned", tuple[int, ...])
Blocks = NewType("Blocks", tuple[model.FrontBlock, ...])


def _text(value: Any) -> str:
    if type(value) is not str:
        raise ValueError(f"{value!r} is no text; put it in quotes")
    return value


def _line(value: Any) -> str:
    if clean_line(_text(value)) != value:
        raise ValueError("must be one line without blanks at its ends and without control characters")
    return str(value)


def _label(value: Any) -> str:
    if not _line(value):
        raise ValueError("must not be empty")
    return str(value)


def _zone(value: Any) -> str:
    try:
        ZoneInfo(_text(value))
    except (OSError, ZoneInfoNotFoundError, ValueError) as error:
        near = difflib.get_close_matches(str(value), available_timezones(), 1)
        hint = f"did you mean {near[0]}?" if near else "zones are named as Europe/Berlin"
        raise ValueError(f"there is no time zone {value!r}; {hint}") from error
    return str(value)


def _web_address(value: Any) -> str:
    parts = urlsplit(_text(value))
    if value and (parts.scheme not in {"http", "https"} or not parts.netloc):
        raise ValueError(f"{value!r} is no web address; it looks like https://example.org")
    return str(value)


def _host(value: Any) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:_-]{1,253}", _text(value)):
        raise ValueError(f"{value!r} is no host name or address")
    return str(value)


def _between(low: int, high: int, what: str) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        if type(value) is not int:
            raise ValueError(f"{value!r} is no whole number; write it without quotes")
        if not low <= value <= high:
            raise ValueError(f"{value} is no {what}; {what}s are {low} to {high}")
        return value

    return check


def _numbers(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise ValueError(f"{value!r} is no table of names and numbers")  # noqa: TRY004 - cattrs collects ValueErrors
    check = _between(1, 10**18 - 1, "number")
    owners: dict[int, str] = {}
    for name, number in value.items():
        try:
            owner = owners.setdefault(check(number), name)
        except ValueError as error:
            raise ValueError(f"{name!r}: {error}") from error
        if owner != name:
            raise ValueError(f"{owner!r} and {name!r} cannot both have the number {number}")
    return value


def _pinned(value: Any) -> tuple[int, ...]:
    check = _between(0, 10**18 - 1, "article's number")
    if not isinstance(value, list):
        raise ValueError(f"{value!r} is no list of article numbers; write it as [1384011, 1428826]")  # noqa: TRY004
    return tuple(dict.fromkeys(map(check, value)))


def _blocks(value: Any) -> tuple[model.FrontBlock, ...]:
    if not isinstance(value, list):
        raise ValueError(f'{value!r} is no list of blocks; write it as ["latest", "tag: Gopher"]')  # noqa: TRY004
    return tuple(dict.fromkeys(map(_block, value)))


def _block(value: Any) -> model.FrontBlock:
    word, _, name = (part.strip() for part in _line(value).partition(":"))
    try:
        block = model.Block(word)
    except ValueError as error:
        there = ", ".join(
            f'"{block.value}: ..."' if block in model.NAMED else f'"{block.value}"' for block in model.Block
        )
        raise ValueError(f"there is no block {value!r}; there are {there}") from error
    if (block in model.NAMED) is not bool(name):
        way_out = f'write "{word}: " and the name' if not name else f'write "{word}" alone'
        raise ValueError(f"{value!r} is no block; {way_out}")
    return model.FrontBlock(block, name)


def _one_of(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        there = ", ".join(f'"{member.value}"' for member in kind)
        raise ValueError(f"{value!r} is no {kind.__name__.lower()}; there are {there}") from error


CHECKS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    str: _text,
    Line: _line,
    Label: _label,
    Zone: _zone,
    WebAddress: _web_address,
    Host: _host,
    Port: _between(1, 65535, "port"),
    Width: _between(20, 200, "width"),
    Numbers: _numbers,
    Pinned: _pinned,
    Blocks: _blocks,
    model.Style: partial(_one_of, model.Style),
    Charset: partial(_one_of, Charset),
}
"""What checks each kind of setting and gives it back; raises ``ValueError`` that says what is wrong."""
