"""``python -m benchmarks.figures [FOLDER]``: typed figures against the labels of the estate.

Runs the real ingestion over every labelled document and compares field by field.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from benchmarks.estate.figures import read_figures
from benchmarks.figures.fields import FIELDS
from benchmarks.figures.matching import measure
from benchmarks.figures.scores import groups
from benchmarks.figures.tables import MISSED, SPURIOUS, as_json, errors, said_table, table

_WIDTH = 190


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="benchmarks.figures", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("estate/figures"))
    parser.add_argument("--author", action="append", help="only this author (repeatable)")
    parser.add_argument("--genre", action="append", help="only this genre (repeatable)")
    parser.add_argument(
        "--errors",
        metavar="FIELD",
        choices=[MISSED, SPURIOUS, *(field.name for field in FIELDS)],
        help="list what is wrong with a field; recall: not found, precision: found in excess",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the scores as well")
    options = parser.parse_args()
    documents, problems = read_figures(options.folder)
    for problem in problems:
        print(problem, file=sys.stderr)
    chosen = [
        each
        for each in documents
        if (not options.author or each.author in options.author)
        and (not options.genre or each.head.genre in options.genre)
    ]
    if not chosen:
        parser.error(f"no labelled document in {options.folder}")
    measured = measure(chosen)
    if options.errors:
        print("\n".join(errors(measured, options.errors)))
        return
    scores = list(groups(measured))
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(table(scores))
    console.print(said_table(scores[:3]))
    if options.json is not None:
        text = json.dumps(as_json(scores), ensure_ascii=False, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
