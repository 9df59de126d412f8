"""Whose figure a clause states: the report's own place, another one, or one above it."""

from __future__ import annotations

import re

from ingest.clauses import Clause, Statement
from ingest.lexicon.places import Places
from vectorstore.records import Metadata

_LEAD = re.compile("(?:其中|另外|如|而|据)?")
_DOES = "(?:人民)?(?:政府|法院|司法局|检察院)?(?:全年|本级|共|累计|已|新收|受理|办理|收到|完成|审结|调解)"
_KNOWN_DOES = re.compile(f"{_DOES}|的?[^,。;]{{2,10}}率|达|最[高低]")
"""What follows a place of the table that states a figure of its own."""
_UNKNOWN_PLACE = re.compile(f"(?P<place>[一-鿿]{{2,3}}(?:市|县|区|旗)){_DOES}")
"""A place that the table does not know, by the form of its name."""
_OWN_PLACE = re.compile("[我全本](?:市|县|区|旗|州|省|镇|乡)")
_KINDS = frozenset("省市县区旗州盟")
_NOT_PLACE = re.compile("[全我本各该某两三省地辖社园小景片新城郊整县市区乡镇村校库级属直和与及]")
_OWN_AFTER = re.compile("[委第首最率前唯]|人民政府|政府|司法局|.{0,8}[我全本](?:县|区|旗)")
_WHOLE_CITY = re.compile(
    "全市(?!第|首|率先|性|范围|各|唯一|最|前列|领先|推广|排名|考核|中|先进|试点|优秀|通报)"
)
_WIDER = re.compile("^(?:全国|全省|全自治区)(?!第|首|率先|性|范围|各)")


def region_of(metadata: Metadata, clause: Clause, index: int, statement: Statement) -> str:
    """The report's place, unless the clause or its sentence begins with another one.

    Args:
        metadata: The report's.
        clause: The clause that the figure stands in.
        index: The figure's number in the clause.
        statement: The sentence around the clause.
    """
    figure = clause.figures[index]
    if index and (listed := _another(metadata, clause.before(index).lstrip("、和与及"))):
        return listed
    opening = statement.clauses[0]
    first = "" if _OWN_PLACE.match(clause.plain) or not opening.figures else opening.plain
    for words in (clause.plain, first):
        if not figure.is_rank and (above := _above(metadata, words)):
            return above
        if another := _another(metadata, words):
            return another
    if metadata.region and metadata.level not in {"province", ""} and _WIDER.match(clause.plain):
        return "全国" if clause.plain.startswith("全国") else metadata.province or "全省"
    return metadata.region


def _another(metadata: Metadata, words: str) -> str:
    """The place whose figure a clause begins to state, where it is not the report's own."""
    lead = _LEAD.match(words)
    at = lead.end() if lead else 0
    known = Places.load().longest_at(words, at)
    if known and known[-1] in _KINDS and len(known) > 2:
        is_own = known == metadata.region
        return known if not is_own and _KNOWN_DOES.match(words, at + len(known)) else ""
    match = _UNKNOWN_PLACE.match(words, at)
    if match is None or _NOT_PLACE.search(match["place"][:-1]):
        return ""
    return match["place"] if match["place"] != metadata.region else ""


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
