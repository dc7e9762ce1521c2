"""Shortcodes: what Hugo (``{{< … >}}``) and Jekyll (``{% … %}``) would have filled in.

They stand in running text, in HTML and in the destinations of links alike, so each is taken out before Markdown sees
it and a mark is left that neither Markdown nor HTML touches; ``markup`` puts the readable content back where the mark
has come to lie. Shown is (``decisions.md``): the text inside, else ``alt``, ``caption``, ``title`` or ``text``, else
the address it holds. Nothing else of a shortcode is shown.
"""

import re
from collections.abc import Callable
from typing import Final

from attrs import frozen

MARK: Final = re.compile("\ue000([0-9]+)\ue001")
"""Where a shortcode stood; the number is its place in the tuple."""
REF: Final = "ref:"
"""In front of an address that names an article by path or base name."""

_SHORTCODE: Final = re.compile(
    # Nothing here looks at a stretch of text twice: a file of openings without ends would be read for minutes.
    r"\{\{[<%]\s*+(?P<close>/?+)\s*+(?P<hugo>[\w./-]+?)(?P<arguments>(?:\s|(?<=\w)(?=[\"']))(?:(?!\{\{[<%]).)*?)?/?[>%]\}\}"
    r"|\{%-?\s*(?P<jekyll>\w+)(?P<words>[^%]*?)-?%\}"
    r"|\{\{-?\s*+(?P<variable>[\w.]++)[^{}]*+\}\}"
    r"|(?<=[)\]*_ \n])\{:\s[^}\n]*\}"
    r"|(?<=[)\]*_ \n])\{:[.#\w][^}\n]*\}",
    re.DOTALL,
)
_ARGUMENT: Final = re.compile(
    r"""(?:([\w-]+)\s*=\s*)?(?:"((?:\\.|[^"\\])*)"|'([^']*)'|`([^`]*)`|([^\s"'=]+))""", re.DOTALL
)
_TITLES: Final = ("alt", "caption", "title", "text", "label")
_ADDRESSES: Final = ("src", "href", "url", "link", "file", "path", "page")
_REFERENCES: Final = frozenset({"ref", "relref", "link", "post_url"})
_PLAYERS: Final = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "x": "https://twitter.com/i/status/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "gist": "https://gist.github.com/{}",
    "soundcloud": "https://api.soundcloud.com/tracks/{}",
}


@frozen
class Shortcode:
    """One shortcode, as what a reader gets of it."""

    source: str
    """As it was written, for listings that show shortcodes."""
    text: str = ""
    address: str = ""
    is_picture: bool = False


def extract(text: str) -> tuple[str, tuple[Shortcode, ...]]:
    """``text`` with a mark for each shortcode, and the shortcodes in order."""
    if "{" not in text:
        return text.replace("\ue000", "").replace("\ue001", ""), ()
    found: list[Shortcode] = []

    def mark(match: re.Match[str]) -> str:
        found.append(_read(match))
        return f"\ue000{len(found) - 1}\ue001"

    return _SHORTCODE.sub(mark, text.replace("\ue000", "").replace("\ue001", "")), tuple(found)


def restore(text: str, shortcodes: tuple[Shortcode, ...]) -> str:
    """``text`` with every mark replaced by what its author wrote."""
    return _replaced(text, lambda shortcode: shortcode.source, shortcodes)


def address(text: str, shortcodes: tuple[Shortcode, ...]) -> str:
    """A link's destination with every mark replaced by the address its shortcode holds."""
    # Markdown codes what is not ASCII in a destination, our marks too.
    text = text.replace("%EE%80%80", "\ue000").replace("%EE%80%81", "\ue001")
    return _replaced(text, lambda shortcode: shortcode.address, shortcodes)


def words(text: str, shortcodes: tuple[Shortcode, ...]) -> str:
    """``text`` with every mark replaced by the words a reader sees of its shortcode."""
    return _replaced(text, lambda shortcode: shortcode.text, shortcodes)


def stood_at(place: str, shortcodes: tuple[Shortcode, ...]) -> Shortcode:
    """The shortcode of a mark; an empty one when the mark is none of ours (``&#xe000;`` makes one in HTML)."""
    return shortcodes[int(place)] if len(place) < 10 and int(place) < len(shortcodes) else Shortcode("")


def _replaced(text: str, part: Callable[[Shortcode], str], shortcodes: tuple[Shortcode, ...]) -> str:
    return MARK.sub(lambda match: part(stood_at(match[1], shortcodes)), text) if "\ue000" in text else text


def _read(match: re.Match[str]) -> Shortcode:
    source = match[0]
    if match["hugo"]:
        if match["close"]:
            return Shortcode(source)
        return _described(source, match["hugo"].lower(), match["arguments"] or "")
    if match["jekyll"]:
        name = match["jekyll"].lower()
        if name in _PLAYERS or name in _REFERENCES:
            return _described(source, name, match["words"])
    return Shortcode(source)


def _described(source: str, name: str, arguments: str) -> Shortcode:
    named: dict[str, str] = {}
    bare: list[str] = []
    for key, double, single, back, word in _ARGUMENT.findall(arguments):
        value = (double or single or back or word).strip()
        if key:
            named[key.lower()] = value
        elif value:
            bare.append(value)
    text = next((named[key] for key in _TITLES if named.get(key)), "")
    address = next((named[key] for key in _ADDRESSES if named.get(key)), bare[0] if bare else "")
    if name in _REFERENCES:
        return Shortcode(source, text, REF + address if address else "")
    if name in _PLAYERS:
        identifier = named.get("id") or (bare[-1] if name in {"tweet", "x"} and bare else address)
        return Shortcode(source, text, _PLAYERS[name].format(identifier) if identifier else "")
    if name == "figure" or "img" in name or "image" in name:
        return Shortcode(source, text, address, is_picture=True)
    if bare and not address.count("/") and "." not in address:
        return Shortcode(source, text or bare[0])  # a bare word that is no address is its text
    return Shortcode(source, text, address)
