from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from ingest.cleaning import clean
from ingest.documents import Document
from ingest.metadata import FoundMetadata, extract_metadata
from ingest.outline import parse_outline

SHARED = Path(__file__).parents[2].parent / "shared"
REPORTS = SHARED / "reports"
GOLD = SHARED / "gold" / "metadata.jsonl"

pytestmark = pytest.mark.skipif(
    not REPORTS.is_dir(), reason="the sample reports are not beside the repository"
)


@cache
def found(prefix: str) -> tuple[str, FoundMetadata]:
    (path,) = REPORTS.glob(f"{prefix}*.txt")
    document = Document(path.read_text(encoding="utf-8"), "text/plain")
    cleaned = clean(document)
    outline = parse_outline(cleaned.text)
    return cleaned.text, extract_metadata(cleaned, outline, document, "upload.txt")


def gold() -> list[dict[str, object]]:
    if not GOLD.is_file():
        return []
    return [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("record", gold(), ids=lambda record: str(record["doc"])[:3])
def test_metadata_matches_the_gold_records(record: dict[str, object]) -> None:
    metadata = found(str(record["doc"])[:3])[1].metadata
    assert metadata.title == record["title"]
    assert metadata.region == record["region"]
    assert metadata.province + metadata.prefecture == record["province"]
    assert metadata.level == "county"
    assert metadata.report_year == record["report_year"]
    assert metadata.published == record["published"]
    assert metadata.issuer
    assert metadata.issuer in str(record["issuer"])
    annual = record["doc_type"] == "年度报告"
    assert metadata.doc_type == ("annual_report" if annual else "work_report")


@pytest.mark.parametrize(
    ("prefix", "level", "year", "published", "doc_type"),
    [
        ("001", "prefecture", 2022, "2022-08-29", "news"),
        ("002", "county", 2023, "", "annual_report"),
    ],
)
def test_reports_without_gold_records(
    prefix: str, level: str, year: int, published: str, doc_type: str
) -> None:
    text, result = found(prefix)
    metadata = result.metadata
    assert metadata.region in text
    assert metadata.province in text
    assert metadata.region_code
    assert metadata.prefecture in text
    assert (metadata.level, metadata.report_year) == (level, year)
    assert (metadata.published, metadata.doc_type) == (published, doc_type)


def test_a_title_that_contradicts_the_signature_is_a_warning() -> None:
    _, result = found("000")
    assert any("2024" in warning and "2019-09-27" in warning for warning in result.warnings)
    (year,) = [record for record in result.provenance if record.field == "report_year"]
    assert any(other.startswith("2024") for other in year.disagreeing)


def test_lost_words_are_warnings() -> None:
    _, result = found("000")
    assert any("万份" in warning for warning in result.warnings)
    assert any("不成对" in warning for warning in result.warnings)


@pytest.mark.parametrize("prefix", ["000", "001", "002", "003", "004"])
def test_evidence_stands_where_the_provenance_says(prefix: str) -> None:
    text, result = found(prefix)
    assert {"title", "region", "report_year"} <= {record.field for record in result.provenance}
    for record in result.provenance:
        assert record.evidence
        if record.start is not None and record.end is not None:
            assert text[record.start : record.end] == record.evidence
