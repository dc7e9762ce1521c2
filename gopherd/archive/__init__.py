"""Articles on disk: the folder is the truth, the index beside it is derived from it.

The way of an article: ``files`` finds and reads its file, ``frontmatter`` parts head from body, ``codec`` makes a
manuscript of both (``markdown`` and ``markup`` its body, ``shortcodes`` what Hugo and Jekyll left in it),
``indexing`` gives it a number and ``writer`` stores it. ``reader`` answers what readers ask, as ``ports`` promises;
``opening`` follows the index as it changes. Only ``reader`` and ``writer`` speak SQL, in ``schema``'s terms.

HTML to blocks stands here and not with the importers: HTML inside Markdown is part of the archive's own format, and
tags that open in one Markdown token close in another, so one walk over one tree reads both.
"""
