"""The English of law-based-government reports, and the Chinese words it stands for.

``glossary.csv`` was written for this project. A row lists English phrases for one thing and the
Chinese terms that say it, each with words that say the same.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.lexicon.english_words import WORD, stem_of


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """What an English phrase is in Chinese.

    Attributes:
        english: The phrase, lower case, one form of it.
        terms: Chinese terms, each with the words that say the same; the commonest first.
        unit: What one counts them in (``件``); empty where they are not counted.
    """

    english: str
    terms: tuple[tuple[str, ...], ...]
    unit: str


class Glossary:
    """Finds the phrases of a glossary in a row of English words.

    Args:
        entries: The phrases.
    """

    def __init__(self, entries: Iterable[GlossaryEntry]) -> None:
        self._by_stems: dict[tuple[str, ...], list[GlossaryEntry]] = defaultdict(list)
        for entry in entries:
            words = _words(entry.english)
            self._by_stems[tuple(stem_of(word) for word in words)].append(entry)
        self._longest = max(map(len, self._by_stems), default=0)

    @classmethod
    def load(cls) -> Glossary:
        """The glossary of the genre; read once a process."""
        return _load()

    def match(self, words: Sequence[str]) -> tuple[GlossaryEntry, int] | None:
        """The longest phrase that a row of words begins with, and how many words it takes.

        Among phrases whose words differ only in form (``train``, ``training``) the one that is
        spelled most alike counts.
        """
        stems = tuple(stem_of(word) for word in words[: self._longest])
        for length in range(len(stems), 0, -1):
            entries = self._by_stems.get(stems[:length])
            if entries:
                written = [word.lower() for word in words[:length]]
                return max(entries, key=lambda entry: _alike(entry, written)), length
        return None


def _words(phrase: str) -> list[str]:
    """The words of a phrase without articles, which questions use as they like."""
    return [word for word in WORD.findall(phrase) if word not in _ARTICLES]


_ARTICLES = frozenset({"a", "an", "the"})


def _alike(entry: GlossaryEntry, written: Sequence[str]) -> int:
    own = _words(entry.english)
    return sum(one == other for one, other in zip(own, written, strict=True))


@lru_cache(maxsize=1)
def _load() -> Glossary:
    table = resources.files("ingest.lexicon").joinpath("glossary.csv").read_text(encoding="utf-8")
    lines = [line for line in table.splitlines() if not line.startswith("#")]
    return Glossary(
        GlossaryEntry(
            english, tuple(tuple(term.split("|")) for term in row["chinese"].split()), row["unit"]
        )
        for row in csv.DictReader(lines)
        for english in row["english"].split(";")
    )
