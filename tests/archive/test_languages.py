from gopherd.archive import schema
from gopherd.archive.languages import spoken


def test_each_is_named_once(tmp_path):
    db = schema.create(str(tmp_path / "index"))
    assert spoken(db) == []
    for number, language in enumerate(["de", "en", "de", "nds"]):
        row = (number, 0, 1, "s", "", "t", None, language, ";;;", b"", 0, 0)
        db.execute(f"INSERT INTO article VALUES({','.join('?' * len(row))})", row)
    assert spoken(db) == ["de", "en", "nds"]
