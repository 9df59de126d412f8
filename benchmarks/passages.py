"""``python -m benchmarks.passages ask|measure|train``: the order of the passages that are shown.

``ask`` keeps the signs of the passages that are found for every question with evidence, and which of
its quotes each holds; ``measure`` says how often the first three hold any and all of them, as the search
ranks and as the ranker does that has not seen the author; ``train`` writes the weights that ship.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.choices.asking import Watching
from benchmarks.confidence.asking import engines
from benchmarks.gauge.sets import available
from benchmarks.gauge.stores import opened
from rag.evaluation.evidence import EvidenceIndex
from rag.passage_ranker import FILE, passage_signs
from rag.tagging.tagger import Tagger
from vectorstore.embedding import load_embedder

_ESTATE = "estate"
_FIRST = 3
_STRENGTH = 0.1
"""Inverse of the penalty on weights (L2)."""
_DIGITS = 4

Row = dict[str, Any]


def main() -> None:
    """Asks, measures, or learns and writes."""
    parser = argparse.ArgumentParser(prog="benchmarks.passages", description=__doc__)
    parser.add_argument("what", choices=["ask", "measure", "train"])
    parser.add_argument("sets", nargs="*", default=[_ESTATE])
    parser.add_argument("--folder", type=Path, default=Path(".run/passages"))
    parser.add_argument("--taggers", type=Path, default=Path(".run/tagger/author"))
    parser.add_argument("--runs", type=Path, default=Path(".run/gauge"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    if options.what == "ask":
        _ask(options)
    elif options.what == "measure":
        _measure(options)
    else:
        weights = learn(_read(options.folder / f"{_ESTATE}.jsonl"))
        text = json.dumps({"weights": weights}, indent=1)
        (Path("rag") / FILE).write_text(text + "\n", encoding="utf-8")


def _ask(options: argparse.Namespace) -> None:
    embedder = load_embedder()
    options.folder.mkdir(parents=True, exist_ok=True)
    for chosen in available(Path(), options.shared):
        if chosen.name not in options.sets:
            continue
        taggers = {}
        if chosen.name == _ESTATE:
            taggers = {each.name: Tagger(each) for each in sorted(options.taggers.iterdir())}
        with (
            opened(chosen, options.runs / chosen.name, embedder) as store,
            (options.folder / f"{chosen.name}.jsonl").open("w", encoding="utf-8") as file,
        ):
            index, watching = EvidenceIndex(store), Watching()
            engine_of = engines(store, embedder, taggers)
            for question in chosen.load():
                watching.seen = None
                engine = engine_of(question.author, watching)
                engine.ask(question.question, history=question.history)
                asked = watching.seen
                if not question.evidence or asked is None:
                    continue
                located = [index.locate(each).passage_ids for each in question.evidence]
                holds = [
                    [each.passage.passage_id in ids for ids in located] for each in asked.passages
                ]
                row = {
                    "author": question.author,
                    "signs": passage_signs(asked, asked.passages),
                    "holds": holds,
                }
                file.write(json.dumps(row) + "\n")


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def learn(rows: Sequence[Row]) -> dict[str, float]:
    """Weights of signs, each in its own unit, by logistic regression over passages."""
    useful = [row for row in rows if any(map(any, row["holds"]))]
    names = sorted({name for row in useful for signs in row["signs"] for name in signs})
    table = np.array([_values(signs, names) for row in useful for signs in row["signs"]])
    holds = np.array([any(each) for row in useful for each in row["holds"]])
    spread = table.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=_STRENGTH, max_iter=3000).fit(
        (table - table.mean(axis=0)) / spread, holds
    )
    return {
        name: round(float(weight), _DIGITS)
        for name, weight in zip(names, model.coef_[0] / spread, strict=True)
    }


def _values(signs: dict[str, float], names: Sequence[str]) -> list[float]:
    return [signs.get(name, 0.0) for name in names]


def _measure(options: argparse.Namespace) -> None:
    own = _read(options.folder / f"{_ESTATE}.jsonl")
    ranked: list[list[list[bool]]] = []
    for author in sorted({row["author"] for row in own}):
        weights = learn([row for row in own if row["author"] != author])
        ranked += [_ordered(row, weights) for row in own if row["author"] == author]
    _print("estate, as the search ranks", [row["holds"] for row in own])
    _print("estate, each author left out", ranked)
    weights = learn(own)
    for name in options.sets:
        if name != _ESTATE:
            rows = _read(options.folder / f"{name}.jsonl")
            _print(f"{name}, as the search ranks", [row["holds"] for row in rows])
            _print(f"{name}, ranked", [_ordered(row, weights) for row in rows])


def _ordered(row: Row, weights: dict[str, float]) -> list[list[bool]]:
    scores = [
        sum(weights.get(name, 0.0) * value for name, value in signs.items())
        for signs in row["signs"]
    ]
    return [row["holds"][at] for at in sorted(range(len(scores)), key=lambda at: -scores[at])]


def _print(name: str, found: Sequence[Sequence[Sequence[bool]]]) -> None:
    first = [np.array(each[:_FIRST]).reshape(-1, max(map(len, each), default=1)) for each in found]
    some = sum(bool(each.any()) for each in first) / max(len(found), 1)
    every = sum(bool(each.any(axis=0).all()) and len(each) > 0 for each in first)
    print(f"{name:34} any {some:.3f}  all {every / max(len(found), 1):.3f}  of {len(found)}")


if __name__ == "__main__":
    main()
