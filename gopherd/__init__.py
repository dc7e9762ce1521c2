"""gopherd: a Gopher server for a newspaper's whole article archive.

The map of the house. A request is read downwards; every line may use the lines below it, never those above
(``pyproject.toml`` holds the contracts that keep it so):

``cli``          the command line: parse, call one function, print, set the exit status
``backroom``     the process that answers what takes long, for all others
``bootstrap``    the one place where parts are chosen and put together
``edge``         Twisted: sockets, deadlines, processes, the access log; a Gopher client
``indexer``      indexing an archive: once, for some files, or whenever something changes
``checking``     an archive's mistakes, found by asking the application for everything
``searching``    what a search on the command line prints
``manual``       the pages of the manual, which stand in ``help/``
``tables``       rows on a terminal and elsewhere
``progress``     how far a long task has come, on a terminal and elsewhere
``config``       which archive; ``gopherd.toml`` and the catalogues of words, checked and made into values
``settings``     the kinds of settings, and what each must look like
``cache``        finished answers, bounded in bytes
``application``  ``Application.answer``: a request in, a response out
``darkroom``     pictures made smaller, and drawn as text
``plus``         Gopher+: the plain answers in its other forms, and what is known of them
``render``       a page to the bytes of a menu; the menus that are finished when the index is built
``pages``        what a reader sees, in no format yet; selectors to routes and back
``archive``      articles on disk: files to manuscripts, manuscripts to the index, the index to articles
``wire``         RFC 1436: bytes to values and back, without I/O
``terms``        text to the terms of a search, and what a reader types to a query
``message``      request and response, what every protocol is reduced to
``model``        the nouns of a newspaper
``errors``       everything that can go wrong and be said

An article is a frozen value. A page is what a reader sees of it. A renderer turns a page into bytes. The wire turns
bytes into a request. Everything between is one ordinary function.

The menu of an article, which is what nearly everybody asks for, is made by the same functions when the index is built
(``archive.finishing``), and an answer is one read of it; whatever has changed since is made anew for each reader.
"""

__version__ = "0.1.0"
