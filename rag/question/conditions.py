"""Conditions on figures: 超过95%, 没有达到100%, 最高, 前三名, 哪些没有提到."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.comparatives import comparative_before
from ingest.folding import fold
from ingest.measures import SAME_UNIT, UNIT
from ingest.numerals import figures, parse_number


class Relation(StrEnum):
    """How a figure is to stand to a value."""

    EQUAL = "="
    AT_LEAST = "≥"
    ABOVE = ">"
    AT_MOST = "≤"
    BELOW = "<"
    BETWEEN = "between"
    HIGHEST = "highest"
    LOWEST = "lowest"
    STATED = "stated"
    NOT_STATED = "not stated"
    NOT_MENTIONED = "not mentioned"
    MENTIONED_ONLY = "mentioned only"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a figure.

    Attributes:
        relation: How the figure stands to the value.
        value: The value, scaled (万 and 亿 multiplied out); 0 where the relation needs none.
        upper: Upper end for ``BETWEEN``.
        unit: Unit of the value as written, empty where none.
        count: How many, for the highest and lowest.
        also: A second limit, from the other side (超过30件不到70件); None where there is none.
    """

    relation: Relation
    value: float = 0.0
    upper: float = 0.0
    unit: str = ""
    count: int = 1
    also: Condition | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether it compares with a value."""
        return self.relation in _TESTS or self.relation is Relation.BETWEEN

    @property
    def ranks(self) -> bool:
        """Whether it asks for an extreme."""
        return self.relation in (Relation.HIGHEST, Relation.LOWEST)

    def holds(self, value: float, bound: str = "") -> bool:
        """Whether a figure satisfies it.

        Args:
            value: The figure.
            bound: ``min`` where the figure is a lower bound (95%以上), ``max`` where it is an
                upper one, ``about`` or empty otherwise; a bound satisfies what it implies.
        """
        if self.also is not None and not self.also.holds(value, bound):
            return False
        if self.relation is Relation.BETWEEN:
            ends_open = (bound == "min" and self.upper < self._most) or (
                bound == "max" and self.value > 0
            )
            return self.value <= value <= self.upper and not ends_open
        test = _TESTS.get(self.relation)
        if test is None:
            return True
        if bound == "min" and self.relation in (Relation.AT_MOST, Relation.BELOW, Relation.EQUAL):
            return False
        if bound == "max" and self.relation in (Relation.AT_LEAST, Relation.ABOVE, Relation.EQUAL):
            return False
        if bound == "min" and self.relation is Relation.ABOVE:
            return value >= self.value
        if bound == "max" and self.relation is Relation.BELOW:
            return value <= self.value
        return bool(test(value, self.value))

    @property
    def _most(self) -> float:
        """What no figure exceeds."""
        return 100.0 if self.unit == "%" else math.inf

    def __str__(self) -> str:
        if self.relation is Relation.BETWEEN:
            return f"{self.value:g}{self.unit} – {self.upper:g}{self.unit}"
        if self.is_numeric:
            limit = f"{self.relation.value} {self.value:g}{self.unit}"
            return f"{limit}, {self.also}" if self.also else limit
        return self.relation.value + (f" {self.count}" if self.count > 1 else "")


_TESTS = {
    Relation.EQUAL: lambda value, limit: abs(value - limit) < 1e-9,
    Relation.AT_LEAST: lambda value, limit: value >= limit,
    Relation.ABOVE: lambda value, limit: value > limit,
    Relation.AT_MOST: lambda value, limit: value <= limit,
    Relation.BELOW: lambda value, limit: value < limit,
}
_BEFORE: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (Relation.AT_LEAST, re.compile(r"(?:至少|起码)[有为]$|(?<!不)满$|at least $")),
    (Relation.AT_MOST, re.compile(r"至多[有为]$|[没未不]过$|at most $")),
    (Relation.BELOW, re.compile(r"below $|under $|less than $|fewer than $")),
    (
        Relation.ABOVE,
        re.compile(
            r"多过$|破$|(?<![超不没未通经渡透路难到现有做写提用办搞开出说讲给报达受取得布])过了?$"
            r"|over $|above $|more than $|exceed\w* $"
        ),
    ),
)
"""Comparatives of questions alone, beside those of :mod:`ingest.comparatives`."""
_AFTER: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    (Relation.AT_LEAST, re.compile(r"^(?:及其?|或者?)?(?:以上|之上)|^ or (?:more|higher|above)")),
    (
        Relation.AT_MOST,
        re.compile(r"^(?:及其?|或者?)?(?:以下|以内|之内)|^ or (?:less|lower|fewer)"),
    ),
)
_ROUND = re.compile(
    r"(?:超过|超出|超|突破|破|(?<![超不没未通经])过|逾|上|成)(?P<round>[百千万亿])"
    r"(?:(?=[件起宗例名人个项份次户元家场位部条])|(?=余|多|的|$|[,?。!\s]))"
)
"""过万件, 破百: a limit whose number goes without 一, and often without its unit."""

_HALF = re.compile(
    r"(?:超过?|过|逾|大于|高于)(?:了)?(?:一半|半数|半)(?![年天个小])|(?:一半|半数)以上"
)
_BARE = re.compile(r"(?<=[过于到足止破满达超])(\d[\d,.]*[万亿]?)(?=\s*(?:的|[,?。!]|$))")
"""A limit without a unit: 审结数超过100的."""

_FULL = re.compile(r"满格(?!指标)|百分百|百分之一百")
_REACHES = re.compile(r"达到?了?$|到了?$|reach\w* $")
_BROUGHT = re.compile(
    r"(?:压缩|压减|压降|缩短|缩减|缩至|减少|减|降低|降|提升|提高|升|增加|增|扩大|控制|调整)(?:到|至|为)了?$"
)
"""压缩到0.5个工作日: what a figure was brought to, it equals."""
_RANGE = re.compile(
    r"(?:在|介于|between)\s*(.{1,12}?)\s*(?:至|到|和|与|-|—+|~|and)\s*(.{1,12}?)(?:之间|之内|范围|$|的|[,?。!])"
)
_UNIT = re.compile(rf"(?:{UNIT})$")
_HIGHEST = re.compile(
    r"最高|最多|最大|最快|最好|最强|居首|排第一|\b(?:highest|most|largest|biggest|best)\b"
)
_LOWEST = re.compile(r"最低|最少|最小|最慢|最差|垫底|\b(?:lowest|fewest|least|smallest|worst)\b")
_TOP = re.compile(
    r"(?:排名?|位居|位列)?前([一二两三四五六七八九十\d]{1,3})(?:名|位|个|家|的|$)|\btop (\d{1,3})\b"
)
_NOT_MENTIONED = re.compile(
    r"(?:(?<!有)没有?|未曾?|从未|不曾|并未|尚未)(?:有)?(?:提到|提及|提过|提|写到|写|涉及|谈到|说到|出现)(?!.{0,4}数)|只字未提"
)
_MENTIONED_ONLY = re.compile(
    r"(?:只|仅|只是|仅仅)(?:提到|提及|提了|写到|涉及)|(?:提到|提及|写到|涉及).{0,16}(?:但|却|而)(?:是)?(?:没有?|未)"
)
_NOT_STATED = re.compile(
    r"(?:(?<!有)没有?|未)(?:有)?(?:公布|披露|给出|报告|报|列出|说明|写明|写出|提供)(?:了)?|(?:(?<!有)没有?|未)(?:提到|提及|写|给).{0,6}(?:数字|数量|数据|具体)"
)
_STATED = re.compile(
    r"(?:公布|披露|给出|(?<![些份个篇的几])报告|报(?!告)|列出|写明|提供)(?:了|过)?.{0,24}(?:数字|数量|数据|件数|人数|数|率|比例|情况|金额|总额|数额|面积|资金|经费|时限)"
    r"|(?:数字|数量|数据|件数|人数|多少)(?:的|是)|\b(?:actual|exact)? ?(?:number|figure)s?\b"
)


def condition_in(text: str) -> Condition | None:
    """The condition that a question (or one clause of it) puts on a figure; None without one."""
    folded = _BARE.sub(
        r"\1个", _FULL.sub("100%", _HALF.sub("超过50%", _ROUND.sub(_spelled_out, fold(text))))
    )
    for read in (_range_in, _limit_in, _extreme_in, _presence_in):
        found = read(folded)
        if found is not None:
            return found
    return None


def _spelled_out(match: re.Match[str]) -> str:
    """过万件 as 超过一万件, 破百的 as 超过一百个的."""
    following = match.string[match.end() : match.end() + 1]
    return f"超过一{match['round']}" + ("个" if following.strip() in "余多的,?。!" else "")


def _range_in(text: str) -> Condition | None:
    match = _RANGE.search(text)
    if match is None:
        return None
    (lower, own), (upper, unit) = map(_end_of_range, match.groups())
    if lower is None or upper is None or lower > upper:
        return None
    return Condition(Relation.BETWEEN, lower, upper, unit or own)


def _end_of_range(words: str) -> tuple[float | None, str]:
    """One end of a range, with or without a unit."""
    found = figures(words)
    if len(found) == 1:
        return found[0].value, found[0].unit
    unit = _UNIT.search(words)
    number = words[: unit.start()] if unit else words
    return parse_number(number), SAME_UNIT.get(unit[0], unit[0]) if unit else ""


def _limit_in(text: str) -> Condition | None:
    """The first limit of a text, with a second one from the other side."""
    first: Condition | None = None
    for limit in _limits_in(text):
        if first is None:
            first = limit
        elif _from_below(first) is not None and _from_below(limit) == (not _from_below(first)):
            return replace(first, also=limit)
    return first


def _from_below(limit: Condition) -> bool | None:
    """Whether a limit lets larger figures pass, or smaller ones; None for neither."""
    if limit.relation in (Relation.AT_LEAST, Relation.ABOVE):
        return True
    return False if limit.relation in (Relation.AT_MOST, Relation.BELOW) else None


def _limits_in(text: str) -> Iterator[Condition]:
    for figure in figures(text):
        if figure.is_rank:
            continue
        before, after = text[: figure.number_start], text[figure.end :]
        start = figure.number_start
        spelled = text[figure.outer_start : figure.outer_end]
        lead = text[: figure.outer_start] if figure.outer_start < start else before
        relation = next(
            filter(None, map(_relation_before, (before, text[: figure.start], lead))), None
        ) or next(
            (
                relation
                for relation, pattern in _AFTER
                if pattern.search(after) or pattern.search(spelled[len(spelled) - 2 :])
            ),
            None,
        )
        if relation is not None:
            yield Condition(relation, figure.value, 0.0, figure.unit)
        elif figure.unit == "%" or _asks_with_number(before, after):
            brought = _BROUGHT.search(before) is not None
            reaches = bool(_REACHES.search(before)) and figure.value != 100 and not brought
            relation = Relation.AT_LEAST if reaches else Relation.EQUAL
            yield Condition(relation, figure.value, 0.0, figure.unit)


def _relation_before(words: str) -> Relation | None:
    """What the words up to a number say of it."""
    compared = comparative_before(words)
    if compared is not None:
        return Relation(compared.value)
    return next((relation for relation, pattern in _BEFORE if pattern.search(words)), None)


def _asks_with_number(before: str, after: str) -> bool:
    """Whether a bare number is what a figure is to equal (为0件, 等于3件)."""
    equals = re.search(r"(?:为|等于|恰好|正好|=)\s*$", before) or _BROUGHT.search(before)
    return bool(equals) and not after.startswith("年")


def _extreme_in(text: str) -> Condition | None:
    top = _TOP.search(text)
    if top:
        number = parse_number(top.group(1) or top.group(2)) or 1
        lowest = bool(_LOWEST.search(text))
        return Condition(Relation.LOWEST if lowest else Relation.HIGHEST, count=int(number))
    extremes = (bool(_HIGHEST.search(text)), bool(_LOWEST.search(text)))
    if extremes == (True, False):
        return Condition(Relation.HIGHEST)
    return Condition(Relation.LOWEST) if extremes == (False, True) else None


def _presence_in(text: str) -> Condition | None:
    if _MENTIONED_ONLY.search(text):
        return Condition(Relation.MENTIONED_ONLY)
    if _NOT_STATED.search(text):
        return Condition(Relation.NOT_STATED)
    if _NOT_MENTIONED.search(text):
        return Condition(Relation.NOT_MENTIONED)
    return Condition(Relation.STATED) if _STATED.search(text) else None
