"""What is asked of the darkroom, answered: the pictures of an article, one of them smaller, one of them as text."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from typing import BinaryIO, Final

from attrs import field, frozen

from gopherd.archive.ports import Snapshot, StoredPicture
from gopherd.darkroom.prints import Prints
from gopherd.errors import Flaw, NoPrint, NotFound
from gopherd.message import Blob, Response, Status
from gopherd.model.body import Picture
from gopherd.model.edition import Edition
from gopherd.pages.front import alert_page
from gopherd.pages.pictures import pictures_page
from gopherd.pages.prints import WIDTHS, DrawingRoute, PicturesRoute, PrintRoute
from gopherd.pages.words import Words
from gopherd.render.menu import Server, render
from gopherd.wire.text import text

_LIBRARY: Final = "PIL"


@frozen
class Darkroom:
    """Works on the pictures of an archive.

    Args:
        open_file: opens a file of the archive and tells its size in bytes; raises ``NotFound``.
        prints: where what was made is kept.
    """

    _open: Callable[[Blob], tuple[BinaryIO, int]] = field(alias="open_file")
    _prints: Prints = field(alias="prints")

    def answer(
        self,
        snapshot: Snapshot,
        route: PicturesRoute | PrintRoute | DrawingRoute,
        words: Words,
        server: Server,
        edition: Edition,
    ) -> Response:
        """The response to a route.

        Raises:
            NotFound: there is no such picture, or no such article, or it has no picture.
        """
        if isinstance(route, PicturesRoute):
            page = pictures_page(snapshot, route.article, words, lambda picture: self._widths(snapshot, picture))
            return Response(Status.OK, render(page, snapshot.site, server, edition))
        picture = snapshot.picture(route.number, route.extension)
        try:
            if isinstance(route, PrintRoute):
                return Response(Status.OK, self._print(picture, route))
            drawn = self._drawn(picture, edition.width or snapshot.site.width, edition, route)
            return Response(Status.OK, text(drawn, edition.charset.value))
        except NoPrint as error:
            page = alert_page(str(getattr(words, error.flaw.value)))
            return Response(Status.MISSING, render(page, snapshot.site, server, edition))

    def _widths(self, snapshot: Snapshot, picture: Picture) -> tuple[int, ...] | None:
        """How wide else a picture can be had; ``None``: it cannot be worked on."""
        try:
            from gopherd.darkroom.developing import develop, size_of  # noqa: PLC0415 - see the package

            size = develop(*self._opened(snapshot.picture(picture.number, picture.extension)), size_of)
        except (ImportError, NoPrint, NotFound):
            return None
        return tuple(width for width in WIDTHS if width < size[0])

    def _print(self, picture: StoredPicture, route: PrintRoute) -> Blob | bytes:
        """A picture as wide as is asked; as it lies, where it is no wider than that."""
        _check()
        from gopherd.darkroom.developing import develop, size_of  # noqa: PLC0415
        from gopherd.darkroom.reducing import reduce  # noqa: PLC0415

        file, size_bytes = self._opened(picture)
        state = os.fstat(file.fileno())
        # Whatever the file becomes has another name.
        name = f"{route.number}-{route.width}-{state.st_mtime_ns:x}-{size_bytes:x}.{picture.extension}"
        if self._prints.has(name):
            file.close()
            return Blob(self._prints.folder, name)
        data = develop(
            file, size_bytes, lambda image: reduce(image, route.width) if size_of(image)[0] > route.width else None
        )
        if data is None:
            return Blob(picture.root, picture.path)
        return Blob(self._prints.folder, name) if self._prints.keep(name, data) else data

    def _drawn(self, picture: StoredPicture, columns: int, edition: Edition, route: DrawingRoute) -> list[str]:
        _check()
        from gopherd.darkroom.developing import develop  # noqa: PLC0415
        from gopherd.darkroom.drawing import draw  # noqa: PLC0415

        return develop(
            *self._opened(picture), lambda image: draw(image, columns, edition.charset, is_on_paper=route.is_on_paper)
        )

    def _opened(self, picture: StoredPicture) -> tuple[BinaryIO, int]:
        return self._open(Blob(picture.root, picture.path))


def _check() -> None:
    if find_spec(_LIBRARY) is None:
        raise NoPrint(Flaw.NOT_EQUIPPED)
