"""A page to bytes: pure functions of the page, the site's layout and its public address.

``wrapping`` breaks text into lines, ``menu`` makes an RFC 1436 menu of a page, ``finished`` those that the index keeps,
``redirection`` the small HTML page behind an ``h`` item.
"""
