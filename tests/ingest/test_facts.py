from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.facts import extract_facts
from vectorstore.records import Fact, Metadata, PartKind, Report, Section

METADATA = Metadata(
    region="云溪县", prefecture="青岚市", province="安岭省", level="county", report_year=2023
)
WIDE = {ord(char): ord(char) + 0xFEE0 for char in ",:;()%!?0123456789"}


def read(text: str, outline: tuple[Section, ...] = ()) -> list[Fact]:
    return extract_facts(Report("0123456789abcdef", text, (), METADATA, outline))


def stated(fact: Fact) -> tuple[str, float, str]:
    return fact.indicator, fact.value, fact.unit


# Sentence → (indicator, value, unit) of every figure in it, worked out by hand.
SENTENCES: list[tuple[str, list[tuple[str, float, str]]]] = [
    (
        "2023年,全县行政复议机构共收到行政复议申请256件,受理231件,审结218件,其中维持120件、撤销18件。",
        [("行政复议申请收到", 256, "件"), ("行政复议申请受理", 231, "件"), ("行政复议申请审结", 218, "件"),
         ("行政复议申请维持", 120, "件"), ("行政复议申请撤销", 18, "件")],
    ),
    (
        "一年来,共办理行政应诉案件47件,行政机关负责人出庭应诉率达到百分之百。",
        [("行政应诉案件办理", 47, "件"), ("行政机关负责人出庭应诉率", 100, "%")],
    ),
    ("全年共办理法律援助案件1,286件。", [("法律援助案件办理", 1286, "件")]),
    (
        "出庭应诉率由上年的61.0%跃升至88.2%。",
        [("出庭应诉率", 61.0, "%"), ("出庭应诉率", 88.2, "%")],
    ),
    (
        "办理时限由20个工作日压减到8个工作日。",
        [("办理时限", 20, "工作日"), ("办理时限", 8, "工作日")],
    ),
    (
        "截至2023年12月底,全区共有行政执法人员1845人,持证率98.5%。",
        [("行政执法人员", 1845, "人"), ("行政执法人员持证率", 98.5, "%")],
    ),
    (
        "取消行政审批事项12项,下放5项,压减申请材料30%以上。",
        [("行政审批事项取消", 12, "项"), ("行政审批事项下放", 5, "项"), ("压减申请材料", 30, "%")],
    ),
    ("开展法治讲座十二场次,受教育群众三千余人。", [("法治讲座", 12, "场次"), ("受教育群众", 3000, "人")]),
    (
        "全市共调解各类矛盾纠纷12345件,调解成功12100件,成功率达98.02%。",
        [("矛盾纠纷调解", 12345, "件"), ("矛盾纠纷调解成功", 12100, "件"), ("矛盾纠纷成功率", 98.02, "%")],
    ),
    (
        "全面清理现行有效规范性文件,共清理158件,其中继续有效120件,修改15件,废止23件。",
        [("现行有效规范性文件清理", 158, "件"), ("现行有效规范性文件中的继续有效", 120, "件"),
         ("现行有效规范性文件修改", 15, "件"), ("现行有效规范性文件废止", 23, "件")],
    ),
    ("全年审核重大执法决定86件。", [("重大执法决定审核", 86, "件")]),
    (
        "行政机关负责人出庭应诉率和出庭发声率均达100%。",
        [("行政机关负责人出庭应诉率", 100, "%"), ("出庭发声率", 100, "%")],
    ),
    (
        "受理率、办结率分别为98%和97%。",
        [("受理率", 98, "%"), ("办结率", 97, "%")],
    ),
    (
        "行政复议案件收案128件,结案119件,调解和解率41%。",
        [("行政复议案件收案", 128, "件"), ("行政复议案件收案结案", 119, "件"),
         ("行政复议案件收案调解和解率", 41, "%")],
    ),
    (
        "全县151个人民调解委员会、2441名人民调解员活跃在基层一线。",
        [("人民调解委员会", 151, "个"), ("人民调解员活跃在基层一线", 2441, "名")],
    ),
    (
        "新增公职律师6名,总数达到73名。",
        [("新增公职律师", 6, "名"), ("公职律师总数", 73, "名")],
    ),
    (
        "县政府收到行政复议申请86件,告知补正后不予受理15件,综合纠错率26.1%。",
        [("行政复议申请收到", 86, "件"), ("行政复议申请告知补正后不予受理", 15, "件"),
         ("行政复议申请综合纠错率", 26.1, "%")],
    ),
    (
        "行政机关负责人出庭应诉率位居全市第一,达100%。",
        [("行政机关负责人出庭应诉率全市排名", 1, "名"), ("行政机关负责人出庭应诉率", 100, "%")],
    ),
    (
        "其中,医疗纠纷调解中心调解医疗纠纷45件,调解成功率98.6%。",
        [("医疗纠纷调解", 45, "件"), ("医疗纠纷调解成功率", 98.6, "%")],
    ),
    (
        "选聘15名律师担任政府法律顾问,现有公职律师23名。",
        [("律师担任政府法律顾问", 15, "名"), ("公职律师", 23, "名")],
    ),
    (
        "全县累计建成人民调解委员会183个,其中村(居)调委会150个,配备人民调解员925名。",
        [("人民调解委员会", 183, "个"), ("人民调解委员会中的村(居)调委会", 150, "个"), ("人民调解员", 925, "名")],
    ),
    (
        "“12345”政务服务便民热线共受理群众诉求3.6万件,办结率99.2%。",
        [("群众诉求受理", 36000, "件"), ("群众诉求办结率", 99.2, "%")],
    ),
    (
        "发放宣传资料5万余份,联合惩戒失信主体三百二十五家。",
        [("宣传资料发放", 50000, "份"), ("联合惩戒失信主体", 325, "家")],
    ),
    (
        "对28个执法部门、15个乡镇开展执法监督检查。",
        [("执法部门开展执法监督检查", 28, "个"), ("乡镇开展执法监督检查", 15, "个")],
    ),
    (
        "收到行政复议申请21宗,受理18宗、告知向其他机关提出1宗;审结16宗,其中维持9宗。",
        [
            ("行政复议申请收到", 21, "宗"),
            ("行政复议申请受理", 18, "宗"),
            ("行政复议申请告知向其他机关提出", 1, "宗"),
            ("行政复议申请审结", 16, "宗"),
            ("行政复议申请维持", 9, "宗"),
        ],
    ),
    (
        "应诉行政诉讼案件14件,较上年的19件明显下降,其中败诉1件。",
        [("行政诉讼案件应诉", 14, "件"), ("行政诉讼案件应诉", 19, "件"), ("行政诉讼案件败诉", 1, "件")],
    ),
    ("查处超载车辆432台次、卸载货物1.05万吨。", [("超载车辆查处", 432, "台次"), ("卸载货物", 10500, "吨")]),
    ("细化5大项任务。", [("细化任务", 5, "项")]),
    ("出庭应诉率力争达到90%以上。", [("出庭应诉率", 90, "%")]),
    ("组建5个督察组开展实地督察。", [("督察组开展实地督察", 5, "个")]),
    ("完成86名新录用人员的执法资格培训。", [("新录用人员的执法资格培训", 86, "名")]),
    (
        "对62户市场主体进行信用修复,有310个项目进入绿色通道。",
        [("市场主体信用修复", 62, "户"), ("项目进入绿色通道", 310, "个")],
    ),
    (
        "检查对象和检查领域同比增长3倍和2倍。",
        [("检查对象同比增长", 3, "倍"), ("检查领域同比增长", 2, "倍")],
    ),
    (
        "普法考试参考率和合格率分别为99.8%和99.5%。",
        [("普法考试参考率", 99.8, "%"), ("普法考试合格率", 99.5, "%")],
    ),
    (
        "出台《云溪县河道管理办法》《云溪县养犬管理办法》等4件规范性文件。",
        [("规范性文件出台", 4, "件")],
    ),
    (
        "对行政许可(210件)、行政处罚(86件)等执法行为进行监督。",
        [("行政许可", 210, "件"), ("行政处罚", 86, "件")],
    ),
    ("新增1家示范调解室(目前6家)。", [("新增示范调解室", 1, "家"), ("示范调解室", 6, "家")]),
    (
        "执法队伍26支(县级执法队10支、乡镇执法队16支)并配齐人员。",
        [("执法队伍", 26, "支"), ("县级执法队", 10, "支"), ("乡镇执法队", 16, "支")],
    ),
    (
        "审结行政诉讼案件40件,败诉2件;共收到行政复议案件75件,审结60件。",
        [("行政诉讼案件审结", 40, "件"), ("行政诉讼案件败诉", 2, "件"), ("行政复议案件收到", 75, "件"),
         ("行政复议案件审结", 60, "件")],
    ),
    (
        "共收到行政复议申请90件。受理的80件复议案件中,维持50件,占62.5%。",
        [("行政复议申请收到", 90, "件"), ("行政复议案件受理", 80, "件"), ("行政复议案件维持", 50, "件"),
         ("行政复议案件维持占比", 62.5, "%")],
    ),
    (
        "制作人民调解协议书700份。协议履行率为100%。",
        [("人民调解协议书制作", 700, "份"), ("人民调解协议履行率", 100, "%")],
    ),
    ("办理代表建议和委员提案,办理率均达100%。", [("代表建议和委员提案办理率", 100, "%")]),
    (
        "举办新任执法人员培训班,各乡镇分管领导等120余人参加。",
        [("新任执法人员培训班参加", 120, "人")],
    ),
    (
        "行政诉讼败诉率为5.6%,较2022年下降1.4个百分点,低于全省平均水平2.1个百分点。",
        [("行政诉讼败诉率", 5.6, "%"), ("行政诉讼败诉率较2022年下降", 1.4, "个百分点"),
         ("行政诉讼败诉率低于全省平均水平", 2.1, "个百分点")],
    ),
    (
        "审结行政复议案件47件(含上年结转5件),移送公安机关5件。",
        [("行政复议案件审结", 47, "件"), ("行政复议案件审结中的上年结转", 5, "件"), ("移送公安机关", 5, "件")],
    ),
    ("平均办理时限压缩70%。", [("平均办理时限压缩", 70, "%")]),
    ("共有五分之二的乡镇设立了综合执法队。", [("乡镇设立了综合执法队", 40, "%")]),
    ("打造了两辆“普法直通车”。", [("“普法直通车”", 2, "辆")]),
    ("全县满意度测评位居全省第一,法治考核位列全市第3名。", [("满意度测评全省排名", 1, "名"), ("法治考核全市排名", 3, "名")]),
    (
        "罚款426.35万元,移送案件7件。",
        [("罚款", 4_263_500, "元"), ("移送案件", 7, "件")],
    ),
    ("接听群众来电2.3万个,日均63个。", [("接听群众来电", 23000, "个"), ("接听群众来电日均", 63, "个")]),
    ("联系电话:0372-2912345,邮编:455000。", []),
    ("根据《处罚法》第三十三条规定,印发《方案》(云政办〔2023〕12号),召开第12次会议。", []),
    ("落实“三项制度”,推进“一件事一次办”,坚持一个窗口受理。", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_names_every_figure(text: str, expected: list[tuple[str, float, str]]) -> None:
    assert [stated(fact) for fact in read(text)] == expected


@pytest.mark.parametrize("text", [text for text, _ in SENTENCES])
def test_full_width_forms_read_the_same(text: str) -> None:
    half, wide = read(text), read(text.translate(WIDE))
    assert [stated(fact) for fact in wide] == [stated(fact) for fact in half]
    assert [(fact.start, fact.end) for fact in wide] == [(fact.start, fact.end) for fact in half]


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2015年以来,共取消审批事项99项,承接45项。", ["2015年以来", "2015年以来"]),
        ("2022年受理行政复议案件98件,同比增长12.6%,2023年受理113件。", ["2022", "2022", ""]),
        ("2023年截止9月底,受理行政复议案件11件。", ["2023年截止9月底"]),
        ("应诉案件14件,较上年的19件明显下降,其中败诉1件。", ["", "2022", ""]),
        ("应诉案件14件,较上年增长5%,败诉1件。", ["", "", ""]),
        ("受理矛盾纠纷876件(上年同期763件,同比上升14.8%)。", ["", "2022", ""]),
        ("满意率98%,较去年提升2个百分点。", ["", ""]),
        ("出庭应诉率由2021年的85%提升到2022年的97.6%。", ["2021", "2022"]),
        ("时限由之前的60个工作日减少到15个工作日。", ["之前", ""]),
        ("时间由3天压缩到1天。", ["之前", ""]),
        ("持证人员从2021年的860人增加到1023人。", ["2021", ""]),
        ("今年前4个月,受理案件20件。", ["今年前4个月"]),
        ("2023年度,全年评查案卷210卷。", [""]),
    ],
)
def test_tells_the_period_where_it_is_another(text: str, periods: list[str]) -> None:
    assert [fact.period for fact in read(text)] == periods


def test_quotes_the_clause_from_the_chains_subject() -> None:
    text = "一是化解纠纷。2023年,全县共收到复议申请256件,其中受理231件;办理应诉案件47件,全部办结。"
    assert [fact.quote for fact in read(text)] == [
        "2023年,全县共收到复议申请256件",
        "2023年,全县共收到复议申请256件,其中受理231件",
        "办理应诉案件47件",
    ]


def test_quotes_a_list_up_to_the_figures_own_item() -> None:
    text = "下发提醒函23份、督办函12份,发现问题隐患5处。"
    assert [fact.quote for fact in read(text)] == [
        "下发提醒函23份",
        "下发提醒函23份、督办函12份",
        "发现问题隐患5处",
    ]


def test_quotes_the_noun_after_a_figure_and_the_qualifier() -> None:
    text = "深化改革,组建7个督察组对部门开展督察,节省成本90%以上。"
    assert [fact.quote for fact in read(text)] == [
        "组建7个督察组对部门开展督察",
        "节省成本90%以上",
    ]


def test_closes_a_bracket_that_ends_with_the_figure() -> None:
    text = "制作协议书80份(上年同期90份,同比下降11.1%)。"
    assert read(text)[2].quote == "制作协议书80份(上年同期90份,同比下降11.1%)"


def test_nothing_happened_is_zero() -> None:
    (fact,) = read("保持高压态势,未发生环境公益诉讼案件。")
    assert (stated(fact), fact.qualifier) == (("环境公益诉讼案件", 0, "件"), "未发生")
    assert fact.quote == "未发生环境公益诉讼案件"


@pytest.mark.parametrize(
    ("text", "expected", "status"),
    [
        ("全年未发生1起重大执法事故。", ("重大执法事故", 0, "起"), "actual"),
        ("本年度未收到行政复议申请。", ("行政复议申请", 0, "件"), "actual"),
        ("确保全年不出事,努力做到未发生重大信访事件。", ("重大信访事件", 0, "起"), "target"),
    ],
)
def test_denials_are_zero_and_nothing_else(
    text: str, expected: tuple[str, float, str], status: str
) -> None:
    assert [(stated(fact), fact.status) for fact in read(text)] == [(expected, status)]


def test_full_coverage_in_words_is_no_figure() -> None:
    assert read("实现村(社区)法律顾问全覆盖。") == []


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("受理行政复议案件88件。", "云溪县"),
        ("云溪县受理行政复议案件88件。", "云溪县"),
        ("临澜区受理行政复议案件500件。", "临澜区"),
        ("全省共有示范县20个。", "安岭省"),
        ("全县共有示范村20个。", "云溪县"),
    ],
)
def test_gives_each_figure_its_place(text: str, region: str) -> None:
    assert [fact.region for fact in read(text)] == [region]


def test_a_hotline_is_not_what_the_sentence_before_it_was_about() -> None:
    facts = read("办理法律援助案件39件;12345市长热线受理事项41件。")
    assert [fact.indicator for fact in facts] == ["法律援助案件办理", "12345市长热线受理事项"]


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        # Places of the national table, whatever their names are made of.
        ("盐城市受理行政复议案件79件。", ["盐城市"]),
        ("其中桐乡市办理行政复议案件30件。", ["桐乡市"]),
        ("呼和浩特市全年审结行政复议案件40件。", ["呼和浩特市"]),
        ("长阳土家族自治县受理行政复议案件12件。", ["长阳土家族自治县"]),
        ("盐城市纠错率达24.2%、桐乡市达21.6%。", ["盐城市", "桐乡市"]),
        ("赴盐城市开展培训3次。", ["云溪县"]),
        ("盐城市级示范点3个。", ["云溪县"]),
    ],
)
def test_another_places_figure_is_not_the_reports(text: str, regions: list[str]) -> None:
    assert [fact.region for fact in read(text)] == regions


def test_own_figures_beside_anothers_stay_own() -> None:
    facts = read("临澜区受理行政复议案件500件,我县受理88件。")
    assert [fact.region for fact in facts] == ["临澜区", "云溪县"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("出庭应诉率达到95%以上。", "actual"),
        ("力争出庭应诉率达到95%以上。", "target"),
        ("力争到2025年,出庭应诉率达到95%以上。", "target"),
        ("推动执法事项占比25%以上。", "target"),
        ("完成目标任务120项。", "actual"),
        ("2024年计划新增公职律师10名。", "plan"),
    ],
)
def test_tells_targets_from_what_is(text: str, status: str) -> None:
    assert [fact.status for fact in read(text)] == [status]


def test_figures_of_the_plan_part_are_plans() -> None:
    text = "一、成效。办理案件30件。二、下一步打算。新增公职律师5名。"
    at = text.index("二、")
    outline = (
        Section("一、成效", 1, 0, 4, at, PartKind.ACHIEVEMENT),
        Section("二、下一步打算", 1, at, at + 7, len(text), PartKind.PLAN),
    )
    assert [fact.status for fact in read(text, outline)] == ["actual", "plan"]


def test_a_bare_name_takes_its_thing_from_the_heading() -> None:
    heading = "(一)行政复议"
    text = f"{heading}\n全年受理79件。"
    outline = (Section(heading, 1, 0, len(heading), len(text), PartKind.ACHIEVEMENT),)
    assert [fact.indicator for fact in read(text, outline)] == ["行政复议受理"]


def test_ids_count_up_and_values_stand_where_they_say() -> None:
    text = "受理案件1,286件,其中刑事案件十二件。"
    facts = read(text)
    assert [fact.fact_id for fact in facts] == ["0123456789abcdef-f0000", "0123456789abcdef-f0001"]
    assert [text[fact.value_start : fact.value_end] for fact in facts] == ["1,286件", "十二件"]


PIECES = st.sampled_from(
    ["全县", "受理", "行政复议", "案件", "79件", "(", ")", ",", "、", "。", ";", "其中", "“", "”", "《", "》", "达",
     "100%", "2022年", "上年同期", "2—6家", "第6名", "对", "3个", "镇", "进行", "以上", "\n", "1.", "未发生", " ",
     "\uff0c", "\uff08", "\uff09", "\uff11\uff12件", "同比", "增长", "分别", "和", "8倍"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_quotes_are_verbatim_whatever_the_text(text: str) -> None:
    for fact in read(text):
        assert text[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.value_start < fact.value_end <= fact.end
        assert fact.indicator
        assert fact.quote == fact.quote.strip()


def test_text_without_full_stops_is_read_in_pieces() -> None:
    text = "受理案件1件," * 2000
    facts = read(text)
    assert len(facts) == 2000
    assert all(text[fact.start : fact.end] == fact.quote for fact in facts)
    assert max(len(fact.quote) for fact in facts) < 400


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("全市行政机关负责人出庭应诉率97%,我县为100%。", ["青岚市", "云溪县"]),
        ("青岚市两级法院共审结行政诉讼案件43件。", ["青岚市"]),
        ("青岚市公职律师总数达到45名,我县有7名。", ["青岚市", "云溪县"]),
        ("青岚市云溪县受理行政复议案件20件。", ["云溪县"]),
        ("全市首个法治主题公园接待群众300人次。", ["云溪县"]),
        ("全县受理行政复议案件20件。", ["云溪县"]),
        ("行政机关负责人出庭应诉率100%,位居全市第1名。", ["云溪县", "云溪县"]),
    ],
)
def test_figures_of_the_city_above_are_the_citys(text: str, regions: list[str]) -> None:
    assert [fact.region for fact in read(text)] == regions


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("2022年、2023年行政机关负责人出庭应诉率分别为95%、98%。", ["2022", ""]),
        ("2021-2023年行政机关负责人出庭应诉率分别为92%、95%、98%。", ["2021", "2022", ""]),
        ("企业开办时间由9个工作日缩短为3个工作日。", ["之前", ""]),
        ("行政机关负责人出庭应诉率稳步提升,由2022年的95%提高到2023年的98%。", ["2022", ""]),
    ],
)
def test_each_of_several_values_has_its_own_time(text: str, periods: list[str]) -> None:
    assert [fact.period for fact in read(text)] == periods


def test_a_requirement_is_no_result() -> None:
    assert [fact.status for fact in read("要求行政机关负责人出庭应诉率不低于90%。")] == ["target"]


def test_a_label_before_a_sentence_names_what_its_figures_count() -> None:
    facts = read(
        "行政复议:全县新收申请84件,上年97件,增长4.6%;受理61件,上年54件;纠错率13.9%,上年16.3%。"
        "人民调解:调解纠纷2471件;成功率98.9%。"
    )
    found = [(each.indicator, each.value, each.period != "") for each in facts]
    assert found == [
        ("行政复议新收申请", 84, False),
        ("行政复议新收申请", 97, True),
        ("行政复议新收申请增长", 4.6, False),
        ("行政复议新收申请受理", 61, False),
        ("行政复议新收申请受理", 54, True),
        ("行政复议新收申请纠错率", 13.9, False),
        ("行政复议新收申请纠错率", 16.3, True),
        ("纠纷调解", 2471, False),
        ("纠纷成功率", 98.9, False),
    ]
    assert facts[0].quote == "行政复议:全县新收申请84件"


def test_figures_in_turn_are_of_the_years_named_before_them() -> None:
    """Worked out by hand: five years, five numbers, the unit behind the last; and a label with its unit."""
    turn = read("2019—2021年,中心城区PM2.5年均浓度依次为38、36、33微克/立方米。")
    assert [(each.value, each.unit, each.period_start[:4]) for each in turn] == [
        (38, "微克/立方米", "2019"),
        (36, "微克/立方米", "2020"),
        (33, "微克/立方米", "2021"),
    ]
    label = read("2021—2023年地区生产总值(亿元):2021年165.9,2022年174.8,2023年186.4。")
    assert [(each.thing, each.value, each.period_start[:4]) for each in label] == [
        ("地区生产总值", 16_590_000_000, "2021"),
        ("地区生产总值", 17_480_000_000, "2022"),
        ("地区生产总值", 18_640_000_000, "2023"),
    ]


def test_what_is_shared_among_places_goes_by_the_name_of_the_whole() -> None:
    """The sentence before says what is divided; the place's own name is no part of what is measured."""
    city = replace(METADATA, region="青岚市", level="prefecture")
    text = (
        "全市改造老旧小区120个,增长8.2%。分县区看:云溪县30个,临澜区50个。"
        "云溪县、临澜区的优良天数分别为346天、354天。"
    )
    facts = extract_facts(Report("0123456789abcdef", text, (), city, ()))
    assert [(each.region, each.thing, each.value) for each in facts] == [
        ("青岚市", "老旧小区", 120),
        ("青岚市", "老旧小区", 8.2),
        ("云溪县", "老旧小区", 30),
        ("临澜区", "老旧小区", 50),
        ("云溪县", "优良天数", 346),
        ("临澜区", "优良天数", 354),
    ]
