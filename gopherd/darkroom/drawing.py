"""A picture as lines of text, in the characters that an edition has.

UTF-8 has braille: eight dots in each cell, dithered as newspapers print their photographs. The others have a ramp of
characters, from the paper to the ink. A cell is twice as high as it is wide.
"""

from typing import Final

from PIL import Image, ImageOps

from gopherd.darkroom.developing import upright
from gopherd.model.edition import Charset

ROWS_LIMIT: Final = 100
"""Lines of the tallest drawing; what is taller becomes narrower."""
_RAMPS: Final = {Charset.ASCII: " .:-=+*#%@", Charset.LATIN1: " ·:-=+*#%@"}
_DOTS: Final = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""What each dot of a cell adds to the first braille character, row by row."""
_BRAILLE: Final = 0x2800
_CUTOFF: Final = 1
"""How many of a hundred pixels at each end of the scale may be lost to the contrast."""


def draw(image: Image.Image, columns: int, charset: Charset, *, is_on_paper: bool) -> list[str]:
    """The lines, none of them wider than ``columns``.

    Args:
        image: any.
        columns: of the terminal.
        charset: what may be used.
        is_on_paper: whether characters are dark on a light ground; else they are light on a dark one.
    """
    pixels = upright(image, 2 * columns)
    rows = max(1, round(columns * pixels.height / pixels.width / 2))
    if rows > ROWS_LIMIT:
        columns, rows = max(1, columns * ROWS_LIMIT // rows), ROWS_LIMIT
    across, down = (2, 4) if charset is Charset.UTF8 else (1, 1)
    ink = _ink(pixels.resize((columns * across, rows * down), Image.Resampling.BOX), is_on_paper=is_on_paper)
    lines = _dotted(ink) if charset is Charset.UTF8 else _shaded(ink, _RAMPS[charset])
    return [line.rstrip(" ") for line in lines]


def _ink(pixels: Image.Image, *, is_on_paper: bool) -> Image.Image:
    """How much of each pixel is to be covered, 0 to 255."""
    if pixels.mode == "RGBA":
        ground = Image.new("RGBA", pixels.size, "white" if is_on_paper else "black")
        pixels = Image.alpha_composite(ground, pixels)
    grey = ImageOps.autocontrast(pixels.convert("L"), _CUTOFF)
    return ImageOps.invert(grey) if is_on_paper else grey


def _shaded(ink: Image.Image, ramp: str) -> list[str]:
    data = ink.tobytes()
    shades = "".join([ramp[value * len(ramp) >> 8] for value in data])
    return [shades[start : start + ink.width] for start in range(0, len(shades), ink.width)]


def _dotted(ink: Image.Image) -> list[str]:
    dots = ink.convert("1").convert("L").tobytes()
    width = ink.width
    lines = []
    for top in range(0, ink.height, 4):
        line = []
        for left in range(0, width, 2):
            cell = 0
            for down, pair in enumerate(_DOTS):
                place = (top + down) * width + left
                cell += (pair[0] if dots[place] else 0) + (pair[1] if dots[place + 1] else 0)
            line.append(chr(_BRAILLE + cell) if cell else " ")
        lines.append("".join(line))
    return lines
