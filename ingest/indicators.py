"""Names for figures: what a number measures, in the report's own words.

A name is the words around a figure without time, adverbs and scope (``目前全区共有执法队伍40支`` →
``执法队伍``); the object leads and the action follows (``受理行政复议案件`` → ``行政复议案件受理``), so
that a chain (``其中受理79件``) and a full clause name the same thing alike.
"""

from __future__ import annotations

import re

from ingest.periods import strip_leading_time

_EVENTS = [
    "不予受理",
    "立案受理",
    "受理",
    "收到",
    "接收",
    "办理",
    "办结",
    "审结",
    "结案",
    "审理",
    "维持",
    "驳回",
    "终止",
    "中止",
    "撤销",
    "撤回",
    "撤诉",
    "败诉",
    "胜诉",
    "补正",
    "应诉",
    "出庭",
    "调解",
    "调处",
    "调成",
    "化解",
    "查处",
    "查办",
    "移送",
    "立案",
    "处罚",
    "罚没",
    "纠错",
    "纠正",
    "整改",
    "清理",
    "废止",
    "修改",
    "修订",
    "审查",
    "审核",
    "备案",
    "评查",
    "抽查",
    "检查",
    "巡查",
    "督办",
    "督察",
    "取消",
    "下放",
    "承接",
    "调整",
    "制定",
    "制发",
    "印发",
    "出台",
    "发放",
    "接待",
    "解答",
    "发文",
    "答复",
    "解决",
    "回复",
    "培训",
    "参训",
    "参加",
    "参与",
    "入选",
    "通过",
    "达成",
    "履行",
    "排查",
    "处置",
    "救助",
    "援助",
    "公证",
    "仲裁",
    "裁决",
    "吊销",
    "注销",
    "整治",
    "关停",
    "拆除",
    "下达",
    "下发",
    "反馈",
    "完成",
    "推进",
    "增加",
    "减少",
    "确认违法",
    "责令履行",
    "变更",
    "转办",
    "交办",
    "采纳",
    "提出",
    "查出",
    "发现",
    "帮助",
    "挽回",
    "节省",
    "覆盖",
    "惠及",
    "服务",
    "走访",
    "入户",
]
_LIGHT = [
    "开展",
    "举办",
    "召开",
    "举行",
    "组织召开",
    "组织开展",
    "组织",
    "承办",
    "设立",
    "设有",
    "设置",
    "建立",
    "建成",
    "建有",
    "配备",
    "拥有",
    "打造",
    "成立",
    "组建",
    "现有",
    "共有",
    "还有",
    "有",
    "实现",
    "形成",
    "完成",
    "安排",
    "进行",
    "做好",
    "累计",
    "达成",
    "聘任",
    "选聘",
    "聘请",
    "统筹",
    "新增",
    "再增",
    "梳理出",
    "审核梳理出",
    "梳理",
    "推出",
    "分解为",
    "细化成",
    "细化为",
]
_GENERIC = [
    "意见",
    "问题",
    "建议",
    "人员",
    "企业",
    "单位",
    "事项",
    "项目",
    "案件",
    "资料",
    "材料",
    "群众",
    "金额",
    "资金",
    "干部",
    "部门",
    "人数",
    "总数",
    "其他",
    "其它",
    "数量",
    "业务量",
    "效率",
    "工作效率",
    "数",
    "率",
    "量",
    "时间",
    "次数",
    "期",
    "场次",
    "结果",
    "任务",
    "执法人员",
    "成果",
    "措施",
    "案件数",
    "问题数",
    "线索",
    "情况",
    "活动",
    "公开征求意见",
    "合法性",
    "满意",
]
_ADVERBS = [
    "不予",
    "予以",
    "未",
    "已经",
    "已",
    "被",
    "按",
    "经",
    "均",
    "全部",
    "成功",
    "主动",
    "直接",
    "依法",
    "正在",
    "尚未",
    "尚",
    "正",
    "和",
    "与",
    "或",
    "及",
    "并",
    "共",
    "了",
    "中",
    "后",
    "率",
    "数",
    "顺利",
    "完毕",
    "违法",
    "其中",
    "合计",
    "处理",
    "持续",
    "累计",
    "现场",
    "当场",
    "判决",
    "裁定",
    "决定",
    "诉讼请求",
    "起诉",
    "申请",
    "准予",
    "同意",
]
_CHANGE_WORDS = [
    "上升",
    "下降",
    "增长",
    "提升",
    "减少",
    "提高",
    "降低",
    "增加",
    "增幅",
    "降幅",
    "缩短",
    "压缩",
    "提速",
    "减幅",
    "上涨",
    "回落",
    "下滑",
    "翻",
    "减",
]


def _any(words: list[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BARE = re.compile(f"(?:{_any(_EVENTS + _LIGHT + _GENERIC + _ADVERBS)})*")
_RELATIVE = re.compile(
    rf"(?:(?:较|比|与|同|相较)(?:上年|去年|上一年|往年|前年|去年同期|上年同期|同期)?(?:度|同期)?(?:相比)?|同比|环比|年均|分别|均|总体|大幅|"
    rf"约|共|累计|平均)*(?:{_any(_CHANGE_WORDS)})(?:了|幅度|率)?"
)
_LEADING_EVENT = re.compile(
    rf"(?:依法|已|共|累计|全年|新|主动|成功)?(?P<event>{_any(_EVENTS)})(?:了|的)?(?P<object>.+)"
)
_LEADING_LIGHT = re.compile(rf"(?:{_any(_LIGHT)})了?(?=.)(?!的)")
_TRAILING_EVENT = re.compile(rf"(?:{_any(_EVENTS)}|占比|率|{_any(_CHANGE_WORDS)}|共计|分为|工作)$")

_LIST_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}(?:、|是)|第[一二三四五六七八九十][,、]|\([一二三四五六七八九十0-9]{1,3}\)|[0-9]{1,2}[.、)](?![0-9]{2}))"
)
_LEADING_WORDS = re.compile(
    "(?:[、,:;。\\s\x01\x02]|其中(?!心)|另外|另有|此外|同时|并且|以及|截至|目前|先后|累计|总计|合计|一共|总共|共计|分别|均为|均|"
    "已经|已|现有|现|共有|共(?!同|享|建|治|青|产|和|性|管|通|赢|识)|还有|还|再(?!审|次)|又|仅|另|并(?!轨|购)|和(?!解|谐|平)|及(?!时)|与|最终|顺利|全部|"
    "有(?!关|效|序|限|偿|机)|对|把(?!关)|将|由|为(?!民|企)|达到|达|是|约(?!束|谈)|即|约有|全(?:市|区|县|旗|州|省|镇|乡|盟)(?:范围内|各级|上下|共)?(?!面|性)|"
    "(?:我|本)(?:市|区|县|旗|州|省|镇|乡|局|院|委)(?:共|已|现|所属|承担的)?|各类|各级各类|全年|一年来|深入|积极|依法|统一|成功|认真|及时|通过平台|区域内|辖区内?)"
)
_TRAILING_WORDS = re.compile(
    "(?:[、,:;\\s\x01\x02]|(?<!公)共|共计|合计|总计|累计|达到|多达|高达|达|了|(?<![没所拥])有|(?<!作|行|认|成|人)为|(?<!于)是|约|均|仅|(?<![统设审会预估])计|已|的|(?:之|以)前的?|"
    "从|由|至|到|[及和与](?![^、]{1,8}、)|以及|中|分别|则|就|也|且|并|等)$"
)
_SUBJECT = re.compile(
    "^[^、]{0,24}?(?:政府|市|区|县|旗|州|镇|乡|街道|机关|办|局|厅|委|院|部门|单位|组织|机构|系统|中心|团队|协会|各地|平台|法院|本级|会)"
    "(?:先后|已|累计|总共|一共|共计|合计|共(?!同|享|建|治|青|产|和|性|管|通|赢|识))+(?P<rest>.{2,})$"
)
_HEAD_AFTER_DE = re.compile("的(?=[^的]{4,}$)")
_NOT_NAME = re.compile("[\x01\x02]")
_MAX_NAME = 32


def clean(words: str) -> str:
    """Strips what does not name: list numbers, times, scope, adverbs, particles."""
    words = words.strip(" ,、:;")
    before = None
    while before != words:
        before = words
        words = strip_leading_time(words)
        if (match := _LIST_NUMBER.match(words)) is not None:
            words = words[match.end() :]
        if (match := _LEADING_WORDS.match(words)) is not None:
            words = words[match.end() :]
    before = None
    while before != words:
        before = words
        if (match := _TRAILING_WORDS.search(words)) is not None:
            words = words[: match.start()]
    if (subject := _SUBJECT.match(words)) is not None:
        words = subject["rest"]
    return words.replace("进行了", "").replace("开展了", "").strip(" ,、:;")


def name_of(words: str) -> str:
    """A name out of the cleaned words before a figure: the object first, then the action."""
    words = _LEADING_LIGHT.sub("", words, count=1) if _LEADING_LIGHT.match(words) else words
    match = _LEADING_EVENT.fullmatch(words)
    if match is not None and len(match["object"]) >= 2 and not is_bare(words):
        target = clean(match["object"])
        if len(target) >= 2 and not target.endswith(match["event"]) and "的" not in target[:2]:
            words = target + match["event"]
    return shorten(words)


def shorten(words: str) -> str:
    """Cuts a long name at its own joints: the last attribute, the last item of a list."""
    if len(words) <= _MAX_NAME:
        return words
    if (match := list(_HEAD_AFTER_DE.finditer(words))) and len(words) - match[-1].end() >= 4:
        return words[match[-1].end() :]
    tail = words[-_MAX_NAME:]
    joint = min((tail.find(mark) for mark in "、等,”》)" if mark in tail), default=-1)
    return tail[joint + 1 :] if 0 <= joint < len(tail) - 6 else tail


def is_bare(name: str) -> bool:
    """Whether a name says what happened but not to what (``受理``, ``提出意见``)."""
    return _BARE.fullmatch(name) is not None


def is_relative(name: str) -> bool:
    """Whether a name says only how something changed (``同比上升``)."""
    return _RELATIVE.fullmatch(name) is not None


def is_event(name: str) -> bool:
    """Whether a bare name begins with an action, not with a thing."""
    return re.match(f"(?:{_any(_ADVERBS)})*(?:{_any(_EVENTS)})", name) is not None


def topic_of(name: str) -> str:
    """The thing that a name is about, for the shorter names that follow it in a chain."""
    topic = name
    before = None
    while before != topic:
        before = topic
        topic = _TRAILING_EVENT.sub("", topic)
    return topic if len(topic) >= 2 else name


def compose(topic: str, name: str, among: bool = False) -> str:
    """Names a part by its whole: ``行政复议申请`` + ``受理`` → ``行政复议申请受理``.

    Where the name repeats a word inside the topic, it takes over from there
    (``人民调解协议书`` + ``协议履行率`` → ``人民调解协议履行率``).

    Args:
        topic: The whole.
        name: The part.
        among: Whether the text says 其中.
    """
    if not topic or name.startswith(topic) or not name:
        return name or topic
    at = topic.find(name[:2])
    if at > 0 and len(name) >= 2:
        return topic[:at] + name
    if at == 0 and len(name) > len(topic):
        return name
    if among and not is_event(name):
        return f"{topic}中的{name}"
    return topic + name


def frame_of(clause: str) -> str:
    """What a clause without a figure is about, for bare names after it."""
    words = clean(clause)
    match = re.fullmatch(
        "(?:在|针对|围绕|按照|根据|通过|以)?(.{3,40}?)(?:中|上|方面|的基础上|工作中)?", words
    )
    words = match[1] if match else words
    words = _LEADING_LIGHT.sub("", words, count=1) if _LEADING_LIGHT.match(words) else words
    words = _NOT_NAME.sub("", words)
    if len(words) > 24:
        parts = re.split("的", words)
        words = parts[-1] if 3 <= len(parts[-1]) <= 24 else ""
    return words
