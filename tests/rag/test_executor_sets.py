"""Which places, how many, the most: over all reports, only like figures, and true counts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.answer import Intent
from rag.answers.draft import Note, Outcome, Reason
from rag.execution.kinds import Axis, LeftOut
from rag.plan import Act, Operator, Predicate
from tests.rag.plans import (
    amounts,
    counts,
    limit,
    link,
    most,
    places,
    run,
    text_of,
    year,
)
from tests.rag.small_engine import store_of
from vectorstore.records import Direction, Measure
from vectorstore.store import Store

_GRAIN = link("粮食产量", "粮食总产量", "粮食产量")
_GROWTH = link("粮食产量", "粮食总产量", "粮食产量", measure=Measure.CHANGE)
_RATE = link("出庭应诉率", "行政机关负责人出庭应诉率")
_CASES = link("行政复议案件", ("行政复议案件", "受理"))

_SAID = {
    (
        "云溪县",
        2025,
    ): "全年粮食总产量7.4亿斤，比上年增长2.8%。行政机关负责人出庭应诉率95%以上。受理行政复议案件24件。",
    (
        "临澜区",
        2025,
    ): "全年粮食总产量13.1万吨，比上年增长12.0%。行政机关负责人出庭应诉率100%。受理行政复议案件120件。",
    (
        "望枫县",
        2025,
    ): "全年粮食总产量28.9万吨，同比下降0.6%。行政机关负责人出庭应诉率88.5%。受理行政复议案件100余件。",
    (
        "石漫区",
        2025,
    ): "粮食总产量比上年增长3.3%。行政机关负责人出庭应诉率稳步提升。受理行政复议案件24件。",
    ("松岭县", 2025): "举办茶艺比赛12场。",
    ("云溪县", 2024): "全年粮食总产量7.2亿斤。受理行政复议案件150件。",
}
_FILLER = "各部门按照要求开展工作，推动制度落实，完善工作机制，加强协调配合。"


def _text(region: str, of: int, said: str) -> str:
    return (
        f"{region}{of}年法治政府建设年度报告\n{of}年，{region}推进各项工作。现将有关情况报告如下：\n"
        f"一、主要工作\n{_FILLER}\n{said}\n二、其他工作\n{_FILLER}\n{region}人民政府\n{of + 1}年1月20日\n"
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    texts = {f"{at[0]}{at[1]}.txt": _text(*at, said) for at, said in _SAID.items()}
    with store_of(tmp_path_factory.mktemp("sets"), texts) as held:
        yield held


_OF_2025 = {"times": (year(2025),)}


def test_conditions_hold_in_one_unit(store: Store) -> None:
    draft = run(
        store, Act.WHICH, _GRAIN, predicates=(limit(Operator.ABOVE, 20e4, "吨"),), **_OF_2025
    )
    assert places(draft) == ("云溪县", "望枫县")
    assert amounts(draft) == ["7.4亿斤", "28.9万吨"]
    assert counts(draft) == (5, 2, 3, 1)
    assert draft.verdict is not None
    assert draft.verdict.left_out == (LeftOut(Axis.MEASURE, "change", 1),)
    assert "另有1份报告只写明增减幅度，没有列入。" in text_of(draft)
    assert "范围内共5份报告：2份符合，3份写明，1份只提及，1份未提及。" in text_of(draft)


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (Operator.AT_LEAST, 90, ("临澜区", "云溪县")),
        (Operator.AT_LEAST, 95, ("临澜区", "云溪县")),
        (Operator.ABOVE, 90, ("临澜区", "云溪县")),
        (Operator.EQUAL, 100, ("临澜区",)),
        (Operator.BELOW, 90, ("望枫县",)),
        (Operator.AT_MOST, 88.5, ("望枫县",)),
    ],
)
def test_a_bound_satisfies_what_it_implies(
    store: Store, operator: Operator, value: float, expected: tuple[str, ...]
) -> None:
    draft = run(store, Act.WHICH, _RATE, predicates=(limit(operator, value, "%"),), **_OF_2025)
    assert places(draft) == expected


def test_a_bound_that_does_not_decide_is_said(store: Store) -> None:
    draft = run(
        store, Act.WHICH, _RATE, predicates=(limit(Operator.AT_LEAST, 98, "%"),), **_OF_2025
    )
    assert places(draft) == ("临澜区",)
    assert draft.verdict is not None
    assert draft.verdict.notes == (Note.UNDECIDED,)


def test_between_takes_both_ends(store: Store) -> None:
    between = Predicate(
        words="", operator=Operator.BETWEEN, value=13.1e4, value_max=28.9e4, unit="吨"
    )
    assert places(run(store, Act.WHICH, _GRAIN, predicates=(between,), **_OF_2025)) == (
        "临澜区",
        "望枫县",
    )


def test_word_order_does_not_matter(store: Store) -> None:
    over = limit(Operator.AT_LEAST, 100, "个")
    listed = run(store, Act.WHICH, _CASES, predicates=(over,), **_OF_2025)
    counted = run(store, Act.HOW_MANY, _CASES, predicates=(over,), **_OF_2025)
    assert places(listed) == places(counted) == ("临澜区", "望枫县")
    assert counts(counted) == (5, 2, 4, 0)
    assert "2份报告：临澜区、望枫县。" in text_of(counted, Intent.COUNT)


def test_a_change_moves_one_way(store: Store) -> None:
    fell = Predicate(words="", operator=Operator.MOVED, direction=Direction.DOWN)
    assert places(run(store, Act.WHICH, _GRAIN, predicates=(fell,), **_OF_2025)) == ("望枫县",)
    rose = Predicate(words="", operator=Operator.MOVED, direction=Direction.UP)
    assert places(run(store, Act.WHICH, _GRAIN, predicates=(rose,), **_OF_2025)) == (
        "临澜区",
        "云溪县",
        "石漫区",
    )


def test_growth_is_compared_with_growth(store: Store) -> None:
    two_digits = limit(Operator.AT_LEAST, 10, "%")
    assert places(run(store, Act.WHICH, _GROWTH, predicates=(two_digits,), **_OF_2025)) == (
        "临澜区",
    )
    below = limit(Operator.BELOW, 3, "%")
    assert places(run(store, Act.WHICH, _GROWTH, predicates=(below,), **_OF_2025)) == (
        "云溪县",
        "望枫县",
    )


def test_those_that_do_not_state_it(store: Store) -> None:
    unstated = Predicate(words="", operator=Operator.NOT_STATED)
    draft = run(store, Act.WHICH, _RATE, predicates=(unstated,), **_OF_2025)
    assert places(draft) == ("松岭县", "石漫区")
    assert counts(draft) == (5, 2, 3, 1)
    assert all(not finding.figures for finding in draft.findings)
    stated = Predicate(words="", operator=Operator.STATED)
    assert places(run(store, Act.WHICH, _RATE, predicates=(stated,), **_OF_2025)) == (
        "临澜区",
        "云溪县",
        "望枫县",
    )
    denied = run(store, Act.WHICH, _RATE, predicates=(stated,), negated=True, **_OF_2025)
    assert places(denied) == places(draft)


def test_a_denied_limit(store: Store) -> None:
    over = limit(Operator.AT_LEAST, 100, "件")
    draft = run(store, Act.WHICH, _CASES, predicates=(over,), negated=True, **_OF_2025)
    assert places(draft) == ("云溪县", "石漫区")


def test_a_condition_without_a_limit_is_not_dropped(store: Store) -> None:
    vague = Predicate(words="低于全国平均", operator=Operator.BELOW)
    draft = run(store, Act.WHICH, _RATE, predicates=(vague,))
    assert (draft.reason, draft.subject) == (Reason.UNCLEAR_CONDITION, "低于全国平均")
    assert text_of(draft) == "没有理解这个条件：低于全国平均。"


def test_a_condition_that_nothing_satisfies(store: Store) -> None:
    draft = run(store, Act.WHICH, _CASES, predicates=(limit(Operator.ABOVE, 900, "件"),))
    assert draft.reason is Reason.NO_MATCH
    assert draft.findings


def test_conditions_on_two_targets_hold_together(store: Store) -> None:
    conditions = (limit(Operator.ABOVE, 20e4, "吨"), limit(Operator.AT_LEAST, 95, "%"))
    draft = run(store, Act.WHICH, [_GRAIN, _RATE], predicates=conditions, **_OF_2025)
    assert places(draft) == ("云溪县",)
    assert amounts(draft) == ["7.4亿斤", "95%"]
    assert counts(draft)[1] == 1


def test_the_most_is_found_in_one_unit(store: Store) -> None:
    draft = run(store, Act.ORDER, _GRAIN, order=most(), **_OF_2025)
    assert places(draft) == ("云溪县",)
    assert amounts(draft) == ["7.4亿斤", "28.9万吨", "13.1万吨"]
    least = run(store, Act.WHICH, _GRAIN, order=most(descending=False), **_OF_2025)
    assert places(least) == ("临澜区",)
    assert text_of(least).startswith("临澜区最低，与次位相差15.8万吨。")


def test_the_first_few_and_all(store: Store) -> None:
    two = run(store, Act.ORDER, _GRAIN, order=most(2), **_OF_2025)
    assert places(two) == ("云溪县", "望枫县")
    assert amounts(two) == ["7.4亿斤", "28.9万吨"]
    every = run(store, Act.ORDER, _GRAIN, order=most(None), **_OF_2025)
    assert places(every) == ("云溪县", "望枫县", "临澜区")


def test_those_level_with_each_other_share_a_place(store: Store) -> None:
    draft = run(store, Act.ORDER, _CASES, order=most(descending=False), **_OF_2025)
    assert places(draft) == ("云溪县", "石漫区")
    assert draft.verdict is not None
    assert draft.verdict.outcome is Outcome.TIED
    assert "云溪县、石漫区并列最低。" in text_of(draft)


def test_the_most_of_named_places_only(store: Store) -> None:
    draft = run(store, Act.ORDER, _GRAIN, "临澜区", "望枫县", order=most(), **_OF_2025)
    assert places(draft) == ("望枫县",)


def test_the_year_of_the_most(store: Store) -> None:
    draft = run(store, Act.ORDER, _CASES, "云溪县", order=most())
    assert places(draft) == ("2024",)
    assert text_of(draft).startswith("2024年最高，与次位相差126件。")


def test_without_a_year_each_place_stands_with_one_figure(store: Store) -> None:
    draft = run(store, Act.ORDER, _CASES, order=most())
    assert places(draft) == ("临澜区",)
    assert sorted(amounts(draft)) == ["100件", "120件", "24件", "24件"]
