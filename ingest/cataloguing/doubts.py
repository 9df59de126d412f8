"""Signs that words are missing from a text: an unpaired bracket, a unit without its number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_PAIRS = {"(": ")", "《": "》", "“": "”", "〔": "〕", "【": "】"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_BRACKET = re.compile(r"[()《》“”〔〕【】\n]")
_ENUMERATION = re.compile(r"(?:^|[\s。;,:、])(?:[\d一二三四五六七八九十]{1,3}|[a-zA-Z])$")
_NO_NUMBER = re.compile(
    r"(?P<noun>执照|证照|证书|证件|案件|资金|投资|财政|文件|资料|群众|企业|罚款|贷款|税费|合同|纠纷|信息|事项)"
    r"(?P<unit>[万亿](?:余)?(?:元|件|份|人次|户|人|起|条|张|本|册|次))(?=[,。;、)]|$)",
    re.MULTILINE,
)
_SHORTEST = 200
_CUT = re.compile(r"[\u4e00-\u9fff,、:(]$")
_MOST = 3
_AROUND = 10
_NEAR = 40


def find_doubts(folded: str, *, signed: bool) -> tuple[str, ...]:
    """Doubts about the completeness of a text (folded), one readable sentence each.

    Args:
        folded: The report's text.
        signed: Whether it ends with a signature.
    """
    doubts = []
    if len(folded.strip()) < _SHORTEST:
        doubts.append("正文不足200字\uff0c可能没有取全。")
    elif not signed and _CUT.search(folded.rstrip().rsplit("\n", 1)[-1]) and _ends_in_prose(folded):
        doubts.append("正文结尾不完整\uff0c可能被截断。")
    doubts += [
        f"“{_before(folded, match.start())}{match.group()}”缺少数字\uff0c不能当作1{match['unit'][0]}。"
        for match in islice(_NO_NUMBER.finditer(folded), _MOST)
    ]
    doubts += islice(_unpaired(folded), _MOST)
    return tuple(doubts)


def lacks_number(folded: str) -> bool:
    """Whether a text (folded) has a unit such as 万份 right after a noun, without its number."""
    return _NO_NUMBER.search(folded) is not None


def _before(folded: str, at: int) -> str:
    """A few words before a position, from where a phrase begins."""
    return re.split(r"[^\u4e00-\u9fff“”]", folded[max(0, at - _AROUND) : at])[-1]


def _ends_in_prose(folded: str) -> bool:
    last = folded.rstrip().rsplit("\n", 1)[-1]
    return len(last) > 40 or last.endswith((",", "、", ":", "("))


def _unpaired(folded: str) -> Iterator[str]:
    """Brackets without a partner, paragraph by paragraph; a wrong partner counts once."""
    stack: list[tuple[str, int]] = []
    for match in _BRACKET.finditer(folded):
        char, at = match.group(), match.start()
        if char == "\n":
            yield from (_doubt(folded, opened, opener) for opener, opened in stack)
            stack.clear()
        elif char in _PAIRS:
            stack.append((char, at))
        elif any(opener == _CLOSERS[char] for opener, _ in stack):
            while stack[-1][0] != _CLOSERS[char]:
                yield _doubt(folded, *stack.pop()[::-1])
            stack.pop()
        elif stack and at - stack[-1][1] < _NEAR:
            yield _doubt(folded, *stack.pop()[::-1])
        elif not (char == ")" and _ENUMERATION.search(folded, max(0, at - 5), at)):
            yield _doubt(folded, at, char)
    yield from (_doubt(folded, opened, opener) for opener, opened in stack)


def _doubt(folded: str, at: int, char: str) -> str:
    start = folded.rfind("\n", max(0, at - _AROUND), at) + 1 or max(0, at - _AROUND)
    around = folded[start : at + _AROUND + 1].split("\n")[0].strip()
    return f"“{around}”处的“{char}”不成对\uff0c可能有脱字。"
