"""From a question to its plan: places are named, spans marked, slots filled; nothing is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from rag.dialogue import BOTH
from rag.plan import Act, Aggregate, Operator, Plan, Predicate, Span, Target
from rag.planning.loose import loose_predicates
from rag.planning.naming import PlaceReader
from rag.planning.numbers import limits_in
from rag.planning.predicates import read_predicate
from rag.planning.residue import residue_of, unmarked_thing
from rag.planning.slots import (
    DENIED,
    aggregate_of,
    asks_difference,
    order_of,
    other_parts_of,
    part_of,
    references_of,
    reports_of,
    status_of,
)
from rag.planning.things import measure_in, targets_of
from rag.planning.view import Reading
from rag.planning.when import placed_times, resolved
from rag.planning.where import Where, where_of
from rag.question.constraints import PlaceFinder
from rag.tagging.labels import Marked
from rag.tagging.tagger import Tagger
from rag.tagging.tokens import common, lowered
from rag.tagging.words import words_of
from vectorstore.records import Direction, Measure

_SELECTING = frozenset({Act.WHICH, Act.HOW_MANY, Act.ORDER})
"""Acts that ask for those of which something is true, or is not."""
_NOT_DONE = re.compile("(?:没有|没|未|尚未|从未|未曾|不曾|未能|没能)[\\u4e00-\\u9fff]{1,4}")
_OF_ONE = frozenset({Act.VALUE, Act.CHANGE, Act.TREND, Act.DESCRIBE})
"""Acts that ask what one place or report says."""
_WHICH_REPORTS = re.compile("哪(?:些|几)?(?:份|篇)|哪(?:些|几)个?报告|which (?:of the )?reports?")
_HOW_MANY = re.compile(
    "(?:几|多少)(?:份|家|个(?:地方|地区|城市|区县|县区|县市|乡镇|街道|单位|部门|省|市|区|县|镇))"
)
"""Words that ask for a number of places or reports."""
_THOSE = re.compile(
    "的(?:报告|材料|文件|地方|地区|城市|单位|部门|省份|区县|县区|县|乡镇|街道)(?:(?:都|全)?(?:有谁|列出来|列一下|找出来))?[ ,。?!]*$"
)
"""The end of a name for several places or reports."""
_SUMMARY = re.compile(
    r"概括|总结一|归纳|综述|概述|小结一|梳理|提纲|\bsummar|\boverview\b|\bgist\b|\boutline\b"
)
"""Words that ask for a summary, whatever else was taken for what is asked."""
_FALL = re.compile(
    r"降幅|跌幅|下降|减少|下滑|下跌|降得|跌得|\b(?:fell|drop|dropped|decline|declined|fall)\b"
)
"""Words for falls."""
_SPEED = re.compile(r"增[速幅长]|涨幅|降幅|跌幅|同比|环比|\bgrowth\b|\brate\b|\bspeed\b")
"""Words for how fast something moved."""
_EVERYWHERE = re.compile(
    r"各地|哪里的|各个?(?:地方|地区)|所有(?:的)?(?:地方|地区)|哪[些个](?:地方|地区|报告|县|区|市|省)|\b(?:everywhere|all places|each place)\b"
)
"""Words for all places."""
_BESIDE = 4
"""How many characters beside a condition may belong to it."""
_NEXT_TO = 1
"""Characters between a negation and the condition that it denies."""
_LEADING = re.compile(
    r"^(?:的|以上|以下|及|[\s,]|\b(?:of|in|or|more|less|above|below|for|the|a|an)\b)+"
)
"""What stands between a limit and the thing that it is of."""
_MARKS = " ,。，?？!！、;；"
_NUMBER = re.compile(r"\s*[0-9][0-9.,]*\s*(?:%|[万亿]|million\b|billion\b|trillion\b)?")
_PUTS_RIGHT = re.compile("不是|不要|别|并非|而非|不对|错|not$|no$")


class Planner:
    """Makes plans of questions over one collection.

    Args:
        finder: Finds the collection's places.
        years: Years of its reports.
        today: Tells the calendar's day.
        tagger: Marks questions; the one that ships where none is given.
    """

    def __init__(
        self,
        finder: PlaceFinder,
        years: Sequence[int] = (),
        today: Callable[[], date] = date.today,
        tagger: Tagger | None = None,
    ) -> None:
        self._places = PlaceReader(finder)
        self._years = tuple(sorted(years))
        self._today = today
        self._tagger = tagger or Tagger.shipped()

    def plan(self, question: str) -> Plan:
        """The plan of a question, in Chinese (either script) or English."""
        return plan_of(self.read(question), self._years, self._today().year, self._tagger.frame)

    def read(self, question: str) -> Reading:
        """A question with its spans, act and places, from which its plan is made."""
        named = self._places.find(question)
        held = [(each.start, each.end) for each in named if each.held]
        view = common(question)
        reading = Reading(self._tagger.tag(question, held), view, lowered(view), tuple(named))
        if _asks_for_a_summary(reading):
            return _asking(reading, Act.SUMMARISE)
        if reading.tagged.act not in _OF_ONE:
            return reading
        return _asking(reading, Act.WHICH) if _asks_for_those(reading) else _counting(reading)


def _asks_for_a_summary(reading: Reading) -> bool:
    """Whether a summary is asked for, whatever else was taken for what is asked."""
    if reading.tagged.act is Act.DESCRIBE:
        return _SUMMARY.search(reading.lower) is not None
    said = any(_SUMMARY.search(reading.low(span)) for span in reading.spans("O"))
    return reading.tagged.act is Act.VALUE and said


def _asking(reading: Reading, act: Act) -> Reading:
    return replace(reading, tagged=replace(reading.tagged, act=act))


def _asks_for_those(reading: Reading) -> bool:
    """Whether a question is a name for those of which something is true (``调解纠纷破万的地方``)."""
    match = _THOSE.search(reading.lower)
    if match is None or next(reading.spans("P"), None) is not None:
        return False
    return reading.within(match.start() - 1, match.start(), "ICE")


def _counting(reading: Reading) -> Reading:
    """A question that asks how many places or reports, whatever else was taken for what it asks."""
    said = [reading.low(span) for span in reading.spans("A")]
    if any(map(_WHICH_REPORTS.search, said)):
        return _asking(reading, Act.WHICH)
    if not any(map(_HOW_MANY.search, said)):
        return reading
    return _asking(reading, Act.HOW_MANY)


def plan_of(
    reading: Reading,
    years: Sequence[int] = (),
    today: int | None = None,
    frame: frozenset[str] = frozenset(),
) -> Plan:
    """The plan of a question that was read.

    Args:
        reading: The question.
        years: Years of the collection's reports, ascending.
        today: The calendar's year; None where times are to stay as the question tells them.
        frame: Words that tell nothing where they stand outside all spans.
    """
    where = where_of(reading)
    times, paired = _times(reading, where, years)
    targets, rest = _targets(reading, residue_of(reading, frame), unmarked_thing(reading, frame))
    if len(times) > 1 or reading.tagged.act is Act.TREND:
        targets = tuple(_as_level(reading, each) for each in targets)
    predicates, loose = _conditions(reading)
    order = order_of(reading)
    if order is not None and not predicates and _falls(reading, targets):
        predicates = (
            Predicate(words=order.words, operator=Operator.MOVED, direction=Direction.DOWN),
        )
        order = order.model_copy(
            update={"descending": not order.descending}
        )  # the largest fall is lowest
    part, act = part_of(reading), reading.tagged.act
    if loose and part is None and not any(each.phrase for each in targets):
        targets, loose = (Target(phrase=loose[0]),), loose[1:]  # what is true of those asked for
    if act is Act.VALUE and _goes_over_years(times) and any(_is_change(each) for each in targets):
        act = Act.CHANGE  # 这两年降了多少
    if act is Act.DESCRIBE and part is not None and not any(each.phrase for each in targets):
        act = Act.SUMMARISE  # 有哪些问题 goes through a part
    return Plan(
        act=act,
        targets=targets,
        places=where.places,
        level=where.level,
        everywhere=_EVERYWHERE.search(reading.lower) is not None,
        bodies=where.bodies,
        scope=where.scope,
        times=resolved(times, years, today),
        paired=paired,
        predicates=predicates,
        order=order,
        aggregate=_counted(reading) or aggregate_of(reading) or _between(reading, where, targets),
        status=status_of(reading),
        part=part,
        reports=reports_of(reading),
        negated=_is_negated(reading),
        references=(*references_of(reading), *_of_both(reading, where, targets)),
        residue=(*loose, *other_parts_of(reading), *rest),
        language=reading.tagged.language,
    )


def _times(reading: Reading, where: Where, years: Sequence[int]) -> tuple[tuple[Span, ...], bool]:
    """The times asked about, each once; one for each place where they stand beside each other in turn.

    ``甲县2023年和乙县2024年`` asks about either place at its own time.
    """
    placed = placed_times(reading, years)
    names = [(each.start, "place") for each in reading.named if set(each.names) & set(where.places)]
    marks = [kind for _, kind in sorted([*names, *((at, "time") for at, _ in placed)])]
    several = len(where.places) > 1 and len(names) == len(placed) == len(where.places)
    in_turn = all(one != other for one, other in pairwise(marks))
    spans = [span for _, span in placed]
    if several and in_turn and len(set(spans)) > 1:
        return tuple(spans), True
    return tuple(dict.fromkeys(spans)), False


def _goes_over_years(times: Sequence[Span]) -> bool:
    """Whether times reach over more than one year."""
    return len(times) > 1 or any(each.first[:4] != each.last[:4] for each in times if each.last)


def _is_change(target: Target) -> bool:
    return target.measure is Measure.CHANGE


def _as_level(reading: Reading, target: Target) -> Target:
    """A thing asked about at several times: ``少了多少亿元`` and ``变化`` are of its levels, no change that is stated."""
    said = [reading.low(span) for span in reading.spans("M")]
    named = any(_SPEED.search(each) for each in said)
    if target.measure is not Measure.CHANGE or named or measure_in(target.phrase, whole=False):
        return target
    return target.model_copy(update={"measure": None})


def _falls(reading: Reading, targets: Sequence[Target]) -> bool:
    """Whether it is asked how far things fell (``降幅最大的是哪``), not how they stand."""
    changed = any(each.measure is Measure.CHANGE for each in targets)
    return changed and any(_FALL.search(reading.low(span)) for span in reading.spans("MR"))


def _is_negated(reading: Reading) -> bool:
    """Whether those are asked for that do not (``没有开展…的县``), not what is put right (``不是…是``)."""
    own = [span for span in reading.spans("N") if not _before_condition(reading, span)]
    said = [reading.low(span) for span in own]
    denied = (each for each in reading.spans("C") if _denies(reading, each))
    said += [reading.low(each) for each in denied if _condition(reading, each) is None]
    reports = (reading.low(each).strip() for each in reading.spans("D"))
    said += [match[0] for match in map(DENIED.search, reports) if match]
    return reading.tagged.act in _SELECTING and any(not _PUTS_RIGHT.match(each) for each in said)


def _denies(reading: Reading, span: Marked) -> bool:
    """Whether a condition only says that something is not done."""
    return _NOT_DONE.fullmatch(reading.low(span).strip()) is not None


def _conditions(reading: Reading) -> tuple[tuple[Predicate, ...], tuple[str, ...]]:
    """The conditions that are understood, and the words of those that are not."""
    understood: list[Predicate] = []
    loose: list[str] = []
    for span in reading.spans("C"):
        predicate = _condition(reading, span)
        if predicate is not None:
            understood.append(predicate)
        elif not _denies(reading, span) or reading.tagged.act not in _SELECTING:
            loose.append(reading.said(span))
    return tuple(understood or loose_predicates(reading)), tuple(loose)


def _condition(reading: Reading, span: Marked) -> Predicate | None:
    """What a span says; of a bare number, with the words beside it that no mark holds (达到, 以上)."""
    span = _with_number(reading, _with_negation(reading, span))
    predicate = read_predicate(reading.said(span), reading.low(span))
    if predicate is None or predicate.operator is not Operator.EQUAL or not predicate.value:
        return predicate
    start, end = reading.around(span, _BESIDE)
    wider = read_predicate(
        reading.tagged.question[start:end].strip(_MARKS), reading.lower[start:end].strip(_MARKS)
    )
    return predicate if wider is None or wider.operator is Operator.EQUAL else wider


def _with_negation(reading: Reading, span: Marked) -> Marked:
    """A condition with what denies it right before it (``didn't | disclose``)."""
    before = [each.start for each in reading.spans("N") if 0 <= span.start - each.end <= _NEXT_TO]
    unmarked = DENIED.search(reading.lower, 0, span.start)
    if unmarked is not None and not reading.within(*unmarked.span(), "IPTN"):
        before.append(unmarked.start())
    return span._replace(start=min(before, default=span.start))


def _with_number(reading: Reading, span: Marked) -> Marked:
    """A condition with the number right after it, which another mark took (``more than | 100 cases``)."""
    if limits_in(reading.low(span)):
        return span
    number = _NUMBER.match(reading.lower, span.end)
    return span._replace(end=number.end()) if number else span


def _before_condition(reading: Reading, span: Marked) -> bool:
    return any(0 <= each.start - span.end <= _NEXT_TO for each in reading.spans("C"))


def _targets(
    reading: Reading, rest: tuple[str, ...], unmarked: str
) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """The things asked about, and what is left over.

    Where no mark names a thing, words that are left over do, unless the question points back.
    """
    targets = targets_of(reading)
    named = any(each.phrase for each in targets) or part_of(reading) is not None
    if named or any(reading.spans("F")):
        return targets, rest
    rest = (*filter(None, (_thing_in(reading, each) for each in reading.spans("C"))), *rest)
    rest = rest or tuple(filter(None, (unmarked,)))
    if not rest:
        return targets, rest
    first = targets[0] if targets else Target(phrase="")
    return (first.model_copy(update={"phrase": rest[0]}), *targets[1:]), rest[1:]


def _thing_in(reading: Reading, span: Marked) -> str:
    """The thing in a condition that swallowed it (``a 100% attendance rate``, ``提过“红袖章阿姨”``)."""
    limits = limits_in(reading.low(span))
    if not limits:
        said = words_of("presence").first(reading.low(span))
        return (
            ""
            if said is None
            else _LEADING.sub("", reading.said(span)[said.end :]).strip("了过到 ")
        )
    return _LEADING.sub("", reading.said(span)[limits[-1].end :]).strip()


def _of_both(reading: Reading, where: Where, targets: Sequence[Target]) -> tuple[str, ...]:
    """A word for the last two things asked about, unmarked, where the question names no two itself."""
    if len(where.places) > 1 or len(targets) > 1 or any(reading.spans("F")):
        return ()
    match = BOTH.search(reading.lower)
    return (match[0],) if match else ()


def _between(reading: Reading, where: Where, targets: Sequence[Target]) -> Aggregate | None:
    """The difference of several places or things, where no mark but a word asks for it."""
    several = len(where.places) > 1 or len(targets) > 1
    return Aggregate.DIFFERENCE if several and asks_difference(reading) else None


def _counted(reading: Reading) -> Aggregate | None:
    """Those that satisfy a condition are counted where the act asks how many."""
    asks = reading.tagged.act is Act.HOW_MANY and next(reading.spans("C"), None) is not None
    return Aggregate.COUNT if asks else None
