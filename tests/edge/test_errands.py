import socket

import pytest
from twisted.internet.interfaces import IReadDescriptor
from zope.interface.verify import verifyObject

from gopherd.edge import backroom
from gopherd.edge.errands import CLIENT_LIMIT, Errands
from gopherd.errors import Hindrance
from gopherd.message import Blob, Plus, Request, Response, Status, Wish
from gopherd.wire.relay import decode_request, encode_response

REQUEST = Request("/a", "wörter", Plus(Wish.CONTENT, "text/plain"))


class Readers:
    """A reactor that only notes who waits for something to read."""

    def __init__(self):
        self.waiting = []

    def addReader(self, reader):
        assert reader.fileno() >= 0
        self.waiting.append(reader)

    def removeReader(self, reader):
        if reader in self.waiting:
            self.waiting.remove(reader)


class Desk:
    """Errands, and the other end of them."""

    def __init__(self, listening):
        self.listening = listening
        self.reactor = Readers()
        self.errands = Errands(listening, lambda _request: True, self.excuse, self.reactor)
        self.done = []

    def excuse(self, request, hindrance):
        return Response(Status.UNAVAILABLE, f"{request.selector}: {hindrance.value}".encode())

    def run(self, client="192.0.2.7"):
        return self.errands.run(REQUEST, client, self.done.append)

    def accepted(self):
        connection, _ = self.listening.accept()
        with connection.makefile("rb") as file:
            assert decode_request(file.readline()) == REQUEST
        return connection


@pytest.fixture
def desk():
    with backroom.bind(queue=CLIENT_LIMIT + 1) as listening:
        desk = Desk(listening)
        yield desk
        for errand in tuple(desk.reactor.waiting):
            errand.forget()


def excused(hindrance):
    return [Response(Status.UNAVAILABLE, f"/a: {hindrance.value}".encode())]


@pytest.mark.parametrize(
    "response",
    [Response(Status.OK, b"answer" * 1000), Response(Status.OK, Blob("/root", "a.png", b"head"), is_lasting=False)],
)
def test_the_answer_comes_back(desk, response):
    errand = desk.run()
    verifyObject(IReadDescriptor, errand)
    errand.doRead()
    assert desk.done == []
    with desk.accepted() as connection:
        connection.sendall(encode_response(response))
    while not desk.done:
        errand.doRead()
    assert desk.done == [response]
    assert desk.reactor.waiting == []
    assert errand.fileno() == -1


def test_an_answer_in_pieces_is_waited_for(desk):
    errand = desk.run()
    sent = encode_response(Response(Status.OK, b"answer"))
    connection = desk.accepted()
    for place in range(len(sent)):
        connection.sendall(sent[place : place + 1])
        errand.doRead()
        assert desk.done == []
    connection.close()
    errand.doRead()
    assert desk.done == [Response(Status.OK, b"answer")]


@pytest.mark.parametrize("sent", [b"", b'{"status": 200', encode_response(Response(Status.OK, b"answer"))[:-1]])
def test_an_answer_that_breaks_off_is_excused(desk, sent):
    errand = desk.run()
    with desk.accepted() as connection:
        connection.sendall(sent)
    while not desk.done:
        errand.doRead()
    assert desk.done == excused(Hindrance.BROKEN_OFF)


def test_a_connection_that_is_lost_is_excused(desk):
    desk.run().connectionLost(None)
    assert desk.done == excused(Hindrance.BROKEN_OFF)
    assert desk.reactor.waiting == []


def test_a_reset_is_excused(desk):
    errand = desk.run()
    connection, _ = desk.listening.accept()
    connection.close()  # with our request unread
    errand.doRead()
    assert desk.done == excused(Hindrance.BROKEN_OFF)


def test_one_that_is_ended_is_excused_once(desk):
    errand = desk.run()
    errand.end(Hindrance.TOO_LATE)
    errand.end(Hindrance.TOO_LATE)
    errand.connectionLost(None)
    assert desk.done == excused(Hindrance.TOO_LATE)


def test_one_that_is_forgotten_says_nothing_and_closes(desk):
    errand = desk.run()
    connection = desk.accepted()
    errand.forget()
    errand.forget()
    assert connection.recv(1) == b""
    connection.close()
    assert desk.done == []
    assert desk.reactor.waiting == []


def test_a_full_queue_is_excused_at_once(desk):
    waiting = [desk.run(f"192.0.2.{place}") for place in range(CLIENT_LIMIT + 2)]
    assert desk.done == []
    desk.run("192.0.2.99")
    assert desk.done == excused(Hindrance.BUSY)
    for errand in waiting:
        errand.forget()


def test_no_back_room_is_excused_at_once(desk):
    desk.listening.close()
    desk.run()
    assert desk.done == excused(Hindrance.BUSY)


def test_one_client_does_not_take_all_of_the_queue(desk):
    mine = [desk.run() for _ in range(CLIENT_LIMIT)]
    desk.run()
    assert desk.done == excused(Hindrance.BUSY)
    desk.run("192.0.2.8")
    assert len(desk.done) == 1
    mine[0].forget()
    desk.listening.accept()[0].close()
    desk.run()
    assert len(desk.done) == 1
    assert len(desk.reactor.waiting) == CLIENT_LIMIT + 1


def test_sockets_are_closed_in_every_case(desk):
    before = socket.socket(socket.AF_UNIX)
    number = before.fileno()
    before.close()
    desk.run().end(Hindrance.TOO_LATE)
    desk.run().forget()
    desk.run().connectionLost(None)
    with socket.socket(socket.AF_UNIX) as after:
        assert after.fileno() == number
