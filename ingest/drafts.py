"""A figure that was read, before it becomes a fact with an id."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.figures.reading import Reading
from ingest.numerals import Figure


@dataclass
class Draft:
    """A fact before it has an id.

    Attributes:
        figure: The number and where it stands.
        name: What it measures.
        start: Span of the quote in the report's text.
        end: See ``start``.
        period: As in :class:`~vectorstore.records.Fact`.
        status: As there, where there is no reading.
        region: As there, where there is no reading.
        reading: What it measures, each in a field of its own; None for what only has a name.
        row_head: As there.
        column_head: As there.
    """

    figure: Figure
    name: str
    start: int
    end: int
    period: str
    status: str = "actual"
    region: str = ""
    reading: Reading | None = None
    row_head: str = ""
    column_head: str = ""
