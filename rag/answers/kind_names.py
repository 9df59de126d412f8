"""What kinds of figures are called, for a sentence that says which were not compared."""

from __future__ import annotations

from rag.execution.kinds import Axis

_NAMES = {
    "zh": {
        "level": "总量",
        "change": "增减幅度",
        "share": "占比",
        "per_head": "人均数",
        "rank": "位次",
        "ratio": "倍数",
        "limit": "界限",
        "result": "实际结果",
        "target": "目标或计划",
        "single": "一个时期的数",
        "cumulative": "多年累计数",
        "yearly_average": "年均数",
        "as_of": "某一时点的数",
        "whole": "全域的数",
        "own_level": "本级的数",
        "department": "部门的数",
        "town": "乡镇的数",
        "firm": "企业的数",
        "part": "部分区域的数",
        "elsewhere": "其他地区的数",
    },
    "en": {
        "level": "a level",
        "change": "a change",
        "share": "a share",
        "per_head": "a figure per head",
        "rank": "a rank",
        "ratio": "a ratio",
        "limit": "a limit",
        "result": "a result",
        "target": "a target or plan",
        "single": "a figure of one period",
        "cumulative": "a sum of several years",
        "yearly_average": "a yearly average",
        "as_of": "a figure as of a date",
        "whole": "a figure of the whole place",
        "own_level": "a figure of its own level",
        "department": "a department's figure",
        "town": "a town's figure",
        "firm": "a firm's figure",
        "part": "a figure of a part",
        "elsewhere": "another place's figure",
    },
}
_UNIT = {"zh": "以“{unit}”计的数", "en": "a figure in {unit}"}
_TIME = {"zh": "{time}的数", "en": "a figure of {time}"}


def kind_name(axis: Axis, value: str, language: str) -> str:
    """What figures that have a value on an axis are called."""
    if axis is Axis.DIMENSION:
        return _UNIT[language].format(unit=value)
    if axis is Axis.TIME:
        return _TIME[language].format(time=value)
    return _NAMES[language][value]


def kind_names(coded: str, language: str) -> str:
    """The same for several, each as ``axis:value``, parted by commas."""
    pairs = (each.partition(":") for each in coded.split(","))
    names = (kind_name(Axis(axis), value, language) for axis, _, value in pairs)
    return ("、" if language == "zh" else ", ").join(dict.fromkeys(names))
