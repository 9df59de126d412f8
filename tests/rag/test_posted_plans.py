"""A plan asked in place of a question, and what an answer tells of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Intent, Status
from rag.engine import Engine
from rag.plan import Act, Operator, Plan, Predicate, Target
from tests.rag.small_engine import engine_over
from vectorstore.errors import QueryError

REPORTS = {
    "枫溪县2023年法治政府建设年度报告.txt": (
        "枫溪县2023年法治政府建设年度报告\n一、主要做法\n"
        "全年受理行政复议案件79件,审结68件。举办普法讲座24场。\n二、存在的问题\n基层执法力量不足。\n"
    ),
    "柳坪县2023年法治政府建设年度报告.txt": (
        "柳坪县2023年法治政府建设年度报告\n一、主要做法\n全年受理行政复议案件31件,审结30件。\n"
    ),
}
CASES = Target(phrase="行政复议案件", act="受理")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with engine_over(tmp_path_factory.mktemp("posted"), REPORTS) as engine:
        yield engine


def test_what_a_plan_finds_is_claimed(engine: Engine) -> None:
    found = engine.ask("", plan=Plan(act=Act.VALUE, targets=(CASES,), places=("枫溪县",)))
    assert found.status is Status.ANSWERED
    assert [(item.region, item.value, item.unit) for item in found.items] == [
        ("枫溪县", "79", "件")
    ]
    assert found.interpretation.plan is not None
    assert found.interpretation.plan.places == ("枫溪县",)


def test_a_plan_changed_is_another_question(engine: Engine) -> None:
    above = Predicate(words="超过50件", operator=Operator.ABOVE, value=50, unit="件")
    plan = Plan(act=Act.WHICH, targets=(CASES,), level="county", predicates=(above,))
    found = engine.ask("", plan=plan)
    assert found.interpretation.intent is Intent.LIST
    assert [item.region for item in found.items] == ["枫溪县"]
    assert found.coverage.stating == 2
    below = above.model_copy(update={"operator": Operator.BELOW})
    other = engine.ask("", plan=plan.model_copy(update={"predicates": (below,)}))
    assert [item.region for item in other.items] == ["柳坪县"]


def test_a_plan_of_nothing_that_is_stated_claims_nothing(engine: Engine) -> None:
    target = Target(phrase="地区生产总值")
    found = engine.ask("", plan=Plan(act=Act.VALUE, targets=(target,), places=("枫溪县",)))
    assert found.status is not Status.ANSWERED
    assert found.items == ()


def test_a_plan_goes_on_in_a_conversation(engine: Engine) -> None:
    plan = Plan(act=Act.VALUE, targets=(CASES,), places=("枫溪县",))
    first = engine.ask("", plan=plan)
    after = engine.ask("那柳坪县呢?", conversation_id=first.conversation_id)
    assert after.interpretation.plan is not None
    assert after.interpretation.plan.targets == plan.targets
    assert after.interpretation.plan.places == ("柳坪县",)
    assert any("31件" in each.quote for each in after.citations)


def test_without_plan_and_question_nothing_is_asked(engine: Engine) -> None:
    with pytest.raises(QueryError, match="empty"):
        engine.ask(" ")


def test_words_that_an_answer_did_not_use_are_told(engine: Engine) -> None:
    plan = Plan(
        act=Act.VALUE, targets=(CASES,), places=("枫溪县",), residue=("审结", "航天发射"),
    )  # fmt: skip
    found = engine.ask("", plan=plan)
    assert found.interpretation.not_understood == ("航天发射",)
    assert "航天发射" in found.answer
    assert "没有用到" in found.answer
