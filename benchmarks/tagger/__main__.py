"""``python -m benchmarks.tagger``: trains the tagger of questions, and measures it.

``train`` writes the models that ship. ``measure`` leaves out authors or genres; ``ablate`` does it without
one family of signs after the other; ``slots`` compares the plans of questions of authors left out with the
estate's. Models of left-out slices are kept under ``--folder`` and used again.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.estate.layout import Estate
from benchmarks.estate.questions import EstateQuestion, read_questions
from benchmarks.tagger.examples import examples, reader_of
from benchmarks.tagger.leaving_out import SPLITS, folds, tag_all
from benchmarks.tagger.scores import by_slice, kinds_table, table
from benchmarks.tagger.slots import measure_slots, slots_table
from benchmarks.tagger.training import train
from rag.planning.naming import PlaceReader
from rag.tagging.signs import Families

MODELS = Path("rag/tagging/models")
ABLATIONS = {
    "without-ngrams": Families(ngrams=False),
    "without-words": Families(words=False),
    "without-tables": Families(tables=False),
    "only-ngrams": Families(words=False, tables=False),
}
_WIDTH = 110


def main() -> None:
    """Trains or measures."""
    parser = argparse.ArgumentParser(prog="benchmarks.tagger", description=__doc__)
    parser.add_argument("do", choices=["train", "measure", "ablate", "slots"])
    parser.add_argument("--by", choices=sorted(SPLITS), default="author")
    parser.add_argument("--only", action="append", default=[], help="this slice (repeatable)")
    parser.add_argument("--folder", type=Path, default=Path(".run/tagger"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--errors", default="", help="slots: list what is wrong with this one")
    options = parser.parse_args()
    estate = Estate()
    questions, problems = read_questions(estate.questions)
    for problem in problems:
        print(problem, file=sys.stderr)
    run = {"train": _train, "measure": _measure, "ablate": _ablate, "slots": _slots}[options.do]
    run(questions, reader_of(estate), options, Console(width=_WIDTH))


def _train(
    questions: list[EstateQuestion],
    reader: PlaceReader,
    options: argparse.Namespace,
    console: Console,
) -> None:
    made = options.folder / "all"
    train(examples(questions, reader, seed=options.seed), made)
    MODELS.mkdir(exist_ok=True)
    for path in sorted(each for each in made.iterdir() if each.is_file()):
        (MODELS / path.name).write_bytes(path.read_bytes())
        console.print(f"{path.name}: {path.stat().st_size:,} bytes")


def _measure(
    questions: list[EstateQuestion],
    reader: PlaceReader,
    options: argparse.Namespace,
    console: Console,
) -> None:
    found = folds(
        questions, reader, options.folder / options.by, options.by, options.seed, only=options.only
    )
    pairs = [pair for _, tagger, held in found for pair in tag_all(tagger, held, reader)]
    scores = by_slice(pairs)
    console.print(table(f"Each {options.by} left out", scores))
    console.print(kinds_table(scores))


def _ablate(
    questions: list[EstateQuestion],
    reader: PlaceReader,
    options: argparse.Namespace,
    console: Console,
) -> None:
    for name, families in ABLATIONS.items():
        found = folds(
            questions,
            reader,
            options.folder / name,
            options.by,
            options.seed,
            families,
            options.only,
        )
        pairs = [pair for _, tagger, held in found for pair in tag_all(tagger, held, reader)]
        scores = by_slice(pairs)
        shown = ("all", "language zh", "language en")
        kept = {each: score for each, score in scores.items() if each in shown}
        console.print(table(name, kept))


def _slots(
    questions: list[EstateQuestion],
    reader: PlaceReader,
    options: argparse.Namespace,
    console: Console,
) -> None:
    found = folds(
        questions, reader, options.folder / "author", seed=options.seed, only=options.only
    )
    judged = [each for _, tagger, held in found for each in measure_slots(tagger, held, reader)]
    if options.errors:
        wrong = [each for each in judged if each.slot == options.errors and not each.right]
        for each in wrong:
            console.print(
                f"{each.question.id} {each.question.question} | meant {each.meant} | got {each.got}",
                markup=False,
                soft_wrap=True,
            )
        return
    console.print(slots_table(judged))


if __name__ == "__main__":
    main()
