"""A plan in words: one line that its asker can read and put right, in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rag.plan import Act, Aggregate, Operator, Order, Plan, Predicate, Span, Target
from vectorstore.records import Aggregation, Direction, Measure, PartKind, Scope, Status

_BETWEEN = " · "
_ACTS: Mapping[str, tuple[str, str]] = {
    Act.VALUE: ("多少", "how much"),
    Act.WHICH: ("哪些", "which"),
    Act.HOW_MANY: ("有几个", "how many"),
    Act.COMPARE: ("比较", "compare"),
    Act.ORDER: ("排序", "in order"),
    Act.CHANGE: ("变化", "change"),
    Act.TREND: ("走势", "trend"),
    Act.DESCRIBE: ("说明", "describe"),
    Act.SUMMARISE: ("概括", "summarise"),
    Act.WHO: ("谁", "who"),
    Act.WHEN: ("何时", "when"),
    Act.WHERE: ("何处", "where"),
    Act.YES_NO: ("是否", "whether"),
}
_MEASURES: Mapping[str, tuple[str, str]] = {
    Measure.LEVEL: ("数量", "level"),
    Measure.CHANGE: ("增减", "change"),
    Measure.SHARE: ("占比", "share"),
    Measure.PER_HEAD: ("人均", "per head"),
    Measure.RANK: ("位次", "rank"),
    Measure.RATIO: ("倍数", "ratio"),
    Measure.LIMIT: ("界限", "limit"),
}
_AGGREGATIONS: Mapping[str, tuple[str, str]] = {
    Aggregation.CUMULATIVE: ("累计", "cumulative"),
    Aggregation.YEARLY_AVERAGE: ("年均", "yearly average"),
    Aggregation.AS_OF: ("期末", "as of"),
}
_AGGREGATES: Mapping[str, tuple[str, str]] = {
    Aggregate.COUNT: ("计数", "count"),
    Aggregate.SUM: ("合计", "sum"),
    Aggregate.MEAN: ("平均", "mean"),
    Aggregate.DIFFERENCE: ("相差", "difference"),
}
_STATUSES: Mapping[str, tuple[str, str]] = {
    Status.ACTUAL: ("实际", "actual"),
    Status.PREVIOUS: ("上期", "previous"),
    Status.TARGET: ("目标", "target"),
    Status.PLAN: ("计划", "plan"),
}
_PARTS: Mapping[str, tuple[str, str]] = {
    PartKind.PREAMBLE: ("开头", "opening"),
    PartKind.ACHIEVEMENT: ("所做的工作", "what was done"),
    PartKind.PROBLEM: ("存在的问题", "problems"),
    PartKind.PLAN: ("下一步打算", "next steps"),
}
_SCOPES: Mapping[str, tuple[str, str]] = {
    Scope.WHOLE: ("全域", "the whole place"),
    Scope.OWN_LEVEL: ("本级", "own level"),
}
_LEVELS: Mapping[str, tuple[str, str]] = {
    "province": ("各省", "every province"),
    "prefecture": ("各市", "every prefecture"),
    "county": ("各县区", "every county"),
    "township": ("各乡镇", "every township"),
}
_DIRECTIONS: Mapping[str, tuple[str, str]] = {
    Direction.UP: ("上升", "rose"),
    Direction.DOWN: ("下降", "fell"),
    Direction.FLAT: ("持平", "unchanged"),
}
_MENTION = re.compile("提|谈|说到|讲到|mention", re.IGNORECASE)
"""Words for speaking of a thing, not for giving its figure."""
_SIGNS = {Operator.AT_LEAST: "≥", Operator.AT_MOST: "≤"}
_SHIFTS = {-2: ("前年", "two years before"), -1: ("上一年", "the year before"), 0: ("当年", "its own year"),
           1: ("下一年", "the year after")}  # fmt: skip


def condition_of(plan: Plan) -> str:
    """The first condition or the order of a plan, as ``interpretation.condition`` writes it.

    ``≥ 95%``, ``10 – 20件``, ``stated``, ``not stated``, ``not mentioned``, ``highest 3``; empty where there is none.
    """
    for each in plan.predicates:
        if each.operator is Operator.BETWEEN and each.value is not None:
            return f"{each.value:g}{each.unit} – {each.value_max or 0:g}{each.unit}"
        if each.value is not None:
            sign = _SIGNS.get(each.operator, each.operator.value)
            return f"{sign} {each.value:g}{each.unit}"
        if each.operator is Operator.NOT_STATED and _MENTION.search(each.words):
            return "not mentioned"
        if each.operator in (Operator.STATED, Operator.NOT_STATED):
            return each.operator.value.replace("_", " ")
    if plan.order is None:
        return ""
    end = "highest" if plan.order.descending else "lowest"
    return f"{end} {plan.order.count}" if (plan.order.count or 1) > 1 else end


def words_of_plan(plan: Plan, language: str | None = None) -> str:
    """A plan as one line, its slots parted by dots.

    Args:
        plan: The plan.
        language: ``zh`` or ``en``; the question's own where none is given.
    """
    side = 1 if (language or plan.language) == "en" else 0
    return _BETWEEN.join(each for each in _pieces(plan, side) if each)


def _pieces(plan: Plan, side: int) -> Iterator[str]:
    yield from (_target(each, side) for each in plan.targets)
    yield _PARTS[plan.part][side] if plan.part else ""
    yield _named(plan, side)
    yield ("、", ", ")[side].join(dict.fromkeys(_time(each, side) for each in plan.times))
    yield _STATUSES[plan.status][side] if plan.status else ""
    yield from (_predicate(each, side) for each in plan.predicates)
    yield ("不符合的", "those that do not")[side] if plan.negated else ""
    yield _order(plan.order, side) if plan.order else ""
    yield _AGGREGATES[plan.aggregate][side] if plan.aggregate else ""
    yield plan.reports
    yield _ACTS[plan.act][side] if plan.act is not Act.VALUE else ""
    yield _left_over(plan, side)


def _target(target: Target, side: int) -> str:
    measure = _MEASURES[target.measure][side] if target.measure else ""
    told = _AGGREGATIONS.get(target.aggregation or "", ("", ""))[side]
    measure = ("", " ")[side].join(filter(None, (told, measure)))
    unit = f"({target.unit})" if target.unit else ""
    words = " ".join(filter(None, (target.act, target.phrase)))
    named = (f"{words}的{measure}", f"{measure} of {words}")[side] if measure and words else ""
    return (named or words or measure) + unit


def _named(plan: Plan, side: int) -> str:
    """Places, levels, bodies and scope."""
    scope = _SCOPES.get(plan.scope, ("", ""))[side] if plan.scope else ""
    level = _LEVELS.get(plan.level, (plan.level, plan.level))[side]
    pieces = (*plan.places, level, *plan.bodies, scope)
    return ("、", ", ")[side].join(filter(None, pieces))


def _time(span: Span, side: int) -> str:
    if span.first.startswith("--") or not (span.first or span.last):
        shift = "" if span.shift is None else _SHIFTS.get(span.shift, ("", ""))[side]
        return f"{span.words}({shift})" if shift and shift != span.words else span.words
    if span.first[5:] == "01-01" and span.last[5:] == "12-31":
        first, last = span.first[:4], span.last[:4]
        years = first if first == last else f"{first}–{last}"
        return (f"{years}年", years)[side]
    if span.first == span.last:
        return span.first
    return f"{span.first}–{span.last}"


def _predicate(predicate: Predicate, side: int) -> str:
    operator = predicate.operator
    if operator is Operator.MOVED:
        return _DIRECTIONS.get(predicate.direction, ("有变动", "moved"))[side]
    if operator is Operator.STATED:
        return ("写明了的", "stated")[side]
    if operator is Operator.NOT_STATED:
        return ("没有写的", "not stated")[side]
    if predicate.value is None or predicate.direction is not Direction.NONE:
        return predicate.words
    low = f"{_number(predicate.value)}{predicate.unit}"
    if operator is Operator.BETWEEN and predicate.value_max is not None:
        return f"{low}–{_number(predicate.value_max)}{predicate.unit}"
    return f"{_SIGNS.get(operator, operator.value)}{low}"


def _number(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _order(order: Order, side: int) -> str:
    if order.count is None:
        return (("从低到高", "从高到低"), ("lowest first", "highest first"))[side][order.descending]
    if order.count == 1:
        return (("最低的", "最高的"), ("the lowest", "the highest"))[side][order.descending]
    lead = (("最低的", "最高的"), ("the lowest", "the highest"))[side][order.descending]
    return (f"{lead}{order.count}个", f"{lead} {order.count}")[side]


def _left_over(plan: Plan, side: int) -> str:
    if not plan.residue:
        return ""
    words = ("、", ", ")[side].join(plan.residue)
    return (f"没有理解：{words}", f"not understood: {words}")[side]
