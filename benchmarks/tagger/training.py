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
from rag.tagging.labels import spans_of
from rag.tagging.tagger import ACTS, FRAME, LANGUAGES
from rag.tagging.tokens import lowered

_SPANS = {"c1": 0.18, "c2": 0.02, "max_iterations": 80, "feature.minfreq": 3}
_ROUGH = {**_SPANS, "max_iterations": 40}
_ACT = {"c1": 0.2, "c2": 0.05, "max_iterations": 100, "feature.minfreq": 5}
"""Penalties (L1, L2), rounds, and how often a sign must occur; L1 keeps the files small."""
_LEAST_USES, _LEAST_AUTHORS = 3, 2

Row = tuple[Sequence[Sequence[str]], Sequence[str]]
"""The signs and the label of each token of a question."""


def train(found: Sequence[Example], folder: Path) -> None:
    """Trains on examples and writes ``zh.crf``, ``en.crf``, ``act.crf`` and ``frame.txt``.

    Models that lie in the folder already are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        _fit_spans(found, language, _SPANS, folder / f"{language}.crf")
    if not (folder / f"{ACTS}.crf").exists():
        _fit(_acts(found, folder / "inner"), _ACT, folder / f"{ACTS}.crf")
    (folder / FRAME).write_text("\n".join(frame_words(found)) + "\n", encoding="utf-8")


def _fit_spans(
    found: Iterable[Example], language: str, settings: dict[str, float], path: Path
) -> None:
    if not path.exists():
        rows = ((each.seen.signs, each.labels) for each in of_language(found, language))
        _fit(rows, settings, path)


def _acts(found: Sequence[Example], folder: Path) -> Iterator[Row]:
    """Every question twice: with its own spans, and with those of a model that has not seen it.

    On authors left out this tells .02 to .03 more acts right than own spans alone, since the spans
    that an act is told from later are a model's. Each half of the authors is marked by a model of
    the other half.
    """
    authors = sorted({each.author for each in found})
    for half in (authors[::2], authors[1::2]):
        rest = [each for each in found if each.author not in half]
        own = [each for each in found if each.author in half]
        for language in LANGUAGES:
            name = f"{language}-{'-'.join(half)}.crf"
            yield from _acts_of(rest, own, language, folder / name)


def _acts_of(
    rest: Sequence[Example], own: Sequence[Example], language: str, path: Path
) -> Iterator[Row]:
    path.parent.mkdir(exist_ok=True)
    _fit_spans(rest, language, _ROUGH, path)
    tagger = pycrfsuite.Tagger()
    tagger.open(str(path))
    for each in of_language(own, language):
        said = spans_of(each.seen.tokens, tagger.tag(each.seen.signs))
        for spans in (each.gold, said):
            yield [signs_of_act(each.seen, spans)], [each.question.plan.act]


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
    rows: Iterable[Row],
    settings: dict[str, float],
    path: Path,
) -> None:
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    for signs, labels in rows:
        trainer.append(signs, labels)
    trainer.set_params(settings)
    trainer.train(str(path))
