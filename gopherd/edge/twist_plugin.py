"""``twist gopherd`` and ``twistd gopherd``; installed as ``twisted/plugins/gopherd_plugin.py``.

Twisted imports every plugin to list them, so nothing here may import a reactor.
"""

from importlib import import_module

from twisted.application.service import IService, IServiceMaker
from twisted.plugin import IPlugin
from twisted.python.usage import Options, UsageError
from zope.interface import implementer

from gopherd.errors import GopherdError


class GopherOptions(Options):
    """The command line of ``twist gopherd``."""

    longdesc = "Serve a newspaper's article archive over Gopher."
    optParameters = (  # noqa: N815 - Twisted's name
        ("archive", None, None, "The archive's folder."),
        ("port", "p", None, "Port on loopback, 7070 by default.", int),
        ("public-host", None, None, "The host that menus name."),
        ("public-port", None, None, "The port that menus name.", int),
        ("access-log", None, None, "File for a line a request; - is standard output."),
    )
    optFlags = (  # noqa: N815 - Twisted's name
        ("no-watch", None, "Do not notice changed files."),
        ("tls-self-signed", None, "Speak TLS with a certificate of gopherd's own making, for trying out."),
    )

    service: IService

    def __init__(self) -> None:
        super().__init__()
        self["listen"] = ()

    def opt_listen(self, endpoint: str) -> None:
        """Listen on a Twisted endpoint instead of --port; may be given more than once."""
        self["listen"] += (endpoint,)

    def postOptions(self) -> None:
        """Make the service here already, and bind it: only from here a mistake is shown without a traceback."""
        # By name and only now: the first imports a reactor, the second stands above this room.
        running = import_module("gopherd.edge.running")
        running.use_monotonic_clock()
        try:
            bootstrap = import_module("gopherd.bootstrap")
            orders = bootstrap.Orders(
                archive=self["archive"],
                listen=self["listen"],
                port=self["port"],
                public_host=self["public-host"],
                public_port=self["public-port"],
                watch=not self["no-watch"],
                access_log=self["access-log"],
                tls_self_signed=bool(self["tls-self-signed"]),
            )
            self.service = bootstrap.make_service(orders)
            self.service.privilegedStartService()
            running.reread_at_hangup(self.service)
        except GopherdError as e:
            raise UsageError(str(e)) from e


@implementer(IServiceMaker, IPlugin)
class GopherServiceMaker:
    """Tells Twisted about us."""

    tapname = "gopherd"
    description = "Gopher server for a newspaper's article archive"
    options = GopherOptions

    def makeService(self, options: GopherOptions) -> IService:
        """Return the service that the options have made."""
        return options.service


gopherd = GopherServiceMaker()
