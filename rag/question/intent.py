"""What kind of answer a question wants, by the words it uses.

The patterns are tried in order; the first that fits decides. A question that asks for several
places' figures is a list even where it says 多少; a figure of one place is a lookup.
"""

from __future__ import annotations

import re

from rag.answer import Intent
from rag.question.ahead import NONE_OF_IT
from rag.question.frame import SAY
from rag.question.query import Wanted

_PLACES = r"(?:地方|地区|城市|区县|县区|县市区|县市|市县|区市|省份|地市|市辖区|地级市|县级市|省|市|县|区|旗|单位|部门|报告|年报|材料|文件|家|份|个|地|案例)"
_REPORTS = r"(?:地方|地区|城市|区县|县区|县市区|县市|市县|区市|省份|地市|报告|年报|材料|文本)"
_MEASURE = r"(?:份|个|家|篇|处|座)"
_SET = r"(?:都|也|还|又|均|曾|已|没|未|有|是|在|给|把|对|达|超|低|高|开展|推|建|设|搞|出台|制定|实行|实施|落实|实现|探索|成立|配|聘|办|做|用|取消|发布)"
"""What a list or count asks of reports or places right after the question word."""

_LIMIT = r"(?:超过|超|过|破|突破|高于|低于|大于|小于|多于|少于|达到|达|不到|不足|不满|达不到|没到|没过|不低于|不少于|不高于|不超过|不止|至少|在)(?:了)?(?:[百千万亿\d一二两三四五六七八九十]|百分之)"
_DEGREE = r"(?:更|较|比较|最)?(?:多(?!少|久|长|元|种|样)|少(?!年|数)|高(?!级|层|效|新)|低|大(?!队|厅)|小(?!区|时|组)|快|慢|强|(?<![区县市省州旗镇乡村街局厅院部处科校会行队组所站院首校])长|短|勤|早(?!日|期)|晚(?!会)|久|严)(?:一?些|一?点|得多|出|了)?"
_WHICH = r"(?:谁|孰|哪(?:一)?(?:个|家|边|里|方|儿|份|年|类|级|项|种|样)|哪个?地方|哪年)"
_COMPARED = (
    rf"{_WHICH}(?!.{{0,12}}(?:的|是)(?:多少|几)).{{0,24}}?{_DEGREE}(?:$|[,、?。!]|多少|几|的?(?:是)?(?:哪|谁))"
    rf"|{_DEGREE}的(?:那个|那家)?(?:是|为)(?:谁|哪)"
    rf"|(?:跟|和|与|同)[^,。?]{{1,30}}(?:相?比|比较)(?!例|重|率|对)(?:起来|一下)?[,]?.{{0,16}}?(?:{_DEGREE}|差|如何|怎么样)"
    rf"|(?<!百分)(?<!对)比(?!例|重|率|分|较|武|拼|赛)(?![上去前往同]|(?:19|20)\d\d|今年)[^,。?]{{2,24}}?{_DEGREE}(?:$|[,、?。!吗没]|多少|几|还是|\d)"
    rf"|(?:\d{{4}}年).*(?:比|较|跟|和|与|同)\s*\d{{4}}年.*(?:多|少|增|减|高|低|升|降|差|变化)"
    rf"|(?:\d{{4}}年?)(?:度)?(?:到|至|-|—)\s*\d{{4}}年.*(?:(?:多|少|高|低|升|降|涨|跌|增|减|变化?)(?:了|加|多|少|低|高|到)*(?:多少|几|多大|吗)|怎么变|有何变化)"
    rf"|有[^,。?有]{{2,12}}?(?:那么|这么)?{_DEGREE}(?:吗|么)"
    rf"|{_WHICH}[^,。?]{{0,12}}(?:排(?:在|到)?(?:第一|首位|前|最)|居首|垫底|领先|名列)"
    r"|比一比|比比看|比一下|比较一下|放(?:在)?一起(?:看|比)|排(?:个|一)?(?:序|排|队|座次)|(?:从|由)(?:高|多|大)(?:到|至)(?:低|少|小)|(?:从|由)(?:低|少|小)(?:到|至)(?:高|多|大)"
    rf"|孰|多出(?:多少|几)|高出(?:多少|几)|差距|谁多谁少|多的?是谁"
)

_RULES: tuple[tuple[Intent, re.Pattern[str]], ...] = tuple(
    (intent, re.compile(pattern, re.IGNORECASE))
    for intent, pattern in (
        (
            Intent.LIST,
            r"哪(?:些|几)[^,。?]{0,8}(?:单独|专门|独立|单列|另设|专设|专列)[^,。?]{0,8}(?:一?章|章节|部分|标题|一节|段落)",
        ),
        (
            Intent.SUMMARY,
            r"(?:按|分)(?:地方|地区|报告|各地|县区?|城市)(?:来|分别|逐个)?(?:说|讲|谈|列|介绍|概括)|(?:逐|一)(?:个|份|地)(?:地方|报告)?(?:说|讲|介绍)一?[说讲下]"
            r"|(?:概括|总结|归纳|综述|概述|简述|小结|梳理)(?:一下|下|[一]?番)"
            r"|(?:^|[,。?;]|请|帮我|给我|能否|麻烦)(?:你|您)?(?:简要|简单|分别|大致|再)*"
            rf"(?:概括|总结|归纳|综述|概述|简述|小结|梳理|介绍|说说|讲讲|说一说|讲一讲|谈一谈|理一理|捋一捋|捋捋|盘点)(?![了过到])(?!.{{0,4}}哪(?:些|几).?{_REPORTS})"
            r"|(?:综合|汇总|归拢|串)(?:起来|一下)(?:说|讲|谈|看|概括|介绍)|[列拟]个?(?:提纲|大纲|清单)[。!]?$|提纲[??。]?$"
            r"|[,。;](?:请|再)?(?:概括|总结|归纳|梳理)[^,。?]{0,6}[。!?]?$|角度(?:来|去)?(?:概括|总结|归纳|梳理|说|讲)"
            r"|(?:做|干|采取|开展|推出|出台)了?(?:哪些|什么)(?:事|工作|举措|措施|动作|努力|改革|$)"
            r"|(?:承认|检讨|反思|剖析|坦承|查找|指出|提到|说|讲)(?:了|出|到)*(?:自己|自身)?(?:的|有|存在)*(?:哪些|什么|啥)(?:主要|突出)?(?:问题|不足|短板|困难)"
            r"|(?:有|采取了?)(?:哪些|什么)(?:主要|具体|重点)?(?:举措|做法|措施|成效|亮点|经验|进展|问题|不足|短板|困难|打算|计划)"
            r"|(?:举措|做法|措施|成效|亮点|经验|进展|不足|短板|打算)(?:都)?(?:有|是)(?:哪些|什么)"
            r"|(?:有没有|有无|是否(?:还?有|存在)?)(?:存在)?的?(?:什么|哪些)?(?:主要|突出)?(?:问题|不足|短板|困难)[??]?$"
            r"|(?:存在|面临|遇到|还有)(?:着|了)?(?:哪些|什么)[^,。?]{0,6}(?:问题|不足|短板|困难)"
            r"|(?:下一步|下步|明年|今后|未来)[^,。?]{0,8}(?:做什么|怎么做|怎么干|干什么|打算|计划|安排)(?!.{0,24}(?:多少|几[个名件项场次家户]))"
            r"|(?:计划|打算|安排|思路|工作|任务)(?:的)?(?:要点|概要|梗概)|(?:要点|概要)[??。]?$"
            r"|(?:工作)?(?:计划|打算|安排|思路|目标)(?:都)?(?:是|有|包括|为)(?:些)?(?:什么|哪些|啥)"
            r"|都?(?:做|干)了(?:些)?什么|\bsummar(?:y|i[sz]e)\b|\bgive an overview\b|\boutline\b"
            r"|\b(?:report|place|district|city|county) by (?:report|place|district|city|county)\b",
        ),
        (
            Intent.TREND,
            r"(?:(?:近|过去|最近)[一二两三四五六七八九十\d]+|这[两二三四五几])年(?![^?]*(?:哪(?!一?年)|谁|(?:几|多少)个))|历年|逐年|变化趋势|走势|趋势"
            r"|\btrend\b|\bover the (?:years|past)\b",
        ),
        (
            Intent.COMPARE,
            r"最[多高大](?:的)?(?:和|与|跟|以及|、)(?:最)?[少低小]|谁的?.{0,12}(?:更|较|多|少|高|低|大|小)[??]?$|谁(?:更|最)|哪(?:个|家|边|里|一?个?地方|类|一?级|项|种|样).{0,24}(?:更|最)(?:多|少|高|低|大|小|快|慢|强)"
            r"|(?:更多|更少|更高|更低|最多|最少|最高|最低)(?:的|是)?(?:哪|谁|什么)"
            rf"|{_COMPARED}"
            r"|差(?:多少|几)|相差|对比|比较|.多还是.+多|排(?:名|序)"
            r"|\b(?:higher|lower|more(?! than)|fewer(?! than)|less(?! than)|larger|smaller|most|fewest|least|highest|lowest)\b.*\b(?:or|than|among|of all)\b"
            r"|\brank (?:the|these|them)\b|\bcompare\b",
        ),
        (
            Intent.COUNT,
            rf"(?<![哪这那])(?:多少|几)(?:{_MEASURE})?{_REPORTS}"
            rf"|(?<!哪)(?:多少|几)个(?:区|县|市|省|旗|地)(?![域级直属政委长人别方])"
            rf"|(?<![哪十百千])(?:多少|几)(?:{_MEASURE})(?=(?:曾经|专门|明确|同时|分别|单独|自己)*(?:{SAY}|没有|未|不)(?!来|断))"
            rf"|(?<![哪十百千])(?:多少|几)(?:份|家|个地方)(?:的)?[^,。?]{{0,24}}?{_LIMIT}"
            rf"|(?:{SAY}|超过|低于|高于|达到|不到|不足|没有).*的(?:{_REPORTS})?(?:一共|总共|共|合计|总计)?(?:有|是|占)?(?:多少|几)(?:份|家|个|篇|地)?(?:{_REPORTS})?(?:呢|啊)?[??]?$"
            rf"|{_REPORTS}(?:的)?(?:数量|份数|个数|总数)?(?:一共|总共|共|合计)?(?:是|有|占了?|为)?(?:多少|几)(?:份|个|家)?(?:呢|啊)?[??]?$"
            rf"|(?:有|共|一共)(?:多少|几)(?:份|家)(?![^,。?]*(?:意见书|协议书|合同|文件))(?:[^多少几]*?)(?:提到|写到|公布|披露|报告|是|$)"
            rf"|(?:的|报告)(?:有|共有?)?几份(?:报告)?[??]?$"
            rf"|\bhow many (?:of )?(?:the )?(?:\w+ )?(?:reports|places|districts|cities|counties)\b",
        ),
        (
            Intent.LIST,
            rf"(?<!用在)(?<!体现在)(?<!运用在)(?<!表现在)(?<!应用在)(?<!用到)(?<!用于)哪些{_PLACES}|哪几(?:个|份|家|篇){_PLACES}?"
            rf"|的(?:地方|地区|区县|县区|县市|城市|单位)(?:都)?(?:有|是)(?:哪些|哪几[个份家]|谁)"
            rf"|(?:的|有|是)(?:都)?(?:有|是)?(?:哪些|哪几[个份家])(?:呢|啊)?[??]?$|有没有哪[一]?[份篇个家]|有谁|(?:的|有|是)谁(?:呢|啊)?[??]?$"
            rf"|(?:^|[,。:;、里中内面头有是\s])哪些(?={_SET}|{SAY})"
            rf"|哪[一]?[份个篇](?:{_REPORTS}|区|县|市|省)(?=.{{0,4}}(?:{_SET}|{SAY}))|哪[一]?份(?={_SET}|{SAY})"
            rf"|(?:哪家|谁家|谁|(?<!在)哪里|(?<!在)哪儿|哪边)(?:的?(?:报告|材料)(?:里面?|中)?)?(?:还|都|也|曾|专门|明确)*(?:{SAY})"
            rf"|(?<!在)(?<!到)(?<!从)哪(?:里|儿)(?:还|都|也|已经?)*(?:建|设|推|搞|有|开展|出台|成立|配|聘|实行|实施|落实|制定|试)"
            rf"|(?:谁|哪(?:一)?(?:家|个|里|边|份))(?:地方|区县|区|县|市|城市|报告)?(?:的)?[^,。?]{{0,24}}?{_LIMIT}"
            rf"|(?:的|报告|地方|地区|区县|县区|材料|的[区县市])(?:都)?(?:是|有|在)(?:哪[一]?(?:家|份|个|里|儿|个地方|个区县?|个县)|谁)(?:呢|啊|呀)?[??]?$"
            rf"|^(?:请|请你|帮我|给我|麻烦)?(?:列出|列举|罗列|列一下|找出|找一下|找找|筛选|挑出|查出|查一下|看看)[^?]*(?:{_REPORTS}|区|县|市)[。!]?$"
            rf"|(?:{_REPORTS}|区|县|市)(?:都|请|能|能不能|可以)*(?:给我)?(?:列|找|挑|数|筛)(?:一?[列找挑数]|出来|一下|个)"
            r"|(?:各地|各个地方|各地方|各区县?|各县|各市|各家|各份报告|每个地方|每份报告|每家)[^,。?]*(?:多少|几[件个名人项次份家]|率(?:是|有|[??]|$))"
            r"|各地.{0,24}(?:都|全部?)?(?:列一?[下个]|列出|列举)|谁(?:家)?(?:还|也|都|曾经?)*[\u4e00-\u9fff]{1,2}(?:过|了)|(?:谁家|哪家)(?:的报告)?有(?!几|多少)"
            rf"|(?:把|将).*(?:{_REPORTS}|区|县|市)(?:都|全部?)?(?:给我)?(?:列|找|挑|筛|数|选|摘|查)(?:出|一)"
            rf"|的(?:地方|地区|区县|县区|县市|城市|省份)(?:都)?(?:有)?[。?!]?$|(?:{SAY}|超过|低于|高于|达到|没有|有|开展|推行)[^?]*的(?:报告|材料|年报)(?:都)?(?:有)?[。?!]?$"
            r"|\b(?:which|what) (?:\w+ )?(?:reports?|places?|districts?|cities|counties|areas?|ones)\b|\blist\b",
        ),
    )
)
_OF_REPORTS = re.compile(
    r"报告|年报|材料|[几哪]份|哪(?:些|几|一)?(?:个)?年|\b(?:reports?|years?)\b", re.I
)
_HOW_MANY = re.compile(r"(?:几|多少)[份篇个家]")
_WHICH_REPORTS = re.compile(rf"哪|谁|有没有|{_HOW_MANY.pattern}")
_LOOKUP = re.compile(
    r"多少|几(?:[^乎率何近经]|$)|何时|什么时候|哪[一]?[年天月日]|几月|率是|谁|哪[一]?(?:家|位|个|所)|叫什么|第几"
    r"|\bhow (?:many|much|long|often)\b|\bwhen\b|\bwho\b|\bwhich\b|\bwhat (?:was|is|share|percentage|proportion|rate)\b",
    re.IGNORECASE,
)
_HOW = re.compile(
    r"怎么|如何|怎样|咋|干什么|什么情况|为什么|为啥|为何|\bhow (?:is|are|does|did|do)\b|\bwhy\b",
    re.I,
)
_WHY = re.compile(
    r"为什么|为啥|为何|咋回事|怎么回事|怎么会|(?:是|有)?什么(?:原因|缘故)|原因(?:是|在于)?(?:什么|啥|何在)|\bwhy\b",
    re.I,
)
_ENGLISH_HOW = re.compile(r"how (?:is|are|does|did|do|has|have)\b|why\b", re.I)
_DATE = re.compile(
    r"何时|什么时候|哪[一]?[年天月日]|几月|几号|什么日期|\bwhen\b|\bwhat (?:date|year)\b", re.I
)
_FIGURE = re.compile(
    r"多少|(?<!哪)几(?=[^乎率何近经])|第几|(?<=[率例重量数额度积])(?:有|是|达)?(?:多[高低大长快]|几何)|几成|(?:率|比例|占比|比重|幅度|数量|数|总数|金额|面积|时长)(?:是|为|达到?|有)?(?:$|[??,])"
    r"|\bhow (?:many|much|long)\b|\bwhat (?:share|percentage|proportion)\b|\brate\b|\btotal\b",
    re.IGNORECASE,
)


def intent_of(question: str, *, one_place: bool = False) -> Intent:
    """The intent of a question in simplified Chinese or English.

    Args:
        question: Its words.
        one_place: It names a single place of one report a year; 哪些部门 then asks for what that
            report says, and only 哪些报告 for reports.
    """
    if NONE_OF_IT.search(question) and not one_place and _WHICH_REPORTS.search(question):
        return Intent.COUNT if _HOW_MANY.search(question) else Intent.LIST
    inside = one_place and not _OF_REPORTS.search(question)
    for intent, pattern in _RULES:
        if inside and intent in (Intent.LIST, Intent.COUNT):
            continue
        if pattern.search(question):
            return intent
    if _ENGLISH_HOW.match(question) or _WHY.search(question):
        return Intent.PASSAGE
    if _FIGURE.search(question):
        return Intent.LOOKUP
    if _HOW.search(question) or not _LOOKUP.search(question):
        return Intent.PASSAGE
    return Intent.LOOKUP


def wanted_by(part: str) -> Wanted:
    """What would satisfy one part of a question."""
    if _DATE.search(part):
        return Wanted.DATE
    return Wanted.FIGURE if _FIGURE.search(part) else Wanted.WORDS


def asks_something(part: str) -> bool:
    """Whether a part of a question asks for something of its own."""
    return bool(
        _FIGURE.search(part)
        or _DATE.search(part)
        or _LOOKUP.search(part)
        or _HOW.search(part)
        or re.search(r"哪些|什么|吗|包不包括|是否|有没有", part)
    )
