"""``python -m benchmarks.confidence ask|measure|train``: how sure answers are.

``ask`` asks every gold question of a set of the gauge once for each thing that may be answered
(``--only`` an author, to ask in several processes), and keeps what would come of it; the estate's with
taggers and choices of figures that have not seen the author (``python -m benchmarks.tagger measure`` and
``python -m benchmarks.choices measure`` train them). ``measure``
learns without each author in turn; ``train`` writes what ships.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.confidence.asking import AskedQuestion, ask_all, engines, read, write
from benchmarks.confidence.learning import (
    THRESHOLD,
    Outcome,
    as_json,
    learn,
    left_out,
    outcomes,
    shares,
)
from benchmarks.gauge.sets import available
from benchmarks.gauge.stores import opened
from rag.confidence.model import FILE
from rag.deciding import Taught
from rag.tagging.tagger import Tagger
from rag.trees import Trees
from vectorstore.embedding import load_embedder

_ESTATE = "estate"
_CHOSEN = ("figures", "sentences")
_MODEL = Path("rag/confidence/model")


def main() -> None:
    """Asks, measures, or learns and writes."""
    parser = argparse.ArgumentParser(prog="benchmarks.confidence", description=__doc__)
    parser.add_argument("what", choices=["ask", "measure", "train"])
    parser.add_argument(
        "sets", nargs="*", help="all that models are learnt from where none is named"
    )
    parser.add_argument("--only", action="append", default=[], help="this author (repeatable)")
    parser.add_argument("--folder", type=Path, default=Path(".run/confidence"))
    parser.add_argument("--taggers", type=Path, default=Path(".run/tagger/author"))
    parser.add_argument("--choices", type=Path, default=Path(".run/choices"))
    parser.add_argument("--runs", type=Path, default=Path(".run/gauge"))
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    options = parser.parse_args()
    if options.what == "ask":
        _ask(options)
    elif options.what == "measure":
        _measure(options)
    else:
        model = learn(_learnt_from(options), options.threshold)
        text = json.dumps(as_json(model), separators=(",", ":"))
        (_MODEL / FILE).write_text(text + "\n", encoding="utf-8")


def _ask(options: argparse.Namespace) -> None:
    embedder = load_embedder()
    for chosen in available(Path(), options.shared):
        if not (chosen.name in options.sets if options.sets else chosen.is_learnt_from):
            continue
        taggers: dict[str, Tagger] = {}
        taught: dict[str, Taught] = {}
        if chosen.name == _ESTATE:
            taggers = {each.name: Tagger(each) for each in sorted(options.taggers.iterdir())}
        if chosen.is_learnt_from:
            taught = {each: _taught(options, each) for each in taggers or [chosen.name]}
        questions = [
            each for each in chosen.load() if not options.only or each.author in options.only
        ]
        with opened(chosen, options.runs / chosen.name, embedder) as store:
            found = ask_all(store, questions, engines(store, embedder, taggers, taught))
            name = "-".join([chosen.name, *options.only])
            write(found, options.folder / f"{name}.jsonl")


def _taught(options: argparse.Namespace, author: str) -> Taught:
    """Choices that have not seen an author; what ships where they never saw him."""
    files = (options.choices / kind / "author" / f"{author}.json" for kind in _CHOSEN)
    return Taught(*(_trees(each) if each.is_file() else None for each in files))


def _trees(path: Path) -> Trees:
    return Trees.parse(json.loads(path.read_text("utf-8")))


def _learnt_from(options: argparse.Namespace) -> list[AskedQuestion]:
    """The questions of all sets that models are learnt from."""
    sets = (each for each in available(Path(), options.shared) if each.is_learnt_from)
    return [row for each in sets for row in _read(options.folder, each.name)]


def _read(folder: Path, name: str) -> list[AskedQuestion]:
    return [row for path in sorted(folder.glob(f"{name}*.jsonl")) for row in read(path)]


def _measure(options: argparse.Namespace) -> None:
    own = _learnt_from(options)
    found = list(left_out(own, options.threshold))
    _print("each author left out", found)
    for author in sorted({each.author for each in own}):
        _print(f"  author {author}", [each for each in found if each.question.author == author])
    for kind in sorted({each.type for each in own}):
        _print(f"  type {kind}", [each for each in found if each.question.type == kind])
    model = learn(own, options.threshold)
    for name in options.sets:
        _print(name, outcomes(_read(options.folder, name), model))


def _print(name: str, found: Iterable[Outcome]) -> None:
    told = shares(found)
    print(f"{name:32}" + "  ".join(f"{key} {value:6.3f}" for key, value in told.items()))


if __name__ == "__main__":
    main()
