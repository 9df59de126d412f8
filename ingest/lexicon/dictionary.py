"""A general English–Chinese word list, for what the glossary lacks.

``dictionary.txt`` is adapted from CC-CEDICT by :mod:`ingest.lexicon.build_dictionary` and, unlike
the code, under Creative Commons Attribution-ShareAlike 4.0.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ingest.lexicon.english_words import stem_of

_LONGEST = 3
_OPENING = 2
"""Letters that a word shares with its stem."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an English word or short phrase can be in Chinese.

    Attributes:
        english: The word as listed.
        nouns: Nouns and other words, the commonest meaning first.
        verbs: Verbs, likewise.
    """

    english: str
    nouns: tuple[str, ...]
    verbs: tuple[str, ...]


class Dictionary:
    """Looks English words up.

    Args:
        lines: ``english``, nouns and verbs, parted by tabs; Chinese words parted by blanks.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        # Stems of all words take a third of a second; those that begin like a question's do not.
        self._by_opening: dict[str, list[str]] = defaultdict(list)
        for line in lines:
            self._by_opening[line[:_OPENING]].append(line)
        self._read: dict[str, dict[tuple[str, ...], list[str]]] = {}

    @classmethod
    def load(cls) -> Dictionary:
        """The word list; read once a process."""
        return _load()

    def match(self, words: Sequence[str]) -> tuple[Meaning, int] | None:
        """The longest entry that a row of words begins with, and how many words it takes."""
        stems = tuple(stem_of(word) for word in words[:_LONGEST])
        for length in range(len(stems), 0, -1):
            lines = self._beginning_like(stems[0]).get(stems[:length])
            if lines:
                written = " ".join(words[:length]).lower()
                return _joined(sorted(lines, key=lambda line: not _is(line, written))), length
        return None

    def knows(self, word: str) -> bool:
        """Whether a single word is listed in some form."""
        return (stem_of(word),) in self._beginning_like(stem_of(word))

    def _beginning_like(self, first: str) -> dict[tuple[str, ...], list[str]]:
        opening = first[:_OPENING]
        if opening not in self._read:
            found: dict[tuple[str, ...], list[str]] = defaultdict(list)
            for line in self._by_opening.get(opening, ()):
                found[tuple(map(stem_of, line[: line.index("\t")].split()))].append(line)
            self._read[opening] = dict(found)
        return self._read[opening]


def _is(line: str, written: str) -> bool:
    return line.startswith(written + "\t")


def _joined(lines: Sequence[str]) -> Meaning:
    rows = [line.split("\t") for line in lines]
    nouns, verbs = (
        tuple(dict.fromkeys(word for row in rows for word in row[column].split()))
        for column in (1, 2)
    )
    return Meaning(rows[0][0], nouns, verbs)


@lru_cache(maxsize=1)
def _load() -> Dictionary:
    file = resources.files("ingest.lexicon").joinpath("dictionary.txt")
    lines = file.read_text(encoding="utf-8").splitlines()
    return Dictionary(line for line in lines if line and not line.startswith("#"))
