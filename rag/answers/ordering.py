"""Puts figures in the order asked for, with the difference of two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from rag.answers.differences import Measured, difference_of, measured
from rag.answers.draft import Draft, Finding, Note, Outcome, Reason, Tally, Verdict
from rag.question.query import Query

_LOWEST = re.compile(
    r"最少|最低|最小|更少|更低|更小|(?:谁|哪.{0,24})(?:的)?(?<!多)(?:少|低|小)(?:[,、?。]|几|多少|$)|(?<![多])(?:少|低)[??]?$"
)
_HIGHEST = re.compile(r"最多|最高|(?:谁|哪个|哪家|哪边|孰)多(?:谁|哪个|哪家|哪边|孰)少|多还是少")


def asks_lowest(text: str) -> bool:
    """Whether the lowest figure is to come first."""
    return bool(_LOWEST.search(text)) and not _HIGHEST.search(text)


def ordered(query: Query, findings: Sequence[Finding], *, names: Callable[[Finding], str]) -> Draft:
    """Findings with one figure each, in the order asked for, with the difference of two.

    Args:
        query: Says whether the lowest is to come first.
        findings: What is compared.
        names: What each is called.
    """
    lowest = asks_lowest(query.text)
    amounts = {id(each): _measured(each) for each in findings}
    (usual, count), *others = Counter(each.measure for each in amounts.values()).most_common()
    if others and count < 2:
        units = "、".join(dict.fromkeys(each.figures[0].unit for each in findings))
        return Draft(tuple(findings), Reason.UNLIKE_UNITS, units, tally=tally_of(findings))
    in_order = sorted(
        findings,
        key=lambda each: (
            amounts[id(each)].measure != usual,
            amounts[id(each)].amount * (1 if lowest else -1),
        ),
    )
    first, last = in_order[0].figures[0], in_order[-1].figures[0]
    equal = amounts[id(in_order[0])].amount == amounts[id(in_order[-1])].amount
    return Draft(
        tuple(in_order),
        verdict=Verdict(
            Outcome.EQUAL if equal else Outcome.ORDER,
            tuple(names(each) for each in in_order),
            len(in_order),
            difference=difference_of(first, last) if len(in_order) == 2 else "",
            notes=_notes(in_order) if names is place_name else (),
            lowest_first=lowest,
        ),
        tally=tally_of(in_order),
    )


def _measured(finding: Finding) -> Measured:
    figure = finding.figures[0]
    return measured(figure.amount or 0.0, figure.unit)


def place_name(finding: Finding) -> str:
    """The place whose report a finding quotes."""
    return finding.quote.report.metadata.region


def year_name(finding: Finding) -> str:
    """The year that a finding's figure is of."""
    return finding.figures[0].period


def _notes(findings: Sequence[Finding]) -> tuple[Note, ...]:
    notes = []
    if len({each.figures[0].indicator for each in findings}) > 1:
        notes.append(Note.UNLIKE_FIGURES)
    if len({each.quote.report.metadata.report_year for each in findings}) > 1:
        notes.append(Note.UNLIKE_YEARS)
    return tuple(notes)


def tally_of(findings: Sequence[Finding]) -> Tally:
    """How many reports findings are of."""
    reports = len({each.quote.report.report_id for each in findings})
    return Tally(reports, reports, 0)
