"""What there is to see, in no format yet.

``routes`` says which page a selector means, in which edition, and which selector a page has (``spelling`` forgives
how it is written, ``route`` is the family of meanings, ``waymarks`` the selectors that are words, ``queries`` how a
search is spelled in one, ``prints`` pictures in other forms); ``article`` with its ``remarks``, ``listings``,
``overviews``, ``front`` with its ``blocks``, ``search``, ``pictures`` and ``editions`` make the pages from what a
snapshot of the archive answers (``contents`` knows which), ``text`` and ``about`` those that are texts, and ``views``
what Gopher+ says of them; ``documents`` are the files for programs; ``page`` is what they are made of. Nothing here
knows a width, bytes or item types, and only ``routes`` and ``editions`` know that there are editions. ``effort`` says
which answers take long. ``words`` are the words on the screen in one language, ``dates`` the dates.
"""
