"""Links of extracted facts against the names that a person gave the same figures."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from ingest.facts import extract_facts
from ingest.folding import fold
from ingest.lexicon.indicators import Indicators, with_canonical_names
from ingest.outline import parse_outline
from vectorstore.records import Fact, Metadata, Report

SHARED = Path(__file__).parents[2].parent / "shared"
FLOOR = 0.9

Gold = dict[str, object]


def _linked(path: Path) -> tuple[list[Fact], str]:
    text = path.read_text(encoding="utf-8")
    report = Report(path.stem[:3], text, (), Metadata(), tuple(parse_outline(text)))
    return with_canonical_names(extract_facts(report), text), fold(text)


def _measure(unit: object) -> str:
    return str(unit).removeprefix("个") or "个"


def _is_found(fact: Fact, row: Gold, text: str) -> bool:
    quote = fold(str(row["quote"]))
    at = text.find(quote)
    same = fact.value == row["value"] and _measure(fact.unit) == _measure(row["unit"])
    while same and at >= 0:
        if fact.start < at + len(quote) and at < fact.end:
            return True
        at = text.find(quote, at + 1)
    return False


def test_facts_are_linked_as_the_names_a_person_gave_them() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared reports are not beside the repository")
    lexicon = Indicators.load()
    rows: dict[str, list[Gold]] = defaultdict(list)
    for line in (SHARED / "gold" / "facts.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["doc"]].append(row)
    agreed, differing = 0, []
    for name, gold in rows.items():
        facts, text = _linked(SHARED / "reports" / name)
        for row in gold:
            denoted = lexicon.link(str(row["indicator"]), str(row["unit"]))
            fact = next((each for each in facts if _is_found(each, row, text)), None)
            if fact is not None:
                facts.remove(fact)
            if fact is None or not denoted:
                continue
            if fact.canonical == denoted:
                agreed += 1
            else:
                differing.append((row["indicator"], denoted, fact.indicator, fact.canonical))
    for each in differing:
        print(*each)  # noqa: T201
    assert agreed + len(differing) >= 50
    assert agreed / (agreed + len(differing)) >= FLOOR
