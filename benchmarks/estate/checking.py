"""Whether everything in the estate can be read, and says what it may say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from benchmarks.estate.figures import LEVELS, FigureDocument, read_figures
from benchmarks.estate.genres import GENRES
from benchmarks.estate.layout import Estate
from benchmarks.estate.links import read_links
from benchmarks.estate.problems import Problem
from benchmarks.estate.questions import EstateQuestion, read_questions


def check(estate: Estate) -> list[Problem]:
    """Everything that is wrong with an estate."""
    documents, problems = read_figures(estate.figures)
    for document in documents:
        problems += _document(document)
    questions, wrong = read_questions(estate.questions)
    problems += wrong
    for question in questions:
        path = estate.questions / f"{question.author}.jsonl"
        problems += (
            Problem(path, 0, f"{question.id}: {text}") for text in _mistakes(question, estate)
        )
    problems += _shared(questions, estate)
    _, wrong = read_links(estate.links)
    return problems + wrong


def _document(document: FigureDocument) -> Iterator[Problem]:
    path = document.path.with_suffix(".jsonl")
    head = document.head
    if head.level not in LEVELS:
        yield Problem(path, 1, f"level {head.level} is none of {', '.join(sorted(LEVELS))}")
    if head.genre not in GENRES:
        yield Problem(path, 1, f"genre {head.genre} is none of {', '.join(GENRES)}")
    for figure in document.figures:
        if figure.label.number is None:
            yield Problem(path, figure.line, f"{figure.label.f} needs v")
        elif figure.label.unit is None and figure.label.measure not in ("rank", "ratio"):
            yield Problem(path, figure.line, f"{figure.label.f} needs u")


def _mistakes(question: EstateQuestion, estate: Estate) -> Iterator[str]:
    if question.genre not in GENRES:
        yield f"genre {question.genre} is none of {', '.join(GENRES)}"
    if not question.gold:
        return
    for each in question.evidence:
        if not estate.holds(each.doc, each.quote):
            yield f"{each.doc} does not hold {each.quote}"
    for name in question.docs:
        if estate.report_text(name) is None:
            yield f"no report {name}"


def _shared(questions: list[EstateQuestion], estate: Estate) -> Iterator[Problem]:
    """Questions that two authors have in the same words: one would be trained on the other's."""
    authors: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        authors[question.key].append(question.author)
    for question in questions:
        first, *others = authors[question.key]
        if others and question.author == first:
            path = estate.questions / f"{first}.jsonl"
            yield Problem(path, 0, f"{question.id}: {', '.join(others)} asks the same")
