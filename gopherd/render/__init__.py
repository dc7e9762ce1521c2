"""A page to bytes: pure functions of the page, the site's layout and its public address.

``menu`` makes an RFC 1436 menu of a page, ``text`` a text, ``redirection`` the small HTML page behind an ``h`` item;
``finished`` makes the menus that the index keeps, ``documents`` and ``feed`` what programs read, ``signpost`` the
page for web browsers. ``typesetting`` puts a page into a smaller character set, letter by letter as
``transliteration`` says; then ``lines``, ``grid`` and ``wrapping`` break it into lines.

Editions are made here and not where pages are: a page is the same in all of them, its paths are completed by the
edition's prefix where an item is made, and letters are changed before lines are, since that changes their length.
"""
