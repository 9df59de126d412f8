"""``python -m benchmarks.estate import FOLDER | check | summary | agreement``: labelled material.

import takes what authors hand in, check reads everything, summary counts, agreement compares second
readings with the first. Every one takes ``--estate DIR`` (default ``estate``).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from benchmarks.estate.agreement import Agreement, agreements
from benchmarks.estate.checking import check
from benchmarks.estate.importing import import_estate, report
from benchmarks.estate.layout import HOME, Estate
from benchmarks.estate.summary import summary_tables


def main() -> int:
    """Runs one command; the exit code is 1 where the estate has mistakes."""
    parser = argparse.ArgumentParser(prog="benchmarks.estate", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    importing = commands.add_parser("import", help="take in what authors hand in")
    importing.add_argument("source", type=Path)
    for name, help_ in (
        ("check", "read everything and name mistakes"),
        ("summary", "count by author, genre, language, voice and type"),
        ("agreement", "compare second readings with the first"),
    ):
        commands.add_parser(name, help=help_)
    for command in commands.choices.values():
        command.add_argument("--estate", type=Path, default=HOME, metavar="DIR")
    options = parser.parse_args()
    estate = Estate(options.estate)
    if options.command == "import":
        print("\n".join(report(import_estate(options.source, estate))))
        return 0
    if options.command == "check":
        return _check(estate)
    if options.command == "summary":
        for table in summary_tables(estate):
            Console().print(table)
        return 0
    return _agreement(estate)


def _check(estate: Estate) -> int:
    problems = check(estate)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} mistakes")
    return int(bool(problems))


def _agreement(estate: Estate) -> int:
    found, problems = agreements(estate)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not found:
        print("no second reading has anything in common with a first one")
        return 0
    Console().print(_table(found))
    return 0


def _table(found: list[Agreement]) -> Table:
    table = Table(title="Agreement of second readers", title_justify="left", box=SIMPLE)
    for heading in ("", "readers", "on"):
        table.add_column(heading)
    for heading in ("n", "agree", "kappa"):
        table.add_column(heading, justify="right")
    for each in found:
        chance_free = "" if each.kappa is None else f"{each.kappa:.3f}"
        table.add_row(
            each.material, each.pair, each.field, str(each.n), f"{each.share:.3f}", chance_free
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
