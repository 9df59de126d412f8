"""From the signs of a drafted answer to the chance that it is right: a small learnt model.

As ``python -m benchmarks.confidence train`` writes it; data, quality and limits stand on the card in
``model/``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from rag.answers.draft import Outcome, Verdict
from rag.confidence.signs import Asked, Candidate, signs_of
from rag.trees import Trees

FILE = "trees.json"


LEAST_TO_CONCLUDE = 0.2
"""How likely what draws a conclusion must be, for that to be said, under a condition."""


class Surest(NamedTuple):
    """The likeliest of what may be answered.

    Attributes:
        candidate: It.
        chance: How likely it is right, 0 to 1; 0 where nothing is answered.
        is_sure: Whether that is enough to claim it.
        others: What else may be answered, likeliest first.
        chances: How likely each of these is, as far as that was told.
    """

    candidate: Candidate
    chance: float
    is_sure: bool
    others: tuple[Candidate, ...] = ()
    chances: tuple[float, ...] = ()

    def concluding(self) -> Surest:
        """The same, where nothing is sure led by what draws a conclusion, if anything does.

        A number of reports, an order or a difference tells a reader more than the likeliest quote, as
        long as it is said under a condition.
        """
        if self.is_sure:
            return self
        if _concludes(self.candidate):
            return self if self.chance >= LEAST_TO_CONCLUDE else self._without_conclusion()
        for each, chance in zip(self.others, self.chances, strict=False):
            if _concludes(each) and chance >= LEAST_TO_CONCLUDE:
                rest = (other for other in self.others if other is not each)
                return self._replace(candidate=each, others=(self.candidate, *rest))
        return self

    def _without_conclusion(self) -> Surest:
        verdict = self.candidate.draft.verdict
        told = None
        if verdict is not None and verdict.outcome is Outcome.MATCHES:
            told = Verdict(Outcome.SPEAKING, verdict.places, verdict.count)
        draft = replace(self.candidate.draft, verdict=told, total="", mean="")
        return self._replace(candidate=replace(self.candidate, draft=draft))


def _concludes(candidate: Candidate) -> bool:
    draft = candidate.draft
    return draft.reason is None and (
        bool(draft.total or draft.mean)
        or (draft.verdict is not None and draft.verdict.outcome is not Outcome.STATED)
    )


@dataclass(frozen=True)
class Sureness:
    """From which chance on an answer is claimed.

    Attributes:
        trees: Tell the chance that an answer is right.
        threshold: The chance from which on it is claimed.
    """

    trees: Trees
    threshold: float

    @classmethod
    def parse(cls, written: Mapping[str, Any]) -> Sureness:
        """Reads a model as ``trees.json`` has it."""
        return cls(Trees.parse(written), float(written["threshold"]))


class Confidence:
    """Tells how sure drafted answers are.

    Args:
        sureness: What it was taught.
    """

    def __init__(self, sureness: Sureness) -> None:
        self._sureness = sureness

    @classmethod
    def shipped(cls) -> Confidence:
        """The one that comes with Yiju."""
        return cls(load_sureness())

    def surest(self, asked: Asked, candidates: Sequence[Candidate]) -> Surest:
        """The likeliest of what may be answered; the first where nothing is.

        Args:
            asked: The question and the search beneath.
            candidates: At least one; those that abstain are no answers.
        """
        answers = [each for each in candidates if each.draft.reason is None]
        if not answers:
            return Surest(candidates[0], 0.0, is_sure=False)
        signs = [
            signs_of(asked, each, [other for other in candidates if other is not each])
            for each in answers
        ]
        chances = self._sureness.trees.chances(signs).tolist()
        first, *rest = sorted(range(len(answers)), key=lambda at: -chances[at])
        return Surest(
            answers[first],
            chances[first],
            chances[first] >= self._sureness.threshold,
            tuple(answers[at] for at in rest),
            tuple(chances[at] for at in rest),
        )


@cache
def load_sureness() -> Sureness:
    """The model that comes with Yiju."""
    text = resources.files("rag.confidence").joinpath("model", FILE).read_text("utf-8")
    return Sureness.parse(json.loads(text))
