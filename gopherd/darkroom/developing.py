"""Opening a picture file that may be anything: bounded in bytes and pixels, and never a traceback.

What comes out is upright (EXIF's orientation is carried out), its first frame if it has several.
"""

import io
import warnings
from collections.abc import Callable
from typing import BinaryIO, Final, TypeVar

from PIL import ExifTags, Image, ImageOps

from gopherd.errors import Flaw, NoPrint

BYTE_LIMIT: Final = 64 << 20
"""The largest file that is opened."""
PIXEL_LIMIT: Final = 50_000_000
"""The largest picture that is worked on: it takes up to 400 MB while it is."""
_PIXEL_LIMITS: Final = {"WEBP": 16_000_000}
"""The same for formats whose decoder takes five times as much."""
_FORMATS: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
_DEPTHS: Final = {"I;16": 256, "I;16L": 256, "I;16B": 256, "I;16N": 256, "I": 256}
"""Modes of more than eight bits, and what their values are divided by."""

_Made = TypeVar("_Made")


def develop(file: BinaryIO, size_bytes: int, make: Callable[[Image.Image], _Made]) -> _Made:
    """Open a picture and make something of it.

    Args:
        file: as it lies; it is closed.
        size_bytes: of the file.
        make: gets the picture, whose pixels have not been read yet.

    Raises:
        NoPrint: it is too large, broken off, or no picture that we read.
    """
    with io.BufferedReader(file) as source, warnings.catch_warnings():  # type: ignore[type-var]
        warnings.simplefilter("ignore")  # of pictures near the limit, which is ours to decide
        if size_bytes > BYTE_LIMIT:
            raise NoPrint(Flaw.TOO_LARGE)
        try:
            with Image.open(source, formats=_FORMATS) as image:
                is_fitting = image.width * image.height <= _PIXEL_LIMITS.get(image.format or "", PIXEL_LIMIT)
                made = make(image) if is_fitting else None
        except (Image.DecompressionBombError, MemoryError) as error:
            raise NoPrint(Flaw.TOO_LARGE) from error
        except Exception as error:  # each decoder has its own ways to dislike a file
            raise NoPrint(Flaw.BROKEN) from error
        if not is_fitting:
            raise NoPrint(Flaw.TOO_LARGE)
        return made  # type: ignore[return-value]  # it is what make has returned


def size_of(image: Image.Image) -> tuple[int, int]:
    """Width and height as it is seen, which may be as it lies or turned; nothing is decoded for that."""
    return (image.height, image.width) if _is_lying(image) else image.size


def upright(image: Image.Image, wanted: int) -> Image.Image:
    """The pixels: turned as EXIF says, in mode ``L``, ``RGB`` or ``RGBA``.

    Args:
        image: as ``develop`` hands it out.
        wanted: the width it will be reduced to; no more is done with pixels that are far more than that.
    """
    image.draft(None, (2 * wanted, 2 * wanted))
    pixels = _plain(image)
    factor = min(pixels.size) // (2 * wanted)
    return ImageOps.exif_transpose(pixels.reduce(factor) if factor > 1 else pixels)


def _plain(image: Image.Image) -> Image.Image:
    """``image`` in one of three modes; itself if it is, since a copy may take hundreds of megabytes."""
    if image.mode in _DEPTHS:
        shades = image.convert("I").point(lambda value: value * (1 / _DEPTHS[image.mode]))
        return shades.convert("L")
    if image.mode in {"LA", "PA", "La", "RGBa"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in {"L", "RGB", "RGBA"} else image.convert("L" if image.mode == "1" else "RGB")


def _is_lying(image: Image.Image) -> bool:
    # Without this look a PNG file would be decoded to the end, in search of it.
    return "exif" in image.info and image.getexif().get(ExifTags.Base.Orientation) in {5, 6, 7, 8}
