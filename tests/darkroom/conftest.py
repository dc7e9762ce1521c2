import io
import os

import pytest
from PIL import Image


def encoded(image, format_="PNG", **more):
    """The bytes of a picture."""
    written = io.BytesIO()
    image.save(written, format_, **more)
    return written.getvalue()


@pytest.fixture
def lay(tmp_path):
    """Writes a file and opens it as the edge does: unbuffered, with its size."""

    def lay(data):
        (tmp_path / "picture").write_bytes(data)
        return os.fdopen(os.open(tmp_path / "picture", os.O_RDONLY), "rb", buffering=0), len(data)

    return lay


@pytest.fixture
def halves():
    """800 by 400 pixels, black on the left and white on the right."""
    image = Image.new("RGB", (800, 400), "black")
    image.paste("white", (400, 0, 800, 400))
    return image
