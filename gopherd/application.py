"""The site as one function: a request in, a response out.

``answer`` is synchronous on purpose: no Deferred and no ``async`` inside the house, so that every room is tested
without a reactor; where it runs is one decision at the edge.
"""

import contextlib
from collections.abc import Callable, Mapping
from email.utils import formatdate
from typing import Final

from attrs import evolve

from gopherd.archive.ports import Archive, Snapshot
from gopherd.cache import AnswerCache
from gopherd.darkroom.desk import Darkroom
from gopherd.errors import ArchiveUnavailable, BadRequest, BeingIndexed, GopherdError, Hindrance, NotFound
from gopherd.message import Asked, Blob, Http, Plus, Request, Response, Status
from gopherd.model.edition import Charset, Edition
from gopherd.model.site import Site
from gopherd.pages import front, routes, spelling
from gopherd.pages.about import about_page
from gopherd.pages.article import moved_page
from gopherd.pages.contents import page_of
from gopherd.pages.documents import Document, DocumentRoute
from gopherd.pages.page import Page
from gopherd.pages.prints import DrawingRoute, PicturesRoute, PrintRoute
from gopherd.pages.queries import SearchRoute, with_words
from gopherd.pages.text import article_text, list_text
from gopherd.pages.words import Words, words_of
from gopherd.plus import PlusDesk, plain_of
from gopherd.render.documents import render_caps, render_robots, render_sitemap
from gopherd.render.feed import render_feed
from gopherd.render.menu import Server, render
from gopherd.render.redirection import render_redirection, render_refused
from gopherd.render.signpost import render_signpost
from gopherd.render.text import render_text
from gopherd.wire.address import GopherAddress, link_scheme
from gopherd.wire.compact import expand
from gopherd.wire.http import HtmlPage

UNKNOWN_SITE: Final = Site(title="gopherd")
"""What is known of a newspaper that nothing is known of."""


class Application:
    """One newspaper.

    Args:
        archive: its articles.
        catalogues: the words of each language; ``en`` is among them.
        server: the public name and port that menus say; may be set anew before the first request, since a port that
            the system chooses is known only when it is bound.
        now: seconds since 1970.
        failed: called with an error nobody foresaw; writes it down and returns the number it wrote it under.
        cache: where answers are kept.
        darkroom: works on pictures.
        site: what is known of the newspaper before there is an index.
    """

    def __init__(
        self,
        archive: Archive,
        catalogues: Mapping[str, Words],
        server: Server,
        now: Callable[[], float],
        failed: Callable[[Exception], str],
        cache: AnswerCache,
        darkroom: Darkroom,
        site: Site = UNKNOWN_SITE,
    ) -> None:
        self._archive = archive
        self._catalogues = catalogues
        self.server = server
        self._now = now
        self._failed = failed
        self._cache = cache
        self._darkroom = darkroom
        self._site = site
        self._said_last = ""

    def open(self) -> None:
        """Open the archive before the first reader comes; whatever is wrong with it they are told when they do."""
        with contextlib.suppress(GopherdError):
            self._archive.snapshot(self._now())

    def recall(self, line: bytes) -> Response | None:
        """The response to a request line that needs no look at what it means; ``None``: ``answer`` knows more.

        It was given before and still holds, or is the finished page of an article. That is what nearly everybody asks
        for, so it stands apart: one look into the cache, else one read of the index.

        Args:
            line: as it came, without its end.
        """
        try:
            snapshot = self._archive.snapshot(self._now())
            found = self._cache.get(line, snapshot.generation)
            if found is None and (number := routes.article_asked_for(line)) is not None:
                finished = snapshot.finished(number)
                if finished:
                    found = Response(Status.OK, expand(finished, self.server.host, self.server.port))
                    self._cache.put(line, found)
        except Exception:  # noqa: BLE001 - the long way meets it again, and says what is wrong
            return None
        return found

    def is_latin1(self) -> bool:
        """Whether the site is in Latin-1 for who asks for no edition."""
        self._look_at_site()
        return self._site.charset is Charset.LATIN1

    def answer(self, request: Request) -> Response:
        """The response to a request; never raises."""
        if request.asked is not None:
            return self._beyond(request, request.asked)
        found = self.recall(request.line)
        if found is not None:
            return found
        try:
            snapshot = self._archive.snapshot(self._now())
            self._site = snapshot.site
            response = self._respond(snapshot, request)
        except BeingIndexed as progress:
            return self._say(Status.UNAVAILABLE, front.indexing_page(progress, self._words()), request)
        except ArchiveUnavailable as error:
            if str(error) != self._said_last:  # once, not for every reader
                self._said_last = str(error)
                self._failed(error)
            return self._say(Status.UNAVAILABLE, front.alert_page(self._words().unavailable), request)
        except Exception as error:  # noqa: BLE001 - no error of ours may end a reader's connection without a word
            return self._fail(error, request)
        if response.status is Status.OK and response.is_lasting:
            self._cache.put(request.line, response)
        return response

    def refuse(self, error: BadRequest) -> Response:
        """The response to a line that is no request."""
        self._look_at_site()
        response = self._say(Status.BAD_REQUEST, front.refusal_page(error.fault, self._words()))
        return self._plus().refuse(response) if error.is_plus else response

    def excuse(self, request: Request, hindrance: Hindrance) -> Response:
        """The response to a request that takes long and has no answer now."""
        self._look_at_site()
        text = str(getattr(self._words(), hindrance.value))
        response = self._say(Status.UNAVAILABLE, front.alert_page(text), request)
        return self._plus().refuse(response) if _is_beyond(request) else response

    def missing(self) -> Response:
        """The response when a file that the index knows has gone."""
        return self._say(Status.MISSING, front.alert_page(self._words().file_missing))

    def _look_at_site(self) -> None:
        """Learn what the site is at present: it may be the first request of all."""
        with contextlib.suppress(GopherdError):
            self._site = self._archive.snapshot(self._now()).site

    def _beyond(self, request: Request, asked: Asked) -> Response:
        """The response to what RFC 1436 does not know."""
        if isinstance(asked, Http):
            date = formatdate(self._now(), usegmt=True)
            page = HtmlPage(render_signpost(self._site, self.server, self._words()), date)
            return Response(Status.OK, page.encode(asked))
        if not _is_beyond(request):
            return self.answer(evolve(request, asked=None))
        if spelling.takes_words(request.selector):
            # What is described is the page that is found, which has an address of its own.
            request = evolve(request, selector=with_words(request.selector, request.search), search="")
        found = self.recall(request.line)
        if found is not None:
            return found
        try:
            response = self._plus().answer(request, asked)
        except GopherdError:
            return self._plus().refuse(self.answer(plain_of(request, asked)))
        except Exception as error:  # noqa: BLE001 - as in answer
            return self._plus().refuse(self._fail(error, request))
        if response.status is Status.OK and response.is_lasting:
            self._cache.put(request.line, response)
        return response

    def _plus(self) -> PlusDesk:
        return PlusDesk(
            self.answer,
            lambda: self._archive.snapshot(self._now()),
            self.server,
            self._site.charset,
            self._words().as_text,
        )

    def _fail(self, error: Exception, request: Request) -> Response:
        text = self._words().failed.format(number=self._failed(error))
        return self._say(Status.FAILED, front.alert_page(text), request)

    def _respond(self, snapshot: Snapshot, request: Request) -> Response:
        address = spelling.address_in(request.selector)
        if address is not None:
            return self._redirect(address)
        try:
            route = routes.resolve(request.selector, request.search)
            edition = self._edition(request)
            with snapshot:
                if isinstance(route, routes.PictureRoute):
                    picture = snapshot.picture(route.number, route.extension)
                    return Response(Status.OK, Blob(picture.root, picture.path))
                if isinstance(route, PicturesRoute | PrintRoute | DrawingRoute):
                    return self._darkroom.answer(snapshot, route, self._words(), self.server, edition)
                if isinstance(route, DocumentRoute):
                    return self._document(snapshot, route, edition)
                if isinstance(route, routes.TextRoute):
                    page = self._text(snapshot, route.of)
                    return Response(Status.OK, render_text(page, self._site, self.server, edition))
                response = self._say(Status.OK, page_of(snapshot, route, self._words()), request)
                return evolve(response, is_lasting=not isinstance(route, routes.RandomRoute | SearchRoute))
        except NotFound:
            with snapshot:
                if moved := self._moved(snapshot, request.selector):
                    return self._say(Status.OK, moved, request)
                page = self._withdrawn(snapshot, request.selector) or front.missing_page(
                    snapshot, request.selector, self._words()
                )
            return self._say(Status.MISSING, page, request)

    def _text(self, snapshot: Snapshot, route: routes.ArticleRoute | routes.ListRoute) -> Page:
        if isinstance(route, routes.ArticleRoute):
            return article_text(snapshot, route.number, self._words())
        return list_text(snapshot, route, self._words())

    def _moved(self, snapshot: Snapshot, selector: str) -> Page | None:
        """The article that is known under another selector than its own, with a word that says so."""
        for found_as in spelling.spellings(selector):
            if (found := snapshot.aliased(spelling.without_edition(found_as))) is not None:
                return moved_page(snapshot, found, self._words())
        return None

    def _withdrawn(self, snapshot: Snapshot, selector: str) -> Page | None:
        for found_as in spelling.spellings(selector):
            if (found := snapshot.withdrawn(spelling.without_edition(found_as))) is not None:
                return front.withdrawn_page(snapshot, found, self._words())
        return None

    def _document(self, snapshot: Snapshot, route: DocumentRoute, edition: Edition) -> Response:
        words, document = self._words(), route.document
        match document:
            case Document.FEED:
                return Response(Status.OK, render_feed(snapshot, route.selection, self.server, words, edition))
            case Document.SITEMAP:
                return Response(Status.OK, render_sitemap(snapshot, route.after, self.server))
            case Document.CAPS:
                return Response(Status.OK, render_caps(snapshot.site, self.server, self._site.charset))
        # The archive may have its own, and get one at any time.
        if own := snapshot.own_file(document.value):
            return Response(Status.OK, Blob(own.root, own.path))
        if document is Document.ROBOTS:
            return Response(Status.OK, render_robots(self.server), is_lasting=False)
        server = self.server
        page = about_page(snapshot, GopherAddress(server.host, server.port).url(), server.admin, words)
        return Response(Status.OK, render_text(page, snapshot.site, self.server, edition), is_lasting=False)

    def _redirect(self, address: str) -> Response:
        words = self._words()
        if link_scheme(address) is None:
            return Response(Status.BAD_REQUEST, render_refused(address, self._site.language, words))
        return Response(Status.OK, render_redirection(address, self._site.language, words))

    def _words(self) -> Words:
        return words_of(self._catalogues, self._site.language)

    def _say(self, status: Status, page: Page, request: Request | None = None) -> Response:
        """``page`` in the edition that ``request`` asks for; ``None``: nothing that could be read asked for one."""
        edition = self._edition(request) if request else Edition(self._site.charset)
        return Response(status, render(page, self._site, self.server, edition))

    def _edition(self, request: Request) -> Edition:
        return routes.edition_of(request.selector, self._site.charset)


def _is_beyond(request: Request) -> bool:
    """Whether a request is none of RFC 1436; what looks like one of Gopher+ may be the words of a search."""
    asked = request.asked
    return asked is not None and not (
        isinstance(asked, Plus) and not asked.is_behind_words and spelling.takes_words(request.selector)
    )
