"""The archive's folder, its ``gopherd.toml`` and the catalogues, checked and made into values.

Every key is optional; a key that is wrong or unknown is an error, since a setting that is silently ignored is worse
than none. All mistakes are said at once, each with its path and, where a key is nearly right, the right one.
"""

import difflib
import hashlib
import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, NewType

import attrs
from attrs import frozen
from cattrs import Converter, ForbiddenExtraKeysError, transform_error
from cattrs.v import format_exception

import gopherd
from gopherd.errors import ArchiveUnavailable, ConfigInvalid
from gopherd.model import site as model
from gopherd.model.article import Kind
from gopherd.model.edition import Charset
from gopherd.model.text import clean_line, fold
from gopherd.pages.words import Words
from gopherd.render.finished import MenuFinisher
from gopherd.settings import CHECKS, Blocks, Host, Label, Line, Numbers, Pinned, Port, WebAddress, Width, Zone

FILE: Final = "gopherd.toml"
_LAYING_OUT: Final = ("archive", "model", "pages", "render", "wire")
"""The rooms whose code decides how a page looks, and what it says."""

Language = NewType("Language", str)


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
class TlsTable:
    """One of the tables ``[[tls]]``: a certificate and its key, PEM files whose paths begin at the archive's folder."""

    certificate: Label
    key: Line = Line("")


_NOTHING_PINNED: Final = Pinned(())
_USUAL_BLOCKS: Final = Blocks(model.Front().blocks)


@frozen
class FrontTable:
    """The table ``[front]``: what stands on the front page, and in which order."""

    pinned: Pinned = _NOTHING_PINNED
    blocks: Blocks = _USUAL_BLOCKS


@frozen
class Config:
    """The whole of ``gopherd.toml``."""

    site: SiteTable = SiteTable()
    layout: LayoutTable = LayoutTable()
    front: FrontTable = FrontTable()
    sections: tuple[SectionTable, ...] = ()
    numbers: NumbersTable = NumbersTable()
    tls: tuple[TlsTable, ...] = ()

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
            charset=self.layout.charset,
            width=self.layout.width or (model.TAZ_WIDTH if taz else model.DEFAULT_WIDTH),
            sections=tuple(model.Section(section.name, section.title or section.name) for section in self.sections),
            front=model.Front(self.front.pinned, self.front.blocks),
            numbers={
                kind: {fold(name): number for name, number in numbers.items()}
                for kind, numbers in (
                    (Kind.TAG, self.numbers.tags),
                    (Kind.AUTHOR, self.numbers.authors),
                    (Kind.SECTION, self.numbers.sections),
                )
            },
        )


def find_archive(given: str | None) -> str:
    """The archive's folder: what was given, else ``./archive``, else the present folder when it is an archive.

    Raises:
        ConfigInvalid: there is none; the message says how to begin.
        ArchiveUnavailable: what was given is no folder.
    """
    if given is not None:
        if os.path.isfile(given):
            raise ArchiveUnavailable(f"{given} is a file; name the folder of the articles")
        if not os.path.isdir(given):
            raise ArchiveUnavailable(f"there is no folder {given}; 'gopherd init {given}' makes one to begin with")
        return os.path.abspath(given)
    if os.path.isdir("archive"):
        return os.path.abspath("archive")
    if os.path.isfile(FILE):
        return os.getcwd()
    raise ConfigInvalid(
        f"no archive here: there is no folder archive/ and no {FILE}.\n"
        "Name the folder of your articles:   gopherd serve FOLDER\n"
        "or begin with a small one of ours:  gopherd init FOLDER"
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
def finisher() -> MenuFinisher:
    """What finishes pages, and tells those that were finished by other code or with other words."""
    told = hashlib.sha256(repr(sorted(catalogues().items())).encode())
    root = Path(gopherd.__file__).parent
    for path in sorted(path for room in _LAYING_OUT for path in (root / room).glob("*.py")):
        told.update(path.read_bytes())
    return MenuFinisher(catalogues(), told.hexdigest()[:32])


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for kind, check in {**CHECKS, Language: _language}.items():
        converter.register_structure_hook(kind, lambda value, _kind, check=check: check(value))  # type: ignore[misc]
    return converter


def _language(value: Any) -> str:
    if not isinstance(value, str) or value not in catalogues():
        raise ValueError(f"there is no catalogue for {value!r}, only for {', '.join(sorted(catalogues()))}")
    return str(value)


def _reason(error: BaseException, kind: type | None) -> str:
    """What is wrong, in the words of our own checks where one of them spoke."""
    if type(error) is ValueError:
        return str(error)
    if isinstance(error, KeyError):
        return f"the key {error.args[0]} is missing"
    if isinstance(error, ForbiddenExtraKeysError):
        return _UNKNOWN + ",".join(sorted(error.extra_fields))
    if isinstance(error, AttributeError | TypeError):
        return "is no table; write it as the starter's gopherd.toml does: [site], [[sections]], [[tls]], [numbers.tags]"
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
    "front": tuple(attribute.name for attribute in attrs.fields(FrontTable)),
    "sections": tuple(attribute.name for attribute in attrs.fields(SectionTable)),
    "numbers": tuple(attribute.name for attribute in attrs.fields(NumbersTable)),
    "tls": tuple(attribute.name for attribute in attrs.fields(TlsTable)),
}
