"""Gopher+: the plain answer in its other forms, and what is known of it.

Nothing here makes a page: whatever a Gopher+ client wants is made of answers to plain requests, so both kinds of
clients read the same, and whatever may not be shown to the one is not shown to the other. It works on finished menus
as bytes, so lengths are those of the bytes sent, whatever their character set.

``application/gopher+-menu`` is the plain menu with a ``+`` behind each item of ours that knows more of itself; what it
knows is the answer to ``$``. That answer cannot be the form whose size ``+VIEWS`` tells: it holds the sizes of the
pages it leads to, which lead back to it.

UMN gopher shows of a menu only the screens that have a link on them, so of an article only its end. That is why the
answer to ``$`` begins with the article as a text.

Only articles have sizes and abstracts in the answer to ``$``. Every other item leads to a list, and a menu of a hundred
of them would have a hundred lists made for one request.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from attrs import evolve, field, frozen

from gopherd.archive.ports import Snapshot
from gopherd.message import Blob, Plus, Request, Response, Status, Wish
from gopherd.model.article import Article
from gopherd.model.edition import Charset, Edition
from gopherd.model.site import Site
from gopherd.pages import routes, spelling, views
from gopherd.render.menu import Server
from gopherd.render.transliteration import transliterated
from gopherd.render.wrapping import wrap_cells
from gopherd.wire import plus as wire
from gopherd.wire.menu import LASTLINE, ItemType, decode_item, info

_KNOWS_MORE: Final = frozenset(f"{type_}".encode() for type_ in (ItemType.MENU, ItemType.TEXT, ItemType.SEARCH))
_LEADS_NOWHERE: Final = (b"i", b"3")
_EMPTY: Final = info("").removesuffix("\r\n").encode()
_HEADING: Final = "# "
_GONE, _LATER = 1, 2


@frozen
class PlusDesk:
    """Answers Gopher+ requests out of plain answers.

    Args:
        ask: the plain answer to a request; does not raise.
        snapshot: the archive's present state; may raise as ``ports.Archive.snapshot``.
        server: what menus call this server.
        charset: of answers to those who ask for no edition.
        as_text: what an article's text is called.
    """

    _ask: Callable[[Request], Response] = field(alias="ask")
    _snapshot: Callable[[], Snapshot] = field(alias="snapshot")
    _server: Server = field(alias="server")
    _charset: Charset = field(alias="charset")
    _as_text: str = field(alias="as_text")

    def answer(self, request: Request, plus: Plus) -> Response:
        """The answer to ``plus``, which ``request`` asks.

        Raises:
            BeingIndexed, ArchiveUnavailable: the archive has gone between two looks at it.
        """
        plain = self._ask(plain_of(request, plus))
        if plain.status is not Status.OK:
            return self.refuse(plain)
        if plus.wish is Wish.CONTENT:
            return self._content(request, plus, plain)
        snapshot = self._snapshot()
        if plus.wish is Wish.MENU_ATTRIBUTES and _is_menu(plain):
            assert isinstance(plain.body, bytes)
            items = [*self._first(request.selector), *_lines(plain.body)]
        else:
            items = [self._item(request.selector, plain)]
        # The sizes are asked for first: each is an answer of its own, with a snapshot of its own.
        with snapshot:
            articles = {line: article for line in items if (article := self._article(snapshot, line))}
        is_own = plus.wish is Wish.ATTRIBUTES or not _is_menu(plain)
        edition = routes.edition_of(request.selector, self._charset)
        described = (self._attributes(line, articles, snapshot.site, edition, is_own=is_own) for line in items)
        body = wire.described(described, plus.blocks, edition.charset.value)
        return Response(Status.OK, body, plain.is_lasting)

    def refuse(self, plain: Response) -> Response:
        """A plain answer that says what is wrong, as a Gopher+ error."""
        assert isinstance(plain.body, bytes)
        text = [line[1:].partition(b"\t")[0] for line in _first_block(plain.body)]
        code = _LATER if plain.status in {Status.FAILED, Status.UNAVAILABLE} else _GONE
        return Response(plain.status, wire.refused(code, self._server.admin, text))

    def _content(self, request: Request, plus: Plus, plain: Response) -> Response:
        form = _chosen(views.forms(request.selector, self._language(request.selector), self._charset), plus.view)
        if form is None:
            return Response(Status.MISSING, wire.refused(_GONE, self._server.admin, [plus.view.encode()]))
        if form.selector != request.selector:
            plain = self._ask(Request(form.selector))
            if plain.status is not Status.OK:
                return self.refuse(plain)
        if isinstance(plain.body, Blob):
            return Response(Status.OK, evolve(plain.body, head=wire.UNTIL_CLOSE))
        content = self._with_marks(plain.body) if _is_menu(plain) else plain.body
        return Response(Status.OK, wire.sized(content), plain.is_lasting)

    def _with_marks(self, menu: bytes) -> bytes:
        return b"".join(self._marked(line) + b"\r\n" for line in _lines(menu)) + LASTLINE

    def _marked(self, line: bytes) -> bytes:
        return line + b"\t+" if self._knows_more(line) else line

    def _knows_more(self, line: bytes) -> bool:
        if line[:1] not in _KNOWS_MORE:
            return False
        item = decode_item(line)
        return (item.host, item.port) == (self._server.host, self._server.port)

    def _first(self, selector: str) -> list[bytes]:
        """What stands before a menu: for an article, its text."""
        forms = views.forms(selector, "", self._charset)
        text = next((form.selector for form in forms[1:] if form.type == views.TEXT), None)
        if text is None:
            return []
        edition = routes.edition_of(selector, self._charset)
        line = f"{transliterated(self._as_text, edition.charset)}\t{text}\t{self._server.host}\t{self._server.port}"
        return [ItemType.TEXT.encode() + line.encode(edition.charset.value, "replace"), _EMPTY]

    def _item(self, selector: str, plain: Response) -> bytes:
        """The menu line that would lead to an answer."""
        type_, title = ItemType.MENU, selector.rpartition("/")[2].encode("utf-8", "replace")
        if isinstance(plain.body, Blob):
            type_ = ItemType.GIF if plain.body.path.endswith(".gif") else ItemType.IMAGE
        elif _is_menu(plain):
            title = _lines(plain.body)[0][1:].partition(b"\t")[0].removeprefix(_HEADING.encode())
        else:
            is_page = spelling.address_in(selector) is not None
            type_ = ItemType.HTML if is_page else ItemType.TEXT
        place = f"\t{selector}\t{self._server.host}\t{self._server.port}\t+"
        return type_.encode() + title + place.encode("utf-8", "replace")

    def _article(self, snapshot: Snapshot, line: bytes) -> Article | None:
        return views.article_under(snapshot, decode_item(line).selector) if self._knows_more(line) else None

    def _language(self, selector: str) -> str:
        with self._snapshot() as snapshot:
            article = views.article_under(snapshot, selector)
            return (article.language if article else "") or snapshot.site.language

    def _attributes(
        self, line: bytes, articles: Mapping[bytes, Article], site: Site, edition: Edition, *, is_own: bool
    ) -> wire.Attributes:
        if line[:1] in _LEADS_NOWHERE:
            return wire.Attributes(line)
        if not (is_own or self._knows_more(line)):
            return wire.Attributes(line)
        article = articles.get(line)
        selector = decode_item(line).selector
        language = (article.language if article else "") or site.language
        marked = line if is_own else self._marked(line)
        if article is None:
            measured = tuple(self._measured(selector, language)) if is_own else ()
            return wire.Attributes(marked, self._server.admin, views=measured)
        about = transliterated(article.lede or article.headline.teaser, edition.charset)
        return wire.Attributes(
            marked,
            self._server.admin,
            article.updated or article.published,
            tuple(self._measured(selector, language)),
            tuple(wrap_cells(about, edition.width or site.width)) if about else (),
        )

    def _measured(self, selector: str, language: str) -> Iterator[wire.View]:
        for form in views.forms(selector, language, self._charset):
            body = self._ask(Request(form.selector)).body
            if isinstance(body, bytes):
                size = len(self._with_marks(body)) if form.type == views.MENU else len(body)
                yield wire.View(form.type, form.language, size)
            else:
                yield wire.View(form.type, form.language)


def plain_of(request: Request, plus: Plus) -> Request:
    """What a Gopher+ request would be without Gopher+."""
    return Request(request.selector, request.search if plus.is_behind_words else "")


def _chosen(forms: Sequence[views.Form], view: str) -> views.Form | None:
    """The form that a client wants; in whatever language it is there, since an article has only one."""
    type_, _, language = view.partition(" ")
    fitting = [form for form in forms if not type_ or form.type.lower() == type_.lower()]
    return next((form for form in fitting if form.language == language), fitting[0] if fitting else None)


def _is_menu(plain: Response) -> bool:
    return isinstance(plain.body, bytes) and plain.body.endswith(b"\r\n" + LASTLINE)


def _lines(menu: bytes) -> list[bytes]:
    return menu.removesuffix(LASTLINE).split(b"\r\n")[:-1]


def _first_block(menu: bytes) -> Iterator[bytes]:
    """The lines up to the first empty one."""
    for line in _lines(menu):
        if line.startswith(b"i\t"):
            return
        yield line
