"""How a search is spelled: in a selector, ``/!s`` or ``/!s/<words>/<page>``, behind the list it looks in; behind ``?``.

In a selector the words are UTF-8 with every byte outside ``A-Za-z0-9._-`` as ``=XX``, since no client changes those.
"""

import re
from typing import Final

from attrs import frozen

from gopherd.archive.selections import Selection

SEARCH: Final = "!s"
LIKE: Final = "!like"
LONGEST: Final = 1200
"""Characters of words in a selector, so that it stays within a request line with whatever stands around them."""

_PLAIN: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
# A percent sign is a code that some client has made of the whole selector.
_CODED: Final = re.compile("(?:[^=%]|=[0-9A-Fa-f]{2})+", re.DOTALL)
_CODE: Final = re.compile(b"=([0-9A-Fa-f]{2})")
_BEHIND_MARK: Final = re.compile(rf"((?:.*/)?{SEARCH})\?(.*)", re.DOTALL)
_PAGE: Final = re.compile("[1-9][0-9]{0,4}")


@frozen
class SearchRoute:
    """A search in the full text."""

    words: str = ""
    """As the reader typed them; empty: how to search is what is shown."""
    page: int = 1
    within: Selection | None = None
    """The list that is looked in; ``None``: everything."""


@frozen
class LikeRoute:
    """The articles that are like another one."""

    number: int


def search_path(within: str = "", words: str = "", page: int = 1) -> str:
    """The selector of a search.

    Args:
        within: the selector of the list that is looked in; empty: everything.
        words: what is looked for; empty: whoever goes there is asked.
        page: of the hits, from 1.
    """
    path = f"{within}/{SEARCH}"
    if words:
        path = f"{path}/{coded(words)}"
    return path if page == 1 else f"{path}/{page}"


def like_path(number: int) -> str:
    """The selector of the articles that are like another one."""
    return f"/{LIKE}/{number}"


def coded(words: str) -> str:
    """Words as a part of a selector; those that find no room in it are left out.

    >>> coded("Müller & Söhne")
    'M=C3=BCller=20=26=20S=C3=B6hne'
    """
    codes = ""
    for character in words:
        # Whoever types half a character gets none.
        code = "".join(chr(byte) if byte in _PLAIN else f"={byte:02X}" for byte in character.encode("utf-8", "replace"))
        if len(codes) + len(code) > LONGEST:
            break
        codes += code
    return codes


def decoded(part: str) -> str | None:
    """The words in a part of a selector, also as somebody may have typed them; ``None``: it is no such part."""
    if not _CODED.fullmatch(part):
        return None
    try:
        return _CODE.sub(lambda code: bytes.fromhex(code[1].decode()), part.encode()).decode()
    except UnicodeError:
        return None


def behind_mark(selector: str) -> tuple[str, str]:
    """A selector, and the words that some clients put behind it with a ``?`` instead of TAB; empty: there are none."""
    found = _BEHIND_MARK.fullmatch(selector)
    return (found[1], found[2]) if found else (selector, "")


def with_words(selector: str, words: str) -> str:
    """The selector of what a search finds, made of its own and the words that came behind it."""
    path, behind = behind_mark(selector)
    codes = coded(typed(words or behind))
    return f"{path.rstrip('/')}/{codes}" if codes else selector


def typed(words: str) -> str:
    """Words as they were typed: w3m sends ``+`` for each blank, so without a blank it stands for one."""
    return words if " " in words else words.replace("+", " ")


def search_of(within: Selection | None, behind: list[str]) -> SearchRoute | None:
    """The search that the parts of a selector behind ``!s`` mean, ``None`` when they mean none."""
    if not behind:
        return SearchRoute(within=within)
    words = decoded(behind[0])
    page = behind[1] if len(behind) > 1 else "1"
    if not words or len(behind) > 2 or not _PAGE.fullmatch(page):
        return None
    return SearchRoute(words, int(page), within)


def takes_words(selector: str) -> bool:
    """Whether what follows the TAB behind this spelling of a selector is words to search for, whatever they look like.

    Where words are in the selector already they are part of a menu's selector, and Gopher+ may follow them.
    """
    return behind_mark(selector)[0].rstrip("/").rpartition("/")[2] == SEARCH
