"""Lists, counts and comparisons in many wordings, over the samples and a fictional collection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.pipeline import Ingestor
from rag.answer import Answer, Intent, Status
from rag.engine import Engine
from tests.rag.fictional import REPORTS
from tests.rag.small_engine import AlwaysSure
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore


@pytest.fixture(scope="module")
def fictional(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    embedder = load_embedder()
    folder = tmp_path_factory.mktemp("fictional")
    for name, text in REPORTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    with LocalStore.open(folder / "store", embedder.identity, create=True) as store:
        files = [str(folder / f"{name}.txt") for name in REPORTS]
        assert not Ingestor(store, embedder).ingest(files).failed
        yield Engine(store, embedder, confidence=AlwaysSure())


def check_list(answer: Answer, places: str, values: str) -> None:
    assert answer.status is Status.ANSWERED
    assert {item.region for item in answer.items} == set(places.split())
    shown = [item.value for item in answer.items]
    assert all(any(value in each for each in shown) for value in values.split())


SAMPLE_LISTS: tuple[tuple[str, str, str], ...] = (
    ("文中写到“三项制度”的都有哪几家", "云溪县 石漫区 临澜区", ""),
    ("谁的报告里提到了首席代表制度?", "望枫县", ""),
    ("这几份材料里,讲到府院联动的是哪份?", "临澜区", ""),
    ("请帮我找出推行了“一窗受理”的地方", "临澜区", ""),
    ("配备了执法记录仪的地方", "石漫区", ""),
    ("列一下做过规范性文件清理的区县", "临澜区 望枫县", ""),
    ("哪份报告说起过容缺受理", "石漫区", ""),
    ("五份报告当中,有哪些谈到了法治督察?", "北汀市", ""),
    ("里头哪些讲了权责清单", "望枫县", ""),
    ("提过“红袖章阿姨”的有谁呀?", "临澜区 北汀市", ""),
    ("看看哪几家落实了“谁执法谁普法”", "云溪县", ""),
    ("都有谁在抓双随机", "望枫县", ""),
    ("哪里建了公共法律服务中心?", "北汀市 望枫县", ""),
    ("有哪些区县给村里配了法律顾问?", "云溪县", ""),
    ("写明开展执法人员培训考试的报告", "石漫区", ""),
    ("哪些单位的报告点到了“首违不罚”?", "临澜区", ""),
    ("哪几个地方明确写了“一网通办”", "北汀市", ""),
    ("介绍了“法治赶集”的是哪家?", "云溪县", ""),
    ("哪些地方对轻微违法不罚?", "临澜区", ""),
    ("有轻微违法免罚清单的地方是哪些?", "临澜区", ""),
    ("哪些报告说到了法制宣传?", "云溪县", ""),
    ("哪些地方建立了政府法律顾问团队?", "云溪县 临澜区", ""),
    ("哪些报告写了会前学法?", "云溪县 北汀市", ""),
    ("哪些地方做到了合法性审核?", "云溪县 临澜区", ""),
    ("打了多少行政官司,哪几份报告讲清楚了?", "云溪县 临澜区 望枫县", "35 58 11"),
    ("常务会议学法学了几次,哪些地方说了?", "云溪县 北汀市", "12 8"),
    ("哪些报告披露了调解成功率这个数?", "云溪县 北汀市 石漫区 临澜区", "98 98.6 95.2 97.8"),
    ("报了人民调解委员会个数的地方", "石漫区", "186"),
    ("哪些地方说清楚了取消多少项证明事项?", "石漫区", "68"),
    ("哪些材料列出了法治督察反馈问题的数量?", "北汀市", "88"),
    ("哪几家晒出了免予处罚案件数?", "临澜区", "153"),
    ("法律咨询解答了多少次,哪些报告有数?", "北汀市", ""),
    ("普法活动办了多少场,有哪些报告报了数?", "云溪县", "86"),
    ("行政复议申请过百件的是哪家?", "临澜区", "163"),
    ("调解成功率在98%以上的都有谁", "云溪县 北汀市", "98 98.6"),
    ("出庭应诉率没过95%的地方有哪些", "石漫区", "91.7"),
    ("行政应诉案件超过30件的有哪几家?", "云溪县 临澜区", "35 58"),
    ("应诉案件达不到40件的区县", "云溪县 望枫县", "35 11"),
    ("2023年的报告中,哪些提到了府院联动?", "临澜区", ""),
    ("2022年及以后的材料里哪几份提到“三项制度”?", "云溪县 临澜区", ""),
    ("青岚市的报告里,哪些提到了三项制度?", "石漫区 临澜区", ""),
    ("调解成功率超过97%而且行政复议申请过百的有哪些?", "临澜区", ""),
)
"""Question, places, values that the rows show."""

FICTIONAL_LISTS: tuple[tuple[str, str, str], ...] = (
    ("哪些报告写到行政复议体制改革", "石潭县 临港区", ""),
    ("搞综合行政执法体制改革的是哪里?", "松岭区", ""),
    ("哪些地方规范了自由裁量权?", "松岭区", ""),
    ("有裁量基准的地方", "松岭区", ""),
    ("免罚清单,有哪些地方搞了?", "松岭区 栖霞岛市", ""),
    ("哪些报告说到党政一把手的第一责任人职责?", "石潭县", ""),
    ("涉及行政裁决的报告", "松岭区 石潭县", ""),
    ("把“枫桥经验”写进去的是哪家?", "栖霞岛市", ""),
    ("谁说到了府院联动?", "栖霞岛市", ""),
    ("哪些地方评查过行政处罚案卷", "石潭县", ""),
    ("合法性审查了多少件规范性文件,哪几家写清楚了?", "松岭区 石潭县", "23 18"),
    ("写明规范性文件审核件数的报告有哪些", "松岭区 石潭县", "23 18"),
    ("哪些报告报了审结的复议案件有多少?", "松岭区 石潭县 临港区", "110 41 176"),
    ("行政复议申请超百件的区县", "松岭区 临港区", "128 205"),
    ("2022年以后的报告中,哪些提到了行政复议?", "石潭县 临港区", ""),
    ("2022年之前的材料里,哪几份说到了行政诉讼案件数?", "松岭区 栖霞岛市", "64 142"),
    ("青岚市哪些地方说了调解纠纷的件数?", "松岭区 临港区", "12408 5217"),
    ("哪些地方举办了普法活动?", "栖霞岛市", ""),
    ("提到宪法宣传日的报告", "栖霞岛市", ""),
    ("人民调解员有几名,谁写了?", "临港区", "730"),
    ("公布移送案件数的报告", "松岭区", "7"),
    ("哪些地方承认行刑衔接不畅?", "栖霞岛市", ""),
    ("没有写到法律顾问的报告有哪些?", "松岭区 石潭县 临港区", ""),
    ("常务会议学法次数公布了的有谁", "石潭县", "9"),
    ("请问贵资料里哪几个地方开过宪法日活动", "栖霞岛市", ""),
    ("对镇街搞过法治督察的是哪里", "临港区", ""),
    ("取消证明事项的数目,看看哪些报告给了", "临港区", "31"),
    ("办结复议案件数量在100件以上的有谁", "松岭区 临港区", "110 176"),
    ("哪些区县移送过涉嫌犯罪案件?", "松岭区", ""),
    ("帮忙把写了“放管服”的报告列出来", "临港区", ""),
    ("有包容审慎监管做法的城市", "栖霞岛市", ""),
    ("关于“首违不罚”,都有哪些地方出过清单?", "栖霞岛市", ""),
    ("出庭应诉率公布了的是哪几家,分别多少?", "石潭县 栖霞岛市", "86.4 100"),
    ("出庭应诉率满格的地方", "栖霞岛市", ""),
    ("告诉我所有公布了败诉件数的地方", "临港区", "6"),
    ("几家地方里,谁聘请了法律顾问?", "栖霞岛市", ""),
    ("调解成功率都有谁公开了?", "松岭区", "97.5"),
    ("哪些材料里能找到执法队伍整合的内容?", "松岭区", ""),
    ("2021年及以前的报告中哪些说到了“枫桥经验”?", "栖霞岛市", ""),
    ("哪些报告提出要建法治文化公园?", "临港区", ""),
    ("明年准备搞行政复议体制改革的是哪家?", "临港区", ""),
    ("规范性文件审查件数超过20件的是谁", "松岭区", "23"),
    ("哪些地方没公布行政复议申请数?", "栖霞岛市", ""),
    ("评查过案卷的区县能列一列吗?", "石潭县", ""),
    ("在这些报告里,聘了法律顾问的是哪些?", "栖霞岛市", ""),
    ("败诉案件有数字的报告", "临港区", "6"),
    ("各地复议申请分别收了多少?", "松岭区 石潭县 临港区", "128 47 205"),
    ("哪些地方复议案件审结数超过100?", "松岭区 临港区", "110 176"),
    ("法治讲座谁办过?", "栖霞岛市", ""),
    ("哪些县市区提出过整合执法队伍?", "松岭区", ""),
    ("谁家有人民调解员的人数?", "临港区", "730"),
    ("说说都有哪些地方取消了证明事项", "临港区", ""),
    ("哪几份报告里出现了“放管服”字样?", "临港区", ""),
    ("移送涉罪案件的数量,哪份材料有?", "松岭区", "7"),
    ("哪些地方的出庭应诉率不足九成?", "石潭县", "86.4"),
    ("对合同做合法性审核的是哪里?", "石潭县", ""),
    ("哪些地方召开了两法衔接联席会议?", "石潭县", ""),
    ("哪些地方收到的行政复议申请介于40到130件?", "松岭区 石潭县", "128 47"),
    ("宪法日活动有哪几家提到了?", "栖霞岛市", ""),
    ("哪些地方把常务会议学法次数写进了报告?", "石潭县", "9"),
)

SAMPLE_COUNTS = (
    ("几份报告讲到了“三项制度”?", 3),
    ("数一数有几个地方搞了案卷评查", 2),
    ("有几份说到了“红袖章阿姨”", 2),
    ("调解成功率超过97%的地方有几个?", 3),
    ("提到首席代表制度的报告总共多少份", 1),
    ("一共几份报告提及了规范性文件清理?", 2),
    ("多少个地方写明了会前学法次数?", 2),
    ("有几个县公布了收到的行政复议申请数?", 2),
    ("总共有几份2023年的报告?", 3),
    ("没有提到行政复议的报告有几份?", 1),
    ("几家的出庭应诉率达到100%?", 1),
)

FICTIONAL_COUNTS = (
    ("这四份里有几份是县级的报告?", 3),
    ("几个地方晒出了复议申请的数量?", 3),
    ("出庭应诉率写明了的报告有几份?", 2),
    ("2021年以后的报告一共有几份?", 3),
    ("多少个地方搞了轻微免罚?", 2),
    ("四份报告里有几份给了合法性审查件数?", 2),
    ("资料里头共几份写到“枫桥经验”?", 1),
    ("公布了行政诉讼案件数的地方有多少?", 3),
    ("给出调解件数的报告占了几份?", 4),
    ("多少份报告说清楚了出庭应诉率?", 2),
    ("青岚市的报告有几份?", 2),
    ("写了行政裁决的区县有几个?", 2),
    ("总共几家公布过行政诉讼案件的数目?", 3),
    ("纠纷调解量过万的有几家?", 1),
)

SAMPLE_COMPARISONS = (
    ("云溪县跟石漫区比,哪个调解的纠纷多、多几件?", "云溪县", "1254"),
    ("北汀市调解的纠纷比云溪县多多少?", "北汀市", "26999"),
    ("临澜区的调解成功率是不是比石漫区高?", "临澜区", "2.6"),
    ("云溪县2023年的调解纠纷跟石漫区2019年的比,差多少?", "云溪县", "1254"),
    ("云溪县与望枫县谁收到的行政复议申请多", "云溪县", "57"),
    ("云溪县、临澜区和望枫县,行政复议申请谁收得最多?", "临澜区", ""),
    ("北汀市当天立案率和网上立案率哪个高", "当天立案率", "18.3"),
    ("云溪县维持的和撤销的复议案件哪个多?", "", "35"),
    ("石漫区的出庭应诉率有临澜区高吗?", "临澜区", "6.1"),
    ("云溪县和北汀市常务会议学法次数,哪家更多?", "云溪县", "4次"),
    ("云溪县和临澜区哪边的行政应诉案子多?", "临澜区", "23件"),
    ("临澜区和云溪县,孰的行政复议申请多?", "临澜区", "77"),
)
"""Question, what comes first in the verdict, a number in it."""

FICTIONAL_COMPARISONS = (
    ("松岭区和临港区,哪边的复议申请多?", "临港区", "77"),
    ("石潭县调解的纠纷比临港区少多少?", "临港区", "2097"),
    ("松岭区2021年的行政诉讼和栖霞岛市2020年的比,哪个多?", "栖霞岛市", "78"),
    ("四个地方中调解纠纷数量谁排第一?", "松岭区", ""),
    ("临港区受理的复议案件比审结的多几件?", "", "12"),
    ("临港区和松岭区的调解纠纷数谁多谁少?", "松岭区", "7191"),
    ("石潭县、松岭区谁审结的复议案子更多些", "松岭区", "69"),
    ("临港区复议收到的比松岭区多出多少件", "临港区", "77"),
    ("四家里面哪家的行政诉讼案件量垫底?", "松岭区", ""),
    ("临港区调解的纠纷里,成功的和没成功的差几件?", "", ""),
    ("石潭县合法性审核的规范性文件多还是合同多?", "", "18"),
    ("拿临港区和石潭县的复议申请量比一比", "临港区", "158"),
    ("松岭区和栖霞岛市行政诉讼哪个更少?", "松岭区", "78"),
)


@pytest.mark.parametrize(("question", "places", "values"), SAMPLE_LISTS)
def test_a_list_over_the_samples(engine: Engine, question: str, places: str, values: str) -> None:
    check_list(engine.ask(question), places, values)


@pytest.mark.parametrize(("question", "places", "values"), FICTIONAL_LISTS)
def test_a_list(fictional: Engine, question: str, places: str, values: str) -> None:
    check_list(fictional.ask(question), places, values)


@pytest.mark.parametrize(("question", "count"), SAMPLE_COUNTS)
def test_a_count_over_the_samples(engine: Engine, question: str, count: int) -> None:
    answer = engine.ask(question)
    assert answer.interpretation.intent is Intent.COUNT
    assert answer.answer.startswith(f"{count}份报告")


@pytest.mark.parametrize(("question", "count"), FICTIONAL_COUNTS)
def test_a_count(fictional: Engine, question: str, count: int) -> None:
    answer = fictional.ask(question)
    assert answer.interpretation.intent is Intent.COUNT
    assert answer.answer.startswith(f"{count}份报告")


@pytest.mark.parametrize(("question", "first", "number"), SAMPLE_COMPARISONS)
def test_a_comparison_over_the_samples(
    engine: Engine, question: str, first: str, number: str
) -> None:
    check_comparison(engine.ask(question), first, number)


@pytest.mark.parametrize(("question", "first", "number"), FICTIONAL_COMPARISONS)
def test_a_comparison(fictional: Engine, question: str, first: str, number: str) -> None:
    check_comparison(fictional.ask(question), first, number)


def check_comparison(answer: Answer, first: str, number: str) -> None:
    assert answer.status is Status.ANSWERED
    assert answer.interpretation.intent is Intent.COMPARE
    assert answer.answer.startswith(first)
    assert number in answer.answer.splitlines()[0] or number in {
        item.value for item in answer.items
    }


@pytest.mark.parametrize(
    "question",
    [
        "哪些地方建了海上法庭?",
        "哪些地方提到了数字人民币?",
        "哪些报告给出了公证办理件数?",
        "2025年以后的报告里哪些提到行政复议?",
        "松岭区2023年的行政复议申请是多少件?",
    ],
)
def test_what_no_report_says_is_declined(fictional: Engine, question: str) -> None:
    careful = Engine(fictional.store, load_embedder())
    assert careful.ask(question).status is not Status.ANSWERED


@pytest.mark.parametrize(
    "question",
    ["青岚市2023年行政复议申请多少件?", "青岚市调解了多少件纠纷?"],
)
def test_the_figure_of_a_part_is_not_given_for_the_whole(fictional: Engine, question: str) -> None:
    answer = fictional.ask(question)
    assert answer.status is not Status.ANSWERED
    assert "青岚市本级" in answer.reason
    assert answer.citations
    assert {each.region for each in answer.citations} <= {"松岭区", "临港区"}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("松岭区2022年有什么打算?", "法治教育基地"),
        ("石潭县2023年的工作计划是什么?", "400人次"),
        ("临港区2024年打算做哪些工作?", "法治文化公园"),
    ],
)
def test_the_plans_for_a_year_stand_in_the_report_before(
    fictional: Engine, question: str, words: str
) -> None:
    answer = fictional.ask(question)
    assert answer.status is Status.ANSWERED
    assert words in answer.answer
