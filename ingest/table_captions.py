"""What the lines above a table say: its subject, its unit, its year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cells import Unit, scaled_unit_of
from ingest.indicators import frame_of, name_of
from ingest.table_columns import period_of, without_time

_NUMBER = re.compile(r"(?:附?表|附件) ?[一二三四五六七八九十0-9]{1,3}(?:[-.][0-9]+)?[、:. ]*")
_CAPTION_UNIT = re.compile(r"\(?单位 ?: ?(?P<unit>[^\s()|,、;/]{1,6})\)?[。]?$")
_CAPTION_TAIL = re.compile(
    "(?:相关|有关|主要|基本|具体|工作|办理|办案|完成)*(?:情况|数据|指标|数量|数)*的?(?:统计|汇总|一览|明细|对比|对照|比较|分布)*"
    "表?(?:如下表?|见下表|如下所示)?[:。]?$"
)
_EACH = re.compile("(?:各|部分)(?:[省市县区州旗乡镇、/()和及]|街道|部门|单位)+")


@dataclass(frozen=True, slots=True)
class Caption:
    """What the lines above a table say.

    Attributes:
        subject: What its figures are about; empty where they do not say.
        unit: The unit of all its figures; None where there is none, or several.
        period: The time that they give; None where none, empty for the report's own year.
    """

    subject: str
    unit: Unit | None
    period: str | None


def read_captions(captions: Sequence[str], year: int | None, region: str) -> Caption:
    """Reads the lines above a table, the nearest first.

    Args:
        captions: The lines, folded.
        year: The year of the report.
        region: The place of the report.
    """
    subject, unit, period = "", None, None
    for words in captions:
        match = _CAPTION_UNIT.search(words)
        if match is not None:
            unit = unit or scaled_unit_of(match["unit"])
            words = words[: match.start()].strip(" (")
        if words and not subject:
            words = _EACH.sub("", _NUMBER.sub("", words).removeprefix(region))
            period = period_of(words, year)
            words = re.sub(r"\([^()]*\)", "", words)
            subject = object_of(frame_of(_CAPTION_TAIL.sub("", without_time(words))))
    return Caption(subject, unit, period)


def object_of(words: str) -> str:
    """What a caption or heading speaks of, without what is done to it (``办理行政复议``)."""
    named = name_of(words)
    for at in range(2, len(words) - 1):
        if named == words[at:] + words[:at]:
            return words[at:]
    return words
