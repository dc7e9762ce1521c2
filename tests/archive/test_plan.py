from gopherd.archive import location, schema
from gopherd.archive.plan import issues_of


def test_issues_come_by_path_and_line(paper):
    paper.raw("b.md", "---\ntitle: [\n---\n").write("a.md", status="odd").refresh()
    connection = schema.open_to_read(location.current(paper.folder), immutable=False)
    assert [(issue.path, issue.left_out) for issue in issues_of(connection)] == [("a.md", True), ("b.md", True)]
    connection.close()
