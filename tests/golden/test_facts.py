"""Recall of the extracted facts against the figures that a person found in three reports."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from ingest.facts import extract_facts
from ingest.folding import fold
from ingest.outline import parse_outline
from vectorstore.records import Fact, Metadata, Report

SHARED = Path(__file__).parents[2].parent / "shared"
FLOOR = 0.97

Gold = dict[str, object]


def _normal(unit: object) -> str:
    return str(unit).removeprefix("个") if str(unit) != "个" else "个"


def _report(path: Path, years: dict[str, int]) -> Report:
    text = path.read_text(encoding="utf-8")
    metadata = Metadata(report_year=years.get(path.name))
    return Report(path.stem[:3], text, (), metadata, tuple(parse_outline(text)))


def _overlaps(fact: Fact, gold: Gold, text: str) -> bool:
    """Whether the fact's quote meets the gold quote where it stands in the text."""
    quote = fold(str(gold["quote"]))
    at = text.find(quote)
    while at >= 0:
        if fact.start < at + len(quote) and at < fact.end:
            return True
        at = text.find(quote, at + 1)
    return False


def _matches(fact: Fact, gold: Gold, text: str) -> bool:
    return (
        fact.value == gold["value"]
        and fact.value_max == gold.get("value_max")
        and _normal(fact.unit) == _normal(gold["unit"])
        and _overlaps(fact, gold, text)
    )


def test_finds_the_figures_that_a_person_found() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared reports are not beside the repository")
    lines = (SHARED / "gold" / "facts.jsonl").read_text(encoding="utf-8").splitlines()
    gold: dict[str, list[Gold]] = defaultdict(list)
    for line in lines:
        row = json.loads(line)
        gold[row["doc"]].append(row)
    years = {
        row["doc"]: row["report_year"]
        for row in map(json.loads, (SHARED / "gold" / "metadata.jsonl").read_text().splitlines())
        if isinstance(row.get("report_year"), int)
    }
    missed: list[Gold] = []
    for name, rows in gold.items():
        report = _report(SHARED / "reports" / name, years)
        facts, text = extract_facts(report), fold(report.text)
        for row in rows:
            found = next((fact for fact in facts if _matches(fact, row, text)), None)
            if found is None:
                missed.append(row)
            else:
                facts.remove(found)
    total = sum(map(len, gold.values()))
    recall = 1 - len(missed) / total
    print(f"recall {recall:.3f} of {total}")  # noqa: T201
    for row in missed:
        print(row["doc"], row["value"], row["unit"], row["quote"])  # noqa: T201
    assert recall >= FLOOR
