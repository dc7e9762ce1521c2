import os
import socket
import ssl
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopherd.edge.client import FetchFailed, fetch, readable, readable_text
from gopherd.wire.address import GopherAddress
from gopherd.wire.menu import Item, ItemType
from tests.certificates import issue

BASE = GopherAddress("example.invalid", 7070)


@pytest.fixture
def server():
    """A server for one connection: what it does with it is said by the test; what it was asked is kept."""
    threads = []

    def server(serve):
        listening = socket.create_server(("127.0.0.1", 0))
        asked = []

        def work():
            with listening, listening.accept()[0] as connection:
                asked.append(connection.recv(4096))
                serve(connection)

        thread = threading.Thread(target=work)
        thread.start()
        threads.append(thread)
        return listening.getsockname()[1], asked

    yield server
    for thread in threads:
        thread.join(5)


def test_an_answer_is_fetched_whole(server):
    body = os.urandom(300_000)
    port, asked = server(lambda connection: connection.sendall(body))
    assert fetch(GopherAddress("127.0.0.1", port, "9", "/Zürich"), 5, 300_000) == body
    assert asked == ["/Zürich\r\n".encode()]


def test_a_search_stands_behind_a_tab(server):
    port, asked = server(lambda connection: None)
    assert fetch(GopherAddress("127.0.0.1", port, "7", "/s", "klima wandel"), 5, 100) == b""
    assert asked == [b"/s\tklima wandel\r\n"]


@pytest.fixture
def secure(tmp_path, authority):
    """A TLS server for one connection; what it was asked is kept."""
    files = issue(authority, tmp_path, "localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)
    threads = []

    def secure():
        listening = socket.create_server(("127.0.0.1", 0))
        asked = []

        def work():
            with listening, listening.accept()[0] as plain:
                try:
                    with context.wrap_socket(plain, server_side=True) as connection:
                        asked.append(connection.recv(4096))
                        connection.sendall(b"in TLS")
                except OSError as error:
                    asked.append(error)

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        return listening.getsockname()[1], asked

    yield secure
    for thread in threads:
        thread.join(5)


def test_tls_with_a_server_that_this_machine_trusts(secure, authority, tmp_path, monkeypatch):
    (tmp_path / "authority.pem").write_bytes(authority.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    port, asked = secure()
    assert fetch(GopherAddress("localhost", port, "0", "/a", is_tls=True), 5, 100) == b"in TLS"
    assert asked == [b"/a\r\n"]


def test_tls_with_a_stranger_must_be_asked_for(secure):
    port, asked = secure()
    with pytest.raises(FetchFailed, match=f"localhost:{port} shows a certificate that is not trusted: .*"):
        fetch(GopherAddress("localhost", port, is_tls=True), 5, 100)
    assert b"" not in asked
    port, asked = secure()
    assert fetch(GopherAddress("127.0.0.1", port, is_tls=True), 5, 100, is_trusting=True) == b"in TLS"


def test_a_certificate_for_another_host_is_not_trusted(secure, authority, tmp_path, monkeypatch):
    (tmp_path / "authority.pem").write_bytes(authority.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    port, _ = secure()
    with pytest.raises(FetchFailed, match=r"not trusted: .*127\.0\.0\.1"):
        fetch(GopherAddress("127.0.0.1", port, is_tls=True), 5, 100)


def test_a_server_that_speaks_no_tls_is_said(server):
    port, _ = server(lambda connection: connection.sendall(b"3What?\tx\tx\t0\r\n"))
    with pytest.raises(FetchFailed, match="does not speak TLS with us: wrong version number"):
        fetch(GopherAddress("localhost", port, is_tls=True), 5, 100)


def test_links_of_a_menu_in_tls_lead_back_in_tls_and_others_do_not():
    menu = [Item(ItemType.MENU, "a", "/a", "h.invalid", 7070), Item(ItemType.MENU, "b", "/b", "other.invalid", 70)]
    shown = readable(menu, GopherAddress("h.invalid", 7070, is_tls=True))
    assert "gophers://h.invalid:7070/1/a" in shown
    assert "gopher://other.invalid/1/b" in shown


def test_too_large_an_answer_is_refused(server):
    port, _ = server(lambda connection: connection.sendall(b"x" * 101))
    with pytest.raises(FetchFailed, match="more than 100 bytes"):
        fetch(GopherAddress("127.0.0.1", port), 5, 100)


def test_silence_is_not_waited_for(server):
    release = threading.Event()
    port, _ = server(lambda connection: release.wait(5))
    with pytest.raises(FetchFailed, match=r"was silent for 0\.05 seconds"):
        fetch(GopherAddress("127.0.0.1", port), 0.05, 100)
    release.set()


def test_a_refused_connection_is_explained():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(FetchFailed, match=f"127.0.0.1:{port} refuses connections"):
        fetch(GopherAddress("127.0.0.1", port), 5, 100)


def test_an_unknown_name_is_explained(monkeypatch):
    def unknown(*args):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "create_connection", unknown)
    with pytest.raises(FetchFailed, match=r"nowhere\.invalid is not known: Name or service not known"):
        fetch(GopherAddress("nowhere.invalid"), 5, 100)


@pytest.mark.parametrize(
    ("error", "message"),
    [(OSError(113, "No route to host"), "No route to host"), (UnicodeError("x"), "not a host name")],
)
def test_other_failures_are_explained(monkeypatch, error, message):
    def fail(*args):
        raise error

    monkeypatch.setattr(socket, "create_connection", fail)
    with pytest.raises(FetchFailed, match=message):
        fetch(GopherAddress("h"), 5, 100)


@pytest.mark.parametrize("address", [GopherAddress("h", selector="a\r\nb"), GopherAddress("h", search="a\tb")])
def test_a_selector_that_would_be_two_lines_is_not_sent(address):
    with pytest.raises(FetchFailed, match="control characters"):
        fetch(address, 5, 100)


def test_a_menu_is_shown_in_lynx_manner():
    menu = (
        Item(ItemType.INFO, "Welcome", "fake", "(NULL)", 0),
        Item(ItemType.INFO, "", "fake", "(NULL)", 0),
        Item(ItemType.MENU, "News", "/n", "other.invalid", 70),
        Item(ItemType.TEXT, "Read me", "/r"),
        Item(ItemType.IMAGE, "Picture", "/p"),
        Item(ItemType.SEARCH, "Find", "/s"),
        Item(ItemType.HTML, "Web", "URL:https://example.invalid/a?b"),
        Item(ItemType.HTML, "Bad", "URL:javascript:x"),
        Item(ItemType.TELNET, "Login", "", "t.invalid", 23),
        Item("Z", "Odd", "/z"),
        Item(ItemType.ERROR, "Gone", "fake", "(NULL)", 0),
    )
    assert readable(menu, BASE) == (
        "           Welcome\n"
        "\n"
        "[1]  (DIR) News\n"
        "[2] (FILE) Read me\n"
        "[3]  (IMG) Picture\n"
        "[4]    (?) Find\n"
        "[5] (HTML) Web\n"
        "[6] (HTML) Bad\n"
        "[7]  (TEL) Login\n"
        "[8]  (BIN) Odd\n"
        "     (ERR) Gone\n"
        "\n"
        "[1] gopher://other.invalid/1/n\n"
        "[2] gopher://example.invalid:7070/0/r\n"
        "[3] gopher://example.invalid:7070/I/p\n"
        "[4] gopher://example.invalid:7070/7/s\n"
        "[5] https://example.invalid/a?b\n"
        "[6] gopher://example.invalid:7070/hURL:javascript:x\n"
        "[7] telnet://t.invalid:23\n"
        "[8] gopher://example.invalid:7070/Z/z\n"
    )


def test_numbers_stand_in_one_column():
    shown = readable([Item("1", f"item {number}", "/") for number in range(10)], BASE)
    assert shown.splitlines()[0].startswith(" [1]  (DIR) item 0")
    assert shown.splitlines()[9].startswith("[10]  (DIR) item 9")


def test_a_menu_without_items_has_no_list():
    assert readable((Item("i", "Nothing here"),), BASE) == "        Nothing here\n"
    assert readable((), BASE) == ""


ITEMS = st.builds(Item, st.characters(), st.text(), st.text(), st.text(), st.integers(0, 65535))


def harmless(text):
    return all(character == "\n" or character.isprintable() or character >= "\u00a0" for character in text)


@given(st.lists(ITEMS, max_size=5))
def test_nothing_in_a_menu_reaches_the_terminal_but_text(menu):
    shown = readable(menu, BASE)
    numbered = sum(item.type not in {"i", "3"} for item in menu)
    assert harmless(shown)
    assert "\u202e" not in shown
    assert len(shown.splitlines()) == len(menu) + (numbered + 1 if numbered else 0)


@given(st.binary())
def test_nothing_in_a_text_reaches_the_terminal_but_text(data):
    assert harmless(readable_text(data))


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"one\r\ntwo\n\nthree", "one\ntwo\n\nthree\n"),
        (b"a\tb\n", "a       b\n"),
        (b"\x1b[31mred\x07\n", " [31mred \n"),
        (b"Z\xfcrich\n", "Zürich\n"),
        ("a\u202eb\n".encode(), "ab\n"),
    ],
)
def test_texts_are_shown_as_they_are_but_for_control_characters(data, shown):
    assert readable_text(data) == shown
