"""Everything that can go wrong and be told to somebody.

A message names the thing and the way out; it never holds a traceback. What may reach a reader
(``NotFound``, ``BadRequest``, ``BeingIndexed``) holds no path of the machine either.
"""

from enum import Enum

from attrs import field, frozen


class GopherdError(Exception):
    """The root: catch this to catch everything gopherd says on purpose."""


class NotFound(GopherdError):
    """A selector, number or list leads to nothing that may be shown."""


class Fault(Enum):
    """In what way a request line breaks RFC 1436 or our limits; each is a word of the catalogue."""

    TOO_LONG = "too_long"
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    NOT_TLS = "not_tls"


class BadRequest(GopherdError):
    """A request line cannot be taken; what the reader is told of ``fault`` is in the site's language.

    Args:
        fault: what is wrong with it.
        is_plus: whether the client speaks Gopher+, and would not understand a menu.
    """

    def __init__(self, fault: Fault, *, is_plus: bool = False) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.is_plus = is_plus


class Hindrance(Enum):
    """Why a request has no answer now, though it may have one later; each is a word of the catalogue."""

    BUSY = "busy"
    BROKEN_OFF = "broken_off"
    TOO_LATE = "too_late"


class Flaw(Enum):
    """Why nothing can be made of a picture; each is a word of the catalogue."""

    NOT_EQUIPPED = "picture_not_equipped"
    TOO_LARGE = "picture_too_large"
    BROKEN = "picture_broken"


class NoPrint(GopherdError):
    """A picture cannot be made smaller or drawn; what the reader is told of ``flaw`` is in the site's language."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.value)
        self.flaw = flaw


class ConfigInvalid(GopherdError):
    """``gopherd.toml`` or an option is wrong; the message lists every mistake with its path."""


class ArchiveUnavailable(GopherdError):
    """The archive or its index cannot be read; the message is for the operator."""


class ArchiveLocked(GopherdError):
    """Another process is indexing this archive; the message names it."""


class BeingIndexed(GopherdError):
    """The first index of the archive is still being built.

    Args:
        done: files indexed so far.
        total: files to be indexed; 0 while they are still being counted.
    """

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"being indexed, {done} of {total}")
        self.done = done
        self.total = total


@frozen
class Issue:
    """One mistake in an archive, found without stopping at it.

    Not an exception: an archive with a bad file is served without that file, and the issue is reported.
    """

    path: str
    """The file, relative to the archive's folder."""
    message: str
    line: int | None = field(default=None)
    """The line in that file, counted from 1, when one line is to blame."""
    left_out: bool = field(default=False)
    """Whether the file is not served because of this."""

    def __str__(self) -> str:
        """``path:line: message``, as compilers say it."""
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"
