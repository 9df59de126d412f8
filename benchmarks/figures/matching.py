"""Which found figure is which labelled one: the one that stands at the same place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.estate.figures import FigureDocument, PlacedFigure, is_cell
from benchmarks.estate.names import pair_overlap
from benchmarks.figures.typed import TypedFigure, typed
from ingest.documents import RawSource
from ingest.loaders import Limits
from ingest.preparation import prepare
from vectorstore.records import SourceSpan


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A figure that ingestion found, at its place in the document's own text.

    Attributes:
        figure: What it says.
        start: Where its number begins in the document's text.
        end: Where it ends.
    """

    figure: TypedFigure
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A labelled figure and what was found for it.

    Attributes:
        document: The document.
        wanted: The label.
        found: The figure at its place; None where none was found.
    """

    document: FigureDocument
    wanted: PlacedFigure
    found: FoundFigure | None


@dataclass(frozen=True, slots=True)
class Matched:
    """A document's figures, matched.

    Attributes:
        document: The document.
        matches: One for each label.
        spurious: Figures that were found where no label stands.
    """

    document: FigureDocument
    matches: tuple[Match, ...]
    spurious: tuple[FoundFigure, ...]

    def is_in_table(self, found: FoundFigure) -> bool:
        """Whether a figure that was found stands in a table's cell."""
        return is_cell(self.document.text, found.start)


def find_figures(document: FigureDocument) -> list[FoundFigure]:
    """Ingests a document's bytes and gives the figures found.

    Raises:
        vectorstore.errors.LoadError: The document cannot be read.
    """
    data = document.path.read_bytes()
    source = str(document.path.absolute())
    raw = RawSource(source, document.path.name, document.path.name, data, "", datetime.now(UTC))
    prepared = prepare(raw, Limits())
    facts = {fact.fact_id: fact for fact in prepared.facts}
    where = _SourcePlaces(prepared.report.source_map)
    return [
        FoundFigure(
            typed(fact, facts), where.of(fact.value_start), where.of(fact.value_end - 1) + 1
        )
        for fact in prepared.facts
    ]


def match(document: FigureDocument, found: Sequence[FoundFigure]) -> Matched:
    """Gives each label the found figure that stands at its place.

    Where several do, the one whose thing is most like the label's; none is given twice.
    """
    used: set[int] = set()
    matches = []
    for wanted in document.figures:
        here = [at for at, each in enumerate(found) if _overlap(wanted, each) and at not in used]
        best = max(here, key=lambda at: _likeness(wanted, found[at]), default=None)
        if best is not None:
            used.add(best)
        matches.append(Match(document, wanted, None if best is None else found[best]))
    spurious = tuple(
        each for each in found if not any(_overlap(wanted, each) for wanted in document.figures)
    )
    return Matched(document, tuple(matches), spurious)


def measure(documents: Sequence[FigureDocument]) -> list[Matched]:
    """Finds and matches the figures of every document."""
    return [match(document, find_figures(document)) for document in documents]


def around(text: str, start: int, end: int, reach: int = 30) -> str:
    """The text around a figure, on one line, with the figure in brackets."""
    before = text[max(0, start - reach) : start]
    after = text[end : end + reach]
    return f"{before}⟦{text[start:end]}⟧{after}".replace("\n", "⏎")


class _SourcePlaces:
    """Offsets of the cleaned text as offsets of the decoded file."""

    def __init__(self, source_map: Sequence[SourceSpan]) -> None:
        self._spans = source_map
        self._starts = [span.start for span in source_map]

    def of(self, offset: int) -> int:
        span = self._spans[bisect_right(self._starts, offset) - 1]
        return span.source_start + offset - span.start


def _overlap(wanted: PlacedFigure, found: FoundFigure) -> bool:
    return wanted.start < found.end and found.start < wanted.end


def _likeness(wanted: PlacedFigure, found: FoundFigure) -> tuple[float, int]:
    shared = min(wanted.end, found.end) - max(wanted.start, found.start)
    return pair_overlap(wanted.label.thing, found.figure.thing), shared
