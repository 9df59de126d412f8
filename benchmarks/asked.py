"""Questions over a collection whose figures are known, with their exact answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.collection import KnownReport, Stated
from ingest.lexicon.indicators import Indicators

Cell = tuple[str, int]
"""A place and a year."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what answers it.

    Attributes:
        kind: ``list``, ``count``, ``extreme``, ``trend`` or ``lookup``.
        question: Its words.
        cells: The places and years that the answer must name, and no others; for an extreme the
            places that hold it.
        values: Their figures.
        stating: How many reports in scope state the figure.
        also: Places and years that the answer may name besides.
    """

    kind: str
    question: str
    cells: frozenset[Cell]
    values: dict[Cell, float]
    stating: int
    also: frozenset[Cell] = frozenset()


WORDS: dict[str, tuple[str, ...]] = {
    "行政机关负责人出庭应诉率": (
        "行政机关负责人出庭应诉率", "行政机关负责人出庭率", "负责人出庭应诉率", "行政首长出庭应诉率",
    ),
    "调解成功率": ("调解成功率", "矛盾纠纷调解成功率", "人民调解成功率"),
    "调解协议履行率": ("调解协议履行率", "人民调解协议履行率"),
    "网上可办率": ("政务服务网上可办率", "网上可办率"),
    "执法人员持证率": ("执法人员持证率",),
    "行政复议受理": ("行政复议受理案件", "受理的行政复议案件", "行政复议案件受理"),
    "行政复议收到": ("收到的行政复议申请", "行政复议申请"),
    "行政复议审结": ("审结的行政复议案件", "行政复议审结"),
    "行政诉讼案件数": ("行政应诉案件", "行政诉讼案件"),
    "行政复议案件数": ("行政复议案件", "复议案件量"),
    "行政诉讼败诉率": ("行政诉讼败诉率", "败诉率"),
    "公职律师人数": ("公职律师", "公职律师人数"),
    "行政处罚案件": ("行政处罚案件", "行政处罚"),
    "行政执法人员": ("行政执法人员", "执法人员"),
    "人民调解员": ("人民调解员",),
    "法律援助案件": ("法律援助案件",),
}  # fmt: skip
"""Ways to ask for indicators and umbrellas of the lexicon."""

_UNITS = {"公职律师人数": "名", "行政执法人员": "人", "人民调解员": "人"}
_RATE_LISTS = (
    ("{when}{what}达到100%的有哪些地方?", lambda s: s.value == 100),
    ("哪些地方{when}的{what}为百分之百?", lambda s: s.value == 100),
    ("{when}{what}超过96.5%的有哪些区县?", lambda s: s.value > 96.5),
    ("{when}{what}低于95%的地方有哪些?", lambda s: s.value < 95 and not s.bound),
    ("列出{when}{what}不低于98%的地方", lambda s: s.value >= 98),
)
_NUMBER_LISTS = (
    ("{when}{what}超过{n}{unit}的地方有哪些?", lambda s, n: s.value > n),
    ("哪些地方{when}{what}在{n}{unit}以上?", lambda s, n: s.value >= n),
    ("{when}{what}不到{n}{unit}的有哪些?", lambda s, n: s.value < n),
)
_RATE_COUNTS = (
    ("{when}{what}达到100%的有几个地方?", lambda s: s.value == 100),
    ("{when}有多少个地方的{what}超过96.5%?", lambda s: s.value > 96.5),
)
_NUMBER_COUNTS = (
    ("{when}{what}超过{n}{unit}的有几个地方?", lambda s, n: s.value > n),
    ("{when}有多少份报告公布了{what}数量?", lambda s, n: True),
)


def questions(reports: Sequence[KnownReport], count: int, seed: int = 0) -> Iterator[Asked]:
    """Draws questions of every kind in turn, with their answers worked out from the truth.

    Args:
        reports: The whole collection.
        count: How many questions.
        seed: Of the random choices.
    """
    rng = random.Random(seed)
    makers = (_list, _count, _extreme, _trend, _lookup)
    made = 0
    while made < count:
        asked = makers[made % len(makers)](rng, reports)
        if asked is not None:
            made += 1
            yield asked


def _scope(
    rng: random.Random, reports: Sequence[KnownReport], name: str
) -> tuple[str, dict[Cell, Stated]]:
    """A year drawn (or none), and what the reports of it state of an indicator."""
    year = rng.choice([*{each.year for each in reports}, None])
    held = {
        (each.region, each.year): stated
        for each in reports
        if year in (None, each.year) and (stated := _stated(each, name)) is not None
    }
    return (f"{year}年" if year else ""), held


def _stated(report: KnownReport, name: str) -> Stated | None:
    """What a report states of an indicator; of an umbrella, of the first member it states."""
    return next((report.stated[each] for each in _members(name) if each in report.stated), None)


def _members(name: str) -> tuple[str, ...]:
    lexicon = Indicators.load()
    indicator = lexicon.named(name)
    return lexicon.covered_by(indicator) if indicator else ()


def _list(rng: random.Random, reports: Sequence[KnownReport]) -> Asked | None:
    return _chosen("list", _RATE_LISTS, _NUMBER_LISTS, rng, reports)


def _count(rng: random.Random, reports: Sequence[KnownReport]) -> Asked | None:
    return _chosen("count", _RATE_COUNTS, _NUMBER_COUNTS, rng, reports)


def _chosen(
    kind: str,
    rates: Sequence[tuple[str, Callable[[Stated], bool]]],
    numbers: Sequence[tuple[str, Callable[[Stated, float], bool]]],
    rng: random.Random,
    reports: Sequence[KnownReport],
) -> Asked | None:
    name = rng.choice(list(WORDS))
    what = rng.choice(WORDS[name])
    when, held = _scope(rng, reports, name)
    if not held:
        return None
    if name.endswith("率"):
        wording, holds = rng.choice(rates)
        chosen = {cell: each for cell, each in held.items() if holds(each)}
        question = wording.format(when=when, what=what)
    else:
        wording, compares = rng.choice(numbers)
        limit = rng.choice([each.value for each in held.values()])
        chosen = {cell: each for cell, each in held.items() if compares(each, limit)}
        unit = _UNITS.get(name, "件")
        question = wording.format(when=when, what=what, n=f"{limit:g}", unit=unit)
    if not chosen:
        return None
    values = {cell: each.value for cell, each in chosen.items()}
    return Asked(kind, question, frozenset(chosen), values, len(held))


def _extreme(rng: random.Random, reports: Sequence[KnownReport]) -> Asked | None:
    name = rng.choice([each for each in WORDS if not each.endswith("率")])
    when, held = _scope(rng, reports, name)
    if not when or len(held) < 2:
        return None
    most = rng.random() < 0.5
    cut = (max if most else min)(each.value for each in held.values())
    winners = {cell: cut for cell, each in held.items() if each.value == cut}
    what = rng.choice(WORDS[name])
    question = f"{when}哪个地方的{what}最{'多' if most else '少'}?"
    return Asked("extreme", question, frozenset(winners), winners, len(held))


def _trend(rng: random.Random, reports: Sequence[KnownReport]) -> Asked | None:
    name = rng.choice(list(WORDS))
    region = rng.choice(reports).region
    own = [each for each in reports if each.region == region]
    held = {
        (region, each.year): stated.value
        for each in own
        if (stated := _stated(each, name)) is not None
    }
    if len(held) < 2:
        return None
    also = frozenset(
        (region, each.year - 1)
        for each in own
        if any(member in each.earlier for member in _members(name))
    )
    question = f"{region}历年{rng.choice(WORDS[name])}的变化趋势"
    return Asked("trend", question, frozenset(held), held, len(held), also)


def _lookup(rng: random.Random, reports: Sequence[KnownReport]) -> Asked | None:
    report = rng.choice(reports)
    name = rng.choice([each for each in WORDS if each in report.stated] or [""])
    if not name:
        return None
    cell = (report.region, report.year)
    asks = "是多少" if name.endswith("率") else f"有多少{_UNITS.get(name, '件')}"
    question = f"{report.region}{report.year}年{rng.choice(WORDS[name])}{asks}?"
    return Asked("lookup", question, frozenset({cell}), {cell: report.stated[name].value}, 1)
