"""The ways through the archive that ships, found as a reader finds them: by following items."""

from tests.integration.program import Line, Server


def item(lines: list[Line], text: str) -> str:
    """The selector of the item that says ``text``."""
    found = [line.selector for line in lines if line.type in "1Ih" and line.text == text]
    assert found, f"no item {text!r} among {[line.text for line in lines if line.type != 'i']}"
    return found[0]


def pages(server: Server) -> dict[str, str]:
    """A selector for each kind of page, in a paper whose language is German."""
    front = server.menu("")
    everything = item(front, next(line.text for line in front if line.text.startswith("Alle Artikel (")))
    older = next(line for line in server.menu(everything) if line.text.startswith("Ältere Artikel"))
    article = item(front, "Lynx: The Cat That Stayed")
    in_article = server.menu(article)
    calendar = item(front, "Kalender")
    year = next(line.selector for line in server.menu(calendar) if line.text.startswith("2026"))
    month = next(line.selector for line in server.menu(year) if line.selector.startswith("/!d2026-"))
    return {
        "front": "",
        "section": item(front, "Lesesaal"),
        "sections": item(front, "Ressorts"),
        "article": article,
        "tag": item(in_article, "Terminal"),
        "tags": item(front, "Themen"),
        "author": item(in_article, "Reading Room Desk"),
        "authors": item(front, "Autoren"),
        "everything": everything,
        "further": older.selector,
        "calendar": calendar,
        "year": year,
        "month": month,
        "day": "/!d2026-07-04",
        "changed": item(front, "Zuletzt geändert und berichtigt"),
    }


HEADS = {
    "front": "# Die Siebzig",
    "section": "# Die Siebzig -- Lesesaal (5)",
    "sections": "# Die Siebzig -- Ressorts (8)",
    "article": "# Die Siebzig -- Lynx: The Cat That Stayed",
    "tag": "# Die Siebzig -- Terminal (6)",
    "tags": "# Die Siebzig -- Themen (24)",
    "author": "# Die Siebzig -- Alle Artikel von Reading Room Desk (1)",
    "authors": "# Die Siebzig -- Autoren (19)",
    "everything": "# Die Siebzig -- Alle Artikel (44)",
    "further": "# Die Siebzig -- Alle Artikel (44)",
    "calendar": "# Die Siebzig -- Kalender",
    "year": "# Die Siebzig -- 2026 (13)",
    "month": "# Die Siebzig -- ",
    "day": "# Die Siebzig -- 04.07.2026 (1)",
    "changed": "# Die Siebzig -- Zuletzt geändert und berichtigt (2)",
}
"""How each kind of page begins."""


READ = ("front", "section", "article", "further")
"""Those that every client must show."""


SEARCH = "Im Archiv suchen"
"""The item that every client can search with."""
WORD = "Wagenrücklauf"
"""A word of two articles, which not every keyboard has."""
RESULT = "# Die Siebzig -- Wagenrücklauf: 2 Treffer"
HIT = "Fernschreiber: Alles klein, alles eilig"
"""The article that has it in its text."""
SNIPPET = "Am Ende jeder Zeile stehen *Wagenrücklauf* und"
FOUND = "Bevor Nachrichten auf Bildschirmen erschienen, kamen sie"
"""What is to be seen of that article alone."""


def first(server: Server, page: str) -> Line:
    """The first item of a list that leads to an article."""
    return next(line for line in server.menu(page) if line.type == "1")


def older(server: Server) -> str:
    """The text of the item that leads to the next page of the list of all articles."""
    return next(line.text for line in server.menu("/!l") if line.text.startswith("Ältere Artikel"))


def pictures(server: Server) -> list[Line]:
    """Every picture item of every article."""
    found = []
    for selector in articles(server):
        found += [line for line in server.menu(selector) if line.type in "Ig"]
    return found


def articles(server: Server) -> list[str]:
    """The selectors of all articles, newest first, by the list of all articles and its further pages."""
    found: list[str] = []
    place: str | None = "/!l"
    while place:
        lines = server.menu(place)
        found += [line.selector for line in lines if line.type == "1" and line.selector.partition("/!")[2].isdigit()]
        older = (line.selector for line in lines if line.type == "1" and line.text.startswith("Ältere Artikel"))
        place = next(older, None)
    assert len(found) == len(set(found))
    return found
