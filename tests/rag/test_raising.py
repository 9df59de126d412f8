"""Places and years that a query names raise scores and exclude nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.raising import raised
from tests.rag.small_engine import engine_over

WEST = """云溪县2023年法治政府建设年度报告
一、主要工作
全年受理行政复议案件74件,审结70件。
二、下一步打算
持续加强执法培训。
云溪县人民政府
2024年1月20日
"""
EAST = """临澜区2022年法治政府建设年度报告
一、主要工作
全年受理行政复议案件131件,审结120件。临澜区派员赴云溪县学习,2023年冬天在云溪县举办的龙舟邀请赛由青年队夺冠。
临澜区人民政府
2023年2月2日
"""


def test_a_passage_keeps_the_better_of_its_two_scores() -> None:
    found = raised({"a": 9.0, "b": 5.0}, {"b": 3.0, "c": 6.0, "a": 1.0}, 2.5)
    # b: 3 + 2.5 beats 5; c: 6 + 2.5; a: 1 + 2.5 does not beat 9.
    assert found == {"a": 9.0, "b": 5.5, "c": 8.5}


def test_a_cosine_below_zero_is_raised_from_where_it_is() -> None:
    assert raised({}, {"a": -0.25}, 0.5) == {"a": 0.25}


def test_a_report_of_the_named_place_and_year_comes_first_though_its_sentence_names_neither(
    tmp_path: Path,
) -> None:
    with engine_over(tmp_path, {"w.txt": WEST, "e.txt": EAST}) as engine:
        found = engine.retrieve("云溪县2023年受理行政复议案件多少件?")
        assert "74件" in found.passages[0].passage.text


@pytest.mark.parametrize("query", ["云溪县2023年龙舟邀请赛谁夺冠?", "2023年云溪县龙舟赛"])
def test_what_another_place_tells_of_the_named_one_is_found(tmp_path: Path, query: str) -> None:
    with engine_over(tmp_path, {"w.txt": WEST, "e.txt": EAST}) as engine:
        found = engine.retrieve(query)
        assert "龙舟" in found.passages[0].passage.text
        assert found.passages[0].report.metadata.region == "临澜区"
