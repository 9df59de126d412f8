"""Lists, counts and comparisons in many wordings, over the samples and a fictional collection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from rag.answer import Answer, Intent, Status
from rag.engine import Engine
from tests.rag.fictional import REPORTS
from tests.rag.small_engine import FirstDraft
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
        yield Engine(store, embedder, confidence=FirstDraft())


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
    ("想知道哪些地方搞了案卷评查", "云溪县 临澜区", ""),
    ("里头哪些讲了权责清单", "望枫县", ""),
    ("提过“红袖章阿姨”的有谁呀?", "临澜区 北汀市", ""),
    ("看看哪几家落实了“谁执法谁普法”", "云溪县", ""),
    ("都有谁在抓双随机", "望枫县", ""),
    ("哪里建了公共法律服务中心?", "北汀市 望枫县", ""),
    ("公共法律服务站点建起来的地方有哪些", "望枫县", ""),
    ("材料里有没有说到证明事项的?是哪几个地方?", "石漫区", ""),
    ("组建了综合执法队伍的区县有哪些?", "临澜区 望枫县", ""),
    ("有哪些区县给村里配了法律顾问?", "云溪县", ""),
    ("写明开展执法人员培训考试的报告", "石漫区", ""),
    ("哪些单位的报告点到了“首违不罚”?", "临澜区", ""),
    ("麻烦列举一下提及公职律师的报告", "临澜区", ""),
    ("哪几个地方明确写了“一网通办”", "北汀市", ""),
    ("介绍了“法治赶集”的是哪家?", "云溪县", ""),
    ("大家都在推综合行政执法改革吗?哪些地方提到了?", "临澜区", ""),
    ("哪些地方对轻微违法不罚?", "临澜区", ""),
    ("有轻微违法免罚清单的地方是哪些?", "临澜区", ""),
    ("哪些报告说到了法制宣传?", "云溪县", ""),
    ("哪些地方建立了政府法律顾问团队?", "云溪县 临澜区", ""),
    ("哪些地方评查了案卷?", "云溪县 临澜区", ""),
    ("哪些报告写了会前学法?", "云溪县 北汀市", ""),
    ("哪些地方做到了合法性审核?", "云溪县 临澜区", ""),
    ("哪些地方有府院互动机制?", "临澜区", ""),
    ("哪些报告写清楚了收到多少件行政复议申请?", "云溪县 临澜区 望枫县", "86 163 29"),
    ("打了多少行政官司,哪几份报告讲清楚了?", "云溪县 临澜区 望枫县", "35 58 11"),
    ("常务会议学法学了几次,哪些地方说了?", "云溪县 北汀市", "12 8"),
    ("给出调解纠纷件数的有哪些地方", "云溪县 北汀市 石漫区 临澜区", "4,208 31207 2954 6530"),
    ("哪些报告披露了调解成功率这个数?", "云溪县 北汀市 石漫区 临澜区", "98 98.6 95.2 97.8"),
    ("执法人员一共多少名,哪份报告写明了?", "云溪县", "1,146"),
    ("报了人民调解委员会个数的地方", "石漫区", "186"),
    ("哪些地方说清楚了取消多少项证明事项?", "石漫区", "68"),
    ("政府法律顾问有几位,谁家的报告讲明白了?", "临澜区", ""),
    ("哪些报告给了当天立案率?", "北汀市", "99.5"),
    ("哪些材料列出了法治督察反馈问题的数量?", "北汀市", "88"),
    ("哪几家晒出了免予处罚案件数?", "临澜区", "153"),
    ("法律咨询解答了多少次,哪些报告有数?", "北汀市", ""),
    ("普法活动办了多少场,有哪些报告报了数?", "云溪县", "86"),
    ("行政复议申请过百件的是哪家?", "临澜区", "163"),
    ("调解纠纷破万的地方", "北汀市", "31207"),
    ("调解成功率在98%以上的都有谁", "云溪县 北汀市", "98 98.6"),
    ("出庭应诉率没过95%的地方有哪些", "石漫区", "91.7"),
    ("行政应诉案件超过30件的有哪几家?", "云溪县 临澜区", "35 58"),
    ("哪家的行政复议申请不到50件?", "望枫县", "29"),
    ("应诉案件达不到40件的区县", "云溪县 望枫县", "35 11"),
    ("调解的纠纷不止5000件的是哪些地方?", "北汀市 临澜区", "31207 6530"),
    ("2020年以后的报告里,有哪些公布了调解成功率?", "云溪县 北汀市 临澜区", "98 98.6 97.8"),
    ("2023年之前的报告里,哪些写了调解纠纷数?", "北汀市 石漫区", "31207 2954"),
    ("2023年的报告中,哪些提到了府院联动?", "临澜区", ""),
    ("2023年各报告里谁说了行政复议收到多少件?", "云溪县 临澜区 望枫县", "86 163 29"),
    ("2022年及以后的材料里哪几份提到“三项制度”?", "云溪县 临澜区", ""),
    ("青岚市的报告里,哪些提到了三项制度?", "石漫区 临澜区", ""),
    ("哪些县公布了行政复议收到的件数?", "云溪县 望枫县", "86 29"),
    ("哪些地方没提到人民调解?", "望枫县", ""),
    ("既搞案卷评查又搞文件清理的地方是哪家?", "临澜区", ""),
    ("调解成功率超过97%而且行政复议申请过百的有哪些?", "临澜区", ""),
)
"""Question, places, values that the rows show."""

FICTIONAL_LISTS: tuple[tuple[str, str, str], ...] = (
    ("哪些地方讲到了行政执法和刑事司法的衔接?", "松岭区 石潭县 栖霞岛市", ""),
    ("有两法衔接机制的都是哪些区县", "松岭区 石潭县", ""),
    ("行刑衔接,哪几份报告提及了?", "松岭区 石潭县 栖霞岛市", ""),
    ("哪些地方推进行政复议体制改革?", "石潭县", ""),
    ("哪些报告写到行政复议体制改革", "石潭县 临港区", ""),
    ("搞综合行政执法体制改革的是哪里?", "松岭区", ""),
    ("哪些地方规范了自由裁量权?", "松岭区", ""),
    ("有裁量基准的地方", "松岭区", ""),
    ("哪些地方出了轻微违法不予处罚的清单?", "松岭区 栖霞岛市", ""),
    ("免罚清单,有哪些地方搞了?", "松岭区 栖霞岛市", ""),
    ("哪些报告说到党政一把手的第一责任人职责?", "石潭县", ""),
    ("哪些地方在推行政裁决?", "石潭县", ""),
    ("涉及行政裁决的报告", "松岭区 石潭县", ""),
    ("把“枫桥经验”写进去的是哪家?", "栖霞岛市", ""),
    ("谁说到了府院联动?", "栖霞岛市", ""),
    ("哪些地方评查过行政处罚案卷", "石潭县", ""),
    ("合法性审查了多少件规范性文件,哪几家写清楚了?", "松岭区 石潭县", "23 18"),
    ("写明规范性文件审核件数的报告有哪些", "松岭区 石潭县", "23 18"),
    ("给出行政复议申请数的有谁?", "松岭区 石潭县 临港区", "128 47 205"),
    ("哪些报告报了审结的复议案件有多少?", "松岭区 石潭县 临港区", "110 41 176"),
    ("打官司的数量,哪些地方公布了?", "松岭区 栖霞岛市 临港区", "64 142 97"),
    ("一年调解纠纷几件,哪些报告交代了?", "松岭区 石潭县 栖霞岛市 临港区", "12408 3120 8650 5217"),
    ("调解纠纷过五千件的地方有哪些?", "松岭区 栖霞岛市 临港区", "12408 8650 5217"),
    ("纠纷调解破万的是谁", "松岭区", "12408"),
    ("行政复议申请超百件的区县", "松岭区 临港区", "128 205"),
    ("负责人出庭应诉率没到90%的是哪个县?", "石潭县", "86.4"),
    ("2022年以后的报告中,哪些提到了行政复议?", "石潭县 临港区", ""),
    ("2022年之前的材料里,哪几份说到了行政诉讼案件数?", "松岭区 栖霞岛市", "64 142"),
    ("哪些区公布了行政复议申请数?", "松岭区 临港区", "128 205"),
    ("青岚市哪些地方说了调解纠纷的件数?", "松岭区 临港区", "12408 5217"),
    ("哪些地方举办了普法活动?", "栖霞岛市", ""),
    ("提到宪法宣传日的报告", "栖霞岛市", ""),
    ("告知承诺制在哪些地方推行?", "临港区", ""),
    ("人民调解员有几名,谁写了?", "临港区", "730"),
    ("政府法律顾问的人数,哪家给了?", "栖霞岛市", "11"),
    ("法治督察查出多少个问题,哪份报告说明了?", "临港区", "39"),
    ("公布移送案件数的报告", "松岭区", "7"),
    ("哪些地方承认行刑衔接不畅?", "栖霞岛市", ""),
    ("哪些报告坦承出庭应诉率偏低?", "石潭县", ""),
    ("没有写到法律顾问的报告有哪些?", "松岭区 石潭县 临港区", ""),
    ("既写了行政复议又写了行政裁决的报告是哪些?", "松岭区 石潭县", ""),
    ("常务会议学法次数公布了的有谁", "石潭县", "9"),
    ("请问贵资料里哪几个地方开过宪法日活动", "栖霞岛市", ""),
    ("对镇街搞过法治督察的是哪里", "临港区", ""),
    ("取消证明事项的数目,看看哪些报告给了", "临港区", "31"),
    ("办结复议案件数量在100件以上的有谁", "松岭区 临港区", "110 176"),
    ("哪些报告在问题部分点出了出庭应诉率低?", "石潭县", ""),
    ("哪些区县移送过涉嫌犯罪案件?", "松岭区", ""),
    ("帮忙把写了“放管服”的报告列出来", "临港区", ""),
    ("行政裁决案件数有报的吗?哪家报了?", "石潭县", "5"),
    ("有包容审慎监管做法的城市", "栖霞岛市", ""),
    ("关于“首违不罚”,都有哪些地方出过清单?", "栖霞岛市", ""),
    ("出庭应诉率公布了的是哪几家,分别多少?", "石潭县 栖霞岛市", "86.4 100"),
    ("出庭应诉率满格的地方", "栖霞岛市", ""),
    ("哪个区县的行政诉讼案件超过了90件?", "临港区 栖霞岛市", "97 142"),
    ("告诉我所有公布了败诉件数的地方", "临港区", "6"),
    ("几家地方里,谁聘请了法律顾问?", "栖霞岛市", ""),
    ("调解成功率都有谁公开了?", "松岭区", "97.5"),
    ("哪些材料里能找到执法队伍整合的内容?", "松岭区", ""),
    ("受理了多少复议案件,有哪几份报告能查到?", "临港区", "188"),
    ("说清复议收案数的报告是哪几份", "松岭区 石潭县 临港区", "128 47 205"),
    ("2021年及以前的报告中哪些说到了“枫桥经验”?", "栖霞岛市", ""),
    ("哪些报告提出要建法治文化公园?", "临港区", ""),
    ("明年准备搞行政复议体制改革的是哪家?", "临港区", ""),
    ("规范性文件审查件数超过20件的是谁", "松岭区", "23"),
    ("哪些地方没公布行政复议申请数?", "栖霞岛市", ""),
    ("纠纷调处件数最多的前两名是谁?", "松岭区 栖霞岛市", "12408 8650"),
    ("评查过案卷的区县能列一列吗?", "石潭县", ""),
    ("哪几个地方的报告有讲枫桥经验?", "栖霞岛市", ""),
    ("有关首违不罚,哪家写得有?", "栖霞岛市 松岭区", ""),
    ("在这些报告里,聘了法律顾问的是哪些?", "栖霞岛市", ""),
    ("败诉案件有数字的报告", "临港区", "6"),
    ("各地复议申请分别收了多少?", "松岭区 石潭县 临港区", "128 47 205"),
    ("哪些地方复议案件审结数超过100?", "松岭区 临港区", "110 176"),
    ("哪里的纠纷调解成功率给了数?", "松岭区", "97.5"),
    ("法治讲座谁办过?", "栖霞岛市", ""),
    ("哪些县市区提出过整合执法队伍?", "松岭区", ""),
    ("谁家有人民调解员的人数?", "临港区", "730"),
    ("说说都有哪些地方取消了证明事项", "临港区", ""),
    ("哪几份报告里出现了“放管服”字样?", "临港区", ""),
    ("移送涉罪案件的数量,哪份材料有?", "松岭区", "7"),
    ("哪些地方的出庭应诉率不足九成?", "石潭县", "86.4"),
    ("哪个区提到了证明事项告知承诺?", "临港区", ""),
    ("有几份报告不曾提及行政复议?", "栖霞岛市", ""),
    ("对合同做合法性审核的是哪里?", "石潭县", ""),
    ("哪些地方召开了两法衔接联席会议?", "石潭县", ""),
    ("打算建法治教育基地的有谁?", "松岭区", ""),
    ("哪些地方收到的行政复议申请介于40到130件?", "松岭区 石潭县", "128 47"),
    ("宪法日活动有哪几家提到了?", "栖霞岛市", ""),
    ("哪些地方把常务会议学法次数写进了报告?", "石潭县", "9"),
    ("行政诉讼收案多于60件的区县有哪些", "松岭区 栖霞岛市 临港区", "64 142 97"),
)

SAMPLE_COUNTS = (
    ("几份报告讲到了“三项制度”?", 3),
    ("五份材料里有几份写了行政复议申请数?", 3),
    ("有多少家公布了调解成功率?", 4),
    ("公布行政应诉案件数的一共有多少份?", 3),
    ("数一数有几个地方搞了案卷评查", 2),
    ("有几份说到了“红袖章阿姨”", 2),
    ("调解成功率超过97%的地方有几个?", 3),
    ("提到首席代表制度的报告总共多少份", 1),
    ("一共几份报告提及了规范性文件清理?", 2),
    ("2020年以后的报告有几份提到三项制度?", 2),
    ("多少个地方写明了会前学法次数?", 2),
    ("有几个县公布了收到的行政复议申请数?", 2),
    ("总共有几份2023年的报告?", 3),
    ("没有提到行政复议的报告有几份?", 1),
    ("几家的出庭应诉率达到100%?", 1),
)

FICTIONAL_COUNTS = (
    ("讲了两法衔接的报告一共几份?", 3),
    ("这四份里有几份是县级的报告?", 3),
    ("有几份是区一级的报告?", 2),
    ("有多少份材料提到行政裁决?", 2),
    ("几个地方晒出了复议申请的数量?", 3),
    ("出庭应诉率写明了的报告有几份?", 2),
    ("2021年以后的报告一共有几份?", 3),
    ("有几家的调解纠纷超过5000件?", 3),
    ("多少个地方搞了轻微免罚?", 2),
    ("四份报告里有几份给了合法性审查件数?", 2),
    ("资料里头共几份写到“枫桥经验”?", 1),
    ("公布了行政诉讼案件数的地方有多少?", 3),
    ("有没有报告提到行政裁决?一共几份?", 2),
    ("讲复议体制改革的报告数量是多少?", 2),
    ("给出调解件数的报告占了几份?", 4),
    ("多少份报告说清楚了出庭应诉率?", 2),
    ("青岚市的报告有几份?", 2),
    ("写了行政裁决的区县有几个?", 2),
    ("总共几家公布过行政诉讼案件的数目?", 3),
    ("四份里头,给出调解成功率的占几份?", 1),
    ("纠纷调解量过万的有几家?", 1),
    ("多少地方推行告知承诺制?", 1),
)

SAMPLE_COMPARISONS = (
    ("云溪县跟石漫区比,哪个调解的纠纷多、多几件?", "云溪县", "1254"),
    ("北汀市调解的纠纷比云溪县多多少?", "北汀市", "26999"),
    ("临澜区的调解成功率是不是比石漫区高?", "临澜区", "2.6"),
    ("云溪县2023年的调解纠纷跟石漫区2019年的比,差多少?", "云溪县", "1254"),
    ("云溪县与望枫县谁收到的行政复议申请多", "云溪县", "57"),
    ("石漫区和临澜区相比,负责人出庭应诉率哪个低?", "石漫区", "6.1"),
    ("云溪县、临澜区和望枫县,行政复议申请谁收得最多?", "临澜区", ""),
    ("北汀市当天立案率和网上立案率哪个高", "当天立案率", "18.3"),
    ("云溪县维持的和撤销的复议案件哪个多?", "", "35"),
    ("望枫县行政许可比行政强制多几项?", "", "128"),
    ("望枫县的行政许可、行政处罚、行政强制里哪类最少?", "", ""),
    ("石漫区的出庭应诉率有临澜区高吗?", "临澜区", "6.1"),
    ("云溪县和北汀市常务会议学法次数,哪家更多?", "云溪县", "4次"),
    ("云溪县和临澜区哪边的行政应诉案子多?", "临澜区", "23件"),
    ("各地调解的纠纷哪个最多", "北汀市", ""),
    ("临澜区和云溪县,孰的行政复议申请多?", "临澜区", "77"),
)
"""Question, what comes first in the verdict, a number in it."""

FICTIONAL_COMPARISONS = (
    ("松岭区和临港区,哪边的复议申请多?", "临港区", "77"),
    ("石潭县调解的纠纷比临港区少多少?", "临港区", "2097"),
    ("松岭区2021年的行政诉讼和栖霞岛市2020年的比,哪个多?", "栖霞岛市", "78"),
    ("四个地方中调解纠纷数量谁排第一?", "松岭区", ""),
    ("哪家的行政复议申请最少", "石潭县", ""),
    ("临港区复议受理的多还是审结的多?", "", "12"),
    ("临港区受理的复议案件比审结的多几件?", "", "12"),
    ("石潭县的出庭应诉率有栖霞岛市高吗?", "栖霞岛市", "13.6"),
    ("临港区和松岭区的调解纠纷数谁多谁少?", "松岭区", "7191"),
    ("石潭县、松岭区谁审结的复议案子更多些", "松岭区", "69"),
    ("临港区复议收到的比松岭区多出多少件", "临港区", "77"),
    ("四家里面哪家的行政诉讼案件量垫底?", "松岭区", ""),
    ("对比松岭区与栖霞岛市的纠纷调解量", "松岭区", "3758"),
    ("临港区调解的纠纷里,成功的和没成功的差几件?", "", ""),
    ("石潭县合法性审核的规范性文件多还是合同多?", "", "18"),
    ("拿临港区和石潭县的复议申请量比一比", "临港区", "158"),
    ("松岭区和栖霞岛市行政诉讼哪个更少?", "松岭区", "78"),
    ("几个地方的行政复议申请按多少排个序", "临港区", ""),
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
    assert fictional.ask(question).status is not Status.ANSWERED


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


@pytest.mark.parametrize(
    "question", ["石潭县哪些部门参与了案卷评查?", "临港区的法治督察覆盖哪些地方?"]
)
def test_places_inside_one_place_are_no_list_of_places(fictional: Engine, question: str) -> None:
    answer = fictional.ask(question)
    assert answer.interpretation.intent not in (Intent.LIST, Intent.COUNT)
    assert answer.items == ()


def test_an_item_is_quoted_with_what_it_says(fictional: Engine) -> None:
    (citation,) = fictional.ask("哪些地方推进了多元解纷?").citations
    assert citation.region == "石潭县"
    assert citation.quote == "多元解纷。健全行政裁决工作机制，办理行政裁决案件5件。"


def test_what_only_the_heading_names_is_found(tmp_path: Path) -> None:
    embedder = load_embedder()
    body = "抽取卷宗90宗交叉打分，评出优秀卷宗22宗，对不合格的逐宗发出监督意见书。" * 4
    report = (
        "云溪县2023年法治政府建设情况报告\n一、主要工作\n1.案卷评查促规范\n{}\n2.培训\n{}\n".format(
            body, "举办讲座96场次，参训执法人员1200人次，考试合格率97%。" * 6
        )
    )
    (tmp_path / "report.txt").write_text(report, encoding="utf-8")
    with LocalStore.open(tmp_path / "store", embedder.identity, create=True) as store:
        assert not Ingestor(store, embedder).ingest([str(tmp_path / "report.txt")]).failed
        answer = Engine(store, embedder, confidence=FirstDraft()).ask("哪些地方开展了案卷评查?")
    assert [citation.region for citation in answer.citations] == ["云溪县"]
    assert answer.citations[0].quote.startswith("抽取卷宗90宗交叉打分")
