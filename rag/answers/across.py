"""Questions across reports: lists, counts and extremes, computed over every report in scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.lexicon.indicators import Indicators
from rag.answer import Intent
from rag.answers.differences import measured
from rag.answers.draft import Draft, Finding, Note, Outcome, Reason, Tally, Verdict
from rag.answers.figure_rows import Row, findings_of, is_of_years, matching
from rag.answers.practices import Evidence, evidence_for, sentence_at
from rag.answers.stated_figures import stated_rows
from rag.answers.structure import headed_parts, parts_of, wanted_part, wants_those_without
from rag.answers.trends import trend
from rag.question.ahead import NONE_OF_IT
from rag.question.conditions import Condition, Relation
from rag.question.query import Clause, Query
from rag.quotes import sentences_of
from vectorstore.queries import Filter
from vectorstore.records import Mention, PartKind, ReportSummary
from vectorstore.store import Store

_ALL = 10_000_000
_COUNTED = 500
"""How many of the reports counted are shown: the answer is their number, a list shows them all."""


@dataclass(frozen=True, slots=True)
class _Satisfying:
    """The reports that satisfy one clause, by id.

    Attributes:
        matching: Those.
        findings: Where they say so; empty where the clause asks for what they do not say.
        stating: Reports that state the clause's subject, whether or not as asked.
        mentioning: Others that speak of it.
    """

    matching: set[str]
    findings: dict[str, Finding]
    stating: set[str]
    mentioning: set[str]


class AcrossReports:
    """Answers questions whose answer is a set of reports.

    Args:
        store: The reports, their facts and passages.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(self, query: Query, where: Filter) -> Draft:
        """Finds all reports in scope that satisfy a question.

        Args:
            query: A list, count, compare or trend question.
            where: Selects the reports in scope.
        """
        part = wanted_part(query.text) or wanted_part(query.question)
        if part is not None:
            headed = headed_parts(self._store, part, where)
            if wants_those_without(f"{query.text} {query.question}"):
                return self._complement({each.quote.report.report_id for each in headed}, where)
            return _listed(headed)
        if NONE_OF_IT.search(query.text):
            kind = PartKind.PLAN if query.wants_plans else PartKind.PROBLEM
            holding = parts_of(self._store, kind, where)
            return self._complement({each.quote.report.report_id for each in holding}, where)
        if not any(
            clause.indicator or clause.terms or clause.condition for clause in query.clauses
        ):
            if query.wants_problems or query.wants_plans:
                kind = PartKind.PROBLEM if query.wants_problems else PartKind.PLAN
                return _listed(parts_of(self._store, kind, where))
            return self._scope_itself(where)
        if len(query.clauses) > 1:
            return self._all_of(query, where)
        clause = query.clauses[0]
        if query.intent is Intent.TREND:
            return trend(self._store, query, where)
        if clause.condition is None or clause.condition.relation is Relation.NOT_MENTIONED:
            return self._practice(query, clause, where)
        return self._figures(query, clause, where)

    def _figures(self, query: Query, clause: Clause, where: Filter) -> Draft:
        stated = self._rows(query, clause, where)
        rows = [row for row in stated if not query.years or is_of_years(row, query.years)]
        if stated and not rows:
            nearest = tuple(findings_of(self._store, stated[:3]))
            asked = ",".join(map(str, query.years))
            return Draft(nearest, Reason.YEAR_NOT_HELD, asked, tally=Tally(0, 0, 0))
        condition = clause.condition
        if condition is not None and condition.relation is Relation.NOT_STATED:
            return self._complement({row.report.report_id for row in rows}, where)
        chosen = matching(rows, condition)
        mentioned = self._mentioned(query, clause, where, {row.report.report_id for row in rows})
        if condition is not None and condition.relation is Relation.MENTIONED_ONLY:
            listed = _listed(self._shown(mentioned))
            return replace(listed, tally=Tally(len(mentioned), len(rows), len(mentioned)))
        tally = Tally(len(chosen), len(rows), len(mentioned))
        if not chosen:
            near = findings_of(self._store, rows[:3]) or self._shown(mentioned[:2])
            reason = Reason.NO_MATCH if rows else Reason.NO_FIGURE
            return Draft(tuple(near), reason, tally=tally)
        if (condition is not None and condition.ranks) or query.intent is Intent.COMPARE:
            return self._ordered(query, chosen, condition, tally)
        shown, notes = chosen, _notes(chosen)
        if query.intent is Intent.COUNT and len(chosen) > _COUNTED:
            shown, notes = chosen[:_COUNTED], (*notes, Note.FIRST_ROWS)
        return Draft(
            tuple(findings_of(self._store, shown)),
            verdict=Verdict(Outcome.MATCHES, _places(chosen), len(chosen), notes=notes),
            tally=tally,
        )

    def _rows(self, query: Query, clause: Clause, where: Filter) -> list[Row]:
        """One figure of each report; of several indicators the one that satisfies the condition."""
        rows = stated_rows(self._store, query, clause, where)
        for other in clause.others:
            alone = replace(clause, indicator=other, others=())
            more = stated_rows(self._store, query, alone, where)
            satisfied = {row.report.report_id for row in matching(rows, clause.condition)}
            better = {row.report.report_id for row in matching(more, clause.condition)} - satisfied
            known = {row.report.report_id for row in rows}
            rows = [row for row in rows if row.report.report_id not in better]
            rows += [
                row
                for row in more
                if row.report.report_id in better or row.report.report_id not in known
            ]
        return rows

    def _ordered(
        self, query: Query, rows: Sequence[Row], condition: Condition | None, tally: Tally
    ) -> Draft:
        lowest = condition is not None and condition.relation is Relation.LOWEST
        amounts = {id(row): measured(row.fact.value, row.fact.unit) for row in rows}
        (usual, _), *_ = Counter(each.measure for each in amounts.values()).most_common(1)
        alike = [row for row in rows if amounts[id(row)].measure == usual]
        ordered = sorted(alike, key=lambda row: amounts[id(row)].amount, reverse=not lowest)
        count = condition.count if condition is not None else 1
        cut = amounts[id(ordered[min(count, len(ordered)) - 1])].amount
        first = {id(row) for row in ordered[:count]}
        winners = [row for row in ordered if amounts[id(row)].amount == cut or id(row) in first]
        shown = winners if count > 1 else ordered[: max(_FEW, len(winners))]
        return Draft(
            tuple(findings_of(self._store, shown)),
            verdict=Verdict(
                Outcome.ORDER,
                _places(winners),
                len(winners),
                notes=_notes(shown),
                lowest_first=lowest,
            ),
            tally=tally,
        )

    def _practice(self, query: Query, clause: Clause, where: Filter) -> Draft:
        found = evidence_for(self._store, query, clause, where)
        if clause.condition is not None:  # 没有提到
            return self._complement(set(found), where)
        findings = [
            Finding(each.sentence)
            for each in sorted(found.values(), key=lambda each: _order(each.sentence.report))
        ]
        if not findings:
            return Draft((), Reason.NOT_MENTIONED, tally=Tally(0, 0, 0))
        return _listed(findings)

    def _all_of(self, query: Query, where: Filter) -> Draft:
        """Reports that satisfy every clause, each clause with its own quote."""
        parts = [self._satisfying(query, clause, where) for clause in query.clauses]
        common = set.intersection(*(part.matching for part in parts))
        stating = set.intersection(*(part.stating for part in parts))
        speaking = set[str]().union(*(part.stating | part.mentioning for part in parts))
        if any(part.findings for part in parts):
            stating |= common
        else:  # asked for what is not said, those that say some of it are the ones that do not match
            stating = speaking
        tally = Tally(len(common), len(stating), len(speaking - stating))
        if not common:
            return Draft((), Reason.NO_MATCH, tally=tally)
        quoted = [part.findings for part in parts if part.findings]
        if not quoted:  # what is asked for is what no report says
            return replace(_listed(self._openings_of(common, where)), tally=tally)
        ordered = sorted(common, key=lambda each: _order(quoted[0][each].quote.report))
        findings = [found[report_id] for report_id in ordered for found in quoted]
        return replace(_listed(findings), tally=tally)

    def _satisfying(self, query: Query, clause: Clause, where: Filter) -> _Satisfying:
        """The reports that satisfy one clause among several."""
        condition = clause.condition
        if condition is None or condition.relation is Relation.NOT_MENTIONED:
            found = evidence_for(self._store, query, clause, where)
            spoken = {report_id: Finding(each.sentence) for report_id, each in found.items()}
            if condition is None:
                return _Satisfying(set(spoken), spoken, set(spoken), set())
            return _Satisfying(self._others(set(spoken), where), {}, set(), set(spoken))
        rows = self._rows(query, clause, where)
        stating = {row.report.report_id for row in rows}
        if condition.relation is Relation.NOT_STATED:
            return _Satisfying(self._others(stating, where), {}, set(), stating)
        mentioned = self._mentioned(query, clause, where, stating)
        if condition.relation is Relation.MENTIONED_ONLY:
            shown = {each.quote.report.report_id: each for each in self._shown(mentioned)}
            return _Satisfying(set(shown), shown, stating, set(shown))
        findings = findings_of(self._store, matching(rows, condition))
        chosen = {each.quote.report.report_id: each for each in findings}
        return _Satisfying(set(chosen), chosen, stating, {each.report_id for each in mentioned})

    def _others(self, held: set[str], where: Filter) -> set[str]:
        """The reports in scope that are not among some."""
        return {each.report_id for each in self._store.reports(where, limit=_ALL)[1]} - held

    def _openings_of(self, report_ids: set[str], where: Filter) -> list[Finding]:
        reports = self._store.reports(where, limit=_ALL)[1]
        return self._openings([each for each in reports if each.report_id in report_ids])

    def _scope_itself(self, where: Filter) -> Draft:
        """The reports of a place or a year, where the question asks for nothing else."""
        return _listed(self._openings(self._store.reports(where, limit=_ALL)[1]))

    def _complement(self, holding: set[str], where: Filter) -> Draft:
        """The reports of which something cannot be found, each shown by its title."""
        findings = self._openings_of(self._others(holding, where), where)
        if not findings:
            return Draft((), Reason.NO_MATCH, tally=Tally(0, len(holding), 0))
        return replace(_listed(findings), tally=Tally(len(findings), len(holding), 0))

    def _openings(self, reports: Sequence[ReportSummary]) -> list[Finding]:
        """Each report's first sentence, as the quote that shows which report is meant."""
        by_id = {each.report_id: each for each in reports}
        passages = self._store.first_passages(list(by_id))
        sentences = (sentences_of([(each, by_id[each.report_id])])[:1] for each in passages)
        return [Finding(sentence) for first in sentences for sentence in first]

    def _mentioned(
        self, query: Query, clause: Clause, where: Filter, stating: set[str]
    ) -> list[Mention | Evidence]:
        """Where reports that state no figure of a clause's subject speak of it all the same."""
        lexicon = Indicators.load()
        indicator = lexicon.named(clause.indicator)
        if indicator is not None:
            found = self._store.mentions(lexicon.covered_by(indicator), where)
            return [each for each in found if each.report_id not in stating]
        spoken = evidence_for(self._store, query, clause, where) if clause.terms else {}
        return [each for report_id, each in spoken.items() if report_id not in stating]

    def _shown(self, mentions: Sequence[Mention | Evidence]) -> list[Finding]:
        sentences = (
            each.sentence if isinstance(each, Evidence) else sentence_at(self._store, each)
            for each in mentions
        )
        return [Finding(each) for each in sentences if each is not None]


_FEW = 12
"""How many places the answer for an extreme shows, so that it can be seen against others."""


def _listed(findings: Sequence[Finding]) -> Draft:
    """Findings as a list of places, each once in the verdict."""
    if not findings:
        return Draft((), Reason.NO_MATCH, tally=Tally(0, 0, 0))
    reports = {each.quote.report.report_id: each.quote.report for each in findings}
    places = tuple(dict.fromkeys(_place(each) for each in reports.values()))
    return Draft(
        tuple(findings),
        verdict=Verdict(Outcome.MATCHES, places, len(reports)),
        tally=Tally(len(reports), len(reports), 0),
    )


def _places(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_place(row.report) for row in rows))


def _place(report: ReportSummary) -> str:
    return report.metadata.region or report.metadata.title


def _notes(rows: Sequence[Row]) -> tuple[Note, ...]:
    """What makes rows less than comparable: figures of other kinds, other years."""
    notes = []
    if len({row.fact.canonical or row.fact.indicator for row in rows}) > 1:
        notes.append(Note.UNLIKE_FIGURES)
    if len({row.report.metadata.report_year for row in rows}) > 1:
        notes.append(Note.UNLIKE_YEARS)
    return tuple(notes)


def _order(report: ReportSummary) -> tuple[str, int, str]:
    return (report.metadata.region, report.metadata.report_year or 0, report.report_id)
