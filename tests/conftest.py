from pathlib import Path

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="Rewrite the golden pages; read the difference before keeping it."
    )


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A folder with one article, for tests of what is put together; the rooms have papers of their own."""
    root = tmp_path / "paper"
    (root / "articles").mkdir(parents=True)
    (root / "gopherd.toml").write_text('[site]\ntitle = "Paper"\nlanguage = "en"\n')
    (root / "articles" / "a.md").write_text("---\nid: 1\ntitle: One\ndate: 2024-01-01\n---\nText.\n")
    return root
