"""Generated reports of real size: fictional places, known figures, varied wording.

A report has about 10,000 characters, five chapters and some 60 figures. The same seed gives the same
reports.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.vocabulary import (
    CHAPTERS,
    CITIES,
    FIRST,
    MEANS,
    NUMERALS,
    OBJECTS,
    OPENINGS,
    SECOND,
    SUFFIXES,
    VERBS,
    WIDE,
    filler,
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
    names = [first + second for first in FIRST for second in SECOND if first != second]
    rng.shuffle(names)
    for number in range(count):
        place, year = number // 3, 2021 + number % 3
        region = names[place % len(names)] + SUFFIXES[place // len(names) % len(SUFFIXES)]
        yield _report(rng, region, CITIES[place % len(CITIES)], year, characters)


def _report(
    rng: random.Random, region: str, prefecture: str, year: int, characters: int
) -> GeneratedReport:
    title = f"{prefecture}{region}{year}年度法治政府建设情况报告"
    lines = [title, "(虚构样例,用于测试)", rng.choice(OPENINGS).format(year=year, place=region)]
    share = characters // (len(CHAPTERS) * 3)
    for number, (chapter, topics) in enumerate(CHAPTERS):
        lines.append(f"{NUMERALS[number]}、{chapter}")
        for index, topic in enumerate(topics):
            body = _paragraph(rng, region, share)
            lines.append(f"({NUMERALS[index]}){topic}。{body}")
    lines += [
        "五、存在的问题和下一步打算",
        f"存在的问题:{filler(rng, region)}但仍有差距,专业力量不足。",
        f"下一步,我{region[-1]}将{rng.choice(VERBS)}{rng.choice(OBJECTS)},{rng.choice(MEANS)}。",
        f"{prefecture}{region}人民政府",
        f"{year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日",
    ]
    text = "\n".join(lines).translate(WIDE)
    return GeneratedReport(f"{region}{year}.txt", region, prefecture, year, text)


def _paragraph(rng: random.Random, region: str, characters: int) -> str:
    sentences: list[str] = []
    length = 0
    while length < characters:
        figure = rng.random() < 0.2
        sentence = figures_sentence(rng, region) if figure else filler(rng, region)
        sentences.append(sentence)
        length += len(sentence)
    return "".join(sentences)


def figures_sentence(rng: random.Random, region: str) -> str:
    """A sentence of figures, such as reports state them in."""
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
