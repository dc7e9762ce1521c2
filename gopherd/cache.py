"""Finished answers, bounded in bytes, under the request lines that ask for them.

An answer is right for one generation of the archive: when the generation moves on (a change of the index, an embargo
that ends) all of them go at once, so nothing is ever shown that the present state does not allow.

Only what is asked for a second time is kept: a crawler that walks through a million articles asks once for each, and
drives nobody's answers out, nor writes every one of them to memory that no processor has at hand.
"""

from collections import OrderedDict
from typing import Final

from gopherd.message import Response

_OVERHEAD_BYTES: Final = 300
"""What a line, a response and their places in the table take besides their bytes."""
_REMEMBERED: Final = 1 << 12
"""Lines that were asked for once, at least so many of the last ones, are known when they are asked for again."""


class AnswerCache:
    """The answers asked for lately and more than once; the one used longest ago goes first.

    Args:
        limit_bytes: how much memory the answers may take.
    """

    def __init__(self, limit_bytes: int = 80 << 20) -> None:
        self._limit = limit_bytes
        self._answers: OrderedDict[bytes, Response] = OrderedDict()
        self._bytes = 0
        self._generation = -1
        self._once: set[int] = set()
        self._once_before: set[int] = set()

    def get(self, line: bytes, generation: int) -> Response | None:
        """The answer to a request line in this generation, ``None`` when it is not kept."""
        if generation != self._generation:
            self._answers.clear()
            self._bytes = 0
            self._generation = generation
            return None
        response = self._answers.get(line)
        if response is not None:
            self._answers.move_to_end(line)
        return response

    def put(self, line: bytes, response: Response) -> None:
        """Give an answer of the generation that was asked for last; it is kept if it is worth it.

        That is: finished bytes of a fair size, for a line that was lately asked for before.
        """
        if not self._is_wanted(hash(line)) or not isinstance(response.body, bytes):
            return
        size = _size(line, response.body)
        if size > self._limit >> 4 or line in self._answers:
            return
        self._answers[line] = response
        self._bytes += size
        while self._bytes > self._limit:
            oldest, answer = self._answers.popitem(last=False)
            assert isinstance(answer.body, bytes)
            self._bytes -= _size(oldest, answer.body)

    @property
    def size_bytes(self) -> int:
        """What the answers take at present."""
        return self._bytes

    def _is_wanted(self, line: int) -> bool:
        # Two lines of one hash are not told apart: then an answer is kept a request too early, and that is all.
        if line in self._once or line in self._once_before:
            return True
        self._once.add(line)
        if len(self._once) >= _REMEMBERED:
            self._once_before, self._once = self._once, set()
        return False


def _size(line: bytes, body: bytes) -> int:
    return len(body) + len(line) + _OVERHEAD_BYTES
