"""What a single cell of a table says: a value, a unit, a year, a label with its unit.

All words are folded (:func:`ingest.folding.fold`) and stripped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest import comparatives
from ingest.digits import ARABIC, CHINESE, is_code, read, scaled
from ingest.measures import COUNTED_NOUN, SAME_UNIT, SCALES, UNIT
from ingest.numerals import figures_in
from ingest.wording import ADVERBS, CHANGES, EVENTS, any_of

_SCALE = any_of(SCALES)
_YEAR = re.compile("(?P<year>(?:19|20)[0-9]{2}) ?(?:年度?)?")
_UNIT = re.compile(rf"(?:单位 ?: ?)?(?P<scale>{_SCALE})?(?P<unit>{UNIT}|日|度)?")
_VALUE = re.compile(
    rf"(?:同比|环比|[比较](?:上年|去年)(?:同期)?)?(?P<way>{any_of(CHANGES)}|↑|↓)? ?了?"
    rf"(?P<before>约|近|达|{comparatives.PATTERN})? ?"
    rf"(?P<amount>(?P<sign>[+\-\u2212])?(?P<number>{ARABIC}) ?(?P<about>余|多)?(?P<scale>{_SCALE})?(?P<about2>余|多)?"
    rf" ?\(?(?P<unit>{UNIT})?\)?)(?P<after>及?以上|及?以内|及?以下|左右)?(?P<arrow>[↑↓])?(?: ?\([^()]{{2,24}}\))?"
)
_NUMERAL = re.compile(CHINESE)
_BRACKET = re.compile(r" ?\((?P<inner>[^()]{1,12})\)")
_TRAILING_UNIT = re.compile(
    rf"(?:[/,、 ]|单位 ?: ?)(?P<inner>(?:{_SCALE})?(?:{UNIT}))$|(?P<rate>%)$"
)
_SAID_IN_NAME = re.compile(
    "(?P<times>人次|件次|场次|批次|户次|家次)数?$|(?P<counted>[件人次户家场份条项起宗个名篇期])数量?$"
    "|得(?P<score>分)$|评?(?P<points>分)[数值]$"
)
_CASES = re.compile(
    f"(?:案件|复议|诉讼|应诉|纠纷)(?:申请)?(?:{any_of([*EVENTS, *ADVERBS])})*(?:总数|数量|数)?$"
)
"""Names of cases, which every report counts in 件."""
_RATE = re.compile("(?:率|占比|比例|比重|满意度)$")


@dataclass(frozen=True, slots=True)
class Value:
    """A number in a cell.

    Attributes:
        start: Where number and unit begin in the cell.
        end: Where they end.
        number_end: Where the digits end.
        value: The number, scaled by what the cell itself says.
        value_max: Upper end of a range; None where it is none.
        unit: The unit that the cell gives; empty where it gives none.
        is_scaled: Whether the cell itself says 万 or 亿.
        qualifier: ``约``, ``以上`` … as written.
        way: The word for a change (``增长``); empty where it is none.
    """

    start: int
    end: int
    number_end: int
    value: float
    value_max: float | None
    unit: str
    is_scaled: bool
    qualifier: str
    way: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its scale: ``万元`` is ``元`` by ten thousand."""

    name: str
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a row or a column, and the unit that it gives."""

    name: str
    unit: Unit | None


def is_year(words: str) -> bool:
    """Whether a cell holds a year and nothing else (``2022``, ``2022年度``)."""
    return _YEAR.fullmatch(words) is not None


def is_value(words: str) -> bool:
    """Whether a cell holds a number, with or without a unit; years with 年 do not count."""
    return value_of(words) is not None


@lru_cache(maxsize=1 << 12)
def value_of(words: str) -> Value | None:
    """The number that a cell holds, or None where it holds anything else."""
    match = _VALUE.fullmatch(words) if words else None
    if match is None:
        return _in_words(words)
    number = read(match["number"])
    if number is None or is_code(match["number"]):
        return None
    number = -number if match["sign"] and match["sign"] != "+" else number
    unit = match["unit"] or ""
    about = match["about"] or match["about2"] or ""
    qualifiers = [match["before"] or "", about, match["after"] or ""]
    way = match["way"] or match["arrow"] or ""
    return Value(
        match.start("amount"),
        match.end("amount"),
        match.end("number"),
        scaled(number, SCALES.get(match["scale"], 1.0)),
        None,
        SAME_UNIT.get(unit, unit),
        bool(match["scale"]),
        "…".join(part for part in qualifiers if part and part != "达"),
        {"↑": "上升", "↓": "下降"}.get(way, way),
    )


def _in_words(words: str) -> Value | None:
    """A number in Chinese characters, a fraction or a range, that is all a cell holds."""
    if not words or len(words) > _LONGEST_WORDS:
        return None
    if _NUMERAL.fullmatch(words) and (number := read(words)) is not None:
        end = len(words)
        return Value(0, end, end, number, None, "", False, "", "")
    found = figures_in(words, [])
    if len(found) != 1 or found[0].is_rank:
        return None
    figure = found[0]
    if figure.outer_start or figure.outer_end != len(words):
        return None
    return Value(
        figure.start, figure.end, figure.number_end, figure.value, figure.value_max,
        figure.unit, True, figure.qualifier, "",
    )  # fmt: skip


_LONGEST_WORDS = 16


def is_dash(words: str) -> bool:
    """Whether a cell says by a dash that it has no value: ``-``, ``——``, ``/``, ``- -``."""
    return bool(words.strip()) and not words.strip("-/\\—–* ")


def unit_of(words: str) -> Unit | None:
    """The unit that words are, with its scale; None where they are something else."""
    match = _UNIT.fullmatch(words.strip())
    if match is None or not (match["unit"] or match["scale"]) or match["unit"] in COUNTED_NOUN:
        return None  # 乡镇, 部门 in a label name what is counted, not how
    unit = match["unit"] or ""
    unit = "天" if unit == "日" else SAME_UNIT.get(unit, unit)
    return Unit(unit, SCALES.get(match["scale"], 1.0))


_SCALED = re.compile(
    r"(?P<scale>[百千]?万亿?|[百千]?亿)(?P<unit>[A-Za-z]{2,4}|[\u4e00-\u9fff]{1,4}(?:/[\u4e00-\u9fff]{1,3})?)"
)


def scaled_unit_of(words: str) -> Unit | None:
    """Like :func:`unit_of`, also for units that no table has, known by the scale before them."""
    unit = unit_of(words)
    if unit is not None:
        return unit
    match = _SCALED.fullmatch(words.strip())
    return Unit(match["unit"], SCALES.get(match["scale"], 1.0)) if match else None


def label_of(words: str) -> Label:
    """The name of a row or column without the unit in it (``受理(件)``, ``审结/件``, ``办结率%``)."""
    for match in _BRACKET.finditer(words):
        unit = scaled_unit_of(match["inner"])
        if unit is not None:
            return Label((words[: match.start()] + words[match.end() :]).strip(" :"), unit)
    trailing = _TRAILING_UNIT.search(words)
    if trailing is not None and trailing.start():
        unit = unit_of(trailing["inner"] or trailing["rate"])
        return Label(words[: trailing.start()].strip(), unit)
    return Label(words, None)


def unit_in_name(name: str, value: float) -> str:
    """The unit that a name itself tells (``人数``, ``培训场次``, ``败诉率``); empty where none."""
    if is_rate(name):
        return "%" if value > 1 else ""
    match = _SAID_IN_NAME.search(name)
    if match is not None:
        return str(next(filter(None, match.groups())))
    return "件" if _CASES.search(name) else ""


def is_rate(name: str) -> bool:
    """Whether a name is that of a rate."""
    return _RATE.search(name) is not None
