"""The one place where parts are chosen and put together; tests put them together in the same way."""

import os
import socket
import sys
import time
from collections.abc import Callable
from secrets import token_hex
from typing import Final, Protocol

from attrs import frozen
from twisted.logger import Logger

from gopherd import config
from gopherd.application import Application
from gopherd.archive import indexing, inspection, location
from gopherd.archive.inspection import Inspection
from gopherd.archive.opening import IndexedArchive
from gopherd.archive.run import Plan, Summary
from gopherd.archive.watching import Watch
from gopherd.cache import AnswerCache
from gopherd.edge import sockets
from gopherd.edge.accesslog import AccessLog
from gopherd.edge.companion import Companion
from gopherd.edge.crew import Crew
from gopherd.edge.factory import GopherFactory
from gopherd.edge.guard import CLIENT_LIMIT, Guard, total_limit
from gopherd.edge.peer import is_public
from gopherd.edge.running import run
from gopherd.edge.server import GopherService
from gopherd.errors import ArchiveLocked, ArchiveUnavailable, ConfigInvalid
from gopherd.model.site import Site
from gopherd.render.menu import Server
from gopherd.wire.address import GopherAddress

DEFAULT_PORT: Final = 7070
_LOCK_RETRY_S: Final = 2.0
_log = Logger()


def find_archive(given: str | None) -> str:
    """The archive's folder: what was given, else ``./archive``, else the present folder when it is an archive.

    Raises:
        ConfigInvalid: there is none; the message says how to begin.
        ArchiveUnavailable: what was given is no folder.
    """
    if given is not None:
        if os.path.isfile(given):
            raise ArchiveUnavailable(f"{given} is a file; name the folder of the articles")
        if not os.path.isdir(given):
            raise ArchiveUnavailable(f"there is no folder {given}; 'gopherd init {given}' makes one to begin with")
        return os.path.abspath(given)
    if os.path.isdir("archive"):
        return os.path.abspath("archive")
    if os.path.isfile(config.FILE):
        return os.getcwd()
    raise ConfigInvalid(
        f"no archive here: there is no folder archive/ and no {config.FILE}.\n"
        "Name the folder of your articles:   gopherd serve FOLDER\n"
        "or begin with a small one of ours:  gopherd init FOLDER"
    )


def make_plan(root: str, index: str | None = None) -> Plan:
    """What the index of the archive in ``root`` is made of. Raises ``ConfigInvalid``."""
    settings = config.load(root)
    return Plan(
        root=root,
        folder=index_folder(root, index),
        site=settings.for_readers(root),
        stopwords={language: frozenset(words.stopwords) for language, words in config.catalogues().items()},
        guess_language=settings.site.language is None,
    )


def index_folder(root: str, index: str | None = None) -> str:
    """Where the index lies: where ``index`` says, else where the archive's folder has it."""
    return os.path.abspath(index) if index else location.index_folder(root)


def make_application(root: str, folder: str, server: Server, settings: config.Config) -> Application:
    """The application over the archive in the folder ``root``, with the index in ``folder`` and its ``settings``."""
    archive, site = IndexedArchive(folder, root), settings.for_readers(root)
    charset = settings.layout.charset
    return Application(archive, config.catalogues(), server, time.time, _failed, AnswerCache(), site, charset)


def keep_indexed(root: str, index: str | None, said: Callable[[str], None]) -> None:
    """Refresh the index whenever something in the archive changes; never returns.

    Args:
        root: the archive's folder.
        index: as for ``index_folder``.
        said: takes what is to be told the operator, a line at a time.

    Raises:
        ConfigInvalid: the configuration is wrong at the beginning; later it is said, and the old one stays.
        ArchiveUnavailable: the index cannot be written.
    """
    plan = make_plan(root, index)
    watch = Watch(root)
    said(summary_line(_refresh_patiently(plan, said)))
    for _ in watch.changes():
        try:
            plan = make_plan(root, index)
        except ConfigInvalid as error:
            said(f"{error}\nThe configuration before this one stays in force.")
        summary = _refresh_patiently(plan, said)
        if summary.changed or summary.removed:
            said(summary_line(summary))


def summary_line(summary: Summary) -> str:
    """What a run of the indexer did, in a line."""
    left_out = sum(issue.left_out for issue in summary.issues)
    line = (
        f"{counted(summary.articles, 'article')} in {counted(summary.files, 'file')}: {summary.changed:,} read, "
        f"{summary.removed:,} gone, {summary.seconds:.1f} s"
    )
    return f"{line}; {left_out:,} left out, 'gopherd check' says why" if left_out else line


def counted(count: int, what: str) -> str:
    """A number and what it counts, ``what`` being the word for one."""
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


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
    try:
        application.server = house.server(service)
    except ConfigInvalid:
        service.stopService()
        raise
    return service


def make_crew(orders: Orders, workers: int) -> Crew:
    """The same server in ``workers`` processes; the first of them has the indexer beside it.

    Raises:
        ConfigInvalid, ArchiveUnavailable, CannotListen: as ``make_service``.
    """
    house = _House(orders)
    bound = sockets.bind(orders.endpoints(), workers)

    def work(place: int, own: tuple[socket.socket, ...], lifeline: int) -> None:
        factory = house.factory(house.application(server), workers)
        run(GopherService((), factory, None if place else house.companion(), own), lifeline)

    crew = Crew(bound, work, lambda line: print(line, file=sys.stderr, flush=True))  # noqa: T201 - the operator reads it
    server = house.server(crew)
    return crew


class _House:
    """The parts of a server for one archive, each made as it is needed."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._root = find_archive(orders.archive)
        self._settings = config.load(self._root)
        self._folder = os.path.abspath(orders.index) if orders.index else location.serving_folder(self._root)

    def application(self, server: Server) -> Application:
        return make_application(self._root, self._folder, server, self._settings)

    def factory(self, application: Application, workers: int = 1) -> GopherFactory:
        log = AccessLog(self._orders.access_log) if self._orders.access_log else None
        # The kernel deals a client's connections out to the workers by chance, so each gets a little over its share.
        limit = CLIENT_LIMIT if workers == 1 else CLIENT_LIMIT // workers + 8
        guard = Guard(limit, total_limit())
        it = application
        return GopherFactory(it.answer, it.refuse, it.missing, log, recall=it.recall, guard=guard)

    def companion(self) -> Companion | None:
        return _companion(self._root, self._folder, watch=self._orders.watch)

    def server(self, listening: "_Listening") -> Server:
        orders, site = self._orders, self._settings.site
        return _public_server(listening, orders.public_host or site.host, orders.public_port or site.port, site.admin)


class _Listening(Protocol):
    """What listens, in one process or in several."""

    def addresses(self) -> tuple[tuple[str, int], ...]: ...


def greeting(service: _Listening, root: str) -> str:
    """What ``serve`` says when it begins: where it can be reached, and two lines to try."""
    lines = [f"Serving {root}"]
    addresses = [
        GopherAddress("localhost" if not is_public(host) else host, port) for host, port in service.addresses()
    ]
    lines += [f"  {address.url()}" for address in addresses]
    if addresses:
        lines += ["Try it:", f"  lynx {addresses[0].url()}", f"  curl {addresses[0].url()}"]
    return "\n".join([*lines, "Ctrl-C ends it."])


def inspect(plan: Plan) -> tuple[Inspection, Application, Site]:
    """What is known of the archive's mistakes, and the application to find more with, as ``check`` needs them."""
    path = location.current(plan.folder)
    if path is None:
        raise ArchiveUnavailable(f"there is no index in {plan.folder}")
    application = make_application(plan.root, plan.folder, Server("localhost", 70), config.load(plan.root))
    site = IndexedArchive(plan.folder, plan.root).snapshot(time.time()).site
    return inspection.inspect(path, time.time()), application, site


def _companion(root: str, folder: str, *, watch: bool) -> Companion | None:
    if location.current(folder) is not None and not os.access(folder, os.W_OK):
        return None  # an index that came with the archive, on a disk that cannot be written
    command = [sys.executable, "-m", "gopherd", "index", root, "--index", folder, "--companion"]
    return Companion([*command, "--watch"] if watch else command)


def _public_server(service: _Listening, host: str | None, port: int | None, admin: str = "") -> Server:
    """What menus say: what was configured, else the first bound address."""
    bound = service.addresses()
    public = [address for address, _ in bound if is_public(address)]
    if public and host is None:
        raise ConfigInvalid(
            f"listening on {public[0]} for everybody, while menus would say 'localhost':\n"
            f"say --public-host NAME, or set host under [site] in {config.FILE}"
        )
    if public and os.geteuid() == 0:
        raise ConfigInvalid(
            "serving the public as root is refused: start gopherd as an ordinary user;\n"
            "for port 70 use a systemd socket (--listen systemd:domain=INET:index=0) or CAP_NET_BIND_SERVICE"
        )
    return Server(host or "localhost", port or (bound[0][1] if bound else DEFAULT_PORT), admin)


def _refresh_patiently(plan: Plan, said: Callable[[str], None]) -> Summary:
    """As ``indexing.refresh``, waiting while somebody else does it."""
    is_told = False
    while True:
        try:
            return indexing.refresh(plan, lambda _done, _total: None)
        except ArchiveLocked as error:
            if not is_told:
                said(str(error))
                is_told = True
            time.sleep(_LOCK_RETRY_S)


def _failed(error: Exception) -> str:
    """Write down why a reader could not be answered; the number ties the reader's message to the log."""
    number = token_hex(4)
    if isinstance(error, ArchiveUnavailable):
        _log.error("{error} (error {number})", error=str(error), number=number)
    else:
        _log.failure("error {number}", number=number)
    return number
