"""What a store promises: the protocol that every adapter keeps.

One set of contract tests (``tests/contracts/store_contract.py``) runs over every implementation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from vectorstore.queries import (
    FactQuery,
    FigureName,
    FigureNameUse,
    Filter,
    IndicatorUse,
    Listing,
    PlaceLevel,
    Tally,
)
from vectorstore.records import (
    Fact,
    Measure,
    Mention,
    Original,
    Passage,
    Report,
    ReportSummary,
    SourceRecord,
    StatedFigure,
    Status,
)

Vectors = NDArray[np.float32]
"""``(n, d)`` float32, rows of unit length (or all zero for a text without known words)."""


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """Which model made the vectors of a store.

    Attributes:
        name: Name or folder, for people.
        dimension: Length of a vector.
        fingerprint: Changes whenever the model's output may change.
    """

    name: str
    dimension: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that one report puts into a store, in one transaction.

    Attributes:
        report: The report.
        passages: Its passages, by ordinal.
        vectors: ``(len(passages), d)`` float32, unit rows, of ``indexed_text`` of each passage.
        facts: The figures it states.
        original: The bytes it came from.
        recipe: Version of the ingestion that made it; the same bytes under another recipe are
            processed anew.
        mentions: The indicators it speaks of, each once.
    """

    report: Report
    passages: tuple[Passage, ...]
    vectors: Vectors
    facts: tuple[Fact, ...]
    original: Original
    recipe: str
    mentions: tuple[Mention, ...] = ()


class AddOutcome(StrEnum):
    """What adding a report did."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search found.

    Attributes:
        passage_id: Which.
        score: BM25 for a lexical search, cosine for a dense one; higher is better.
    """

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class StoreInfo:
    """How large a store is, and what it was built with."""

    reports: int
    passages: int
    facts: int
    embedder: EmbedderIdentity
    generation: int


@runtime_checkable
class Store(Protocol):
    """Reports, passages, vectors and facts, and the means to find them.

    Every method may be called from several threads. Reads see committed reports only, and never
    wait for a writer. Searches filter before they rank: a filter that leaves one passage finds
    that passage.
    """

    def info(self) -> StoreInfo:
        """Size, embedder and generation; the generation grows with every committed change."""
        ...

    def holds(self, content_hash: str, recipe: str) -> str | None:
        """Id of the report made from these bytes by this recipe, or None."""
        ...

    def add(self, bundle: Bundle, source: SourceRecord) -> AddOutcome:
        """Puts a report in, atomically.

        The same bytes under the same recipe are a no-op that only notes the source. Other bytes at
        a known source replace the report that came from it (which goes, unless another source
        still leads to it). The same bytes under another recipe replace the older processing.

        Raises:
            EmbedderMismatchError: The vectors' dimension is not the store's.
            StoreLockedError: Another process is writing and did not finish in time.
        """
        ...

    def add_all(self, reports: Sequence[tuple[Bundle, SourceRecord]]) -> list[AddOutcome]:
        """Puts several reports in, all of them or none; each as :meth:`add` does, in order.

        Many reports at once cost less than one by one: the disk is waited for once.
        """
        ...

    def note_source(self, report_id: str, source: SourceRecord) -> AddOutcome:
        """Notes one more source of a report that is held; replaces what was known at that source.

        Raises:
            UnknownReportError: No such report.
        """
        ...

    def remove(self, report_id: str) -> None:
        """Removes a report with its passages, vectors, facts, sources and original bytes.

        Raises:
            UnknownReportError: No such report.
        """
        ...

    def reports(
        self,
        where: Filter = Filter(),
        limit: int = 100,
        offset: int = 0,
        listing: Listing = Listing(),
    ) -> tuple[int, list[ReportSummary]]:
        """How many reports pass the filter, and one page of them, by region, year and id.

        Args:
            where: Places, years and ids.
            limit: How many at most.
            offset: How many to skip.
            listing: Further conditions, and another order.
        """
        ...

    def tally(self, level: PlaceLevel, where: Filter = Filter()) -> list[Tally]:
        """How many reports there are of each place and year, by place, then year, None first."""
        ...

    def summary(self, report_id: str) -> ReportSummary:
        """One report without its text.

        Raises:
            UnknownReportError: No such report.
        """
        ...

    def summaries(self, report_ids: Sequence[str]) -> list[ReportSummary]:
        """Several at once, in the given order; unknown ids are left out."""
        ...

    def report(self, report_id: str) -> Report:
        """One report, whole.

        Raises:
            UnknownReportError: No such report.
        """
        ...

    def original(self, report_id: str) -> Original:
        """The bytes it came from.

        Raises:
            UnknownReportError: No such report.
        """
        ...

    def passages(self, passage_ids: Sequence[str]) -> list[Passage]:
        """Passages in the given order; ids that no longer exist are left out."""
        ...

    def report_passages(self, report_id: str) -> list[Passage]:
        """All passages of a report in order.

        Raises:
            UnknownReportError: No such report.
        """
        ...

    def facts(self, query: FactQuery) -> tuple[int, list[Fact]]:
        """How many facts match, and one page of them.

        By region, year and id of their reports, then by place in the text.
        """
        ...

    def indicators(
        self, text: str = "", canonical: Sequence[str] = (), limit: int = 100
    ) -> list[IndicatorUse]:
        """Indicators that reports give figures of, those of most reports first.

        Args:
            text: Words that must all occur in the open or canonical name; width and case do not
                count.
            canonical: Canonical names to look at; empty for all, and for open names.
            limit: How many at most.
        """
        ...

    def figure_names(self, where: Filter = Filter()) -> list[FigureNameUse]:
        """What the figures of the reports in scope are of, what most reports state first.

        Then by how many figures are of it, and by name; those without a thing are left out.
        """
        ...

    def stated_names(
        self,
        names: Sequence[FigureName],
        where: Filter = Filter(),
        *,
        measures: Sequence[Measure] = (),
        statuses: Sequence[Status] = (),
    ) -> Mapping[str, Sequence[FigureName]]:
        """Which of some names the figures of each report in scope go by, by the report's id.

        In the order of the names given. Reports that state none of them are left out, and so are rules
        and class bounds (``limit``).

        Args:
            names: The names.
            where: Which reports.
            measures: What of a thing is measured, any of which will do; empty for all.
            statuses: Whether figures are results, earlier ones, targets or plans, likewise.
        """
        ...

    def figures(
        self, canonical: Sequence[str], where: Filter = Filter(), *, results_only: bool = True
    ) -> list[StatedFigure]:
        """Figures of indicators that reports in scope state for their own place.

        Args:
            canonical: Canonical names of the indicators.
            where: Which reports.
            results_only: Leaves targets and plans out.

        Returns:
            The figures without their words, by region, year, report and place in the text.
        """
        ...

    def facts_behind(self, figures: Sequence[StatedFigure]) -> list[Fact | None]:
        """The facts behind figures, in the same order; None for one that went since it was read."""
        ...

    def passages_around(self, spots: Sequence[tuple[str, int]]) -> list[Passage | None]:
        """The passages that hold a position of a report's text, in the same order.

        Args:
            spots: Ids of reports, each with an offset into its text.

        Returns:
            None where no passage holds the position, or the report is unknown.
        """
        ...

    def first_passages(self, report_ids: Sequence[str]) -> list[Passage]:
        """The first passage of each report, in the given order; unknown ids are left out."""
        ...

    def mentions(self, indicators: Sequence[str], where: Filter = Filter()) -> list[Mention]:
        """For each report in scope that speaks of one of the indicators, where it first does."""
        ...

    def places(self) -> list[tuple[str, str, str, int]]:
        """``(province, prefecture, region, reports)`` of every place in the store, by name."""
        ...

    def years(self) -> list[int]:
        """Report years in the store, ascending."""
        ...

    def word_frequencies(self, words: Sequence[str]) -> list[int]:
        """In about how many passages each word is indexed; 0 for a word without any token.

        A word of several tokens counts as its rarest one. Passages of reports that were removed
        lately may still be counted.
        """
        ...

    def search_lexical(self, query: str, k: int, where: Filter = Filter()) -> list[Hit]:
        """The ``k`` best passages by BM25 over words and character pairs."""
        ...

    def search_dense(self, vector: Vectors, k: int, where: Filter = Filter()) -> list[Hit]:
        """The ``k`` best passages by cosine; ``vector`` is ``(d,)`` float32 of unit length."""
        ...

    def refresh(self) -> None:
        """Makes ready what searches need, ahead of them; they do it themselves when they must.

        Raises:
            StoreLockedError: Another process is at it; it will be ready.
        """
        ...

    def close(self) -> None:
        """Frees files and connections; further calls are errors."""
        ...
