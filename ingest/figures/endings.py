"""The words right before a figure: against what, which way, what part, which place, and light words.

Each function peels one kind of words off the right end and says so in a field of the lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.figures.lead import MARKS, Lead
from ingest.figures.words import categories
from ingest.measures import dimension_of
from vectorstore.records import Direction, Measure, Status

_Peeled = tuple[Lead, str] | None
_RELATIVE = frozenset({"share", "points", "times"})
_REACHED = "(?:达到?|提高[到至]|上升[到至]|提升[到至]|升至|降至|下降到|保持在|为|是|约|超过?)"
_SHARE = re.compile(
    "(?:占[到据]?)(?:了|总|全部)?(?P<base>[^占,;:]{0,24}?)的?(?:比[重例]?|份额|百分比)?(?:分别)?"
    f"{_REACHED}?(?:分别)?[为达]?$"
)
_SHARE_NOUN = re.compile(
    f"(?:所?占)?比[重例](?:合计|分别|均)?{_REACHED}?(?:分别)?$|占比(?:合计|分别|均)?{_REACHED}?(?:分别)?$"
)
_OF_BUDGET = re.compile(
    "(?:为|完成|是|占|达到?|相当于|实现)了?(?P<base>[^,;:]{0,10}?"
    "(?:(?:预算|计划|任务|执行|预计|决算)数?|目标|指标))的$"
)
_TIMES_OF = re.compile("(?:是|为|达到?|相当于)(?P<base>[^,;:]{1,16})的$")
_AGAINST = re.compile(
    "(?P<how>[高低快慢好优]于|超[过出]|[高低]出|落后于?|领先于?)(?P<base>"
    "(?:全[国省市区州县]|同期|上年|年初|预算|预期|目标|[省市]|国家|计划|农村|城镇|全部|平均|GDP|地区|同类|财政)"
    "[^,;:]{0,18}?|[^,;:]{1,14}?(?:平均水平|平均值?|水平|增速|目标|预期|计划))$"
)
"""What a figure is told to lie above or below (``高于全省平均水平``)."""
_BASE = re.compile(
    "(?:[比较同跟与]|相[较比]于?|相对于?)(?P<base>[^,;:、]{1,16}?)(?:相比较?|的水平)?$"
)
_BASE_WORD = re.compile(
    '(?:19|20)[0-9]{2}|[上去前年月季期末初往]|同期|预算|计划|目标|平均|全[国省市]|水平|[“"]|任务|执行数|改革|疫情'
)
"""What the words after 比 hold where they are something to compare with."""
_AVERAGE = re.compile("(?:年(?:平)?均|平均每年|每年平均)(?:实际)?$")
_SAME_PERIOD = {"同比": "上年同期", "环比": "上期"}
_RANK = re.compile(
    "均?(?:[位名]?[居列]|稳居|跃居|排[名在]?|升至|进位至|跻身|居于|位次|排位)[^,;:]{0,12}$"
)
_SINGLE = frozenset("增升涨多高快减降跌少低慢")
"""Verbs of one character change something only where the words say against what."""
_BUDGETS = ("一般公共预算", "基金预算", "经营预算")
"""Budgets that are things, not plans for a thing."""


def peel_ending(lead: Lead, words: str, unit: str) -> tuple[Lead, str]:
    """Peels the words right before a figure.

    Args:
        lead: What is known of the figure already.
        words: The words before it.
        unit: Its unit.

    Returns:
        The lead with what they say, and the words that are left.
    """
    if lead.measure is Measure.RANK and (match := _RANK.search(words)) is not None:
        words = words[: match.start()]
    while words:
        words = words.rstrip(MARKS)
        found = _peeled(lead, words, unit)
        if found is None:
            break
        lead, words = found
    return lead, words.rstrip(MARKS)


def _peeled(lead: Lead, words: str, unit: str) -> _Peeled:
    for peel in _PEELERS:
        if (found := peel(lead, words, unit)) is not None:
            return found
    return None


def _measured(lead: Lead, words: str, unit: str) -> _Peeled:
    """The measure that the last words say."""
    if lead.measure is not None or words in categories()["act"]:
        return None
    return (
        _part(lead, words, unit)
        or _above_or_below(lead, words, unit)
        or _changed(lead, words, unit)
    )


def _part(lead: Lead, words: str, unit: str) -> _Peeled:
    """A share of a budget or of anything, a multiple of something."""
    for measure, pattern in _parts(unit):
        match = pattern.search(words)
        if match is not None:
            base = _plain(match.groupdict().get("base") or "")
            return lead._replace(measure=measure, base=base), words[: match.start()]
    return None


def _parts(unit: str) -> Iterator[tuple[Measure, re.Pattern[str]]]:
    if unit in {"%", "‰", "", "倍"}:
        yield Measure.SHARE, _OF_BUDGET
    if unit in {"%", "‰"}:
        yield Measure.SHARE, _SHARE
        yield Measure.SHARE, _SHARE_NOUN
    if unit == "倍":
        yield Measure.RATIO, _TIMES_OF


def _above_or_below(lead: Lead, words: str, unit: str) -> _Peeled:
    match = _AGAINST.search(words)
    if match is None:
        return None
    relative = dimension_of(unit)[0] in _RELATIVE
    if not relative and match["how"] in {"超过", "超出"}:
        return None
    way = Direction.DOWN if match["how"] in categories()["lower"] else Direction.UP
    lead = lead._replace(measure=Measure.CHANGE, direction=way, base=match["base"])
    return lead, words[: match.start()]


def _changed(lead: Lead, words: str, unit: str) -> _Peeled:
    if categories()["rate"].suffix_of(words):
        return None
    for direction in (Direction.UP, Direction.DOWN, Direction.FLAT):
        verb = categories()[direction.value].suffix_of(words)
        rest = words[: -len(verb)] if verb else words
        bare = verb in _SINGLE and not (
            _BASE.search(rest) or rest.endswith(("同比", "环比", "年均"))
        )
        if verb and not bare:
            return lead._replace(measure=Measure.CHANGE, direction=direction), rest
    if words.endswith(tuple(_SAME_PERIOD)) and dimension_of(unit)[0] in _RELATIVE:
        return lead._replace(measure=Measure.CHANGE), words
    return None


def _compared(lead: Lead, words: str, unit: str) -> _Peeled:
    """Against what a change is told."""
    if lead.measure is not Measure.CHANGE:
        return None
    for word, base in _SAME_PERIOD.items():
        if words.endswith(word):
            return lead._replace(base=lead.base or base), words[: -len(word)]
    if (match := _AVERAGE.search(words)) is not None:
        return lead._replace(average=True), words[: match.start()]
    match = None if lead.base else _BASE.search(words)
    if match is not None and _BASE_WORD.search(match["base"]):
        return lead._replace(base=_plain(match["base"])), words[: match.start()]
    return None


def _from(lead: Lead, words: str, unit: str) -> _Peeled:
    """``由`` before a figure that another one replaces."""
    if words.endswith(("由", "从")) and lead.measure is None:
        return lead._replace(previous=True), words[:-1]
    return None


def _aimed(lead: Lead, words: str, unit: str) -> _Peeled:
    """Words that say a target or a plan."""
    target = categories()["target"].suffix_of(words)
    plan = categories()["plan"].suffix_of(words)
    if not (target or plan) or (len(plan) > len(target) and words.endswith(_BUDGETS)):
        return None
    status = Status.TARGET if len(target) >= len(plan) else Status.PLAN
    lead = lead._replace(status=lead.status or status)
    return lead, words[: -max(len(target), len(plan))]


def _light(lead: Lead, words: str, unit: str) -> _Peeled:
    """Words that say nothing of what is measured."""
    kinds = categories()
    if words in kinds["act"]:
        return None
    light = max((kinds[each].suffix_of(words) for each in ("light", "filler", "closing")), key=len)
    longer = len(kinds["act"].suffix_of(words)) > len(light)
    held = len(light) == 1 and len(kinds["noun_ending"].suffix_of(words)) > 1
    if not light or longer or held:
        return None
    if light.startswith("每人") and lead.measure is None:
        lead = lead._replace(measure=Measure.PER_HEAD)
    return lead, words[: -len(light)]


def _plain(base: str) -> str:
    return base.strip(MARKS).removesuffix("相比").removesuffix("的")


_PEELERS: tuple[Callable[[Lead, str, str], _Peeled], ...] = (
    _measured, _compared, _from, _aimed, _light,
)  # fmt: skip
