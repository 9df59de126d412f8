"""Whether an answer is right, wrong or a refusal: its values, places, evidence, or that it abstained.

What counts is what the user reads: the answer's text, its rows (value and unit side by side) and
the quotes it cites. Every check that fails leaves a reason that a person can act on. Judged by the
same wants is what the first passages of the search would have shown in the answer's place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.answer import Answer, Item, RetrievedPassage, Status
from rag.evaluation.matching import Haystack, squeeze
from rag.evaluation.questions import Question, QuestionType

_MARK = re.compile(r"\[\d+(?:\s*[,、-]\s*\d+)*\]")
_LIST_NUMBER = re.compile(r"^\s*\d+[.、)]\s", re.MULTILINE)


class Verdict(StrEnum):
    """What came of a question."""

    RIGHT = "right"
    """It holds all that was asked for, or the question has no answer and none was claimed."""
    WRONG = "wrong"
    """It claims something, and something is missing or should not be there."""
    REFUSED = "refused"
    """It claims nothing and does not show what was asked for, though a report says it."""


COSTS = {Verdict.RIGHT: 0.0, Verdict.WRONG: 2.0, Verdict.REFUSED: 1.0}
"""A wrong answer costs more than a refusal, and a refusal is still a failure."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is right and wrong about an answer.

    Attributes:
        correct: Whether nothing that was asked for is wrong or missing.
        reasons: What failed, one phrase each; empty where correct.
        verdict: What came of the question.
        values: Share of the expected values that were found; None where none is expected or the
            question has no answer.
        places: Whether the places are right; None where none is expected.
        first_value: Whether the first row or the first quote already holds an expected value;
            None for questions that do not look up a value.
        extra_places: Places that the answer names and the question does not expect.
    """

    correct: bool
    reasons: tuple[str, ...]
    verdict: Verdict
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
    if not question.answerable:
        return _judge_unanswerable(answer)
    abstained = answer.status is Status.ABSTAINED
    missing, share = _check_values(
        question, Haystack(_everything_shown(answer)), Haystack(_own_words(answer))
    )
    misplaced, extra = _check_places(question, answer)
    claimed = answer.status is Status.ANSWERED
    reasons = missing + misplaced + _check_evidence(question, evidence_cited, claimed=claimed)
    if abstained:  # what it shows beside the refusal is no answer
        reasons = [f"abstained: {answer.reason or 'no reason given'}"]
    return Judgement(
        not reasons,
        tuple(reasons),
        _verdict(answer, right=not reasons),
        0.0 if abstained and share is not None else share,
        (not misplaced and not abstained) if question.regions else None,
        _is_value_first(question, answer),
        extra,
    )


def is_held_by(
    question: Question, passages: Sequence[RetrievedPassage], evidence_held: Sequence[bool]
) -> bool:
    """Whether passages, shown as they are in an answer's place, hold what the question wants.

    They state no number of their own, and for a question without an answer they are none.

    Args:
        question: What was asked, and what a right answer holds.
        passages: What would be shown.
        evidence_held: For each evidence quote of the question, whether one of them holds it.
    """
    if not question.answerable:
        return False
    texts = [each.passage.text for each in passages]
    missing, _ = _check_values(question, Haystack(texts), Haystack(()))
    named = _keyed(each.report.metadata.region for each in passages)
    words = squeeze("\n".join(texts))
    return not (
        missing
        or _check_evidence(question, evidence_held, claimed=False)
        or any(
            squeeze(each) not in named and squeeze(each) not in words for each in question.regions
        )
    )


def _judge_unanswerable(answer: Answer) -> Judgement:
    """Nothing may be claimed; passages that are shown claim nothing."""
    right = answer.status is not Status.ANSWERED
    problem = "answered, but the collection holds no answer"
    return Judgement(right, () if right else (problem,), _verdict(answer, right=right))


def _verdict(answer: Answer, *, right: bool) -> Verdict:
    if right:
        return Verdict.RIGHT
    return Verdict.WRONG if answer.status is Status.ANSWERED else Verdict.REFUSED


def _check_values(
    question: Question, shown: Haystack, own_words: Haystack
) -> tuple[list[str], float | None]:
    """Reasons for the values that are missing, and the share of those that are there."""
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
    if question.names_exactly and answer.status is not Status.SHOWN:
        absent = [name for key, name in expected.items() if key not in listed]
        excess = [f"place not asked for: {'、'.join(extra)}"] if extra else []
    else:
        text, excess = squeeze(answer.answer), []
        named = rows.keys() | cited.keys()
        absent = [name for key, name in expected.items() if key not in named and key not in text]
    missing = [f"place not named: {'、'.join(absent)}"] if absent else []
    return missing + excess, extra


def _check_evidence(
    question: Question, evidence_cited: Sequence[bool], *, claimed: bool
) -> list[str]:
    needed = _evidence_needed(question, claimed=claimed)
    cited = sum(evidence_cited)
    if cited >= needed:
        return []
    return [f"cites {cited} of {len(evidence_cited)} evidence quotes, needs {needed}"]


def _evidence_needed(question: Question, *, claimed: bool) -> int:
    """How many evidence quotes must be cited for the answer to count as right.

    An answer to a list or count claims its places, which are judged exactly. Passages that are only
    shown claim none, so that a passage of the right report is not enough: they must hold the words.
    """
    if question.min_evidence is not None:
        return question.min_evidence
    if question.type is QuestionType.SUMMARY:
        return len(question.evidence)
    if question.values or question.values_any or question.derived:
        return 0
    if question.regions and question.names_exactly:
        return 0 if claimed else len(question.evidence)
    return min(1, len(question.evidence))


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
