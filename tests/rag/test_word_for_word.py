"""Which reports mention something: the word itself decides, and the number of places is always told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Status
from rag.engine import Engine
from tests.rag.small_engine import engine_over
from vectorstore.embedding import load_embedder

_SAID = {
    "云溪县": "推进绿氢项目建设，全年受理行政复议案件24件。建成首席代表驻点12个。",
    "临澜区": "发展氢能重卡，全年受理行政复议案件41件。建成首席代表制度示范点3个。",
    "望枫县": "绿氢产能达到6万吨，全年受理行政复议案件36件。",
}
_FILLER = "各部门按照要求开展工作，推动制度落实，完善工作机制，加强协调配合。"


@pytest.fixture(scope="module")
def careful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that claims only what is sure: what is looked for word for word is."""
    texts = {
        f"{name}.txt": (
            f"{name}2023年法治政府建设年度报告\n2023年，{name}推进各项工作。\n一、主要工作\n{_FILLER}\n{said}\n"
            f"二、其他工作\n{_FILLER}\n{name}人民政府\n2024年1月20日\n"
        )
        for name, said in _SAID.items()
    }
    with engine_over(tmp_path_factory.mktemp("words"), texts) as engine:
        yield Engine(engine.store, load_embedder())


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("哪些报告提到了绿氢?", {"云溪县", "望枫县"}),
        ("哪些报告没有提到绿氢?", {"临澜区"}),
        ("哪些报告提到了首席代表制度?", {"临澜区"}),
        ("提到“氢能重卡”的报告有哪些?", {"临澜区"}),
    ],
)
def test_reports_that_mention_a_word_are_those_that_hold_it(
    careful: Engine, question: str, places: set[str]
) -> None:
    answer = careful.ask(question)
    assert answer.status is Status.ANSWERED
    assert {item.region for item in answer.items} == places


def test_a_number_of_reports_that_mention_a_word_is_claimed(careful: Engine) -> None:
    answer = careful.ask("有几份报告提到了绿氢?")
    assert answer.status is Status.ANSWERED
    assert answer.answer.startswith("2份报告：")


def test_a_list_says_how_many_places_it_has(careful: Engine) -> None:
    assert "共2个地区" in careful.ask("哪些报告提到了绿氢?").answer.splitlines()[0]


def test_what_is_told_in_another_unit_is_never_claimed(careful: Engine) -> None:
    assert careful.ask("云溪县2023年行政复议花了多少万元?").status is not Status.ANSWERED
