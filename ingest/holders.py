"""Whose figure a sentence states within its place: a department's, a town's, one team's."""

from __future__ import annotations

import re
from functools import lru_cache

_CLAUSES = re.compile(r"[,;:]")
_LEAD = re.compile(
    r"^(?:其中|另外|目前|现在|今年以来|今年|本年度?|全年|近年来|截至[^,]{0,12}|(?:19|20)\d{2}年度?|\d{1,2}月份?|\s)+"
)
_WHOLE = re.compile(r"^(?:我|全|本)(?:市|县|区|旗|州|省)|^(?:各|全部|所有|每)")
_ACTS = (
    r"(?=(?:已经?|共|累计|全年|今年|去年|先后|先行|率先|每年|依法|主动|积极|牵头|新)*"
    r"(?:办理|受理|收到|完成|开展|组织|处理|调解|调处|化解|审结|查处|制定|出台|举办|接待|审核|审查|选派|成立|建立"
    r"|现有|共有|配有|设有|拥有|梳理|公布|公开|发出|立案|移送|培训|聘请|配备|解答|服务|检查|巡查|发放|印发|召开|参加|化解|纠正|清理|办结|承办|执结))"
)
_NOT_BY = (
    r"(?!组织|指导|推动|推进|督促|要求|会同|联合|对|向|为|在|由|将|把|从|通过|召开|开展|建立|成立|加强|选派|聘请|支持|以|依托|协调|帮助"
    r"|鼓励|评选|命名|确定|选取|抽取|根据|按照|经|各|全|每|两|三|有|与|和|及|并|实现|完成|打造|设立|增设|组建|制定|出台|落实|覆盖|包括|被|使|让)"
)
_MINOR = (
    r"镇|乡|街道(?:办事处|办)?|(?<!农)村(?:委会)?|(?<!进)社区|工作室|调解室|调解团队|律师事务所"
)
_MAJOR = r"局|(?<=制)办|办公室|中院|委员会|(?<![党常])委|厅|(?<!检)法院|检察院|支队|大队|(?<!理)中心|管委会"
_BODY = re.compile(
    rf"^{_NOT_BY}(?P<who>(?:[一-鿿]|“[^”]{{1,12}}”){{1,16}}?(?:{_MINOR}|{_MAJOR})){_ACTS}"
)
_THIS = re.compile(
    r"^(?P<who>(?:这个|这支|这家|该)[^,;。]{0,24}?(?:团队|工作室|调解室|调委会|队伍|机构|中心|站|所|村|社区|镇|乡|街道|公司|企业))(?:,|$|(?=[一-鿿]))"
)
_IS_MINOR = re.compile(rf"(?:{_MINOR}|团队|调委会|队伍|机构|站|公司|企业)$|^(?:这|该)")
_PLURAL = re.compile(r"(?:各|全[市县区省州旗]|每[个一]|两级|三级|部门|机关|单位)")


def holder_of(before: str) -> str:
    """The body whose figure follows; empty where it is the whole place's.

    The nearest clause of the sentence that names who acts decides.

    Args:
        before: The sentence up to the figure, folded.

    Returns:
        The body as the sentence names it (``县公安局``, ``柳坪镇``).
    """
    for clause in reversed(_CLAUSES.split(before)):
        named = _named_in(clause)
        if named is not None:
            return named
    return ""


@lru_cache(maxsize=1 << 14)
def _named_in(clause: str) -> str | None:
    """Who acts in a clause, empty for the whole place or several; None where it does not say."""
    words = _LEAD.sub("", clause)
    if _WHOLE.match(words):
        return ""
    match = _THIS.match(words) or _BODY.match(words)
    if match is None:
        return None
    who = match["who"]
    return "" if _PLURAL.search(who) else who


def is_minor(holder: str) -> bool:
    """Whether a body is only a small part of its place: a town, a village, a team."""
    return _IS_MINOR.search(holder) is not None
