"""A picture made narrower, in the format that it has."""

import io
from typing import Any, Final

from PIL import Image

from gopherd.darkroom.developing import upright

_SAVING: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 82, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "GIF": {"optimize": True},
    "WEBP": {"quality": 80, "method": 4},
    "BMP": {},
}
_COLOURS: Final = 256


def reduce(image: Image.Image, width: int) -> bytes:
    """The bytes of a picture that is ``width`` pixels wide; what else its file holds, such as EXIF, stays behind.

    Args:
        image: wider than that.
        width: in pixels.
    """
    format_ = image.format or "PNG"
    has_palette, profile = image.mode == "P", image.info.get("icc_profile")
    pixels = upright(image, width)
    size = (width, max(1, round(pixels.height * width / pixels.width)))
    small = pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if format_ in {"JPEG", "BMP"} and small.mode == "RGBA":
        small = small.convert("RGB")
    if format_ == "PNG" and has_palette:
        small = small.quantize(_COLOURS, Image.Quantize.FASTOCTREE)
    written = io.BytesIO()
    more = {"icc_profile": profile} if profile and format_ != "GIF" and small.mode != "L" else {}
    small.save(written, format_, **_SAVING[format_], **more)
    return written.getvalue()
