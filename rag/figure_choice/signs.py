"""What tells the figure that is asked for from the others in reach: each sign counts, none excludes.

A plan's slots may be misread, and a report may tell a figure's time, status or holder in a way that
no field of it holds; a figure that fails one of them is still the likeliest where all else fits.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ingest.measures import dimension_of
from rag.answer import RetrievedPassage
from rag.answers.scoring import TermScorer, normal, pairs_held
from rag.confidence.signs import Asked
from rag.execution.kinds import is_body
from rag.execution.links import LinkedTarget
from rag.execution.rows import Row, dimension_class
from rag.execution.times import Interval, distance, interval_of, is_of
from rag.plan import Act, Plan, Span
from rag.tagging.words import words_of
from vectorstore.queries import FigureName
from vectorstore.records import Aggregation, Measure, Status

_RATE = re.compile(r"(?:率|比重|占比|比例|百分比|%|rate|share|percentage|proportion)[^a-z]*$")
_CHANGES = frozenset({Act.CHANGE})
_NUMBER = re.compile(r"[0-9.,%]+")
_MARK = re.compile("[，,；;。、（(：:]")
_AFTER = 8
"""So many characters from a figure on are its number, its unit and what narrows them (以上)."""
_FAR = 36.0
"""What :func:`distance` gives for a figure of no known time."""


class Slot(NamedTuple):
    """One figure that a plan asks for.

    Attributes:
        link: Of what.
        place: Of which place; empty for whichever.
        time: Of when; None for whenever.
    """

    link: LinkedTarget
    place: str = ""
    time: Span | None = None


@dataclass(frozen=True)
class Reach:
    """The figures among which one is chosen, with what is known beside them.

    Attributes:
        asked: The question and the search beneath.
        plan: Its plan.
        rows: The figures.
        found: The passage that each stands in, with its rank; None where the search found it not.
    """

    asked: Asked
    plan: Plan
    rows: Sequence[Row]
    found: Mapping[str, tuple[int, RetrievedPassage]]

    @cached_property
    def question(self) -> str:
        """The question as :func:`rag.answers.scoring.normal` writes it."""
        return normal(self.asked.query.question)

    @cached_property
    def measures_said(self) -> frozenset[str]:
        """The measures that the question speaks of, wherever."""
        return frozenset(each.value for each in words_of("measure").find(self.question))

    @cached_property
    def words(self) -> list[dict[str, float]]:
        """The signs of each figure that are the same for all slots."""
        query = self.asked.query
        scorer = TermScorer(
            query.terms,
            [row.fact.quote for row in self.rows],
            query.alternatives,
            query.doubtful,
        )
        return [dict(_of_words(self, row, scorer)) for row in self.rows]


def figure_signs(
    reach: Reach, slot: Slot, intervals: Mapping[str, Sequence[Interval]]
) -> list[dict[str, float]]:
    """The signs of each figure in reach, by name.

    Args:
        reach: The figures.
        slot: What is asked for.
        intervals: The time asked about as each report would tell it, by report; empty where none is.
    """
    plan, question = reach.plan, reach.question
    target = slot.link.target
    phrase = normal(target.words)
    best: dict[str, float] = {}
    for row in reach.rows:
        report = row.report.report_id
        best[report] = max(best.get(report, 0.0), _link(slot.link, row))
    newest = max((row.report.metadata.report_year or 0 for row in reach.rows), default=0)
    found: list[dict[str, float]] = []
    previous = ""
    for row, words in zip(reach.rows, reach.words, strict=True):
        report = row.report.report_id
        signs = dict(words)
        signs.update(_of_name(slot.link, row, best[report], phrase, question))
        signs.update(_of_kind(reach, slot, row, phrase))
        signs.update(_of_time(slot, row, intervals.get(report, ()), newest))
        signs.update(_of_place(plan, slot, row, question))
        signs["follows"] = float(previous == row.fact.quote)
        previous = row.fact.quote
        found.append({name: value for name, value in signs.items() if value})
    return found


def _link(link: LinkedTarget, row: Row) -> float:
    return link.score(row.report.report_id, FigureName(row.fact.thing, row.fact.act))


def _of_name(
    link: LinkedTarget, row: Row, best: float, phrase: str, question: str
) -> Iterator[tuple[str, float]]:
    fact = row.fact
    chance = _link(link, row)
    yield "link", chance
    yield "link_behind", best - chance
    yield "unlinked", float(best == 0)
    name, text = normal(fact.thing + fact.act), normal(fact.quote)
    wide = normal(
        f"{fact.indicator}{fact.thing}{fact.act}{fact.holder}{fact.row_head}{fact.column_head}"
    )
    yield "phrase_in_name", pairs_held(phrase, name)
    yield "phrase_in_heads", pairs_held(phrase, wide)
    yield "phrase_in_quote", pairs_held(phrase, text)
    yield "name_in_phrase", pairs_held(name, phrase)
    yield "name_in_question", pairs_held(name, question)
    yield "question_in_quote", pairs_held(question, text)
    if fact.act:
        yield "act_said", float(normal(fact.act) in question)
        yield "act_unsaid", float(normal(fact.act) not in question)
    if fact.row_head or fact.column_head:
        yield "table", 1.0
        yield "row_said", pairs_held(normal(fact.row_head), question)
        yield "column_said", pairs_held(normal(fact.column_head), question)


def _of_words(reach: Reach, row: Row, scorer: TermScorer) -> Iterator[tuple[str, float]]:
    fact = row.fact
    place = reach.found.get(fact.fact_id)
    context = ""
    if place is not None:
        rank, passage = place
        context = " ".join(passage.passage.heading_path)
        yield "passage_rank", 1 / (1 + rank)
        yield "passage_score", passage.score / max(reach.asked.passages[0].score, 1e-9)
    quote = f"{fact.quote} {fact.row_head} {fact.column_head}"
    beside = _beside(row)
    yield "covers_beside", scorer.coverage(beside)
    yield "beside_said", pairs_held(normal(_NUMBER.sub("", beside)), reach.question)
    yield "covers", scorer.coverage(quote)
    yield "covers_in_context", scorer.coverage(quote, context)
    yield "quote_length", math.log1p(len(fact.quote))


def _of_kind(reach: Reach, slot: Slot, row: Row, phrase: str) -> Iterator[tuple[str, float]]:
    fact, target, plan = row.fact, slot.link.target, reach.plan
    measure = row.measure
    yield f"is_{measure.value}", 1.0
    asked = target.measure
    if asked is None and plan.act in _CHANGES:
        asked = Measure.CHANGE
    if asked is None:
        yield f"unasked_{measure.value}", 1.0
    else:
        yield "measure_fits", float(measure is asked)
        yield "measure_clashes", float(measure is not asked)
        yield f"asked_{asked.value}", 1.0
    said = reach.measures_said
    yield "measure_said", float(measure.value in said)
    yield "measure_unsaid", float(measure is not Measure.LEVEL and measure.value not in said)
    yield "other_measure_said", float(bool(said) and measure.value not in said)
    is_rate = _RATE.search(phrase) is not None
    yield "rate_fits", float(is_rate and fact.unit == "%")
    yield "rate_clashes", float(is_rate and fact.unit != "%")
    yield "percent", float(fact.unit == "%")
    if target.unit:
        written = fact.unit_written or fact.unit
        fits = target.unit in written or fact.unit in target.unit
        like = dimension_class(dimension_of(target.unit)[0] or target.unit) == row.dimension
        yield "unit_fits", float(fits)
        yield "unit_like", float(like and not fits)
        yield "unit_clashes", float(not like and not fits)
    planned = plan.status in (Status.TARGET, Status.PLAN)
    is_target = not fact.status.is_result
    yield "target", float(is_target)
    yield "target_asked", float(planned and is_target)
    yield "target_unasked", float(not planned and is_target)
    yield "result_unasked", float(planned and not is_target)
    yield "previous", float(fact.status is Status.PREVIOUS)
    yield f"sums_{fact.aggregation.value}", 1.0
    if target.aggregation is not None:
        yield "sums_as_asked", float(fact.aggregation is target.aggregation)
    yield (
        "sums_unasked",
        float(
            target.aggregation is None
            and fact.aggregation not in (Aggregation.SINGLE, Aggregation.AS_OF)
        ),
    )
    yield "part", float(bool(fact.part_of))
    yield "limited", float(bool(fact.qualifier))
    number = fact.quote[fact.value_start - fact.start : fact.value_end - fact.start]
    yield "value_said", float(len(number) > 1 and normal(number) in reach.question)


def _of_time(
    slot: Slot, row: Row, asked: Sequence[Interval], newest: int
) -> Iterator[tuple[str, float]]:
    fact = row.fact
    own = interval_of(fact)
    far = min(distance(row), _FAR) / _FAR
    if slot.time is None:
        yield "far", far
    else:
        yield "far_asked", far
    yield "newest", float((row.report.metadata.report_year or 0) == newest)
    if not asked:
        yield "time_untold", float(slot.time is not None)
        return
    yield "time_asked", 1.0
    if own is None:
        yield "time_unknown", 1.0
        return
    exact = any(is_of(fact, each) for each in asked)
    yield "time_exact", float(exact)
    if exact:
        return
    inside = any(each.holds(own) for each in asked)
    around = any(own.holds(each) for each in asked)
    years = {year for each in asked for year in each.years}
    yield "time_inside", float(inside)
    yield "time_around", float(around)
    yield "time_same_year", float(any(int(own.last[:4]) == each.years[-1] for each in asked))
    yield "time_clashes", float(not set(own.years) & years)
    yield "year_before", float(int(own.last[:4]) + 1 in years)
    report = row.report.metadata.report_year
    yield "report_of_time", float(report in years)


def _of_place(plan: Plan, slot: Slot, row: Row, question: str) -> Iterator[tuple[str, float]]:
    fact, metadata = row.fact, row.report.metadata
    if slot.place:
        yield "place_own", float(row.is_own and slot.place.endswith(metadata.region or "?"))
        yield "place_told", float(not row.is_own and row.place == slot.place)
        yield "place_clashes", float(row.place != slot.place and not slot.place.endswith(row.place))
    else:
        yield "place_said", float(bool(row.place) and normal(row.place) in question)
        yield "place_unsaid", float(not row.is_own)
    yield f"covers_{row.scope.value}", 1.0
    if plan.scope is not None:
        yield "scope_fits", float(row.scope is plan.scope)
        yield "scope_clashes", float(row.scope is not plan.scope)
    if plan.bodies:
        names = (fact.holder, metadata.department, metadata.issuer)
        fits = any(is_body(body, name) for body in plan.bodies for name in names)
        yield "body_fits", float(fits)
        yield "body_in_quote", float(any(body in fact.quote for body in plan.bodies))
        yield "body_clashes", float(not fits)
    if fact.holder:
        yield "holder", 1.0
        yield "holder_said", pairs_held(normal(fact.holder), question)


def _beside(row: Row) -> str:
    """The words of a figure's own clause, from the mark before it to the figure."""
    fact = row.fact
    before = fact.quote[: fact.value_start - fact.start]
    return _MARK.split(before)[-1] + fact.quote[fact.value_start - fact.start :][:_AFTER]
