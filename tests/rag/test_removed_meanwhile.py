"""Reports that are removed while a question is being answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from rag.engine import Engine
from tests.rag.small_engine import AlwaysSure, store_of
from vectorstore.embedding import load_embedder
from vectorstore.errors import UnknownReportError
from vectorstore.records import Passage, Report
from vectorstore.store import Store

REPORT = """{place}2023年法治政府建设年度报告
(虚构样例:本文的地名、机构和数字均为编造)
2023年,{place}扎实推进依法行政。现将有关情况报告如下:
一、主要工作
(一)办理行政复议。全年受理行政复议案件{count}件。
(二)规范行政应诉。落实行政机关负责人出庭应诉制度,不断提高负责人出庭应诉率。
二、存在的问题
{place}执法力量不足,部分执法人员业务不熟。
{place}人民政府
2024年1月20日
"""


class Losing:
    """A store from which one report goes right after it is listed."""

    def __init__(self, store: Store, lost: str) -> None:
        self._store, self._lost = store, lost

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def report(self, report_id: str) -> Report:
        self._check(report_id)
        return self._store.report(report_id)

    def report_passages(self, report_id: str) -> list[Passage]:
        self._check(report_id)
        return self._store.report_passages(report_id)

    def _check(self, report_id: str) -> None:
        if report_id == self._lost:
            raise UnknownReportError(f"no report {report_id!r} in the store")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    texts = {
        f"{place}.txt": REPORT.format(place=place, count=count)
        for count, place in ((31, "琅溪县"), (47, "望川县"))
    }
    with store_of(tmp_path_factory.mktemp("losing"), texts) as store:
        lost = next(
            each.report_id for each in store.reports()[1] if each.metadata.region == "望川县"
        )
        yield Engine(cast("Store", Losing(store, lost)), load_embedder(), confidence=AlwaysSure())


@pytest.mark.parametrize(
    "question",
    ["分地方概括一下主要做法", "哪些报告专门用一章写了存在的问题?", "各报告承认了哪些问题?"],
)
def test_the_others_answer(engine: Engine, question: str) -> None:
    answer = engine.ask(question)

    assert {citation.region for citation in answer.citations} == {"琅溪县"}


def test_a_mention_whose_report_went_is_no_failure(engine: Engine) -> None:
    answer = engine.ask("望川县行政机关负责人出庭应诉率是多少?")

    assert answer.answer
