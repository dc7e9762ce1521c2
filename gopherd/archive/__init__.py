"""Articles on disk: the folder is the truth, the index beside it is derived from it.

The way of an article: ``files`` finds and reads its file, ``frontmatter`` parts head from body, ``codec`` makes a
manuscript of both (``markdown``, ``cmark``, ``markup`` and ``spans`` its body, ``shortcodes`` what Hugo and Jekyll left
in it, ``addresses`` and ``dates`` what it names), ``authors`` of a file that describes an author; ``parsing`` is all of
that as one function, ``preparing`` makes rows of the manuscript (``measuring`` its length), and ``readings`` calls both
on every core (``parallel``). ``look`` compares the folder with the index, ``run`` gives each article its number,
``writer`` stores it (``sections`` says which sections it is part of, ``enlisting`` puts it into its lists, ``linking``
counts who links to it), ``staleness`` says whose pages it changes, ``finishing`` makes those, and ``indexing`` puts the
whole in service, to a ``plan``, in the place and under the lock of ``location``; ``watching`` says when.

``reader`` answers what readers ask (``selections``, ``finds``), as ``ports`` promises, with its ``lists``, ``names``,
``ways``, ``headlines``, ``targets`` of links and ``related`` articles in its ``neighbourhood``, what is ``nearest`` to
what is not there, and what is ``bygone``. ``searching`` searches what ``fulltext`` has made of the ``wording`` of each
article: ``matching`` asks in the ``languages`` there are, ``ranking`` orders, ``facets`` tell what hits have in common,
``hits`` are what is shown, ``snippets`` their places, ``correcting`` knows better by the ``vocabulary``, ``relaxing``
asks for less, and ``alike`` finds more of the same. ``opening`` follows the index as it changes; ``inspection`` is what
``check`` asks. They speak SQL in ``schema``'s terms, ``served`` says where files lie that readers get as they are,
``stored`` is the form of bodies in it, ``packing`` their compression. ``starter`` makes the archive of ``gopherd
init``.

HTML to blocks stands here and not with the importers: HTML inside Markdown is part of the archive's own format, and
tags that open in one Markdown token close in another, so one walk over one tree reads both.
"""
