"""What there is to see, in no format yet.

``routes`` says which page a selector means and which selector a page has; ``article``, ``listings`` and ``front`` make
the pages from what a snapshot of the archive answers; ``page`` is what they are made of. Nothing here knows a width,
bytes or item types. ``words`` are the words on the screen in one language, ``dates`` the dates.
"""
