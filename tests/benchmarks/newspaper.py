"""A newspaper's archive of any size: ``python -m tests.benchmarks.newspaper FOLDER --articles N --seed S``.

The same seed and number make the same bytes, on any number of processor cores. An article is about 3 KB of German-like
text below a head in YAML, with a section (one of eight), two to five tags (Zipf; four times the root of the number of
articles), one or two authors and a date within twenty years; one in four links to others. A folder holds at most a
thousand files.
"""

import argparse
import itertools
import math
import multiprocessing
import os
import random
import time
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from tests.benchmarks.german import German

SECTIONS = ("Politik", "Wirtschaft", "Ökologie", "Gesellschaft", "Kultur", "Sport", "Berlin", "Wahrheit")
FIRST_NUMBER = 1_000_000
FOLDER_FILES = 1000
_DAYS = 20 * 365
_PARAGRAPHS = (2, 2, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 6, 6, 8, 8, 12)
"""Of an article; each as likely as the others."""
_END = datetime(2025, 12, 31, tzinfo=timezone(timedelta(hours=1)))


class Newspaper:
    """What all articles of an archive draw from.

    Args:
        articles: how many there will be.
        seed: what makes it this archive.
    """

    def __init__(self, articles: int, seed: int) -> None:
        self._articles = articles
        self._seed = seed
        self._german = German(seed, sentences=min(150_000, 20_000 + articles))
        dice = random.Random(seed + 1)
        root = math.isqrt(articles)
        self._tags = self._german.names(dice, max(40, min(4000, 4 * root)))
        self._tag_weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(self._tags))))
        self._authors = self._german.names(dice, max(10, min(1200, root)), words=2)
        self._kickers = self._german.names(dice, max(100, min(20_000, 10 * root)))

    def write_folder(self, root: Path, folder: int) -> int:
        """Write one folder's articles.

        Args:
            root: the archive's folder.
            folder: its number; it has a source of chance of its own, so that the order of folders does not matter.

        Returns:
            Bytes written.
        """
        dice = random.Random(self._seed * 1_000_003 + folder)
        path = root / "articles" / f"{folder:04}"
        path.mkdir(parents=True, exist_ok=True)
        written = 0
        for place in range(folder * FOLDER_FILES, min(self._articles, (folder + 1) * FOLDER_FILES)):
            data = self._article(dice, place).encode()
            descriptor = os.open(f"{path}/{FIRST_NUMBER + place}.md", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.write(descriptor, data)
            os.close(descriptor)
            written += len(data)
        return written

    def _article(self, dice: random.Random, place: int) -> str:
        german, roll = self._german, dice.random
        # Later numbers are later articles, but not strictly: a newspaper's are not either.
        days = min(_DAYS, _DAYS * (place + roll() * 50) / (self._articles + 50))
        at = _END - timedelta(days=round(_DAYS - days), minutes=int(roll() * 1440))
        tags = dict.fromkeys(dice.choices(self._tags, cum_weights=self._tag_weights, k=2 + int(roll() * 4)))
        authors = dict.fromkeys(self._authors[int(roll() * len(self._authors))] for _ in range(1 + int(roll() * 2)))
        head = (
            f"---\nid: {FIRST_NUMBER + place}\n"
            f'kicker: "{self._kickers[int(roll() * len(self._kickers))]}"\n'
            f'title: "{german.title(dice)}"\n'
            f'lede: "{german.text(dice, 1 + int(roll() * 2))}"\n'
            f"date: {at.isoformat()}\nsection: {SECTIONS[int(roll() * len(SECTIONS))]}\n"
            f"tags: [{', '.join(tags)}]\nauthors: [{', '.join(authors)}]\n---\n"
        )
        return "\n\n".join((head, *self._body(dice, place))) + "\n"

    def _body(self, dice: random.Random, place: int) -> list[str]:
        german, roll = self._german, dice.random
        paragraphs = _PARAGRAPHS[int(roll() * len(_PARAGRAPHS))]
        blocks = [german.text(dice, 3 + int(roll() * 5)) for _ in range(paragraphs)]
        if roll() < 0.25:
            for _ in range(1 + int(roll() * 3)):
                other = FIRST_NUMBER + int(roll() * (place + 1))
                blocks[int(roll() * len(blocks))] += f" Dazu: [{german.title(dice)}](!{other})."
        if roll() < 0.3:
            blocks.insert(len(blocks) // 2, f"## {german.title(dice)}")
        if roll() < 0.1:
            blocks.insert(1, f"> {german.title(dice)}.")
        if roll() < 0.05:
            blocks.append("\n".join(f"- {german.title(dice)}" for _ in range(3 + int(roll() * 4))))
        return blocks


def make(root: Path, articles: int, seed: int = 1) -> int:
    """Write an archive.

    Args:
        root: its folder; made if there is none, files of the same names are written over.
        articles: how many.
        seed: see above.

    Returns:
        Bytes of Markdown.
    """
    root.mkdir(parents=True, exist_ok=True)
    sections = "".join(f'\n[[sections]]\nname = "{name}"\n' for name in SECTIONS)
    site = '[site]\ntitle = "Das Messblatt"\nlanguage = "de"\ntimezone = "Europe/Berlin"\n'
    (root / "gopherd.toml").write_text(site + sections, encoding="utf-8")
    folders = range(-(-articles // FOLDER_FILES))
    _newspaper(articles, seed)  # made once; the processes inherit it
    with multiprocessing.get_context("fork").Pool(min(len(folders), os.cpu_count() or 1) or 1) as pool:
        return sum(pool.starmap(_write_folder, [(root, articles, seed, folder) for folder in folders], chunksize=1))


@cache
def _newspaper(articles: int, seed: int) -> Newspaper:
    return Newspaper(articles, seed)


def _write_folder(root: Path, articles: int, seed: int, folder: int) -> int:
    return _newspaper(articles, seed).write_folder(root, folder)


def main() -> None:
    """Make an archive and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    start = time.perf_counter()
    size = make(arguments.folder, arguments.articles, arguments.seed)
    taken = time.perf_counter() - start
    print(
        f"{arguments.articles:,} articles, {size / 1e6:,.1f} MB, {size / max(1, arguments.articles):,.0f} bytes each, "
        f"in {taken:.1f} s: {arguments.articles / taken:,.0f} files/s"
    )


if __name__ == "__main__":
    main()
