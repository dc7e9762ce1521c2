import apsw
import pytest

from gopherd.archive import schema
from gopherd.errors import ArchiveUnavailable


@pytest.fixture
def index(tmp_path):
    path = str(tmp_path / "a %?#ä.sqlite")
    schema.create(path).close()
    return path


def test_values_about_the_whole_index(index):
    connection = schema.open_to_write(index)
    assert schema.meta(connection, "site") is None
    for value in ({"a": ["ä", 1, None]}, "text", 0):
        schema.set_meta(connection, "site", value)
        assert schema.meta(connection, "site") == value


@pytest.mark.parametrize("immutable", [False, True])
def test_a_reader_cannot_write(index, immutable):
    connection = schema.open_to_read(index, immutable=immutable)
    assert schema.version_of(connection) == schema.VERSION
    with pytest.raises(apsw.ReadOnlyError):
        connection.execute("DELETE FROM article")


def test_every_setting_of_a_connection_holds(tmp_path, index):
    def settings(connection, *names):
        return [connection.execute(f"PRAGMA {name}").get for name in names]

    assert settings(schema.open_to_read(index, immutable=False), "cache_size", "query_only") == [-4096, 1]
    assert settings(schema.open_to_write(index), "journal_mode", "synchronous") == ["wal", 1]
    assert settings(schema.open_to_write(index, is_draft=True), "synchronous") == [0]
    made = schema.create(str(tmp_path / "new"))
    assert settings(made, "journal_mode", "synchronous", "cache_size") == ["off", 0, -262144]


def test_another_version_is_refused_with_both_numbers(index):
    apsw.Connection(index).execute("PRAGMA user_version=99")
    with pytest.raises(ArchiveUnavailable, match=f"version 99, this gopherd reads version {schema.VERSION}"):
        schema.open_to_read(index, immutable=False)


@pytest.mark.parametrize("content", [None, b"no database", b"SQLite format 3\x00 torn"])
def test_what_is_no_index_is_refused(tmp_path, content):
    path = tmp_path / "x.sqlite"
    if content is not None:
        path.write_bytes(content * 100)
    with pytest.raises(ArchiveUnavailable, match=r"x\.sqlite"):
        schema.open_to_read(str(path), immutable=False)


def test_an_index_is_not_made_by_opening_it(tmp_path):
    with pytest.raises(apsw.CantOpenError):
        schema.open_to_write(str(tmp_path / "none.sqlite"))


def test_the_end_of_the_next_embargo_is_found_without_reading_every_article(tmp_path):
    connection = schema.create(str(tmp_path / "index.sqlite"))
    for sql, used in (
        ("SELECT min(published) FROM entry WHERE list=0 AND published > 5", "PRIMARY KEY (list=? AND published>?)"),
        ("SELECT min(published) FROM article WHERE NOT listed AND published > 5", "article_unlisted"),
    ):
        assert used in str(connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
    connection.close()
