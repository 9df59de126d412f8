"""Whether an answer is right: its values, places, evidence, or that it abstained.

What counts is what the user reads: the answer's text, its rows (value and unit side by side) and
the quotes it cites. Every check that fails leaves a reason that a person can act on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag.answer import Answer, Item, Status
from rag.evaluation.matching import Haystack, squeeze
from rag.evaluation.questions import Question, QuestionType

_EXACT_PLACES = (QuestionType.LIST, QuestionType.COUNT)
_MARK = re.compile(r"\[\d+(?:\s*[,、-]\s*\d+)*\]")
_LIST_NUMBER = re.compile(r"^\s*\d+[.、)]\s", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is right and wrong about an answer.

    Attributes:
        correct: Whether nothing that was asked for is wrong or missing.
        reasons: What failed, one phrase each; empty where correct.
        values: Share of the expected values that were found; None where none is expected or the
            question has no answer.
        places: Whether the places are right; None where none is expected.
        first_value: Whether the first row or the first quote already holds an expected value;
            None for questions that do not look up a value.
        extra_places: Places that the answer names and the question does not expect.
    """

    correct: bool
    reasons: tuple[str, ...]
    values: float | None = None
    places: bool | None = None
    first_value: bool | None = None
    extra_places: tuple[str, ...] = ()


def judge(question: Question, answer: Answer, evidence_cited: Sequence[bool]) -> Judgement:
    """Judges one answer.

    Args:
        question: What was asked, and what a right answer holds.
        answer: What the engine answered.
        evidence_cited: For each evidence quote of the question, whether the answer cites it.
    """
    abstained = answer.status is Status.ABSTAINED
    if not question.answerable:
        problem = "answered, but the collection holds no answer"
        return Judgement(abstained, () if abstained else (problem,))
    missing, share = _check_values(question, answer)
    misplaced, extra = _check_places(question, answer)
    reasons = missing + misplaced + _check_evidence(question, evidence_cited)
    if abstained:  # what it shows beside the refusal is no answer
        reasons = [f"abstained: {answer.reason or 'no reason given'}"]
    return Judgement(
        not reasons,
        tuple(reasons),
        0.0 if abstained and share is not None else share,
        (not misplaced and not abstained) if question.regions else None,
        _is_value_first(question, answer),
        extra,
    )


def _check_values(question: Question, answer: Answer) -> tuple[list[str], float | None]:
    """Reasons for the values that are missing, and the share of those that are there."""
    shown = Haystack(_everything_shown(answer))
    own_words = Haystack(_own_words(answer))
    missing = [
        f"missing value: {value}"
        for value in question.values
        if not shown.holds(question.renderings(value))
    ]
    missing += [
        f"missing any of: {' | '.join(group)}"
        for group in question.values_any
        if not shown.holds(each for value in group for each in question.renderings(value))
    ]
    missing += [
        f"missing derived number: {number}"
        for number in question.derived
        if not own_words.holds(question.renderings(number))
    ]
    expected = len(question.values) + len(question.values_any) + len(question.derived)
    return missing, 1 - len(missing) / expected if expected else None


def _check_places(question: Question, answer: Answer) -> tuple[list[str], tuple[str, ...]]:
    """Reasons for places missing (or too many), and the places that were not expected."""
    if not question.regions:
        return [], ()
    expected = {squeeze(region): region for region in question.regions}
    rows = _keyed(item.region for item in answer.items)
    cited = _keyed(citation.region for citation in answer.citations)
    listed = rows or cited
    extra = tuple(sorted(listed.keys() - expected.keys()))
    if question.type in _EXACT_PLACES:
        absent = [name for key, name in expected.items() if key not in listed]
        excess = [f"place not asked for: {'、'.join(extra)}"] if extra else []
    else:
        text, excess = squeeze(answer.answer), []
        named = rows.keys() | cited.keys()
        absent = [name for key, name in expected.items() if key not in named and key not in text]
    missing = [f"place not named: {'、'.join(absent)}"] if absent else []
    return missing + excess, extra


def _check_evidence(question: Question, evidence_cited: Sequence[bool]) -> list[str]:
    needed = _evidence_needed(question)
    cited = sum(evidence_cited)
    if cited >= needed:
        return []
    return [f"cites {cited} of {len(evidence_cited)} evidence quotes, needs {needed}"]


def _evidence_needed(question: Question) -> int:
    """How many evidence quotes must be cited for the answer to count as right."""
    if question.min_evidence is not None:
        return question.min_evidence
    if question.type is QuestionType.SUMMARY:
        return len(question.evidence)
    checked_otherwise = (
        question.values
        or question.values_any
        or question.derived
        or (question.regions and question.type in _EXACT_PLACES)
    )
    return 0 if checked_otherwise else min(1, len(question.evidence))


def _is_value_first(question: Question, answer: Answer) -> bool | None:
    looks_up = question.type in (QuestionType.LOOKUP, QuestionType.FOLLOWUP)
    expected = [*question.values, *(value for group in question.values_any for value in group)]
    if not looks_up or not expected:
        return None
    if answer.status is Status.ABSTAINED:
        return False
    first = [_row(item) for item in answer.items[:1]] + [item.text for item in answer.items[:1]]
    first += [citation.quote for citation in answer.citations[:1]]
    return Haystack(first).holds(each for value in expected for each in question.renderings(value))


def _everything_shown(answer: Answer) -> list[str]:
    quotes = [citation.quote for citation in answer.citations]
    return [_MARK.sub("", answer.answer), *_rows(answer), *quotes]


def _own_words(answer: Answer) -> list[str]:
    """What the answer states itself: its text and figures without what it quotes."""
    quotes = sorted((citation.quote for citation in answer.citations), key=len, reverse=True)
    text = answer.answer
    for quote in quotes:
        text = text.replace(quote, "\n")
    quoted = Haystack(quotes)
    rows = [_row(item) for item in answer.items if not quoted.holds([_row(item)])]
    return [_LIST_NUMBER.sub("", _MARK.sub("", text)), *rows]


def _rows(answer: Answer) -> list[str]:
    return [piece for item in answer.items for piece in (_row(item), item.text)]


def _row(item: Item) -> str:
    return f"{item.value}{item.unit}"


def _keyed(regions: Iterable[str]) -> dict[str, str]:
    return {squeeze(region): region for region in regions if region}
