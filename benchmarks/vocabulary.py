"""The words of generated reports: fictional places, and sentences without figures."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

from ingest.lexicon.places import Places

WIDE = str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09")
FIRST = "云青临望北石松竹兰梅荷枫榆柏桐柳霜露晴岚溪泽澜汀屿岭峦川原野"
SECOND = "溪岚澜枫汀漫崖陂渚浦坞湾岗坪垄畔湖洲滩泉峰谷林苑台阁桥渡关寨"
MORE_FIRST = "墨砚碧苍澄漱栖枕筠苇菱蒲荻蓼蕖"
"""Further first syllables, for collections of thousands of places."""

CITIES = ("青岚市", "北汀市", "栖霞岭市", "澄江口市", "望川市", "临沧浪市", "松涛市", "玉屏原市")
SUFFIXES = ("县", "区", "市")

OPENINGS = (
    "{year}年,{place}在上级党委、政府的坚强领导下,全面推进依法行政,现将有关情况报告如下:",
    "{year}年,{place}以习近平法治思想为指导,围绕中心、服务大局,法治政府建设取得新进展。现将工作情况报告如下:",
)
SUBJECTS = (
    "{place}人民政府",
    "各乡镇(街道)",
    "司法行政部门",
    "市场监管部门",
    "各行政执法单位",
    "政务服务中心",
    "综合行政执法局",
    "各部门法制机构",
    "行政复议机构",
    "公共法律服务中心",
    "矛盾调解中心",
    "应急管理部门",
    "生态环境部门",
    "自然资源部门",
    "住房建设部门",
    "交通运输部门",
    "文化旅游部门",
    "农业农村部门",
)
VERBS = (
    "深入推进",
    "全面落实",
    "持续深化",
    "不断完善",
    "积极探索",
    "着力健全",
    "严格规范",
    "统筹抓好",
    "扎实开展",
    "有序推动",
    "切实加强",
    "稳步实施",
)
OBJECTS = (
    "行政审批制度改革",
    "“放管服”改革",
    "权责清单动态调整",
    "重大行政决策程序",
    "规范性文件合法性审核",
    "行政执法“三项制度”",
    "行政执法案卷评查",
    "行政裁量权基准制度",
    "包容审慎监管",
    "行政复议体制改革",
    "行政机关负责人出庭应诉制度",
    "府院联动机制",
    "人民调解组织建设",
    "法律援助工作",
    "普法责任制",
    "领导干部学法制度",
    "政府信息公开",
    "政务诚信建设",
    "社会信用体系建设",
    "突发事件应对机制",
    "审计监督全覆盖",
    "乡镇综合行政执法改革",
    "证明事项告知承诺制",
    "一窗受理改革",
    "公平竞争审查制度",
)
MEANS = (
    "印发实施方案,明确责任分工和完成时限",
    "建立联席会议制度,定期研究解决重点难点问题",
    "强化督促检查,将落实情况纳入年度考核",
    "依托数字化平台,实现信息互联互通",
    "组织专题培训,提升工作人员能力水平",
    "邀请专家学者参与论证,充分听取社会公众意见",
    "畅通投诉举报渠道,主动接受社会监督",
    "选树先进典型,总结推广经验做法",
    "梳理问题清单,逐项对账销号",
    "优化办理流程,压减申请材料",
    "推动关口前移,从源头上预防和减少矛盾",
    "加强部门协作,形成齐抓共管的工作合力",
    "开展跨部门联合检查,减少对市场主体的干扰",
    "探索建立容错纠错机制,鼓励改革创新",
    "配齐配强工作力量,夯实基层基础",
    "完善考核评价指标,以考促改、以考促建",
)
ENDS = (
    "取得了明显成效",
    "得到群众普遍认可",
    "工作质效持续提升",
    "制度机制更加健全",
    "法治保障更加有力",
    "有效防范了法律风险",
    "为高质量发展提供了支撑",
    "切实维护了群众合法权益",
    "营商环境不断优化",
    "基层治理水平稳步提高",
)
CHAPTERS = (
    ("依法全面履行政府职能", ("深化行政审批制度改革", "优化法治化营商环境", "加强事中事后监管")),
    (
        "健全依法行政制度体系",
        ("加强规范性文件管理", "推进科学民主依法决策", "发挥政府法律顾问作用"),
    ),
    ("严格规范公正文明执法", ("深化行政执法体制改革", "完善行政执法程序", "强化行政执法监督")),
    (
        "依法有效化解社会矛盾纠纷",
        ("做好行政复议应诉工作", "健全多元化解机制", "完善公共法律服务体系"),
    ),
)
NUMERALS = "一二三四五六七八九十"


def filler(
    rng: random.Random, place: str, objects: Sequence[str] = OBJECTS, means: Sequence[str] = MEANS
) -> str:
    """A sentence without a figure, such as fill reports."""
    subject = rng.choice(SUBJECTS).format(place=place)
    return (
        f"{subject}{rng.choice(VERBS)}{rng.choice(objects)},{rng.choice(means)},"
        f"{rng.choice(means)},{rng.choice(ENDS)}。"
    )


@cache
def fictional_places(count: int) -> tuple[str, ...]:
    """Names of counties, none of them real or a city of :data:`CITIES`; stems repeat as late as possible.

    Raises:
        ValueError: More are asked for than there are.
    """
    real = {place.name for place in Places.load()} | set(CITIES)
    stems = [first + second for first in FIRST + MORE_FIRST for second in SECOND if first != second]
    random.Random(len(stems)).shuffle(stems)
    names: list[str] = []
    for turn in range(len(SUFFIXES)):
        for number, stem in enumerate(stems):
            name = stem + SUFFIXES[(number + turn) % len(SUFFIXES)]
            if name not in real:
                names.append(name)
    if count > len(names):
        raise ValueError(f"there are {len(names)} fictional places, not {count}: add syllables")
    return tuple(names[:count])
