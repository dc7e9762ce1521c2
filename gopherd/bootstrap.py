"""The one place where parts are chosen and put together; tests put them together in the same way."""

import json
import os
import sys
import time
from functools import partial
from secrets import token_hex
from typing import Final

from attrs import asdict, evolve, frozen
from twisted.logger import Logger

from gopherd import config
from gopherd.application import Application
from gopherd.archive import inspection, location
from gopherd.archive.inspection import Inspection
from gopherd.archive.opening import IndexedArchive
from gopherd.archive.plan import Plan
from gopherd.archive.ports import Snapshot
from gopherd.cache import AnswerCache
from gopherd.darkroom.desk import Darkroom
from gopherd.darkroom.prints import Prints
from gopherd.edge import announcing, backroom, sockets
from gopherd.edge.accesslog import AccessLog
from gopherd.edge.announcing import DEFAULT_PORT, Listening
from gopherd.edge.certificates import Certificates, configured, self_signed
from gopherd.edge.companion import Companion
from gopherd.edge.crew import Crew
from gopherd.edge.errands import Errands
from gopherd.edge.factory import GopherFactory
from gopherd.edge.files import open_below
from gopherd.edge.guard import CLIENT_LIMIT, Guard, total_limit
from gopherd.edge.knocking import Knocking
from gopherd.edge.running import run
from gopherd.edge.server import GopherService
from gopherd.errors import ArchiveUnavailable, ConfigInvalid
from gopherd.model.site import Site
from gopherd.pages.effort import takes_long
from gopherd.render.menu import Server

BACKROOM_SOCKET: Final = 3
"""The descriptor under which the back room's process finds its socket."""

_READERS_FIRST_S: Final = 1.0
_PRINTS: Final = "pictures"
"""The folder of reduced pictures, beside the index."""
_log = Logger()


def make_application(root: str, folder: str, server: Server, site: Site, cache_mb: int = 4) -> Application:
    """The application over the archive in the folder ``root``, with the index in ``folder``.

    Args:
        root: the archive's folder.
        folder: its index's.
        server: what menus say.
        site: what is known of the newspaper until the index is there.
        cache_mb: of the index that may stay in memory.
    """
    archive = IndexedArchive(folder, root, finisher=config.finisher().signature, cache_mb=cache_mb)
    darkroom = Darkroom(open_below, Prints(os.path.join(folder, _PRINTS)))
    return Application(archive, config.catalogues(), server, time.time, _failed, AnswerCache(), darkroom, site)


@frozen
class Orders:
    """What ``serve`` is told."""

    archive: str | None = None
    """The archive's folder; without it, as ``find_archive`` finds it."""
    listen: tuple[str, ...] = ()
    """Twisted's endpoint strings, in the place of ``port``."""
    port: int | None = None
    """On loopback."""
    public_host: str | None = None
    """What menus say, before what the configuration says; so ``public_port``."""
    public_port: int | None = None
    watch: bool = True
    """Whether changes of the archive are taken over while serving."""
    access_log: str | None = None
    """A file, ``-`` for standard output."""
    index: str | None = None
    """Where the index lies, instead of where the archive has it."""
    tls_self_signed: bool = False
    """Whether TLS is spoken with a certificate of our own making, instead of those that the configuration names."""

    def endpoints(self) -> tuple[str, ...]:
        """Where to listen. Raises ``ConfigInvalid`` when that is said twice."""
        if self.listen and self.port is not None:
            raise ConfigInvalid("--port and --listen exclude each other: --listen names the port itself")
        return self.listen or (f"tcp:{DEFAULT_PORT if self.port is None else self.port}:interface=127.0.0.1",)


def make_service(orders: Orders) -> GopherService:
    """The whole server, bound to its ports and ready for the reactor.

    Raises:
        ConfigInvalid: the configuration or the orders are wrong.
        ArchiveUnavailable: there is no such archive.
        CannotListen: an endpoint cannot be bound.
    """
    house = _House(orders)
    application = house.application(Server("localhost", DEFAULT_PORT))
    service = GopherService(orders.endpoints(), house.factory(application), house.companion())
    service.listen()
    application.open()
    try:
        application.server = house.server(service)
    except ConfigInvalid:
        service.stopService()
        raise
    service.backroom = house.backroom(application.server)
    return service


def workers_for(orders: Orders) -> int:
    """How many processes answer unless somebody says: one for each core, one where they cannot share what they hear."""
    return len(os.sched_getaffinity(0)) if sockets.can_be_shared(orders.endpoints()) else 1


def make_crew(orders: Orders, workers: int) -> Crew:
    """The same server in ``workers`` processes; the first of them has the indexer beside it.

    Raises:
        ConfigInvalid, ArchiveUnavailable, CannotListen: as ``make_service``.
    """
    house = _House(orders)
    bound = sockets.bind(orders.endpoints(), workers)

    def work(place: int, own: tuple[sockets.Listener, ...], lifeline: int) -> None:
        house.certificates.tells = not place
        house.certificates.reload()  # one that takes another's place is not to show what that one began with
        application = house.application(server)
        application.open()
        factory = house.factory(application, workers)
        service = GopherService((), factory, None if place else house.companion(), own)
        service.backroom = None if place else house.backroom(server)
        run(service, lifeline)

    crew = Crew(bound, work, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201 - the operator reads it
    server = house.server(crew)
    return crew


def greeting(listening: Listening, orders: Orders) -> str:
    """What ``serve`` says when it begins: where it can be reached, and lines to try."""
    root = config.find_archive(orders.archive)
    return announcing.greeting(listening, root, has_tls=orders.tls_self_signed or bool(configured(root)))


class _House:
    """The parts of a server for one archive, each made as it is needed."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._root = config.find_archive(orders.archive)
        self._settings = config.load(self._root)
        self._folder = os.path.abspath(orders.index) if orders.index else location.serving_folder(self._root)
        # Bound before there are workers: all of them know its address, and it outlives whoever answers on it.
        self._backroom = backroom.bind()
        host = orders.public_host or self._settings.site.host
        by_ourselves = partial(self_signed, self._folder, [host] if host else [])
        self.certificates = Certificates(by_ourselves if orders.tls_self_signed else partial(configured, self._root))
        if self.certificates.context() is None and any(each.startswith(sockets.TLS_ONLY) for each in orders.listen):
            raise ConfigInvalid(
                f"--listen {sockets.TLS_ONLY}... needs a certificate: name one under [[tls]] in {config.FILE},\n"
                "or try it out with --tls-self-signed"
            )

    def application(self, server: Server) -> Application:
        return make_application(self._root, self._folder, server, self._settings.for_readers(self._root))

    def factory(self, application: Application, workers: int = 1) -> GopherFactory:
        log = AccessLog(self._orders.access_log) if self._orders.access_log else None
        # The kernel deals a client's connections out to the workers by chance, so each gets a little over its share.
        limit = CLIENT_LIMIT if workers == 1 else CLIENT_LIMIT // workers + 8
        guard = Guard(limit, total_limit())
        it = application
        errands = Errands(self._backroom, takes_long, it.excuse)
        return GopherFactory(
            it.answer, it.refuse, it.missing, log, recall=it.recall, is_latin1=it.is_latin1, errands=errands,
            guard=guard, certificates=self.certificates,
        )  # fmt: skip

    def companion(self) -> Companion | None:
        return _companion(self._root, self._folder, watch=self._orders.watch)

    def backroom(self, server: Server) -> Knocking:
        command = [sys.executable, "-m", "gopherd.backroom", self._root, self._folder, json.dumps(asdict(server))]
        descriptors = {BACKROOM_SOCKET: self._backroom.fileno()}
        return Knocking(self._backroom, Companion(command, name="the back room", descriptors=descriptors))

    def server(self, listening: Listening) -> Server:
        orders, site = self._orders, self._settings.site
        said = announcing.public_server(
            listening, orders.public_host or site.host, orders.public_port or site.port, site.admin
        )
        return evolve(said, has_tls=self.certificates.context() is not None)


def inspect(plan: Plan) -> tuple[Inspection, Application, Snapshot]:
    """What is known of the archive's mistakes, and what finds more of them, as ``check`` needs it."""
    path = location.current(plan.folder)
    if path is None:
        raise ArchiveUnavailable(f"there is no index in {plan.folder}")
    application = make_application(plan.root, plan.folder, Server("localhost", 70), plan.site)
    return inspection.inspect(path, time.time()), application, snapshot(plan)


def snapshot(plan: Plan) -> Snapshot:
    """The archive as readers find it now. Raises ``ArchiveUnavailable`` and ``BeingIndexed``."""
    return IndexedArchive(plan.folder, plan.root).snapshot(time.time())


def _companion(root: str, folder: str, *, watch: bool) -> Companion | None:
    if location.current(folder) is not None and not os.access(folder, os.W_OK):
        return None  # an index that came with the archive, on a disk that cannot be written
    command = [sys.executable, "-m", "gopherd", "index", root, "--index", folder, "--companion"]
    # Where there is an index readers come first: on one core another start takes as long as ours.
    after_s = _READERS_FIRST_S if location.current(folder) is not None else 0.0
    return Companion([*command, "--watch"] if watch else command, after_s=after_s)


def _failed(error: Exception) -> str:
    """Write down why a reader could not be answered; the number ties the reader's message to the log."""
    number = token_hex(4)
    if isinstance(error, ArchiveUnavailable):
        _log.error("{error} (error {number})", error=str(error), number=number)
    else:
        _log.failure("error {number}", number=number)
    return number
