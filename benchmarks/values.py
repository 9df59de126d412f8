"""Values that a generated report's figures take: plausible, and consistent with each other."""

from __future__ import annotations

import random
from dataclasses import dataclass

_RATES = (100, 100, 100, 99.2, 98.5, 97.3, 96, 95.2, 92.8, 88.6)
_LOW_RATES = (0, 2.5, 4.8, 6, 8.33, 11.2, 15)
_DIGITS = "零一二三四五六七八九"
_ABOVE_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Values:
    """A value for every indicator, drawn for one report."""

    by_name: dict[str, float]

    def __getitem__(self, name: str) -> float:
        return self.by_name[name]

    @classmethod
    def draw(cls, rng: random.Random) -> Values:
        """Draws a report's values."""
        values: dict[str, float] = {}
        values |= _reconsideration(rng)
        values |= _litigation(rng)
        values |= _mediation(rng)
        values |= {name: rng.choice(_RATES) for name in _RATED}
        values |= {name: rng.randint(low, high) for name, (low, high) in _COUNTED.items()}
        values["普法受众"] = rng.randint(20, 900) * 100
        return cls(values)

    def before(self, name: str, rng: random.Random) -> float:
        """Last year's value of an indicator: another one."""
        value = self.by_name[name]
        is_rate = name.endswith("率")
        while True:
            other = rng.choice(_RATES) if is_rate else value + rng.randint(-20, 40)
            if other != value and other > 0:
                return other


def plain_number(value: float, rng: random.Random) -> str:
    """A whole number as reports write it: 1286, 1,286, 12.5万, 十二."""
    number = round(value)
    if number >= _ABOVE_THOUSAND * 10 and number % 100 == 0 and rng.random() < 0.5:
        return f"{number / 10_000:g}万"
    if number >= _ABOVE_THOUSAND and rng.random() < 0.3:
        return f"{number:,}"
    return str(number)


def rate(value: float, rng: random.Random, form: str = "{}") -> str:
    """A percentage as reports write it: 98.5%, 百分之百."""
    if rng.random() < 0.1:
        return form.format("百分之" + ("百" if value == 100 else _spelled(value)))
    return form.format(f"{value:g}%")


def _spelled(value: float) -> str:
    whole, _, tenths = f"{value:g}".partition(".")
    ten, one = divmod(int(whole), 10)
    head = ("" if ten == 1 else _DIGITS[ten]) + "十" if ten else ""
    words = head + (_DIGITS[one] if one or not ten else "")
    return words + ("点" + "".join(_DIGITS[int(each)] for each in tenths) if tenths else "")


def _reconsideration(rng: random.Random) -> dict[str, float]:
    received = rng.randint(12, 900)
    accepted = received - rng.randint(1, received // 4)
    concluded = accepted - rng.randint(0, accepted // 5)
    upheld = concluded // 2
    revoked = concluded // 8
    return {
        "行政复议收到": received,
        "行政复议受理": accepted,
        "行政复议办理": accepted,
        "行政复议不予受理": rng.randint(0, received - accepted),
        "行政复议审结": concluded,
        "行政复议在审": accepted - concluded,
        "行政复议维持": upheld,
        "行政复议撤销": revoked,
        "行政复议确认违法": rng.randint(0, 5),
        "行政复议驳回": concluded // 10,
        "行政复议终止": concluded // 6,
        "行政复议调解和解": concluded // 7,
        "行政复议意见书": rng.randint(1, 30),
        "行政复议纠错": rng.randint(1, 20),
        "行政复议纠错率": rng.choice(_LOW_RATES),
        "行政复议调解和解率": rng.choice((21.5, 33.3, 28, 40.6)),
        "行政复议按期办结率": rng.choice(_RATES),
    }


def _litigation(rng: random.Random) -> dict[str, float]:
    defended = rng.randint(5, 400)
    concluded = defended - rng.randint(0, defended // 5)
    return {
        "行政诉讼应诉": defended,
        "行政诉讼审结": concluded,
        "行政诉讼败诉": rng.randint(0, max(1, concluded // 10)),
        "行政诉讼撤诉": concluded // 5,
        "行政诉讼败诉率": rng.choice(_LOW_RATES),
        "行政诉讼胜诉率": rng.choice(_RATES),
        "行政机关负责人出庭应诉": rng.randint(1, concluded + 1),
    }


def _mediation(rng: random.Random) -> dict[str, float]:
    mediated = rng.randint(200, 29_000)
    return {
        "调解纠纷": mediated,
        "调解成功": mediated - mediated // 40,
        "人民调解委员会": rng.randint(40, 300),
        "人民调解员": rng.randint(301, 2500),
        "专职人民调解员": rng.randint(5, 200),
        "调解协议书": rng.randint(100, 9000),
    }


_RATED = (
    "行政机关负责人出庭应诉率", "行政机关正职负责人出庭应诉率", "行政机关负责人出庭发声率", "应诉率",
    "调解成功率", "调解协议履行率", "法制审核率", "执法人员持证率", "案卷合格率",
    "规范性文件合法性审查率", "规范性文件备案率", "网上可办率", "热线满意率", "建议提案办理率",
)  # fmt: skip
_COUNTED = {
    "公职律师人数": (3, 90), "政府法律顾问人数": (3, 30), "法律顾问办理事务": (20, 900),
    "行政处罚案件": (100, 9800), "行政许可案件": (100, 98_000), "行政强制案件": (3, 400), "行政检查": (500, 9000),
    "罚没款": (20, 3000), "免罚案件": (5, 900), "重大执法决定法制审核": (3, 300),
    "行政执法人员": (200, 4000), "新申领执法证": (5, 300), "注销执法证": (3, 200),
    "执法人员培训期次": (2, 40), "执法人员培训人次": (200, 9000), "案卷评查次数": (1, 9),
    "案卷评查案卷": (20, 600), "案卷评查问题": (5, 300), "行政执法监督通知书": (1, 30),
    "法治督察": (1, 9), "督察发现问题": (5, 200), "规范性文件审查": (3, 90), "审查提出意见": (5, 400),
    "规范性文件制定": (1, 40), "规范性文件清理": (20, 300), "规范性文件废止": (2, 40),
    "规范性文件修改": (1, 20), "规范性文件备案": (1, 60), "合同审查": (10, 600),
    "法律援助案件": (30, 3000), "法律援助挽回损失": (20, 3000), "公证办理": (100, 9000),
    "法律援助受援人": (30, 3000), "法律咨询": (500, 29_000), "开办企业时间": (1, 3),
    "取消证明事项": (3, 90), "承接下放事项": (5, 300), "常务会议学法": (2, 14),
    "领导干部学法次数": (15, 200), "常务会议研究法治": (1, 6), "普法活动": (30, 3000),
    "普法资料": (1000, 90_000), "法律明白人": (100, 4000), "人大代表建议": (20, 200),
    "政协提案": (20, 300), "主动公开信息": (1000, 60_000), "依申请公开": (5, 500),
}  # fmt: skip
