"""Records as rows and JSON, and back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from vectorstore.records import (
    Aggregation,
    Direction,
    Fact,
    Measure,
    Metadata,
    PartKind,
    Passage,
    Provenance,
    Report,
    ReportSummary,
    Scope,
    Section,
    SourceRecord,
    SourceSpan,
    Status,
)
from vectorstore.store import Bundle

Row = tuple[Any, ...]

METADATA = ", ".join(field.name for field in fields(Metadata))
"""The columns of a report's metadata, in the order of the record."""

SUMMARY = f"report_id, warnings, characters, passages, facts, {METADATA}"
"""The columns that :func:`summary_from` reads."""

REPORT = f"recipe, generation, warnings, characters, passages, facts, {METADATA}"
"""The columns that :func:`report_row` fills: all that the same bytes may change."""

PASSAGE = "passage_id, report_id, ordinal, text, start, end, heading_path, kind"
"""The columns that :func:`passage_from` reads, of passages joined with reports."""

TYPED = (
    "thing, act, part_of, measure, direction, base, aggregation, period_start, period_end, scope, "
    "unit_written, dimension, common_value, row_head, column_head"
)
"""What a fact says in fields of its own, the last ones of the record."""

FACT = (
    "fact_id, report_id, f.region, year, period, i.name, i.canonical, value, value_max, unit, "
    f"qualifier, status, quote, start, end, value_start, value_end, holder, {TYPED}"
)
"""The columns that :func:`fact_from` reads, of :data:`FACT_TABLES`."""

FACT_TABLES = (
    "facts f JOIN reports r ON r.number = f.report JOIN indicators i ON i.number = f.indicator"
)
"""What :data:`FACT` is selected from."""

_OWN = [
    *"fact_id region year period value value_max unit qualifier status quote start end".split(),
    *"value_start value_end holder".split(),
    *TYPED.split(", "),
]

FACT_OWN = ", ".join(_OWN)
"""The columns that :func:`fact_row` fills."""

# Ten times as fast as dataclasses.astuple, which copies deeply.
_metadata_row: Callable[[Metadata], Row] = attrgetter(*(each.name for each in fields(Metadata)))
_provenance_row: Callable[[Provenance], Row] = attrgetter(
    *(each.name for each in fields(Provenance))
)

_KINDS: tuple[tuple[int, type[StrEnum]], ...] = tuple(
    (at, kind)
    for at, each in enumerate(fields(Fact))
    for kind in (Status, Measure, Direction, Aggregation, Scope)
    if each.type == kind.__name__
)
"""Which columns of :data:`FACT` hold a name out of a fixed set."""

fact_row: Callable[[Fact], Row] = attrgetter(*_OWN)
"""The values of :data:`FACT_OWN`."""


def dumps(value: object) -> str:
    """Compact JSON with Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_list(values: Sequence[str]) -> str:
    """A JSON array for ``json_each``: one placeholder however many values there are."""
    return json.dumps(values)


def storable(name: str) -> str:
    r"""A file name as valid text: bytes that the file system could not decode as ``\udcXX``."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def report_row(bundle: Bundle, generation: int) -> Row:
    """The values of :data:`REPORT`."""
    report = bundle.report
    return (
        bundle.recipe,
        generation,
        dumps(report.warnings),
        len(report.text),
        len(bundle.passages),
        len(bundle.facts),
        *_metadata_row(report.metadata),
    )


def passage_row(passage: Passage) -> Row:
    """A passage's own columns: all of :data:`PASSAGE` but the report's id."""
    return (
        passage.passage_id,
        passage.ordinal,
        passage.text,
        passage.start,
        passage.end,
        dumps(passage.heading_path),
        passage.kind.value,
    )


def summary_from(row: Row, sources: Iterable[SourceRecord]) -> ReportSummary:
    """A summary from the columns of :data:`SUMMARY`."""
    report_id, warnings, characters, passages, facts, *metadata = row
    return ReportSummary(
        report_id,
        Metadata(*metadata),
        tuple(json.loads(warnings)) if warnings != "[]" else (),
        tuple(sources),
        characters,
        passages,
        facts,
    )


def report_from(report_id: str, warnings: str, metadata: Sequence[Any], contents: Row) -> Report:
    """A whole report from its columns and those of its contents."""
    text, outline, provenance, source_map = contents
    return Report(
        report_id,
        text,
        source_map_from(source_map),
        Metadata(*metadata),
        outline_from(outline),
        provenance_from(provenance),
        tuple(json.loads(warnings)),
    )


def source_from(source: str, given: str, fetched_at: str) -> SourceRecord:
    """A source from its columns."""
    return SourceRecord(source, given, datetime.fromisoformat(fetched_at))


def passage_from(row: Row) -> Passage:
    """A passage from the columns of :data:`PASSAGE`."""
    passage_id, report_id, ordinal, text, start, end, heading_path, kind = row
    path = tuple(json.loads(heading_path))
    return Passage(passage_id, report_id, ordinal, text, start, end, path, PartKind(kind))


def fact_from(row: Row) -> Fact:
    """A fact from the columns of :data:`FACT`."""
    values = list(row)
    for at, kind in _KINDS:
        values[at] = kind(values[at])
    return Fact(*values)


def outline_json(sections: Iterable[Section]) -> str:
    """Sections as nested arrays, in the order of the record's attributes."""
    return dumps([_section_array(section) for section in sections])


def outline_from(text: str) -> tuple[Section, ...]:
    """Reads :func:`outline_json`."""
    return tuple(_section_from(each) for each in json.loads(text))


def provenance_json(provenance: Iterable[Provenance]) -> str:
    """Provenance as arrays, in the order of the record's attributes."""
    return dumps([_provenance_row(each) for each in provenance])


def provenance_from(text: str) -> tuple[Provenance, ...]:
    """Reads :func:`provenance_json`."""
    found: list[list[Any]] = json.loads(text)
    return tuple(
        Provenance(name, value, origin, start, end, evidence, tuple(disagreeing))
        for name, value, origin, start, end, evidence, disagreeing in found
    )


def source_map_json(spans: Iterable[SourceSpan]) -> str:
    """Spans as ``[start, end, source_start]``."""
    return dumps([(each.start, each.end, each.source_start) for each in spans])


def source_map_from(text: str) -> tuple[SourceSpan, ...]:
    """Reads :func:`source_map_json`."""
    return tuple(SourceSpan(*each) for each in json.loads(text))


def marks(count: int) -> str:
    """Placeholders for that many values."""
    return ", ".join("?" * count)


def sources_of(
    connection: sqlite3.Connection, numbers: Iterable[int]
) -> dict[int, list[SourceRecord]]:
    """The sources of several reports, by the reports' numbers, in the order they became known."""
    found: dict[int, list[SourceRecord]] = {number: [] for number in numbers}
    rows = connection.execute(
        "SELECT report, source, given, fetched_at FROM sources "
        "WHERE report IN (SELECT value FROM json_each(?)) ORDER BY rowid",
        (json.dumps(list(found)),),
    )
    for number, *source in rows:
        found[number].append(source_from(*source))
    return found


def _section_array(section: Section) -> list[object]:
    return [
        section.heading,
        section.level,
        section.start,
        section.body_start,
        section.end,
        section.kind.value,
        [_section_array(child) for child in section.children],
    ]


def _section_from(array: list[Any]) -> Section:
    heading, level, start, body_start, end, kind, children = array
    return Section(
        heading,
        level,
        start,
        body_start,
        end,
        PartKind(kind),
        tuple(_section_from(child) for child in children),
    )
