"""What the columns of a table are: labels, values, numbers of rows, units; of which year and place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from ingest.cells import (
    Unit,
    is_dash,
    is_value,
    is_year,
    label_of,
    scaled_unit_of,
    unit_in_name,
    value_of,
)
from ingest.digits import parse_number
from ingest.indicators import clean, compose, name_of
from ingest.lexicon.places import Places
from ingest.periods import last_period, strip_leading_time
from ingest.tables import Table
from ingest.wording import CHANGES, any_of


class Role(Enum):
    """What the cells of a column are."""

    LABEL = auto()
    VALUE = auto()
    UNIT = auto()
    IGNORED = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes:
        role: What its cells are.
        header: The words above it, folded.
        name: What they name, without year, unit and generic words; empty where nothing is left.
        unit: The unit that they give.
        period: The time that they give: None where none, empty for the report's own year.
        status: ``target`` where they say so, else ``actual``.
        region: The place that they name.
        part: The share of the figure that they hold (``县本级``, a department, ``其他``).
        change: How a change is called (``同比增长``), or a share; empty where the column holds none.
    """

    role: Role
    header: str
    name: str = ""
    unit: Unit | None = None
    period: str | None = None
    status: str = "actual"
    region: str = ""
    part: str = ""
    change: str = ""


_SERIAL = re.compile("序号?|编号|排名|位次|名次|排序|No\\.?|#")
_CODE = re.compile(
    "(?:.{0,6}(?:日期|电话|代码|编码|邮编|号码|文号|邮政编码|年份|年度)|(?:成立|办结|受理|发布|签订|举办)?时间|备注|说明)"
)
_YEAR_HEADER = re.compile("(?:报告|统计)?(?:年份|年度|年|时间)?")
_UNIT_HEADER = re.compile("(?:计[量算])?单位")
_TARGET = re.compile("目标|计划(?!生育)|任务[数量]|预期|预算")
_GENERIC = re.compile(
    "(?:总|全年|全部|年度|实际|现有|具体|统计|汇总|期末|年末|末|底|目标|计划|任务|预期|完成|发生|累计|本期|上期|当期|报告期)*"
    "(?:数量|数值|数据|数额|数目|数|值|量|指标|项目|内容|名称|情况|结果|实绩|成效|水平|合计|总计|共计|小计)*"
)
_OWN_TIME = re.compile("(?:本期|当期|报告期|当年)(?:数|值)?")
_BEFORE_TIME = re.compile("(?:上期|基期|前一年|前一年度)(?:数|值)?")
_YEAR_IN_BRACKETS = re.compile(r"\((?:(?:19|20)[0-9]{2}年?度?|[本上去]年度?)\)")
_CHANGE = re.compile(
    f"同比|环比|增减|增幅|降幅|变化|变动|(?:[比较]|相比)(?:上|去|前).?年|(?:{any_of(CHANGES)})(?:率|幅度|额)?$"
)
_SHARE = re.compile("(?:所)?占比[重例率]?|比重|比例|百分比|占总数的?比[重例]|构成比")
_COUNT = re.compile(
    "(?:总|共)?(?:人次|件次|场次|批次|户次|家次|[件人次户家场份条项起宗个名])(?:数量|数)"
)
"""A header that says how its column counts, but not what."""
_COMPARED = re.compile("同比|环比|[比较]")
_AMONG = re.compile("其中 ?:?")
_PART = re.compile(
    "[省市县区州旗]?(?:本级|直(?:属)?(?:部门|单位|机关)?|级)|各?(?:乡镇|镇街|乡镇街道|乡镇\\(街道\\)|街道|村居|部门|单位)"
    "|.{1,6}类|其他|其它|城区|城镇|农村|.{1,8}(?:局|委|办|厅|委员会|办公室)"
)
_TOTAL = re.compile(
    "(?:[全我本各](?:省|市|县|区|州|旗|镇|乡|盟))?(?:合计|总计|总数|共计|总体|汇总|累计)?"
)
_PLACE_HEADER = re.compile(
    "(?:[省市县区州旗镇乡街道、/()及和与各 ]|地区|地市|区划|辖区|行政区|区域)*(?:名称|名)?"
)
_PLACE = re.compile(
    "(?!.*(?:辖区|城区|园区|社区|小区|景区|城镇|乡镇|集市|都市|[各全本我]|示范|试点|其他|直属))[一-鿿]{1,9}"
    "(?:镇|乡|街道|街道办事处|街道办|县|区|市|旗|州|盟|苏木)(?:人民政府)?"
)
_MOSTLY = 0.6


def is_total(words: str) -> bool:
    """Whether a label stands for everything together (``合计``, ``全县``)."""
    return bool(words) and _TOTAL.fullmatch(words.replace(" ", "")) is not None


def columns_of(table: Table, year: int | None, region: str) -> list[Column]:
    """The columns of a table, from the left.

    Args:
        table: The table.
        year: The year of its report.
        region: The place of its report.
    """
    width = max((len(row.cells) for row in (*table.header, *table.rows)), default=0)
    return [_column(table, at, year, region) for at in range(width)]


def _column(table: Table, at: int, year: int | None, region: str) -> Column:
    headers = _headers(table, at)
    header = " ".join(headers)
    words = [row.cells[at].words for row in table.rows if at < len(row.cells) and not row.section]
    filled = [each for each in words if each]
    plain = header.replace(" ", "")
    if filled and all(map(is_year, filled)) and (not at or _YEAR_HEADER.fullmatch(plain)):
        return Column(Role.LABEL, plain)
    if plain and (_SERIAL.fullmatch(plain) or (_CODE.fullmatch(plain) and at)):
        return Column(Role.IGNORED, plain)
    if _is_units(plain, filled):
        return Column(Role.UNIT, plain)
    if not _holds_values(filled):
        return Column(Role.LABEL, plain)
    if not at and _names_rows(filled):
        return Column(Role.LABEL, plain)
    if not at and _counts_rows(filled):
        return Column(Role.IGNORED, plain)
    return _value_column(headers, plain, year, region)


def _headers(table: Table, at: int) -> list[str]:
    """The words above a column, from the top, each once."""
    words = [row.cells[at].words for row in table.header if at < len(row.cells)]
    return list(dict.fromkeys(each for each in words if each))


def _is_units(header: str, filled: Sequence[str]) -> bool:
    if not filled or any(map(is_value, filled)):
        return False
    units = sum(scaled_unit_of(each.strip("()")) is not None for each in filled)
    named = _UNIT_HEADER.fullmatch(header) is not None
    return units == len(filled) or (named and units * 2 >= len(filled))


def _holds_values(filled: Sequence[str]) -> bool:
    """Whether numbers are more than an exception in a column."""
    return sum(map(is_value, filled)) * 2 >= max(1, len([f for f in filled if not _is_empty(f)]))


def _is_empty(words: str) -> bool:
    # Only under a name: among the names 无 is one, as in 有 and 无.
    return is_dash(words) or words.strip() == "无"


def _names_rows(filled: Sequence[str]) -> bool:
    """Whether numbers with units, or ranges, name the rows (``0-14岁``, ``60岁及以上``, ``1月``)."""
    values = [value_of(each) for each in filled]
    return len(filled) > 1 and all(
        value is None or value.unit in _UNITS_OF_NAMES or value.value_max is not None
        for value in values
    )


_UNITS_OF_NAMES = frozenset("岁 月 日 级 类 号 期".split())


def _counts_rows(filled: Sequence[str]) -> bool:
    """Whether a first column numbers the rows from 1."""
    numbers = [each.rstrip(".、") for each in filled]
    return [parse_number(each) for each in numbers] == list(range(1, len(numbers) + 1))


def _value_column(headers: Sequence[str], plain: str, year: int | None, region: str) -> Column:
    period: str | None = None
    unit: Unit | None = None
    name, change, place, share = "", "", "", ""
    status = "target" if _TARGET.search(plain) else "actual"
    for words in headers:
        label = label_of(words.replace(" ", ""))
        unit = label.unit or unit
        said = period_of(label.name, year)
        period = period if said is None else said
        part = without_time(label.name) if said is not None else label.name
        among = _AMONG.match(part)
        part = part[among.end() :] if among else part
        if _SHARE.fullmatch(part):
            change = "占比"
        elif _CHANGE.search(part):
            change = part if _COMPARED.search(part) else "同比" + part
        elif _COUNT.fullmatch(part):
            unit = unit or Unit(unit_in_name(part, 1))
        elif among or _PART.fullmatch(part):
            share = part
        elif is_place(part) or part == region:
            place = part
        elif not _GENERIC.fullmatch(part) and not is_total(part):
            own = name_of(clean(part)) or part
            name = compose(name, own) if name else own
    if period and year and period.isdecimal() and int(period) > year:
        status = "target"
    return Column(Role.VALUE, plain, name, unit, period, status, place, share, change)


def period_of(words: str, year: int | None) -> str | None:
    """The time that a label gives; None where it gives none, empty for the report's own year."""
    if is_year(words):
        return "" if words[:4] == str(year) else words[:4]
    if _OWN_TIME.fullmatch(words):
        return ""
    if _BEFORE_TIME.fullmatch(words):
        return str(year - 1) if year else words
    found = last_period(words, year)
    return None if found is None else found.text


def without_time(words: str) -> str:
    """A label without the time that it begins with or has in brackets."""
    words = _YEAR_IN_BRACKETS.sub("", words)
    if is_year(words) or _OWN_TIME.fullmatch(words) or _BEFORE_TIME.fullmatch(words):
        return ""
    return strip_leading_time(words).strip(" :()")


def is_place(words: str) -> bool:
    """Whether a label is the name of an administrative division."""
    return len(words) > 1 and (
        _PLACE.fullmatch(words) is not None
        or any(place.name == words for place in Places.load().named(words))
    )


def holds_places(header: str, labels: Sequence[str]) -> bool:
    """Whether a column of labels names places."""
    named = [each for each in labels if each and not is_total(each)]
    if not named:
        return False
    if header and _PLACE_HEADER.fullmatch(header):
        return True
    return sum(map(is_place, named)) >= _MOSTLY * len(named)
