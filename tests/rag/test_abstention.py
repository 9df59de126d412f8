"""What no report says is not claimed, and what comes nearest is shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.documents import RawSource
from ingest.pipeline import Ingestor
from rag.answer import Status
from rag.engine import Engine
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
        yield Engine(store, embedder)


def test_a_sentence_that_lacks_its_number_is_no_answer(small: Engine) -> None:
    answer = small.ask("云溪县累计核发了多少份“多证合一”营业执照?")
    assert answer.status is not Status.ANSWERED
    assert any("营业执照万份" in each.quote for each in answer.citations)


def test_a_subject_without_a_figure_is_shown_where_it_is_spoken_of(small: Engine) -> None:
    answer = small.ask("云溪县行政机关负责人出庭应诉率是多少?")
    assert answer.status is not Status.ANSWERED
    assert any("出庭应诉制度" in each.quote for each in answer.citations)


def test_a_figure_of_another_year_is_shown_but_not_given(small: Engine) -> None:
    answer = small.ask("云溪县2023年受理了多少件行政复议案件?")
    assert answer.status is not Status.ANSWERED
    assert any("31件" in each.quote for each in answer.citations)
    assert answer.items == ()


@pytest.mark.parametrize("question", ["石漫区的“红袖章阿姨”有多少人?", "石漫区的地铁有几条线路?"])
def test_what_the_report_of_a_place_does_not_speak_of_is_no_answer(
    careful: Engine, question: str
) -> None:
    assert careful.ask(question).status is not Status.ANSWERED
