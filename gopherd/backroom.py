"""The process that answers what takes long, beside the server: ``python -m gopherd.backroom``.

It is the very same ``Application.answer`` over the same index. The server starts it (``bootstrap.backroom_command``),
hands it the listening socket and holds the other end of its standard input, with which it ends.
"""

import contextlib
import json
import signal
import socket
import sys
from typing import Final

from gopherd import config, indexer
from gopherd.application import UNKNOWN_SITE
from gopherd.bootstrap import BACKROOM_SOCKET, make_application
from gopherd.edge.backroom import serve
from gopherd.edge.running import tell_the_operator
from gopherd.errors import ConfigInvalid
from gopherd.render.menu import Server

_CACHE_MB: Final = 64
"""A search looks at thousands of places in an index; a quarter of its time was to read them anew."""


def main(root: str, folder: str, server: str) -> None:
    """Answer until standard input ends.

    Args:
        root: the archive's folder.
        folder: where its index lies.
        server: what menus say, a ``Server`` as JSON.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which lets us finish
    indexer.end_with_standard_input()
    tell_the_operator()
    site = UNKNOWN_SITE
    # Whoever waits for an answer is not to suffer from a slip of the editor's; the server has told of it.
    with contextlib.suppress(ConfigInvalid):
        site = config.load(root).for_readers(root)
    application = make_application(root, folder, Server(**json.loads(server)), site, _CACHE_MB)
    application.open()
    serve(socket.socket(fileno=BACKROOM_SOCKET), application.answer)


if __name__ == "__main__":
    main(*sys.argv[1:])
