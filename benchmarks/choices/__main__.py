"""``python -m benchmarks.choices ask|measure|train figures|sentences``: which are those asked for.

``ask`` keeps the signs of all that is in reach of every question of the estate and of the strangers' sets
(``--only`` an author, to ask in several processes), the estate's with taggers that have not seen the author; ``measure`` says how often the
likeliest is gold, with models that have not seen the author, and keeps those models; ``train`` writes
what ships.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from benchmarks.boosting import as_json, learn_trees
from benchmarks.choices.asking import (
    AskedChoice,
    ask_all,
    read,
    write,
)
from benchmarks.confidence.asking import engines
from benchmarks.gauge.sets import available
from benchmarks.gauge.stores import opened
from rag.figure_choice.chooser import FILE
from rag.tagging.tagger import Tagger
from rag.trees import Signs, Trees
from vectorstore.embedding import load_embedder

_ESTATE = "estate"
_MODELS = {
    "figures": Path("rag/figure_choice/model"),
    "sentences": Path("rag/sentence_choice/model"),
}
_OTHERS = 40
"""What is not gold, of each slot, that is learnt from."""
_HARD = 12
"""The likeliest of these, as a first model has it, and as many others."""
_SEED = 20261130
_TREES = 300


def main() -> None:
    """Asks, measures, or learns and writes."""
    parser = argparse.ArgumentParser(prog="benchmarks.choices", description=__doc__)
    parser.add_argument("what", choices=["ask", "measure", "train"])
    parser.add_argument("of", choices=[*sorted(_MODELS), "all"], help="to ask always all")
    parser.add_argument(
        "sets", nargs="*", help="all that models are learnt from where none is named"
    )
    parser.add_argument("--only", action="append", default=[], help="this author (repeatable)")
    parser.add_argument("--folder", type=Path, default=Path(".run/choices"))
    parser.add_argument("--taggers", type=Path, default=Path(".run/tagger/author"))
    parser.add_argument("--runs", type=Path, default=Path(".run/gauge"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    if options.what == "ask":
        _ask(options)
        return
    for name in sorted(_MODELS) if options.of == "all" else [options.of]:
        own = _read(options.folder / name)
        if options.what == "measure":
            print(name)
            _measure(own, options.folder / name)
        else:
            _write(learn(own), _MODELS[name] / FILE)


def _ask(options: argparse.Namespace) -> None:
    embedder = load_embedder()
    for chosen in available(Path(), options.shared):
        if not (chosen.name in options.sets if options.sets else chosen.is_learnt_from):
            continue
        taggers = {}
        if chosen.name == _ESTATE:
            taggers = {each.name: Tagger(each) for each in sorted(options.taggers.iterdir())}
        questions = [
            each for each in chosen.load() if not options.only or each.author in options.only
        ]
        with opened(chosen, options.runs / chosen.name, embedder) as store:
            found = ask_all(store, questions, engines(store, embedder, taggers))
            name = "-".join([chosen.name, *options.only])
            for kind, choices in found.items():
                write(choices, options.folder / kind / f"{name}.jsonl")


def _read(folder: Path) -> list[AskedChoice]:
    return [row for path in sorted(folder.glob("*.jsonl")) for row in read(path)]


def learn(questions: Sequence[AskedChoice]) -> Trees:
    """A model of what is in reach of questions: the gold against some others, then against the likeliest."""
    draw = np.random.default_rng(_SEED)

    def some(_: Sequence[Signs], others: Sequence[int]) -> list[int]:
        return [int(each) for each in draw.permutation(others)[:_OTHERS]]

    first = _learn(questions, some)

    def hard(signs: Sequence[Signs], others: Sequence[int]) -> list[int]:
        chances = first.chances(signs)
        ordered = sorted(others, key=lambda at: -chances[at])
        return ordered[:_HARD] + some(signs, ordered[_HARD:])[:_HARD]

    return _learn(questions, hard)


def _learn(
    questions: Iterable[AskedChoice],
    among: Callable[[Sequence[Signs], Sequence[int]], Iterable[int]],
) -> Trees:
    rows: list[Signs] = []
    wanted: list[bool] = []
    for asked in questions:
        gold = [at for at, values in enumerate(asked.gold) if values]
        others = [at for at, values in enumerate(asked.gold) if not values]
        if not gold:
            continue
        for signs in asked.signs:
            for at in (*gold, *among(signs, others)):
                rows.append(signs[at])
                wanted.append(at in gold)
    return learn_trees(rows, wanted, n_estimators=_TREES, learning_rate=0.1)


def _measure(own: Sequence[AskedChoice], folder: Path) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for author in sorted({each.author for each in own}):
        model = learn([each for each in own if each.author != author])
        _write(model, folder / "author" / f"{author}.json")
        for asked in own:
            if asked.author != author:
                continue
            tops = [int(np.argmax(model.chances(signs))) for signs in asked.signs]
            for key in ("all", f"author {author}", f"type {asked.type}"):
                counts[key]["questions"] += 1
                counts[key]["in reach"] += any(asked.gold)
                counts[key]["right"] += all(asked.gold[top] for top in tops)
    for key, count in sorted(counts.items()):
        total = count["questions"]
        shares = f"in reach {count['in reach'] / total:.3f}  right {count['right'] / total:.3f}"
        print(f"{key:16} {total:5}  {shares}")


def _write(model: Trees, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(as_json(model), separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
