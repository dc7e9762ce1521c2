"""Files of the archive that readers get as they lie: where each really is.

No link is followed where a file is sent (``edge.files``); one that stays in the archive is followed here.
"""

import os

import apsw

from gopherd.archive.ports import StoredFile, StoredPicture
from gopherd.errors import NotFound


def picture(db: apsw.Connection, root: str, number: int, extension: str) -> StoredPicture:
    """A picture's file, as ``Snapshot.picture``.

    Args:
        db: the index.
        root: the archive's folder.
        number: the picture's.
        extension: as its selector has it.

    Raises:
        NotFound: there is no such picture.
    """
    row = db.execute("SELECT path, extension FROM picture WHERE number=?", (number,)).fetchone()
    if row is None or row[1] != extension:
        raise NotFound(f"there is no picture {number}.{extension}")
    real = os.path.relpath(os.path.realpath(os.path.join(root, str(row[0]))), os.path.realpath(root))
    return StoredPicture(root, real, extension)


def own_file(root: str, name: str) -> StoredFile | None:
    """A file that the archive has of its own, as ``Snapshot.own_file``; ``None``: it has none.

    Args:
        root: the archive's folder.
        name: of a file at its root.
    """
    root = os.path.realpath(root)
    real = os.path.realpath(os.path.join(root, name))
    path = os.path.relpath(real, root)
    return StoredFile(root, path) if os.path.isfile(real) and not path.startswith("..") else None
