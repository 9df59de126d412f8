"""Reads what the figures of running text measure, of when, whose, and how they compare.

A sentence is gone through clause by clause. The words before a figure are read by
:mod:`ingest.figures.leads`; what they leave out is taken from what the sentence named before
(``审结68件``, ``增长4.7%``, ``其中…``), then from its paragraph. Time comes from the clause, the sentence,
the heading and the report, in that order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.clauses import Clause, Statement
from ingest.figures.composing import Pieces, choose
from ingest.figures.hearing import Heard, Memory, Subject
from ingest.figures.lead import Lead
from ingest.figures.leads import read_lead
from ingest.figures.measuring import base_of, measure_named, measure_of
from ingest.figures.reading import Reading, scope_of
from ingest.figures.settings import Settings
from ingest.figures.subjects import (
    completed,
    names_place,
    noun_after,
    own_words,
    pieces_for,
    same_kind,
)
from ingest.figures.things import things_in, with_head
from ingest.figures.times import Time, times_in
from ingest.figures.timing import is_aimed_at, period_of, status_of, time_of, without_times
from ingest.holders import holder_of
from ingest.numerals import Figure
from ingest.regions import region_of
from vectorstore.records import Aggregation, Direction, Measure, Metadata, Scope, Status

_AIM = re.compile("目标|预期|力争|争取|确保|计划|拟|将|到20[0-9]{2}年")
_LONGEST_AIM = 24
_QUOTED_END = re.compile("[“‘][^”’]*[”’]$")
_UNIT_END = re.compile(r"(?<=.)\([^()0-9]{1,8}\)$")
"""The unit of what a label names (``产值(亿元)``)."""
_DIVIDED = re.compile("(?:按|从|分)[^,;]{1,14}(?:分|看|划分|计算|来看|为|是|情况|如下)[,:]?")
"""What parts a whole (``按经营地分``)."""
_IN_TURN = re.compile("依次|分别|逐年")
_AMONG_MANY = re.compile("[中里内位排居列名]+$")
_LISTED = re.compile("、|和|与|以及|及|,|:")
_POINTED = {"前者": 0, "后者": -1}
_HEARD = 160
"""Characters before a figure in which its holder is looked for."""


@dataclass
class FigureReader:
    """Reads the figures of one report's sentences.

    Args:
        metadata: The report's.
        settings: What its headings say of time and status.
        folded: Its text, folded.
    """

    metadata: Metadata
    settings: Settings
    folded: str
    trace: list[tuple[int, Pieces, dict[str, int]]] | None = None
    """Where training notes what each choice was made of; None while reading."""
    _memory: Memory = field(default_factory=Memory, init=False)

    def read(self, statement: Statement) -> Iterator[Reading]:
        """The figures of a sentence, in order of clauses, brackets after their clause."""
        if statement.begins_paragraph:
            self._memory.begin_paragraph()
        heard = Heard()
        yield from self._statement(statement, heard)
        self._memory.topic = heard.topic or self._memory.topic
        first = heard.told[0] if heard.told else heard.last
        self._memory.first = first or self._memory.first

    def _statement(self, statement: Statement, heard: Heard) -> Iterator[Reading]:
        for clause in statement.clauses:
            hosts: list[tuple[int, Heard]] = []
            if clause.figures:
                for reading, after in self._clause(clause, statement, heard):
                    yield reading
                    hosts.append((reading.figure.end, after))
            else:
                self._note(clause, heard)
            for bracket in clause.brackets:
                before = [after for end, after in hosts if end <= bracket.start]
                inner = replace(before[-1] if before else heard)
                inner.whole = inner.whole or inner.last
                yield from self._statement(bracket, inner)

    def _note(self, clause: Clause, heard: Heard) -> None:
        """Takes from a clause without figures what later ones may lean on."""
        words, time = without_times(clause.words, self.settings.at(clause.start))
        heard.time = time or heard.time
        if time is not None and time.aggregation is Aggregation.CUMULATIVE and len(words) < 4:
            self._memory.era = time
        lead = read_lead(words, "")
        if lead.among or _DIVIDED.fullmatch(words):
            known = heard.topic or self._memory.topic or heard.last or self._memory.first
            heard.whole = heard.last = known
            return
        if lead.status is not None or (_AIM.search(words) and len(words) < _LONGEST_AIM):
            heard.status = lead.status or heard.status
        heard.scope = lead.scope or heard.scope
        if lead.thing:
            heard.frame = _UNIT_END.sub("", _QUOTED_END.sub("", lead.thing))

    def _clause(
        self, clause: Clause, statement: Statement, heard: Heard
    ) -> Iterator[tuple[Reading, Heard]]:
        """The figures of a clause, each with what has been heard up to it, if brackets ask for it."""
        if clause.after_semicolon:
            heard.scope, heard.told = None, ()
        leads = self._leads(clause)
        for first, stop in _groups(clause, leads):
            listed = self._listed_times(clause, stop, heard) if first == 0 and stop > 1 else []
            subjects = self._shared(clause, leads, first, stop, heard)
            for index in range(first, stop):
                lead, time = leads[index]
                if index > first:
                    lead = _following(leads[first][0], lead, shared=bool(subjects))
                if listed:
                    time = listed[index]
                shared = subjects[index - first] if subjects else None
                reading = self._reading(clause, index, lead, time, statement, heard, shared)
                yield reading, replace(heard) if clause.brackets else heard
            if subjects:
                heard.listed = subjects
            elif stop - first == 1 and leads[first][0].measure is not Measure.CHANGE:
                heard.listed = ()

    def _listed_times(self, clause: Clause, count: int, heard: Heard) -> list[Time]:
        """A time for each figure (``一季度、上半年分别增长5.9%、5.8%``); empty where they share one.

        Figures in turn are of the years named before them, one each (``2020—2022年依次为38、36、28``).
        """
        before = clause.before(0)
        listed = times_in(before, self.settings.at(clause.start).calendar)
        if len(listed) == count:
            return listed
        around = listed[-1] if listed else heard.time
        years = around.single_years() if around and _IN_TURN.search(before) else []
        return years if len(years) == count else []

    def _leads(self, clause: Clause) -> list[tuple[Lead, Time | None]]:
        """What the words before each figure of a clause say, and the time that they name."""
        leads: list[tuple[Lead, Time | None]] = []
        for index, figure in enumerate(clause.figures):
            before = clause.before(index)
            counted = index > 0 and not clause.figures[index - 1].is_rank
            if figure.is_rank and counted and _AMONG_MANY.search(before):
                before = clause.before(index - 1) + "居"  # 在全省14个设区市中居第5位
            words, time = without_times(before, self.settings.at(clause.start))
            leads.append((read_lead(words, figure.unit, figure.is_rank), time))
        return leads

    def _shared(
        self,
        clause: Clause,
        leads: Sequence[tuple[Lead, Time | None]],
        first: int,
        stop: int,
        heard: Heard,
    ) -> tuple[Subject, ...]:
        """What several figures in a row are of, each; empty where they are no shared list."""
        count = stop - first
        lead = leads[first][0]
        if count < 2:
            return ()
        if lead.is_bare and len(heard.listed) == count:
            return heard.listed
        if lead.is_bare and lead.measure is not None and len(heard.told) >= count:
            return tuple(heard.told[-count:])
        things = things_in(lead.thing or heard.frame, count)
        if all(map(names_place, things)) and (known := self._known(heard)) is not None:
            things = (known.thing,) * len(things)
        whole = heard.whole
        known = heard.last or self._memory.topic
        full = (completed(thing, known) for thing in things)
        return tuple(
            Subject(
                with_head(thing, whole.thing) if whole else thing,
                lead.act, figure.unit, figure.start, whole.at if whole else -1,
                lead.scope or heard.scope,
            )
            for thing, figure in zip(full, clause.figures[first:stop], strict=False)
        )  # fmt: skip

    def _known(self, heard: Heard) -> Subject | None:
        """What a figure is of that only names a place."""
        return heard.whole or heard.last or heard.topic or self._memory.topic

    def _reading(
        self,
        clause: Clause,
        index: int,
        lead: Lead,
        time: Time | None,
        statement: Statement,
        heard: Heard,
        shared: Subject | None,
    ) -> Reading:
        figure = clause.figures[index]
        setting = self.settings.at(figure.start)
        measure = measure_of(lead, figure)
        _divide(lead, heard)
        subject = shared or self._subject(clause, index, lead, measure, heard)
        region = region_of(self.metadata, clause, index, statement)
        elsewhere = bool(region) and bool(self.metadata.region) and region != self.metadata.region
        if elsewhere:
            subject = subject._replace(thing=_without_place(subject.thing, region))
        scope = lead.scope or subject.scope or heard.scope
        subject = subject._replace(scope=scope)
        said = lead.status or heard.status
        if lead.status is None and is_aimed_at(clause.after(index)):
            said = Status.TARGET
        _hear(lead, time, heard)
        named = subject._replace(measured=measure_named(lead, measure, figure))
        self._memory.note(named, figure, measure, heard)
        when = time_of(lead, time, subject, heard, self._memory.era)
        heard.replaced = lead.previous
        first, last, aggregation = period_of(when, lead, subject, setting)
        holder = holder_of(self._sentence_before(figure))
        return Reading(
            figure,
            subject.thing,
            subject.act,
            subject.whole,
            measure,
            lead.direction if measure is Measure.CHANGE else Direction.NONE,
            base_of(lead, measure, figure, heard),
            aggregation,
            first,
            last,
            status_of(said, lead, when, last, subject, setting),
            region,
            holder,
            scope_of(scope, elsewhere, holder),
        )

    def _sentence_before(self, figure: Figure) -> str:
        at = figure.start
        low = max(0, at - _HEARD)
        begin = max(self.folded.rfind(mark, low, at) for mark in "。\n!?|")
        return self.folded[max(begin + 1, low) : at]

    def _subject(
        self, clause: Clause, index: int, lead: Lead, measure: Measure, heard: Heard
    ) -> Subject:
        """What a figure is of: its own words, completed by what was named before."""
        figure = clause.figures[index]
        noun, act = noun_after(clause, index, lead)
        if (told := _told_before(figure, lead, measure, noun, heard)) is not None:
            return told
        whole = heard.whole.at if heard.whole else -1
        if names_place(lead.thing) and (known := self._known(heard)) is not None:
            return known._replace(at=figure.start, unit=figure.unit, whole=whole)
        heading = self.settings.at(figure.start).subject
        own = own_words(lead, noun, act)
        pieces = pieces_for(figure, lead, measure, own, heard, self._memory, heading)
        chosen = choose(pieces, self._memory.used)
        if self.trace is not None:
            self.trace.append((figure.start, pieces, dict(self._memory.used)))
        if heard.whole and not same_kind(figure, heard.whole) and measure is Measure.LEVEL:
            whole = -1
        if chosen is None:
            return Subject("", lead.act, figure.unit, figure.start, whole)
        return Subject(chosen.thing, chosen.act, figure.unit, figure.start, whole)


def _without_place(thing: str, place: str) -> str:
    """A thing without the name of the place that its figure is of: that is no part of what is measured."""
    rest = thing.removeprefix(place).removeprefix("的")
    return rest if len(rest) > 1 else thing


def _following(first: Lead, own: Lead, *, shared: bool) -> Lead:
    """The lead of a later figure of a list: the first one's, with its own direction."""
    lead = first._replace(direction=own.direction or first.direction)
    if shared:
        return lead
    return lead._replace(previous=False, among=False, thing="", act="", spoken="")


def _divide(lead: Lead, heard: Heard) -> None:
    """Notes where a whole begins to be divided (其中), and where it ends (全市)."""
    if lead.among:
        fresh = heard.last is not None and heard.last.whole < 0
        heard.whole = heard.last if fresh else heard.whole or heard.last
    elif lead.scope is Scope.WHOLE:
        heard.whole = None


def _hear(lead: Lead, time: Time | None, heard: Heard) -> None:
    """Notes what a figure's words say for the rest of its sentence."""
    heard.scope = lead.scope or heard.scope
    if time is not None and not lead.previous:
        heard.time = time
    if lead.status is Status.TARGET or lead.aims:
        heard.status = lead.status


def _told_before(
    figure: Figure, lead: Lead, measure: Measure, noun: str, heard: Heard
) -> Subject | None:
    """What a figure is of whose words only point (后者) or only tell a change."""
    pointed = _POINTED.get(lead.spoken[:2])
    named = heard.listed if len(heard.listed) > 1 else heard.told[-2:]
    if pointed is not None and len(named) > 1:
        return named[pointed]
    last = heard.last
    if not lead.is_bare or noun or last is None or measure is not Measure.CHANGE:
        return None
    if figure.unit == "个百分点" and last.measured:
        return last._replace(thing=last.thing + last.measured, measured="")
    return last


def _groups(clause: Clause, leads: Sequence[tuple[Lead, Time | None]]) -> Iterator[tuple[int, int]]:
    """Runs of figures that one lead may share: the later ones have no words of their own."""
    first = 0
    for index in range(1, len(clause.figures) + 1):
        if index < len(clause.figures):
            between = clause.before(index).strip()
            lead = leads[index][0]
            joined = _LISTED.match(between) is not None and lead.is_bare and not lead.previous
            alike = lead.measure in {None, leads[first][0].measure}
            same = clause.figures[index].unit == clause.figures[first].unit
            if joined and alike and same and leads[index][1] is None:
                continue
        yield first, index
        first = index
