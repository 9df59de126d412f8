"""The things that a question asks about, each with what narrows and what measures it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.plan import Act, Target
from rag.planning.view import Reading
from rag.question.english.terms import is_empty
from rag.tagging.labels import Marked
from rag.tagging.words import Found, words_of
from vectorstore.records import Aggregation, Measure

_AGGREGATIONS = {
    "年均": Aggregation.YEARLY_AVERAGE,
    "annual average": Aggregation.YEARLY_AVERAGE,
    "a year on average": Aggregation.YEARLY_AVERAGE,
    "per year on average": Aggregation.YEARLY_AVERAGE,
    "累计": Aggregation.CUMULATIVE,
    "cumulative": Aggregation.CUMULATIVE,
}
_ACTS_JOINED = re.compile("、|以及|和|与|及")
"""What joins acts that are marked as one (``维持和终止``)."""
_JOINT = re.compile("[、,，和与跟及 ]*")
_AMOUNT = re.compile(r"^[0-9][0-9.,]*%?\s+")
"""A limit that is marked together with the thing after it (``100 cases``)."""
_LEAD = re.compile(r"^(?:的|[0-9一二两三四五六]个?[省市县区镇]|['’]?s\b| )+")
_QUOTED = re.compile("“([^“”]{2,20})”")
_SPEED = re.compile(r"[最更](?:快|慢)|\b(?:fast|slow)(?:er|est)\b")
_SHORTEST = 2
"""A thing's shortest name: of less the place's name is part."""
_PRIORITY = (Measure.RANK, Measure.PER_HEAD, Measure.RATIO, Measure.SHARE, Measure.CHANGE)
"""Of several measures that a span names the first counts: 人均增速 still is asked per head."""


def targets_of(reading: Reading) -> tuple[Target, ...]:
    """The things asked about, in the question's order."""
    things = [each for each in _things(reading) if not reading.is_denied(each.start)]
    acts, measures = list(reading.spans("E")), list(reading.spans("M"))
    unit = next((reading.said(each) for each in reading.spans("U")), "")
    aggregation = aggregation_of(reading)
    if not things:
        return _without_things(reading, acts, measures, unit, aggregation)
    return tuple(
        Target(
            phrase=_AMOUNT.sub("", reading.said(thing)),
            act=act,
            measure=_measure(reading, thing, measures, things),
            aggregation=aggregation,
            unit=unit,
        )
        for thing in things
        for act in _acts_of(reading, thing, acts, things)
    )


def _things(reading: Reading) -> Iterator[Marked]:
    """What is marked as a thing, without the names of places that it begins with."""
    for span in reading.spans("I"):
        span = _with_quotes(reading, span)
        start = after_places(reading, span)
        if start < span.end and not _only_joins(reading.lower[start : span.end]):
            yield span._replace(start=start)


def _with_quotes(reading: Reading, span: Marked) -> Marked:
    """A thing with the whole of a name in quotation marks that it begins to say, or is part of."""
    said = reading.view[span.start : span.end]
    if said.count("“") > said.count("”"):
        end = reading.view.find("”", span.end)
        return span if end < 0 else span._replace(end=end + 1)
    for quoted in _QUOTED.finditer(reading.view):
        if quoted.start(1) <= span.start and span.end <= quoted.end(1):
            return span._replace(start=quoted.start(1), end=quoted.end(1))
    return span


def _only_joins(words: str) -> bool:
    """Whether English words have no content (``and for``)."""
    return words.isascii() and all(map(is_empty, words.split()))


def after_places(reading: Reading, span: Marked) -> int:
    """Where a thing begins that is marked together with the places before it (``绛城的企业``)."""
    start = span.start
    for place in reading.named:
        rest = reading.view[place.end : span.end]
        begins = _JOINT.fullmatch(reading.view, start, place.start) or place.start == start
        if span.start <= place.start and begins and len(rest) >= _SHORTEST:
            start = place.end
    return (
        start
        + len(reading.view[start : span.end])
        - len(_LEAD.sub("", reading.view[start : span.end]))
        if start > span.start
        else start
    )


def _without_things(
    reading: Reading,
    acts: Sequence[Marked],
    measures: Sequence[Marked],
    unit: str,
    aggregation: Aggregation | None,
) -> tuple[Target, ...]:
    """What is asked where the thing itself was said before (``受理了多少``, ``增速呢``)."""
    measure = next(filter(None, (measure_in(reading.low(each)) for each in measures)), None)
    if not acts and measure is None and not unit and aggregation is None:
        return ()
    act = reading.said(acts[0]) if acts else ""
    return (Target(phrase="", act=act, measure=measure, aggregation=aggregation, unit=unit),)


def aggregation_of(reading: Reading) -> Aggregation | None:
    """How the figures asked for sum up their time: 年均 and 累计, as reports themselves state them."""
    words = " ".join(reading.low(span) for span in reading.spans("MGE"))
    return next((told for sign, told in _AGGREGATIONS.items() if sign in words), None)


def _acts_of(
    reading: Reading, thing: Marked, others: Sequence[Marked], things: Sequence[Marked]
) -> tuple[str, ...]:
    """The words of the act that stands nearer to a thing than to any other, and of those joined to it.

    ``受理和审结各多少件`` asks about two; one empty word where there is no act.
    """
    own = sorted(each for each in others if _closest(each, things) == thing)
    if not own:
        return ("",)
    nearest = min(own, key=lambda each: _distance(each, thing))
    gaps = [reading.view[one.end : two.start] for one, two in pairwise(own)]
    joined = all(gap.strip() and _JOINT.fullmatch(gap) for gap in gaps)
    several = joined or reading.tagged.act is Act.COMPARE  # 维持的多还是撤销的多
    chosen = own if several else [nearest]
    parts = (part for each in chosen for part in _ACTS_JOINED.split(reading.said(each)))
    return tuple(part for part in parts if part) or ("",)


def _measure(
    reading: Reading, thing: Marked, measures: Sequence[Marked], things: Sequence[Marked]
) -> Measure | None:
    """The measure that stands nearest; one that stands after all things is of all of them."""
    own = [each for each in measures if _closest(each, things) == thing]
    shared = [each for each in measures if each.start >= things[-1].end]
    for each in (*own, *shared):
        measure = measure_in(reading.low(each))
        if measure is not None:
            return measure
    return measure_in(reading.low(thing), whole=False) or _measure_of_order(reading)


def _measure_of_order(reading: Reading) -> Measure | None:
    """The change, where an order says which moved most (``涨得最快``, grew fastest)."""
    said = [reading.low(span) for span in reading.spans("R")]
    return Measure.CHANGE if any(_moves(each) for each in said) else None


def _moves(words: str) -> bool:
    return _SPEED.search(words) is not None or measure_in(words) is Measure.CHANGE


def measure_in(words: str, *, whole: bool = True) -> Measure | None:
    """The measure that words say.

    Args:
        words: In the common view, in lower case.
        whole: Whether they are nothing but a measure; in a name only its ends tell.
    """
    found = list(words_of("measure").find(words))
    if not whole:
        found = [each for each in found if _tells_in_a_name(words, each)]
    said = {Measure(each.value) for each in found}
    if whole and not said and words_of("direction").first(words) is not None:
        return Measure.CHANGE
    return next((each for each in _PRIORITY if each in said), None)


def _tells_in_a_name(words: str, found: Found) -> bool:
    """Whether a measure word at an end of a name is what is asked (``用电量增速``, share of taxes)."""
    if found.value == Measure.PER_HEAD:
        return True
    english = words[found.start].isascii()
    at_end = found.start == 0 if english else found.end == len(words)
    return at_end and found.end - found.start > 1 and found.value != Measure.RATIO


def _closest(span: Marked, things: Sequence[Marked]) -> Marked:
    return min(things, key=lambda each: _distance(span, each))


def _distance(one: Marked, other: Marked) -> int:
    return max(one.start - other.end, other.start - one.end, 0)
