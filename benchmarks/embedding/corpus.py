"""The training text: news articles, one a line, cut into sentences."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterator
from pathlib import Path

_HEAD = re.compile(r"^[^\uff0c]{0,25}\uff0c正文\uff1a")  # the crawler's date stamp
_SENTENCE = re.compile(r"[^。\uff01\uff1f!?\uff1b;]+[。\uff01\uff1f!?\uff1b;”]*")
_SHORTEST_SENTENCE = 6
_FEWEST_SENTENCES = 3
HELD_OUT_EVERY = 64
"""Every 64th article is never trained on, and serves to measure."""


def read_articles(path: Path) -> Iterator[str]:
    """Articles of a text file with one article a line, plain or ``.xz``, without date stamps."""
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield _HEAD.sub("", line.rstrip("\n"))


def training_articles(path: Path) -> Iterator[str]:
    """The articles that are trained on."""
    for number, article in enumerate(read_articles(path), 1):
        if number % HELD_OUT_EVERY:
            yield article


def held_out_articles(path: Path) -> Iterator[str]:
    """The articles that are kept for measuring."""
    for number, article in enumerate(read_articles(path), 1):
        if number % HELD_OUT_EVERY == 0:
            yield article


def sentences(article: str) -> list[str]:
    """Sentences of an article; empty for one that is too short to learn from."""
    found = [each for each in _SENTENCE.findall(article) if len(each) >= _SHORTEST_SENTENCE]
    return found if len(found) >= _FEWEST_SENTENCES else []
