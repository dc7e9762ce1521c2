"""Markdown to HTML by cmark, and its memory given back.

``cmarkgfm.markdown_to_html_with_extensions`` frees neither the tree nor the text that cmark has made (version 2025.10):
11 KB an article, so that the processes that read a million of them would take eleven gigabytes, and a server that
watches its archive for years ever more. The functions that free both are in the same shared library, and are called
here by name.
"""

import ctypes
from functools import cache
from typing import Any, Final

from cmarkgfm import cmark
from cmarkgfm.cmark import Options

_OPTIONS: Final = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
"""HTML stays in, since ``markup`` takes of it only what is content."""
_EXTENSIONS: Final = ("table", "strikethrough")


def html_of(markdown: str) -> str:
    """CommonMark with tables, footnotes and what is struck out, as HTML."""
    extensions, free_node, free = _library()
    parser = cmark.parser_new(options=_OPTIONS)
    try:
        for extension in extensions:
            cmark.parser_attach_syntax_extension(parser, extension)
        cmark.parser_feed(parser, markdown)
        root = cmark.parser_finish(parser)
        try:
            html = cmark._cmark.lib.cmark_render_html(root, _OPTIONS, cmark.parser_get_syntax_extensions(parser))  # noqa: SLF001
            try:
                return str(cmark._cmark.ffi.string(html).decode())  # noqa: SLF001
            finally:
                free(_address(html))
        finally:
            free_node(_address(root))
    finally:
        cmark.parser_free(parser)


@cache
def _library() -> tuple[list[Any], Any, Any]:
    """The extensions, and the functions that free a tree and a text."""
    cmark.core_extensions_ensure_registered()
    free_node = ctypes.CDLL(cmark._cmark.__file__).cmark_node_free  # noqa: SLF001
    free = ctypes.CDLL(None).free
    for function in (free_node, free):
        function.argtypes, function.restype = [ctypes.c_void_p], None
    return [cmark.find_syntax_extension(name) for name in _EXTENSIONS], free_node, free


def _address(pointer: Any) -> int:
    return int(cmark._cmark.ffi.cast("intptr_t", pointer))  # noqa: SLF001
