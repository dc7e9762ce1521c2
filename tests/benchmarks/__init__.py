"""Measurements; each is a command.

``python -m tests.benchmarks``
    Everything, in about a quarter of an hour: makes an archive of 10,000 articles, indexes it, starts the limit server,
    gopherd and those of the peers that are here, measures all of them in interleaved rounds, prints the table, and then
    what happens at the start, with cold pages, beside idle and slow clients, and under a crowd. ``--articles 1000000``
    is the issue's size and takes a disk of 12 GB; ``--smoke`` takes less than two minutes and asserts only that
    everything works; ``--json FILE`` keeps the figures; ``--help`` has the rest. Needs Linux and a C compiler.

``python -m tests.benchmarks.peers``
    Fetches the other servers (pip, apt-get download) into a cache; nothing of the system is changed.

``python -m tests.benchmarks.newspaper FOLDER --articles N --seed S``
    Makes an archive only.

``python -m tests.benchmarks.article [ARCHIVE]``
    What a request for an article costs, one after the other: no compiler, no load.

How to read the table: on loopback the client is often what limits the rate, so compare **cpu µs**, the server's user
and system time a request, and within one run only: ``x limit`` is that figure over the limit server's, a C program that
does the least a server can do. Requests are one a connection; latency is from before the connect to the server's FIN,
and every byte of every answer is compared. The load generator has the first core for itself, servers have the others.
Its connections come from a thousand addresses of 127.0.0.0/8, because gopherd's limits for each client hold here too.
"""
