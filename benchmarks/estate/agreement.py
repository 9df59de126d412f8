"""How far a second reader agrees with the first, over what both have read.

Figures are set beside each other by their place in the text, questions by their words, links by
phrase and candidates. Where a label is one of a few, chance agreement is taken out (Cohen's kappa).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.estate.figures import (
    FigureDocument,
    FigureLabel,
    PlacedFigure,
    place_figures,
    read_figures,
)
from benchmarks.estate.layout import Estate
from benchmarks.estate.links import Link, read_link_file, read_links
from benchmarks.estate.names import nearly, same
from benchmarks.estate.problems import Problem
from benchmarks.estate.questions import EstateQuestion, read_question_file, read_questions
from benchmarks.estate.times import read_period

SECOND = "second"
"""The folder of second readings: ``<author>.<reader>.jsonl``."""

_ROW = TypeAdapter(dict[str, object])


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two readers agree on one thing.

    Attributes:
        material: ``figures``, ``questions`` or ``links``.
        pair: Author and reader, ``F1.R2``.
        field: On what.
        n: Over how many.
        share: How often they say the same; for spans, F1.
        kappa: The same with chance taken out; None where the labels are open.
    """

    material: str
    pair: str
    field: str
    n: int
    share: float
    kappa: float | None = None


def agreements(estate: Estate) -> tuple[list[Agreement], list[Problem]]:
    """The agreement of every second reading in an estate with the first."""
    problems: list[Problem] = []
    documents, _ = read_figures(estate.figures)
    questions, _ = read_questions(estate.questions)
    links, _ = read_links(estate.links)
    found: list[Agreement] = []
    for path in _second(estate.figures):
        found += figure_agreement(path, documents, problems)
    for path in _second(estate.questions):
        found += question_agreement(path.stem, questions, read_question_file(path, problems))
    for path in _second(estate.links):
        found += link_agreement(path.stem, links, read_link_file(path, problems))
    return found, problems


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two readers' labels; 1 where both say the same one throughout."""
    n = len(pairs)
    observed = sum(first == second for first, second in pairs) / n
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    chance = sum(count * seconds[label] for label, count in firsts.items()) / n**2
    return 1.0 if chance == 1 else (observed - chance) / (1 - chance)


def figure_agreement(
    path: Path, documents: Iterable[FigureDocument], problems: list[Problem]
) -> Iterator[Agreement]:
    """Agreement on the figures of the documents that a second reader has read."""
    author = path.stem.partition(".")[0]
    first = {each.path.stem: each for each in documents if each.author == author}
    pairs: list[tuple[FigureDocument, PlacedFigure, PlacedFigure]] = []
    counts = Counter[str]()
    for name, labels in _by_document(path).items():
        document = first.get(name)
        if document is None:
            problems.append(Problem(path, 0, f"{author} has no document {name}"))
            continue
        second = place_figures(document.text, labels, path, problems)
        both = [(one, other) for one in document.figures for other in second if _meet(one, other)]
        pairs += ((document, one, other) for one, other in both)
        counts.update(first=len(document.figures), second=len(second), both=len(both))
    if counts["both"]:
        f1 = 2 * counts["both"] / (counts["first"] + counts["second"])
        yield Agreement("figures", path.stem, "which figures (F1)", counts["both"], f1)
        yield from _figure_fields(path.stem, pairs)


def _by_document(path: Path) -> dict[str, list[tuple[int, FigureLabel]]]:
    found: dict[str, list[tuple[int, FigureLabel]]] = defaultdict(list)
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line.strip():
            row = _ROW.validate_json(line)
            document = str(row.pop("doc"))
            found[document].append((number, FigureLabel.model_validate(row)))
    return found


def _meet(one: PlacedFigure, other: PlacedFigure) -> bool:
    return one.start < other.end and other.start < one.end


_OPEN = ("thing", "act", "base", "holder", "part_of")
_CLOSED = ("measure", "dir", "agg", "status", "scope")


def _figure_fields(
    pair: str, pairs: Sequence[tuple[FigureDocument, PlacedFigure, PlacedFigure]]
) -> Iterator[Agreement]:
    labels = [(document.head, one.label, other.label) for document, one, other in pairs]
    for field in _OPEN:
        said = [(str(getattr(a, field)), str(getattr(b, field))) for _, a, b in labels]
        yield _share("figures", pair, field, [same(a, b) for a, b in said])
        if field == "thing":
            yield _share("figures", pair, "thing, lenient", [nearly(a, b) for a, b in said])
    for field in _CLOSED:
        yield _closed(
            "figures", pair, field, [(getattr(a, field), getattr(b, field)) for _, a, b in labels]
        )
    places = [(a.place or head.place, b.place or head.place) for head, a, b in labels]
    yield _share("figures", pair, "place", [same(a, b) for a, b in places])
    year = [
        (a.period or str(head.report_year), b.period or str(head.report_year))
        for head, a, b in labels
    ]
    yield _share("figures", pair, "period", [read_period(a) == read_period(b) for a, b in year])
    amounts = [((a.number, a.vmax, a.unit), (b.number, b.vmax, b.unit)) for _, a, b in labels]
    yield _share("figures", pair, "value and unit", [a == b for a, b in amounts])


def question_agreement(
    pair: str, first: Iterable[EstateQuestion], second: Iterable[EstateQuestion]
) -> Iterator[Agreement]:
    """Agreement on the plans and marks of questions that both have read."""
    known = {each.key: each for each in first if each.author == pair.partition(".")[0]}
    pairs = [(known[each.key], each) for each in second if each.key in known]
    if not pairs:
        return
    yield _closed("questions", pair, "act", [(a.plan.act, b.plan.act) for a, b in pairs])
    yield _closed("questions", pair, "type", [(a.type, b.type) for a, b in pairs])
    yield Agreement(
        "questions", pair, "marks (span and kind, F1)", len(pairs), _span_f1(pairs, kinds=True)
    )
    yield Agreement("questions", pair, "marks (span, F1)", len(pairs), _span_f1(pairs, kinds=False))
    for field in ("time", "cond", "order", "agg", "measure", "status", "dir"):
        said = [(getattr(a.plan, field), getattr(b.plan, field)) for a, b in pairs]
        if any(a or b for a, b in said):
            yield _share("questions", pair, f"plan: {field}", [a == b for a, b in said])
    golden = [(a, b) for a, b in pairs if a.gold and b.gold]
    if golden:
        yield _closed(
            "questions",
            pair,
            "answerable",
            [(str(a.answerable), str(b.answerable)) for a, b in golden],
        )
        yield _share(
            "questions", pair, "values", [set(a.values) == set(b.values) for a, b in golden]
        )


def _span_f1(pairs: Sequence[tuple[EstateQuestion, EstateQuestion]], *, kinds: bool) -> float:
    both = first = second = 0
    for one, other in pairs:
        marks = [
            {(each.start, each.end, each.kind if kinds else "") for each in question.spans}
            for question in (one, other)
        ]
        both += len(marks[0] & marks[1])
        first += len(marks[0])
        second += len(marks[1])
    return 2 * both / (first + second) if first + second else 1.0


def link_agreement(pair: str, first: Iterable[Link], second: Iterable[Link]) -> Iterator[Agreement]:
    """Agreement on what phrases mean; two readers agree where they share a name, or both say none."""
    known = {each.key: each for each in first if each.author == pair.partition(".")[0]}
    pairs = [(known[each.key], each) for each in second if each.key in known]
    if not pairs:
        return
    agree = [bool(set(a.gold) & set(b.gold)) or a.gold == b.gold for a, b in pairs]
    yield _share("links", pair, "name", agree)
    yield _closed(
        "links", pair, "none or some", [(str(bool(a.gold)), str(bool(b.gold))) for a, b in pairs]
    )


def _share(material: str, pair: str, field: str, agree: Sequence[bool]) -> Agreement:
    return Agreement(material, pair, field, len(agree), sum(agree) / len(agree))


def _closed(material: str, pair: str, field: str, said: Sequence[tuple[str, str]]) -> Agreement:
    share = sum(a == b for a, b in said) / len(said)
    return Agreement(material, pair, field, len(said), share, kappa(said))


def _second(folder: Path) -> list[Path]:
    return sorted((folder / SECOND).glob("*.jsonl"))
