"""The manual that comes with the program: pages in Markdown, a file in ``gopherd/help`` each."""

from importlib import resources
from typing import Final

from gopherd.errors import GopherdError

_SUFFIX: Final = ".md"


class NoSuchPage(GopherdError):
    """The manual has no page of that name."""


def pages() -> dict[str, str]:
    """The title of each page of the manual, by its name."""
    folder = resources.files("gopherd").joinpath("help")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(_SUFFIX)), key=lambda file: file.name)
    return {file.name.removesuffix(_SUFFIX): file.read_text("utf-8").partition("\n")[0].lstrip("# ") for file in files}


def page(name: str) -> str:
    """A page of the manual.

    Raises:
        NoSuchPage: there is none of that name.
    """
    if name not in pages():
        raise NoSuchPage(f"the manual has no page {name!r}; it has {', '.join(pages())}")
    return resources.files("gopherd").joinpath("help", f"{name}{_SUFFIX}").read_text("utf-8")
