from twisted.internet.defer import succeed
from twisted.internet.interfaces import IReadDescriptor
from zope.interface.verify import verifyObject

from gopherd.edge import backroom
from gopherd.edge.knocking import Knocking
from tests.edge.test_errands import Readers


class Companion:
    def __init__(self):
        self.calls = []

    def start(self):
        self.calls.append("start")

    def stop(self):
        self.calls.append("stop")
        return succeed(None)

    def kill(self):
        self.calls.append("kill")


def test_the_companion_starts_at_the_first_knock_and_has_the_door_from_then_on():
    reactor, companion = Readers(), Companion()
    with backroom.bind() as listening:
        knocking = Knocking(listening, companion, reactor)
        verifyObject(IReadDescriptor, knocking)
        knocking.start()
        assert (reactor.waiting, companion.calls) == ([knocking], [])
        assert knocking.fileno() == listening.fileno()
        knocking.doRead()
        assert (reactor.waiting, companion.calls) == ([], ["start"])


def test_one_that_nobody_needed_ends_with_the_server():
    reactor, companion, ended = Readers(), Companion(), []
    with backroom.bind() as listening:
        knocking = Knocking(listening, companion, reactor)
        knocking.start()
        knocking.stop().addCallback(ended.append)
        knocking.kill()
    assert (reactor.waiting, companion.calls, ended) == ([], ["stop", "kill"], [None])
