"""Differences, changes, series and sums: of like figures only, and never without their quotes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from rag.answer import Intent
from rag.answers.draft import Note, Outcome, Reason
from rag.execution.executor import execute
from rag.plan import Act, Aggregate, Operator, Plan
from tests.rag.plans import (
    LAST_YEAR,
    amounts,
    counts,
    limit,
    link,
    most,
    nothing,
    places,
    run,
    text_of,
    told,
    year,
    years,
)
from tests.rag.small_engine import store_of
from vectorstore.queries import Filter
from vectorstore.records import Measure, Status
from vectorstore.store import Store

_CASES = link("行政复议案件", ("行政复议案件", "受理"))
_CLOSED = link("审结", ("行政复议案件", "审结"))
_EITHER = link("行政复议案件", ("行政复议案件", "受理"), ("行政复议案件", "新收"))
_GRAIN = link("粮食产量", "粮食总产量", "粮食产量")
_RATE = link("出庭应诉率", "行政机关负责人出庭应诉率")

_SAID = {
    (
        "云溪县",
        2023,
    ): "全年受理行政复议案件24件，审结行政复议案件22件。粮食总产量7.4亿斤，比上年增长2.8%。"
    "行政机关负责人出庭应诉率97.5%。",
    ("云溪县", 2022): "全年受理行政复议案件20件，审结行政复议案件19件。粮食总产量7.2亿斤。",
    ("云溪县", 2021): "全年受理行政复议案件31件。",
    (
        "临澜区",
        2023,
    ): "全年受理行政复议案件41件。粮食总产量13.1万吨。行政机关负责人出庭应诉率100%。",
    ("望枫县", 2023): "全年新收行政复议案件36件。粮食总产量约28.9万吨。",
}
_FILLER = "各部门按照要求开展工作，推动制度落实，完善工作机制，加强协调配合。"


def _text(region: str, of: int, said: str, *, signed: str = "") -> str:
    return (
        f"{region}{of}年法治政府建设年度报告\n{of}年，{region}推进各项工作。现将有关情况报告如下：\n"
        f"一、主要工作\n{_FILLER}\n{said}\n二、其他工作\n{_FILLER}\n{signed or region}人民政府\n"
        f"{of + 1}年1月20日\n"
    )


_TWICE = {
    "大岭县2023年.txt": _text("大岭县", 2023, "全年受理行政复议案件50件。粮食总产量5.2万吨。"),
    "大岭县2023年更正.txt": _text("大岭县", 2023, "全年受理行政复议案件52件。粮食总产量5.21万吨。"),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    texts = {f"{at[0]}{at[1]}.txt": _text(*at, said) for at, said in _SAID.items()}
    with store_of(tmp_path_factory.mktemp("compared"), texts | _TWICE) as held:
        yield held


_OF_2023 = {"times": (year(2023),)}


def test_two_places_are_compared_with_their_difference(store: Store) -> None:
    draft = run(store, Act.COMPARE, _CASES, "云溪县", "临澜区", **_OF_2023)
    assert draft.verdict is not None
    assert (draft.verdict.places, draft.verdict.difference) == (("临澜区", "云溪县"), "17件")
    assert amounts(draft) == ["41件", "24件"]
    assert counts(draft) == (2, 2, 2, 0)
    assert text_of(draft, Intent.COMPARE).startswith("临澜区 > 云溪县，相差17件。")
    asked = run(store, Act.VALUE, _CASES, "云溪县", "临澜区", aggregate=Aggregate.DIFFERENCE)
    assert asked.verdict is not None
    assert asked.verdict.difference == "17件"


def test_units_of_one_dimension_are_subtracted(store: Store) -> None:
    draft = run(store, Act.COMPARE, _GRAIN, "云溪县", "临澜区", **_OF_2023)
    assert draft.verdict is not None
    assert draft.verdict.difference == "4.78亿斤"  # 7.4亿斤 are 37万吨, 13.1万吨 are 2.62亿斤


def test_percentages_differ_by_points(store: Store) -> None:
    draft = run(store, Act.COMPARE, _RATE, "云溪县", "临澜区", **_OF_2023)
    assert draft.verdict is not None
    assert draft.verdict.difference == "2.5个百分点"


def test_a_rounded_figure_makes_a_rough_difference(store: Store) -> None:
    draft = run(store, Act.COMPARE, _GRAIN, "望枫县", "临澜区", **_OF_2023)
    assert draft.verdict is not None
    assert draft.verdict.difference == "15.8万吨"
    assert Note.INEXACT in draft.verdict.notes


def test_other_acts_are_not_subtracted(store: Store) -> None:
    draft = run(store, Act.COMPARE, _EITHER, "云溪县", "望枫县", **_OF_2023)
    assert draft.verdict is not None
    assert (draft.verdict.outcome, draft.verdict.difference) == (Outcome.STATED, "")
    assert draft.verdict.notes == (Note.UNLIKE_FIGURES,)
    assert amounts(draft) == ["24件", "36件"]


def test_what_one_of_them_lacks_is_named(store: Store) -> None:
    draft = run(store, Act.COMPARE, _RATE, "云溪县", "望枫县", **_OF_2023)
    assert (draft.reason, draft.subject) == (Reason.NO_FIGURE_FOR, "望枫县")
    assert amounts(draft) == ["97.5%"]


def test_without_a_year_places_are_compared_in_one_that_they_share(store: Store) -> None:
    draft = run(store, Act.COMPARE, _CASES, "云溪县", "临澜区")
    assert amounts(draft) == ["41件", "24件"]


def test_two_targets_of_one_place(store: Store) -> None:
    draft = run(store, Act.COMPARE, [_CASES, _CLOSED], "云溪县", **_OF_2023)
    assert draft.verdict is not None
    assert (draft.verdict.places, draft.verdict.difference) == (("行政复议案件", "审结"), "2件")
    other = run(store, Act.COMPARE, [_CASES, _GRAIN], "云溪县", **_OF_2023)
    assert other.reason is Reason.UNLIKE_UNITS
    lacking = run(store, Act.COMPARE, [_CASES, nothing("公证")], "云溪县", **_OF_2023)
    assert (lacking.reason, lacking.subject) == (Reason.NO_FIGURE_FOR, "公证")


def test_two_years_of_one_place(store: Store) -> None:
    draft = run(store, Act.COMPARE, _CASES, "云溪县", times=(year(2021), year(2023)))
    assert draft.verdict is not None
    assert (draft.verdict.places, draft.verdict.difference) == (("2021", "2023"), "7件")
    assert text_of(draft, Intent.COMPARE).startswith("2021年 > 2023年，相差7件。")
    lacking = run(store, Act.COMPARE, _CASES, "云溪县", times=(year(2020), year(2023)))
    assert (lacking.reason, lacking.subject) == (Reason.NO_FIGURE_FOR, "2020")


def test_a_change_is_stated_or_worked_out(store: Store) -> None:
    stated = run(store, Act.CHANGE, _GRAIN, "云溪县", **_OF_2023)
    assert amounts(stated) == ["2.8%"]
    worked = run(store, Act.CHANGE, _CASES, "云溪县", **_OF_2023)
    assert worked.verdict is not None
    assert (worked.verdict.places, worked.verdict.difference) == (("2023", "2022"), "4件")
    assert amounts(worked) == ["24件", "20件"]
    none = run(store, Act.CHANGE, _CASES, "临澜区", **_OF_2023)
    assert none.reason is not None


def test_a_change_between_years_that_are_named(store: Store) -> None:
    draft = run(store, Act.CHANGE, _CASES, "云溪县", times=(year(2021), year(2022)))
    assert draft.verdict is not None
    assert draft.verdict.difference == "11件"


def test_a_trend_has_one_figure_a_year(store: Store) -> None:
    draft = run(store, Act.TREND, _CASES, "云溪县")
    assert told(draft) == [
        ("云溪县", "2021", "31件"),
        ("云溪县", "2022", "20件"),
        ("云溪县", "2023", "24件"),
    ]
    part = run(store, Act.TREND, _CASES, "云溪县", times=(years(2022, 2023),))
    assert amounts(part) == ["20件", "24件"]


def test_years_inside_a_longer_time_answer_for_it_one_by_one(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "云溪县", times=(years(2021, 2023),))
    assert sorted(amounts(draft)) == ["20件", "24件", "31件"]


def test_reports_that_disagree_are_both_shown(store: Store) -> None:
    draft = run(store, Act.VALUE, _CASES, "大岭县", **_OF_2023)
    assert sorted(amounts(draft)) == ["50件", "52件"]
    assert draft.verdict is not None
    assert draft.verdict.notes == (Note.DISAGREEING,)
    assert "不同报告写的数字不一致" in text_of(draft, Intent.LOOKUP)
    listed = run(store, Act.WHICH, _CASES, predicates=(limit(Operator.AT_LEAST, 50, "件"),))
    assert places(listed) == ("大岭县",)
    assert sorted(amounts(listed)) == ["50件", "52件"]
    first = run(store, Act.ORDER, _CASES, order=most(), **_OF_2023)
    assert first.verdict is not None
    assert Note.DISAGREEING in first.verdict.notes
    both = run(store, Act.COMPARE, _CASES, "云溪县", "大岭县", **_OF_2023)
    assert both.verdict is not None
    assert both.verdict.difference == ""


def test_a_rounded_figure_does_not_disagree(store: Store) -> None:
    draft = run(store, Act.VALUE, _GRAIN, "大岭县", **_OF_2023)
    assert len(amounts(draft)) == 1
    assert counts(draft) == (2, 2, 2, 0)


def test_sums_and_means_over_places(store: Store) -> None:
    both = ("云溪县", "临澜区")
    total = run(store, Act.VALUE, _CASES, *both, aggregate=Aggregate.SUM, **_OF_2023)
    assert (total.total, sorted(amounts(total))) == ("65件", ["24件", "41件"])
    assert text_of(total, Intent.LOOKUP).startswith("合计：65件")
    mean = run(store, Act.VALUE, _CASES, *both, aggregate=Aggregate.MEAN, **_OF_2023)
    assert (mean.mean, mean.total) == ("32.5件", "")
    rates = run(store, Act.VALUE, _RATE, *both, aggregate=Aggregate.MEAN, **_OF_2023)
    assert rates.mean == "98.75%"


def test_rates_are_never_added(store: Store) -> None:
    both = ("云溪县", "临澜区")
    draft = run(store, Act.VALUE, _RATE, *both, aggregate=Aggregate.SUM, **_OF_2023)
    assert (draft.reason, draft.total) == (None, "")
    assert len(draft.findings) == 2


def test_a_sum_needs_every_part(store: Store) -> None:
    draft = run(store, Act.VALUE, _RATE, "云溪县", "望枫县", aggregate=Aggregate.SUM, **_OF_2023)
    assert (draft.reason, draft.subject, draft.total) == (Reason.NO_FIGURE_FOR, "望枫县", "")


def test_a_sum_over_years(store: Store) -> None:
    asked = {"aggregate": Aggregate.SUM, "times": (years(2021, 2023),)}
    assert run(store, Act.VALUE, _CASES, "云溪县", **asked).total == "75件"
    asked["times"] = (years(2020, 2023),)
    lacking = run(store, Act.VALUE, _CASES, "云溪县", **asked)
    assert (lacking.total, lacking.subject) == ("", "2020")


def test_a_sum_over_targets(store: Store) -> None:
    draft = run(store, Act.VALUE, [_CASES, _CLOSED], "云溪县", aggregate=Aggregate.SUM, **_OF_2023)
    assert draft.total == "46件"


def test_reports_that_state_only_another_measure_are_told(store: Store) -> None:
    growth = link("粮食产量", "粮食总产量", measure=Measure.CHANGE)
    draft = run(store, Act.ORDER, growth, order=most(), **_OF_2023)
    assert places(draft) == ("云溪县",)
    assert "份报告只写明总量，没有列入。" in text_of(draft)


def test_whether_a_condition_holds(store: Store) -> None:
    full = (limit(Operator.EQUAL, 100, "%"),)
    assert amounts(run(store, Act.YES_NO, _RATE, "临澜区", predicates=full)) == ["100%"]
    short = run(store, Act.YES_NO, _RATE, "云溪县", predicates=full)
    assert (short.reason, amounts(short)) == (Reason.NO_MATCH, ["97.5%"])


@pytest.mark.parametrize(("today", "expected"), [(2024, "24件"), (2023, "20件"), (2030, "20件")])
def test_last_year_is_the_calendars_where_it_is_held(
    store: Store, today: int, expected: str
) -> None:
    plan = Plan(act=Act.VALUE, targets=(_CASES.target,), places=("云溪县",), times=(LAST_YEAR,))
    assert amounts(execute(plan, [_CASES], store, Filter(), today=today)) == [expected]


_SMALL = {
    "云溪县2024年.txt": _text("云溪县", 2024, "PM2.5平均浓度为28微克/立方米。研发投入强度3.68%。"),
    "临澜区2024年.txt": _text(
        "临澜区",
        2024,
        "PM2.5平均浓度为37微克/立方米。研发投入强度3.08%。2022—2024年,企业数依次为38、36、33家。",
    ),
    "云溪县2023年.txt": _text("云溪县", 2023, "PM2.5平均浓度为31微克/立方米。"),
}
_DUST = link("PM2.5", "PM2.5平均浓度")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with store_of(tmp_path_factory.mktemp("small"), _SMALL) as held:
        yield held


def test_figures_that_are_tiny_in_the_common_unit_are_told_apart(small: Store) -> None:
    """28 and 37 micrograms are 2.8e-11 and 3.7e-11 tonnes a cubic metre, and not equal."""
    below = limit(Operator.BELOW, 35, "微克/立方米")
    found = run(small, Act.HOW_MANY, _DUST, times=(year(2024),), predicates=(below,))
    assert places(found) == ("云溪县",)
    draft = run(small, Act.COMPARE, _DUST, "云溪县", "临澜区", times=(year(2024),))
    assert draft.verdict is not None
    assert (draft.verdict.outcome, draft.verdict.difference) == (Outcome.ORDER, "9微克/立方米")


def test_points_between_levels_in_percent_are_no_growth(small: Store) -> None:
    strength = link("研发投入强度")
    asked = replace(strength, target=strength.target.model_copy(update={"unit": "个百分点"}))
    draft = run(small, Act.COMPARE, asked, "云溪县", "临澜区", times=(year(2024),))
    assert draft.verdict is not None
    assert draft.verdict.difference == "0.6个百分点"


def test_a_change_between_two_years_named_in_one_time_is_worked_out(small: Store) -> None:
    fell = replace(_DUST, target=_DUST.target.model_copy(update={"measure": Measure.CHANGE}))
    draft = run(small, Act.CHANGE, fell, "云溪县", times=(years(2023, 2024),))
    assert draft.verdict is not None
    assert draft.verdict.difference == "3微克/立方米"


def test_a_target_told_by_its_number_goes_the_way_of_its_result(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """下降3.5% against a target of 4.4%: 0.9 points short, not 7.9 apart."""
    said = "单位生产总值能耗下降3.5%，未达到4.4%的年度目标。"
    with store_of(tmp_path_factory.mktemp("aim"), {"a.txt": _text("云溪县", 2024, said)}) as held:
        energy = link("单位生产总值能耗", measure=Measure.CHANGE)
        draft = run(held, Act.COMPARE, energy, "云溪县", times=(year(2024),), status=Status.TARGET)
    assert draft.verdict is not None
    assert draft.verdict.difference == "0.9个百分点"


def test_of_three_the_first_two_and_the_ends_are_set_apart(store: Store) -> None:
    """7.4亿斤, 28.9万吨 (5.78亿斤) and 13.1万吨 (2.62亿斤)."""
    grain = run(store, Act.COMPARE, _GRAIN, "临澜区", "望枫县", "云溪县", **_OF_2023)
    assert grain.verdict is not None
    assert grain.verdict.places == ("云溪县", "望枫县", "临澜区")
    assert (grain.verdict.difference, grain.verdict.spread) == ("1.62亿斤", "4.78亿斤")
    assert "前两位相差1.62亿斤，首尾相差4.78亿斤" in text_of(grain)


def test_how_many_times_one_is_the_other(small: Store) -> None:
    """37 is 1.32 times 28."""
    times = replace(_DUST, target=_DUST.target.model_copy(update={"unit": "倍"}))
    draft = run(small, Act.COMPARE, times, "云溪县", "临澜区", times=(year(2024),))
    assert draft.verdict is not None
    assert draft.verdict.ratio == "1.32"
    assert "前者是后者的1.32倍" in text_of(draft)
