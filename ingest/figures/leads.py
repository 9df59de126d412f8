"""What the words before a figure say of it: the thing, and how the figure measures it.

The words are peeled from both ends, each piece going into a field of its own; what is left names the
thing. Nothing is composed here: what a figure inherits from the words before its clause is decided
by :mod:`ingest.figures.reader`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import rjieba

from ingest.figures.words import categories
from ingest.measures import dimension_of
from vectorstore.records import Direction, Measure, Scope, Status

_POINTS = frozenset({"个百分点", "百分点"})
_RELATIVE_UNITS = _POINTS | {"%", "倍", "‰", "个基点", "个千分点"}
_SHARE = re.compile(
    "(?:占到?|占据)(?:了|总|全部)?(?P<base>[^占,;:]{0,24}?)的?(?:比重|比例|份额|百分比|比)?(?:分别)?(?:达到|提高到|上升到|提升到|提高至|提升至|升至|降至|下降到|保持在|为|是|约|达|超过|超)?(?:分别)?(?:为|达)?$"
)
_SHARE_NOUN = re.compile(
    "(?:占比|比重|所占比重|所占比例)(?:合计|分别|均)?(?:达到|提高到|上升到|提升到|提高至|提升至|升至|降至|下降到|为|是|约|达|超过|超)?(?:分别)?$"
)
_OF_BUDGET = re.compile(
    "(?:为|完成|是|占|达到?|相当于|实现)(?:了)?(?P<base>[^,;:]{0,10}?(?:预算数?|计划数?|任务数?|目标|执行数|预计数|决算数|指标))的$"
)
_BASE = re.compile(
    "(?:[比较同跟与]|相较于?|相比于?|相对于?)(?P<base>(?:[^,;:、]{1,16}?))(?:相比(?:较)?|的水平)?$"
)
_AGAINST = re.compile(
    "(?P<how>高于|低于|快于|慢于|好于|优于|超过|超出|高出|低出|落后于?|领先于?)(?P<base>(?:全国|全省|全市|全区|全州|全县|同期|上年|年初|预算|预期|目标|省|市|国家|计划|农村|城镇|全部|平均|GDP|地区|同类|财政)[^,;:]{0,18}?|[^,;:]{1,14}?(?:平均水平|平均值|平均|水平|增速|目标|预期|计划))$"
)
_LOWER = frozenset({"低于", "慢于", "低出", "落后", "落后于"})
_SAME_PERIOD = {"同比": "上年同期", "环比": "上期"}
_AVERAGE = re.compile("(?:年均|年平均|平均每年|每年平均)(?:实际)?$")
_TIMES_OF = re.compile("(?:是|为|达到?|相当于|达)(?P<base>[^,;:]{1,16})的$")
_PER_HEAD = re.compile(
    "人均|户均|每万人|每千人|每百人|每十万人|每百户|每万名|每千名|每百元|每亩|亩均|村均|每平方公里|每立方米|班均|校均|次均|例均|日均每|每万元|单位面积"
)
_RANK = re.compile(
    "(?:均)?(?:位居|位列|名列|排名|排在|稳居|跃居|升至|进位至|跻身|居于|列|居|位次|排位|排)(?P<scope>[^,;:]{0,12})$"
)
_LIST_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:、(?![一二三四五六七八九十])|是)|第[一二三四五六七八九十][,、](?![一二三四五六七八九十])|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}(?:、|[.)](?![0-9])))"
)
_AMONG = re.compile("(?:在总计中|其中|#|其中的)[,:]?(?!之)")
_SCALE_AFTER_ACT = re.compile("^(?:了|的是|出)")
_MARKS = ' ,、:;。\u3000"\x01\x02()'
_LIMIT = re.compile("(?:限额|上限|下限|最高限额|门槛|标准|不得超过|不得低于|不得少于)$")
_SINGLE = frozenset("增升涨多高快减降跌少低慢")
"""Verbs of one character change something only where the words say against what."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What the words before one figure say of it.

    Attributes:
        thing: What they name; empty where they name nothing.
        act: What was done to it.
        measure: What of it is measured; None where they do not say.
        direction: Which way it changed.
        base: Against what.
        average: Whether the change is a yearly average.
        status: Whether it is a target or a plan; None where they do not say.
        scope: Which part of the place they speak of; None where they do not say.
        among: Whether what follows is a part (其中).
        previous: Whether another figure follows that replaces this one (``由``…).
        aims: Whether they say for the rest of the sentence too that it is a target or a plan.
        spoken: The thing with its act and who did it, as the words have it.
    """

    thing: str = ""
    act: str = ""
    measure: Measure | None = None
    direction: Direction = Direction.NONE
    base: str = ""
    average: bool = False
    status: Status | None = None
    scope: Scope | None = None
    among: bool = False
    previous: bool = False
    aims: bool = False
    spoken: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether neither a thing nor an act is named."""
        return not self.thing and not self.act


@lru_cache(maxsize=1 << 14)
def read_lead(words: str, unit: str, is_rank: bool = False) -> Lead:
    """Reads the words before a figure.

    Args:
        words: The words, folded, times left out, since the figure before or the clause's beginning.
        unit: The figure's unit.
        is_rank: Whether the figure is a place in an order.
    """
    aimed = unit in _RELATIVE_UNITS and words.startswith("推动")
    lead, words = _from_the_right(
        Lead(status=Status.TARGET if aimed else None), words, unit, is_rank
    )
    if _ADVERBIAL.fullmatch(words):
        words = ""
    _, spoken = _from_the_left(lead, words, acts=False)
    lead, words = _from_the_left(lead, words)
    lead, words = _without_subject(lead, words)
    lead, words = _with_trailing_act(lead, words, unit)
    if lead.measure is None and _PER_HEAD.search(words):
        lead = replace(lead, measure=Measure.PER_HEAD)
    if lead.measure is None and _LIMIT.search(words):
        lead = replace(lead, measure=Measure.LIMIT)
    return replace(lead, thing=words, spoken=spoken)


def _from_the_right(lead: Lead, words: str, unit: str, is_rank: bool) -> tuple[Lead, str]:
    """Peels what stands right before the figure: base, change, share, rank, light words."""
    kinds = categories()
    if is_rank:
        match = _RANK.search(words)
        words = words[: match.start()] if match else words
        lead = replace(lead, measure=Measure.RANK)
    while words:
        words = words.rstrip(_MARKS)
        if lead.measure is None and words not in kinds["act"]:
            found = _measured(lead, words, unit)
            if found is not None:
                lead, words = found
                continue
        if lead.measure is Measure.CHANGE:
            found = _compared(lead, words)
            if found is not None:
                lead, words = found
                continue
        if words.endswith(("由", "从")) and lead.measure is None:
            lead, words = replace(lead, previous=True), words[:-1]
            continue
        target = kinds["target"].suffix_of(words)
        plan = kinds["plan"].suffix_of(words)
        if ((target or plan) and len(target) != len(words)) or (target or plan) == words:
            if target or plan:
                status = Status.TARGET if len(target) >= len(plan) else Status.PLAN
                if status is Status.PLAN and words.endswith(
                    ("一般公共预算", "基金预算", "经营预算")
                ):
                    break
                lead = replace(lead, status=lead.status or status)
                words = words[: -len(target if status is Status.TARGET else plan)]
                continue
        if words in kinds["act"]:
            break
        light = max(
            (kinds[each].suffix_of(words) for each in ("light", "filler", "closing")), key=len
        )
        act = kinds["act"].suffix_of(words)
        if not light or len(act) > len(light) or _holds_on(words, light):
            break
        words = words[: -len(light)]
    return lead, words.rstrip(_MARKS)


def _with_trailing_act(lead: Lead, words: str, unit: str) -> tuple[Lead, str]:
    """``中欧班列开行``: what was done to what is counted, after it."""
    if lead.act or lead.measure is not None or dimension_of(unit)[0] in _UNCOUNTED:
        return lead, words
    act = categories()["act"].suffix_of(words)
    rest = words[: -len(act)] if act else words
    if len(act) < 2 or len(rest) < 2 or rest.endswith(_GOVERNS):
        return lead, words
    return replace(lead, act=act), rest


_GOVERNS = (
    "、",
    "和",
    "与",
    "及",
    "以",
    "于",
    "被",
    "未",
    "不",
    "已",
    "未能",
    "累计",
    "并",
    "新",
    "再",
    "可",
    "分别",
    "进行",
    "开展",
    "完成",
    "的",
)
_UNCOUNTED = frozenset({"money", "share", "points", "times", "dollars"})

_JOINED = re.compile(
    "(?:其中|集中|空中|高中|初中|城中|年中|手中|以上|以下|线上|线下|网上|规上|规下|目的|其他|其它|共同|公共|市场主体|作为|行为|认为|成为|人为|学前|户外|国内|境内|县内|校内|室内|区内|市内|省内|海内外|平均|人均|户均|年均|均衡|合计|统计|会计|审计|设计|预计|建设|有关|国有|公有|特有|私有|未成年|各项|几个|多个|时|服务业等|支部|干部|全部|内部|个别|个人|第[一二三])$"
)


def _holds_on(words: str, light: str) -> bool:
    """Whether a light word at the end is part of a longer one (``国有``, ``其中``)."""
    if len(light) > 1:
        return False
    match = _JOINED.search(words)
    return match is not None and len(match[0]) > 1 and match[0] != "时"


def _measured(lead: Lead, words: str, unit: str) -> tuple[Lead, str] | None:
    """The measure that the last words say, and what stands before them."""
    if unit in {"%", "‰", "", "倍"} or unit == "成":
        match = _OF_BUDGET.search(words)
        if match is not None:
            return replace(lead, measure=Measure.SHARE, base=match["base"]), words[: match.start()]
    if unit in {"%", "‰", "成"}:
        match = _SHARE.search(words) or _SHARE_NOUN.search(words)
        if match is not None:
            base = match.groupdict().get("base") or ""
            return replace(lead, measure=Measure.SHARE, base=_plain_base(base)), words[
                : match.start()
            ]
    if unit == "倍":
        match = _TIMES_OF.search(words)
        if match is not None:
            return replace(lead, measure=Measure.RATIO, base=match["base"]), words[: match.start()]
    against = _AGAINST.search(words)
    if against is not None and (unit in _RELATIVE_UNITS or against["how"] not in {"超过", "超出"}):
        way = Direction.DOWN if against["how"] in _LOWER else Direction.UP
        lead = replace(lead, measure=Measure.CHANGE, direction=way, base=against["base"])
        return lead, words[: against.start()]
    for direction, category in (
        (Direction.UP, "up"), (Direction.DOWN, "down"), (Direction.FLAT, "flat"),
    ):  # fmt: skip
        verb = categories()[category].suffix_of(words)
        if not verb:
            continue
        rest = words[: -len(verb)]
        if verb in _SINGLE and not (_BASE.search(rest) or rest.endswith(("同比", "环比", "年均"))):
            continue
        return replace(lead, measure=Measure.CHANGE, direction=direction), rest
    if words.endswith(("同比", "环比")) and unit in _RELATIVE_UNITS:
        return replace(lead, measure=Measure.CHANGE), words
    return None


def _compared(lead: Lead, words: str) -> tuple[Lead, str] | None:
    """Against what a change is told, and what stands before the words that say it."""
    for word, base in _SAME_PERIOD.items():
        if words.endswith(word):
            return replace(lead, base=lead.base or base), words[: -len(word)]
    if (match := _AVERAGE.search(words)) is not None:
        return replace(lead, average=True), words[: match.start()]
    if not lead.base and (match := _BASE.search(words)) is not None and _is_base(match["base"]):
        return replace(lead, base=_plain_base(match["base"])), words[: match.start()]
    return None


_BASE_WORD = re.compile(
    '(?:19|20)[0-9]{2}|上|去|前|年|月|同期|预算|计划|目标|平均|全国|全省|全市|水平|“|"|季|期|末|初|任务|预期|执行数|疫情|改革|以往|往'
)


def _is_base(words: str) -> bool:
    return _BASE_WORD.search(words) is not None


def _plain_base(base: str) -> str:
    return base.strip(_MARKS).removesuffix("相比").removesuffix("的")


def _from_the_left(lead: Lead, words: str, acts: bool = True) -> tuple[Lead, str]:
    """Peels what stands before the thing: list numbers, 其中, scope, fillers, the act."""
    kinds = categories()
    done = False
    while words:
        words = words.lstrip(_MARKS)
        if (match := _LIST_NUMBER.match(words) or None) is not None:
            words = words[match.end() :]
            continue
        if (match := _AMONG.match(words)) is not None:
            lead, words = replace(lead, among=True), words[match.end() :]
            continue
        own = kinds["own_level"].prefix_of(words)
        if (
            own
            and lead.scope is None
            and not words[len(own) :].startswith(
                ("以上", "以下", "及以", "财政专", "非物质", "文物", "示范", "重点")
            )
        ):
            lead, words = replace(lead, scope=Scope.OWN_LEVEL), words[len(own) :]
            continue
        whole = kinds["whole"].prefix_of(words)
        if whole and not words[len(whole) :].startswith(("性", "面", "民", "各族")):
            lead, words = replace(lead, scope=lead.scope or Scope.WHOLE), words[len(whole) :]
            continue
        status = kinds["target"].prefix_of(words)
        planned = kinds["plan"].prefix_of(words)
        if (status or planned) and len(words) > len(status or planned) and not done:
            which = Status.TARGET if len(status) >= len(planned) else Status.PLAN
            cut = len(status) if which is Status.TARGET else len(planned)
            if which is Status.TARGET or not words[cut:].startswith(
                (
                    "支出",
                    "收入",
                    "总额",
                    "执行",
                    "内投资",
                    "草案",
                    "数",
                    "绩效",
                    "单位",
                    "管理",
                    "生育",
                    "稳定调节",
                )
            ):
                lead = replace(lead, status=lead.status or which, aims=True)
                words = words[cut:]
                continue
        filler = kinds["filler"].prefix_of(words) or kinds["opening"].prefix_of(words)
        light = kinds["light"].prefix_of(words)
        act = _act_before(words) if acts else ""
        longest = max(len(filler), len(light), len(act))
        if longest == 0:
            break
        if len(act) == longest and act not in kinds["light"]:
            rest = words[len(act) :]
            if lead.act or _is_noun(act, rest):
                break
            lead, words = replace(lead, act=act), _SCALE_AFTER_ACT.sub("", rest)
            continue
        if _opens_noun(words, max(filler, light, key=len)):
            break
        done = done or light.startswith(("完成", "实现"))
        words = words[max(len(filler), len(light)) :]
    return lead, words


_DOER = re.compile(
    "(?:人大常委会|党工委会议|主任办公会|会议|法律顾问|调解委员会|司法所|平台|网站|专区|工作室|大厅|公司|机关|部门|法院|检察院|政府|单位|机构|系统|组织|中心|热线|窗口|委员会|局|厅|委|办|院|队|站|企业|学校|期间|过程中|活动中|工作中|以来|后|财政|街道|镇|乡|[^小园社]区|县|市|省|州|[县区]\\))(?:共|已|累计|分别|先后|均|也|还|依法|新)*$"
)
"""What ends the words before an act that say who does it, or when."""


def _without_subject(lead: Lead, words: str) -> tuple[Lead, str]:
    """``各级复议机构受理行政复议案件``: who acts is not what is counted."""
    if lead.act:
        return lead, words
    for at in range(2, len(words) - 3):
        act = _act_before(words[at:]) if _DOER.search(words[:at]) else ""
        if len(act) < 2:
            continue
        rest = words[at + len(act) :]
        if len(rest) < 2 or _is_noun(act, rest):
            continue
        return _from_the_left(replace(lead, act=act), _SCALE_AFTER_ACT.sub("", rest))
    return lead, words


_ADVERBIAL = re.compile(
    "(?:剔除|扣除|扣减|考虑|受|随着|在|按|按照|经|若|如|据|由于|得益于|加上|连同|综合|折合)[^,;]{0,24}(?:后|下|时|计|计算|测算|来看|影响|因素|因素后|口径|基础上)"
)
"""Words that say how a figure was reckoned, not what it is of."""


_NOUNS = re.compile(
    "(?:有(?:线|色|机|效|关|限|害|偿|形|轨|氧|序)|对(?:外|口|象|接)|和(?:谐|平)|在(?:校|园|建|册|职|编|岗|库|读|线|押|逃|营|用|孵)|本(?:科|土|外币|级|年度|专科)|中(?:国|小|央|等|学|医|药|职|东|西|欧|心|型|高|介|间|考)"
    "|上(?:市|网|海|门|缴|解|级|学)|下(?:岗|派|级|辖|属)|内(?:资|贸|河|陆|部)|前(?:期|列|端)|后(?:续|备|勤)|时(?:限|间)|共(?:同|青|建|享|有产权)|等(?:级|效|额)|个(?:体|人|税)|所(?:得|有|属)|其他|全(?:日|民|体|员|部|社会|口径|程|市场)|平均(?:工资|寿命|预期|每|气温|降水|浓度|价)|总体规划|主(?:动|要)污染"
    "|达标|为(?:民|农|老)|是否|由(?:政府|财政)|新型|高(?:新|等|中|校|速|技|铁|标|层|压|龄|端|品)|低(?:保|收|碳|空|压)|多(?:式|元|边|云|功能)|快(?:递|速|件|手)|少(?:年|儿|数)|每(?:万|千|百|股|户|人|平|亩)|人均|更新|再(?:就业|生|保险|贷款|担保)|实际(?:利用|使用|到位|到账|控制|工作|参保|结汇)|具体行政|基本(?:养老|医疗|公共|药物|农田|支出|殖|建设)|按(?:时|期|揭|规)|经营|可支|可再|可吸|可用|使用|就业|就医|就诊|让利|及时率|综合|一般公共|一般债|一般贸易|一般固|一般程序|一般项目|预算|计划生育|涉(?:企|农|案|外|诉|税|法)|总计|合同|接近|经(?:济|营|开)|统一|成功率|主动脉|据点|该(?:项|市)|其它|分(?:布|级|期|红|散|支|类)|开(?:放|发区)|向(?:日|社会)|到(?:期|位|账|庭|港|场))"
)
"""Nouns that begin with a light word."""


def _opens_noun(words: str, light: str) -> bool:
    """Whether a light word at the beginning is part of a noun (``有线电视``, ``中小企业``)."""
    match = _NOUNS.match(words)
    return (match is not None and len(match[0]) > len(light)) or (
        words == light and len(light) > 1 and light in {"平均"}
    )


def _is_noun(act: str, rest: str) -> bool:
    """Whether an act and what follows name one thing (``培训机构``, ``销售收入``)."""
    if not rest:
        return False
    first = next(iter(rjieba.cut(rest)))
    kinds = categories()
    return first in kinds["not_object"] or rest in kinds["not_object"]


@lru_cache(maxsize=1 << 14)
def _act_before(words: str) -> str:
    """The act that words begin with: one of the table, or a verb of two characters before a noun."""
    known = categories()["act"].prefix_of(words)
    if len(known) > 1 or len(words) < _SHORTEST_OBJECT + 2:
        return known
    tags = rjieba.tag(words[:12])
    if len(tags) < 2:
        return known
    (verb, tag), (_, after) = tags[0], tags[1]
    kinds = categories()
    plain = tag == "v" and len(verb) == 2 and after[:1] in "nbajmqlixz" and verb not in _NO_ACTS
    plain = plain and verb not in kinds["head"] and verb not in kinds["modifier"]
    return verb if plain else known


_SHORTEST_OBJECT = 2
_NO_ACTS = frozenset("增长 提高 减少 占比 相当 属于 超出 位于 剔除 扣除 考虑 规定 要求 包括 含有 享受 来自 作为 用于 以及 平均 达标 有效 规上 涉及 不含 参加 就业 失业 居民 上年 去年".split())
"""Verbs that are done to nothing that is counted."""
