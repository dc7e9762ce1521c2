"""Texts and pages as they lie in the index: compressed one by one, with a dictionary trained on the archive's own.

An article alone is too short for a compressor to learn anything of its language; with a dictionary it takes half the
room, and comes out in six microseconds (``python -m tests.benchmarks``).
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import zstandard

_LEVEL: Final = 6
"""With a dictionary a tenth smaller than with 3, and not slower to unpack, for 0.1 ms more an article."""
_DRAFT_LEVEL: Final = 1
"""Without one: a draft, whose pages are all packed again, or an archive so small that its size is nobody's concern."""
_LARGEST_BYTES: Final = 512 << 10
_SHARE: Final = 32
"""A dictionary is this part of what it was learned from."""
_SEGMENT_BYTES: Final = 256
_DMER_BYTES: Final = 8
ENOUGH_TO_LEARN: Final = 500
"""Fewer texts than this teach nothing that is worth keeping beside them."""


class Packer:
    """Compresses and decompresses what lies in one index.

    Args:
        dictionary: as ``learned`` from the archive's texts; empty for none.
    """

    def __init__(self, dictionary: bytes = b"") -> None:
        if dictionary:
            known = zstandard.ZstdCompressionDict(dictionary)
            known.precompute_compress(level=_LEVEL)
            self._compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=known, write_dict_id=False)
            self._decompressor = zstandard.ZstdDecompressor(dict_data=known)
        else:
            self._compressor = zstandard.ZstdCompressor(level=_DRAFT_LEVEL)
            self._decompressor = zstandard.ZstdDecompressor()
        self.unpack = self._decompressor.decompress
        """The bytes that were packed."""

    def pack(self, data: bytes) -> bytes:
        """``data`` as it is stored."""
        return self._compressor.compress(data)


@lru_cache(maxsize=2)
def packer_of(dictionary: bytes) -> Packer:
    """The packer with this dictionary; making one takes longer than a hundred pages."""
    return Packer(dictionary)


def learned(texts: Sequence[bytes]) -> bytes:
    """The dictionary that ``texts`` teach; empty when they are too few, or too alike to teach anything."""
    if len(texts) < ENOUGH_TO_LEARN:
        return b""
    try:
        size = min(_LARGEST_BYTES, sum(map(len, texts)) // _SHARE)
        # With its parameters given it takes half a second; looking for better ones takes five, and finds none.
        return zstandard.train_dictionary(size, list(texts), k=_SEGMENT_BYTES, d=_DMER_BYTES).as_bytes()
    except zstandard.ZstdError:
        return b""
