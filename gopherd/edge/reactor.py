"""The process's reactor, made when it is first needed.

Importing it makes it, with descriptors of its own that no two processes may share; so nothing imports it before the
workers are forked.
"""

from typing import Any


def the_reactor() -> Any:
    """The one reactor of this process."""
    from twisted.internet import reactor  # noqa: PLC0415 - see above

    return reactor
