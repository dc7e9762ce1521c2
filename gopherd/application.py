"""The site as one function: a request in, a response out.

``answer`` is synchronous on purpose: no Deferred and no ``async`` inside the house, so that every room is tested
without a reactor; where it runs is one decision at the edge.
"""

import contextlib
import re
from collections.abc import Callable, Mapping
from typing import Final

from gopherd.archive.ports import Archive, Snapshot
from gopherd.cache import AnswerCache
from gopherd.errors import ArchiveUnavailable, BadRequest, BeingIndexed, GopherdError, NotFound
from gopherd.message import Blob, Request, Response, Status
from gopherd.model.edition import Charset, Edition
from gopherd.model.site import Site
from gopherd.pages import front, routes
from gopherd.pages.article import article_page
from gopherd.pages.editions import editions_page
from gopherd.pages.listings import list_page, names_page, years_page
from gopherd.pages.page import Page
from gopherd.pages.text import article_text, list_text
from gopherd.pages.words import Words
from gopherd.render.menu import Server, render
from gopherd.render.redirection import render_redirection
from gopherd.render.text import render_text
from gopherd.wire.address import link_scheme

_ADDRESS: Final = re.compile(r"/?URL:(.*)")
_UNKNOWN_SITE: Final = Site(title="gopherd")


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
        site: what is known of the newspaper before there is an index.
        charset: of answers to those who ask for no edition.
    """

    def __init__(
        self,
        archive: Archive,
        catalogues: Mapping[str, Words],
        server: Server,
        now: Callable[[], float],
        failed: Callable[[Exception], str],
        cache: AnswerCache,
        site: Site = _UNKNOWN_SITE,
        charset: Charset = Charset.UTF8,
    ) -> None:
        self._archive = archive
        self._catalogues = catalogues
        self.server = server
        self._now = now
        self._failed = failed
        self._cache = cache
        self._site = site
        self.charset = charset
        self._said_last = ""

    def answer(self, request: Request) -> Response:
        """The response to a request; never raises."""
        try:
            snapshot = self._archive.snapshot(self._now())
            found = self._cache.get(request, snapshot.generation)
            if found is not None:
                return found
            self._site = snapshot.site
            with snapshot:
                response = self._respond(snapshot, request)
        except BeingIndexed as progress:
            return self._say(Status.UNAVAILABLE, front.indexing_page(progress, self._words()), request)
        except ArchiveUnavailable as error:
            if str(error) != self._said_last:  # once, not for every reader
                self._said_last = str(error)
                self._failed(error)
            return self._say(Status.UNAVAILABLE, front.alert_page(self._words().unavailable), request)
        except Exception as error:  # noqa: BLE001 - no error of ours may end a reader's connection without a word
            text = self._words().failed.format(number=self._failed(error))
            return self._say(Status.FAILED, front.alert_page(text), request)
        if response.status is Status.OK:
            self._cache.put(request, response)
        return response

    def refuse(self, error: BadRequest) -> Response:
        """The response to a line that is no request."""
        with contextlib.suppress(GopherdError):  # it may be the first line of all, and the site still unknown
            self._site = self._archive.snapshot(self._now()).site
        return self._say(Status.BAD_REQUEST, front.refusal_page(error.fault, self._words()))

    def missing(self) -> Response:
        """The response when a file that the index knows has gone."""
        return self._say(Status.MISSING, front.alert_page(self._words().file_missing))

    def _respond(self, snapshot: Snapshot, request: Request) -> Response:
        if match := _ADDRESS.fullmatch(request.selector):
            return self._redirect(match[1], request)
        try:
            route = routes.resolve(request.selector)
            if isinstance(route, routes.PictureRoute):
                picture = snapshot.picture(route.number, route.extension)
                return Response(Status.OK, Blob(picture.root, picture.path))
            if isinstance(route, routes.TextRoute):
                page = self._text(snapshot, route.of)
                return Response(Status.OK, render_text(page, self._site, self.server, self._edition(request)))
            return self._say(Status.OK, self._page(snapshot, route), request)
        except NotFound:
            page = front.missing_page(snapshot, request.selector, self._words())
            return self._say(Status.MISSING, page, request)

    def _page(self, snapshot: Snapshot, route: routes.Route) -> Page:
        words = self._words()
        match route:
            case routes.ArticleRoute(number):
                return article_page(snapshot, number, words)
            case routes.ListRoute():
                return list_page(snapshot, route, words)
            case routes.NamesRoute():
                return names_page(snapshot, route, words)
            case routes.YearsRoute():
                return years_page(snapshot, words)
            case routes.EditionsRoute():
                return editions_page(snapshot.site, words)
            case _:
                return front.front_page(snapshot, words)

    def _text(self, snapshot: Snapshot, route: routes.ArticleRoute | routes.ListRoute) -> Page:
        if isinstance(route, routes.ArticleRoute):
            return article_text(snapshot, route.number, self._words())
        return list_text(snapshot, route, self._words())

    def _redirect(self, address: str, request: Request) -> Response:
        words = self._words()
        if link_scheme(address) is None:
            text = words.external_refused.format(address=front.shortened(address))
            return self._say(Status.BAD_REQUEST, front.alert_page(text), request)
        return Response(Status.OK, render_redirection(address, self._site.language, words))

    def _words(self) -> Words:
        return self._catalogues.get(self._site.language) or self._catalogues["en"]

    def _say(self, status: Status, page: Page, request: Request | None = None) -> Response:
        """``page`` in the edition that ``request`` asks for; ``None``: nothing that could be read asked for one."""
        edition = self._edition(request) if request else Edition(self.charset)
        return Response(status, render(page, self._site, self.server, edition))

    def _edition(self, request: Request) -> Edition:
        return routes.edition_of(request.selector, self.charset)
