"""Dialogues over the samples: what the last question inherits, and what answers it."""

from __future__ import annotations

import pytest

from rag.answer import Answer, Status
from rag.engine import Engine

NOTHING = ""
"""Nothing is inherited."""
ANY = None
"""What is inherited does not matter."""

Dialogue = tuple[tuple[str, ...], str, str | None]
"""The questions; words of the answer to the last one (``!`` before those it must not hold, or
``ABSTAIN``); and what the last question inherits."""

DIALOGUES: tuple[Dialogue, ...] = (
    # place replaced
    (("云溪县的调解成功率是多少?", "那石漫区呢?"), "95.2 石漫区 !98%", "indicator intent"),
    (("云溪县的调解成功率是多少?", "石漫区呢?"), "95.2", "indicator intent"),
    (("云溪县的调解成功率是多少?", "换成临澜区"), "97.8", "indicator intent"),
    (("云溪县的调解成功率是多少?", "北汀市是多少?"), "98.6", "indicator intent"),
    (("云溪县的调解成功率是多少?", "同样的问题,临澜区?"), "97.8", "indicator intent"),
    (("云溪县的调解成功率是多少?", "望枫县呢?"), "ABSTAIN", "indicator intent"),
    (("云溪县2023年受理了多少件行政复议?", "那望枫县呢?"), "27 望枫县", "years indicator intent"),
    # of another year, as the collection has none of that one, and the answer says so
    (("石漫区有多少名公职律师?", "那临澜区呢?"), "26", "indicator intent"),
    (("云溪县的调解成功率是多少?", "那浦东新区呢?"), "ABSTAIN", "indicator intent"),
    (("浦东新区受理了多少件行政复议?", "那云溪县呢?"), "74", "indicator intent"),
    (("临澜区废止了多少件规范性文件?", "望枫县呢?"), "5", "indicator intent"),
    (("云溪县的调解成功率是多少?", "那石漫区和临澜区呢?"), "95.2 97.8", "indicator"),
    # year
    (("云溪县2023年受理了多少件行政复议?", "前一年呢?"), "ABSTAIN", "regions indicator intent"),
    (("云溪县受理了多少件行政复议?", "2022年呢?"), "ABSTAIN", "regions indicator intent"),
    (("云溪县2022年受理了多少件行政复议?", "那2023年呢?"), "74", "regions indicator intent"),
    (("云溪县2022年受理了多少件行政复议?", "下一年呢?"), "74", "regions indicator intent"),
    (("云溪县2024年受理了多少件行政复议?", "上一年呢?"), "74", "regions indicator intent"),
    # previous-year comparison
    (
        ("临澜区2023年新收多少件行政复议案件?", "比上年多还是少?"),
        "141 15.6",
        "regions years indicator intent",
    ),
    (("临澜区新收行政复议案件多少件?", "同比怎么样?"), "141 15.6", "regions indicator intent"),
    (("云溪县办理了多少件行政处罚案件?", "跟上年相比呢?"), "6.2", "regions indicator intent"),
    (
        ("石漫区行政机关负责人出庭应诉率是多少?", "与上一年比是高了还是低了?"),
        "8.3",
        "regions indicator intent",
    ),
    (("云溪县的法律顾问参与涉法事务多少人次?", "和去年比呢?"), "ABSTAIN", ANY),
    (("望枫县收到行政复议申请多少件?", "同比呢?"), "ABSTAIN", "regions indicator intent"),
    # other subject
    (("云溪县2023年受理了多少件行政复议?", "行政应诉呢?"), "35", "regions years intent"),
    (("云溪县全年合法性审查重大决策多少件?", "合同协议呢?"), "64", "regions intent"),
    (("望枫县行政许可事项有多少项?", "行政处罚呢?"), "2987", "regions intent"),
    (("望枫县行政许可事项有多少项?", "那行政强制呢?"), "118", "regions intent"),
    (("北汀市的网上立案率是多少?", "当天立案率呢?"), "99.5", "regions intent"),
    (("北汀市的网上立案率是多少?", "群众满意率呢?"), "99.3", "regions intent"),
    (("临澜区受理了多少件纠纷?", "行政复议呢?"), "163", "regions intent"),
    # other part
    (("云溪县2023年收到多少件行政复议申请?", "审结了多少?"), "70", "regions years indicator"),
    (("云溪县2023年收到多少件行政复议申请?", "审结的呢?"), "70", "regions years indicator intent"),
    (("云溪县审结了多少件行政复议案件?", "驳回的有几件?"), "9", "regions indicator"),
    (("云溪县审结了多少件行政复议案件?", "撤销呢?"), "6", "regions indicator intent"),
    (("云溪县行政应诉案件有多少件?", "输了几件?"), "2", "regions indicator"),
    (("石漫区受理了多少件行政复议?", "办完了几件?"), "33", "regions indicator"),
    (("石漫区受理了多少件行政复议?", "还剩几件没审完?"), "5", "regions indicator"),
    (("石漫区受理了多少件行政复议?", "办结的呢?", "还有几件没办完?"), "5", "regions indicator"),
    (("临澜区“首违不罚”清单涉及几个领域?", "一共多少项?"), "86", "regions indicator"),
    (("临澜区“首违不罚”清单涉及几个领域?", "免了多少件?"), "153", "regions indicator"),
    (("石漫区组织了几期执法人员培训考试?", "多少人参加?"), "1027", "regions indicator"),
    (("望枫县建成多少个公共法律服务站点?", "村级的有几个?"), "153", "regions indicator"),
    (("望枫县建成多少个公共法律服务站点?", "其中村级室多少个?"), "153", ANY),
    (("云溪县抽查了多少份案卷?", "发现了几个问题?"), "47", "regions indicator"),
    (("临澜区全区人民调解组织受理多少件纠纷?", "调成了多少?"), "6386", "regions indicator"),
    # pronouns
    (("临澜区聘请了几名律师做法律顾问?", "该区有多少名公职律师?"), "26", "regions"),
    (("临澜区聘请了几名律师做法律顾问?", "那里的网上可办率是多少?"), "99.1", "regions"),
    (("云溪县的调解成功率是多少?", "当地有多少名行政执法人员?"), "1146", "regions"),
    (("云溪县的“三项制度”是什么?", "具体怎么做的?"), "云溪县", "regions indicator"),
    # place left out, own subject
    (("云溪县的调解成功率是多少?", "有几名行政执法人员?"), "1146", "regions"),
    (("临澜区新收多少件行政复议案件?", "公职律师有多少名?"), "26", "regions"),
    (("临澜区新收多少件行政复议案件?", "负责人出庭应诉率是多少?"), "97.8", "regions"),
    (("石漫区的调解成功率是多少?", "公职律师有多少名?"), "ABSTAIN", "regions"),
    # complete, so nothing is inherited
    (("云溪县2023年受理了多少件行政复议?", "石漫区有多少个人民调解委员会?"), "186", NOTHING),
    (("云溪县2023年受理了多少件行政复议?", "临澜区公职律师有几名?"), "26", NOTHING),
    (
        ("云溪县2023年受理了多少件行政复议?", "哪些地方提到了“红袖章阿姨”?"),
        "临澜区 北汀市",
        NOTHING,
    ),
    (("云溪县2023年受理了多少件行政复议?", "北汀市的网上立案率是多少?"), "81.2", NOTHING),
    (("云溪县2022年受理了多少件行政复议?", "望枫县梳理了多少项行政权力?"), "3862", NOTHING),
    (
        ("云溪县2023年受理了多少件行政复议?", "哪个区的行政机关负责人出庭应诉率最高?"),
        "云溪县",
        NOTHING,
    ),
    (("哪些地方开展了案卷评查?", "公职律师有几名?"), "26", NOTHING),
    # courtesies
    (("云溪县2023年受理了多少件行政复议?", "谢谢", "望枫县呢?"), "27", "years indicator intent"),
    (
        ("云溪县2023年受理了多少件行政复议?", "好的,谢谢!", "审结了多少?"),
        "70",
        "regions years indicator",
    ),
    # results
    (("哪些地方的调解成功率超过97%?", "其中最低的是哪个?"), "临澜区", "indicator results"),
    (("哪些地方的调解成功率超过97%?", "这些地方里有石漫区吗?"), "ABSTAIN", ANY),
    (
        ("哪些地方开展了案卷评查?", "里面属于青岚市的是哪几个?"),
        "临澜区 !云溪县",
        "indicator intent results",
    ),
    (("哪些地方公布了调解成功率?", "云溪县是多少?"), "98%", "indicator intent"),
    (("哪些地方公布了行政复议受理数?", "审结的呢?"), "70 27", "indicator intent"),
    (("哪些地方公布了调解成功率?", "那网上立案率呢?"), "81.2", "intent"),
    # all places
    # chains
    (
        ("云溪县2023年收到多少件行政复议申请?", "审结了多少?", "维持了几件?"),
        "41",
        "regions years indicator",
    ),
    (
        ("云溪县2023年收到多少件行政复议申请?", "审结了多少?", "那望枫县呢?"),
        "27 望枫县",
        "years indicator intent",
    ),
    (
        ("云溪县的调解成功率是多少?", "那石漫区呢?", "行政机关负责人出庭应诉率呢?"),
        "91.7",
        "regions intent",
    ),
    (
        ("云溪县的调解成功率是多少?", "那石漫区呢?", "行政机关负责人出庭应诉率呢?", "临澜区呢?"),
        "97.8 临澜区",
        "indicator intent",
    ),
    (("临澜区新收多少件行政复议案件?", "和去年比呢?", "云溪县呢?"), "云溪县", ANY),
    (
        ("云溪县2022年受理了多少件行政复议?", "那2023年呢?", "审结了几件?"),
        "70",
        "regions years indicator",
    ),
    (("云溪县受理了多少件行政复议?", "公职律师呢?", "临澜区呢?"), "26", "indicator intent"),
    (("概括一下云溪县化解纠纷的做法", "那临澜区呢?"), "临澜区", "indicator intent"),
    (("云溪县受理了多少件行政复议?", "出处呢?"), "74", "regions indicator intent"),
    # other wordings
    (("哪些地方开展了案卷评查?", "青岚市的有哪些?"), "临澜区 !云溪县", ANY),
    (("哪些地方公布了调解成功率?", "青岚市有几个?"), "临澜区 石漫区 !云溪县", ANY),
    (("哪些地方公布了调解成功率?", "谁最低?"), "石漫区", ANY),
    (("哪些地方公布了调解成功率?", "第一名是谁?"), "北汀市", ANY),
    (("哪些地方公布了调解成功率?", "把最高的告诉我"), "北汀市", ANY),
    (("哪些地方公布了调解成功率?", "一共几家?"), "4", ANY),
    (("哪些地方公布了调解成功率?", "它们的负责人出庭应诉率分别是多少?"), "91.7 97.8", ANY),
    (("临澜区新收了多少件行政复议案件?", "上年同期呢?"), "141", ANY),
    (("临澜区新收了多少件行政复议案件?", "上年是多少?"), "141", ANY),
    (("临澜区新收了多少件行政复议案件?", "增长了多少?"), "15.6", ANY),
    (("临澜区新收了多少件行政复议案件?", "比前一年增加了几件?"), "141", ANY),
    (("石漫区负责人出庭应诉率是多少?", "提高了几个百分点?"), "8.3", ANY),
    (("石漫区负责人出庭应诉率是多少?", "提高了多少?"), "8.3", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "那么审结的有多少件?"), "70", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "其中多少件被撤销?"), "6", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "最后维持了多少?"), "41", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "实际受理了几件?"), "74", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "如果是望枫县呢?"), "29", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "望枫县的情况怎么样?"), "29", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "再看看望枫县"), "29", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "望枫县有多少?"), "29", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "望枫县审结了多少?"), "27", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "也说说望枫县的"), "29", ANY),
    (("云溪县2023年收到行政复议申请多少件?", "我问的是受理的"), "74", ANY),
    (("云溪县行政应诉案件有多少件?", "有没有败诉的?"), "2件", ANY),
    (("云溪县行政应诉案件有多少件?", "一把手出庭了吗?"), "100%", ANY),
    (("临澜区的“红袖章阿姨”是做什么的?", "有多少志愿者参加?"), "1300", ANY),
    (("石漫区“容缺受理”项目有多少个?", "涉及多少投资?"), "18.7", ANY),
    (("石漫区“容缺受理”项目有多少个?", "审批时间缩短到多少?"), "60", ANY),
    (("望枫县梳理了多少项行政权力事项?", "许可多少?"), "246", ANY),
    (("望枫县梳理了多少项行政权力事项?", "处罚类的呢?"), "2987", ANY),
    (("望枫县梳理了多少项行政权力事项?", "其他的呢?"), "511", ANY),
    (("北汀市建了多少个企业“法治体检”工作室?", "挽回了多少损失?"), "2.36亿", ANY),
    (("北汀市建了多少个企业“法治体检”工作室?", "提供了几次咨询?"), "1.8万", ANY),
    (("北汀市调解成功率是多少?", "临澜呢", "那石漫呢"), "95.2", ANY),
    (("北汀市调解成功率是多少?", "临澜呢", "他们有多少公职律师"), "26", ANY),
    (("云溪县受理了多少件行政复议?", "具体一点"), "74", ANY),
    (("云溪县受理了多少件行政复议?", "这个数字在哪里?"), "74", ANY),
    (("临澜区开展了什么执法检查?", "查了多少户?"), "412", ANY),
)

ENGLISH: tuple[Dialogue, ...] = (
    (
        ("What is the mediation success rate in Yunxi County?", "and in Shiman District?"),
        "95.2",
        "indicator intent",
    ),
    (
        ("What is the mediation success rate in Yunxi County?", "What about Linlan?"),
        "97.8",
        "indicator intent",
    ),
    (
        ("What is the mediation success rate in Yunxi County?", "How about Wangfeng?"),
        "ABSTAIN",
        "indicator intent",
    ),
    (
        (
            "How many administrative reconsideration cases did Yunxi County accept in 2023?",
            "And how many were upheld?",
        ),
        "41",
        "regions years indicator",
    ),
    (
        (
            "How many administrative reconsideration cases did Yunxi County accept in 2023?",
            "what about the previous year?",
        ),
        "ABSTAIN",
        "regions indicator intent",
    ),
    (
        (
            "How many administrative reconsideration cases did Linlan District receive in 2023?",
            "compared with last year?",
        ),
        "141 15.6",
        "regions years indicator intent",
    ),
    (
        (
            "How many administrative reconsideration cases did Linlan District receive in 2023?",
            "How does that compare to the previous year?",
        ),
        "141 15.6",
        ANY,
    ),
    (
        ("How many public lawyers does Linlan District have?", "How many volunteers are there?"),
        "1300",
        "regions",
    ),
    (
        (
            "How many public lawyers does Linlan District have?",
            "How many public lawyers are there in Yunxi County?",
        ),
        "ABSTAIN",
        NOTHING,
    ),
    (
        ("Which reports give a mediation success rate?", "which of those is the highest?"),
        "98.6",
        "indicator results",
    ),
    (
        (
            "Which places carried out a review of enforcement case files?",
            "Which of them are in Qinglan City?",
        ),
        "临澜区 !云溪县",
        "indicator intent results",
    ),
    (
        (
            "How many administrative reconsideration cases did Yunxi County accept in 2023?",
            "Thanks!",
            "and in Wangfeng?",
        ),
        "27",
        ANY,
    ),
    (
        (
            "How many administrative reconsideration cases did Yunxi County accept in 2023?",
            "What is the online filing rate in Beiting City?",
        ),
        "81.2",
        NOTHING,
    ),
)


def shown(answer: Answer) -> str:
    rows = "".join(f"{each.region}{each.value}{each.unit}" for each in answer.items)
    return (answer.answer + rows).replace(",", "")


@pytest.mark.parametrize(
    ("questions", "expected", "inherited"),
    [*DIALOGUES, *ENGLISH],
    ids=lambda value: value[-1] if isinstance(value, tuple) else "",
)
def test_a_question_inherits_what_it_leaves_out(
    engine: Engine,
    careful: Engine,
    questions: tuple[str, ...],
    expected: str,
    inherited: str | None,
) -> None:
    *history, question = questions
    asked = careful if expected == "ABSTAIN" else engine
    answer = asked.ask(question, history=history)
    assert answer.question == question
    if inherited is not None:
        taken = set(answer.interpretation.inherited) - {"intent"}  # which shows in the answer
        assert taken == set(inherited.split()) - {"intent"}
    if expected == "ABSTAIN":
        assert answer.status is not Status.ANSWERED
        return
    assert answer.status is Status.ANSWERED
    for words in expected.split():
        assert (words.removeprefix("!") in shown(answer)) is not words.startswith("!")


@pytest.mark.parametrize("dialogue", [each for each in DIALOGUES if each[2] == NOTHING])
def test_a_complete_question_is_answered_as_if_it_came_first(
    engine: Engine, dialogue: Dialogue
) -> None:
    *history, question = dialogue[0]
    alone, after = engine.ask(question), engine.ask(question, history=history)
    assert (after.answer, after.interpretation) == (alone.answer, alone.interpretation)
