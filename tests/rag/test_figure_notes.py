"""The few words that tell a figure from a plain one."""

from __future__ import annotations

from enum import StrEnum

import pytest

from rag.figure_notes import figure_notes, noted_name
from rag.schemas import ItemOut
from tests.contracts.bundles import make_fact
from vectorstore.records import Aggregation, Direction, Fact, Measure, Scope, Status

WHOLE_2025 = {"period_start": "2025-01-01", "period_end": "2025-12-31"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (WHOLE_2025, ()),
        ({}, ()),
        ({"period_start": "2024-01-01", "period_end": "2024-12-31"}, ("2024年",)),
        ({"period_start": "2025-01-01", "period_end": "2025-06-30"}, ("2025年1—6月",)),
        ({"period_start": "2025-12-01", "period_end": "2025-12-31"}, ("2025年12月",)),
        ({"period_start": "2025-03-05", "period_end": "2025-03-09"}, ("2025-03-05至2025-03-09",)),
        ({"period": "近三年"}, ("近三年",)),
        ({"period": "2025"}, ()),
        (
            {
                "aggregation": "cumulative",
                "period_start": "2021-01-01",
                "period_end": "2025-12-31",
            },
            ("2021—2025年累计",),
        ),
        (
            {
                "aggregation": "yearly_average",
                "measure": "change",
                "direction": "up",
                "period_start": "2021-01-01",
                "period_end": "2025-12-31",
            },
            ("2021—2025年年均", "增长"),
        ),
        ({"aggregation": "as_of"} | WHOLE_2025, ()),
        (
            {"aggregation": "as_of", "period_start": "2024-12-31", "period_end": "2024-12-31"},
            ("2024年末",),
        ),
        (
            {"aggregation": "as_of", "period_start": "2025-08-31", "period_end": "2025-08-31"},
            ("截至2025年8月31日",),
        ),
        ({"measure": "change", "direction": "down", "base": "上年"}, ("比上年下降",)),
        ({"measure": "change", "direction": "up", "indicator": "产值增长"}, ()),
        (
            {"measure": "change", "direction": "up", "base": "上年", "indicator": "产值增长"},
            ("比上年",),
        ),
        ({"measure": "share", "base": "地区生产总值"}, ("占地区生产总值",)),
        ({"measure": "per_head"}, ("人均",)),
        ({"measure": "per_head", "indicator": "人均可支配收入"}, ()),
        ({"status": "target"}, ("目标",)),
        ({"status": "plan", "scope": "own_level"}, ("计划", "本级")),
        ({"status": "previous"}, ("上年",)),
        (
            {"status": "previous", "period_start": "2024-01-01", "period_end": "2024-12-31"},
            ("2024年",),
        ),
    ],
)
def test_what_differs_from_the_plain_case_is_said_once(
    changes: dict[str, object], expected: tuple[str, ...]
) -> None:
    fact = _fact(changes)
    assert figure_notes(fact, fact.status, 2025) == expected


def test_english_words_leave_the_report_s_own() -> None:
    fact = _fact({"measure": "change", "direction": "up", "base": "上年", "status": "target"})
    assert figure_notes(fact, fact.status, 2025, "en") == ("target", "growth on the year before")
    share = _fact({"measure": "share", "base": "地区生产总值"})
    assert figure_notes(share, share.status, 2025, "en") == ("share of 地区生产总值",)


def test_rows_of_answers_tell_what_they_are_once() -> None:
    row: dict[str, object] = {
        "region": "云溪县",
        "year": 2025,
        "indicator": "粮食总产量",
        "value": "7.5亿",
        "unit": "斤",
        "qualifier": "",
        "text": "粮食总产量目标7.5亿斤",
        "citations": [1],
    }
    plain = ItemOut.model_validate(row)
    assert noted_name(plain, plain.status, plain.year) == "粮食总产量"
    target = ItemOut.model_validate(
        row | {"status": "target", "period_start": "2026-01-01", "period_end": "2026-12-31"}
    )
    assert noted_name(target, target.status, target.year) == "粮食总产量\uff082026年、目标\uff09"
    assert noted_name(target, target.status, target.year, "en") == "粮食总产量 (2026, target)"


_NAMES: dict[str, type[StrEnum]] = {
    "measure": Measure,
    "direction": Direction,
    "aggregation": Aggregation,
    "status": Status,
    "scope": Scope,
}


def _fact(changes: dict[str, object]) -> Fact:
    typed = {
        name: _NAMES[name](str(value)) if name in _NAMES else value
        for name, value in changes.items()
    }
    return make_fact("a", 0, **({"indicator": "产值", "status": Status.ACTUAL} | typed))
