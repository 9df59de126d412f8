"""Learns how sure an answer is, and says what would come of questions under a model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import boosting
from benchmarks.boosting import learn_trees
from benchmarks.confidence.asking import AskedQuestion, Labelled
from rag.confidence.model import Sureness

THRESHOLD = 0.75
"""The chance from which on an answer is claimed.

By the cost alone (2 × wrong + 1 × refused) nearly everything would be shown, as passages that are shown
cost nothing where they help; readers want answers. So that on authors left out nine of ten questions that
have no answer get none (.929; .893 at .7), and one of thirty gets a wrong claim (.035).
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a question under a model."""

    question: AskedQuestion
    verdict: str
    is_shown: bool


def learn(questions: Iterable[AskedQuestion], threshold: float = THRESHOLD) -> Sureness:
    """A model of the candidates of questions."""
    answers = [each for asked in questions for each in asked.candidates if each.claimed]
    trees = learn_trees(
        [each.signs for each in answers], [each.claimed == "right" for each in answers]
    )
    return Sureness(trees, threshold)


def as_json(model: Sureness) -> dict[str, Any]:
    """The model as ``trees.json`` has it."""
    return {**boosting.as_json(model.trees), "threshold": model.threshold}


def left_out(questions: Sequence[AskedQuestion], threshold: float) -> Iterator[Outcome]:
    """What comes of every question under a model that has not seen its author."""
    for author in sorted({each.author for each in questions}):
        model = learn((each for each in questions if each.author != author), threshold)
        yield from outcomes((each for each in questions if each.author == author), model)


def outcomes(questions: Iterable[AskedQuestion], model: Sureness) -> Iterator[Outcome]:
    """What comes of questions under a model."""
    for each in questions:
        if not each.candidates:
            yield Outcome(each, each.fixed, each.status == "shown")
            continue
        best, chance = _best(each.candidates, model)
        claims = bool(best.claimed) and chance >= model.threshold
        yield Outcome(each, best.claimed if claims else best.shown, not claims)


def _best(candidates: Sequence[Labelled], model: Sureness) -> tuple[Labelled, float]:
    answers = [(each, model.trees.chance(each.signs)) for each in candidates if each.claimed]
    return max(answers, key=lambda pair: pair[1]) if answers else (candidates[0], 0.0)


def shares(found: Iterable[Outcome]) -> dict[str, float]:
    """``questions``, and the shares that are right, wrong, refused and shown."""
    told = list(found)
    counts = Counter(each.verdict for each in told)
    total = max(len(told), 1)
    return {
        "questions": len(told),
        **{verdict: counts[verdict] / total for verdict in ("right", "wrong", "refused")},
        "shown": sum(each.is_shown for each in told) / total,
    }
