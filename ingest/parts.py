"""What the parts of a report are about: praise, problems, plans, opening words, signature.

Kinds come from headings where there are any; problems and plans that hide in a section on
something else are found by the words that open them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vectorstore.records import PartKind

_LACK = "(?:问题|不足|差距|短板|薄弱环节|薄弱点|困难|弱项)"
_PROBLEM_HEADING = re.compile(
    rf"存在.{{0,8}}{_LACK}|主要(?:问题|不足|困难|短板)|^突出问题|{_LACK}(?:和|与|及|、){_LACK}"
    rf"|(?:面临|遇到).{{0,6}}(?:问题|困难|挑战)|不足之处|^{_LACK}$|(?:问题|不足)(?:分析|剖析|和原因)"
)
_TOP_PROBLEM_HEADING = re.compile(
    rf"^[^,。]{{0,10}}{_LACK}$|^{_LACK}(?:和|与|及|、)(?:打算|计划|思路)"
)
_SOLVED = re.compile(
    r"(?:解决|整治|整改|化解|破解|聚焦|针对|围绕|查摆|纠正|治理|排查|回应|克服|瞄准|直面|攻克|补齐|补足|弥补|严查)"
    r".{0,20}(?:问题|困难|短板|不足|弱项)|问题(?:整改|整治|导向|线索|清单|排查|化解)"
)
_PLAN_HEADING = re.compile(
    r"下一?步|下一?阶段|下一年|新的一年|今后|明年|来年|努力方向|改进(?:措施|方向|打算)|整改(?:措施|方向|打算)"
    r"|工作(?:打算|设想)|^(?:关于|对|推进)?(?:19|20)\d\d年.{0,24}(?:计划|思路|打算|设想|展望|部署)$"
)
_TOP_PLAN_HEADING = re.compile(
    r"(?:工作|主要|重点)(?:计划|安排)$|工作(?:思路|展望|谋划)$|^(?:计划|打算|思路|展望)$"
)
_LEAD_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十]{1,3}(?:部分|章|节|个?方面[,:、 ]?|[、.是要])|[壹贰叁肆伍陆柒捌玖拾]、|【[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾\d]{1,3}】|[(〔][一二三四五六七八九十\d]{1,3}[)〕][、.]?"
    r"|\d{1,2}[、.]|[①-⑳])[ ]*"
)

PART_NAME = re.compile(
    rf"^(?:(?:目前|当前|工作中)?存在.{{0,8}}{_LACK}|(?:主要|突出)(?:问题|不足)|{_LACK}(?:和|与|及|、){_LACK}"
    r"|下一?步|下一?阶段|今后.{0,8}(?:打算|思路|计划|安排|方向)|(?:19|20)\d\d年.{0,16}(?:计划|思路|打算|安排|设想)$"
    r"|工作(?:打算|设想|思路|计划)$)"
)
"""An unnumbered line that names a part on problems or plans."""


def heading_kind(heading: str, inherited: PartKind, level: int) -> PartKind:
    """What a section reports, by its (folded) heading.

    Args:
        heading: The heading, number included.
        inherited: The kind of the section around it.
        level: Its level; 工作安排 names plans, and 正视问题 problems, only at the first.
    """
    words = _LEAD_NUMBER.sub("", heading).strip()
    if inherited is PartKind.PLAN:
        return inherited
    admits = _PROBLEM_HEADING.search(words) or (level == 1 and _TOP_PROBLEM_HEADING.search(words))
    if admits and not _SOLVED.search(words):
        return PartKind.PROBLEM
    if _PLAN_HEADING.search(words) or (level == 1 and _TOP_PLAN_HEADING.search(words)):
        return PartKind.PLAN
    return inherited


_ATTACHMENT = re.compile(
    r"(?<=\n)[ ]*附(?:件|表|录)?[ ]?[一二三四五六七八九十0-9]{0,2}[ ]?(?:[:.、][ ]?[^\n。]{2,60}|[ ][^\n。]{2,60})?\n(?=[^\n]*\S)"
)
_ATTACHED_AFTER = 0.5
"""Lines that name an attachment in the first half of a text belong to the page's head."""


def attachment_start(folded: str) -> int:
    """Where what a report appends begins (``附:主要指标对照表``); the text's end without any."""
    found = _ATTACHMENT.search(folded, int(_ATTACHED_AFTER * len(folded)))
    if found is None:
        return len(folded)
    return found.start() + len(found[0]) - len(found[0].lstrip())


_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)年度?[^\n。,]{0,24}(?:报告|总结|综述|情况|工作)")
_TITLE_REACH = 400


def year_after_title(folded: str) -> int | None:
    """The year after the one that a text's title reports on; None where it names none."""
    match = _TITLE_YEAR.search(folded, 0, _TITLE_REACH)
    return int(match[1]) + 1 if match else None


def names_year(heading: str, year: int | None) -> bool:
    """Whether a heading is about a year (``三、2024年重点工作``)."""
    words = _LEAD_NUMBER.sub("", heading).strip()
    return year is not None and re.match(f"{year}年", words) is not None


@dataclass(frozen=True, slots=True)
class Cue:
    """A sentence that opens an unheaded part.

    Attributes:
        start: Where it begins.
        kind: What the part is about.
        is_general: Whether it may speak for a whole first-level section: it opens a paragraph or
            names the work as a whole.
    """

    start: int
    kind: PartKind
    is_general: bool


_PLACE_WILL = r"(?:[^,。\n]{0,14}[县区市州旗盟局镇乡省们府委])?"
_WILL = (
    r"(?:将|要)(?:继续|进一步|持续|深入|坚持|全力|全面|以|围绕|紧紧|认真|着力|重点|按照|大力|切实|不断|加强|严格|一如既往)"
    r"(?![^。,\n]{0,30}(?:纳入|作为|列入|摆在|放在|贯穿|融入))"
)
"""A promise; 将 is also 把 (``将法治建设纳入考核``), which promises nothing."""
_PLAN_CUE = re.compile(
    r"(?P<before>[\n。!?])[ ]*(?P<cue>"
    r"(?:下一?步|下一?阶段|今后|接下来|明年|来年|今后一段时期|在(?:今后|下一?步)的?工作中)"
    r"(?=[,::]|[^。\n]{0,20}(?:将|要|继续|进一步|着力))"
    rf"|(?:20\d\d|新的一)年,{_PLACE_WILL}{_WILL}"
    r"|(?:(?:20\d\d|下一|新的一)年度?)?(?:工作|主要|重点)?(?:打算|计划|思路|安排)(?=:)"
    r"|(?:针对|对于)(?:以上|上述|这些|存在的)[^,。\n]{0,8}(?:问题|不足)[^。\n]{0,10}(?:将|下一?步)"
    r")"
)
_CLOSING_CUE = re.compile(
    rf"(?P<before>[\n。!?])[ ]*(?P<cue>(?:[^。\n]{{0,24}},)?[^,。\n]{{0,10}}{_WILL})"
)
_CLOSING_PARAGRAPHS = 2
_LACKS = re.compile(r"存在|差距|不足|(?:看到|认识到|意识到),")
_RESULT_BUT = re.compile(
    rf"(?:成绩|成效|进展|成果|进步|效果|提升|提高)[^。\n]{{0,30}}(?:但|然而|同时|不过)[^。\n]{{0,50}}(?:存在|{_LACK})"
)
_WHOLE_WORK = re.compile(r"法治政府|法治建设|依法行政|我[省市县区州旗局镇]|总体|各项工作|一年来")
_FALLS_SHORT = re.compile(
    rf"(?:与|同|距|离|对照|对标)[^。\n]{{2,70}}(?:要求|期盼|期待|期望|目标|需要|先进|标准)[^。\n]{{0,20}}(?:差距|不足|距离|{_LACK})"
)
_STILL_LACKS = re.compile(
    rf"(?:仍|还|依然|也|尚|客观上)[^。\n,、]{{0,8}}存在[^。\n;]{{0,14}}{_LACK}"
    rf"|存在着?(?:一些|一定|不少|以下|如下|许多|诸多|明显|较多|很多|薄弱)[^。\n,;]{{0,10}}{_LACK}"
)
_NAMES_LACKS = re.compile(
    rf"(?:目前|当前|工作中)?,?(?:主要|目前|当前|还)?存在的?(?:主要|突出|一些)?{_LACK}(?:(?:和|与|及|、){_LACK})?"
    r"(?:主要|集中)?(?:是|有(?!所)|表现|体现|:|为)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_FIGURES_REPORTED = 4
_SEES = re.compile(
    rf"(?:我们)?(?:也|还|更|必须|要|应)[^。\n,]{{0,8}}(?:看到|认识到|意识到),[^。\n]{{0,24}}{_LACK}"
)
"""Admits problems of the work in the words of a speech: 我们也看到,工作中的问题不容回避."""
_LOOKED_INTO = re.compile(
    r"(?:督促|责令|已|限期|要求)[^。\n]{0,14}整改|发现|通报|评查|反馈意见|督察|查找|查摆|梳理|排查"
)
_MIN_CLOSING_TEXT = 600
_MAX_OPENING_WORDS = 40


def find_cues(folded: str, end: int) -> list[Cue]:
    """Sentences of ``folded[:end]`` that open an unheaded part on problems or plans, in order."""
    padded = "\n" + folded[:end]
    cues = {
        match.start("cue") - 1: Cue(match.start("cue") - 1, PartKind.PLAN, match["before"] == "\n")
        for match in _PLAN_CUE.finditer(padded)
    }
    sentence_end = 0
    for match in _LACKS.finditer(padded):
        if match.start() < sentence_end:
            continue
        start, sentence_end = _sentence_around(padded, match.start())
        cue = _problem_cue(padded, start, sentence_end)
        if cue is not None:
            cues.setdefault(cue.start, cue)
    closing = _closing_cue(padded)
    if closing is not None and not any(
        cue.kind is PartKind.PLAN and cue.start > closing.start - 400 for cue in cues.values()
    ):
        cues.setdefault(closing.start, closing)
    return [cues[start] for start in sorted(cues)]


def _sentence_around(padded: str, at: int) -> tuple[int, int]:
    """The span of the sentence around a word, up to its full stop."""
    start = max(padded.rfind(mark, 0, at) for mark in "\n。!?") + 1
    ends = [found for mark in "\n。" if (found := padded.find(mark, at)) >= 0]
    return start, min(ends, default=len(padded))


def _problem_cue(padded: str, start: int, end: int) -> Cue | None:
    """The cue that a sentence is, if it admits problems of the work as a whole."""
    opens = padded[start - 1] == "\n"
    while padded[start] in " ”":
        start += 1
    result = _RESULT_BUT.search(padded, start, end)
    if result and len(_NUMBER.findall(padded, start, result.start())) >= _FIGURES_REPORTED:
        result = None  # it reports figures, and says of one that it could be better
    sees = _SEES.search(padded, start, end)
    if not (result or sees) and _LOOKED_INTO.search(padded, start, end):
        return None
    opening = _NAMES_LACKS.match(padded, start, end)
    general = opens and (
        _FALLS_SHORT.search(padded, start, end) or _STILL_LACKS.search(padded, start, end)
    )
    if not (result or opening or general or sees):
        return None
    names_all = bool(sees) or (bool(result) and bool(_WHOLE_WORK.search(padded, start, end)))
    return Cue(start - 1, PartKind.PROBLEM, opens or names_all)


def _closing_cue(padded: str) -> Cue | None:
    """A promise in one of the last paragraphs of a text that has no 下一步."""
    if len(padded) < _MIN_CLOSING_TEXT:
        return None
    begin = len(padded)
    for _ in range(_CLOSING_PARAGRAPHS):
        begin = padded.rfind("\n", 0, len(padded[:begin].rstrip()))
        if begin <= 0:
            return None
    match = _CLOSING_CUE.search(padded, begin)
    if match is None:
        return None
    start = match.start("cue")
    line = padded.rfind("\n", 0, start) + 1
    if start - line <= _MAX_OPENING_WORDS:
        start = line
    return Cue(start - 1, PartKind.PLAN, start == line)


_SO_REPORTED = re.compile(r"(?:报告|汇报|公布|公开|通报|总结|自查)(?:情况)?如下[^。:\n]{0,4}[。:]?")


def preamble_end(folded: str, first_heading: int, head_end: int) -> int:
    """Where the opening words end.

    They end at the first heading; at 现将…报告如下 where unheaded text follows it; and where a
    report has no headings and no such words, with its title.

    Args:
        folded: The folded text.
        first_heading: Where the first heading begins; the length of the text where none does.
        head_end: Where the title lines end.
    """
    said = _SO_REPORTED.search(folded, 0, first_heading)
    if said is not None:
        return said.end()
    if first_heading < len(folded) and first_heading <= max(1500, len(folded) // 2):
        return first_heading
    return head_end


_DATE = r"(?:(?:19|20)\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
_ISSUER = r"(?:[^\s。,;:!?]{2,24}[^\S\n]*)?[^\s。,;:!?]{1,24}(?:政府|委员会|局|办公室|厅|院|中心|镇|街道|办事处|部|会|司|队|处|站)"
_SIGNATURE = re.compile(
    rf"(?:(?<=\n)|(?<=[。!?]))[^\S\n]*(?P<sign>(?:{_ISSUER}\s*(?:\n\s*{_ISSUER}\s*)?)?{_DATE}|(?<=\n){_ISSUER})"
    r"\s*(?:\([^()\n]{1,20}\)\s*)?$"
)
_SIGNATURE_WINDOW = 160


def signature_start(folded: str) -> int:
    """Where the issuer's name and the date at the end of a text begin; its length without them."""
    end = len(folded.rstrip())
    match = _SIGNATURE.search(folded, max(0, end - _SIGNATURE_WINDOW), end)
    return match.start("sign") if match else end
