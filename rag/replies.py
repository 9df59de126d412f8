"""Renders the engine's and the store's records as the replies of the HTTP contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.answer import Answer, Citation, Item, Retrieval, RetrievedPassage
from rag.plan_words import words_of_plan
from rag.schemas import (
    AppliedOut,
    AskOut,
    CitationOut,
    CoverageOut,
    FactOut,
    InterpretationOut,
    ItemOut,
    PassageOut,
    ProvenanceOut,
    ReportDetailOut,
    ReportOut,
    RetrieveOut,
    ScoresOut,
    SectionOut,
)
from vectorstore.records import Fact, Report, ReportSummary, Section
from vectorstore.store import Store


def retrieve_out(found: Retrieval) -> RetrieveOut:
    """Passages for a query."""
    applied = found.applied
    return RetrieveOut(
        query=found.query,
        passages=[_passage_out(each) for each in found.passages],
        applied=AppliedOut(
            regions=list(applied.regions),
            years=list(applied.years),
            report_ids=list(applied.report_ids),
        ),
        took_ms=found.took_ms,
    )


def _passage_out(found: RetrievedPassage) -> PassageOut:
    passage, metadata = found.passage, found.report.metadata
    return PassageOut(
        passage_id=passage.passage_id,
        report_id=passage.report_id,
        title=metadata.title,
        region=metadata.region,
        year=metadata.report_year,
        heading_path=list(passage.heading_path),
        text=passage.text,
        start=passage.start,
        end=passage.end,
        score=found.score,
        scores=ScoresOut(lexical=found.lexical, dense=found.dense),
        kind=passage.kind,
    )


def ask_out(answer: Answer, warnings: Mapping[str, tuple[str, ...]]) -> AskOut:
    """An answer.

    Args:
        answer: As the engine gave it.
        warnings: Doubts about each report quoted, by report id.
    """
    read, coverage = answer.interpretation, answer.coverage
    return AskOut(
        conversation_id=answer.conversation_id,
        question=answer.question,
        status=answer.status,
        answer=answer.answer,
        interpretation=InterpretationOut(
            intent=read.intent,
            query_zh=read.query_zh,
            regions=list(read.regions),
            years=list(read.years),
            indicator=read.indicator,
            condition=read.condition,
            inherited=list(read.inherited),
            subject=read.subject,
            plan=read.plan,
            plan_words="" if read.plan is None else words_of_plan(read.plan),
            not_understood=list(read.not_understood),
        ),
        items=[
            ItemOut(
                region=item.region,
                year=item.year,
                indicator=item.indicator,
                value=item.value,
                unit=item.unit,
                qualifier=item.qualifier,
                text=item.text,
                citations=list(item.citations),
                **_kind_of(item),
            )
            for item in answer.items
        ],
        coverage=CoverageOut(
            reports=coverage.reports,
            matching=coverage.matching,
            stating=coverage.stating,
            mentioning=coverage.mentioning,
            silent=coverage.silent,
        ),
        citations=[
            _citation_out(each, warnings.get(each.report_id, ())) for each in answer.citations
        ],
        reason=answer.reason,
        suggestions=list(answer.suggestions),
        took_ms=answer.took_ms,
    )


def _kind_of(item: Item) -> dict[str, Any]:
    """What a row's figure is, where it is a fact."""
    if item.fact is None:
        return {}
    return {name: getattr(item.fact, name) for name in _OF_ITEMS}


def cited_reply(store: Store, answer: Answer) -> AskOut:
    """An answer with the doubts about the reports that it quotes."""
    quoted = list(dict.fromkeys(each.report_id for each in answer.citations))
    return ask_out(answer, {each.report_id: each.warnings for each in store.summaries(quoted)})


def _citation_out(citation: Citation, warnings: tuple[str, ...]) -> CitationOut:
    return CitationOut(
        n=citation.n,
        report_id=citation.report_id,
        title=citation.title,
        region=citation.region,
        year=citation.year,
        heading_path=list(citation.heading_path),
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        source=citation.source,
        kind=citation.kind,
        warnings=list(warnings),
    )


def report_out(summary: ReportSummary) -> ReportOut:
    """A report without its text."""
    known = summary.metadata
    return ReportOut(
        report_id=summary.report_id,
        title=known.title,
        region=known.region,
        province=known.province,
        prefecture=known.prefecture,
        level=known.level,
        department=known.department,
        report_year=known.report_year,
        published=known.published,
        issuer=known.issuer,
        doc_type=known.doc_type,
        source=summary.sources[0].given if summary.sources else "",
        characters=summary.characters,
        passages=summary.passages,
        facts=summary.facts,
        warnings=list(summary.warnings),
    )


def report_detail_out(summary: ReportSummary, report: Report) -> ReportDetailOut:
    """A report with outline and provenance."""
    return ReportDetailOut(
        **report_out(summary).model_dump(),
        outline=[_section_out(each) for each in report.outline],
        provenance=[
            ProvenanceOut(
                field=each.field,
                value=each.value,
                origin=each.origin,
                start=each.start,
                end=each.end,
                evidence=each.evidence,
                disagreeing=list(each.disagreeing),
            )
            for each in report.provenance
        ],
    )


def _section_out(section: Section) -> SectionOut:
    return SectionOut(
        heading=section.heading,
        level=section.level,
        start=section.start,
        body_start=section.body_start,
        end=section.end,
        kind=section.kind,
        children=[_section_out(child) for child in section.children],
    )


_OF_ITEMS = (
    "fact_id status measure direction base aggregation period period_start period_end scope"
).split()

_TYPED = (
    "thing act part_of measure direction base aggregation period_start period_end scope unit_written "
    "dimension common_value row_head column_head"
).split()
"""Fields of a reply that are those of the record."""


def fact_out(fact: Fact) -> FactOut:
    """One figure."""
    return FactOut(
        fact_id=fact.fact_id,
        report_id=fact.report_id,
        region=fact.region,
        year=fact.year,
        period=fact.period,
        indicator=fact.indicator,
        canonical=fact.canonical,
        value=fact.value,
        value_max=fact.value_max,
        unit=fact.unit,
        qualifier=fact.qualifier,
        status=fact.status,
        quote=fact.quote,
        start=fact.start,
        end=fact.end,
        holder=fact.holder,
        **{name: getattr(fact, name) for name in _TYPED},
    )
