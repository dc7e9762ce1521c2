"""The languages that an archive's articles are in."""

from typing import Any, Final

import apsw

_FIRST: Final = "SELECT min(language) FROM article"
_NEXT: Final = "SELECT min(language) FROM article WHERE language > ?"


def spoken(db: apsw.Connection) -> list[str]:
    """All of them, by a seek for each."""
    found: list[str] = []
    language: Any = db.execute(_FIRST).get
    while language is not None:
        found.append(language)
        language = db.execute(_NEXT, (language,)).get
    return found
