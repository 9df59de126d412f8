"""Extracts the figures that a report states, each with its name, period and shortest quote.

A sentence is read clause by clause. A clause with figures names them itself
(``受理行政复议案件79件``), or leans on the thing the chain is about (``审结68件``). What a report says in
words alone is no figure, but ``未发生…案件``, which is zero; 全覆盖 is not read as 100%, because a
report that gives no number must not be counted among those that do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ingest.clauses import Clause, Statement, statements
from ingest.folding import fold
from ingest.indicators import (
    clean,
    compose,
    frame_of,
    is_bare,
    is_relative,
    name_of,
    shorten,
    topic_of,
)
from ingest.numerals import Figure
from ingest.periods import Period, is_only_time, last_period
from vectorstore.records import Fact, PartKind, Report, Section

_MAX_QUOTE = 160


def extract_facts(report: Report) -> list[Fact]:
    """Finds every comparable figure of a report.

    Returns:
        Facts in the order of their figures; ``report.text[f.start:f.end] == f.quote``.
    """
    return list(_Reader(report).facts())


@dataclass
class _Chain:
    """What has been said so far in a sentence, for the clauses that lean on it."""

    period: Period = Period("")
    topic: str = ""
    topic_start: int = -1
    name: str = ""
    frame: str = ""
    frame_start: int = -1
    lead: int = -1
    among: bool = False


@dataclass
class _Draft:
    """A fact before it has an id."""

    figure: Figure
    name: str
    start: int
    end: int
    period: str
    status: str
    region: str
    words: str = ""
    zero_unit: str = ""


_ZERO = re.compile(
    "(?:未|没有|无)发生(?P<one>一起|1起|一例)?(?P<what>[^,。;:!?\n、]{2,24}?(?P<noun>案件|事件|事故|纠纷))(?=[,。;:!?\n、)]|$)"
)
_TARGET = re.compile("力争|确保|争取|目标|计划|拟|推动|到(?P<year>20[0-9]{2})年底?")
_TAIL = re.compile("(?:共同)?(?:进行|开展|予以|加以|实施|组成|提供|充实)(?:了)?[^、]{2,}$")
_PARALLEL = re.compile("(?:、|和|及|以及|与|,)$")
_RANKING = re.compile("(?:均)?(?:位居|位列|名列|排名|排在|稳居|居|列|排|位次)(?P<scope>[^,]*)$")
_OTHER_PLACE = re.compile(
    "^(?:其中|另外|如|而|据)?(?P<place>[一-鿿]{2,3}(?:市|县|区|旗))(?:人民)?(?:政府|法院|司法局|检察院)?(?:共|累计|已|受理|办理|收到|完成)"
)
_NOT_PLACE = re.compile("[全我本各该某两三省地辖社园小景片新城郊整县市区乡镇村校库级属直和与及]")
_WIDER = re.compile("^(?:全国|全省|全自治区)(?!第|首|率先|性|范围|各)")


@dataclass
class _Reader:
    """Reads one report."""

    report: Report
    paragraph_topic: str = ""
    kinds: list[tuple[int, int, PartKind, str]] = field(default_factory=list)

    def facts(self) -> Iterator[Fact]:
        """The report's facts, with ids."""
        text = self.report.text
        folded = fold(text)
        self.kinds = list(_parts(self.report.outline))
        drafts: list[_Draft] = []
        for statement in statements(folded):
            if statement.begins_paragraph:
                self.paragraph_topic = ""
            drafts += self._read(statement)
        drafts += self._zeros(folded)
        drafts.sort(key=lambda draft: draft.figure.start)
        for ordinal, draft in enumerate(drafts):
            yield self._fact(draft, ordinal)

    def _fact(self, draft: _Draft, ordinal: int) -> Fact:
        report, figure = self.report, draft.figure
        return Fact(
            fact_id=f"{report.report_id}-f{ordinal:04d}",
            report_id=report.report_id,
            region=draft.region,
            year=report.metadata.report_year,
            period=draft.period,
            indicator=draft.name,
            canonical="",
            value=figure.value,
            value_max=figure.value_max,
            unit=figure.unit,
            qualifier=figure.qualifier,
            status=draft.status,
            quote=report.text[draft.start : draft.end],
            start=draft.start,
            end=draft.end,
            value_start=figure.start,
            value_end=figure.end,
        )

    def _read(self, statement: Statement, host: _Chain | None = None) -> list[_Draft]:
        chain = _Chain() if host is None else host
        year = self.report.metadata.report_year
        drafts: list[_Draft] = []
        for clause in statement.clauses:
            if clause.after_semicolon:
                chain.among, chain.lead, chain.frame = False, -1, ""
            if not clause.figures:
                self._note(clause, chain, year)
                continue
            if (period := last_period(clause.before(0), year)) is not None:
                chain.period = period
            made = list(self._clause(clause, chain, statement))
            drafts += made
            chain.lead = -1
            for bracket in clause.brackets:
                drafts += self._bracket(bracket, chain, made)
        if chain.topic:
            self.paragraph_topic = chain.topic
        return drafts

    def _bracket(self, bracket: Statement, chain: _Chain, made: list[_Draft]) -> list[_Draft]:
        """Reads a bracket: its figures are parts, or another time, of the figure before it."""
        hosts = [draft for draft in made if draft.figure.end <= bracket.start]
        name = hosts[-1].name if hosts else chain.topic
        start = hosts[-1].start if hosts else bracket.start
        inner = _Chain(period=chain.period, topic=name, topic_start=start, name=name)
        topic = self.paragraph_topic
        drafts = self._read(bracket, inner)
        self.paragraph_topic = topic
        if drafts and drafts[-1].end == bracket.end - 1:
            drafts[-1].end = bracket.end
        return drafts

    def _note(self, clause: Clause, chain: _Chain, year: int | None) -> None:
        """Takes from a clause without figures what later clauses may lean on."""
        if (period := last_period(clause.plain, year)) is not None:
            chain.period = period
        if "其中" in clause.plain and len(clause.plain) <= 6:
            chain.among = True
            return
        if is_only_time(clause.words):
            chain.lead = clause.start if chain.lead < 0 else chain.lead
            return
        if frame := frame_of(clause.words):
            chain.frame, chain.frame_start = frame, clause.start if chain.lead < 0 else chain.lead

    def _clause(self, clause: Clause, chain: _Chain, statement: Statement) -> Iterator[_Draft]:
        names = list(_local_names(clause))
        if "其中" in clause.before(0):
            chain.among = True
        period = chain.period
        for index, figure in enumerate(clause.figures):
            own = names[index]
            if index and (
                found := last_period(clause.between(index), self.report.metadata.report_year)
            ):
                period = found
            name, start = self._name(own, figure, clause, chain)
            if not name:
                continue
            start = min(start, clause.item_start(index))
            if start < clause.item_start(index) - _MAX_QUOTE:
                start = clause.item_start(index)
            end = max(figure.outer_end, clause.item_end(index))
            yield _Draft(
                figure, name, start, end, period.text,
                self._status(clause, figure), self._region(clause, statement),
            )  # fmt: skip
            chain.name = name
        if chain.period.is_comparison:
            chain.period = Period("")

    def _name(self, own: str, figure: Figure, clause: Clause, chain: _Chain) -> tuple[str, int]:
        """The figure's full name, and where the words that make it begin."""
        start = clause.start if chain.lead < 0 else chain.lead
        if figure.is_rank:
            return self._rank_name(own, chain), start
        if is_relative(own) and chain.name:
            return shorten(compose_change(chain.name, own)), min(
                start, self._topic_start(chain, start)
            )
        if not is_bare(own) and not (chain.among and chain.topic and len(own) <= 8):
            topic = topic_of(own)
            grown = compose_known(self.paragraph_topic, topic)
            chain.topic, chain.topic_start = grown, start
            if own.endswith("率") and len(own) <= 6 and grown != topic:
                return grown + own[len(topic) :], start
            return own, start
        if chain.topic and chain.topic_start >= 0:
            return shorten(compose(chain.topic, own, chain.among)), chain.topic_start
        if chain.frame:
            return shorten(compose_frame(chain.frame, own)), chain.frame_start
        context = self.paragraph_topic or self._heading(figure.start)
        return shorten(compose(context, own)), start

    def _topic_start(self, chain: _Chain, start: int) -> int:
        return chain.topic_start if chain.topic_start >= 0 else start

    def _rank_name(self, own: str, chain: _Chain) -> str:
        match = _RANKING.search(own)
        subject, scope = (own[: match.start()], match["scope"]) if match else (own, "")
        if len(subject) < 5 and chain.frame:
            subject = chain.frame
        return shorten(f"{subject or chain.topic}{scope}排名") if subject or chain.topic else ""

    def _status(self, clause: Clause, figure: Figure) -> str:
        kind = next(
            (kind for start, end, kind, _ in reversed(self.kinds) if start <= figure.start < end),
            PartKind.ACHIEVEMENT,
        )
        if kind is PartKind.PLAN:
            return "plan"
        match = _TARGET.search(clause.plain[: figure.start - clause.start])
        if match is None:
            return "actual"
        if match["year"]:
            year = self.report.metadata.report_year
            return "target" if year and int(match["year"]) > year else "actual"
        if match[0] == "推动" and figure.unit != "%":
            return "actual"
        return "target"

    def _region(self, clause: Clause, statement: Statement) -> str:
        """The report's place, unless the clause or its sentence begins with another one."""
        metadata = self.report.metadata
        for words in (clause.plain, statement.clauses[0].plain):
            match = _OTHER_PLACE.match(words)
            if match is None or _NOT_PLACE.search(match["place"][:-1]):
                continue
            place = match["place"]
            if place in (metadata.region, metadata.prefecture, metadata.province):
                return metadata.region
            return place
        if (
            metadata.region
            and metadata.level not in {"province", ""}
            and _WIDER.match(clause.plain)
        ):
            return "全国" if clause.plain.startswith("全国") else metadata.province or "全省"
        return metadata.region

    def _heading(self, at: int) -> str:
        for start, end, _, heading in reversed(self.kinds):
            if start <= at < end and heading:
                return frame_of(heading)
        return ""

    def _zeros(self, folded: str) -> Iterable[_Draft]:
        """``未发生环境保护公益诉讼案件``: zero, said in words."""
        for match in _ZERO.finditer(folded):
            start, end = match.span()
            unit = "件" if match["noun"] == "案件" else "起"
            figure = Figure(start, end, start, end, 0.0, None, unit, "未发生", start, end)
            yield _Draft(
                figure, match["what"], start, end, "", "actual", self.report.metadata.region
            )


def compose_change(name: str, change: str) -> str:
    """``人民调解协议书制作`` + ``同比下降``."""
    return name if name.endswith(change) else name + change


def compose_known(known: str, topic: str) -> str:
    """The fuller form of a topic that was named before (``复议案件`` → ``行政复议案件``)."""
    at = known.find(topic[:2]) if len(topic) >= 4 else -1
    return known[:at] + topic if 0 < at <= 6 else topic


def compose_frame(frame: str, name: str) -> str:
    """Joins a bare name to the clause before it.

    ``办理人大建议和政协提案`` + ``办理率`` is ``人大建议和政协提案办理率``.
    """
    at = frame.rfind(name[:2])
    if at >= 0 and len(name) >= 3 and len(frame) > at + 4:
        return frame[at + 2 :] + name
    return compose(frame, name)


def _local_names(clause: Clause) -> Iterator[str]:
    """What the clause itself calls each of its figures."""
    shared = _distribute(clause)
    if shared is not None:
        yield from shared
        return
    last = len(clause.figures) - 1
    forward = bool(_noun_after(clause, last))
    head = clean(clause.before(0))
    previous = ""
    tail_match = _TAIL.search(clause.after(last)) if forward and last else None
    tail = tail_match[0] if tail_match and _to_object(clause.before(0)) else ""
    for index, figure in enumerate(clause.figures):
        before, after = clause.before(index), clause.after(index)
        if figure.is_rank:
            yield clean(clause.words_before(index))
            continue
        if figure.unit == "%" and index == 0 and name_of(head) and not is_bare(head):
            own = name_of(head) + (clean(after) if last == index else "")
        elif forward or (index < last and _to_object(before)):
            noun = clean(after)
            own = _forward(head, noun + ("" if not tail or noun.endswith(tail) else tail))
        else:
            words = clean(before)
            own = name_of(words) if words else previous
            if (
                own
                and index
                and clean(clause.before(index))
                and _PARALLEL.match(before[:1] or " ") is None
            ):
                own = name_of(words)
        previous = own
        yield shorten(own)


def _forward(head: str, noun: str) -> str:
    """A name for a figure that stands before its noun (``组建7个督察组``)."""
    noun = re.split("并(?=[一-鿿])|,", noun)[0]
    if len(noun) > 24:
        noun = noun[:24]
    name = head + noun
    return name_of(clean(name))


def _to_object(before: str) -> bool:
    return before.endswith(("对", "将", "把", "向", "为", "给", "由", "覆盖", "有"))


def _noun_after(clause: Clause, index: int) -> str:
    words = clean(clause.after(index))
    return words if len(words) > 1 and not words.startswith(("不等", "左右")) else ""


def _distribute(clause: Clause) -> list[str] | None:
    """``A和B同比增长6倍和8倍``: as many things named before as figures follow."""
    count = len(clause.figures)
    if count < 2 or len({figure.unit for figure in clause.figures}) > 1:
        return None
    if any(clean(clause.between(index)) for index in range(1, count)):
        return None
    words = clean(clause.before(0)).removesuffix("分别")
    things = re.split("、|和|及|与", words)
    if len(things) != count:
        return None
    change = re.search("(?:分别|同比|环比|较上年|较去年|各|均).*$", things[-1])
    tail = change[0].replace("分别", "") if change else ""
    things[-1] = things[-1][: change.start()] if change else things[-1]
    return [name_of(thing) + tail for thing in things]


def _parts(sections: Iterable[Section]) -> Iterator[tuple[int, int, PartKind, str]]:
    for section in sections:
        yield section.start, section.end, section.kind, section.heading
        yield from _parts(section.children)
