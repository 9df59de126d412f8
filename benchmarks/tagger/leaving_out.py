"""Taggers that are trained without an author or a genre, and what they say of its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.estate.questions import EstateQuestion
from benchmarks.estate.splits import leave_one_author_out, leave_one_genre_out
from benchmarks.tagger.examples import examples
from benchmarks.tagger.scores import Pair
from benchmarks.tagger.training import train
from rag.planning.naming import PlaceReader
from rag.tagging.signs import ALL, Families
from rag.tagging.tagger import ACTS, Tagger

SPLITS: dict[
    str,
    Callable[
        [Sequence[EstateQuestion]],
        Iterator[tuple[str, list[EstateQuestion], list[EstateQuestion]]],
    ],
] = {"author": leave_one_author_out, "genre": leave_one_genre_out}


def folds(
    questions: Sequence[EstateQuestion],
    reader: PlaceReader,
    folder: Path,
    by: str = "author",
    seed: int = 1,
    families: Families = ALL,
    only: Sequence[str] = (),
) -> Iterator[tuple[str, Tagger, list[EstateQuestion]]]:
    """``(name, tagger, held)`` for each slice; taggers that lie in the folder are used again.

    Args:
        questions: All.
        reader: Reads the collection's places.
        folder: Where the taggers are kept.
        by: ``author`` or ``genre``.
        seed: For training.
        families: Which signs are used.
        only: These slices; all where none is given.
    """
    for name, rest, held in SPLITS[by](questions):
        if only and name not in only:
            continue
        own = folder / name
        if not (own / f"{ACTS}.crf").exists():
            train(examples(rest, reader, families, seed), own)
        yield name, Tagger(own, families), held


def tag_all(
    tagger: Tagger, questions: Sequence[EstateQuestion], reader: PlaceReader
) -> Iterator[Pair]:
    """What a tagger says of questions."""
    for question in questions:
        yield question, tagger.tag(question.question, reader.stretches(question.question))
