import pytest

from rag.answer import Intent
from rag.question.intent import intent_of, wanted_by
from rag.question.query import Wanted


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("云溪县取消了多少项审批事项?", Intent.LOOKUP),
        ("临澜区公职律师有几位", Intent.LOOKUP),
        ("望枫县梳理出来的行政权力里,行政处罚有多少项?", Intent.LOOKUP),
        ("北汀市的网上立案率是多少", Intent.LOOKUP),
        ("云溪县什么时候发布的报告?", Intent.LOOKUP),
        ("How many mediators does Wangfeng have?", Intent.LOOKUP),
        ("云溪县怎么做执法案卷评查?", Intent.PASSAGE),
        ("“红袖章阿姨”是干什么的?", Intent.PASSAGE),
        ("首席代表制度", Intent.PASSAGE),
        ("How does Linlan handle disputes?", Intent.PASSAGE),
        ("概括一下云溪县的行政复议工作", Intent.SUMMARY),
        ("请总结北汀市优化营商环境的做法", Intent.SUMMARY),
        ("石漫区在执法方面做了哪些工作", Intent.SUMMARY),
        ("Summarise what Linlan did on enforcement.", Intent.SUMMARY),
        ("哪些地方的出庭应诉率达到100%?", Intent.LIST),
        ("哪几份报告提到了三项制度?", Intent.LIST),
        ("which districts report a 100% appearance rate", Intent.LIST),
        ("云溪县和临澜区比,谁的公职律师多?", Intent.COMPARE),
        ("哪里的行政复议案件最少?", Intent.COMPARE),
        ("应进驻的和已进驻的差多少?", Intent.COMPARE),
        ("Which has the higher rate, Yunxi or Linlan?", Intent.COMPARE),
        ("有几份报告提到公职律师?", Intent.COUNT),
        ("公布了行政复议案件数的有几个地方?", Intent.COUNT),
        ("How many of the reports mention public lawyers?", Intent.COUNT),
        ("云溪县近三年行政复议受理量", Intent.TREND),
    ],
)
def test_intent(question: str, intent: Intent) -> None:
    assert intent_of(question) is intent


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("取消了多少项", Wanted.FIGURE),
        ("调解成功率是多少", Wanted.FIGURE),
        ("涉及哪些领域", Wanted.WORDS),
        ("什么时候发的聘书", Wanted.DATE),
        ("when was it signed", Wanted.DATE),
        ("how many cases", Wanted.FIGURE),
        ("和哪家银行合作", Wanted.WORDS),
    ],
)
def test_wanted(part: str, wanted: Wanted) -> None:
    assert wanted_by(part) is wanted
