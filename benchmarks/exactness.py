"""``python -m benchmarks.exactness``: are answers over a large collection exact, and how fast?

Options: ``--places N`` (default 1000), ``--years M`` (default 3), ``--questions Q`` (default 200),
``--characters C`` of each report (default 3000), ``--seed S``, ``--show`` to print what went wrong,
``--folder DIR`` to keep the store, or to ask one that was kept again.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.asked import Asked, Cell, questions
from benchmarks.collection import KnownReport, collection
from benchmarks.ingestion import ingest_all
from benchmarks.service import latency, running_service
from benchmarks.statements import stated_names
from ingest.measures import bound_of
from rag.answer import Answer, Intent
from rag.engine import Engine
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore
from vectorstore.queries import FactQuery, Filter
from vectorstore.records import Fact
from vectorstore.store import Store

_ALL = 10_000_000
_CLOSE = 1e-6


@dataclass
class Score:
    """Agreement with the truth.

    Attributes:
        found: Expected and given.
        expected: Expected.
        given: Given.
        wrong: What differed, in words.
    """

    found: int = 0
    expected: int = 0
    given: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of what was given that is true."""
        return self.found / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """Share of what is true that was given."""
        return self.found / self.expected if self.expected else 1.0


def extraction_score(store: Store, reports: Iterable[KnownReport]) -> Score:
    """Whether a store holds the figures that reports state, each under its name, and no others."""
    score = Score()
    names = tuple(sorted(stated_names()))
    for report in reports:
        where = Filter(regions=(report.region,), years=(report.year,))
        facts = store.facts(FactQuery(filter=where, canonical=names, limit=_ALL))[1]
        _compare_facts(score, report, [fact for fact in facts if _is_own(fact, report)])
    return score


def _compare_facts(score: Score, report: KnownReport, facts: Sequence[Fact]) -> None:
    held = defaultdict(list)
    for fact in facts:
        held[fact.canonical].append(fact)
    for name in held.keys() | report.stated.keys():
        truth = report.stated.get(name)
        right = [
            fact
            for fact in held[name]
            if truth is not None
            and abs(fact.value - truth.value) < _CLOSE
            and (bound_of(fact.qualifier) == "min") == (truth.bound == "min")
        ]
        score.expected += truth is not None
        score.found += bool(right)
        score.given += len(held[name]) - len(right) + bool(right)
        if not right or len(right) < len(held[name]):
            stated = truth.sentence if truth else "nothing"
            given = [(fact.value, fact.unit, fact.quote) for fact in held[name]]
            score.wrong.append(f"{report.name} {name}: states {stated}; given {given}")


def _is_own(fact: Fact, report: KnownReport) -> bool:
    """Whether a fact is the report's own, of its own year, and not a promise."""
    of_year = not fact.period or str(report.year) in fact.period
    return fact.status == "actual" and fact.region == report.region and of_year


def answer_scores(engine: Engine, asked: Iterable[Asked]) -> tuple[dict[str, Score], list[float]]:
    """Asks questions: agreement by kind, and the seconds that each took."""
    scores: dict[str, Score] = defaultdict(Score)
    seconds = []
    for each in asked:
        began = time.perf_counter()
        answer = engine.ask(each.question)
        seconds.append(time.perf_counter() - began)
        _compare_answer(scores[each.kind], each, answer)
    return dict(scores), seconds


def _compare_answer(score: Score, asked: Asked, answer: Answer) -> None:
    if asked.kind == "count":
        right = answer.coverage.matching == len(asked.cells)
        right = right and str(len(asked.cells)) in answer.answer
        expected, given, found = 1, 1, int(right)
    else:
        cells = _cells(asked, answer) - (asked.also - asked.cells)
        expected, given, found = len(asked.cells), len(cells), len(asked.cells & cells)
    score.expected += expected
    score.given += given
    score.found += found
    if not expected == given == found:
        score.wrong.append(
            f"{asked.kind} {asked.question}: {len(asked.cells)} expected, {given} given, {found} "
            f"right, matching {answer.coverage.matching}, read as "
            f"{answer.interpretation.intent}/{answer.interpretation.indicator}/"
            f"{answer.interpretation.condition}: {answer.answer[:160]!r}"
        )


def _cells(asked: Asked, answer: Answer) -> frozenset[Cell]:
    """Places and years of an answer's rows whose figure is the expected one where there is one."""
    rows = [item for item in answer.items if item.year is not None]
    if asked.kind == "extreme" or answer.interpretation.intent is Intent.LOOKUP:
        rows = rows[: len(asked.cells)]
    return frozenset((item.region, item.year or 0) for item in rows)


def main() -> None:
    """Makes a collection, ingests it and prints how exact it is."""
    parser = argparse.ArgumentParser(prog="benchmarks.exactness", description=__doc__)
    parser.add_argument("--places", type=int, default=1000)
    parser.add_argument("--years", type=int, default=3)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--characters", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    reports = list(collection(options.places, options.years, options.seed, options.characters))
    asked = list(questions(reports, options.questions, options.seed))
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch, "store")
        _measure(folder, reports, asked, show=options.show)


def _measure(
    folder: Path, reports: Sequence[KnownReport], asked: Sequence[Asked], *, show: bool
) -> None:
    embedder = load_embedder()
    if not folder.exists():
        took = ingest_all(reports, folder, embedder)
        print(f"{took.reports} reports ingested in {took.seconds:.1f} s")
    with LocalStore.open(folder, embedder.identity) as store:
        _print("facts", extraction_score(store, reports), show=show)
        engine = Engine(store, embedder)
        engine.ask("行政复议受理了多少件?")
        scores, seconds = answer_scores(engine, asked)
    for kind, score in scores.items():
        _print(kind, score, show=show)
    ordered = sorted(seconds)
    print(
        f"ask       p50 {statistics.median(ordered) * 1000:.1f} ms   "
        f"p99 {ordered[int(len(ordered) * 0.99)] * 1000:.1f} ms   in process"
    )
    with running_service(folder) as (address, _):
        bodies: list[dict[str, object]] = [{"question": each.question} for each in asked]
        served = latency(address, "/v1/ask", bodies)
    print(f"ask       p50 {served.p50:.1f} ms   p99 {served.p99:.1f} ms   in the service")


def _print(kind: str, score: Score, *, show: bool) -> None:
    print(
        f"{kind:<9} precision {score.precision:.4f}   recall {score.recall:.4f}   "
        f"({score.found} of {score.expected})"
    )
    for line in score.wrong[:20] if show else ():
        print("  ", line)


if __name__ == "__main__":
    main()
