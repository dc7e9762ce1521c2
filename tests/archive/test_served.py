import os

import pytest

from gopherd.archive import served
from gopherd.errors import NotFound
from gopherd.model.naming import number_of_path


def test_a_picture_is_where_it_lies_and_a_link_leads_to_it(paper, tmp_path):
    paper.raw("pictures/a.png", "x")
    os.symlink("a.png", os.path.join(paper.root, "pictures", "b.png"))
    reader = paper.write("a.md", "![A](pictures/a.png) ![B](pictures/b.png)").seen()
    rows = reader._db.execute("SELECT number, path FROM picture ORDER BY path").fetchall()
    paths = {served.picture(reader._db, paper.root, number, "png").path for number, _ in rows}
    assert paths == {"pictures/a.png"}
    with pytest.raises(NotFound):
        served.picture(reader._db, paper.root, rows[0][0], "gif")
    with pytest.raises(NotFound):
        served.picture(reader._db, paper.root, number_of_path("nothing"), "png")


def test_a_file_of_the_archives_own_stays_within_it(tmp_path):
    root, outside = tmp_path / "archive", tmp_path / "secret.txt"
    root.mkdir()
    outside.write_text("x")
    (root / "about.txt").write_text("x")
    (root / "robots.txt").symlink_to(outside)
    found = served.own_file(str(root), "about.txt")
    assert (found.root, found.path) == (os.path.realpath(root), "about.txt")
    assert served.own_file(str(root), "robots.txt") is None
    assert served.own_file(str(root), "caps.txt") is None
