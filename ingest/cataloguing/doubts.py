"""Signs that words are missing from a text: an unpaired bracket, a unit without its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PAIRS = {"(": ")", "《": "》", "“": "”", "〔": "〕", "【": "】"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
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
        f"“{match.group()}”缺少数字\uff0c不能当作1{match['unit'][0]}。"
        for match in list(_NO_NUMBER.finditer(folded))[:_MOST]
    ]
    doubts += list(_unpaired(folded))[:_MOST]
    return tuple(doubts)


def _ends_in_prose(folded: str) -> bool:
    last = folded.rstrip().rsplit("\n", 1)[-1]
    return len(last) > 40 or last.endswith((",", "、", ":", "("))


def _unpaired(folded: str) -> Iterator[str]:
    """Brackets without a partner, paragraph by paragraph."""
    for line in folded.split("\n"):
        stack: list[tuple[str, int]] = []
        for at, char in enumerate(line):
            if char in _PAIRS:
                stack.append((char, at))
            elif char in _CLOSERS:
                while (
                    stack
                    and stack[-1][0] != _CLOSERS[char]
                    and any(o == _CLOSERS[char] for o, _ in stack)
                ):
                    yield _doubt(line, *stack.pop()[::-1])
                if stack and stack[-1][0] == _CLOSERS[char]:
                    stack.pop()
                elif not (char == ")" and _ENUMERATION.search(line[:at])):
                    yield _doubt(line, at, char)
        for char, at in stack:
            yield _doubt(line, at, char)


def _doubt(line: str, at: int, char: str) -> str:
    around = line[max(0, at - _AROUND) : at + _AROUND + 1].strip()
    return f"“{around}”处的“{char}”不成对\uff0c可能有脱字。"
