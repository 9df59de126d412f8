"""Questions answered from tables, whatever format the report comes in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from ingest.pipeline import Ingestor
from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import AlwaysSure
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore
from vectorstore.queries import FactQuery

TEXT = """琅溪县2023年法治政府建设年度报告
(虚构样例:本文的地名、机构和数字均为编造)
2023年,琅溪县扎实推进依法行政。现将有关情况报告如下:
一、主要工作
(一)办理行政复议应诉案件。有关数据见表1。
表1 行政复议应诉情况
| 指标 | 2022年 | 2023年 | 同比 |
| 行政复议受理(件) | 365 | 417 | 增长14.2% |
| 行政机关负责人出庭应诉率(%) | 97.2 | 100 | 提高2.8个百分点 |
(二)开展人民调解。各乡镇调解情况如下:
乡镇 | 调解纠纷(件) | 调解成功率
柏树镇 | 412 | 98.1%
杉树镇 | 390 | 97%
合计 | 802 | 97.6%
二、存在的问题
执法力量不足。
琅溪县人民政府
2024年1月20日
"""

PAGE = """<html><head><title>望枫县2023年法治政府建设年度报告</title></head><body><div>
<h1>望枫县2023年法治政府建设年度报告</h1>
<p>(虚构样例:本文的地名、机构和数字均为编造)</p>
<p>2023年,望枫县人民政府扎实推进依法行政,认真落实法治政府建设责任。现将有关情况报告如下。</p>
<p>一、主要工作</p>
<p>办理行政复议应诉案件。县政府加强行政复议和行政应诉工作,有关数据见下表。</p>
<table><caption>行政复议应诉情况</caption>
<tr><th rowspan="2">指标</th><th colspan="2">案件(件)</th></tr>
<tr><th>2022年</th><th>2023年</th></tr>
<tr><td>行政复议受理</td><td>52</td><td>61</td></tr>
<tr><td>行政诉讼败诉</td><td>5</td><td>3</td></tr></table>
<p>二、存在的问题</p><p>执法力量不足。</p><p>望枫县人民政府</p><p>2024年1月20日</p>
</div></body></html>"""

PARAGRAPHS = (
    "石漫县2023年法治政府建设年度报告",
    "(虚构样例:本文的地名、机构和数字均为编造)",
    "2023年,石漫县人民政府扎实推进依法行政。现将有关情况报告如下:",
    "一、主要工作",
    "办理行政复议应诉案件。有关数据见下表。",
)
ROWS = (
    ("指标", "单位", "2022年", "2023年"),
    ("行政复议受理", "件", "500", "520"),
    ("行政机关负责人出庭应诉率", "%", "90.5", "96"),
)


def _write_word(path: Path) -> None:
    document = docx.Document()
    for words in PARAGRAPHS:
        document.add_paragraph(words)
    table = document.add_table(rows=len(ROWS), cols=len(ROWS[0]))
    for row, cells in zip(table.rows, ROWS, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    for words in ("二、存在的问题", "执法力量不足。", "石漫县人民政府", "2024年1月20日"):
        document.add_paragraph(words)
    document.save(str(path))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    folder = tmp_path_factory.mktemp("tables")
    (folder / "琅溪县2023.txt").write_text(TEXT, "utf-8")
    (folder / "望枫县2023.html").write_text(PAGE, "utf-8")
    _write_word(folder / "石漫县2023.docx")
    embedder = load_embedder()
    with LocalStore.open(folder / "store", embedder.identity, create=True) as opened:
        sources = [str(path) for path in sorted(folder.iterdir()) if path.is_file()]
        assert not Ingestor(opened, embedder).ingest(sources).failed
        yield opened


@pytest.fixture(scope="module")
def engine(store: LocalStore) -> Engine:
    return Engine(store, load_embedder(), confidence=AlwaysSure())


def test_tables_of_every_format_give_linked_facts(store: LocalStore) -> None:
    _, facts = store.facts(FactQuery(canonical=("行政复议受理",)))
    assert {(fact.region, fact.period, fact.value, fact.unit) for fact in facts} == {
        ("琅溪县", "2022", 365, "件"), ("琅溪县", "", 417, "件"),
        ("望枫县", "2022", 52, "件"), ("望枫县", "", 61, "件"),
        ("石漫县", "2022", 500, "件"), ("石漫县", "", 520, "件"),
    }  # fmt: skip


def test_a_row_of_another_place_is_of_that_place(store: LocalStore) -> None:
    _, facts = store.facts(FactQuery(indicator="调解成功率"))
    assert {(fact.region, fact.value) for fact in facts} == {
        ("柏树镇", 98.1), ("杉树镇", 97), ("琅溪县", 97.6),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("行政机关负责人出庭应诉率达到100%的有哪些地方?", {("琅溪县", "100")}),
        ("行政复议受理超过400件的地方有哪些?", {("琅溪县", "417"), ("石漫县", "520")}),
        ("调解成功率高于97%的地方有哪些?", {("琅溪县", "97.6")}),
    ],
)
def test_lists_are_drawn_from_tables(
    engine: Engine, question: str, expected: set[tuple[str, str]]
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert {(item.region, item.value) for item in answer.items} == expected
    assert all("|" in each.quote for each in answer.citations)


@pytest.mark.parametrize(
    ("question", "value", "unit"),
    [
        ("琅溪县行政机关负责人出庭应诉率2023年是多少?", "100", "%"),
        ("琅溪县行政机关负责人出庭应诉率2022年是多少?", "97.2", "%"),
        ("琅溪县2023年受理了多少件行政复议案件?", "417", "件"),
        ("琅溪县2022年行政复议受理多少件?", "365", "件"),
        ("柏树镇调解了多少件纠纷?", "412", "件"),
        ("望枫县2023年行政诉讼败诉多少件?", "3", "件"),
        ("石漫县2023年行政复议受理多少件?", "520", "件"),
    ],
)
def test_a_cell_answers_by_its_row_and_its_column(
    engine: Engine, question: str, value: str, unit: str
) -> None:
    answer = engine.ask(question)
    assert [(item.value, item.unit) for item in answer.items] == [(value, unit)]
