"""One run over the folder: what every file is now, and which number each article has.

Numbers (``decisions.md``): an article has the number it claims, else one derived from its path. Two that want one
number are told apart by their paths alone, so that the index comes out the same in whatever order files were read: a
claim goes before a derived number, an earlier path before a later one; who loses a claim is reported, who loses a
derived number gets the next.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

import apsw
from attrs import field, frozen

from gopherd.archive import files
from gopherd.archive.codec import AuthorFile, Redirect
from gopherd.archive.files import Found, Unnamed
from gopherd.archive.parsing import Parsed, Stopwords
from gopherd.archive.readings import Reading, Rules, read, read_all
from gopherd.archive.writer import Writer
from gopherd.errors import Issue
from gopherd.model.article import Manuscript, State
from gopherd.model.naming import number_of_path
from gopherd.model.site import Site

Report: TypeAlias = Callable[[int, int], None]
"""Called with the files done and the files to do."""
_BATCH: Final = 500
# An unlisted article is in nobody's list; it alone knows who wrote it.
_WRITTEN_BY: Final = """
SELECT f.path FROM name n JOIN entry e ON e.list = n.id JOIN file f ON f.number = e.number
WHERE n.kind = 'a' AND n.number = :author
UNION ALL
SELECT f.path FROM article a JOIN text t USING(number) JOIN file f USING(number), json_each(t.data, '$.authors') w
JOIN name n ON n.id = w.value WHERE NOT a.listed AND n.number = :author
"""


@frozen
class Plan:
    """What an index is to be made of."""

    root: str
    """The archive's folder, absolute."""
    folder: str
    """The folder of its index."""
    site: Site
    stopwords: Stopwords
    guess_language: bool
    """Whether the site's language is that of most articles, since nobody has said."""


@frozen
class Summary:
    """What a run of the indexer did."""

    files: int
    """Files of the archive that were looked at."""
    changed: int
    """Files that were read and stored anew."""
    removed: int
    """Files that were there before and are no more."""
    articles: int
    """Articles in the index now, with those whose time has not come."""
    seconds: float
    issues: tuple[Issue, ...] = field(factory=tuple)
    """Every mistake in the archive, old and new, by path."""


def issues_of(connection: apsw.Connection) -> tuple[Issue, ...]:
    """Every mistake that an index knows of, by path."""
    rows: list[Any] = connection.execute(
        "SELECT path, message, line, left_out FROM issue ORDER BY path, line, message"
    ).fetchall()
    return tuple(Issue(path, message, line, bool(left_out)) for path, message, line, left_out in rows)


class Run:
    """One run over the folder, inside a transaction of its caller."""

    def __init__(self, connection: apsw.Connection, plan: Plan, report: Report) -> None:
        self._db = connection
        self._plan = plan
        self._report = report
        self._writer = Writer(connection, plan.site)
        self._rules = Rules(plan.root, plan.site, plan.stopwords)
        self._again: set[str] = set()
        self._files = self._changed = self._removed = 0

    def apply(self, between: Callable[[], object]) -> None:
        """Take over every difference between the folder and the index; ``between`` is called after each batch."""
        found, unnamed = self._walk()
        gone, todo = self._differences(found)
        total = len(gone) + len(todo)
        for path in gone:
            self._remove(path)
            self._removed += 1
        readings = read_all(self._rules, todo)
        for done, ((file, known), reading) in enumerate(zip(todo, readings, strict=True), 1):
            self._take(file, reading, known)
            if done % _BATCH == 0:
                between()
                self._report(len(gone) + done, total)
        while self._again:
            path = min(self._again)
            self._again.discard(path)
            if path in found:
                self._take(found[path], read(self._rules, found[path], None), None)
        if gone or todo:
            self._writer.finish()
        self._say_unnamed(unnamed)
        self._report(total, total)

    def summary(self, started: float) -> Summary:
        """What the run did."""
        return Summary(
            files=self._files,
            changed=self._changed,
            removed=self._removed,
            articles=int(self._db.execute("SELECT count(*) FROM article").get),
            seconds=time.monotonic() - started,
            issues=issues_of(self._db),
        )

    def _walk(self) -> tuple[dict[str, Found], list[Unnamed]]:
        found: dict[str, Found] = {}
        unnamed: list[Unnamed] = []
        for file in files.walk(self._plan.root):
            if isinstance(file, Found):
                found[file.path] = file
            else:
                unnamed.append(file)
        self._files = len(found)
        return found, unnamed

    def _differences(self, found: Mapping[str, Found]) -> tuple[list[str], list[tuple[Found, bytes | None]]]:
        """The files that went, and those to be read, each with the digest of what is known of it."""
        gone: list[str] = []
        known: dict[str, bytes] = {}
        unchanged: set[str] = set()
        rows: Any = self._db.execute("SELECT path, size, mtime_ns, digest FROM file")
        for path, size, mtime_ns, digest in rows:
            file = found.get(path)
            if file is None:
                gone.append(path)
            elif (file.size, file.mtime_ns) == (size, mtime_ns):
                unchanged.add(path)
            else:
                known[path] = digest
        todo = [file for path, file in found.items() if path not in unchanged]
        # Authors first: an article's author is who the author's file says.
        todo.sort(key=lambda file: ("/authors/" not in f"/{file.path}", file.path))
        return sorted(gone), [(file, known.get(file.path)) for file in todo]

    def _take(self, file: Found, reading: Reading, known: bytes | None) -> None:
        """Store what a file holds, unless its bytes are those that are ``known``."""
        if reading.error:
            self._remove(file.path)
            self._say(Issue(file.path, f"cannot be read: {reading.error}", left_out=True))
            return
        if reading.parsed is None and reading.digest == known and not file.is_picture:
            self._db.execute("UPDATE file SET size=?, mtime_ns=? WHERE path=?", (file.size, file.mtime_ns, file.path))
            return
        self._remove(file.path)
        self._changed += 1
        if reading.parsed is None:
            self._writer.store_picture(file.path)
            self._note(file, reading.digest, "picture")
            return
        for issue in reading.parsed.issues:
            self._say(issue)
        self._store(file, reading.digest, reading.parsed)

    def _store(self, file: Found, digest: bytes, parsed: Parsed) -> None:
        match parsed.content:
            case Manuscript() as manuscript:
                self._store_article(file, digest, manuscript)
            case AuthorFile(identifier) as author:
                self._articles_by(identifier)
                self._writer.store_author(author, file.path)
                self._note(file, digest, "author")
            case Redirect() as redirect:
                self._writer.store_redirect(redirect, file.path)
                self._note(file, digest, "redirect")
            case None:
                self._note(file, digest, "none")

    def _store_article(self, file: Found, digest: bytes, manuscript: Manuscript) -> None:
        stem = file.path.rpartition(".")[0]
        wanted = number_of_path(stem) if manuscript.claim is None else manuscript.claim
        number = self._number(file.path, stem, wanted, claimed=manuscript.claim is not None)
        if number is None:
            self._note(file, digest, "refused", wanted=wanted, claimed=True)
            return
        role = "draft" if manuscript.state is State.DRAFT else "article"
        if role == "article":
            self._writer.store_article(manuscript, number)
        self._note(file, digest, role, number=number, wanted=wanted, claimed=manuscript.claim is not None)

    def _number(self, path: str, stem: str, wanted: int, *, claimed: bool) -> int | None:
        """The number that ``path`` gets; ``None``: an earlier file has claimed it."""
        number, turn = wanted, 0
        while True:
            holder = self._db.execute(
                "SELECT path, claimed FROM file WHERE number=? AND path<>?", (number, path)
            ).fetchone()
            if holder is None:
                return number
            other, other_claims = str(holder[0]), bool(holder[1])
            if other_claims > claimed or (other_claims == claimed and other < path):
                if claimed:
                    message = f"number {number} belongs to {other}; give one of them another id"
                    self._say(Issue(path, message, left_out=True))
                    return None
                turn += 1
                number = number_of_path(stem, turn)
                if turn == 1:
                    self._say(Issue(path, f"its derived number is that of {other}; give it an id to keep its address"))
                continue
            self._writer.remove_article(number)
            self._db.execute("UPDATE file SET number=NULL WHERE path=?", (other,))
            # Not only who loses the number now: those refused before are refused because of another file.
            self._again_all_that_want(number)
            return number

    def _articles_by(self, identifier: str) -> None:
        """Have every article read again that names an author by an id whose name is about to change."""
        number = self._writer.author_number(identifier)
        rows = self._db.execute(_WRITTEN_BY, {"author": number})
        self._again.update(str(path) for (path,) in rows)

    def _remove(self, path: str) -> None:
        """Take out whatever the file at ``path`` has put into the index."""
        self._db.execute("DELETE FROM issue WHERE path=?", (path,))
        row = self._db.execute("SELECT role, number FROM file WHERE path=?", (path,)).fetchone()
        if row is None:
            return
        role, number = row
        if role == "article" and number is not None:
            self._writer.remove_article(number)
        elif role == "picture":
            self._writer.remove_picture(path)
        elif role == "author":
            for (identifier,) in self._db.execute("SELECT id FROM author WHERE path=?", (path,)).fetchall():
                self._articles_by(str(identifier))
            self._writer.remove_author(path)
        elif role == "redirect":
            self._writer.remove_redirect(path)
        self._db.execute("DELETE FROM file WHERE path=?", (path,))
        if number is not None:
            # Whoever had to give way to this file may have its number now.
            self._again_all_that_want(number)

    def _again_all_that_want(self, number: int) -> None:
        losers = self._db.execute("SELECT path FROM file WHERE wanted=? AND number IS NOT ?", (number, number))
        self._again.update(str(loser) for (loser,) in losers)

    def _note(
        self,
        file: Found,
        digest: bytes,
        role: str,
        number: int | None = None,
        wanted: int | None = None,
        *,
        claimed: bool = False,
    ) -> None:
        self._db.execute(
            "INSERT INTO file VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
            (file.path, file.size, file.mtime_ns, digest, role, number, wanted, claimed),
        )

    def _say_unnamed(self, unnamed: Iterable[Unnamed]) -> None:
        message = "the name is not UTF-8; rename the file"
        self._db.execute("DELETE FROM issue WHERE message=?", (message,))
        for file in unnamed:
            self._say(Issue(file.path, message, left_out=True))

    def _say(self, issue: Issue) -> None:
        self._db.execute(
            "INSERT INTO issue VALUES(?, ?, ?, ?)", (issue.path, issue.line, issue.message, issue.left_out)
        )
