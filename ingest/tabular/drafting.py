"""Puts the figures of tables in the place of what was read from their cells as if they were sentences."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ingest.drafts import Draft
from ingest.figures.settings import Settings
from ingest.table_facts import TableReader
from ingest.tables import find_tables
from vectorstore.records import Report, Section, Span


def with_table_facts(
    drafts: Sequence[Draft], folded: str, report: Report, settings: Settings
) -> list[Draft]:
    """Replaces what was read from the cells of tables as if they were sentences.

    Args:
        drafts: What the sentences of a report gave.
        folded: The report's text, folded.
        report: The report.
        settings: What its headings say of time and status.
    """
    tables = find_tables(folded)
    if not tables:
        return list(drafts)
    sections = list(_sections(report.outline))
    found: list[Draft] = []
    read: list[Span] = []
    for table in tables:
        reader = TableReader(table, report.metadata, sections, settings, folded)
        drafted = list(reader.drafts())
        if drafted:
            found += drafted
            read += reader.read
    starts = [span.start for span in read]
    kept = [draft for draft in drafts if not _is_in(draft.figure.start, read, starts)]
    return kept + found


def _is_in(at: int, spans: Sequence[Span], starts: Sequence[int]) -> bool:
    number = bisect_right(starts, at) - 1
    return number >= 0 and at < spans[number].end


def _sections(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.children)
