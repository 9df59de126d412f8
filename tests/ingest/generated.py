"""Hypothesis strategies for reports whose outline is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from vectorstore.records import PartKind

_TO_WIDE = {ord(char): ord(char) + 0xFEE0 for char in ",:;()?!%"}

_TITLE = "云溪县2021年法治政府建设情况报告"
_OPENING = "2021年,云溪县扎实推进依法行政,各项工作取得新进展。现将有关情况报告如下:"
_WORK = (
    "依法全面履行政府职能",
    "加强组织领导,压实工作责任",
    "推进“放管服”改革",
    "规范公正文明执法",
    "完善行政决策机制",
    "化解社会矛盾纠纷",
    "打造法治“压舱石”",
    "强化权力制约和监督",
    "落实“三项制度”",
    "提升法治素养",
)
_PROBLEM = ("存在的问题和不足", "2021年推进法治政府建设存在的不足和原因")
_PLAN = ("下一步工作打算", "2022年工作计划")
_SENTENCES = (
    "全县一、二、三级医院和学校统一、规范开展法治宣传120场。",
    "依据条例第十条第(一)项和第(二)项作出处罚35件,同比上升1.05%。",
    "认真落实《法治政府建设实施纲要(2015—2020年)》,任务完成率达100%。",
    "全年共受理行政复议案件79件,其中维持32件,撤销10件;审结率为96.5%。",
    "3.0平台于2018.02.13上线运行,办理事项4980件。",
    "县政府常务会议专题研究2次,“一把手”带头述法。",
    "各镇(街道)配备人员56名,较上年增加6名。",
    "推行“一网通办、一窗受理、一次办成”,群众满意度不断提升。",
    "其中重点领域检查1、2批次企业300家,发现线索5条;移送3条。",
    "会同有关部门开展专项督察,形成督察报告并印发通报。",
)
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class KnownHeading:
    """A heading that was written into a generated text."""

    level: int
    heading: str
    start: int
    kind: PartKind


@dataclass(slots=True)
class GeneratedReport:
    """A text with its headings in order."""

    text: str = ""
    headings: list[KnownHeading] = field(default_factory=list)

    def write(self, words: str) -> None:
        self.text += words

    def head(self, level: int, heading: str, kind: PartKind) -> None:
        self.headings.append(KnownHeading(level, heading, len(self.text), kind))
        self.text += heading


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a report is set: what follows headings, and what stands between parts."""

    after_first: str
    after_second: str
    after_third: str
    between: str
    third: str
    one_line: bool


_LAYOUTS = (
    _Layout("\n", "\n", "\n", "\n", "{arabic}.", one_line=False),
    _Layout("\n\n", "\n\n", "。", "\n\n", "{arabic}、", one_line=False),
    _Layout("\n", "。", "。", "\n", "{numeral}是", one_line=False),
    _Layout(" ", " ", "。", " ", "{numeral}是", one_line=True),
    _Layout(" ", "。", "。", " ", "{arabic}.", one_line=True),
)


@st.composite
def reports(draw: st.DrawFn) -> GeneratedReport:
    """Reports with headings of up to three levels, on many lines or on one, in either width."""
    layout = draw(st.sampled_from(_LAYOUTS))
    wide = draw(st.booleans())
    report = GeneratedReport()
    report.write(_TITLE + layout.between)
    report.write(_OPENING + layout.between)
    parts = [(words, PartKind.ACHIEVEMENT) for words in draw(_some(_WORK, 1, 3))]
    if draw(st.booleans()) or layout.one_line:
        parts.append((draw(st.sampled_from(_PROBLEM)), PartKind.PROBLEM))
        parts.append((draw(st.sampled_from(_PLAN)), PartKind.PLAN))
    for index, (words, kind) in enumerate(parts):
        report.head(1, f"{_NUMERALS[index]}、{words}", kind)
        _write_part(draw, report, layout, kind)
    report.text = report.text.rstrip()
    return _widened(report) if wide else report


def _write_part(draw: st.DrawFn, report: GeneratedReport, layout: _Layout, kind: PartKind) -> None:
    report.write(layout.after_first)
    seconds = draw(_some(_WORK, 2, 4)) if draw(st.booleans()) else ()
    if not seconds:
        report.write(draw(_bodies()) + layout.between)
    for index, words in enumerate(seconds):
        report.head(2, f"({_NUMERALS[index]}){words}", kind)
        report.write(layout.after_second)
        thirds = draw(_some(_WORK, 2, 3)) if draw(st.booleans()) else ()
        if not thirds:
            report.write(draw(_bodies()) + layout.between)
        for number, point in enumerate(thirds, 1):
            mark = layout.third.format(arabic=number, numeral=_NUMERALS[number - 1])
            report.head(3, mark + point, kind)
            report.write(layout.after_third + draw(_bodies()))
            report.write(
                "" if layout.after_third == "。" and draw(st.booleans()) else layout.between
            )
        if thirds and report.text[-1] == "。":
            report.write(layout.between)


def _some(words: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    """A few different words in a row, the end joined to the start."""
    around = words + words
    return st.sampled_from(
        [
            around[start : start + count]
            for count in range(least, most + 1)
            for start in range(len(words))
        ]
    )


def _bodies() -> st.SearchStrategy[str]:
    """Up to eight sentences; one draw, since a report holds many bodies."""
    return _some(_SENTENCES, 1, 8).map("".join)


def _widened(report: GeneratedReport) -> GeneratedReport:
    return GeneratedReport(
        report.text.translate(_TO_WIDE),
        [
            KnownHeading(each.level, each.heading.translate(_TO_WIDE), each.start, each.kind)
            for each in report.headings
        ],
    )
