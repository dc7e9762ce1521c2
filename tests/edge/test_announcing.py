"""What menus and the operator are told of the server's addresses."""

import os

import pytest

from gopherd.edge.announcing import greeting, public_server
from gopherd.edge.sockets import Address
from gopherd.errors import ConfigInvalid
from gopherd.render.menu import Server


class Bound:
    """A service that is bound to what it is told."""

    def __init__(self, *addresses: Address) -> None:
        self._addresses = addresses

    def addresses(self) -> tuple[Address, ...]:
        return self._addresses


def test_greeting():
    bound = Bound(Address("127.0.0.1", 7070), Address("2001:db8::1", 70))
    assert greeting(bound, "/paper", has_tls=False).splitlines() == [
        "Serving /paper", "  gopher://localhost:7070/", "  gopher://[2001:db8::1]/", "Try it:",
        "  lynx gopher://localhost:7070/", "  curl gopher://localhost:7070/", "Ctrl-C ends it.",
    ]  # fmt: skip
    assert greeting(Bound(), "/paper", has_tls=False) == "Serving /paper\nCtrl-C ends it."


def test_greeting_with_tls():
    bound = Bound(Address("127.0.0.1", 7070), Address("127.0.0.1", 7443, is_tls_only=True))
    assert greeting(bound, "/paper", has_tls=True).splitlines() == [
        "Serving /paper", "  gopher://localhost:7070/", "  gophers://localhost:7070/", "  gophers://localhost:7443/",
        "Try it:", "  lynx gopher://localhost:7070/", "  curl gopher://localhost:7070/",
        "  curl -k gophers://localhost:7070/", "Ctrl-C ends it.",
    ]  # fmt: skip


def test_greeting_of_a_server_for_tls_alone_names_no_client_that_cannot():
    bound = Bound(Address("127.0.0.1", 7443, is_tls_only=True))
    said = greeting(bound, "/paper", has_tls=True)
    assert "gopher://" not in said
    assert "Try it:\n  curl -k gophers://localhost:7443/\n" in said


def test_menus_say_what_is_configured_else_the_first_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    two = Bound(Address("127.0.0.1", 7071), Address("127.0.0.2", 7072))
    assert public_server(two, None, None) == Server("localhost", 7071)
    assert public_server(Bound(Address("127.0.0.1", 7071)), "a.invalid", 70) == Server("a.invalid", 70)
    assert public_server(Bound(Address("0.0.0.0", 7071)), "a.invalid", None) == Server("a.invalid", 7071)
    assert public_server(Bound(), None, None) == Server("localhost", 7070)


def test_menus_say_a_port_that_everybody_can_read_where_there_is_one():
    secure, plain = Address("127.0.0.1", 7443, is_tls_only=True), Address("127.0.0.1", 7070)
    assert public_server(Bound(secure, plain), None, None).port == 7070
    assert public_server(Bound(secure), None, None).port == 7443


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1"])
def test_public_without_name_and_public_as_root(address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(ConfigInvalid, match="--public-host"):
        public_server(Bound(Address("127.0.0.1", 1), Address(address, 70)), None, None)

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(ConfigInvalid, match="as root"):
        public_server(Bound(Address(address, 70)), "a.invalid", None)
    assert public_server(Bound(Address("127.0.0.1", 70)), None, None) == Server("localhost", 70)
