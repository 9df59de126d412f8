"""Finds the figures in a text: numbers with a unit, scaled, with their bounds and ranges.

What merely looks like a figure is left out: dates, document numbers, list numbers, ordinals, names
in quotes or title marks (``“三项制度”``), and Chinese numerals that do not count (``一系列``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.digits import (
    ARABIC,
    CHINESE,
    TENTH,
    is_code,
    parse_number,
    percentage,
    read,
    read_pair,
    scaled,
)
from ingest.figure import Figure
from ingest.folding import fold
from ingest.measures import (
    AFTER,
    ARTICLE_UNITS,
    BEFORE,
    CHINESE_UNITS,
    DIVISIBLE,
    DURATIONS,
    SAME_UNIT,
    SCALES,
    UNIT,
)
from ingest.unitless import unitless

__all__ = ["Figure", "figures", "figures_in", "groups", "parse_number"]


_GROUP = re.compile(
    r"“[^“”\n]{0,60}”|‘[^‘’\n]{0,60}’|「[^「」\n]{0,60}」|『[^『』\n]{0,60}』|《[^《》\n]{0,120}》"
    r"|\"[^\"\n,。;]{1,30}\"|〔[^〔〕\n]{0,12}〕|<[^<>\n]{0,60}>"
)
_SENTENCE_MARK = re.compile("[。;!?]")

_APPROXIMATE = "余|多|几|来(?=[个名人件项次家天万])"
_SCALE = "(?:" + "|".join(sorted(SCALES, key=len, reverse=True)) + ")(?![克米伏升瓦卡])"
"""A scale, but for one that is part of a unit (``千克``)."""
_RANGE = r" ?(?:-{1,2}|—{1,2}|–|~|至|到) ?"
_SIGN = re.compile(r"(?<![0-9A-Za-z%\-])[-−]$")
_MINUS = frozenset("-−")
_NUMERAL = re.compile("[0-9〇零一二两三四五六七八九十百千万亿]")
_FIGURE = re.compile(
    rf"(?:(?<![0-9A-Za-z.+/×·*第\-])|(?<=GDP))(?<!第 )(?<![0-9],)(?:"
    rf"(?P<base>百|千|万|[三四五六七八九十])分之(?P<part>{ARABIC}|{CHINESE})"
    rf"(?:(?:{_RANGE})(?:百分之)?(?P<part_high>{ARABIC}|{CHINESE}))?"
    rf"|(?P<tenth>{TENTH})"
    rf"|(?P<sign>[-−])?(?P<number>{ARABIC}|(?<![〇零一二两三四五六七八九十百千万亿点几数]){CHINESE})%?"
    rf"(?:{_RANGE}(?P<high>{ARABIC}|{CHINESE}))?"
    rf" ?(?P<about>{_APPROXIMATE})?(?P<scale>{_SCALE})?(?P<about2>{_APPROXIMATE})?"
    rf"(?:(?<=[万亿])零?(?P<rest>[0-9]{{1,4}}(?:\.[0-9]{{1,4}})?)(?P<rest_scale>千|百|万)?)?"
    rf" {{0,2}}(?P<unit>个(?:多|余)(?:月|小时)|{UNIT})条?)"
)
_RANK = re.compile(
    rf"第 ?(?P<number>{ARABIC}|{CHINESE}) ?(?P<unit>名|位)?"
    r"(?![0-9个次批届条章期轮季产方例家部所号款项代类时书步阶人线者课手])"
)
_RANK_BEFORE = re.compile(
    "(?:(?P<verb>位居|位列|名列|排名|排在|排|居|列|得|获)[^,。;:第、]{0,12}|全(?:省|市|国|区|县|州|旗|盟|自治区))$"
)
_FIGURATIVE = re.compile("(?:放在|摆在|置于|列为|作为|当作)$")
_RANK_REACH = 16
_BEFORE_REACH = 9
_CONTEXT = 24
_PERIOD_BEFORE = re.compile("(?:[前近每第]|过去|最近|未来|今后)$")
_DURATION_BEFORE = re.compile(
    r"(?:天数|日数|时数|月数|年数|加|多|优|良|染|龄|寿命|周转|时长|闲置|[至到由从在为少短限用省降快延]|之?前的|时间|时限|期限|平均|周期|仅需?|只需?|需要?)$"
)
_SHARED_BEFORE = re.compile("分别[^,。;:!?\n]*[、和与及]$")
_PLAIN = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_LISTED_BEFORE = re.compile(
    rf"(?:依次|分别)(?:为|是|达到?)?:?(?P<numbers>(?:{_PLAIN}(?:、|和|及))+)$"
)
_LONGEST_LIST = 120
_YEARLY = re.compile(
    rf"\((?P<unit>[^()0-9\n]{{1,8}})\)(?:依次|分别)?[为是]?:?(?P<years>(?:(?:19|20)[0-9]{{2}}年:?{_PLAIN}[,、;。\n]?){{2,}})"
)
_DURATION_AFTER = re.compile("之?内|以内|办结|完成|办理|减|压|缩|以上|以下|至|到|审")
_SUM_HEADS = re.compile(
    "^[个项种类条张大]?(?:班子|方面|层面|维度|层次|环节|阶段|步骤|维护|确立|意识|自信|统一|结合|转变|到位|坚持|必须|"
    "一|不|全面|严禁|带头|关键|重点|原则|关系|面向|导向|制度|清单|机制|体系|导则|责任|注重|突出|强化|着力|聚焦|所有制)"
)
_LIST_BEFORE = re.compile("[、和与及][^、,等共有了达]{1,14}$")
_PRESUMED = re.compile(
    "(?:落实|推行|贯彻|执行|深化|坚持|做到|围绕|践行|树牢|增强|坚定|把握|严守|严格|用好|筑牢|抓好|突出|聚焦|处理好)$"
)
_NOT_COUNTING_ONE = re.compile("[最每同逐某唯统之另这那上下任首专单年月季周跑第后又一]")
_ORDINAL_AFTER = re.compile("^ ?(?:以来|来)")


def figures(text: str) -> list[Figure]:
    """Finds every number with its unit in ``text``.

    Returns:
        Figures in order, not overlapping; offsets index ``text``.
    """
    folded = fold(text)
    return figures_in(folded, groups(folded))


def groups(folded: str) -> list[tuple[int, int]]:
    """Spans of short quotes, titles and document years, whose numbers belong to names."""
    return [
        match.span() for match in _GROUP.finditer(folded) if not _SENTENCE_MARK.search(match[0])
    ]


def figures_in(folded: str, opaque: list[tuple[int, int]]) -> list[Figure]:
    """:func:`figures` of a text already folded, whose groups are known."""
    found: list[Figure] = []
    at = 0
    counted = list(_counts(folded))
    every = (
        *counted,
        *_ranks(folded),
        *unitless(folded),
        *_in_turn(folded, counted),
        *_by_year(folded),
    )
    for figure in sorted(every, key=lambda each: each.start):
        while at < len(opaque) and opaque[at][1] <= figure.start:
            at += 1
        if at < len(opaque) and opaque[at][0] <= figure.start:
            continue
        if found and figure.start < found[-1].end:
            continue
        merged = _merge(found[-1], figure, folded) if found else None
        if merged is not None:
            found[-1] = merged
        else:
            found.append(figure)
    return found


def _counts(folded: str) -> Iterator[Figure]:
    at = 0
    while (start := _NUMERAL.search(folded, at)) is not None:
        begin = start.start()
        if folded[begin - 1 : begin] in _MINUS and _SIGN.search(folded, max(0, begin - 2), begin):
            begin -= 1
        match = _FIGURE.match(folded, begin)
        at = start.end()
        if match is None:
            continue
        figure = _figure(match, folded)
        at = max(at, match.end("number")) if figure is None else figure.end
        if figure is not None:
            yield figure


def _in_turn(folded: str, counted: Iterable[Figure]) -> Iterator[Figure]:
    """Numbers of a list whose last one has the unit of all (``依次为38、36、28微克``)."""
    for figure in counted:
        if folded[figure.start - 1 : figure.start] not in set("、和及"):
            continue
        listed = _LISTED_BEFORE.search(folded, max(0, figure.start - _LONGEST_LIST), figure.start)
        own = parse_number(folded[figure.number_start : figure.number_end])
        if listed is None or not own:
            continue
        factor = figure.value / own
        for match in re.finditer(_PLAIN, listed["numbers"]):
            value = parse_number(match[0])
            start, end = (listed.start("numbers") + at for at in match.span())
            if value is not None:
                yield Figure(
                    start, end, start, end, scaled(value, factor), None, figure.unit, "", start, end
                )


def _by_year(folded: str) -> Iterator[Figure]:
    """Numbers of years behind a name with their unit (``产值(亿元):2020年152.3,2021年165.9``)."""
    for series in _YEARLY.finditer(folded):
        unit = _FIGURE.fullmatch(f"1{series['unit']}")
        if unit is None:
            continue
        factor = SCALES.get(unit["scale"] or "", 1.0)
        for match in re.finditer(rf"年:?(?P<number>{_PLAIN})", series["years"]):
            value = parse_number(match["number"])
            start, end = (series.start("years") + at for at in match.span("number"))
            if value is not None:
                yield Figure(
                    start,
                    end,
                    start,
                    end,
                    scaled(value, factor),
                    None,
                    _unit(unit["unit"]),
                    "",
                    start,
                    end,
                )


def _figure(match: re.Match[str], folded: str) -> Figure | None:
    if match["base"] or match["tenth"]:
        return _fraction(match, folded)
    number, scale = match["number"], match["scale"] or ""
    unit = _unit(match["unit"])
    number_start = match.start("number")
    chinese = not number[0].isascii()
    divisible = scale or unit in DIVISIBLE or "/" in unit
    if "." in number and not divisible and _begins_sentence(folded, number_start):
        if match["high"]:
            return None
        number_start += number.index(".") + 1
        number = number.partition(".")[2]
    low, high = _bounds(number, match["high"]) if not is_code(number) else (None, None)
    if low is None:
        return None
    if match["sign"]:
        low, number_start = -low, match.start("sign")
    about = "".join(filter(None, (match["about"], match["about2"])))
    if match["unit"].startswith(("个多", "个余")):
        about = match["unit"][1]
    factor = SCALES.get(scale, 1.0)
    rest = _rest(match, factor)
    if rest is None:
        return None
    if (
        chinese
        and not scale
        and not about
        and number[0] in "百千万亿"
        and not _leads(folded, match.start())
    ):
        return None
    if not _counts_something(folded, match, unit, low, chinese):
        return None
    figure = Figure(
        number_start, match.end(), number_start, match.end("high" if match["high"] else "number"),
        scaled(low, factor) + rest, None if high is None else scaled(high, factor), unit, about,
        number_start, match.end(),
    )  # fmt: skip
    return _qualify(figure, folded)


def _rest(match: re.Match[str], factor: float) -> float | None:
    """What the second part of a number adds (``1亿5000万元``); None where it is no such part."""
    if not match["rest"]:
        return 0.0
    smaller = SCALES.get(match["rest_scale"], 1.0)
    if smaller >= factor or match["high"]:
        return None
    return scaled(float(match["rest"]), smaller)


def _fraction(match: re.Match[str], folded: str) -> Figure | None:
    start, end = match.span()
    if match["tenth"]:
        value, high = read(match["tenth"]), None
    else:
        value = percentage(match["base"], match["part"])
        high = percentage(match["base"], match["part_high"]) if match["part_high"] else None
    if value is None:
        return None
    return _qualify(Figure(start, end, start, end, value, high, "%", "", start, end), folded)


def _unit(written: str) -> str:
    if written.startswith(("个多", "个余")):
        return "个月" if written.endswith("月") else "小时"
    return "天" if written == "日" else SAME_UNIT.get(written, written)


def _bounds(number: str, high: str | None) -> tuple[float | None, float | None]:
    """Value and upper value of a number, a range, or two neighbouring digits (``三四十``)."""
    pair = None if number[0].isascii() else read_pair(number)
    if pair is not None:
        return pair
    low = read(number)
    if high is None or low is None:
        return low, None
    upper = read(high)
    return (low, upper) if upper is not None and upper > low else (None, None)


def _leads(folded: str, start: int) -> bool:
    """Whether a qualifier makes a bare ``百`` or ``万`` a number (``近百名``)."""
    return BEFORE.search(folded[max(0, start - _BEFORE_REACH) : start]) is not None


def _counts_something(
    folded: str, match: re.Match[str], unit: str, value: float, chinese: bool
) -> bool:
    """Whether a number and a unit are a figure here, not a time, a name or an idiom."""
    before = folded[max(0, match.start() - _CONTEXT) : match.start()]
    after = folded[match.end() : match.end() + _CONTEXT]
    if unit in DURATIONS:
        if _PERIOD_BEFORE.search(before) or _ORDINAL_AFTER.match(after):
            return False
        return bool(
            _DURATION_BEFORE.search(before)
            or _SHARED_BEFORE.search(before)
            or BEFORE.search(before)
            or _DURATION_AFTER.match(after)
        )
    if unit == "分" and before.endswith(("时", "点", ":")):
        return False
    if unit in {"名", "位"} and before.endswith("前"):
        return True
    if not chinese or match["scale"]:
        return True
    return match["unit"][0] != "大" and _counts_in_chinese(before, after, unit, value)


def _counts_in_chinese(before: str, after: str, unit: str, value: float) -> bool:
    """Whether a numeral in Chinese characters counts, rather than being part of a name or idiom."""
    if unit not in CHINESE_UNITS:
        return False
    clause_final = after[:1] in set(",。;、!?:) \n") or after == ""
    words = re.split("[,。;:!?\n]", before)[-1]
    if value == 0:
        return clause_final
    if value == 1:
        if before.endswith(("新增", "再增", "增加", "共", "仅")):
            return True
        return (
            clause_final and unit in ARTICLE_UNITS and len(words) >= 4
            and _NOT_COUNTING_ONE.search(words[-8:]) is None
        )  # fmt: skip
    if value >= 10 or clause_final:
        return not (before.endswith(("每", "之")) or _PRESUMED.search(before))
    if before.endswith(("每", "这", "那", "之", "上述", "以上")) or _PRESUMED.search(before):
        return False
    return _SUM_HEADS.match(after) is None and _LIST_BEFORE.search(words) is None


def _begins_sentence(folded: str, at: int) -> bool:
    return at == 0 or folded[at - 1] in "。;\n :)"


def _qualify(figure: Figure, folded: str) -> Figure:
    """Adds the qualifiers around a figure."""
    start = max(0, figure.start - _BEFORE_REACH)
    leading = BEFORE.search(folded[start : figure.start])
    trailing = AFTER.match(folded, figure.end)
    parts = [
        leading[0].strip() if leading else "",
        figure.qualifier,
        trailing[0].strip() if trailing else "",
    ]
    if (
        not leading
        and figure.unit in {"名", "位"}
        and folded[figure.start - 1 : figure.start] == "前"
    ):
        return replace(
            figure, unit="名", qualifier="前", outer_start=figure.start - 1, is_rank=True
        )
    if not leading and not trailing:
        return figure
    return Figure(
        figure.start, figure.end, figure.number_start, figure.number_end, figure.value,
        figure.value_max, figure.unit, "…".join(filter(None, parts)),
        start + leading.start() if leading else figure.start,
        trailing.end() if trailing else figure.end,
    )  # fmt: skip


def _ranks(folded: str) -> Iterator[Figure]:
    for match in _RANK.finditer(folded):
        start, end = match.span()
        lead = _RANK_BEFORE.search(folded[max(0, start - _RANK_REACH) : start])
        value = read(match["number"])
        if _FIGURATIVE.search(folded[max(0, start - 2) : start]):
            continue
        if not value or (not match["unit"] and (lead is None or lead["verb"] in {"得", "获"})):
            continue
        yield Figure(
            start, end, match.start("number"), match.end("number"), value, None, "名", "",
            start, end, is_rank=True,
        )  # fmt: skip


def _merge(first: Figure, second: Figure, folded: str) -> Figure | None:
    """One range out of ``20%至30%``; None where two figures do not make one."""
    between = folded[first.end : second.start]
    change = folded[first.outer_start - 1 : first.outer_start] in set("从由自")
    if first.unit != second.unit or change or first.value_max is not None or first.is_rank:
        return None
    if not re.fullmatch(_RANGE, between) or second.value <= first.value:
        return None
    parts = filter(None, (first.qualifier, second.qualifier))
    return replace(
        first, end=second.end, number_end=second.number_end, value_max=second.value,
        qualifier="…".join(parts), outer_end=second.outer_end,
    )  # fmt: skip
