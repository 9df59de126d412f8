"""When no report says so, the reason is the right one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.documents import RawSource
from ingest.pipeline import Ingestor
from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import FirstDraft
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

DEFECTIVE = """云溪县2023年法治政府建设情况报告
2023年,云溪县推进“多证合一”改革,累计核发“多证合一”营业执照万份。认真落实行政机关负责人出庭应诉制度。
2022年受理行政复议案件31件。
云溪县人民政府
2024年1月9日
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    embedder = load_embedder()
    folder: Path = tmp_path_factory.mktemp("abstention") / "store"
    raw = RawSource("/a.txt", "a.txt", "a.txt", DEFECTIVE.encode(), "", datetime.now(UTC))
    with LocalStore.open(folder, embedder.identity, create=True) as store:
        assert not Ingestor(store, embedder).ingest_sources([raw]).failed
        yield Engine(store, embedder, confidence=FirstDraft())


def test_a_missing_number_in_the_text_is_said_to_be_missing(small: Engine) -> None:
    answer = small.ask("云溪县累计核发了多少份“多证合一”营业执照?")
    assert answer.status is not Status.ANSWERED
    assert "缺少数字" in answer.reason
    assert "营业执照万份" in answer.citations[0].quote


def test_a_subject_without_a_figure_is_said_to_be_mentioned_only(small: Engine) -> None:
    answer = small.ask("云溪县行政机关负责人出庭应诉率是多少?")
    assert answer.status is not Status.ANSWERED
    assert "行政机关负责人出庭应诉率" in answer.reason
    assert "没有给出数字" in answer.reason
    assert "出庭应诉制度" in answer.citations[0].quote


def test_a_figure_of_another_year_is_shown_but_not_given(small: Engine) -> None:
    answer = small.ask("云溪县2023年受理了多少件行政复议案件?")
    assert answer.status is not Status.ANSWERED
    assert "2023" in answer.reason
    assert "31件" in answer.citations[0].quote
    assert answer.items == ()


def test_a_false_premise_is_told_with_the_place_that_it_is_true_of(engine: Engine) -> None:
    answer = engine.ask("石漫区的“红袖章阿姨”有多少人?")
    assert answer.status is not Status.ANSWERED
    assert "临澜区" in answer.reason
    assert "红袖章阿姨" in answer.citations[0].quote


def test_nothing_is_said_where_nothing_is_near(engine: Engine) -> None:
    answer = engine.ask("石漫区的地铁有几条线路?")
    assert answer.status is not Status.ANSWERED
    assert "没有找到" in answer.reason
