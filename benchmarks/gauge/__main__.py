"""``python -m benchmarks.gauge [SET …]``: every question set that is here, in one table.

Sets are asked of stores under ``--runs``, which are made anew only where reports, model or ingestion
changed. Each set's report is saved there too: ``yiju eval … --compare`` reads it. The names ``figures``
and ``links`` stand for the labelled figures and links of the estate.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import benchmarks.figures.scores as figure_scores
import benchmarks.figures.tables as figure_tables
import benchmarks.links as links
from benchmarks.estate.figures import read_figures
from benchmarks.estate.layout import Estate
from benchmarks.estate.links import read_links
from benchmarks.figures.matching import measure
from benchmarks.gauge.rows import Row, as_json, rows_of, table
from benchmarks.gauge.sets import GaugedSet, available
from benchmarks.gauge.stores import opened
from rag.engine import Engine
from rag.evaluation.outcomes import EvaluationReport
from rag.evaluation.runner import run_evaluation
from vectorstore.embedding import Embedder, load_embedder

_WIDTH = 190
FIGURES, LINKS = "figures", "links"


@dataclass(slots=True)
class _Found:
    """What was measured, to be printed and written."""

    tables: list[Table] = field(default_factory=list)
    written: dict[str, Any] = field(default_factory=dict)


def main() -> None:
    """Measures what was chosen and prints it."""
    options = _options()
    sets = available(Path(), options.shared)
    chosen = options.sets or [*(each.name for each in sets), FIGURES, LINKS]
    unknown = set(chosen) - {*(each.name for each in sets), FIGURES, LINKS}
    if unknown:
        known = ", ".join(each.name for each in sets)
        sys.exit(f"no set {', '.join(sorted(unknown))} here; there are {known}, {FIGURES}, {LINKS}")
    found = _Found()
    asked = [each for each in sets if each.name in chosen]
    if asked:
        _measure_sets(asked, options.runs, found, types=options.types)
    if FIGURES in chosen:
        _measure_figures(found)
    if LINKS in chosen:
        _measure_links(options.linker, found)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    for each in found.tables:
        console.print(each)
    if options.json is not None:
        text = json.dumps(found.written, ensure_ascii=False, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.gauge", description=__doc__)
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help="only these; all where none is named"
    )
    parser.add_argument("--types", action="store_true", help="a row for each type as well")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures as well")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), metavar="DIR")
    parser.add_argument("--runs", type=Path, default=Path(".run/gauge"), metavar="DIR")
    parser.add_argument(
        "--linker", default="benchmarks.links:pairs_linker", metavar="MODULE:FUNCTION"
    )
    return parser.parse_args()


def _measure_sets(sets: list[GaugedSet], runs: Path, found: _Found, *, types: bool) -> None:
    embedder = load_embedder()
    rows: list[Row] = []
    for each in sets:
        report = _ask(each, runs / each.name, embedder)
        rows += rows_of(each.name, report, types=types)
    found.tables.append(table(rows))
    found.written["questions"] = as_json(rows)


def _ask(chosen: GaugedSet, folder: Path, embedder: Embedder) -> EvaluationReport:
    began = time.perf_counter()
    with opened(chosen, folder, embedder) as store:
        report = run_evaluation(Engine(store, embedder), chosen.load(), source=chosen.name)
    folder.mkdir(parents=True, exist_ok=True)
    report.save(folder / "report.json")
    took = time.perf_counter() - began
    print(f"{chosen.name}: {len(report.outcomes)} questions, {took:.0f} s", file=sys.stderr)
    return report


def _measure_figures(found: _Found) -> None:
    documents, _ = read_figures(Estate().figures)
    if documents:
        scores = list(figure_scores.groups(measure(documents)))
        found.tables.append(figure_tables.table(scores))
        found.written[FIGURES] = figure_tables.as_json(scores)


def _measure_links(linker: str, found: _Found) -> None:
    known, _ = read_links(Estate().links)
    if known:
        scores = list(links.groups(links.ask(links.load_linker(linker), known)))
        found.tables.append(links.table(scores))
        found.written[LINKS] = links.as_json(scores)


if __name__ == "__main__":
    main()
