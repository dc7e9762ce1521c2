"""``gopherd.toml`` and the catalogues, checked and made into values.

Every key is optional; a key that is wrong or unknown is an error, since a setting that is silently ignored is worse
than none. All mistakes are said at once, each with its path and, where a key is nearly right, the right one.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache, partial
from importlib import resources
from typing import Any, Final, NewType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import attrs
from attrs import frozen
from cattrs import Converter, ForbiddenExtraKeysError, transform_error
from cattrs.v import format_exception

from gopherd.errors import ConfigInvalid
from gopherd.model import site as model
from gopherd.model.article import Kind
from gopherd.model.edition import Charset
from gopherd.model.text import clean_line, fold
from gopherd.pages.words import Words

FILE: Final = "gopherd.toml"

# Each kind of setting is a type of its own with a check of its own, so that one run finds every mistake.
Line = NewType("Line", str)
Label = NewType("Label", str)
Language = NewType("Language", str)
Zone = NewType("Zone", str)
WebAddress = NewType("WebAddress", str)
Host = NewType("Host", str)
Port = NewType("Port", int)
Width = NewType("Width", int)
Numbers = NewType("Numbers", dict[str, int])


@frozen
class SiteTable:
    """The table ``[site]``: who the newspaper is."""

    title: Line | None = None
    slogan: Line = Line("")
    language: Language | None = None
    timezone: Zone = Zone("UTC")
    url: WebAddress = WebAddress("")
    host: Host | None = None
    port: Port | None = None
    admin: Line = Line("")


@frozen
class LayoutTable:
    """The table ``[layout]``: how pages look."""

    style: model.Style = model.Style.DEFAULT
    charset: Charset = Charset.UTF8
    width: Width | None = None


@frozen
class SectionTable:
    """One of the tables ``[[sections]]``, which stand in the newspaper's order."""

    name: Label
    title: Line = Line("")


_NO_NUMBERS: Final = Numbers({})


@frozen
class NumbersTable:
    """The table ``[numbers]``: numbers that names had before gopherd."""

    tags: Numbers = _NO_NUMBERS
    authors: Numbers = _NO_NUMBERS
    sections: Numbers = _NO_NUMBERS


@frozen
class Config:
    """The whole of ``gopherd.toml``."""

    site: SiteTable = SiteTable()
    layout: LayoutTable = LayoutTable()
    sections: tuple[SectionTable, ...] = ()
    numbers: NumbersTable = NumbersTable()

    def for_readers(self, root: str) -> model.Site:
        """What readers see of the configuration of the archive in ``root``."""
        taz = self.layout.style is model.Style.TAZ
        folder = os.path.basename(os.path.realpath(root)).encode("utf-8", "replace").decode()
        return model.Site(
            title=self.site.title or clean_line(folder) or "gopherd",
            slogan=self.site.slogan,
            language=self.site.language or "en",
            timezone=self.site.timezone,
            url=self.site.url,
            style=self.layout.style,
            width=self.layout.width or (model.TAZ_WIDTH if taz else model.DEFAULT_WIDTH),
            sections=tuple(model.Section(section.name, section.title or section.name) for section in self.sections),
            numbers={
                kind: {fold(name): number for name, number in numbers.items()}
                for kind, numbers in (
                    (Kind.TAG, self.numbers.tags),
                    (Kind.AUTHOR, self.numbers.authors),
                    (Kind.SECTION, self.numbers.sections),
                )
            },
        )


def load(root: str) -> Config:
    """The configuration of the archive in ``root``; all defaults when it has none.

    Raises:
        ConfigInvalid: with every mistake in the file.
    """
    path = os.path.join(root, FILE)
    try:
        with open(path, "rb") as file:
            data = tomllib.load(file)
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise ConfigInvalid(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is a plain ValueError
        raise ConfigInvalid(f"{path} is not TOML: {error}") from error
    try:
        return _converter().structure(data, Config)
    except Exception as error:
        said = transform_error(error, path="", format_exception=_reason)
        mistakes = "\n".join(f"  {line}" for message in said for line in _lines(message))
        raise ConfigInvalid(f"{path} has mistakes:\n{mistakes}") from error


@cache
def catalogues() -> Mapping[str, Words]:
    """The words of each language that readers may be spoken to in."""
    found: dict[str, Words] = {}
    for file in resources.files("gopherd").joinpath("catalogue").iterdir():
        if file.name.endswith(".toml"):
            words = tomllib.loads(file.read_text("utf-8"))
            found[file.name.removesuffix(".toml")] = _converter().structure(words, Words)
    return found


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for kind, check in _CHECKS.items():
        converter.register_structure_hook(kind, _hook(check))
    return converter


def _hook(check: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, _kind: check(value)


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


def _language(value: Any) -> str:
    if _text(value) not in catalogues():
        raise ValueError(f"there is no catalogue for {value!r}, only for {', '.join(sorted(catalogues()))}")
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


def _one_of(kind: type[Enum], value: Any) -> Enum:
    try:
        return kind(value)
    except ValueError as error:
        there = ", ".join(f'"{member.value}"' for member in kind)
        raise ValueError(f"{value!r} is no {kind.__name__.lower()}; there are {there}") from error


_CHECKS: Final[Mapping[Any, Callable[[Any], Any]]] = {
    str: _text,
    Line: _line,
    Label: _label,
    Language: _language,
    Zone: _zone,
    WebAddress: _web_address,
    Host: _host,
    Port: _between(1, 65535, "port"),
    Width: _between(20, 200, "width"),
    Numbers: _numbers,
    model.Style: partial(_one_of, model.Style),
    Charset: partial(_one_of, Charset),
}


def _reason(error: BaseException, kind: type | None) -> str:
    """What is wrong, in the words of our own checks where one of them spoke."""
    if type(error) is ValueError:
        return str(error)
    if isinstance(error, KeyError):
        return f"the key {error.args[0]} is missing"
    if isinstance(error, ForbiddenExtraKeysError):
        return _UNKNOWN + ",".join(sorted(error.extra_fields))
    if isinstance(error, AttributeError | TypeError):
        return (
            "is no table; write it as the starter's gopherd.toml does: [site], [layout], [[sections]], [numbers.tags]"
        )
    return "is not what belongs here" if kind is None else f"is not what belongs here ({format_exception(error, kind)})"


def _lines(message: str) -> Iterator[str]:
    """One of cattrs' messages, its place in front; unknown keys each with the right one where it is near."""
    text, _, place = message.rpartition(" @ ")
    place = place.strip(".")
    if not text.startswith(_UNKNOWN):
        yield f"{place}: {text}" if place else text
        return
    for key in text.removeprefix(_UNKNOWN).split(","):
        near = difflib.get_close_matches(key, _TABLES.get(re.sub(r"\[\d+\]", "", place), ()), 1)
        hint = f", did you mean {near[0]}?" if near else ""
        yield f"{place + '.' if place else ''}{key}: unknown key{hint}"


_UNKNOWN: Final = "unknown keys: "
_TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "": tuple(attribute.name for attribute in attrs.fields(Config)),
    "site": tuple(attribute.name for attribute in attrs.fields(SiteTable)),
    "layout": tuple(attribute.name for attribute in attrs.fields(LayoutTable)),
    "sections": tuple(attribute.name for attribute in attrs.fields(SectionTable)),
    "numbers": tuple(attribute.name for attribute in attrs.fields(NumbersTable)),
}
