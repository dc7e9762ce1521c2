"""What there is to see, in no format yet.

``routes`` says which page a selector means, in which edition, and which selector a page has, ``queries`` how a search
is spelled in one; ``article``, ``listings``, ``front``, ``search`` and ``editions`` make the pages from what a snapshot
of the archive answers, and ``text`` those that are texts; ``page`` is what they are made of. Nothing here knows a
width, bytes or item types, and only ``routes`` and ``editions`` know that there are editions. ``prints`` are the
selectors of pictures in other forms, ``pictures`` the page of them. ``effort`` says which answers take long. ``words``
are the words on the screen in one language, ``dates`` the dates.
"""
