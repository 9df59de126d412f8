"""Which words mean a report's own level of government, and which the levels below it together."""

from __future__ import annotations

import re

from vectorstore.records import Metadata

_KINDS = {
    "province": "省区市", "prefecture": "市州地盟", "county": "县区市旗", "township": "镇乡街",
}  # fmt: skip
"""First characters of the own level's names by the level of the report's place."""
_LEVEL = re.compile(
    "(?:其中[:、]?)?(?P<who>(?:各)?(?P<kinds>[省市县区州地盟旗镇乡街道、和及()]{1,8}?)(?:本级|级)?)(?:合计|小计|平均)?"
)
_SEVERAL = re.compile(
    "(?:东部|中部|西部|东北|[省市县区州地旗镇乡街道各下级本及和与辖、()]){2,}(?:地区)?"
)


def levels_below(words: str, metadata: Metadata) -> str:
    """Several places or levels together that a label means (``县区级`` in a city's table).

    Args:
        words: The label's words.
        metadata: The report's, whose own level is none of them.

    Returns:
        The label without 其中 and 合计; empty where it means something else.
    """
    plain = words.replace(" ", "")
    match = _LEVEL.fullmatch(plain)
    if match is None:
        return plain if _SEVERAL.fullmatch(plain) and not plain.endswith("本级") else ""
    who, kinds = match["who"], match["kinds"]
    if len(who) < 2 or who.endswith("本级"):
        return ""
    own = _KINDS.get(metadata.level, "")
    is_own = len(kinds) == 1 and kinds in own
    return "" if is_own else who
