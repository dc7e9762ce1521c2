import sys
from types import ModuleType
from unittest.mock import ANY

import pytest
from twisted.application.service import IServiceMaker, Service
from twisted.plugin import IPlugin
from twisted.python.usage import UsageError
from zope.interface.verify import verifyObject

from gopherd.edge import running
from gopherd.edge.twist_plugin import GopherOptions, gopherd
from gopherd.errors import ConfigInvalid


class Bound(Service):
    bound = False

    def privilegedStartService(self):
        self.bound = True


@pytest.fixture
def made(monkeypatch):
    """What was asked of ``gopherd.bootstrap``, which stands above this room."""
    asked = []
    module = ModuleType("gopherd.bootstrap")

    def make_service(arguments):
        asked.append(arguments)
        if arguments["archive"] == "wrong":
            raise ConfigInvalid("gopherd.toml: no such key")
        return Bound()

    monkeypatch.setattr(running, "reread_at_hangup", lambda service: asked[-1].update(hears=service))
    module.Orders = dict
    module.make_service = make_service
    monkeypatch.setitem(sys.modules, "gopherd.bootstrap", module)
    monkeypatch.setattr(running, "use_monotonic_clock", lambda: None)
    return asked


def test_twisted_takes_it_for_a_plugin():
    verifyObject(IPlugin, gopherd)
    verifyObject(IServiceMaker, gopherd)
    assert gopherd.tapname == "gopherd"


def test_the_options_become_arguments(made):
    options = gopherd.options()
    serving = "--archive a --port 7 --listen tcp:1 --listen tcp:2 --no-watch --tls-self-signed"
    menus = "--public-host h --public-port 70 --access-log -"
    options.parseOptions(f"{serving} {menus}".split())
    assert made == [
        {
            "archive": "a",
            "listen": ("tcp:1", "tcp:2"),
            "port": 7,
            "public_host": "h",
            "public_port": 70,
            "watch": False,
            "access_log": "-",
            "tls_self_signed": True,
            "hears": ANY,
        }
    ]
    service = gopherd.makeService(options)
    assert made[0]["hears"] is service, "SIGHUP is told to it"
    assert service.bound, "a port in use must be said before the reactor runs"


def test_everything_has_a_default(made):
    GopherOptions().parseOptions([])
    assert made == [
        {
            "archive": None,
            "listen": (),
            "port": None,
            "public_host": None,
            "public_port": None,
            "watch": True,
            "access_log": None,
            "tls_self_signed": False,
            "hears": ANY,
        }
    ]


@pytest.mark.parametrize("arguments", [["--port", "x"], ["--archive", "wrong"], ["--colour"]])
def test_mistakes_are_shown_as_usage(made, arguments):
    with pytest.raises(UsageError):
        GopherOptions().parseOptions(arguments)
