"""The wire: bytes to values and back (RFC 1436, RFC 4266), without I/O.

Start with ``gopher.GopherTransaction``, which turns whatever bytes a client sends into one ``Request``; ``menu``
writes and reads the lines of a menu, ``compact`` is a menu without what every menu repeats, ``text`` writes texts,
``address`` the ``gopher://`` addresses, ``plus`` the fields of Gopher+, ``http`` the little that is said to browsers,
``relay`` what two processes of one server say to each other. Nothing here knows a socket, a clock or a file, so every
promise is a property that a test can try with any bytes, cut anywhere.
"""
