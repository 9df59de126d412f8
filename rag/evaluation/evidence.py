"""Where the evidence of a question stands in a store, and what holds it.

An evidence quote names a file; it is looked up in the reports that were taken from a file of that
name. A passage is relevant to it when the passage covers at least :data:`MIN_SHARE` of an
occurrence of the quote, counted in characters that are not white space. A passage that contains
the quote covers all of it; a quote that lies across a border between passages counts for the
passage with the larger part. Where no passage reaches that share, those with the largest do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rag.answer import Citation
from rag.evaluation.matching import Squeezed, share_within
from rag.evaluation.questions import Evidence
from vectorstore.records import Passage, Span
from vectorstore.store import Store

MIN_SHARE = 0.6
"""How much of a quote a passage, or the citations together, must cover."""

_PAGE = 500
_CACHED_REPORTS = 256


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where an evidence quote stands.

    Attributes:
        report_id: The report.
        positions: Offsets of the quote's characters in its text, white space left out.
    """

    report_id: str
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LocatedEvidence:
    """An evidence quote as the store holds it.

    Attributes:
        evidence: The quote as the question gives it.
        occurrences: Where it stands; empty where the store does not hold it.
        passage_ids: The passages that are relevant to it.
        problem: Why it was not found; empty where it was.
    """

    evidence: Evidence
    occurrences: tuple[Occurrence, ...]
    passage_ids: frozenset[str]
    problem: str = ""

    def is_cited(self, citations: Iterable[Citation]) -> bool:
        """Whether the citations' spans together cover enough of one occurrence."""
        spans: dict[str, list[Span]] = defaultdict(list)
        for citation in citations:
            spans[citation.report_id].append(Span(citation.start, citation.end))
        return any(
            share_within(found.positions, spans[found.report_id]) >= MIN_SHARE
            for found in self.occurrences
            if found.report_id in spans
        )


class EvidenceIndex:
    """Looks up evidence in a store's texts.

    Args:
        store: The store under evaluation.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._reports_by_name = _reports_by_name(store)
        self._squeezed = lru_cache(_CACHED_REPORTS)(self._squeeze)

    def locate(self, evidence: Evidence) -> LocatedEvidence:
        """Finds a quote in the reports of its file name, and the passages that hold it."""
        report_ids = self._report_ids(evidence.doc)
        if not report_ids:
            problem = f"no report in the store comes from {evidence.doc}"
            return LocatedEvidence(evidence, (), frozenset(), problem)
        occurrences = tuple(
            Occurrence(report_id, positions)
            for report_id in report_ids
            for positions in self._squeezed(report_id).find_all(evidence.quote)
        )
        if not occurrences:
            problem = f"{evidence.doc} does not hold the quote {evidence.quote}"
            return LocatedEvidence(evidence, (), frozenset(), problem)
        return LocatedEvidence(evidence, occurrences, self._relevant_passages(occurrences))

    def _report_ids(self, doc: str) -> list[str]:
        wanted = doc.replace("\\", "/")
        candidates = self._reports_by_name.get(_file_name(wanted), {})
        return sorted(
            report_id
            for report_id, sources in candidates.items()
            if any(source == wanted or source.endswith(f"/{wanted}") for source in sources)
        )

    def _relevant_passages(self, occurrences: tuple[Occurrence, ...]) -> frozenset[str]:
        shares: dict[str, float] = {}
        for found in occurrences:
            for passage in self._store.report_passages(found.report_id):
                share = share_within(found.positions, (Span(passage.start, passage.end),))
                shares[passage.passage_id] = max(share, shares.get(passage.passage_id, 0.0))
        threshold = min(MIN_SHARE, max(shares.values(), default=0.0))
        return frozenset(each for each, share in shares.items() if share and share >= threshold)

    def _squeeze(self, report_id: str) -> Squeezed:
        return Squeezed.of(self._store.report(report_id).text)


def evidence_ranks(
    located: Iterable[LocatedEvidence], ranked: Iterable[Passage]
) -> tuple[int | None, ...]:
    """Rank, from 1, of the first passage that holds each evidence; None where none does."""
    order = [passage.passage_id for passage in ranked]
    return tuple(
        next((rank for rank, each in enumerate(order, 1) if each in found.passage_ids), None)
        for found in located
    )


def _reports_by_name(store: Store) -> Mapping[str, Mapping[str, list[str]]]:
    """File name → report id → the sources, with ``/`` between parts, that have that name."""
    named: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for report_id, source in _all_sources(store):
        path = source.replace("\\", "/")
        named[_file_name(path)][report_id].append(path)
    return named


def _all_sources(store: Store) -> Iterator[tuple[str, str]]:
    offset = 0
    while True:
        total, page = store.reports(limit=_PAGE, offset=offset)
        for summary in page:
            for record in summary.sources:
                yield summary.report_id, record.source
                yield summary.report_id, record.given
        offset += len(page)
        if not page or offset >= total:
            return


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]
