"""Texts and pages as they lie in the index: compressed one by one, with a dictionary trained on the archive's own.

An article alone is too short for a compressor to learn anything of its language; with a dictionary it takes half the
room, and comes out in six microseconds (``python -m tests.benchmarks``).
"""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

import zstandard

_QUICK, _TIGHT = 1, 6
"""Levels of compression. With a dictionary tight is a sixth smaller, not slower to unpack, and takes 0.1 ms more an
article; its compressor takes 8 ms to make, where the quick one takes half a millisecond."""
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
        self._dictionary = dictionary
        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self.unpack = zstandard.ZstdDecompressor(dict_data=known).decompress
        """The bytes that were packed."""

    def pack(self, data: bytes) -> bytes:
        """``data`` as it is stored: a draft's, which is packed again, or a page of those that change every day."""
        return self._quick.compress(data)

    def pack_tightly(self, data: bytes) -> bytes:
        """``data`` as it is stored in an index that is made at one go."""
        return self._tight.compress(data)

    # Whoever only unpacks needs none of them.
    @cached_property
    def _quick(self) -> zstandard.ZstdCompressor:
        return self._compressor(_QUICK)

    @cached_property
    def _tight(self) -> zstandard.ZstdCompressor:
        return self._compressor(_TIGHT)

    def _compressor(self, level: int) -> zstandard.ZstdCompressor:
        if not self._dictionary:
            return zstandard.ZstdCompressor(level=level)
        known = zstandard.ZstdCompressionDict(self._dictionary)
        known.precompute_compress(level=level)
        return zstandard.ZstdCompressor(level=level, dict_data=known, write_dict_id=False)


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
