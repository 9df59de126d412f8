"""Every question with what is in reach, figures or sentences: the signs of each, and which are the gold ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.confidence.asking import EngineOf
from rag.confidence.model import Confidence, Surest, load_sureness
from rag.confidence.signs import Asked, Candidate
from rag.evaluation.evidence import EvidenceIndex
from rag.evaluation.matching import Haystack
from rag.evaluation.questions import Question
from rag.execution.quoting import as_written
from rag.execution.rows import Row
from rag.execution.scope import scope_of
from rag.execution.times import times_of
from rag.figure_choice import chooser as figure_chooser
from rag.figure_choice.chooser import FigureChooser, intervals_of, slots_of
from rag.figure_choice.signs import figure_signs
from rag.sentence_choice import chooser as sentence_chooser
from rag.sentence_choice.chooser import SentenceChooser
from rag.sentence_choice.signs import sentence_signs
from vectorstore.embedding import load_embedder
from vectorstore.queries import Filter
from vectorstore.store import Store

_TODAY = 2026


@dataclass(frozen=True, slots=True)
class AskedChoice:
    """A question with what is in reach of it.

    Attributes:
        id: Its id.
        author: Who wrote it.
        type: Its type.
        wanted: How many gold values, or quotes, it has.
        gold: For each figure or sentence which of them it is, where it is one.
        signs: For each slot of the question (of sentences there is one) the signs of each.
    """

    id: str
    author: str
    type: str
    wanted: int
    gold: tuple[tuple[int, ...], ...]
    signs: tuple[tuple[dict[str, float], ...], ...]


class Watching(Confidence):
    """Sees what a question was asked with."""

    def __init__(self) -> None:
        super().__init__(load_sureness())
        self.seen: Asked | None = None

    def surest(self, asked: Asked, candidates: Sequence[Candidate]) -> Surest:
        """As it is."""
        self.seen = asked
        return super().surest(asked, candidates)


def ask_all(
    store: Store, questions: Iterable[Question], engine_of: EngineOf
) -> dict[str, list[AskedChoice]]:
    """Asks questions, and marks which of the figures and sentences in reach of each are the gold ones."""
    found: dict[str, list[AskedChoice]] = {"figures": [], "sentences": []}
    index, watching = EvidenceIndex(store), Watching()
    for question in questions:
        if not question.evidence:
            continue
        watching.seen = None
        engine_of(question.author, watching).ask(question.question, history=question.history)
        asked = watching.seen
        if asked is None:
            continue
        for name, asking in (("figures", _figures_in_reach), ("sentences", _sentences_in_reach)):
            choice = asking(store, index, question, asked)
            if choice is not None and choice.signs and choice.gold:
                found[name].append(choice)
    return found


def _figures_in_reach(
    store: Store, index: EvidenceIndex, question: Question, asked: Asked
) -> AskedChoice | None:
    """The figures of a question that wants values."""
    plan = asked.plan
    if not question.values or plan is None or plan.act not in figure_chooser.ANSWERED:
        return None
    scope = scope_of(store, plan, Filter())
    reach = FigureChooser(store).reach(asked, plan, scope)
    slots = slots_of(asked, plan, scope)
    reports = scope.reports or [row.report for row in reach.rows]
    times = times_of(plan, reports, _TODAY)
    signs = (figure_signs(reach, slot, intervals_of(reach, slot, times)) for slot in slots)
    return AskedChoice(
        question.id,
        question.author,
        question.type.value,
        len(question.values),
        tuple(_gold(index, question, reach.rows)),
        tuple(map(tuple, signs)),
    )


def _sentences_in_reach(
    store: Store, index: EvidenceIndex, question: Question, asked: Asked
) -> AskedChoice | None:
    """The sentences of a question that words may answer."""
    plan = asked.plan
    if plan is None or plan.act not in sentence_chooser.ANSWERED:
        return None
    reach = SentenceChooser(store, load_embedder()).reach(asked, plan, Filter())
    spans = [
        [(o.report_id, min(o.positions), max(o.positions)) for o in index.locate(each).occurrences]
        for each in question.evidence
    ]
    gold = []
    for sentence in reach.sentences:
        report, start, end = sentence.report.report_id, sentence.span.start, sentence.span.end
        gold.append(
            tuple(
                at
                for at, own in enumerate(spans)
                if any(
                    name == report and first < end and start <= last for name, first, last in own
                )
            )
        )
    return AskedChoice(
        question.id,
        question.author,
        question.type.value,
        len(question.evidence),
        tuple(gold),
        (tuple(sentence_signs(reach)),),
    )


def _gold(index: EvidenceIndex, question: Question, rows: Sequence[Row]) -> list[tuple[int, ...]]:
    """Which gold values figures are; of those only the ones in the evidence, where any is."""
    spans = [
        (each.report_id, min(each.positions), max(each.positions))
        for evidence in question.evidence
        for each in index.locate(evidence).occurrences
    ]
    renderings = [question.renderings(value) for value in question.values]
    found: list[tuple[int, ...]] = []
    inside: list[tuple[int, ...]] = []
    for row in rows:
        number, unit = as_written(row.fact)
        written = Haystack([number + unit])
        values = tuple(at for at, each in enumerate(renderings) if written.holds(each))
        found.append(values)
        report, at = row.report.report_id, row.fact.value_start
        held = any(name == report and first <= at <= last for name, first, last in spans)
        inside.append(values if held else ())
    return inside if any(inside) else found


def write(found: Iterable[AskedChoice], path: Path) -> None:
    """Writes one question a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for each in found:
            file.write(json.dumps(asdict(each), ensure_ascii=False) + "\n")


def read(path: Path) -> list[AskedChoice]:
    """Reads what :func:`write` wrote."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [AskedChoice(**json.loads(line)) for line in lines]
