"""The edge: sockets, deadlines, processes and the access log (Twisted), and a small Gopher client.

The only room that knows Twisted, and a thin one. Start with ``protocol.Gopher``: what a client sends goes through
``wire.gopher.GopherTransaction`` to one synchronous function, and what that returns is written. ``port`` does the
same where a connection is accepted, when nothing has to be waited for, and leaves the end to ``lingering``.
``factory`` holds what connections share. ``tls`` stands between socket and protocol where a client begins with it,
with ``certificates``, which ``x509`` can read and make. The rest keeps this safe on the open net: ``guard`` who may
connect, ``deadlines`` how long anything may take, ``pieces`` and ``files`` large answers, ``accesslog`` and ``peer``
what is written down.

What takes long is an errand (``errands``) to the back room (``backroom``), a process of its own that ``knocking``
starts when it is needed.

``server`` puts it on ports, ``announcing`` says where, ``running`` runs that as a process, ``companion`` keeps the
indexer beside it; ``sockets`` and ``crew`` make several processes of it, before there is a ``reactor``.
``twist_plugin`` is the same for Twisted's own command. ``client`` is the other end, for ``gopherd get``, without
Twisted.

What a request costs is mostly the kernel and Twisted, so nothing on its path logs, formats or makes a timer.
"""
