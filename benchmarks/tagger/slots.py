"""Plans of questions against what the estate says that they mean, slot by slot."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.box import SIMPLE
from rich.table import Table

from benchmarks.estate.marks import Kind
from benchmarks.estate.questions import EstateQuestion
from benchmarks.estate.times import read_period
from rag.plan import Aggregate, Operator, Plan, Predicate
from rag.plan import Span as Asked
from rag.planning.naming import PlaceReader
from rag.planning.planner import plan_of
from rag.planning.view import Reading
from rag.tagging.tagger import Tagger
from rag.tagging.tokens import common, lowered
from vectorstore.records import Aggregation

Meaning = frozenset[str]


@dataclass(frozen=True, slots=True)
class Judged:
    """One slot of one question.

    Attributes:
        question: The question.
        slot: Which.
        meant: What the estate says.
        got: What the plan says.
    """

    question: EstateQuestion
    slot: str
    meant: Meaning
    got: Meaning

    @property
    def right(self) -> bool:
        """Whether both are the same."""
        return self.meant == self.got


def measure_slots(
    tagger: Tagger, questions: Sequence[EstateQuestion], reader: PlaceReader
) -> Iterator[Judged]:
    """Judges every slot of every question that either side fills, and the act of all."""
    for question in questions:
        named = reader.find(question.question)
        held = [(each.start, each.end) for each in named if each.held]
        view = common(question.question)
        tagged = tagger.tag(question.question, held)
        reading = Reading(tagged, view, lowered(view), tuple(named))
        yield from judge(question, plan_of(reading, frame=tagger.frame), reader)


def judge(question: EstateQuestion, plan: Plan, reader: PlaceReader) -> Iterator[Judged]:
    """Each slot that the estate or the plan fills."""
    yield Judged(question, "act", frozenset({question.plan.act.value}), frozenset({plan.act.value}))
    found = {slot: (meant(question, reader), got(plan)) for slot, (meant, got) in _SLOTS.items()}
    found["places"] = (_places_meant(question, reader), _places_got(plan, reader))
    for slot, (meant, got) in found.items():
        if meant or got:
            yield Judged(question, slot, meant, got)


def _places_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    """Official names of what is marked as a place; words without one are left out."""
    found: set[str] = set()
    for span in question.spans:
        if span.kind is Kind.PLACE:
            for each in reader.find(question.question):
                if span.start <= each.start < span.end:
                    found.update(filter(_official, each.names))
    return frozenset(found)


def _places_got(plan: Plan, reader: PlaceReader) -> Meaning:
    """Official names; what no table knows is kept as asked, and not judged."""
    return frozenset(each for each in plan.places if _official(each) and reader.find(each))


def _official(name: str) -> bool:
    return name[-1] in "省市县区旗州盟镇乡道" and not name.isascii()


_RELATIVE = re.compile(r"[+-]?[0-9]{1,2}")


def _times_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    return frozenset(each for written in question.plan.time for each in _time(written))


def _time(written: str) -> Iterator[str]:
    """One written time as the plan would hold it."""
    first, dots, last = written.replace("+", "").partition("..")
    if re.match("[HQ]", first):
        whole = _period(f"2001-{first}" + (f"..2001-{last}" if dots else ""))
        yield whole.replace("2001-", "--")
        return
    if _RELATIVE.fullmatch(first) and (not dots or _RELATIVE.fullmatch(last)):
        for shift in range(int(first), int(last or first) + 1):
            yield f"shift {shift}"
        return
    if last == "0":
        last = ""
    yield _period(first + dots + last) if last or not dots else f"{_period(first)[:10]}.."


def _period(written: str) -> str:
    """Its first and last day; the words where they name no time."""
    try:
        period = read_period(written)
    except ValueError:
        return written
    return f"{period.start}..{period.end}"


def _time_got(span: Asked) -> str:
    if span.first or span.last:
        return f"{span.first}..{span.last}"
    return f"shift {span.shift}"


def _times_got(plan: Plan) -> Meaning:
    return frozenset(map(_time_got, plan.times))


_ORDER = re.compile("(?P<way>asc|desc)(?: (?P<count>[0-9]+))?")


def _order_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    match = next((m for each in question.plan.order if (m := _ORDER.search(each))), None)
    return frozenset({match["way"]}) if match else frozenset()


def _order_got(plan: Plan) -> Meaning:
    if plan.order is None:
        return frozenset()
    return frozenset({"desc" if plan.order.descending else "asc"})


def _count_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    match = next((m for each in question.plan.order if (m := _ORDER.search(each))), None)
    return frozenset({match["count"]}) if match and match["count"] else frozenset()


def _count_got(plan: Plan) -> Meaning:
    return frozenset({str(plan.order.count)}) if plan.order and plan.order.count else frozenset()


_SUMMED = {Aggregation.CUMULATIVE: "sum", Aggregation.YEARLY_AVERAGE: "mean"}
_LIMIT = re.compile(r"(?P<sign>>=|<=|[<>=])\s*(?P<value>-?[0-9][0-9.,]*)\s*(?P<unit>.*)")
_RANGE = re.compile(r"(?P<low>-?[0-9.]+)\s*\.\.\s*(?P<high>-?[0-9.]+)\s*(?P<unit>.*)")
_STANDARD = re.compile(r"(?P<sign>>=|<=|[<>=])\s*\D+")
_SCALES = {
    "万亿": 1e12, "亿": 1e8, "千万": 1e7, "百万": 1e6, "万": 1e4, "千": 1e3, "billion": 1e9,
    "million": 1e6, "trillion": 1e12, "bn": 1e9, "m ": 1e6,
}  # fmt: skip
_WORDED = {
    "stated": "stated",
    "not_stated": "not_stated",
    "up": "up",
    "down": "down",
    "flat": "flat",
}


def _conditions_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    return frozenset(filter(None, map(_condition, question.plan.cond)))


def _condition(written: str) -> str:
    """One written condition as :func:`_predicate` writes one."""
    written = written.strip()
    if written in _WORDED:
        return _WORDED[written]
    between, limit = _RANGE.fullmatch(written), _LIMIT.fullmatch(written)
    if between:
        factor = _factor(between["unit"])
        return f"between {float(between['low']) * factor:g} {float(between['high']) * factor:g}"
    if limit:
        value = float(limit["value"].replace(",", "").rstrip(".")) * _factor(limit["unit"])
        return _sign(limit["sign"], value)
    standard = _STANDARD.fullmatch(written)
    return standard["sign"] if standard else written


def _factor(unit: str) -> float:
    return next((scale for word, scale in _SCALES.items() if unit.startswith(word)), 1.0)


def _sign(sign: str, value: float) -> str:
    """Two ways of writing one thing are one: a fall is below nothing."""
    if value < 0:
        sign, value = sign.translate(str.maketrans("<>", "><")), -value
    return {("<", 0.0): "down", (">", 0.0): "up"}.get((sign, value), f"{sign} {value:g}")


def _conditions_got(plan: Plan) -> Meaning:
    return frozenset(map(_predicate, plan.predicates))


def _predicate(predicate: Predicate) -> str:
    operator = predicate.operator
    if operator in (Operator.STATED, Operator.NOT_STATED):
        return operator.value
    if operator is Operator.MOVED:
        return predicate.direction.value
    if operator is Operator.BETWEEN:
        return f"between {predicate.value:g} {predicate.value_max:g}"
    if predicate.value is None:
        return operator.value
    return _sign(operator.value, predicate.value)


def _measures_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    return frozenset(question.plan.measure)


def _measures_got(plan: Plan) -> Meaning:
    return frozenset(each.measure.value for each in plan.targets if each.measure)


def _aggregate_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    return frozenset(each for each in question.plan.agg if each not in ("max", "min", "count"))


def _aggregate_got(plan: Plan) -> Meaning:
    """What is made of figures, by us or by the reports themselves (累计, 年均)."""
    told = {_SUMMED[each.aggregation] for each in plan.targets if each.aggregation in _SUMMED}
    counted = plan.aggregate in (None, Aggregate.COUNT)
    return frozenset(told) if counted else frozenset({str(plan.aggregate)})


def _status_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    return frozenset(question.plan.status)


def _status_got(plan: Plan) -> Meaning:
    return frozenset({plan.status.value}) if plan.status else frozenset()


def _targets_meant(question: EstateQuestion, reader: PlaceReader) -> Meaning:
    return frozenset(question.words(each) for each in question.spans if each.kind is Kind.INDICATOR)


def _targets_got(plan: Plan) -> Meaning:
    return frozenset(each.phrase for each in plan.targets if each.phrase)


_SLOTS: dict[
    str,
    tuple[Callable[[EstateQuestion, PlaceReader], Meaning], Callable[[Plan], Meaning]],
] = {
    "targets": (_targets_meant, _targets_got),
    "times": (_times_meant, _times_got),
    "conditions": (_conditions_meant, _conditions_got),
    "order": (_order_meant, _order_got),
    "count": (_count_meant, _count_got),
    "measure": (_measures_meant, _measures_got),
    "aggregate": (_aggregate_meant, _aggregate_got),
    "status": (_status_meant, _status_got),
    "residue": (lambda question, reader: frozenset(), lambda plan: frozenset(plan.residue)),
}


def slots_table(judged: Iterable[Judged]) -> Table:
    """Of each slot: questions that have it, the share that is right, precision and recall."""
    rows: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for each in judged:
        rows[each.slot, "all"].append(each)
        rows[each.slot, each.question.lang].append(each)
    made = Table(title="Slots, each author left out", box=SIMPLE, title_justify="left")
    for name in ("slot", "language", "n", "exact", "precision", "recall"):
        made.add_column(name, justify="left" if name in ("slot", "language") else "right")
    for (slot, language), own in rows.items():
        right = sum(len(each.meant & each.got) for each in own)
        got, meant = (sum(len(getattr(each, side)) for each in own) for side in ("got", "meant"))
        shares = (
            sum(each.right for each in own) / len(own),
            right / max(got, 1),
            right / max(meant, 1),
        )
        made.add_row(slot, language, str(len(own)), *(f"{each:.3f}" for each in shares))
    return made
