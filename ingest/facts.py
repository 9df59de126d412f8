"""Extracts the figures that a report states, each with its name, period and shortest quote.

A sentence is read clause by clause. A clause with figures names them itself
(``受理行政复议案件79件``), or leans on the thing the chain is about (``审结68件``). What a report says in
words alone is no figure, but ``未发生…案件``, which is zero; 全覆盖 is not read as 100%, because a
report that gives no number must not be counted among those that do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingest.chains import Chain
from ingest.clauses import Clause, Statement, statements
from ingest.drafts import Draft as _Draft
from ingest.figures.reader import FigureReader
from ingest.figures.reading import Reading, reading_of
from ingest.figures.settings import Settings
from ingest.folding import fold
from ingest.indicators import (
    clean,
    compose,
    compose_frame,
    compose_known,
    event_of,
    frame_of,
    is_relative,
    name_of,
    shorten,
    topic_of,
)
from ingest.leaning import SCALAR, SHORT, leads, leans, of_the_same
from ingest.lexicon.indicators import Indicators
from ingest.measures import dimension_of
from ingest.naming import REACHING, LocalName, joint_rates, local_names
from ingest.numerals import Figure
from ingest.periods import distributed_years, is_only_time, last_period
from ingest.tabular.drafting import with_table_facts
from ingest.wording import ATTENDING, EARLIER
from vectorstore.records import Fact, PartKind, Report, Section, Span

_MAX_QUOTE = 160


def extract_facts(report: Report) -> list[Fact]:
    """Finds every comparable figure of a report.

    Returns:
        Facts in the order of their figures; ``report.text[f.start:f.end] == f.quote``.
    """
    return list(_Reader(report).facts())


_ZERO = re.compile(
    "(?P<how>(?:未|没有|无)(?:发生|出现|收到|接到))(?:一起|1起|一例|1例|一件|1件)?"
    "(?P<what>[^,。;:!?\n、在]{1,24}?(?P<noun>案件|申请|投诉|事件|事故|纠纷))(?=[,。;:!?\n、)]|$)"
)
_BY_PIECE = frozenset({"案件", "申请", "投诉"})
_AIM_BEFORE = re.compile("(?:确保|力争|争取|努力|避免|防止)[^,。;]{0,8}$")
_RANKING = re.compile("(?:均)?(?:位居|位列|名列|排名|排在|稳居|居|列|排|位次)(?P<scope>[^,]*)$")
_FROM = re.compile("(?:由|从)(?:法定|法律规定)?的?$")
_TO = re.compile("[到至为]")
_IN_TOTAL = re.compile("目前|现有|累计|总数|共")
_TOTAL = re.compile("总数|总量|总人数|累计|总共")
_NEWLY = re.compile("^(?:再增|新增|新设|新建|再)")
_MONEY = frozenset({"元", "美元"})
_COMPLETE = re.compile("(?:应诉|败诉|胜诉)率")
"""Rates that only one thing can have: they take no subject from a heading."""


_ORDER = "rank"
"""Dimension of places in an order, whose 名 counts no people."""
_LABEL = re.compile("[\u4e00-\u9fff]{2,8}")
_UNIT_END = re.compile(r"(?<=.)\((?:[百千万亿]?[元吨人户件个家公顷亩斤]|%)\)$")
"""The unit that the label of a row of years names."""
_YEARS = re.compile(r"[0-9]{4}年?[—–~至到-][0-9]{4}")


@dataclass
class _Reader:
    """Reads one report."""

    report: Report
    folded: str = ""
    paragraph_topic: str = ""
    kinds: list[tuple[int, int, PartKind, str]] = field(default_factory=list)
    plans: list[Span] = field(default_factory=list)

    @property
    def year(self) -> int | None:
        """The report's year."""
        return self.report.metadata.report_year

    def facts(self) -> Iterator[Fact]:
        """The report's facts, with ids."""
        text, report_id = self.report.text, self.report.report_id
        folded = self.folded = fold(text)
        self.kinds = list(_parts(self.report.outline))
        self.plans = [
            Span(start, end) for start, end, kind, _ in self.kinds if kind is PartKind.PLAN
        ]
        drafts: list[_Draft] = []
        settings = Settings(self.report)
        reader = FigureReader(self.report.metadata, settings, folded)
        for statement in statements(folded):
            if statement.begins_paragraph:
                self.paragraph_topic = ""
            drafts += _typed(self._read(statement), statement, reader)
        zeros = list(self._zeros(folded))
        drafts = [draft for draft in drafts if not any(_holds(zero, draft) for zero in zeros)]
        drafts += zeros
        drafts = with_table_facts(drafts, folded, self.report, settings)
        drafts.sort(key=lambda draft: draft.figure.start)
        ids = {
            draft.figure.start: f"{report_id}-f{ordinal:04d}"
            for ordinal, draft in reversed(list(enumerate(drafts)))
        }
        for ordinal, draft in enumerate(drafts):
            yield self._fact(draft, f"{report_id}-f{ordinal:04d}", ids)

    def _fact(self, draft: _Draft, fact_id: str, ids: Mapping[int, str]) -> Fact:
        """A draft as a fact; ``ids`` are those of the facts whose figures begin at a place."""
        report, figure = self.report, draft.figure
        reading = draft.reading or reading_of(draft, report.metadata)
        dimension, factor = (_ORDER, 1.0) if figure.is_rank else dimension_of(figure.unit)
        whole = ids.get(reading.whole, "")
        return Fact(
            fact_id=fact_id,
            report_id=report.report_id,
            region=reading.region,
            year=report.metadata.report_year,
            period=_period_of(draft, reading, self.year),
            indicator=_UNIT_END.sub("", draft.name),
            canonical="",
            value=figure.value,
            value_max=figure.value_max,
            unit=figure.unit,
            qualifier=figure.qualifier,
            status=reading.status,
            quote=report.text[draft.start : draft.end],
            start=draft.start,
            end=draft.end,
            value_start=figure.start,
            value_end=figure.end,
            holder=reading.holder,
            thing=reading.thing or draft.name,
            act=reading.act,
            part_of="" if whole == fact_id else whole,
            measure=reading.measure,
            direction=reading.direction,
            base=reading.base,
            aggregation=reading.aggregation,
            period_start=reading.first,
            period_end=reading.last,
            scope=reading.scope,
            unit_written=_unit_written(report.text, figure),
            dimension=dimension,
            common_value=figure.value * factor,
            row_head=draft.row_head,
            column_head=draft.column_head,
        )

    def _read(self, statement: Statement, chain: Chain | None = None) -> list[_Draft]:
        chain = chain or Chain()
        drafts: list[_Draft] = []
        for clause in statement.clauses:
            if clause.after_semicolon:
                chain.break_off()
            if clause.figures:
                made = list(self._clause(clause, chain))
                chain.lead = -1
            else:
                made = []
                self._note(clause, chain)
            drafts += made
            for bracket in clause.brackets:
                drafts += self._bracket(bracket, clause, chain, made)
        if chain.topic:
            self.paragraph_topic = chain.topic
        return drafts

    def _bracket(
        self, bracket: Statement, clause: Clause, chain: Chain, made: list[_Draft]
    ) -> list[_Draft]:
        """Reads a bracket: its figures are parts, or another time, of what stands before it."""
        hosts = [draft for draft in made if draft.figure.end <= bracket.start]
        if hosts:
            name, start = hosts[-1].name, hosts[-1].start
        else:
            words = re.split("[、,\x02]", clause.words[: bracket.start - 1 - clause.start])[-1]
            name, start = name_of(clean(words)), bracket.start - 1 - len(words)
        if _IN_TOTAL.match(bracket.clauses[0].words):
            name = _NEWLY.sub("", name)
        inner = Chain(period=chain.period, topic=name, topic_start=start, name=name)
        inner.unit = hosts[-1].figure.unit if hosts else ""
        topic = self.paragraph_topic
        drafts = self._read(bracket, inner)
        self.paragraph_topic = topic
        if drafts and drafts[-1].end == bracket.end - 1 and drafts[-1].start < bracket.start:
            drafts[-1].end = bracket.end
        return drafts

    def _note(self, clause: Clause, chain: Chain) -> None:
        """Takes from a clause without figures what later clauses may lean on."""
        if (period := last_period(clause.plain, self.year)) is not None:
            chain.period = period
        if "其中" in clause.plain and len(clause.plain) <= 6:
            chain.among = True
            return
        if is_only_time(clause.words):
            chain.lead = clause.start if chain.lead < 0 else chain.lead
            return
        start = clause.start if chain.lead < 0 else chain.lead
        if self.folded[clause.end : clause.end + 1] == ":" and _LABEL.fullmatch(clause.words):
            chain.label, chain.label_start = clause.words, clause.start
        chain.frames.append((clause.words, start))
        if event := event_of(clause.words):
            chain.event, chain.event_start = event, start

    def _clause(self, clause: Clause, chain: Chain) -> Iterator[_Draft]:
        if "其中" in clause.before(0) or clause.words.startswith(("含", "包括")):
            chain.among = True
        before = chain.period
        years = distributed_years(clause.plain, len(clause.figures), self.year)
        for index, own in enumerate(local_names(clause)):
            if years:
                chain.period = years[index]
            elif (period := last_period(_plain_before(clause, index), self.year)) is not None:
                chain.period = period
            elif index and _replaces(clause, index):
                chain.period = before
            for each in joint_rates(clause, index) or [own]:
                draft = self._draft(each, index, clause, chain)
                if draft is None:
                    continue
                yield draft
                chain.name = chain.name if is_relative(each.name) and chain.name else draft.name
        if years or chain.period.is_comparison:
            chain.period = before

    def _draft(self, own: LocalName, index: int, clause: Clause, chain: Chain) -> _Draft | None:
        """One figure under one name; None where no name can be given."""
        figure = clause.figures[index]
        name, start = self._name(own, figure, clause, chain)
        if not name:
            return None
        name, start = self._labelled(name, start, figure, chain)
        if start < clause.start - _MAX_QUOTE:
            start = clause.start
        end = clause.noun_end(own.ends_with or index) if own.noun_follows else figure.outer_end
        return _Draft(figure, name, start, end, _earlier(clause, index) or chain.period.text)

    def _name(
        self, local: LocalName, figure: Figure, clause: Clause, chain: Chain
    ) -> tuple[str, int]:
        """The figure's full name, and where the words that make it begin."""
        own = local.name
        start = clause.start if chain.lead < 0 else chain.lead
        if figure.is_rank:
            return self._rank_name(own, chain, start), start
        if (same := of_the_same(own, figure, chain)) is not None:
            return same, chain.topic_start if 0 <= chain.topic_start < start else start
        if chain.event and (attending := ATTENDING.search(own)) is not None:
            return chain.event + attending["how"], chain.event_start
        among = chain.among and figure.unit in {chain.unit, "%"}
        if not leans(local, figure, clause.figures[0], chain, among):
            full = compose_known(self.paragraph_topic, own) if len(own) <= SHORT else own
            if leads(figure, chain):
                chain.lead_on(local.topic or topic_of(full), start, figure.unit)
            return full, start
        if chain.topic and (chain.unit not in _MONEY or figure.unit in SCALAR):
            origin = chain.topic_start if chain.topic_start >= 0 else start
            topic = _NEWLY.sub("", chain.topic) if _TOTAL.match(own) else chain.topic
            return shorten(compose(topic, own, among)), origin
        if chain.frame:
            name = shorten(compose_frame(chain.frame, own))
            if figure.unit not in SCALAR:
                chain.lead_on(topic_of(name), chain.frame_start, figure.unit)
            return name, chain.frame_start
        context = self._context(own, figure, chain)
        name = shorten(compose(context, own))
        if not context and leads(figure, chain):
            chain.lead_on(name, start, figure.unit)
        return name, start

    @staticmethod
    def _labelled(name: str, start: int, figure: Figure, chain: Chain) -> tuple[str, int]:
        """The name with its sentence's label, where only both together name an indicator.

        ``行政复议:全市新收申请684件`` counts 行政复议申请, which its clause alone does not say.
        """
        if not chain.label or chain.label[:2] in name or figure.is_rank:
            return name, start
        lexicon, unit = Indicators.load(), figure.unit
        full = chain.label + name
        if lexicon.link(name, unit) or not lexicon.link(full, unit):
            return name, start
        return full, min(start, chain.label_start)

    def _rank_name(self, own: str, chain: Chain, start: int) -> str:
        match = _RANKING.search(own)
        subject, scope = (clean(own[: match.start()]), match["scope"]) if match else (own, "")
        if len(subject) < 5 and chain.frame:
            subject = chain.frame
        if subject and not chain.topic:
            chain.lead_on(subject, start, "")
        return shorten(f"{subject or chain.topic}{scope}排名") if subject or chain.topic else ""

    def _context(self, own: str, figure: Figure, chain: Chain) -> str:
        """What a name is about whose sentence has no topic."""
        if _COMPLETE.fullmatch(own):
            return ""
        if chain.among and chain.name and figure.unit == "%":
            return topic_of(chain.name)
        return self.paragraph_topic or self._heading(figure.start)

    def _heading(self, at: int) -> str:
        for start, end, _, heading in reversed(self.kinds):
            if start <= at < end and heading:
                return frame_of(fold(heading))
        return ""

    def _is_planned(self, at: int) -> bool:
        return any(plan.start <= at < plan.end for plan in self.plans)

    def _zeros(self, folded: str) -> Iterable[_Draft]:
        """``未发生环境保护公益诉讼案件``: zero, said in words."""
        region = self.report.metadata.region
        for match in _ZERO.finditer(folded):
            start, end = match.span()
            unit = "件" if match["noun"] in _BY_PIECE else "起"
            figure = Figure(start, end, start, end, 0.0, None, unit, match["how"], start, end)
            aimed = _AIM_BEFORE.search(folded[max(0, start - 12) : start]) is not None
            status = "plan" if self._is_planned(start) else "target" if aimed else "actual"
            yield _Draft(figure, match["what"], start, end, "", status, region)


def _typed(drafts: list[_Draft], statement: Statement, reader: FigureReader) -> Iterator[_Draft]:
    """A sentence's drafts with what each figure measures; figures without a name get it from that."""
    readings = {reading.figure.start: reading for reading in reader.read(statement)}
    shared = Counter(draft.figure.start for draft in drafts)
    for draft in drafts:
        reading = readings.pop(draft.figure.start, None)
        if reading is not None and shared[draft.figure.start] > 1:
            readings[draft.figure.start] = reading  # A和B均达100%: each has its own name
            reading = replace(reading, thing=draft.name)
        draft.reading = reading
        yield draft
    named = {draft.figure.start for draft in drafts}
    for reading in readings.values():
        figure = reading.figure
        if reading.thing and figure.start not in named:
            yield _Draft(
                figure, reading.thing + reading.act, figure.outer_start, figure.outer_end, "",
                reading=reading,
            )  # fmt: skip


def _period_of(draft: _Draft, reading: Reading, own: int | None) -> str:
    """When a figure is of, in words; of one in a row of years its own (``2019—2023年依次为…``)."""
    is_year = reading.first[:4] == reading.last[:4] != "" and reading.last.endswith("-12-31")
    if not is_year or _YEARS.search(draft.period) is None:
        return draft.period
    return "" if reading.last[:4] == str(own) else reading.last[:4]


def _unit_written(text: str, figure: Figure) -> str:
    """The unit of a figure as it stands in the text, its scale with it."""
    words = text[figure.number_end : figure.end].strip()
    return words or figure.unit


def _replaces(clause: Clause, index: int) -> bool:
    """Whether a figure is the new value of the one before it (``由3天压缩到1天``)."""
    lead = clause.words[
        clause.figures[index - 1].outer_end - clause.start : clause.figures[index].start
        - clause.start
    ]
    return REACHING.fullmatch(lead.strip()) is not None


def _holds(zero: _Draft, draft: _Draft) -> bool:
    """Whether a figure stands inside a denial (``未发生1起事故``)."""
    return zero.start <= draft.figure.start < zero.end


def _plain_before(clause: Clause, index: int) -> str:
    begin = clause.figures[index - 1].outer_end if index else clause.start
    return clause.plain[begin - clause.start : clause.figures[index].outer_start - clause.start]


def _earlier(clause: Clause, index: int) -> str:
    """The word that marks a value as superseded (``由之前的120个工作日减少到20个工作日``)."""
    if (match := EARLIER.search(clause.before(index).rstrip())) is not None:
        return match[0].removesuffix("的")
    if index + 1 == len(clause.figures) or not _FROM.search(clause.before(index)):
        return ""
    follows = clause.figures[index + 1]
    changes = follows.unit == clause.figures[index].unit and _TO.search(follows.qualifier)
    return "之前" if changes else ""


def _parts(sections: Iterable[Section]) -> Iterator[tuple[int, int, PartKind, str]]:
    for section in sections:
        yield section.start, section.end, section.kind, section.heading
        yield from _parts(section.children)
