"""Reads what the figures of running text measure, of when, whose, and how they compare.

A sentence is gone through clause by clause. The words before a figure are read by
:mod:`ingest.figures.leads`; what they leave out is taken from what the sentence named before
(``审结68件``, ``增长4.7%``, ``其中…``), then from its paragraph. Time comes from the clause, the sentence,
the heading and the report, in that order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import rjieba

from ingest.clauses import Clause, Statement
from ingest.figures.composing import Context, Own, Pieces, choose, merged
from ingest.figures.leads import Lead, read_lead
from ingest.figures.settings import Setting, Settings
from ingest.figures.things import root_of, things_in, with_head
from ingest.figures.times import Time, times_in, year_of
from ingest.figures.words import categories
from ingest.holders import holder_of, is_minor
from ingest.measures import dimension_of
from ingest.numerals import Figure
from ingest.regions import region_of
from vectorstore.records import Aggregation, Direction, Measure, Metadata, Scope, Status

_NOT_COUNTED = frozenset({"money", "share", "points", "times", "dollars", "yen", "euros"})
"""Dimensions of which a noun after the figure is rarely what is measured."""
_JOINT = re.compile("[、,;和及与]|以及")
_REACHED = re.compile("(?:到|至|为)了?$")
_CHANGED_IN = re.compile("^(?:增长|增加|上升|提高|提升|下降|减少|降低|压缩|缩短|增|减|升|降)")
_AIM = re.compile("目标|预期|力争|争取|确保|计划|拟|将|到20[0-9]{2}年")
_FROM = re.compile("(?:由|从|比|较|与|同|跟|相比|相较于?|自)的?$")
_NAMES_TIME = re.compile(
    "的?(?:结转|遗留|未结|转入|预算|预期|目标|计划|度?任务|年度|同期(?:的|水平)|水平|执行数|决算数|峰值|的?平均)"
)
"""What makes a time part of a name (``上年结转``, ``年初预算``)."""
_IS = re.compile("(?:是|为|达到?|相当于|占)$")
_BEYOND = re.compile("(?:首?超过?|超出|高于|低于|多于|少于|好于|快于|慢于|优于|恢复[到至]|不足|落后于)$")
"""What makes a time something to measure against."""
_AIMED_AT = re.compile("的?[^,。;、0-9]{0,8}(?:目标|任务|指标|计划|要求)")
"""What follows a figure that is an aim (``未完成44微克/立方米的年度目标``)."""
_SHORT_RATE = re.compile("[^的]{0,5}率")
_JUDGED = frozenset("优秀率 合格率 优良率 良好率 成功率 满意率 及时率 准确率 达标率 完成率 通过率 规范率 达成率 履行率 执行率 到位率 使用率 利用率".split())
"""Rates that say only how well something was done."""
_GENERIC = frozenset(
    "总额 总量 总数 数量 面积 收入 支出 余额 金额 资金 投资 产值 产量 增速 占比 比重 规模 人数 户数 件数 户均 人均 比例 单价 均价 平均价".split()
)
_QUOTED_END = re.compile("[“‘][\x01]*[”’]$")
_DIVIDED = re.compile("(?:按|从|分)[^,;]{1,14}(?:分|看|划分|计算|来看)[,:]?")
"""What parts a whole (``按经营地分``)."""
_AMONG_MANY = re.compile("[中里内]?[位排]?[居列名]?[居列]?$")
_LISTED = re.compile("(?:、|和|与|以及|及|,|:)")
_PLACE_NAME = re.compile(
    "(?!.*(?:辖区|城区|园区|社区|小区|景区|城市|地区|山区|市区|校区|片区|新区|库区|牧区|林区|灾区|港区|全|各|本|我|自治区))[一-鿿]{1,8}(?:县|区|市|镇|乡|街道|旗)"
)
"""What a part of a place may be called; a part of a figure that is no thing of its own."""
_RATES = frozenset("增速 增幅 增长率 降幅 排名 位次 占比 比重 增长速度".split())
_TOTALS = frozenset("总量 总额 总数 数量 总规模".split())
_EACH = re.compile("(?:日均|月均|人均|户均|单位|平均|亩均)")
_NOUN_END = re.compile("[、,;。:]|以及")
_HEARD = 160
_ERA = 5
"""Years that a yearly average is of where no span is named: those of a five-year plan."""
_REMEMBERED = 3
"""How many things named before the last one a figure may lean on."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one figure says, before it becomes a fact.

    Attributes:
        figure: The number and where it stands.
        thing: As in :class:`~vectorstore.records.Fact`; empty where nothing names it.
        act: As there.
        whole: Where the figure that it is a part of begins; -1 where it is none.
        measure: As there.
        direction: As there.
        base: As there.
        aggregation: As there.
        first: First day that it is of, ISO.
        last: Last day, ISO.
        status: As there.
        region: The place that it is of.
        holder: The body within it.
        scope: Which part of the place.
    """

    figure: Figure
    thing: str
    act: str
    whole: int
    measure: Measure
    direction: Direction
    base: str
    aggregation: Aggregation
    first: str
    last: str
    status: Status
    region: str
    holder: str
    scope: Scope


class Named(Protocol):
    """A figure with a name, before it is typed."""

    figure: Figure
    name: str
    status: str
    region: str


@dataclass(frozen=True, slots=True)
class _Subject:
    """Something that later words may lean on: a thing as a figure was of it."""

    thing: str
    act: str = ""
    unit: str = ""
    at: int = -1
    whole: int = -1
    scope: Scope | None = None
    measured: str = ""
    """What of it the last figure measured, where later ones may change that (``增速``)."""


@dataclass
class _Heard:
    """What a sentence has said so far.

    Attributes:
        time: The time last named.
        status: Whether it speaks of targets or plans.
        last: What the last figure was of.
        topic: What its acts are done to.
        whole: What 其中 divides; None before it is said.
        listed: Things that figures were shared among, for the figures that follow likewise.
        scope: Which part of the place it speaks of.
        frame: What the last clause without figures names.
        base: Against what the last change was told.
        told: What the levels told so far are of, for changes told of all of them afterwards.
    """

    time: Time | None = None
    status: Status | None = None
    last: _Subject | None = None
    topic: _Subject | None = None
    whole: _Subject | None = None
    listed: tuple[_Subject, ...] = ()
    scope: Scope | None = None
    frame: str = ""
    base: str = ""
    told: tuple[_Subject, ...] = ()


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
    _topic: _Subject | None = field(default=None, init=False)
    _era: Time | None = field(default=None, init=False)
    """The span of years that a paragraph sums up (``五年来,``)."""
    _used: Counter[str] = field(default_factory=Counter, init=False)
    _order: list[str] = field(default_factory=list, init=False)
    _by_end: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list), init=False)

    def read(self, statement: Statement) -> Iterator[Reading]:
        """The figures of a sentence, in order of clauses, brackets after their clause."""
        if statement.begins_paragraph:
            self._topic = self._era = None
        heard = _Heard()
        yield from self._statement(statement, heard)
        self._topic = heard.topic or self._topic

    def _statement(self, statement: Statement, heard: _Heard) -> Iterator[Reading]:
        for clause in statement.clauses:
            hosts: list[tuple[int, _Heard]] = []
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

    def _setting(self, at: int) -> Setting:
        return self.settings.at(at)

    def _note(self, clause: Clause, heard: _Heard) -> None:
        """Takes from a clause without figures what later ones may lean on."""
        setting = self._setting(clause.start)
        words, time = _without_times(clause.words, setting)
        heard.time = time or heard.time
        if time is not None and time.aggregation is Aggregation.CUMULATIVE and len(words) < 4:
            self._era = time
        lead = read_lead(words, "")
        if lead.among or _DIVIDED.fullmatch(words):
            heard.whole = heard.topic or self._topic or heard.last
            heard.last = heard.whole
            return
        if lead.status is not None or (_AIM.search(words) and len(words) < 24):
            heard.status = lead.status or heard.status
        heard.scope = lead.scope or heard.scope
        if lead.thing:
            heard.frame = _QUOTED_END.sub("", lead.thing)

    def _clause(
        self, clause: Clause, statement: Statement, heard: _Heard
    ) -> Iterator[tuple[Reading, _Heard]]:
        """The figures of a clause, each with what has been heard up to it."""
        setting = self._setting(clause.start)
        if clause.after_semicolon:
            heard.scope, heard.told = None, ()
        leads: list[tuple[Lead, Time | None]] = []
        listed = times_in(clause.before(0), setting.calendar)
        for index, figure in enumerate(clause.figures):
            before = clause.before(index)
            if figure.is_rank and index and _AMONG_MANY.search(before):
                before = clause.before(index - 1) + "居"  # 在全省14个设区市中居第5位
            words, time = _without_times(before, setting)
            leads.append((read_lead(words, figure.unit, figure.is_rank), time))
        groups = _groups(clause, leads)
        for first, stop in groups:
            subjects = self._shared(clause, leads, first, stop, heard)
            for index in range(first, stop):
                lead, time = leads[first]
                if index > first:
                    own_lead = leads[index][0]
                    way = own_lead.direction or lead.direction
                    lead = replace(
                        lead, previous=False, direction=way, among=False,
                        thing="", act="", spoken="",
                    ) if not subjects else replace(lead, previous=False, direction=way)  # fmt: skip
                own = leads[index][1] if index > first else time
                if first == 0 and stop > 1 and len(listed) == stop:
                    own = listed[index]  # 一季度、上半年、前三季度分别增长5.9%、5.8%、5.6%
                reading = self._reading(
                    clause, index, lead, own, statement, heard,
                    subjects[index - first] if subjects else None,
                )  # fmt: skip
                yield reading, replace(heard)
            if subjects:
                heard.listed = subjects
            elif stop - first == 1 and leads[first][0].measure is not Measure.CHANGE:
                heard.listed = ()

    def _shared(
        self,
        clause: Clause,
        leads: Sequence[tuple[Lead, Time | None]],
        first: int,
        stop: int,
        heard: _Heard,
    ) -> tuple[_Subject, ...]:
        """What several figures in a row are of, each; empty where they are no shared list."""
        count = stop - first
        if count < 2:
            return ()
        lead = leads[first][0]
        if lead.is_bare and len(heard.listed) == count:
            return heard.listed
        if lead.is_bare and lead.measure is not None and len(heard.told) >= count:
            return tuple(heard.told[-count:])
        things = things_in(lead.thing or heard.frame, count)
        if not things:
            return ()
        if all(map(_PLACE_NAME.fullmatch, things)):
            known = heard.whole or heard.last or heard.topic or self._topic
            things = things if known is None else (known.thing,) * count
        known = heard.last or self._topic
        things = tuple(_completed(thing, known) for thing in things)
        whole = heard.whole.at if heard.whole else -1
        return tuple(
            _Subject(
                with_head(thing, heard.whole.thing) if heard.whole else thing,
                lead.act, clause.figures[first + number].unit,
                clause.figures[first + number].start, whole, lead.scope or heard.scope,
            )
            for number, thing in enumerate(things)
        )  # fmt: skip

    def _reading(
        self,
        clause: Clause,
        index: int,
        lead: Lead,
        time: Time | None,
        statement: Statement,
        heard: _Heard,
        shared: _Subject | None,
    ) -> Reading:
        figure = clause.figures[index]
        setting = self._setting(figure.start)
        measure = _measure(lead, figure)
        if lead.among:
            heard.whole = (
                heard.last if heard.last and heard.last.whole < 0 else heard.whole or heard.last
            )
        if lead.scope is Scope.WHOLE and not lead.among:
            heard.whole = None
        scope = lead.scope or (shared.scope if shared else None)
        subject = shared or self._subject(clause, index, lead, measure, heard)
        if scope is None:
            scope = subject.scope or heard.scope
        heard.scope = scope if lead.scope else heard.scope
        subject = replace(subject, scope=scope)
        if time is not None and not lead.previous:
            heard.time = time
        status = lead.status or heard.status
        if lead.status is Status.TARGET or lead.aims:
            heard.status = lead.status
        self._remember(
            replace(subject, measured=_measured(lead, measure, figure)), figure, measure, heard
        )
        if lead.status is None and _AIMED_AT.match(clause.after(index)):
            status = Status.TARGET
        when = time or (None if lead.previous else heard.time)
        if when is None and not lead.previous and (lead.average or subject.act):
            when = self._era
        if when is not None and when.aggregation is Aggregation.AS_OF and subject.act and time is None:
            when = None
        if lead.previous and time is None and self._era is not None and self._era.first:
            when = _year_before(self._era)
        first, last, aggregation = _period(when, lead, measure, setting)
        if aggregation is Aggregation.SINGLE and not subject.act and when is None and last:
            if categories()["stock"].suffix_of(subject.thing):
                first, aggregation = last, Aggregation.AS_OF
        region = region_of(self.metadata, clause, index, statement)
        elsewhere = bool(region) and bool(self.metadata.region) and region != self.metadata.region
        holder = holder_of(self._sentence_before(figure))
        return Reading(
            figure,
            subject.thing,
            subject.act,
            subject.whole,
            measure,
            lead.direction if measure is Measure.CHANGE else Direction.NONE,
            _base(lead, measure, figure, heard),
            aggregation,
            first,
            last,
            _status(status, lead, when, last, measure, subject, setting),
            region,
            holder,
            _scope(scope, elsewhere, holder),
        )

    def _sentence_before(self, figure: Figure) -> str:
        at = figure.start
        low = max(0, at - _HEARD)
        begin = max(self.folded.rfind(mark, low, at) for mark in "。\n!?|")
        return self.folded[max(begin + 1, low) : at]

    def _subject(
        self, clause: Clause, index: int, lead: Lead, measure: Measure, heard: _Heard
    ) -> _Subject:
        """What a figure is of: its own words, completed by what was named before."""
        figure = clause.figures[index]
        noun, act = _noun_after(clause, index, lead)
        whole = heard.whole.at if heard.whole else -1
        if lead.spoken[:2] in {"前者", "后者"} and len(heard.listed) > 1:
            return heard.listed[0 if lead.spoken[0] == "前" else -1]
        if lead.is_bare and not noun and heard.last and measure is Measure.CHANGE:
            last = heard.last
            if figure.unit == "个百分点" and last.measured:
                return replace(last, thing=last.thing + last.measured, measured="")
            return last
        if _PLACE_NAME.fullmatch(lead.thing) and (known := heard.whole or heard.last or self._topic):
            return replace(known, at=figure.start, unit=figure.unit, whole=whole)
        pieces = self._pieces(figure, lead, measure, heard, _own(lead, noun, act))
        chosen = choose(pieces, self._used)
        if self.trace is not None:
            self.trace.append((figure.start, pieces, dict(self._used)))
        if heard.whole and not _same_kind(figure, heard.whole) and measure is Measure.LEVEL:
            whole = -1
        if chosen is None:
            return _Subject("", lead.act, figure.unit, figure.start, whole)
        return _Subject(chosen.thing, chosen.act, figure.unit, figure.start, whole)

    def _pieces(
        self,
        figure: Figure,
        lead: Lead,
        measure: Measure,
        heard: _Heard,
        own: tuple[Own, ...],
    ) -> Pieces:
        """What the thing of a figure may be composed of."""
        contexts = [
            _context("last", heard.last),
            _context("whole", heard.whole),
            _context("topic", heard.topic),
            *(Context(f"recent{number}", each) for number, each in enumerate(self._recent(), 1)),
            _context("paragraph", self._topic),
            Context("frame", heard.frame),
            Context("heading", self._setting(figure.start).subject),
        ]
        thing = own[0].thing if own else ""
        if thing:
            contexts.append(Context("used", self._ending_in(thing)))
        signs = [
            name
            for name, is_so in (
                ("among", lead.among), ("part", heard.whole is not None),
                ("scope", lead.scope is not None), ("first", heard.last is None),
            )
            if is_so
        ]  # fmt: skip
        if heard.last is not None and heard.last.unit == figure.unit:
            signs.append("again")
        return Pieces(
            own, merged(contexts), dimension_of(figure.unit)[0], measure.value, tuple(signs)
        )

    def _recent(self) -> list[str]:
        """The things named last, the nearest first, but for the last."""
        return self._order[-_REMEMBERED - 1 : -1][::-1]

    def _ending_in(self, thing: str) -> str:
        """The last longer thing that ends with these words."""
        found = self._by_end.get(thing[-2:], ())
        return next(
            (each for each in reversed(found) if each != thing and each.endswith(thing)), ""
        )

    def _remember(self, subject: _Subject, figure: Figure, measure: Measure, heard: _Heard) -> None:
        """Notes what later words may lean on."""
        if not subject.thing:
            return
        heard.last = subject
        if measure in {Measure.LEVEL, Measure.PER_HEAD}:
            heard.told = (*heard.told, subject)
        thing = subject.thing
        if thing not in self._used:
            self._by_end[thing[-2:]].append(thing)
        self._used[thing] += 1
        if not self._order or self._order[-1] != thing:
            self._order.append(thing)
        counts = dimension_of(figure.unit)[0] not in _NOT_COUNTED
        if (
            measure is Measure.LEVEL and (counts or heard.topic is None) and heard.topic is None
        ) or (measure is Measure.LEVEL and counts and not subject.act and heard.whole is None):
            heard.topic = subject


def _without_times(words: str, setting: Setting) -> tuple[str, Time | None]:
    """Words without the times that they name, and the last of these."""
    found: Time | None = None
    pieces: list[str] = []
    at = 0
    for time in times_in(words, setting.calendar):
        lead, rest = words[: time.start], words[time.end :]
        if _FROM.search(lead) and not lead.endswith(("由", "从", "自")):
            continue
        against = _BEYOND.search(lead) or (rest == "的" and _IS.search(lead))
        named = not time.words[:1].isdigit() and _NAMES_TIME.match(rest)
        if against or named or lead.endswith("结转"):
            continue
        found = time
        pieces.append(words[at : time.start])
        at = time.end
    return ("".join([*pieces, words[at:]]), found) if pieces else (words, found)


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


def _measure(lead: Lead, figure: Figure) -> Measure:
    if figure.is_rank:
        return Measure.RANK
    if lead.measure is not None:
        return lead.measure
    if lead.is_bare and figure.qualifier.endswith(("以上", "以下", "及以上", "及以下")):
        return Measure.LIMIT
    if figure.unit == "番":
        return Measure.CHANGE
    if not figure.unit:
        return Measure.RATIO if "比" in lead.thing or lead.is_bare else Measure.LEVEL
    if figure.unit in {"个百分点"}:
        return Measure.LEVEL if _REACHED.search(figure.qualifier) else Measure.CHANGE
    return Measure.LEVEL


def _period(
    time: Time | None, lead: Lead, measure: Measure, setting: Setting
) -> tuple[str, str, Aggregation]:
    """The days that a figure is of, and how it sums them up."""
    year = setting.calendar.year
    if lead.average and year is not None and (time is None or time.is_whole_year):
        return f"{year - _ERA + 1}-01-01", f"{year}-12-31", Aggregation.YEARLY_AVERAGE
    if time is not None and time.last:
        aggregation = time.aggregation or Aggregation.SINGLE
        if lead.average:
            aggregation = Aggregation.YEARLY_AVERAGE
        return time.first, time.last, aggregation
    if year is None:
        return "", "", Aggregation.YEARLY_AVERAGE if lead.average else Aggregation.SINGLE
    if lead.previous:
        year -= 1
    first, last = year_of(year)
    aggregation = time.aggregation if time is not None and time.aggregation else Aggregation.SINGLE
    return first, last, Aggregation.YEARLY_AVERAGE if lead.average else aggregation


def _year_before(era: Time) -> Time:
    """The year that a span of years is told from."""
    first, last = year_of(int(era.first[:4]) - 1)
    return replace(era, first=first, last=last, aggregation=None, is_whole_year=True)


def _status(
    said: Status | None,
    lead: Lead,
    time: Time | None,
    last: str,
    measure: Measure,
    subject: _Subject,
    setting: Setting,
) -> Status:
    year = setting.calendar.year
    if lead.previous:
        return Status.PREVIOUS
    if said is not None:
        return said
    if setting.is_planned:
        if year and last and int(last[:4]) < year:
            return Status.ACTUAL if int(last[:4]) == year - 1 else Status.PREVIOUS
        return Status.PLAN if subject.act or setting.is_budget else Status.TARGET
    if last and not setting.has_happened(last):
        return Status.PLAN if subject.act else Status.TARGET
    spans = time is not None and time.aggregation is Aggregation.CUMULATIVE
    if year and last and int(last[:4]) < year and time is not None and not spans:
        return Status.PREVIOUS
    return Status.ACTUAL


def _base(lead: Lead, measure: Measure, figure: Figure, heard: _Heard) -> str:
    """Against what a change or a share is told: where a chain says it once, it holds on."""
    if measure is Measure.SHARE:
        return lead.base or (heard.whole.thing if heard.whole else "")
    if measure is Measure.CHANGE:
        if lead.base:
            heard.base = lead.base
        return lead.base or (heard.base if figure.unit in {"%", "个百分点"} else "")
    return lead.base if measure is Measure.RATIO else ""


def _scope(scope: Scope | None, elsewhere: bool, holder: str) -> Scope:
    if elsewhere:
        return Scope.ELSEWHERE
    if scope is Scope.OWN_LEVEL:
        return scope
    if holder:
        if re.search("(?:公司|集团|企业|厂)$", holder):
            return Scope.FIRM
        return Scope.TOWN if is_minor(holder) else Scope.DEPARTMENT
    return scope or Scope.WHOLE


def _same_kind(figure: Figure, whole: _Subject) -> bool:
    return dimension_of(figure.unit)[0] == dimension_of(whole.unit)[0]


def _measured(lead: Lead, measure: Measure, figure: Figure) -> str:
    """How a share or a rate of change is called that a later figure may be about."""
    if measure is Measure.SHARE:
        return f"占{lead.base}的比重" if lead.base else "占比"
    return "增速" if measure is Measure.CHANGE and figure.unit == "%" else ""


def _completed(thing: str, known: _Subject | None) -> str:
    """A name of a quantity with the thing that it is a quantity of, where it leaves that out."""
    if known is None or not known.thing or known.thing.startswith(thing):
        return thing
    if thing in _TOTALS:
        return known.thing
    if thing in _RATES:
        return known.thing + thing
    if thing in _GENERIC or (_EACH.match(thing) and len(thing) <= 4):
        return _joined(root_of(known.thing), thing)
    return thing


def _joined(topic: str, name: str) -> str:
    at = topic.rfind(name[:2])
    return topic[:at] + name if at > 0 else topic + name


def _own(lead: Lead, noun: str, act: str) -> tuple[Own, ...]:
    """The words of a figure's own clause, read in different ways."""
    if lead.is_bare and not noun:
        return ()
    ways = []
    if noun:
        ways.append(Own("noun", noun, lead.act or act))
        if lead.thing:
            ways += [Own("both", lead.thing + noun, lead.act or act), Own("left", lead.thing, lead.act)]
    else:
        ways.append(Own("left", lead.thing, lead.act))
    if lead.act and lead.thing:
        ways.append(Own("trailed", lead.thing + lead.act, ""))
    if lead.spoken and lead.spoken != lead.thing:
        ways.append(Own("spoken", lead.spoken, ""))
    elif lead.act and not lead.thing and not noun:
        ways.append(Own("acting", lead.act, ""))
    return tuple(ways)


def _context(kind: str, subject: _Subject | None) -> Context:
    if subject is None:
        return Context(kind, "")
    return Context(kind, subject.thing, subject.act, dimension_of(subject.unit)[0])


def _noun_after(clause: Clause, index: int, lead: Lead) -> tuple[str, str]:
    """The noun that follows a figure and what is done to it; empty where none does."""
    figure = clause.figures[index]
    dimension = dimension_of(figure.unit)[0]
    if figure.is_rank or (dimension in _NOT_COUNTED and not lead.is_bare):
        return "", ""
    if lead.measure in {Measure.CHANGE, Measure.SHARE, Measure.RATIO}:
        return "", ""
    after = clause.after(index)
    if (
        not after
        or after[0] in "、,;和及与 ("
        or (index + 1 < len(clause.figures) and not after.strip())
    ):
        return "", ""
    words = _NOUN_END.split(after.strip().removeprefix("的"))[0]
    if not words:
        return "", ""
    noun, act = "", ""
    for word, tag in rjieba.tag(words):
        if noun and tag[:1] in "vdpcru" and tag not in {"vn"} and word not in {"的"}:
            act = word if word in categories()["act"] else ""
            break
        if not noun and tag[:1] in "vdp" and tag != "vn":
            break
        noun += word
    noun = noun.removesuffix("的").removesuffix("等")
    return (noun, act) if len(noun) > 1 else ("", "")


def reading_of(draft: Named, metadata: Metadata) -> Reading:
    """The reading of a figure that only has a name, a status and a place (zero, said in words)."""
    year = metadata.report_year
    first, last = year_of(year) if year else ("", "")
    elsewhere = bool(draft.region and metadata.region) and draft.region != metadata.region
    return Reading(
        draft.figure, draft.name, "", -1, Measure.LEVEL, Direction.NONE, "", Aggregation.SINGLE,
        first, last, Status(draft.status), draft.region, "", _scope(None, elsewhere, ""),
    )  # fmt: skip
