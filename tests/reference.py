"""The reference article, cut into its parts at test time: none of its text is kept in the project.

``../shared/seed/article-as-seen.txt`` is a screen of a Gopher client; ``README.md`` beside it says how a screen and a
menu correspond.
"""

import os
import re
from pathlib import Path

import pytest
from attrs import frozen

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("GOPHERD_SHARED") or ROOT.parent / "shared")

NUMBER = 5833083
SLUG = "Ukraine-Konflikt"


def shared(name: str) -> Path:
    """A folder or file of the shared material; the test is skipped, and says so, when it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not here; set GOPHERD_SHARED to where the shared material lies")
    return path


def menu_as_seen(menu: bytes) -> str:
    """What a client of the lynx family shows of a menu, by the table in the seed's README."""
    assert menu.endswith(b"\r\n.\r\n")
    seen = []
    for place, line in enumerate(menu.decode("utf-8").split("\r\n")[:-2]):
        text = line[1:].split("\t")[0]
        match line[0]:
            case "i":
                seen.append(text if place == 0 else f"       {text}")
            case "I":
                seen.append(f" (IMG) {text}")
            case "1":
                seen.append(f" (DIR) {text}")
            case other:
                raise AssertionError(f"unexpected item type {other!r}")
    return "\n".join(seen)


@frozen
class Reference:
    """The parts of the reference article."""

    site: str
    kicker: str
    title: str
    lede: str
    caption: str
    paragraphs: tuple[str, ...]
    date: str
    links: tuple[str, ...]
    tags: tuple[str, ...]
    related: tuple[tuple[str, str, str], ...]
    """Kicker, title and teaser of each related article."""

    @classmethod
    def read(cls, seen: str) -> "Reference":
        """Cut the screen into blocks at its empty lines, and name them."""
        blocks = [block.split("\n") for block in re.split(r"\n {7}\n", seen.rstrip("\n"))]
        site, headline = re.fullmatch(r"# (.*?) -- (.*)", blocks[0][0]).groups()
        kicker, title = headline.split(": ", 1)
        heads = [place for place, block in enumerate(blocks) if block[0].startswith("       ## ")]
        links, tags, related = heads
        entries = blocks[related + 1 :]
        return cls(
            site=site,
            kicker=kicker,
            title=title,
            lede=_joined(blocks[1], "       > "),
            caption=blocks[2][0].removeprefix(" (IMG) Bild: "),
            paragraphs=tuple(_joined(block, "       ") for block in blocks[3 : links - 1]),
            date=blocks[links - 1][0].strip(),
            links=tuple(line.split("] ", 1)[1] for line in blocks[links + 1]),
            tags=tuple(line.removeprefix(" (DIR) ") for line in blocks[tags + 1]),
            related=tuple(
                (*item[0].removeprefix(" (DIR) ").split(": ", 1), _joined(teaser, "       "))
                for item, teaser in zip(entries[::2], entries[1::2], strict=True)
            ),
        )

    def write_archive(self, root: Path) -> None:
        """An archive that holds the article's parts in article files, as an editor would have written them."""
        articles = root / "articles"
        articles.mkdir(parents=True)
        (root / "media").mkdir()
        (root / "media" / "soldat.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        (root / "gopherd.toml").write_text(
            f'[site]\ntitle = "{self.site}"\nlanguage = "de"\ntimezone = "Europe/Berlin"\n[layout]\nstyle = "taz"\n'
        )
        own, leading = self.tags[: -len(self.related)], self.tags[-len(self.related) :]
        numbers = [5900001 + place for place in range(len(self.related))]
        for number, tag, (kicker, title, lede) in zip(numbers, leading, self.related, strict=True):
            _write(articles / f"{number}.md", id=number, kicker=kicker, title=title, lede=lede, tags=[tag])
        for path in self.links:
            slug, number = path.strip("/").split("/!")
            _write(articles / f"{slug}.md", id=int(number), kicker=slug.replace("-", " "), title="Ein Artikel")
        text = "\n\n".join(self.paragraphs)
        for number, path in enumerate(self.links, 1):
            text = re.sub(rf"\[{number}\]\[([^\]]*)\]", lambda found, path=path: f"[{found[1]}]({path})", text)
        _write(
            articles / "truppen.md", text, id=NUMBER, kicker=self.kicker, title=self.title, lede=self.lede,
            date="2022-02-02T16:02:00+01:00", tags=list(own), related=numbers,
            image={"src": "soldat.png", "caption": self.caption},
        )  # fmt: skip


def _joined(lines: list[str], indent: str) -> str:
    return " ".join(line.removeprefix(indent) for line in lines)


def _write(path: Path, text: str = "Ein Satz.", **fields: object) -> None:
    import json

    fields.setdefault("date", "2022-02-01")
    head = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in fields.items())
    path.write_text(f"---\n{head}\n---\n\n{text}\n", encoding="utf-8")
