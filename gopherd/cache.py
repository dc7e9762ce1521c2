"""Finished answers, bounded in bytes, under the request lines that ask for them.

An answer is right for one generation of the archive: when the generation moves on (a change of the index, an embargo
that ends) all of them go at once, so nothing is ever shown that the present state does not allow.
"""

from collections import OrderedDict

from gopherd.message import Response

_OVERHEAD_BYTES = 300
"""What a line, a response and their places in the table take besides their bytes."""


class AnswerCache:
    """The answers given lately; the one used longest ago goes first.

    Args:
        limit_bytes: how much memory the answers may take.
    """

    def __init__(self, limit_bytes: int = 32 << 20) -> None:
        self._limit = limit_bytes
        self._answers: OrderedDict[bytes, Response] = OrderedDict()
        self._bytes = 0
        self._generation = -1

    def get(self, line: bytes, generation: int) -> Response | None:
        """The answer to a request line in this generation, ``None`` when it has not been given yet."""
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
        """Keep an answer of the generation that was asked for last, if it is finished bytes of a fair size."""
        if not isinstance(response.body, bytes):
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


def _size(line: bytes, body: bytes) -> int:
    return len(body) + len(line) + _OVERHEAD_BYTES
