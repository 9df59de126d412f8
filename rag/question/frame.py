"""The frame of a question across reports: which reports it asks, and what they are to do with it.

``五份材料里，哪几份提到了行政裁决?`` is about 行政裁决; all other words are its frame. The frame is
a small grammar (a number, a measure, 报告 or 地方, 里; 提到, 写明, 说清楚), not a list of questions.
"""

from __future__ import annotations

import re

from rag.question.report_filter import LEVEL_WORDS

_NUMBER = r"(?:[一二两三四五六七八九十百\d]{1,9}|几|多少|哪几?|哪些|哪|各|每|所有|全部|全体|其他|其它|别的|多|某)"
_REPORT = r"(?:年度报告|工作报告|总结报告|报告书|报告|材料|文本|年报|文章|资料)"
_PLACE = (
    r"(?:地方|地区|区县|县区|县市区|县市|市县|区市|城市|省份|地市|单位|区|县|市|省|旗|地(?!方))"
)
_PLACES = rf"{_PLACE}(?:(?:或者?|和|及|、)(?:部门|单位|{_PLACE}))*"
_INSIDE = r"(?:里面|里头|里边|之中|之间|当中|里|中|内|上)"
_ASIDE = r"(?:都|也|还|又|均|曾经?|已经?|有没有|是否|明确|专门|特别|重点|单独|具体|分别|同时|各自|自己|详细|清楚地?|真正|确实)"

SAY = (
    r"(?:点名|明确)?(?:提到|提及|提过|提起|提出|提(?![高升供交请示议案醒取名])|写明白|写清楚|写明|写清|写到|写出|写上|写得?有|写着|写了|写过|写进去?|写入|(?:能|可以)?(?:找到|找得到|看到|看得到|查到|查得到|读到|见到)"
    r"|说明白|说清楚|说明|说清|说到|说起|说过|说了|讲到|讲明|讲清楚|讲清|讲了|讲过|谈到|谈及|谈了|论及|言及|涉及到?|触及|强调|介绍|交代|交待|点出|点到|指出|载明|载有|列明|列出|列了|标明|注明|给出|给了|报出|报了"
    r"|公布|披露|通报了|晒出|亮出|记载|描述|阐述|反映|体现|出现|用到|用了|使用|包含|含有|覆盖到)"
)
"""Verbs of what a report does with a subject, and of nothing else."""

MENTION = re.compile(
    r"提到|提及|提过|提起|提出|写到|写了|写过|写有|写着|写进|写入|说到|说起|说过|说了|讲到|讲了|讲过|谈到|谈及|谈了|论及|言及|涉及|触及|点名|点到|点出|用到|出现|字样|载有|包含|找到|找得到|看到|看得到|查到|查得到|读到|见到"
    r"|(?:^|[份家个些告方谁料,\s])[讲提写](?![座师解堂台话课究述高升供交出示明字作法请])"
)
"""Verbs that ask for mere mention, also in a plan or among the problems."""

ADMIT = re.compile(r"承认|坦承|坦言|自认|反思|检讨|剖析")
"""Verbs that ask what a report finds lacking in itself."""

_SAY_BARELY = r"(?:讲(?![座师解堂台话课究述])|写(?![字作法])|报(?![告纸道送备表刊社名案酬销]))"
_ASK = (
    r"(?:请问|请|麻烦|帮忙|帮我|帮|给我|我想|想)?(?:你|您)?(?:知道|了解|问|帮|给)?(?:一下|下|我)?"
    r"(?:列出|列举|列一下|列一列|罗列|找出|找找|找一下|查出|查查|查一下|看看|看一下|筛选?出?|挑出|数一数|数数|数一下|统计一下|统计|说说|告诉我)(?:来|一下)?"
    r"|^(?:请问|请教|问一下|想问|想知道|我想知道|想了解|我想了解|麻烦问一下|麻烦|请|帮我)(?:一下|下)?[,:]?"
)

SCOPE = re.compile(
    rf"{LEVEL_WORDS}"
    rf"|(?:都|也)?(?:有|是)?(?:在|从|按|据|以上|上述)?(?:这|那)?{_NUMBER}(?:[份个家篇处座]|些)?(?:的)?(?:{_REPORT}|{_PLACES}){_INSIDE}?"
    rf"|(?:在|从)?(?:这|那)(?:批|堆|组|套)(?:的)?(?:{_REPORT}|{_PLACE})?{_INSIDE}?"
    rf"|(?:在|从|按|据)?(?:这|那)?{_NUMBER}[份家篇](?!额|属|庭)(?:的)?{_INSIDE}?"
    rf"|(?:这|那)(?:几|些)(?:[份个家篇处座])?(?:的)?(?:{_REPORT}|{_PLACE})?{_INSIDE}?"
    rf"|(?:在|从)?(?:{_REPORT}|文){_INSIDE}(?!国|央|心|级|小|介|标|止|断|等)"
    rf"|(?:^|(?<=[,。;:\s]))(?:里面|里头|其中|当中)"
    r"|(?:都|也)?(?:有|是)?(?:哪些|哪几[个份家]|哪几|哪个|哪边|哪里|哪儿|哪家|谁家|谁)(?:家|人)?"
    rf"|的(?:{_REPORT}|{_PLACE})(?=(?:都|一共|总共|共|合计)*(?:有|是|占|$|[,。?!]|{_NUMBER})|\s*$|\x00)"
    rf"|(?<=\x00)(?:的)?(?:{_REPORT})"
    rf"|(?:的)?(?:{_REPORT}|{_PLACE})(?:的)?(?:数量|份数|个数|总数|数)(?:是|有|为)?(?:多少|几)?[份个家]?"
    r"|(?:在)?(?:存在的?)?(?:问题|不足|短板|困难)(?:部分|章节|里面?|中|方面|之处)"
    r"|既|都|均"
)
_ASKS = re.compile(_ASK)
_SAYS = re.compile(
    rf"(?:^|(?<=[\x00,。;:\s])){_ASIDE}*(?:在)?(?:{SAY}|{_SAY_BARELY})(?:了|过|着|出来|出)?"
)
_SAYS_LAST = re.compile(rf"{_ASIDE}*{SAY}(?:了|过|着|出来|出|的)*\s*(?=[\x00,。;?!]|$)")
_LEADS = re.compile(
    r"(?:^|(?<=[\x00\s,]))(?:有|是|对|把|给|将|要|拟)+(?![关求素件点害订效机限序期偿赖力奖轨责害毒无些没])(?=[\u4e00-\u9fff]{2})"
)
_COUNTED = re.compile(
    r"(?<=\x00)\s*(?:一共|总共|共|合计)?(?:有|是|占了?)?(?:多少|几)(?:个|家|份|地)?"
)
_REPORTED = re.compile(r"^\s*报告(?:了|过|出)")


def without_reports(text: str) -> str:
    """A question without the words for the reports or places that it asks about."""
    return SCOPE.sub(" ", text)


def subject_text(text: str) -> str:
    """A question, or a clause of one, without its frame; what was removed leaves a space.

    Args:
        text: In simplified Chinese and half width, places and years removed.
    """
    bare = _ASKS.sub(" ", _REPORTED.sub(" ", text))
    bare = _COUNTED.sub(" ", SCOPE.sub("\x00", bare))
    bare = _SAYS_LAST.sub(" ", _SAYS.sub(" ", bare))
    return _LEADS.sub(" ", bare).replace("\x00", " ")
