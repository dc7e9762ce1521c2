"""What real clients send, byte for byte as it was captured, and what they get (``clients.md``).

Each row is tried in process, then over a socket in both ways of the edge. TLS has its own tests; what a client shows on
a screen is in ``tests/integration``.
"""

import re
from itertools import pairwise

import pytest
import pytest_twisted
from hypothesis import example, given
from hypothesis import strategies as st
from twisted.internet import reactor
from twisted.internet.defer import maybeDeferred
from twisted.internet.threads import deferToThread

from gopherd.edge.factory import GopherFactory
from gopherd.edge.guard import Guard
from gopherd.edge.port import take_over
from gopherd.errors import BadRequest
from gopherd.message import Blob, Http, Plus, Request
from gopherd.model.body import Figure, Link, Paragraph, Picture
from gopherd.model.naming import number_of_name
from gopherd.render.menu import Server
from gopherd.wire.gopher import LINE_LIMIT_BYTES, GopherTransaction
from gopherd.wire.menu import LASTLINE
from tests.edge.test_port import visit
from tests.fakes import SITE, FakeArchive, FakeSnapshot, application, article

HOST = Server("h.invalid", 70, "Desk <desk@example.invalid>")
PAPER = FakeSnapshot(
    SITE,
    (
        article(
            58, "Titel", kicker="U", teaser="Teaser", lede="Lede", tags=["Klima"], section="News",
            image=Figure(Picture(7, "png"), "Bild"),
            body=(Paragraph(("Text ", Link("dort", "https://example.invalid/a/"), ".", "\n.")),),
        ),
        *(article(n, f"Title {n}", section="News", day="2021-01-01") for n in range(1, 30)),
    ),
    aliases={"2019/05/alt": 58},
)  # fmt: skip


def here():
    return application(FakeArchive(PAPER), failed=pytest.fail, server=HOST)


def plain(selector):
    return here().answer(Request(selector)).body


def is_plus_menu(answer):
    return answer.startswith(b"+-1\r\n+INFO: ") and answer.endswith(b"\r\n.\r\n")


def is_sized(answer):
    head, _, body = answer.partition(b"\r\n")
    return head == f"+{len(body)}".encode()


def is_plus_error(answer):
    lines = answer.split(b"\r\n")
    return lines[:2] == [b"--1", b"1 Desk <desk@example.invalid>"] and lines[-2:] == [b".", b""]


def is_error(answer):
    """A type 3 on the first line and nowhere else, then the way on; never the front page."""
    lines = answer.split(b"\r\n")
    return lines[0][:1] == b"3" and not any(line[:1] == b"3" for line in lines[1:]) and answer.endswith(LASTLINE)


def is_html(answer):
    return answer.startswith(b"<!DOCTYPE html>") and answer.endswith(b"</html>\n")


def is_http(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:])
    has_all = fields[b"Content-Length"] == str(len(body)).encode() and is_html(body)
    return answer.startswith(b"HTTP/1.1 200 OK\r\n") and fields[b"Connection"] == b"close" and has_all


def is_http_head(answer):
    return answer.startswith(b"HTTP/1.1 200 OK\r\n") and answer.find(b"\r\n\r\n") == len(answer) - 4


def is_caps(answer):
    return answer.startswith(b"CAPS\r\n") and b"\r\nPathDelimeter=/\r\n" in answer


def is_text_of_article(answer):
    return is_sized(answer) and answer.endswith(plain("/!58.txt"))


def is_text(answer):
    return answer.endswith(b"\r\n") and b"." not in answer.split(b"\r\n")


def is_plus_menu_of_a_hit(answer):
    return is_plus_menu(answer) and b"+INFO: 1U: Titel\t/U/!58\th.invalid\t70\t+\r\n" in answer


def is_asking(answer):
    """The page that says how to search, with the item to do it."""
    return answer.startswith(b"i# Paper -- Search\t") and b"\r\n7Search the archive\t/!s\th.invalid\t70\r\n" in answer


TAG = f"/Klima/!t{number_of_name('Klima')}"
FRONT, ARTICLE = plain(""), plain("/U/!58")
# What is sent, and the answer: its bytes, or what it must be.
ROWS = {
    # gopher://h
    "front page: curl, lynx, sacc, VF-1, edbrowse": (b"\r\n", FRONT),
    "front page: bombadillo, w3m": (b"\n", FRONT),
    "front page: UMN": (b"\t$\r\n", is_plus_menu),
    "front page: UMN, gopher://h/": (b"/\r\n", FRONT),
    # an article
    "article: curl, lynx, UMN, sacc, VF-1, edbrowse": (b"/U/!58\r\n", ARTICLE),
    "article: bombadillo, w3m": (b"/U/!58\n", ARTICLE),
    "article typed with %21: sacc": (b"/U/%2158\r\n", ARTICLE),
    "article typed with %21: bombadillo": (b"/U/%2158\n", ARTICLE),
    "article of a type that w3m does not know": (b"3/U/!58\n", ARTICLE),
    "picture": (b"/!m7.png\r\n", Blob("/archive", "media/seven.png")),
    "further page of a list": (b"/!l/10\r\n", plain("/!l/10")),
    # Gopher+
    "Gopher+ menu clicked: UMN": (b"/U/!58\t$\r\n", is_plus_menu),
    "Gopher+ attributes: UMN, mototli": (b"/U/!58\t!\r\n", is_plus_menu),
    "Gopher+ item: mototli": (b"/U/!58\t+\r\n", is_sized),
    "the text view": (b"/U/!58.txt\r\n", is_text),
    "Gopher+ view": (b"/U/!58\t+application/gopher+-menu de_DE\r\n", is_sized),
    "a Gopher+ item clicked: UMN": (
        b"/U/!58\t+text/plain de_DE\r\n",
        lambda answer: answer.endswith(plain("/!58.txt")),
    ),
    "Gopher+ view that is not there": (b"/U/!58\t+application/postscript\r\n", is_plus_error),
    "Gopher+ of what is not there": (b"/err\t$\r\n", is_plus_error),
    "Gopher+ on a search: UMN": (b"/!s\tTitel\t$\r\n", is_plus_menu_of_a_hit),
    "Gopher+ on a search, in the second field": (b"/!s\t$\r\n", plain("/!s/=24")),
    "Gopher+ on what a search has found: UMN": (b"/!s/Titel\t$\r\n", is_plus_menu_of_a_hit),
    "what is known of what a search has found": (b"/!s\tTitel\t!\r\n", is_plus_menu),
    "what a search has found, in Gopher+": (b"/!s\tTitel\t+\r\n", is_sized),
    # searching: rules 6 and 7
    "search form: lynx, UMN, sacc, VF-1, curl": (b"/!s\tdort Titel\r\n", plain("/!s/dort=20Titel")),
    "search form: bombadillo": (b"/!s\tdort Titel\n", plain("/!s/dort=20Titel")),
    "search form: w3m": (b"/!s\tdort+Titel\n", plain("/!s/dort=20Titel")),
    "search form: edbrowse": (b"/!s?dort Titel\r\n", plain("/!s/dort=20Titel")),
    "URL .../7/!s?x: curl, edbrowse": (b"/!s?Titel\r\n", plain("/!s/Titel")),
    "URL .../7/!s?x+y: curl": (b"/!s?dort+Titel\r\n", plain("/!s/dort=20Titel")),
    "URL .../7/!s?x: VF-1, which asks all the same": (b"/!s?Klima\tTitel\r\n", plain("/!s/Titel")),
    "URL .../7/!s?x: VF-1, when nothing is typed": (b"/!s?Titel\t\r\n", plain("/!s/Titel")),
    "a search of a type that w3m does not know": (b"7/!s\tTitel\n", plain("/!s/Titel")),
    "a search typed with %21: sacc, bombadillo": (b"/%21s\tTitel\r\n", plain("/!s/Titel")),
    "words that begin with a plus": (b"/!s\t+foo\r\n", plain("/!s/=20foo")),
    "words that begin with a dollar": (b"/!s\t$100\r\n", plain("/!s/=24100")),
    "words that are a Gopher+ view": (b"/!s\t+text/plain\r\n", plain("/!s/=20text=2Fplain")),
    "words with a real plus and a blank": (b"/!s\tC++ Kurs\r\n", plain("/!s/C=2B=2B=20Kurs")),
    "no words: all": (b"/!s\r\n", is_asking),
    "no words, but TAB": (b"/!s\t\r\n", plain("/!s")),
    "nothing but blanks": (b"/!s\t   \r\n", plain("/!s/=20=20=20")),
    "words in UTF-8": ("/!s\tMüller\r\n".encode(), plain("/!s/M=C3=BCller")),
    "words in Latin-1 from an edition in it": (b"/latin1/!s\tM\xfcller\r\n", plain("/latin1/!s/M=C3=BCller")),
    "words in Latin-1 behind a question mark": (b"/latin1/40/!s?M\xfcller\r\n", plain("/latin1/40/!s/M=C3=BCller")),
    "words in Latin-1 from anywhere else": (b"/!s\tM\xfcller\r\n", is_error),
    "a control character in the words": (b"/!s\tTi\x1btel\r\n", is_error),
    "a search within a tag": (f"{TAG}/!s\tTitel\r\n".encode(), plain(f"{TAG}/!s/Titel")),
    "a search in an edition": (b"/ascii/40/!s\tTitel\r\n", lambda answer: b"\t/ascii/40/U/!58\th.invalid" in answer),
    "words like Gopher+": (b"/U/!58\t+foo\r\n", ARTICLE),
    "words like Gopher+ again": (b"/U/!58\t$100\r\n", ARTICLE),
    "a selector like Gopher+": (b"/U/!58$\r\n", plain("/U/!58$")),
    "a selector of Gopher+": (b"$\r\n", plain("$")),
    "Gopher+ and not UTF-8": (b"/\xff\t$\r\n", is_plus_error),
    # rules 1 and 4: lines
    "no line end, then half-closed": (b"/U/!58", ARTICLE),
    "%0d%0a in a URL: curl": (b"/U/!58\r\n/second\r\n", ARTICLE),
    "a second line of Gopher+": (b"/U/!58\r\n\t$\r\n", ARTICLE),
    "a lone CR": (b"/U\r/!58\r\n", is_error),
    "a NUL": (b"/U/!58\x00\r\n", is_error),
    # rule 5: raw, then decoded once, then without a type
    "everything coded": (b"%2FU%2F!58\r\n", ARTICLE),
    "coded twice": (b"/U/%252158\r\n", plain("/U/%252158")),
    "a type in front": (b"1/U/!58\r\n", ARTICLE),
    # h items
    "h item: lynx, w3m, UMN, VF-1": (b"URL:https://example.invalid/a/\r\n", plain("/URL:https://example.invalid/a/")),
    "h item with a slash": (b"/URL:https://example.invalid/a/\r\n", is_html),
    "h item of another scheme": (b"URL:javascript:alert(1)\r\n", is_html),
    # rule 9: HTTP
    "curl http://h:70/, browsers": (b"GET / HTTP/1.1\r\nHost: h.invalid\r\nAccept: */*\r\n\r\n", is_http),
    "another page": (b"GET /U/!58 HTTP/1.1\r\n\r\n", is_http),
    "HTTP/1.0": (b"GET / HTTP/1.0\r\n\r\n", is_http),
    "HTTP and not UTF-8": (b"GET /\xe4 HTTP/1.1\r\n\r\n", is_http),
    "curl -I http://h:70/": (b"HEAD / HTTP/1.1\r\n\r\n", is_http_head),
    "a form": (b"POST / HTTP/1.1\r\n\r\na=b", lambda answer: answer.startswith(b"HTTP/1.1 405 ")),
    "a selector that begins with GET": (b"GET /\r\n", plain("GET /")),
    # rule 10: offpunk opens an empty connection first
    "offpunk": (b"", None),
    # rule 12, and Veronica-2
    "robots.txt: Veronica-2": (b"robots.txt\r\n", plain("/robots.txt")),
    "caps.txt": (
        b"caps.txt\r\n",
        lambda answer: answer.startswith(b"CAPS\r\n") and b"\r\nPathDelimeter=/\r\n" in answer,
    ),
    "/caps.txt": (b"/caps.txt\r\n", plain("caps.txt")),
    "about.txt": (b"about.txt\r\n", is_text),
    "sitemap.txt": (b"/sitemap.txt\r\n", is_text),
    "feed": (b"/feed.xml\r\n", lambda answer: answer.startswith(b"<?xml ")),
    # old addresses
    "an old address": (b"/2019/05/alt/\r\n", lambda answer: b"\t/U/!58\th.invalid\t70\r\n" in answer),
    # other protocols
    "SSH": (b"SSH-2.0-OpenSSH_9.2p1\r\n", is_error),
    "SMTP": (b"EHLO example.invalid\r\n", is_error),
    "RTSP": (b"OPTIONS * RTSP/1.0\r\n", is_error),
    "telnet": (b"\xff\xfb\x1f\xff\xfd\x03\r\n", is_error),
    "PROXY": (b"PROXY TCP4 192.0.2.1 192.0.2.2 1 70\r\n", is_error),
    "finger": (b"/W root\r\n", is_error),
    "a scanner": (b"\x03\x00\x00\x13\x0e\xe0\x00\x00\n", is_error),
    "a line without end": (b"x" * 5000, is_error),
}


def outcome(pieces, site):
    """What is asked by one who sends these pieces and closes its half, and the body that answers it."""
    transaction = GopherTransaction()
    answers = []
    for step in [*[lambda piece=piece: transaction.receive(piece) for piece in pieces], transaction.finish]:
        try:
            request = step()
        except BadRequest as error:
            answers.append((None, site.refuse(error).body))
        else:
            if request is not None:
                answers.append((request, site.answer(request).body))
    assert len(answers) <= 1, "one request, one answer"
    return answers[0] if answers else (None, None)


def check(answer, expected):
    if callable(expected):
        assert expected(answer), answer
    else:
        assert answer == expected


@pytest.mark.parametrize("name", ROWS)
def test_what_is_sent_and_what_comes_back(name):
    sent, expected = ROWS[name]
    site = here()
    check(outcome([sent], site)[1], expected)
    check(outcome([bytes((byte,)) for byte in sent], site)[1], expected)


@pytest_twisted.ensureDeferred
async def test_the_same_over_a_socket_in_both_ways_of_the_edge(tmp_path):
    site = here()
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "seven.png").write_bytes(b"\x89PNG")

    def make():
        def answer(request):
            response = site.answer(request)
            if isinstance(response.body, Blob):
                return type(response)(response.status, Blob(str(tmp_path), response.body.path, response.body.head))
            return response

        return GopherFactory(answer, site.refuse, site.missing, guard=Guard(500, 500))

    for inline in (True, False):
        port = reactor.listenTCP(0, make(), interface="127.0.0.1")
        port = take_over(port, reactor) if inline else port
        for sent, expected in ROWS.values():
            got = await deferToThread(visit, port.getHost().port, [sent, None])
            if isinstance(expected, Blob):
                assert got == b"\x89PNG"
            else:
                check(got, b"" if expected is None else expected)
        picture = await deferToThread(visit, port.getHost().port, [b"/!m7.png\t+image/png\r\n"])
        assert picture == b"+-2\r\n\x89PNG"
        await maybeDeferred(port.stopListening)


# --- any bytes at all -----------------------------------------------------------------------------------------------

_SELECTORS = st.sampled_from(
    [
        "",
        "/U/!58",
        "/!l",
        "/!m7.png",
        "/!s",
        "/!s/Titel",
        "/!s?Titel",
        "/!like/58",
        "URL:https://x.invalid/",
        "/caps.txt",
        "/feed.xml",
        "/x",
    ]
)
_FIELDS = st.sampled_from(
    ["", "+", "!", "$", "+text/plain", "+image/png", "+application/gopher+-menu", "$+VIEWS", "+foo", "ä"]
)
_METHODS = st.sampled_from(["GET", "HEAD", "PUT", "X"])
_LINES = st.one_of(
    st.binary(max_size=120),
    st.builds(lambda *fields: "\t".join(fields).encode(), _SELECTORS, _FIELDS),
    st.builds(lambda *fields: "\t".join(fields).encode(), _SELECTORS, _FIELDS, _FIELDS, _FIELDS),
    st.builds(lambda method, path: f"{method} {path} HTTP/1.1".encode(), _METHODS, _SELECTORS),
    st.integers(LINE_LIMIT_BYTES - 1, LINE_LIMIT_BYTES + 2).map(lambda size: b"\t$".rjust(size, b"a")),
)
_ENDS = st.sampled_from([b"", b"\n", b"\r\n", b"\r\nmore\r\n", b"\r"])


@given(_LINES, _ENDS, st.lists(st.integers(0, 2100), max_size=5))
@example(b"/U/!58\t$", b"\r\n", [7, 8])
@example(b"GET / HTTP/1.1", b"\r\n", [3, 14])
def test_any_bytes_get_one_answer_in_the_clients_protocol_however_they_are_cut(line, end, cuts):
    site, sent = here(), line + end
    request, answer = outcome([sent], site)
    edges = [0, *sorted(cuts), len(sent)]
    assert outcome([sent[begin:finish] for begin, finish in pairwise(edges)], site) == (request, answer)
    assert (answer is None) is (not sent)
    if answer is None or isinstance(answer, Blob):
        return
    asked = request and request.asked
    if isinstance(asked, Http):
        assert answer.startswith(b"HTTP/1.1 ")
    elif isinstance(asked, Plus) and (asked.is_behind_words or not re.fullmatch(r"/!s(\?.*)?", request.selector)):
        assert answer.startswith((b"+-1\r\n", b"--1\r\n")) or is_sized(answer)
    elif request:
        assert not answer.startswith((b"+", b"--", b"HTTP"))
