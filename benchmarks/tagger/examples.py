"""Questions of the estate as the tagger sees them, and the collection that they are asked of."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.estate.figures import read_figures
from benchmarks.estate.layout import Estate
from benchmarks.estate.questions import EstateQuestion, read_questions
from ingest.lexicon.places import Places
from rag.planning.naming import PlaceReader
from rag.question.constraints import PlaceFinder
from rag.tagging.gazetteer import Stretch
from rag.tagging.labels import Marked, labels_of
from rag.tagging.signs import ALL, Families, Seen, see

_UNHELD = 0.4
"""Of so many training questions the collection is taken to hold no place, so that names are also
learnt by what surrounds them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question of the estate, seen.

    Attributes:
        question: It.
        seen: Its tokens and signs.
        labels: The label of each token.
        gold: Its spans.
    """

    question: EstateQuestion
    seen: Seen
    labels: tuple[str, ...]
    gold: tuple[Marked, ...]

    @property
    def author(self) -> str:
        """Who wrote it."""
        return self.question.author

    @property
    def genre(self) -> str:
        """Of which reports it asks."""
        return self.question.genre


def reader_of(estate: Estate) -> PlaceReader:
    """Reads names of the places that the estate's reports are of."""
    documents, _ = read_figures(estate.figures)
    questions, _ = read_questions(estate.questions)
    names = {document.head.place for document in documents if document.head.place}
    names |= {region for question in questions for region in question.regions}
    rows = [("", "", name, 1) for name in sorted(names)]
    return PlaceReader(PlaceFinder(rows, Places.load()))


def examples(
    questions: Iterable[EstateQuestion],
    reader: PlaceReader,
    families: Families = ALL,
    seed: int | None = None,
) -> list[Example]:
    """Questions as the tagger sees them.

    Args:
        questions: They.
        reader: Reads the collection's places.
        families: Which signs are used.
        seed: For training: of which questions the collection holds no place; None for none.
    """
    chance = random.Random(seed)
    found = []
    for question in questions:
        hidden = seed is not None and chance.random() < _UNHELD
        held = () if hidden else reader.stretches(question.question)
        found.append(_example(question, held, families))
    return found


def _example(question: EstateQuestion, held: Sequence[Stretch], families: Families) -> Example:
    seen = see(question.question, held, families)
    gold = tuple(Marked(each.start, each.end, each.kind.value) for each in question.spans)
    return Example(question, seen, tuple(labels_of(seen.tokens, gold)), gold)


def of_language(found: Iterable[Example], language: str) -> Iterator[Example]:
    """Those in one language."""
    return (each for each in found if each.question.lang == language)
