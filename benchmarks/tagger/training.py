"""Trains the models of the tagger with python-crfsuite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pycrfsuite

from benchmarks.tagger.examples import Example, of_language
from rag.tagging.acts import signs_of_act
from rag.tagging.tagger import ACTS, LANGUAGES

_SPANS = {"c1": 0.1, "c2": 0.02, "max_iterations": 90, "feature.minfreq": 2}
_ACT = {"c1": 0.05, "c2": 0.05, "max_iterations": 120, "feature.minfreq": 2}
"""Penalties (L1, L2), rounds, and how often a sign must occur; L1 keeps the files small."""


def train(found: Sequence[Example], folder: Path) -> None:
    """Trains on examples and writes ``zh.crf``, ``en.crf`` and ``act.crf``."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        own = of_language(found, language)
        rows = ((each.seen.signs, each.labels) for each in own)
        _fit(rows, _SPANS, folder / f"{language}.crf")
    acts = (([signs_of_act(each.seen, each.gold)], [each.question.plan.act]) for each in found)
    _fit(acts, _ACT, folder / f"{ACTS}.crf")


def _fit(
    rows: Iterable[tuple[Sequence[Sequence[str]], Sequence[str]]],
    settings: dict[str, float],
    path: Path,
) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for signs, labels in rows:
        trainer.append(signs, labels)
    trainer.set_params(settings)
    trainer.train(str(path))
