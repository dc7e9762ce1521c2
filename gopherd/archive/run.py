"""One run over the folder: what every file is now, and which number each article has.

Numbers (``decisions.md``): an article has the number it claims, else one derived from its path. Two that want one
number are told apart by their paths alone, so that the index comes out the same in whatever order files were read: a
claim goes before a derived number, an earlier path before a later one; who loses a claim is reported, who loses a
derived number gets the next.

What a refresh changes is remembered until its end, a kilobyte or two an article; a build remembers nothing.
"""

import time
from collections.abc import Callable, Iterable
from itertools import tee
from typing import Final

import apsw
from attrs import evolve

from gopherd.archive import linking, staleness
from gopherd.archive.authors import AuthorFile
from gopherd.archive.codec import Redirect
from gopherd.archive.files import Found, Unnamed
from gopherd.archive.look import Look
from gopherd.archive.plan import Plan, Report, Summary, issues_of
from gopherd.archive.preparing import Prepared
from gopherd.archive.readings import Reading, Rules, read, read_all
from gopherd.archive.writer import Shown, Writer, key_of_picture
from gopherd.errors import Issue
from gopherd.model.article import State
from gopherd.model.naming import number_of_path

_BATCH: Final = 500
# An unlisted article is in nobody's list; it alone knows who wrote it.
_WRITTEN_BY: Final = """
SELECT f.path FROM name n JOIN entry e ON e.list = n.id JOIN file f ON f.number = e.number
WHERE n.kind = 'a' AND n.number = :author
UNION ALL
SELECT f.path FROM name n JOIN article a ON NOT a.listed JOIN file f ON f.number = a.number
WHERE n.kind = 'a' AND n.number = :author
AND instr(' ' || substr(a.names, length(rtrim(a.names, '0123456789 ')) + 1) || ' ', ' ' || n.id || ' ')
"""
# Counted without looking at each of them: what is listed is counted in the calendar.
_ARTICLES: Final = """
SELECT (SELECT count(*) FROM article WHERE NOT listed)
+ ifnull((SELECT count FROM calendar WHERE list = 0 AND period = 0), 0)
"""
_LOSERS: Final = "SELECT path FROM file WHERE wanted=? AND wanted IS NOT NULL AND number IS NOT wanted"


class Run:
    """One run over the folder, inside a transaction of its caller.

    Args:
        connection: the index.
        plan: what it is to be made of.
        report: told of the progress.
        is_new: whether the index is empty, and every page has to be finished anyhow.
    """

    def __init__(self, connection: apsw.Connection, plan: Plan, report: Report, *, is_new: bool) -> None:
        self._db = connection
        self._plan = plan
        self._report = report
        self._is_new = is_new
        self._look = Look(connection, plan.root, None if is_new else plan.places)
        self._rules = Rules(plan.root, plan.site, plan.stopwords)
        self._writer = Writer(connection, plan.site, is_draft=is_new)
        self._before: dict[int, Shown | None] = {}
        self._keys: set[int] = set()
        self._again: set[str] = set()
        self._changed = self._removed = 0

    def apply(self, between: Callable[[], object]) -> None:
        """Take over every difference between the folder and the index; ``between`` is called after each batch."""
        look = self._look
        total = look.gone + look.todo
        for path in look.all_gone():
            self._remove(path)
            self._removed += 1
        rules = evolve(self._rules, dictionary=self._writer.dictionary)
        wanted, files = tee(look.all_todo())
        for done, ((file, _), reading) in enumerate(zip(files, read_all(rules, wanted, look.todo), strict=True), 1):
            self._take(file, reading)
            if done % _BATCH == 0:
                self._writer.flush()
                between()
                self._report(look.gone + done, total)
        while self._again:
            path = min(self._again)
            self._again.discard(path)
            if again := look.find(path):
                self._take(again, read(rules, again, None))
        self._settle(is_changed=total > 0)
        if look.is_whole:  # of names that cannot be read only a look at all of them knows which are left
            self._say_unnamed(look.unnamed)
        self._report(total, total)

    def summary(self, started: float) -> Summary:
        """What the run did."""
        return Summary(
            files=self._look.files,
            changed=self._changed,
            removed=self._removed,
            articles=int(self._db.execute(_ARTICLES).get),
            seconds=time.monotonic() - started,
            issues=issues_of(self._db),
            unknown=tuple(self._look.unknown),
        )

    def _settle(self, *, is_changed: bool) -> None:
        """What depends on all files at once: counts, redirections, and which finished pages are right no more."""
        if is_changed:
            self._keys |= self._writer.finish()
        if self._is_new:
            staleness.mark_all(self._db)
            linking.link_all(self._db)
            return
        keys = set(self._keys)
        staleness.mark_users(self._db, self._keys)
        staleness.mark_lists(self._db, self._writer.steps)
        for number, before in self._before.items():
            after = self._writer.shown(number)
            if before != after:
                keys |= (before.keys if before else frozenset()) ^ (after.keys if after else frozenset())
                for shown in filter(None, (before, after)):
                    staleness.mark_around(self._db, number, shown)
        linked = linking.link_again(self._db, self._before, keys)
        staleness.mark(self._db, {*self._before, *linked})

    def _touch(self, number: int) -> None:
        """Remember what was shown of an article before this run changed it."""
        if not self._is_new and number not in self._before:
            self._before[number] = self._writer.shown(number)

    def _take(self, file: Found, reading: Reading) -> None:
        """Store what a file holds, unless its bytes are those that are known."""
        if reading.error:
            self._remove(file.path)
            self._say(Issue(file.path, f"cannot be read: {reading.error}", left_out=True))
            return
        if not reading.is_parsed and not file.is_picture:
            self._db.execute("UPDATE file SET size=?, mtime_ns=? WHERE path=?", (file.size, file.mtime_ns, file.path))
            return
        self._remove(file.path)
        self._changed += 1
        if file.is_picture:
            self._writer.store_picture(file.path)
            self._keys.add(key_of_picture(file.path))
            self._note(file, reading.digest, "picture")
            return
        for issue in reading.issues:
            self._say(issue)
        self._store(file, reading)

    def _store(self, file: Found, reading: Reading) -> None:
        digest = reading.digest
        match reading.content:
            case Prepared() as prepared:
                self._store_article(file, digest, prepared)
            case AuthorFile(identifier) as author:
                self._articles_by(identifier)
                self._writer.store_author(author, file.path)
                self._note(file, digest, "author")
            case Redirect() as redirect:
                self._writer.store_redirect(redirect, file.path)
                self._note(file, digest, "redirect")
            case None:
                self._note(file, digest, "none")

    def _store_article(self, file: Found, digest: bytes, article: Prepared) -> None:
        stem = file.path.rpartition(".")[0]
        wanted = number_of_path(stem) if article.claim is None else article.claim
        number = self._number(file.path, stem, wanted, claimed=article.claim is not None)
        if number is None:
            self._note(file, digest, "refused", wanted=wanted, claimed=True)
            return
        role = article.state.value if article.state in {State.DRAFT, State.WITHDRAWN} else "article"
        if article.state is State.WITHDRAWN:
            self._writer.store_withdrawn(article, number)
        elif role == "article":
            self._touch(number)
            self._writer.store_article(article, number)
        self._note(file, digest, role, number=number, wanted=wanted, claimed=article.claim is not None)

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
            self._touch(number)
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
            self._touch(number)
            self._writer.remove_article(number)
        elif role == "picture":
            self._writer.remove_picture(path)
            self._keys.add(key_of_picture(path))
        elif role == "author":
            for (identifier,) in self._db.execute("SELECT id FROM author WHERE path=?", (path,)).fetchall():
                self._articles_by(str(identifier))
            self._writer.remove_author(path)
        elif role == "redirect":
            self._writer.remove_redirect(path)
        elif role == "withdrawn":
            self._writer.remove_withdrawn(path)
        self._db.execute("DELETE FROM file WHERE path=?", (path,))
        if number is not None:
            # Whoever had to give way to this file may have its number now.
            self._again_all_that_want(number)

    def _again_all_that_want(self, number: int) -> None:
        losers = self._db.execute(_LOSERS, (number,))
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
