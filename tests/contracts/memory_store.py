"""The store's contract in its plainest form: dictionaries, no files, no indexes.

It shows that the contract tests ask nothing that only the embedded store can give, and it is the
model that the embedded store is compared with.
"""

from __future__ import annotations

import math
import threading
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

import numpy as np

from ingest.lexicon.places import Places
from vectorstore.errors import (
    EmbedderMismatchError,
    QueryError,
    StoreError,
    UnknownReportError,
)
from vectorstore.queries import (
    Amount,
    FactKinds,
    FactQuery,
    FigureName,
    FigureNameUse,
    Filter,
    IndicatorUse,
    Listing,
    PlaceLevel,
    ReportOrder,
    Tally,
)
from vectorstore.records import (
    Fact,
    Measure,
    Mention,
    Metadata,
    Original,
    Passage,
    Report,
    ReportSummary,
    SourceRecord,
    StatedFigure,
    Status,
    indexed_text,
)
from vectorstore.store import AddOutcome, Bundle, EmbedderIdentity, Hit, StoreInfo, Vectors
from vectorstore.tokens import normalize, query_tokens, tokens

Listed = TypeVar("Listed", ReportSummary, Fact, IndicatorUse)


@dataclass
class _Entry:
    bundle: Bundle
    sources: dict[str, SourceRecord] = field(default_factory=dict)
    generation: int = 0

    @property
    def metadata(self) -> Metadata:
        return self.bundle.report.metadata


class MemoryStore:
    """Implements :class:`vectorstore.store.Store` in dictionaries."""

    def __init__(self, embedder: EmbedderIdentity) -> None:
        self._embedder = embedder
        self._entries: dict[str, _Entry] = {}
        self._generation = 0
        self._lock = threading.RLock()
        self._closed = False

    def info(self) -> StoreInfo:
        bundles = [entry.bundle for entry in self._selected(Filter())]
        return StoreInfo(
            len(bundles),
            sum(len(bundle.passages) for bundle in bundles),
            sum(len(bundle.facts) for bundle in bundles),
            self._embedder,
            self._generation,
        )

    def holds(self, content_hash: str, recipe: str) -> str | None:
        for entry in self._selected(Filter()):
            bundle = entry.bundle
            if (bundle.original.content_hash, bundle.recipe) == (content_hash, recipe):
                return bundle.report.report_id
        return None

    def add(self, bundle: Bundle, source: SourceRecord) -> AddOutcome:
        if len(bundle.passages) and bundle.vectors.shape[1] != self._embedder.dimension:
            raise EmbedderMismatchError("the vectors have another dimension than the store's")
        with self._lock:
            report_id = bundle.report.report_id
            known = self._entries.get(report_id)
            if known is not None and known.bundle.recipe == bundle.recipe:
                return self.note_source(report_id, source)
            self._generation += 1
            self._entries[report_id] = _Entry(
                bundle, known.sources if known else {}, self._generation
            )
            displaced = self._point(report_id, source)
            return AddOutcome.REPLACED if known or displaced else AddOutcome.ADDED

    def add_all(self, reports: Sequence[tuple[Bundle, SourceRecord]]) -> list[AddOutcome]:
        with self._lock:
            entries = {
                report_id: replace(entry, sources=dict(entry.sources))
                for report_id, entry in self._entries.items()
            }
            generation = self._generation
            try:
                return [self.add(*each) for each in reports]
            except StoreError:
                self._entries, self._generation = entries, generation
                raise

    def note_source(self, report_id: str, source: SourceRecord) -> AddOutcome:
        with self._lock:
            if source.source in self._entry(report_id).sources:
                return AddOutcome.UNCHANGED
            self._generation += 1
            displaced = self._point(report_id, source)
            return AddOutcome.REPLACED if displaced else AddOutcome.UNCHANGED

    def remove(self, report_id: str) -> None:
        with self._lock:
            self._entry(report_id)
            del self._entries[report_id]
            self._generation += 1

    def reports(
        self,
        where: Filter = Filter(),
        limit: int = 100,
        offset: int = 0,
        listing: Listing = Listing(),
    ) -> tuple[int, list[ReportSummary]]:
        entries = [entry for entry in self._selected(where) if _is_listed(entry, listing)]
        entries.sort(key=_place_in_order)
        entries.sort(key=_ORDERS[listing.order], reverse=listing.descending)
        if listing.order is ReportOrder.PLACE:
            entries.sort(key=lambda entry: not entry.metadata.region)
        return len(entries), _page([_summary(entry) for entry in entries], limit, offset)

    def tally(self, level: PlaceLevel, where: Filter = Filter()) -> list[Tally]:
        found: dict[tuple[str, int | None], list[bool]] = {}
        for entry in self._selected(where):
            known = entry.metadata
            names = {"province": known.province, "prefecture": known.prefecture}
            lower = list(names.values())[list(PlaceLevel).index(level) :]
            place = next((name for name in (*lower, known.region) if name), "")
            doubtful = bool(entry.bundle.report.warnings)
            found.setdefault((place, known.report_year), []).append(doubtful)
        return [
            Tally(place, year, len(doubts), sum(doubts))
            for (place, year), doubts in sorted(
                found.items(), key=lambda each: (each[0][0], each[0][1] or -1)
            )
        ]

    def indicators(
        self, text: str = "", canonical: Sequence[str] = (), limit: int = 100
    ) -> list[IndicatorUse]:
        found: dict[tuple[str, bool], list[str]] = {}
        words = normalize(text).split()
        for entry in self._selected(Filter()):
            for fact in entry.bundle.facts:
                names = normalize(f"{fact.indicator}\n{fact.canonical}")
                if all(word in names for word in words) and (
                    not canonical or fact.canonical in canonical
                ):
                    key = (fact.canonical or fact.indicator, bool(fact.canonical))
                    found.setdefault(key, []).append(fact.report_id)
        uses = [IndicatorUse(*key, len(ids), len(set(ids))) for key, ids in found.items()]
        uses.sort(key=lambda use: (-use.reports, -use.facts, use.name))
        return _page(uses, limit, 0)

    def figure_names(self, where: Filter = Filter()) -> list[FigureNameUse]:
        found: dict[tuple[FigureName, Measure], list[str]] = {}
        for entry in self._selected(where):
            for fact in entry.bundle.facts:
                if fact.thing:
                    found.setdefault((_name(fact), fact.measure), []).append(fact.report_id)
        uses = [FigureNameUse(*key, len(ids), len(set(ids))) for key, ids in found.items()]
        return sorted(uses, key=lambda use: (-use.reports, -use.facts, use.name, use.measure))

    def stated_names(
        self,
        names: Sequence[FigureName],
        where: Filter = Filter(),
        *,
        measures: Sequence[Measure] = (),
        statuses: Sequence[Status] = (),
    ) -> dict[str, list[FigureName]]:
        found: dict[str, list[FigureName]] = {}
        for entry in self._selected(where):
            facts = [
                each
                for each in entry.bundle.facts
                if each.measure is not Measure.LIMIT
                and each.measure in (measures or Measure)
                and each.status in (statuses or Status)
            ]
            own = {_name(fact) for fact in facts}
            held = [name for name in dict.fromkeys(names) if name in own]
            if held:
                found[entry.bundle.report.report_id] = held
        return found

    def summary(self, report_id: str) -> ReportSummary:
        return _summary(self._entry(report_id))

    def summaries(self, report_ids: Sequence[str]) -> list[ReportSummary]:
        return [_summary(self._entries[each]) for each in report_ids if each in self._entries]

    def report(self, report_id: str) -> Report:
        return self._entry(report_id).bundle.report

    def original(self, report_id: str) -> Original:
        return self._entry(report_id).bundle.original

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        found = {passage.passage_id: passage for _, passage, _ in self._passages(Filter())}
        return [found[each] for each in passage_ids if each in found]

    def report_passages(self, report_id: str) -> list[Passage]:
        return list(self._entry(report_id).bundle.passages)

    def facts(self, query: FactQuery) -> tuple[int, list[Fact]]:
        def matches(fact: Fact) -> bool:
            names = normalize(f"{fact.indicator}\n{fact.canonical}")
            words = normalize(query.indicator).split()
            is_named = bool(words) and all(word in names for word in words)
            return (
                (is_named or _name(fact) in query.names or not (words or query.names))
                and (not query.canonical or fact.canonical in query.canonical)
                and query.unit in ("", fact.unit, fact.unit_written)
                and _is_of_kind(fact, query.kinds)
                and _is_within(fact, query.amount)
                and (query.minimum is None or fact.value >= query.minimum)
                and (query.maximum is None or fact.value <= query.maximum)
            )

        found = [
            fact
            for entry in sorted(self._selected(query.filter), key=_place_in_order)
            for fact in sorted(entry.bundle.facts, key=lambda fact: fact.start)
            if matches(fact)
        ]
        return len(found), _page(found, query.limit, query.offset)

    def figures(
        self, canonical: Sequence[str], where: Filter = Filter(), *, results_only: bool = True
    ) -> list[StatedFigure]:
        if not canonical:
            return []
        query = FactQuery(filter=where, canonical=tuple(canonical), limit=10**9)
        found = [
            StatedFigure(
                self._key(fact),
                report,
                fact.year,
                fact.period,
                fact.indicator,
                fact.canonical,
                fact.value,
                fact.value_max,
                fact.unit,
                fact.qualifier,
                fact.start,
                Status(fact.status),
                fact.measure,
                fact.direction,
                fact.base,
                fact.aggregation,
                fact.period_start,
                fact.period_end,
                fact.scope,
                fact.dimension,
                fact.common_value,
            )
            for fact in self.facts(query)[1]
            for report in [self.summary(fact.report_id)]
            if (Status(fact.status).is_result or not results_only)
            and fact.region in ("", report.metadata.region)
        ]
        return sorted(
            found,
            key=lambda each: (
                each.report.metadata.region,
                each.year or 0,
                each.report.report_id,
                each.start,
            ),
        )

    def facts_behind(self, figures: Sequence[StatedFigure]) -> list[Fact | None]:
        held = {self._key(fact): fact for fact in self.facts(FactQuery(limit=10**9))[1]}
        return [held.get(figure.key) for figure in figures]

    def passages_around(self, spots: Sequence[tuple[str, int]]) -> list[Passage | None]:
        return [
            next(
                (
                    passage
                    for entry in filter(None, [self._entries.get(report_id)])
                    for passage in entry.bundle.passages
                    if passage.start <= position < passage.end
                ),
                None,
            )
            for report_id, position in spots
        ]

    @staticmethod
    def _key(fact: Fact) -> int:
        return zlib.crc32(fact.fact_id.encode())

    def first_passages(self, report_ids: Sequence[str]) -> list[Passage]:
        entries = [self._entries[each] for each in report_ids if each in self._entries]
        return [entry.bundle.passages[0] for entry in entries if entry.bundle.passages]

    def mentions(self, indicators: Sequence[str], where: Filter = Filter()) -> list[Mention]:
        entries = sorted(
            self._selected(where),
            key=lambda entry: (
                entry.bundle.report.metadata.region,
                entry.bundle.report.metadata.report_year or -1,
                entry.bundle.report.report_id,
            ),
        )
        first = (
            min(
                (each for each in entry.bundle.mentions if each.indicator in indicators),
                key=lambda each: each.start,
                default=None,
            )
            for entry in entries
        )
        return [each for each in first if each is not None]

    def places(self) -> list[tuple[str, str, str, int]]:
        names = [
            (entry.metadata.province, entry.metadata.prefecture, entry.metadata.region)
            for entry in self._selected(Filter())
        ]
        return [(*name, names.count(name)) for name in sorted(set(names))]

    def years(self) -> list[int]:
        found = (entry.metadata.report_year for entry in self._selected(Filter()))
        return sorted({year for year in found if year is not None})

    def word_frequencies(self, words: Sequence[str]) -> list[int]:
        with self._lock:
            documents = [
                set(tokens(indexed_text(metadata, passage)))
                for metadata, passage, _ in self._passages(Filter())
            ]
        return [
            min((sum(t in each for each in documents) for t in query_tokens(word)), default=0)
            for word in words
        ]

    def search_lexical(self, query: str, k: int, where: Filter = Filter()) -> list[Hit]:
        with self._lock:
            everything = list(self._passages(Filter()))
            wanted = [passage.passage_id for _, passage, _ in self._passages(where)]
        documents = {
            passage.passage_id: tokens(indexed_text(metadata, passage))
            for metadata, passage, _ in everything
        }
        scores = _bm25(query_tokens(query), documents)
        return _best([Hit(name, scores[name]) for name in wanted if scores[name] > 0], k)

    def search_dense(self, vector: Vectors, k: int, where: Filter = Filter()) -> list[Hit]:
        if vector.shape != (self._embedder.dimension,):
            raise QueryError("the vector has another dimension than the store's")
        if not vector.any():
            return []
        hits = [
            Hit(passage.passage_id, float(row @ vector))
            for _, passage, row in self._passages(where)
        ]
        return _best(hits, k)

    def refresh(self) -> None:
        pass

    def close(self) -> None:
        self._closed = True

    def _entry(self, report_id: str) -> _Entry:
        if report_id not in self._entries:
            raise UnknownReportError(f"no report {report_id!r} in the store")
        return self._entries[report_id]

    def _point(self, report_id: str, source: SourceRecord) -> bool:
        displaced = [
            other
            for other, entry in self._entries.items()
            if other != report_id and source.source in entry.sources
        ]
        for other in displaced:
            del self._entries[other].sources[source.source]
            if not self._entries[other].sources:
                del self._entries[other]
        self._entries[report_id].sources[source.source] = source
        return bool(displaced)

    def _selected(self, where: Filter) -> list[_Entry]:
        if self._closed:
            raise StoreError("the store is closed")
        with self._lock:
            return [entry for entry in self._entries.values() if _passes(entry, where)]

    def _passages(self, where: Filter) -> Iterator[tuple[Metadata, Passage, Vectors]]:
        for entry in self._selected(where):
            for passage, row in zip(entry.bundle.passages, entry.bundle.vectors, strict=True):
                yield entry.metadata, passage, row


def _passes(entry: _Entry, where: Filter) -> bool:
    metadata = entry.metadata
    places = {metadata.region, metadata.prefecture, metadata.province} - {""}
    return (
        (not where.regions or not places.isdisjoint(where.regions))
        and (not where.years or metadata.report_year in where.years)
        and (not where.report_ids or entry.bundle.report.report_id in where.report_ids)
    )


def _is_listed(entry: _Entry, listing: Listing) -> bool:
    known = entry.metadata
    given = [source.given for source in entry.sources.values()]
    shown = (known.title, known.province, known.prefecture, known.region, known.issuer)
    words = normalize("\n".join((*shown, known.department, *given)))
    return (
        all(word in words for word in normalize(listing.text).split())
        and (not listing.doc_types or known.doc_type in listing.doc_types)
        and listing.doubtful in (None, bool(entry.bundle.report.warnings))
        and ("region" not in listing.unknown or not known.region)
        and ("year" not in listing.unknown or known.report_year is None)
    )


def _place_in_order(entry: _Entry) -> tuple[str, int, str]:
    known = entry.metadata
    return (known.region, known.report_year or -1, entry.bundle.report.report_id)


@cache
def _province_codes() -> dict[str, str]:
    return {
        each.name: each.code
        for each in Places.load()
        if each.level == "province" and not each.valid_until
    }


def _as_printed(entry: _Entry) -> tuple[str, str, str, str]:
    known = entry.metadata
    code = _province_codes().get(known.province, "99")
    return (code, known.province, known.prefecture, known.region)


_ORDERS: dict[ReportOrder, Callable[[_Entry], Any]] = {
    ReportOrder.REGION: lambda entry: entry.metadata.region,
    ReportOrder.PLACE: _as_printed,
    ReportOrder.YEAR: lambda entry: entry.metadata.report_year or -1,
    ReportOrder.TITLE: lambda entry: entry.metadata.title,
    ReportOrder.DOC_TYPE: lambda entry: entry.metadata.doc_type,
    ReportOrder.PUBLISHED: lambda entry: entry.metadata.published,
    ReportOrder.FACTS: lambda entry: len(entry.bundle.facts),
    ReportOrder.ADDED: lambda entry: entry.generation,
}


def _summary(entry: _Entry) -> ReportSummary:
    report = entry.bundle.report
    return ReportSummary(
        report.report_id,
        report.metadata,
        report.warnings,
        tuple(entry.sources.values()),
        len(report.text),
        len(entry.bundle.passages),
        len(entry.bundle.facts),
    )


def _is_of_kind(fact: Fact, kinds: FactKinds) -> bool:
    chosen = (
        (kinds.measures, fact.measure),
        (kinds.statuses, fact.status),
        (kinds.aggregations, fact.aggregation),
        (kinds.scopes, fact.scope),
        (kinds.dimensions, fact.dimension),
    )
    thing = normalize(fact.thing)
    return (
        all(not wanted or own in wanted for wanted, own in chosen)
        and all(word in thing for word in normalize(kinds.thing).split())
        and (not kinds.names or (fact.thing, fact.act) in kinds.names)
        and (not kinds.since or fact.period_end >= kinds.since)
        and (not kinds.until or "" < fact.period_start <= kinds.until)
    )


def _is_within(fact: Fact, amount: Amount | None) -> bool:
    if amount is None:
        return True
    low = -math.inf if amount.minimum is None else amount.minimum
    high = math.inf if amount.maximum is None else amount.maximum
    bounded = amount.minimum is not None or amount.maximum is not None
    if fact.dimension != amount.dimension or (bounded and fact.common_value is None):
        return False
    return fact.common_value is None or low <= fact.common_value <= high


def _name(fact: Fact) -> FigureName:
    return FigureName(fact.thing, fact.act)


def _page(found: list[Listed], limit: int, offset: int) -> list[Listed]:
    if limit < 0 or offset < 0:
        raise QueryError(f"limit {limit} and offset {offset} must not be negative")
    return found[offset:][:limit]


def _best(hits: list[Hit], k: int) -> list[Hit]:
    return sorted(hits, key=lambda hit: -hit.score)[: max(0, k)]


def _bm25(
    terms: Sequence[str], documents: dict[str, list[str]], k1: float = 1.2, b: float = 0.75
) -> dict[str, float]:
    """Robertson and Zaragoza (2009), with Lucene's idf, which is never negative."""
    if not documents:
        return {}
    mean = float(np.mean([len(words) for words in documents.values()]))
    scores = dict.fromkeys(documents, 0.0)
    for term in terms:
        holding = sum(term in words for words in documents.values())
        idf = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        for name, words in documents.items():
            count = words.count(term)
            norm = k1 * (1 - b + b * len(words) / mean) if mean else k1
            scores[name] += idf * count * (k1 + 1) / (count + norm) if count else 0.0
    return scores
