"""Which of a report's own items satisfy a question: rows of a table, what a sentence tells in turn; never claimed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import NeverSure, engine_over

_TEXT = """砚溪市2025年国民经济和社会发展统计公报
一、综合
2025年，砚溪市地区生产总值800亿元，增长5.1%。
二、工业
主要工业产品产量
产品 | 单位 | 产量 | 比上年增长（%）
汽车 | 万辆 | 187.2 | -2.9
叉车 | 万辆 | 14.1 | 4.7
彩色电视机 | 万台 | 509.8 | -13.2
工业机器人 | 套 | 21684 | 105.3
三、价格
居民消费价格上涨0.4%。分类别看，食品烟酒类价格下降0.7%，衣着类价格上涨5.8%，居住类价格上涨0.4%，交通通信类价格下降3.1%。
砚溪市统计局
2026年3月20日
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_over(tmp_path_factory.mktemp("items"), {"砚溪市.txt": _TEXT}, NeverSure()) as made:
        yield made


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("砚溪市2025年主要工业产品产量中负增长的有哪些?", "2项：汽车、彩色电视机。"),
        (
            "砚溪市2025年居民消费价格分类别看，下降的有几类?",
            "2项：食品烟酒类价格、交通通信类价格。",
        ),
        ("砚溪市2025年主要工业产品产量增长超过4%的有哪些?", "2项：叉车、工业机器人。"),
    ],
)
def test_items_of_one_report_that_satisfy_a_condition_are_counted_and_shown(
    engine: Engine, question: str, items: str
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.SHOWN
    assert f"报告所列各项中，可能符合的有{items}" in answer.answer


def test_an_order_of_items_names_the_first(engine: Engine) -> None:
    answer = engine.ask("砚溪市2025年主要工业产品产量增幅最大的是哪种?")
    assert "可能符合的有1项：工业机器人。" in answer.answer


def test_what_no_item_satisfies_names_none(engine: Engine) -> None:
    answer = engine.ask("砚溪市2025年主要工业产品产量增长超过300%的有哪些?")
    assert "报告所列各项" not in answer.answer
