"""Small bundles for stores: fictional text, made-up vectors."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from vectorstore.records import (
    Fact,
    Mention,
    Metadata,
    Original,
    PartKind,
    Passage,
    Provenance,
    Report,
    Section,
    SourceRecord,
    SourceSpan,
    Status,
)
from vectorstore.store import Bundle, EmbedderIdentity, Vectors

DIMENSION = 8
IDENTITY = EmbedderIdentity("test-model", DIMENSION, "fingerprint-1")
NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


def make_vector(text: str, dimension: int = DIMENSION) -> Vectors:
    """``(dimension,)`` float32 of unit length: the same text gives the same direction."""
    generator = np.random.default_rng(zlib.crc32(text.encode()))
    vector = generator.standard_normal(dimension).astype(np.float32)
    return vector / np.float32(np.linalg.norm(vector))


def make_source(source: str = "/reports/yunxi.txt", given: str = "yunxi.txt") -> SourceRecord:
    return SourceRecord(source, given, NOON)


def make_fact(report_id: str, ordinal: int, **changes: object) -> Fact:
    values: dict[str, object] = {
        "fact_id": f"{report_id}-f{ordinal:04d}",
        "report_id": report_id,
        "region": "云溪县",
        "year": 2024,
        "period": "",
        "indicator": "行政复议案件受理",
        "canonical": "行政复议受理件数",
        "value": 12.0,
        "value_max": None,
        "unit": "件",
        "qualifier": "",
        "status": Status.ACTUAL,
        "quote": "受理行政复议案件12件",
        "start": ordinal,
        "end": ordinal + 11,
        "value_start": ordinal + 8,
        "value_end": ordinal + 10,
    }
    return Fact(**(values | changes))  # type: ignore[arg-type]


def make_bundle(
    text: str = "云溪县推进依法行政。\n办理行政复议案件。",
    *,
    region: str = "云溪县",
    prefecture: str = "青岚市",
    province: str = "临江省",
    year: int | None = 2024,
    title: str | None = None,
    doc_type: str = "annual_report",
    warnings: Sequence[str] = ("标题与落款的年份不一致。",),
    data: bytes | None = None,
    recipe: str = "1",
    facts: Sequence[dict[str, object]] = (),
    mentions: Sequence[tuple[str, int, int]] = (),
    dimension: int = DIMENSION,
) -> Bundle:
    """A report whose passages are its lines; its id follows from ``data`` as ingestion's does."""
    data = f"{region} {year}\n{text}".encode() if data is None else data
    content_hash = hashlib.sha256(data).hexdigest()
    report_id = content_hash[:16]
    report = Report(
        report_id,
        text,
        (SourceSpan(0, len(text), 10),),
        Metadata(
            title=f"{region}法治政府建设年度报告" if title is None else title,
            region=region,
            province=province,
            prefecture=prefecture,
            level="county",
            report_year=year,
            published="2025-01-20",
            doc_type=doc_type,
        ),
        (
            Section(
                "一、概况",
                1,
                0,
                0,
                len(text),
                PartKind.ACHIEVEMENT,
                (Section("", 2, 0, 0, len(text), PartKind.PROBLEM),),
            ),
        ),
        (Provenance("region", region, "title", None, None, region, ("青岚市 (body)",)),),
        tuple(warnings),
    )
    passages = _passages(report)
    vectors = np.array([make_vector(each.text, dimension) for each in passages], dtype=np.float32)
    return Bundle(
        report,
        passages,
        vectors.reshape(len(passages), dimension),
        tuple(
            make_fact(report_id, n, **({"region": region} | each)) for n, each in enumerate(facts)
        ),
        Original(content_hash, data, "text/plain", "yunxi.txt", "text/plain; charset=utf-8"),
        recipe,
        tuple(Mention(report_id, *each) for each in mentions),
    )


def _passages(report: Report) -> tuple[Passage, ...]:
    found: list[Passage] = []
    start = 0
    for line in report.text.splitlines(keepends=True):
        words = line.rstrip("\n")
        if words:
            ordinal = len(found)
            found.append(
                Passage(
                    f"{report.report_id}-{ordinal:04d}",
                    report.report_id,
                    ordinal,
                    words,
                    start,
                    start + len(words),
                    ("一、概况",),
                    PartKind.ACHIEVEMENT,
                )
            )
        start += len(line)
    return tuple(found)
