import inspect

import pytest

from gopherd.archive.opening import IndexedArchive
from gopherd.archive.ports import Archive, Snapshot
from gopherd.archive.reader import Reader


def promised(port):
    return sorted(name for name in vars(port) if not name.startswith("_"))


@pytest.mark.parametrize(("port", "kept_by"), [(Snapshot, Reader), (Archive, IndexedArchive)])
def test_every_promise_is_kept_and_written_down(paper, port, kept_by):
    archive = paper.write("a.md").seen() if kept_by is Reader else kept_by(paper.folder, paper.root)
    for name in promised(port):
        assert inspect.getdoc(inspect.getattr_static(port, name))
        assert hasattr(archive, name)
