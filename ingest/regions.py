"""Whose figure a clause states: the report's own place, another one, or one above it.

A place is a name of the national table, or one of clear form that stands where a clause begins to
speak of it; never a piece of running text. A clause that only goes on about the one before it
(``占全市的24.6%``) is of the same place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.clauses import Clause, Statement
from ingest.lexicon.places import Places
from ingest.lexicon.unknown_places import may_be_place
from vectorstore.records import Metadata

_LEAD = re.compile(
    "(?:其中|另外|如|而|据|支持|(?:最[高低大小多少快慢好差]|居前)的(?:是|为)?|其次是|仅|[、,和与及])*"
)
_DOES = "(?:人民)?(?:政府|法院|司法局|检察院)?(?:全年|本级|共|累计|已|新收|受理|办理|收到|完成|审结|调解)"
_STATES = re.compile(
    f"{_DOES}|的?[^,。;]{{2,16}}(?:率|量|值|额|收入|支出|浓度|人口|面积|指数|增速)|达|为|最[高低大小多少快慢]|"
    "(?:增长|下降|减少|增加|提高|减贫|脱贫|居|约|近|超|仅)|[0-9]|$"
)
"""What follows a place that states a figure of its own."""
_BY_FORM = re.compile("(?P<place>[一-鿿]{2,4}?(?:市|县|区|旗|州|省))(?![委域场直级别性划内间生])")
_OWN_PLACE = re.compile("[我全本](?:市|县|区|旗|州|省|镇|乡)")
_KINDS = frozenset("省市县区旗州盟")
_ZONE = re.compile(
    "(?:港|城|山|库|景|矿|牧|林|园|新|高新|经开|开发|保税|综保|自贸|示范|片|度假)区$|^市(?:辖|中)区"
)
_OWN_AFTER = re.compile("[委第首最率前唯]|人民政府|政府|司法局|.{0,8}[我全本](?:县|区|旗)")
_WHOLE_CITY = re.compile(
    "全市(?!第|首|率先|性|范围|各|唯一|最|前列|领先|推广|排名|考核|中|先进|试点|优秀|通报)"
)
_WIDER = re.compile(
    "^(?:全国|全省|全自治区)(?!第|首|率先|性|范围|各|重点|文明|示范|先进|优秀|百|十|一流|唯一|统一|知名|最)"
)
_AMONG_ALL = re.compile("(?P<all>全国|全省|全自治区|全市)(?:现有|共有|共)?$")
"""What stands before the number of places that one is ranked among (``在全省14个市中``)."""
_DIVISION = re.compile("个?(?:设区市|地级市|地市|市州|州市|市|县|区|省|乡镇|街道)")
_GOES_ON = re.compile(
    "^(?:占|比|较|同比|增[长速幅]|下降|上升|提高|高[出于]|低于|为|达|居|位居|总量|增量|分别|是|约)"
)
_LIST = re.compile("[、和与及]|以及")
_ONE_LISTED = re.compile("[一-鿿]{2,7}?(?:市|县|区|旗|州|局|镇|乡|街道)")
_LONGEST_LIST = 12


def region_of(metadata: Metadata, clause: Clause, index: int, statement: Statement) -> str:
    """The report's place, unless the clause or its sentence is of another one.

    Args:
        metadata: The report's.
        clause: The clause that the figure stands in.
        index: The figure's number in the clause.
        statement: The sentence around the clause.
    """
    figure = clause.figures[index]
    if wider := _ranked_among(metadata, clause, index):
        return wider
    if index and (another := _another(metadata, clause.before(index).lstrip("、和与及"))):
        return another
    if listed := _listed(metadata, clause, index, statement):
        return listed
    at = statement.clauses.index(clause) if clause in statement.clauses else 0
    if not figure.is_rank and (above := _stated_above(metadata, clause, statement)):
        return above
    if found := _spoken_of(metadata, statement.clauses, at):
        return found
    return metadata.region


def _ranked_among(metadata: Metadata, clause: Clause, index: int) -> str:
    """The wider place whose parts a figure counts (``全省14个市``)."""
    match = _AMONG_ALL.search(clause.before(index))
    after = clause.words[clause.figures[index].number_end - clause.start :]
    if match is None or not _DIVISION.match(after.lstrip("个")):
        return ""
    return _wider(metadata, match["all"])


def _wider(metadata: Metadata, words: str) -> str:
    """The place that 全国, 全省 or 全市 is; empty where that is the report's own."""
    if words == "全国":
        return "" if metadata.level == "" else words
    if words == "全市":
        is_county = metadata.level == "county" and not metadata.region.endswith("市")
        return (metadata.prefecture or words) if is_county else ""
    return "" if metadata.level in {"province", ""} else metadata.province or "全省"


def _stated_above(metadata: Metadata, clause: Clause, statement: Statement) -> str:
    """The city, province or country whose figure a clause, or its sentence's first, begins to state."""
    opening = statement.clauses[0]
    first = "" if _OWN_PLACE.match(clause.plain) or not opening.figures else opening.plain
    for words in (clause.plain, first):
        if above := _above(metadata, words):
            return above
    match = _WIDER.match(clause.plain)
    return _wider(metadata, match[0]) if match and metadata.region else ""


def _spoken_of(metadata: Metadata, clauses: Sequence[Clause], at: int) -> str:
    """The other place that a clause, or one that it goes on from, begins to speak of."""
    for number in range(at, -1, -1):
        words = clauses[number].plain
        if another := _another(metadata, words):
            return another
        if _OWN_PLACE.match(words):
            return ""
        if not _GOES_ON.match(words) and (number < at or clauses[number].figures) and number:
            return _another(metadata, clauses[0].plain) if clauses[0].figures else ""
    return ""


def _another(metadata: Metadata, words: str) -> str:
    """The place whose figure a clause begins to state, where it is not the report's own."""
    lead = _LEAD.match(words)
    at = lead.end() if lead else 0
    known = Places.load().longest_at(words, at)
    if known and known[-1] in _KINDS and len(known) > 2:
        is_own = known == metadata.region
        return known if not is_own and _STATES.match(words, at + len(known)) else ""
    match = _BY_FORM.match(words, at)
    if match is None:
        return ""
    place = match["place"]
    if place == metadata.region or _ZONE.search(place) or not may_be_place(place):
        return ""
    return place if _STATES.match(words, match.end()) else ""


def _listed(metadata: Metadata, clause: Clause, index: int, statement: Statement) -> str:
    """The one of several places that share figures in order (``甲县、乙县分别为15亿元和12亿元``)."""
    clauses = list(statement.clauses)
    if clause not in clauses or "分别" not in clause.plain:
        return ""
    at = clauses.index(clause)
    for number in range(at, max(-1, at - 3), -1):
        words = clauses[number].plain
        names = _names_listed(words.split("分别")[0])
        if len(names) == len(clause.figures):
            name = names[index]
            is_other = name != metadata.region and name[-1] in _KINDS
            return name if is_other and _is_named(name) else ""
        if names:
            return ""
    return ""


def _names_listed(words: str) -> list[str]:
    """The names of places or bodies that open some words, as a list of two or more."""
    lead = _LEAD.match(words)
    at = lead.end() if lead else 0
    start = re.search("(?:是|为|其中)", words[: at + _LONGEST_LIST])
    at = max(at, start.end() if start else 0)
    names: list[str] = []
    while len(names) < _LONGEST_LIST and (match := _ONE_LISTED.match(words, at)) is not None:
        names.append(match[0])
        joint = _LIST.match(words, match.end())
        if joint is None:
            break
        at = joint.end()
    return names if len(names) > 1 else []


def _is_named(name: str) -> bool:
    return bool(Places.load().named(name)) or (may_be_place(name) and not _ZONE.search(name))


def _above(metadata: Metadata, words: str) -> str:
    """The city or province whose figure a clause begins to state; empty where it does not."""
    for name in (metadata.prefecture, metadata.province):
        if name and name != metadata.region and words.startswith(name):
            rest = words[len(name) :]
            return "" if _OWN_AFTER.match(rest) or metadata.region in rest else name
    is_part_of_city = metadata.level == "county" and not metadata.region.endswith("市")
    if is_part_of_city and _WHOLE_CITY.match(words):
        return metadata.prefecture or metadata.province or "全市"
    return ""
