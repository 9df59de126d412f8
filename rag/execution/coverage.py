"""What an answer rests on: how many reports state it, only speak of it, or are silent; and why none do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from rag.answers.draft import Draft, Finding, Reason, Tally
from rag.execution.choosing import main_rows
from rag.execution.gathering import Gathered, Task
from rag.execution.kinds import TARGET, Axis, value_on
from rag.execution.quoting import findings_of
from rag.execution.rows import Row, reports_of
from rag.execution.speaking import speaking
from rag.execution.times import subject_of
from rag.quotes import Sentence
from vectorstore.records import ReportSummary
from vectorstore.store import Store

_NEAREST = 3
_OFFICE = re.compile(
    r"(?:[局委办院厅部所队会校站署社]|中心)$|\b(?:bureau|department|commission|committee|office|court|"
    r"administration|ministry|procuratorate|hospital|school)\b",
    re.IGNORECASE,
)
"""What bodies that give reports are called by; an airport or an urban area is told of in others' reports."""


class Coverage:
    """Counts reports, and tells why none states what is asked for.

    Args:
        store: The reports.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def tally(self, task: Task, gathered: Gathered, matching: Iterable[Row]) -> Tally:
        """How the reports in scope divide, for one target."""
        stating = reports_of(gathered.rows)
        asked = self.asked(task, gathered)
        mentioning = self.mentioning(
            gathered, [each for each in asked if each.report_id not in stating]
        )
        return Tally(len(reports_of(matching)), len(stating), len(mentioning), len(asked))

    def tally_of_all(
        self, task: Task, gathered: Sequence[Gathered], matching: Sequence[Row]
    ) -> Tally:
        """How the reports in scope divide; of several targets, those that state all of them."""
        tallies = [self.tally(task, each, matching) for each in gathered]
        reports = max(each.reports or 0 for each in tallies)
        stating = min(each.stating for each in tallies)
        speaking = max(each.stating + each.mentioning for each in tallies)
        return Tally(tallies[0].matching, stating, speaking - stating, reports)

    def asked(self, task: Task, gathered: Gathered) -> list[ReportSummary]:
        """The reports that could state it: those of the years asked about, and those that do."""
        stating = reports_of(gathered.rows)
        return [
            each
            for each in task.scope.reports
            if not task.times or each.report_id in stating or could_state(task, gathered, each)
        ]

    def mentioning(
        self, gathered: Gathered, reports: Iterable[ReportSummary]
    ) -> dict[str, Sentence | None]:
        """The reports among some that speak of a target, with the sentence where one does."""
        holding = reports_of(gathered.held)
        found: dict[str, Sentence | None] = {}
        rest = []
        for each in reports:
            if each.report_id in holding:
                found[each.report_id] = None
            else:
                rest.append(each)
        canonical = {row.fact.canonical for row in gathered.held if not row.fact.part_of}
        return found | speaking(self._store, gathered.link.spoken_words, canonical, rest)

    def nothing(self, task: Task, gathered: Gathered) -> Draft:
        """Why no report states what is asked for, with the nearest that is said."""
        draft = self._not_held(task) or self._of_another_time(task, gathered)
        draft = draft or self._of_another_kind(gathered) or self._only_mentioned(task, gathered)
        tally = self.tally(task, gathered, ())
        return replace(draft, tally=tally, not_used=task.scope.not_used)

    def _not_held(self, task: Task) -> Draft | None:
        scope = task.scope
        if scope.reports:
            return self._body_not_held(task)
        if self._store.reports(limit=0)[0] == 0:
            return Draft((), Reason.EMPTY_COLLECTION)
        if scope.only_parts:
            return Draft((), Reason.ONLY_PARTS_HELD, "、".join(scope.only_parts))
        if scope.missing:
            return Draft((), Reason.PLACE_NOT_HELD, "、".join(scope.missing))
        return None

    def _body_not_held(self, task: Task) -> Draft | None:
        """No report is by a body asked about."""
        bodies = [each for each in task.plan.bodies if _OFFICE.search(each)]
        reports = task.scope.reports
        if not bodies or any(each.metadata.department for each in reports):
            return None
        place = task.plan.places[0] if len(task.plan.places) == 1 else ""
        names = (body if body.startswith(place) else place + body for body in bodies)
        return Draft((), Reason.PLACE_NOT_HELD, "、".join(names))

    def _of_another_time(self, task: Task, gathered: Gathered) -> Draft | None:
        """The figures are of other times, or no report is of the time asked about."""
        if not task.times:
            return None
        asked = tuple(
            dict.fromkeys(
                each for report in task.scope.reports for each in task.times.of(report.metadata)
            )
        )
        late = gathered.sifted.dropped.get(Axis.TIME, ())
        if not late and any(could_state(task, gathered, each) for each in task.scope.reports):
            return None
        near = main_rows(late, gathered.wholes)[:_NEAREST]
        return Draft(findings_of(self._store, near), Reason.YEAR_NOT_HELD, subject_of(asked))

    def _of_another_kind(self, gathered: Gathered) -> Draft | None:
        """The figures are of another kind: growth where a level is asked for, a target for a result."""
        dropped = gathered.sifted.last_dropped()
        if dropped is None:
            return None
        axis, rows = dropped
        near = main_rows(rows, gathered.wholes)[:_NEAREST]
        kinds = dict.fromkeys(f"{axis}:{value_on(axis, row)}" for row in near)
        return Draft(findings_of(self._store, near), Reason.OTHER_KIND, ",".join(kinds))

    def _only_mentioned(self, task: Task, gathered: Gathered) -> Draft:
        told = self.mentioning(gathered, self.asked(task, gathered))
        sentences = [each for each in told.values() if each is not None][:_NEAREST]
        findings = tuple(Finding(each) for each in sentences)
        if told:
            return Draft(findings, Reason.MENTIONED_ONLY, gathered.link.target.phrase)
        return Draft((), Reason.NOT_MENTIONED)


def could_state(task: Task, gathered: Gathered, report: ReportSummary) -> bool:
    """Whether a report is one that tells of a time asked about.

    It is if it is of one of the years; targets stand in reports of the year before theirs.
    """
    metadata = report.metadata
    if metadata.report_year is None:
        return False
    years = task.times.years(metadata)
    told = {metadata.report_year}
    if gathered.kind.status == TARGET:
        told.add(metadata.report_year + 1)
    return bool(years & told)
