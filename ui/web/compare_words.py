"""The words of the page that compares."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CompareWords:
    """Every text of the page in one language; ``script`` holds those that its script shows.

    Texts with ``{…}`` are format strings.
    """

    title: str
    promise: str
    indicator: str
    indicator_hint: str
    places: str
    places_hint: str
    years: str
    unit: str
    show: str
    often: str
    uses: str
    own_name: str
    ranking: str
    ranking_of: str
    trend: str
    value_unit: str
    axes: dict[str, str]
    kinds: dict[str, str]
    kind_joint: str
    choice: str
    left_out: str
    left_out_first: str
    left_out_part: str
    left_out_joint: str
    in_unit: str
    unlike: str
    apart: dict[str, str]
    apart_group: str
    missing: dict[str, str]
    coverage: str
    stating: str
    mentioning: str
    silent: str
    none: str
    none_hint: str
    unknown_place: str
    near_places: str
    meant: str
    table: str
    columns: dict[str, str]
    sort_by: str
    quote_of: str
    export: str
    more_bars: str
    more_lines: str
    more_missing: str
    legend: dict[str, str]
    legend_title: str
    chart_summary: str
    trend_summary: str
    without: str
    in_brackets: str
    source_note: str
    script: dict[str, str]


ZH = CompareWords(
    title="比较",
    promise="选一个指标\uff0c看各地各年的数字\uff1b每个数字都能点回原文。",
    indicator="指标",
    indicator_hint="如\uff1a行政复议受理",
    places="地区",
    places_hint="全部地区",
    years="年度",
    unit="单位",
    show="比较",
    often="报告里最常写到的指标",
    uses="{reports} 份报告",
    own_name="报告自己的叫法",
    ranking="各地排序",
    ranking_of="{year}年各地排序",
    trend="历年变化",
    value_unit="单位\uff1a{unit}",
    axes={
        "measure": "指标口径",
        "status": "结果或目标",
        "aggregation": "时间口径",
        "scope": "范围",
    },
    kinds={
        "level": "总量或水平",
        "change": "增速",
        "share": "占比",
        "per_head": "人均",
        "rank": "位次",
        "ratio": "倍数",
        "limit": "界限",
        "result": "结果",
        "target": "目标或计划",
        "single": "当期数",
        "as_of": "时点数\uff08年末、截至某日\uff09",
        "cumulative": "累计数",
        "yearly_average": "年均数",
        "whole": "全域",
        "own_level": "本级",
        "department": "部门",
        "town": "乡镇",
        "firm": "企业",
        "part": "局部地区",
        "elsewhere": "其他地区",
    },
    kind_joint=" · ",
    choice="{what}\uff08{n}份报告\uff09",
    left_out="另有{parts}\uff0c未列入比较。",
    left_out_first="{n}个数字是{what}",
    left_out_part="{n}个是{what}",
    left_out_joint="、",
    in_unit="以“{unit}”计的",
    unlike="口径不同 {n}",
    apart={
        "period": "时间不同",
        "base": "对比的基数不同",
        "doubt": "报告存疑",
    },
    apart_group="存疑、时间或基数不同\uff0c不参与排序",
    missing={
        "unlike": "有数字\uff0c口径不同",
        "mentioned": "只提及\uff0c没有数字",
        "silent": "未提及",
        "no_report": "没有报告",
    },
    coverage="共查 {reports} 份报告",
    stating="写明 {n}",
    mentioning="只提及 {n}",
    silent="未提及 {n}",
    none="没有报告写明这个指标的数字",
    none_hint="换个说法\uff0c或去掉一些地区和年度再试。",
    unknown_place="没有“{name}”这个地区的报告",
    near_places="名字相近的有\uff1a",
    meant="是不是想找",
    table="数字和出处",
    columns={
        "region": "地区",
        "year": "年度",
        "value": "数值",
        "quote": "原文",
    },
    sort_by="按{name}排序",
    quote_of="{place} {year} 的原文",
    export="导出",
    more_bars="图中只画前 {shown} 个\uff0c其余 {n} 个见下表。",
    more_lines="图中只画 {shown} 个地区\uff0c其余 {n} 个见下表\uff1b选定地区可看它们的变化。",
    more_missing="另有 {n} 份报告没有写明\uff0c未逐一列出。",
    legend={
        "min": "至少\uff08以上、超过、余\uff09",
        "max": "至多\uff08不足、以内\uff09",
        "about": "大约\uff08近、约\uff09",
        "doubt": "存疑、时间或基数不同",
        "gap": "没有数字",
    },
    legend_title="图例",
    chart_summary="{subject}\uff0c{year}\uff1a{n} 个地区\uff0c最高 {first} {top}\uff0c最低 {last} {bottom}。数字见下表。",
    trend_summary="{subject}\uff0c{years}\uff1a{places} 的变化。数字见下表。",
    without="没有数字",
    in_brackets="\uff08{text}\uff09",
    source_note="依据 Yiju · 数字均引自所收报告原文",
    script={
        "joint": "\uff0c",
        "reports": "{n} 份报告",
        "nothing": "没有匹配的",
        "remove": "去掉{name}",
        "image": "图片",
        "failed": "没能生成图片",
        "unreachable": "连不上服务",
    },
)

EN = CompareWords(
    title="Compare",
    promise="One indicator over places and years; every figure leads back to its source.",
    indicator="Indicator",
    indicator_hint="e.g. court appearance rate",
    places="Places",
    places_hint="all places",
    years="Years",
    unit="Unit",
    show="Compare",
    often="What reports state most often",
    uses="{reports} reports",
    own_name="a report’s own name",
    ranking="By place",
    ranking_of="By place, {year}",
    trend="Over the years",
    value_unit="Unit: {unit}",
    axes={
        "measure": "Measure",
        "status": "Result or target",
        "aggregation": "Time",
        "scope": "Part",
    },
    kinds={
        "level": "level",
        "change": "growth",
        "share": "share",
        "per_head": "per head",
        "rank": "rank",
        "ratio": "multiple",
        "limit": "bound",
        "result": "results",
        "target": "targets and plans",
        "single": "of one period",
        "as_of": "as of a date",
        "cumulative": "added up over years",
        "yearly_average": "yearly average",
        "whole": "whole place",
        "own_level": "own level only",
        "department": "department",
        "town": "town",
        "firm": "firm",
        "part": "part of the place",
        "elsewhere": "elsewhere",
    },
    kind_joint=" · ",
    choice="{what} ({n})",
    left_out="Figures that are not alike and left out: {parts}.",
    left_out_first="{what} ({n})",
    left_out_part="{what} ({n})",
    left_out_joint=", ",
    in_unit="in {unit}",
    unlike="other kinds only in {n}",
    apart={
        "period": "of another time",
        "base": "against another base",
        "doubt": "report in doubt",
    },
    apart_group="in doubt, of another time or against another base, not ranked",
    missing={
        "unlike": "figures of another kind only",
        "mentioned": "mentioned, no figure",
        "silent": "not mentioned",
        "no_report": "no report",
    },
    coverage="{reports} reports searched",
    stating="stated in {n}",
    mentioning="only mentioned in {n}",
    silent="not mentioned in {n}",
    none="No report states a figure of this",
    none_hint="Put it another way, or leave out some places and years.",
    unknown_place="No report is about a place called “{name}”",
    near_places="Names like it:",
    meant="Did you mean",
    table="Figures and sources",
    columns={
        "region": "Place",
        "year": "Year",
        "value": "Value",
        "quote": "Source",
    },
    sort_by="Sort by {name}",
    quote_of="source of {place} {year}",
    export="Export",
    more_bars="The chart shows the first {shown}; {n} more are in the table.",
    more_lines="The chart shows {shown} places; {n} more are in the table. Choose places to see theirs.",
    more_missing="{n} more reports state no figure and are not listed.",
    legend={
        "min": "at least",
        "max": "at most",
        "about": "about",
        "doubt": "in doubt, other time or base",
        "gap": "no figure",
    },
    legend_title="Legend",
    chart_summary="{subject}, {year}: {n} places, highest {first} {top}, lowest {last} {bottom}. "
    "The figures are in the table below.",
    trend_summary="{subject}, {years}: {places}. The figures are in the table below.",
    without="no figure",
    in_brackets=" ({text})",
    source_note="依据 Yiju · every figure quoted from the reports held",
    script={
        "joint": ", ",
        "reports": "{n} reports",
        "nothing": "nothing fits",
        "remove": "Remove {name}",
        "image": "image",
        "failed": "The image could not be made",
        "unreachable": "the service does not answer",
    },
)


def compare_words(lang: str) -> CompareWords:
    """The words of a language; Chinese where it is not English."""
    return EN if lang.lower().startswith("en") else ZH
