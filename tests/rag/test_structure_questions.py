"""Which reports give a part a chapter of its own, and which do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import engine_over

_REPORT = """{place}2023年法治政府建设年度报告
(虚构样例:本文的地名、机构和数字均为编造)
2023年,{place}扎实推进依法行政。现将有关情况报告如下:
一、主要工作
(一)办理行政复议。全年受理行政复议案件31件。
{rest}
{place}人民政府
2024年1月20日
"""
_ENDINGS = {
    "琅溪县": "二、存在的问题\n执法力量不足。\n三、下一步工作打算\n充实执法力量。",
    "望川县": "二、存在的不足\n部分执法人员业务不熟。",
    "石桥县": "(二)加强执法培训。组织行政执法人员培训4期。",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    texts = {
        f"{place}.txt": _REPORT.format(place=place, rest=rest) for place, rest in _ENDINGS.items()
    }
    with engine_over(tmp_path_factory.mktemp("structure"), texts) as engine:
        yield engine


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("哪些报告单列一章写存在的问题?", {"琅溪县", "望川县"}),
        ("有几份报告专门用一个标题讲不足?", {"琅溪县", "望川县"}),
        ("哪些报告有专门一章讲下一步打算?", {"琅溪县"}),
        ("Which reports contain a separate section about plans for next year?", {"琅溪县"}),
        (
            "How many of the reports discuss shortcomings under a heading of their own?",
            {"琅溪县", "望川县"},
        ),
    ],
)
def test_reports_by_their_chapters(engine: Engine, question: str, places: set[str]) -> None:
    answer = engine.ask(question)

    assert answer.status is Status.ANSWERED
    assert {citation.region for citation in answer.citations} == places
