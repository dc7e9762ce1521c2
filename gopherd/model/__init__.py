"""The nouns of a newspaper: frozen values without I/O, the same for every protocol and every store.

Start with ``article``; ``body`` is what an article's text is made of, ``site`` what the newspaper says of itself,
``edition`` in which form a reader gets it.
"""
