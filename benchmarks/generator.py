"""Generated reports of real size: fictional places, known figures, varied wording.

A report has about 10,000 characters, five chapters and some 60 figures. The same seed gives the same
reports.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

_WIDE = str.maketrans(",:;()", "\uff0c\uff1a\uff1b\uff08\uff09")
_FIRST = "云青临望北石松竹兰梅荷枫榆柏桐柳霜露晴岚溪泽澜汀屿岭峦川原野"
_SECOND = "溪岚澜枫汀漫崖陂渚浦坞湾岗坪垄畔湖洲滩泉峰谷林苑台阁桥渡关寨"
_CITIES = ("青岚市", "北汀市", "栖霞岭市", "澄江口市", "望川市", "临沧浪市", "松涛市", "玉屏原市")
_SUFFIXES = ("县", "区", "市")

_OPENINGS = (
    "{year}年,{place}在上级党委、政府的坚强领导下,全面推进依法行政,现将有关情况报告如下:",
    "{year}年,{place}以习近平法治思想为指导,围绕中心、服务大局,法治政府建设取得新进展。现将工作情况报告如下:",
)
_FIGURES = (
    "全年共收到行政复议申请{a}件,其中受理{b}件,审结{c}件,维持{d}件,撤销{e}件",
    "发生行政应诉案件{b}件,行政机关负责人出庭应诉率{p}%,败诉{e}件",
    "全{kind}人民调解组织共调解矛盾纠纷{g}件,调解成功{f}件,调解成功率{p}%",
    "办理行政处罚案件{g}件,同比下降{q}%",
    "取消行政审批事项{e}项,承接上级下放事项{d}项",
    "现有行政执法人员{f}名,新申领执法证件{d}人",
    "开展行政执法案卷评查{e}次,抽查案卷{b}份,发现问题{d}个",
    "审查规范性文件{d}件、重大行政决策{e}件、合同协议{b}份,提出修改意见{a}条",
    "设立公职律师{e}名,政府法律顾问参与涉法事务{a}件",
    "开展法治宣传活动{b}场次,受众{f}人次",
    "政务服务事项网上可办率达到{p}%,办理时限平均压缩{q}%",
    "建成公共法律服务站点{a}个,其中乡镇(街道)工作站{d}个、村(社区)工作室{b}个",
    "帮助企业解决问题{a}个,为{b}家企业开展“法治体检”",
    "梳理行政权力事项{g}项,其中行政处罚{f}项、行政许可{a}项",
    "开展“双随机”抽查{b}次,检查市场主体{g}户",
    "组织执法人员培训{e}期,{f}人次参加",
)
_SUBJECTS = (
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
_VERBS = (
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
_OBJECTS = (
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
_MEANS = (
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
_ENDS = (
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
_CHAPTERS = (
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
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class GeneratedReport:
    """A report and what is true of it.

    Attributes:
        name: File name.
        region: Its fictional place.
        prefecture: The fictional city above it.
        year: The year it reports on.
        text: The report.
    """

    name: str
    region: str
    prefecture: str
    year: int
    text: str


def generate(count: int, seed: int = 0, characters: int = 10_000) -> Iterator[GeneratedReport]:
    """Generates reports, every place once for each of three years in turn.

    Args:
        count: How many.
        seed: Of the random choices.
        characters: About how long each is.
    """
    rng = random.Random(seed)
    names = [first + second for first in _FIRST for second in _SECOND if first != second]
    rng.shuffle(names)
    for number in range(count):
        place, year = number // 3, 2021 + number % 3
        region = names[place % len(names)] + _SUFFIXES[place // len(names) % len(_SUFFIXES)]
        yield _report(rng, region, _CITIES[place % len(_CITIES)], year, characters)


def _report(
    rng: random.Random, region: str, prefecture: str, year: int, characters: int
) -> GeneratedReport:
    title = f"{prefecture}{region}{year}年度法治政府建设情况报告"
    lines = [title, "(虚构样例,用于测试)", rng.choice(_OPENINGS).format(year=year, place=region)]
    share = characters // (len(_CHAPTERS) * 3)
    for number, (chapter, topics) in enumerate(_CHAPTERS):
        lines.append(f"{_NUMERALS[number]}、{chapter}")
        for index, topic in enumerate(topics):
            body = _paragraph(rng, region, share)
            lines.append(f"({_NUMERALS[index]}){topic}。{body}")
    lines += [
        "五、存在的问题和下一步打算",
        f"存在的问题:{_sentence(rng, region)}但仍有差距,专业力量不足。",
        f"下一步,我{region[-1]}将{rng.choice(_VERBS)}{rng.choice(_OBJECTS)},{rng.choice(_MEANS)}。",
        f"{prefecture}{region}人民政府",
        f"{year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日",
    ]
    text = "\n".join(lines).translate(_WIDE)
    return GeneratedReport(f"{region}{year}.txt", region, prefecture, year, text)


def _paragraph(rng: random.Random, region: str, characters: int) -> str:
    sentences: list[str] = []
    length = 0
    while length < characters:
        figure = rng.random() < 0.2
        sentence = _figures(rng, region) if figure else _sentence(rng, region)
        sentences.append(sentence)
        length += len(sentence)
    return "".join(sentences)


def _sentence(rng: random.Random, region: str) -> str:
    subject = rng.choice(_SUBJECTS).format(place=region)
    return (
        f"{subject}{rng.choice(_VERBS)}{rng.choice(_OBJECTS)},{rng.choice(_MEANS)},"
        f"{rng.choice(_MEANS)},{rng.choice(_ENDS)}。"
    )


def _figures(rng: random.Random, region: str) -> str:
    numbers = {
        "a": rng.randint(60, 400),
        "b": rng.randint(30, 60),
        "c": rng.randint(20, 30),
        "d": rng.randint(8, 20),
        "e": rng.randint(1, 8),
        "f": rng.randint(1000, 4000),
        "g": rng.randint(4000, 9000),
        "p": rng.choice(("100", "98.5", "97.3", "96", "95.2", "92.8")),
        "q": rng.randint(5, 60),
        "kind": region[-1],
    }
    return rng.choice(_FIGURES).format(**numbers) + "。"
