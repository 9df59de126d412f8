"""Reads public bodies: which place, and whether its government, a department or a party body.

Readers work at a given position of a folded text, so that a title, a signature or a sentence
decides where a body may begin. Names that the table of places does not know are read by their
form (…省, …市, …县, …镇), with whatever larger units are written before them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.lexicon.place_words import NOT_SHORT
from ingest.lexicon.places import Place, Places, stem

_HAN = r"[\u4e00-\u9fff]"
_ENDING = (
    r"省|自治区|自治州|自治县|自治旗|特别行政区|地区|盟|市|州(?![市县区])|县|区|旗|苏木|街道办事处|街道|镇|"
    r"民族乡|乡"
)
_UNIT = re.compile(
    rf"(?P<core>{_HAN}{{2,12}}?)(?P<ending>{_ENDING})"
    r"(?![州盟旗镇乡](?![级长]|本级)|省(?![级直长]|本级)|区(?![公司分级直长]|本级|委)|县(?![委级直长]|本级)"
    r"|市(?![中南北]区|[委场政容属级直长]|本级)|域)"
)
_GENERIC = re.compile(
    r"^(?:全|我|本|各|该|两|此|外|省|市|县|区|州|旗|镇|乡|市辖|多个|县级|地级|省辖|直辖|城市|建成|辖|有关|"
    r"自治|高新|经开|开发|工业|园|保税|产业|新|法治|平安|美丽|示范|先进|创建|推动|加强|深化|一|二|三|四|五|六|七|八|九|十)+$"
)
_NOT_IN_NAME = re.compile(
    r"[的和与及在为对以年月日了是将从]|^我?受|政府|依法|法治|报告|按照|根据|依照|围绕|坚决|贯彻|落实|认真|全面|深入|加强|推进|坚持|"
    r"今年|去年|过去|近年|国务院|中央|上级|下级|各级|所在|所属|所辖|位于|来自|对照|结合|通过|经过|组织|召开|收到|按|据|请|"
    r"全国|中国|公司|货币|时任|原任|大湾|城乡|农村|社区|企业|市场|行政|执法|工作|我们|本级|主要|重点|部分|个别|其他|不同|"
    r"(?:高新|经开|开发|业园|示范|保税|产业|风景|实验|合作|管理)$"
)
_PREPOSITIONS = frozenset("由在从至向经被让给到自原赴")
_UNDER_A_FLAG = re.compile(r"旗[下舰帜]|盟[友国约主]|(?<=[东联同结加])盟")
_ZONES = (
    r"(?:高新技术产业|经济技术|高新|经济)?(?:开发区|高新区|经开区|示范区|保税区|工业园区|产业园区|工业园|新区|管理区|"
    r"风景区|风景名胜区|合作区|实验区|园区)(?=$|管委|管理|党工委|\W|\d|关于|[二一][〇零○]|法治|推进|落实)"
)
_ZONE = re.compile(rf"{_HAN}{{0,12}}?{_ZONES}")
_NAMED_ZONE = re.compile(rf"(?!全|各){_HAN}{{2,6}}?{_ZONES}")
_SUBJECT = re.compile(r"高新|经开|经济|工业园|\d{4}|[二一][〇零○]|年|关于|法治政府|依法行政")
_SKIPPED = re.compile(
    r"[\s《]*(?:关于|中共|中国共产党|国家税务总局|新疆生产建设兵团|第[一二三四五六七八九十]{1,3}师|上报|报送|呈报|印发)?\s*"
)
_GOVERNMENT = re.compile(
    r"人民政府(?!办)|政府(?!办|信息|网|采购|服务|法制|法治|数据|投资|工作部门)|人民委员会"
)
_REPEATED_KIND = re.compile(r"[省市县区州旗](?=委|人民政府|政府)")
_OFFICE = re.compile(r"(?:人民)?政府办(?:公[室厅])?|市府办|县府办|区府办|府办")
_ADMINISTRATION = re.compile(r"管理委员会|管委会|办事处|行政公署")
_RULE_OF_LAW = re.compile(
    r"委?(?:全面)?(?:依法治[省市县区州旗]|推进依法行政|法治政府建设)(?:工作)?"
    r"(?:(?:委员会|领导小组)(?:办公室)?|办(?:公室)?)"
)
_PARTY = re.compile(r"委员会办公室|委办公室|委办|委员会|党委|委")
_DEPARTMENT = re.compile(
    rf"(?P<name>{_HAN}(?:{_HAN}|[、()]){{0,24}}?(?:局{_HAN}{{2,6}}分局|分局|局|厅|委员会办公室|委员会|办公室|总队|支队|"
    rf"大队|管理处|中心|法院|检察院|海关|学院|大学|管理所|银行|公司|联合会|监狱|宣传部|组织部|统战部|工作部|武装部|委|办|社|署|站|处|院))"
    r"(?=$|[^\u4e00-\u9fff]|关于|[二一][〇零○一二]|落实|推进|贯彻|法治|依法|年度|以|在|认真|坚持|深入|全面|紧|按照|"
    r"持续|积极|严格|的|党组|党委|领导|局长|厅长|主任|院长|队长)"
)
_NOT_DEPARTMENT = re.compile(
    r"^(?:委|办|院|处|站|社)$|政府|建设(?!局|委|厅|和)|情况|报告|工作(?!委员会|办公室|局|部)|全面依法|党的|各"
)


_NATIONAL = re.compile(
    r"(?:关于)?(?:(?:19|20)[0-9]{2}年)?(?:中华人民共和国)?"
    r"(?P<body>国务院|国家[^局省市县区州\W]{2,10}(?:总局|局|委员会|署)|(?:[\u4e00-\u9fff]、?){1,12}部)"
    r"(?=政府工作报告|关于|办公厅|(?:19|20)[0-9]{2}年|$)"
)
_OF_THE_COUNTRY = re.compile("中华人民共和国(?:(?:19|20)[0-9]{2}年)?国民经济")


def national_body(title: str) -> str:
    """The body of the whole country that a title is of; empty where it is of none.

    Args:
        title: The title, folded.
    """
    match = _NATIONAL.match(title)
    if match is not None:
        return match["body"]
    return "全国" if _OF_THE_COUNTRY.match(title) else ""


class BodyKind(StrEnum):
    """What kind of public body speaks."""

    GOVERNMENT = "government"
    OFFICE = "office"
    PARTY = "party"
    DEPARTMENT = "department"
    PLACE = "place"
    """Only the place is named (``云溪县2023年…``)."""


@dataclass(frozen=True, slots=True)
class Body:
    """A public body as written.

    Attributes:
        start: Where its place, or the body itself, begins in the text.
        end: Where it ends.
        units: The places written before it, largest first; empty for ``市政府办``.
        kind: What it is.
        department: The department's name without the place; empty for other kinds.
    """

    start: int
    end: int
    units: tuple[str, ...]
    kind: BodyKind
    department: str = ""


def read_body(text: str, start: int, places: Places) -> Body | None:
    """The body, or the bare place, that begins at a position.

    Leading words such as 关于 or 中共 are skipped.

    Returns:
        None where neither a place nor a body without a place (``市司法局``) begins there.
    """
    begin = _skip(text, start)
    units, at = _read_units(text, begin, places)
    zone = (_ZONE if units else _NAMED_ZONE).match(text, at)
    if zone is not None:
        is_short = bool(units) and all(p.name != units[-1] for p in places.named(units[-1]))
        is_short = is_short and not _UNIT.fullmatch(units[-1])
        units, at = (*units, (units[-1] if is_short else "") + zone.group()), zone.end()
    if not units:
        return _without_place(text, begin)
    kind, department, end = _read_kind(text, at)
    return Body(begin, end, units, kind, department)


def resolve(
    units: Sequence[str],
    places: Places,
    hints: Sequence[str] = (),
    above: Sequence[str] = (),
) -> Place:
    """The place that a chain of names means.

    Args:
        units: Names as written, largest first, at least one.
        places: The table.
        hints: Names of larger units that the document speaks of, most telling first; they decide
            between places of the same name.
        above: Larger units of the body that publishes; parents of a place that no table knows.

    Returns:
        A place of the table; or one with an empty code, with the parents that are written or
        given, where no place of the table fits what is written. A name that several places
        bear and nothing decides has no code and no parents.
    """
    *parents, name = units
    candidates = [
        place for place in places.named(name) if all(place.is_in(parent) for parent in parents)
    ]
    if not candidates:
        return _outside_table(tuple(parents) or tuple(above), name, places)
    if len(candidates) > 1:
        candidates = _decide(candidates, hints)
    if len(candidates) == 1:
        return candidates[0]
    levels = {place.level for place in candidates}
    return Place("", candidates[0].name, "", "", levels.pop() if len(levels) == 1 else "")


def level_of(name: str, parents: Sequence[str] = ()) -> str:
    """The level that a name's form tells; a 市 under a prefecture is a county."""
    if name.endswith(("省", "自治区", "特别行政区")):
        return "province"
    if name.endswith(("镇", "乡", "街道", "街道办事处", "苏木")):
        return "township"
    if name.endswith(("州", "盟", "地区")):
        return "prefecture"
    if name.endswith("市"):
        return "county" if any(_is_prefecture(parent) for parent in parents) else "prefecture"
    return "county" if name.endswith(("县", "区", "旗")) else ""


def _skip(text: str, start: int) -> int:
    while True:
        match = _SKIPPED.match(text, start)
        if match is None or match.end() == start:
            return start
        start = match.end()


def _read_units(text: str, start: int, places: Places) -> tuple[tuple[str, ...], int]:
    units: list[str] = []
    at = start
    while True:
        name = _unit_at(text, at, places)
        if not name or (units and not _may_hold(units[-1], name, places)):
            return tuple(units), at
        units.append(name.removesuffix("办事处") if name.endswith("街道办事处") else name)
        at += len(name)


def _unit_at(text: str, at: int, places: Places) -> str:
    known = places.longest_at(text, at)
    match = _UNIT.match(text, at)
    written = match.group() if match is not None and _is_name(match) else ""
    if known and (len(known) >= len(written) or stem(known) != known):
        return known if _may_stand(text, at, known, places) else ""
    is_preceded = written[:1] in _PREPOSITIONS and places.longest_at(text, at + 1) == written[1:]
    return "" if is_preceded else written


def _may_stand(text: str, at: int, known: str, places: Places) -> bool:
    """A full name always; a short form before a year, a further place or the subject."""
    if known not in NOT_SHORT and level_of(known):
        return True
    after = at + len(known)
    if places.longest_at(text, after) or _UNIT.match(text, after) is not None:
        return known not in NOT_SHORT
    large = [place for place in places.named(known) if place.level != "county"]
    is_clear = len(large) == 1 or len(places.named(known)) == 1
    return is_clear and _SUBJECT.match(text, after) is not None


def _is_name(match: re.Match[str]) -> bool:
    core = match["core"]
    if (
        _GENERIC.match(core)
        or _NOT_IN_NAME.search(core)
        or _UNDER_A_FLAG.match(match.string, match.end() - 1)
    ):
        return False
    return len(core) <= 4 or match["ending"] in (
        "自治区",
        "自治州",
        "自治县",
        "自治旗",
        "街道",
        "街道办事处",
    )


def _rank(name: str, places: Places) -> int:
    level = level_of(name)
    if not level:
        known = places.named(name)
        level = known[0].level if known else "prefecture"
    return {"province": 0, "prefecture": 1, "county": 2, "township": 3}[level]


def _may_hold(outer: str, inner: str, places: Places) -> bool:
    """Whether one unit may lie in another by their kinds; a 市 may hold a 市."""
    if inner.endswith("市") and outer.endswith(("市", "州", "盟", "地区")):
        return True
    return _rank(outer, places) < _rank(inner, places)


def _read_kind(text: str, at: int) -> tuple[BodyKind, str, int]:
    """What follows the place: kind, department's name, end."""
    repeated = _REPEATED_KIND.match(text, at)
    at = repeated.end() if repeated is not None else at
    for kind, pattern in (
        (BodyKind.OFFICE, _OFFICE),
        (BodyKind.GOVERNMENT, _GOVERNMENT),
        (BodyKind.GOVERNMENT, _ADMINISTRATION),
        (BodyKind.DEPARTMENT, _RULE_OF_LAW),
    ):
        match = pattern.match(text, at)
        if match is not None:
            department = match.group().removeprefix("委")
            return kind, department if kind is BodyKind.DEPARTMENT else "", match.end()
    match = _DEPARTMENT.match(text, at)
    if match is not None and not _NOT_DEPARTMENT.search(match["name"]):
        return BodyKind.DEPARTMENT, match["name"].removeprefix("人民政府"), match.end("name")
    party = _PARTY.match(text, at)
    return (BodyKind.PARTY, "", party.end()) if party else (BodyKind.PLACE, "", at)


def _without_place(text: str, begin: int) -> Body | None:
    """``市政府办``, ``县司法局``: a body whose place is left to the context."""
    if text[begin : begin + 1] not in tuple("省市县区州旗盟镇乡"):
        return None
    kind, department, end = _read_kind(text, begin + 1)
    return None if kind is BodyKind.PLACE else Body(begin, end, (), kind, department)


def _decide(candidates: list[Place], hints: Sequence[str]) -> list[Place]:
    """The candidates that the first telling hint leaves; today's where nothing tells."""
    for hint in hints:
        inside = [place for place in candidates if place.is_in(hint)]
        if 0 < len(inside) < len(candidates):
            candidates = inside
    today = [place for place in candidates if not place.valid_until]
    return today if len(today) == 1 else candidates


def _outside_table(parents: tuple[str, ...], name: str, places: Places) -> Place:
    above = [unit for unit in parents if _may_hold(unit, name, places)]
    known = {unit: place for unit in above for place in places.named(unit)[:1]}
    level = level_of(name, above) or "county"
    province, prefecture = _parents(above, known)
    if level == "province":
        province, prefecture = name, ""
    elif level == "prefecture":
        prefecture = name
    return Place("", name, province, prefecture, level)


def _parents(above: Sequence[str], known: Mapping[str, Place]) -> tuple[str, str]:
    """Province and prefecture from larger units: by the table where it knows them."""
    province = prefecture = ""
    for unit in above:
        if unit in known:
            province = province or known[unit].province
            prefecture = prefecture or known[unit].prefecture
        elif level_of(unit) == "province":
            province = province or unit
        elif _is_prefecture(unit):
            prefecture = prefecture or unit
    return province, prefecture


def _is_prefecture(name: str) -> bool:
    return name.endswith(("市", "州", "盟", "地区"))
