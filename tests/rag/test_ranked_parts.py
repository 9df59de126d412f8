"""Which part of a whole is first or last, by a table."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.engine import Engine
from tests.rag.small_engine import engine_over

REPORT = """# 琅溪县2023年法治政府建设年度报告

(虚构样例:本文的地名、机构和数字均为编造)

2023年,琅溪县扎实推进依法行政。现将有关情况报告如下:

## 一、行政处罚

各执法机构行政处罚情况如下:

| 执法机构 | 立案(件) | 结案(件) | 罚没(万元) |
|---|---|---|---|
| 市场监管局 | 143 | 139 | 87.2 |
| 综合执法局 | 206 | 201 | 35.7 |
| 应急管理局 | 58 | 55 | 96.4 |
| 其他 | 12 | 9 | 1.2 |
| 合计 | 419 | 404 | 220.5 |

## 二、存在的问题

执法力量不足。

琅溪县人民政府
2024年1月20日
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("parts")
    with engine_over(folder, {"琅溪县2023.md": REPORT}) as engine:
        yield engine


def test_a_question_for_places_is_not_answered_with_agencies(engine: Engine) -> None:
    answer = engine.ask("琅溪县哪个镇立案最多?")
    assert not answer.answer.startswith("综合执法局")
