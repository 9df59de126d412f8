"""Trains the models of the tagger with python-crfsuite."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pycrfsuite
import rjieba

from benchmarks.tagger.examples import Example, of_language
from rag.tagging.acts import signs_of_act
from rag.tagging.tagger import ACTS, FRAME, LANGUAGES
from rag.tagging.tokens import lowered

_SPANS = {"c1": 0.15, "c2": 0.02, "max_iterations": 80, "feature.minfreq": 3}
_ACT = {"c1": 0.1, "c2": 0.05, "max_iterations": 120, "feature.minfreq": 3}
"""Penalties (L1, L2), rounds, and how often a sign must occur; L1 keeps the files small."""
_LEAST_USES, _LEAST_AUTHORS = 3, 2


def train(found: Sequence[Example], folder: Path) -> None:
    """Trains on examples and writes ``zh.crf``, ``en.crf`` and ``act.crf``."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        own = of_language(found, language)
        rows = ((each.seen.signs, each.labels) for each in own)
        _fit(rows, _SPANS, folder / f"{language}.crf")
    acts = (([signs_of_act(each.seen, each.gold)], [each.question.plan.act]) for each in found)
    _fit(acts, _ACT, folder / f"{ACTS}.crf")
    (folder / FRAME).write_text("\n".join(frame_words(found)) + "\n", encoding="utf-8")


def frame_words(found: Sequence[Example]) -> list[str]:
    """Words outside all spans in questions of at least two authors, and thrice in all."""
    authors: dict[str, list[str]] = defaultdict(list)
    for each in found:
        for word in set(_outside(each)):
            authors[word].append(each.author)
    return sorted(
        word
        for word, by in authors.items()
        if len(by) >= _LEAST_USES and len(set(by)) >= _LEAST_AUTHORS
    )


def _outside(example: Example) -> Iterator[str]:
    view, at = lowered(example.seen.view), 0
    for start, end in [*((each.start, each.end) for each in example.gold), (len(view),) * 2]:
        piece, at = view[at:start], end
        if example.question.lang == "en":
            yield from re.findall("[a-z]+", piece)
        else:
            yield from (word for word in rjieba.cut(piece) if not word.isspace())


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
