"""The outline that a careful reader would make, in both widths of punctuation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.outline import parse_outline
from tests.ingest.generated import GeneratedReport, reports
from vectorstore.records import PartKind, Section

WIDE = {ord(char): ord(char) + 0xFEE0 for char in ",:;()?!%"}
TITLE = "云溪县2021年法治政府建设情况报告\n"
BOTH_WIDTHS = pytest.mark.parametrize("is_wide", [False, True])


def flat(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from flat(section.children)


def headings(text: str) -> list[tuple[int, str]]:
    return [(each.level, each.heading) for each in flat(parse_outline(text)) if each.heading]


def kinds(text: str) -> dict[str, PartKind]:
    """Kind by heading; unheaded parts by their first eight characters."""
    return {
        each.heading or text[each.start : each.start + 8]: each.kind
        for each in flat(parse_outline(text))
    }


def assert_headings(text: str, expected: list[tuple[int, str]]) -> None:
    """The headings are these, in half-width and in full-width punctuation."""
    assert headings(text) == expected
    wide = [(level, heading.translate(WIDE)) for level, heading in expected]
    assert headings(text.translate(WIDE)) == wide


def test_headings_on_lines_of_their_own() -> None:
    text = (
        TITLE + "现将有关情况报告如下:\n\n一、主要工作\n\n(一)加强领导\n\n县政府召开会议3次。\n\n"
        "1.专题研究。听取汇报2次。\n\n2.统筹推进。印发要点。\n\n(二)规范执法\n\n检查200次。\n\n"
        "二、存在的问题\n\n力量不足。\n\n三、下一步打算\n\n加强培训。"
    )

    assert_headings(
        text,
        [
            (1, "一、主要工作"),
            (2, "(一)加强领导"),
            (3, "1.专题研究"),
            (3, "2.统筹推进"),
            (2, "(二)规范执法"),
            (1, "二、存在的问题"),
            (1, "三、下一步打算"),
        ],
    )


def test_spans_of_an_inline_heading() -> None:
    text = "一、主要工作\n(一)加强领导。召开会议3次。\n(二)规范执法。检查200次。"

    second = parse_outline(text)[0].children[1]

    assert text[second.start : second.end] == "(二)规范执法。检查200次。"
    assert text[second.body_start : second.end] == "检查200次。"


def test_a_report_on_one_line_with_spaces_between_headings() -> None:
    text = (
        "云溪县2021年法治政府建设情况报告 2021年,成效明显。现将情况报告如下: 一、主要举措和成效 "
        "(一)统筹领导,当好法治“推进器” 一是强化协调。召开会议3次。 二是注重督察。组建督察组2个。 "
        "(二)优化服务 办理事项300件。开展“云溪服务 从心开始”活动。 二、履行第一责任人职责情况 "
        "2021年,县政府常务会议学法4次,听取汇报2次。 三、存在的问题 (一)力量不足。编制偏少。 "
        "(二)水平不高。培训偏少。"
    )

    assert_headings(
        text,
        [
            (1, "一、主要举措和成效"),
            (2, "(一)统筹领导,当好法治“推进器”"),
            (3, "一是强化协调"),
            (3, "二是注重督察"),
            (2, "(二)优化服务"),
            (1, "二、履行第一责任人职责情况"),
            (1, "三、存在的问题"),
            (2, "(一)力量不足"),
            (2, "(二)水平不高"),
        ],
    )


def test_points_that_run_on_after_a_heading() -> None:
    text = (
        "一、主要工作\n(一)加强领导。1、2021年以来,县政府召开会议3次,研究工作。2、落实统计制度。"
        "及时上报进展。3、建立联系点制度,开展活动20次。\n(二)规范执法。1、加强证件管理。新办120本。"
        "2、统一办理证件。"
    )

    assert_headings(
        text,
        [
            (1, "一、主要工作"),
            (2, "(一)加强领导"),
            (3, "1、"),
            (3, "2、落实统计制度"),
            (3, "3、建立联系点制度"),
            (2, "(二)规范执法"),
            (3, "1、加强证件管理"),
            (3, "2、统一办理证件"),
        ],
    )


def test_a_full_sentence_item_is_its_own_heading_and_body() -> None:
    text = (
        "一、工作计划\n(一)加强队伍建设,加大培训力度。\n(二)进一步发挥好统筹协调作用,加大工作力度,"
        "推进各单位落实责任,每季度召开一次会议;定期学法。"
    )

    first, second = parse_outline(text)[0].children

    assert first.heading == "(一)加强队伍建设,加大培训力度"
    assert text[first.body_start : first.end] == "加强队伍建设,加大培训力度。"
    assert second.heading == "(二)进一步发挥好统筹协调作用"
    assert text[second.body_start : second.end].startswith("进一步发挥好统筹协调作用,")


def test_a_figure_is_no_heading() -> None:
    text = "一、主要工作\n1、全年受理行政复议案件79件。\n2、深化改革。成效明显。"

    first = parse_outline(text)[0].children[0]

    assert text[first.body_start : first.end] == "全年受理行政复议案件79件。"


@BOTH_WIDTHS
@pytest.mark.parametrize(
    "sentence",
    [
        "全县一、二、三级医院全部联网,统一、规范管理。",
        "依据第十条第(一)项、第(二)项处罚3件。",
        "按照《法治政府建设实施纲要(2015—2020年)》执行。",
        "同比上升1.05%,1.5倍于上年。",
        "3.0平台于2018.02.13上线,12.4宪法日宣传5场。",
        "检查1、2批次企业,5、6月份集中开展。",
        "主要任务:(一)加强领导;(二)规范执法;(三)化解矛盾。",
        "工作要求是一是一,二是二。",
        "第一部分工作已经完成,第二章已经修订。",
        "一方面加强领导,二是规范执法。",
    ],
)
def test_numbers_inside_a_sentence_are_no_headings(sentence: str, is_wide: bool) -> None:
    text = f"一、主要工作\n{sentence}{sentence}\n{sentence}\n二、其他工作\n{sentence}"
    if is_wide:
        text = text.translate(WIDE)

    assert headings(text) == [(1, "一、主要工作"), (1, "二、其他工作")]


def test_a_line_broken_in_mid_sentence_opens_no_heading() -> None:
    text = (
        "一、医疗服务\n全县统一、规范开展医疗服务监督执法工作。全县共有\n一、二级医院5家,设备齐全。\n"
        "二、监督执法\n检查30次。"
    )

    assert_headings(text, [(1, "一、医疗服务"), (1, "二、监督执法")])


def test_skipped_and_repeated_numbers_are_taken_as_they_stand() -> None:
    text = (
        "一、甲类工作\n做了。\n二、乙类工作\n做了。\n四、丙类工作\n(一)丁\n做了。\n(三)戊\n做了。\n"
        "(三)己\n做了。\n五、庚类工作\n做了。"
    )

    assert_headings(
        text,
        [
            (1, "一、甲类工作"),
            (1, "二、乙类工作"),
            (1, "四、丙类工作"),
            (2, "(一)丁"),
            (2, "(三)戊"),
            (2, "(三)己"),
            (1, "五、庚类工作"),
        ],
    )


def test_numbers_may_run_on_across_second_level_headings() -> None:
    text = "一、主要举措\n(一)甲\n1.子一。做了。\n2.子二。做了。\n(二)乙\n3.子三。做了。\n4.子四。做了。"

    assert [level for level, _ in headings(text)] == [1, 2, 3, 3, 2, 3, 3]


def test_levels_follow_the_text_not_the_usual_order() -> None:
    bracket_first = TITLE + "(一)甲\n做了。\n1.子。做了。\n(二)乙\n做了。"
    arabic_under_chinese = TITLE + "一、甲\n1.子一。做了。\n2.子二。做了。\n二、乙\n(一)子\n做了。"
    inverted = (
        TITLE + "1.甲\n(一)子\n做了。\n(二)丑\n做了。\n2.乙\n(一)子\n做了。\n3.丙\n(一)子\n做了。"
    )

    assert [level for level, _ in headings(bracket_first)] == [1, 2, 1]
    assert [level for level, _ in headings(arabic_under_chinese)] == [1, 2, 2, 1, 2]
    assert [level for level, _ in headings(inverted)] == [1, 2, 2, 1, 2, 1, 2]


def test_parts_and_chapters_stand_above_numbers() -> None:
    text = (
        TITLE + "第一部分 主要工作\n一、加强领导\n第一部分已完成。\n二、规范执法\n检查200次。\n"
        "第二部分 存在问题\n力量不足。"
    )

    assert_headings(
        text,
        [
            (1, "第一部分 主要工作"),
            (2, "一、加强领导"),
            (2, "二、规范执法"),
            (1, "第二部分 存在问题"),
        ],
    )


def test_ordinals_and_brackets_of_other_shapes() -> None:
    ordinals = TITLE + "第一,加强领导。召开会议4次。\n第二,规范执法。检查100次。"
    shapes = (
        "一、甲\n〔一〕子\n做了。\n〔二〕丑\n做了。\n二、乙\n(一)、寅\n做了。\n(二)、卯\n做了。"
    )

    assert_headings(ordinals, [(1, "第一,加强领导"), (1, "第二,规范执法")])
    assert_headings(
        shapes,
        [
            (1, "一、甲"),
            (2, "〔一〕子"),
            (2, "〔二〕丑"),
            (1, "二、乙"),
            (2, "(一)、寅"),
            (2, "(二)、卯"),
        ],
    )


@pytest.mark.parametrize(
    "numbers",
    [("【壹】", "【贰】", "【叁】"), ("【一】", "【二】", "【三】"), ("壹、", "贰、", "叁、")],
)
def test_boxed_and_formal_numbers_stand_above_brackets(numbers: tuple[str, str, str]) -> None:
    one, two, three = numbers
    text = (
        TITLE + f"{one}优化服务\n(1)审批提速。压减10天。\n(2)服务提质。办件20件。\n"
        f"{two}规范执法\n(3)评查案卷。评查30卷。\n{three}还有哪些短板\n力量不足。"
    )
    assert headings(text) == [
        (1, f"{one}优化服务"),
        (2, "(1)审批提速"),
        (2, "(2)服务提质"),
        (1, f"{two}规范执法"),
        (2, "(3)评查案卷"),
        (1, f"{three}还有哪些短板"),
    ]


def test_a_speech_that_turns_to_the_problems_opens_a_part() -> None:
    text = (
        TITLE + "第一个方面,优化服务。\n全年办件20件。\n第二个方面,规范执法。\n评查案卷30卷。\n"
        "成绩的取得,离不开各位的支持。同时我们也看到,工作中的问题不容回避:没有开展过案卷评查。\n以上报告,请予审议。"
    )
    problems = [
        each
        for section in parse_outline(text)
        for each in (section, *section.children)
        if each.kind is PartKind.PROBLEM
    ]
    assert [text[each.start : each.end].split(",")[0] for each in problems] == ["同时我们也看到"]


def test_problems_and_plans_under_one_heading_are_told_apart() -> None:
    text = (
        TITLE + "第一部分 工作开展情况\n清单事项由46项扩至68项。\n第二部分 不足与打算\n"
        "不足:协管人员素质有待提高。\n2024年打算:免罚清单扩至80项;公职律师增至8名。"
    )
    last = parse_outline(text)[-1]
    assert last.kind is PartKind.PROBLEM
    assert [(text[each.start :][:6], each.kind) for each in last.children] == [
        ("2024年打", PartKind.PLAN)
    ]


def test_a_sentence_of_figures_that_falls_short_opens_no_part() -> None:
    text = (
        TITLE
        + "现将情况报告如下。在行政应诉方面,办理应诉案件57件,审结49件,败诉6件,负责人出庭应诉率71.4%,"
        "比上年提高15.2个百分点,但离75%的要求还有差距。在普法方面,建成法治广场12个。"
    )
    assert PartKind.PROBLEM not in [each.kind for each in parse_outline(text)]


def test_deep_lists_nest() -> None:
    text = (
        "一、主要工作\n(一)规范执法\n1.开展检查。(1)专项检查。检查100次。(2)日常检查。检查300次。\n"
        "①重点领域。检查20次。②一般领域。检查30次。\n二、其他工作\n做了。"
    )

    assert [level for level, _ in headings(text)] == [1, 2, 3, 4, 4, 5, 5, 1]


def test_clauses_of_one_sentence_are_no_sections() -> None:
    text = "一、计划\n(一)加强监督。一是推进制度全覆盖;二是落实备案制度;三是推进清理工作。\n(二)加强培训。分批开展。"

    assert_headings(text, [(1, "一、计划"), (2, "(一)加强监督"), (2, "(二)加强培训")])


@pytest.mark.parametrize(
    "contents",
    [
        "目录\n一、主要工作..........1\n(一)依法行政……3\n二、存在问题 5\n",
        "目 录\n一、主要工作\n(一)依法行政\n(二)矛盾化解\n二、存在问题\n",
    ],
)
def test_a_table_of_contents_gives_no_sections(contents: str) -> None:
    text = (
        TITLE + contents + "一、主要工作\n(一)依法行政\n审查30件。\n(二)矛盾化解\n化解20件。\n"
        "二、存在问题\n力量不足。"
    )

    assert_headings(
        text,
        [(1, "一、主要工作"), (2, "(一)依法行政"), (2, "(二)矛盾化解"), (1, "二、存在问题")],
    )


def test_unnumbered_heading_lines_of_a_news_report() -> None:
    paragraph = "近年来,全市扎实推进法治政府建设,出台实施方案,各项工作走在全省前列。"
    text = (
        "擦亮法治政府名片\n\n——青岚市创建法治政府建设示范市纪实\n\n"
        f"{paragraph}\n\n依法决策,夯实发展根基\n\n法治兴,则城市兴。\n\n{paragraph}\n\n"
        f"优化环境,助推经济发展\n\n{paragraph}\n\n化解矛盾,守护一方平安\n\n{paragraph}"
    )

    assert_headings(
        text,
        [(1, "依法决策,夯实发展根基"), (1, "优化环境,助推经济发展"), (1, "化解矛盾,守护一方平安")],
    )


def test_unnumbered_lines_above_restarting_numbers() -> None:
    text = (
        TITLE + "今年以来,全县扎实推进法治政府建设。\n主要工作情况\n(一)加强领导\n召开会议5次。\n"
        "(二)规范执法\n检查200次。\n存在的主要问题\n(一)认识不足\n重视不够。\n(二)力量不够\n人员偏少。"
    )

    assert [level for level, _ in headings(text)] == [1, 2, 2, 1, 2, 2]


def test_an_unnumbered_line_names_the_problems_of_a_numbered_report() -> None:
    text = (
        TITLE + "一、加强领导\n召开会议。\n二、规范执法\n检查200次。\n附表名称\n办理情况良好。\n"
        "存在的问题\n力量不足,培训不够。\n下一步工作打算\n加强培训,充实力量。"
    )

    assert_headings(
        text,
        [(1, "一、加强领导"), (1, "二、规范执法"), (1, "存在的问题"), (1, "下一步工作打算")],
    )
    assert kinds(text)["存在的问题"] is PartKind.PROBLEM
    assert kinds(text)["下一步工作打算"] is PartKind.PLAN


@BOTH_WIDTHS
@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("一、2021年推进法治政府建设的主要举措和成效", PartKind.ACHIEVEMENT),
        ("一、解决群众反映强烈的突出问题", PartKind.ACHIEVEMENT),
        ("一、坚持问题导向,强化问题整改", PartKind.ACHIEVEMENT),
        ("一、2021年工作任务完成情况", PartKind.ACHIEVEMENT),
        ("三、存在的主要问题", PartKind.PROBLEM),
        ("三、推进法治政府建设存在的不足和原因", PartKind.PROBLEM),
        ("三、问题和不足", PartKind.PROBLEM),
        ("四、下一步工作打算", PartKind.PLAN),
        ("四、2022年推进法治政府建设的主要安排", PartKind.PLAN),
        ("四、2022年度工作思路", PartKind.PLAN),
        ("四、下步工作计划", PartKind.PLAN),
        ("【肆】还有哪些短板", PartKind.PROBLEM),
        ("【伍】下一年怎么干", PartKind.PLAN),
        ("五、正视问题", PartKind.PROBLEM),
        ("五、聚焦突出问题", PartKind.ACHIEVEMENT),
    ],
)
def test_a_heading_tells_what_its_section_reports(
    heading: str, kind: PartKind, is_wide: bool
) -> None:
    text = f"{heading}\n(一)规范执法\n检查执法单位。"
    if is_wide:
        text = text.translate(WIDE)

    section = parse_outline(text)[0]

    assert section.kind is kind
    assert section.children[0].kind is kind


def test_opening_words_are_the_preamble_with_the_title() -> None:
    text = TITLE + "县人大常委会:\n2021年成效明显。现将情况报告如下:\n一、主要工作\n做了。"

    preamble = parse_outline(text)[0]

    assert (preamble.heading, preamble.kind) == ("", PartKind.PREAMBLE)
    assert text[preamble.start : preamble.end].endswith("报告如下:")
    assert preamble.start == 0


def test_unheaded_text_after_the_opening_words_is_no_preamble() -> None:
    text = TITLE + "现将有关情况报告如下。\n全年召开会议5次,检查200次。"

    opening, body = parse_outline(text)

    assert text[opening.start : opening.end].endswith("报告如下。")
    assert (body.heading, body.kind) == ("", PartKind.ACHIEVEMENT)
    assert text[body.start : body.end] == "全年召开会议5次,检查200次。"


@BOTH_WIDTHS
def test_a_problems_paragraph_at_the_end_is_a_part_of_its_own(is_wide: bool) -> None:
    text = (
        TITLE + "一、主要工作\n(一)加强领导\n召开会议。\n(二)规范执法\n检查200次。\n"
        "云溪县法治政府建设虽然取得了一定成效,但仍存在一些不足。如执法力量薄弱;培训不够。"
        "下一步,我们将深入学习,全面完成目标任务。\n云溪县人民政府\n2022年1月20日"
    )
    if is_wide:
        text = text.translate(WIDE)

    first = parse_outline(text)[1]
    problem, plan = first.children[2:]

    assert (problem.heading, problem.level, problem.kind) == ("", 2, PartKind.PROBLEM)
    assert (plan.heading, plan.level, plan.kind) == ("", 2, PartKind.PLAN)
    assert text[plan.start : plan.start + 3] == "下一步"
    assert problem.end == plan.start
    assert text[plan.start : plan.end].endswith("目标任务。")


def test_problems_of_the_whole_work_are_no_part_of_the_last_point() -> None:
    text = (
        TITLE + "一、主要工作 (一)加强领导。召开会议。 (二)规范执法。检查200次。 "
        "一年来,我县取得了一定成绩,但也存在一些问题。力量薄弱。 二、下一步工作设想 (一)加强培训。分批开展。"
    )

    *points, problem = parse_outline(text)[1].children

    assert [each.heading for each in points] == ["(一)加强领导", "(二)规范执法"]
    assert text[problem.start : problem.end] == (
        "一年来,我县取得了一定成绩,但也存在一些问题。力量薄弱。"
    )


def test_a_list_of_problems_and_one_of_plans_belong_to_their_parts() -> None:
    text = (
        TITLE + "一、主要做法\n(一)加强领导\n召开会议。\n"
        "虽然工作取得了一定成绩,但与上级要求相比还有差距,主要表现在:一是认识不到位。个别单位重视不够。"
        "二是力量不足。基层人员少。\n下一步,我县将做好以下工作:\n一是加强学习。深入学习。\n二是强化监督。开展评查。"
    )

    problem, plan = parse_outline(text)[1].children[1:]

    assert [each.heading for each in problem.children] == ["一是认识不到位", "二是力量不足"]
    assert [each.heading for each in plan.children] == ["一是加强学习", "二是强化监督"]
    assert {each.kind for each in plan.children} == {PartKind.PLAN}


def test_lists_of_a_report_without_headings_belong_to_its_parts() -> None:
    text = (
        TITLE + "2021年,全县扎实推进依法行政。\n全年召开会议5次。\n"
        "我县虽然取得了一定成绩,但仍存在一些问题:一是认识不足。个别单位重视不够。二是力量不足。人员偏少。\n"
        "下一步,我们将做好以下工作:一是加强学习。深入学习。二是强化监督。开展评查。"
    )

    opening, body, problem, plan = parse_outline(text)

    assert text[opening.start : opening.end] == TITLE.strip()
    assert body.kind is PartKind.ACHIEVEMENT
    assert (problem.kind, len(problem.children)) == (PartKind.PROBLEM, 2)
    assert (plan.kind, len(plan.children)) == (PartKind.PLAN, 2)
    assert problem.children[1].heading == "二是力量不足"


def test_plans_for_one_subject_stay_in_its_section() -> None:
    text = (
        TITLE
        + "一、主要做法\n(一)加强领导\n召开会议3次。下一步,将完善机制,加大督察力度。\n(二)规范执法\n检查200次。"
    )

    first, second = parse_outline(text)[1].children

    assert [each.kind for each in first.children] == [PartKind.PLAN]
    assert second.kind is PartKind.ACHIEVEMENT


@BOTH_WIDTHS
@pytest.mark.parametrize(
    "sentence",
    [
        "督察发现部分单位还存在执法不规范等问题,已全部督促整改到位。",
        "定期上报法治政府建设工作开展情况、存在问题及本年度工作计划。",
        "对下一步工作进行部署,清理工作下一步按照要求推进。",
        "着力解决行政执法中存在的不作为、乱罚款等问题。",
        "2021年,我县将全面依法治县工作纳入考核,要求各镇落实。",
        "对照法治政府建设标准,深入查找差距,逐项补齐。",
        "存在问题的单位3家,存在的问题有所减少。",
    ],
)
def test_talk_of_problems_solved_opens_no_problems_part(sentence: str, is_wide: bool) -> None:
    text = f"一、主要工作\n(一)加强领导\n{sentence}\n(二)规范执法\n{sentence}检查200次。"
    if is_wide:
        text = text.translate(WIDE)

    assert {each.kind for each in flat(parse_outline(text))} == {PartKind.ACHIEVEMENT}


def test_the_signature_belongs_to_no_section() -> None:
    for signature in ("\n云溪县人民政府\n2022年1月20日", " 云溪县人民政府 2022年1月20日"):
        text = TITLE + "一、主要工作\n做了。\n二、其他工作\n也做了。" + signature

        assert text[: parse_outline(text)[-1].end].endswith("也做了。")


def test_an_empty_text_has_no_outline() -> None:
    assert parse_outline("") == []
    assert parse_outline(" \n\n") == []


@given(reports())
def test_the_headings_of_a_known_outline_are_found_exactly(report: GeneratedReport) -> None:
    found = [
        (each.level, each.heading, each.start, each.kind)
        for each in flat(parse_outline(report.text))
        if each.heading
    ]

    assert found == [(each.level, each.heading, each.start, each.kind) for each in report.headings]


NOISE = st.text(
    alphabet="一二三四十、(())〔〕是第部分章.1234567①②③。;:,\n 下步将存在问题但成绩甲乙\uff0c\uff1a\uff08\uff09年月日政府",
    max_size=200,
)


@given(NOISE | reports().map(lambda report: report.text))
def test_sections_nest_without_gaps_in_level_or_overlap(text: str) -> None:
    outline = parse_outline(text)

    def check(sections: Sequence[Section], level: int, start: int, end: int) -> None:
        for section in sections:
            assert section.level == level
            assert start <= section.start <= section.body_start <= section.end <= end
            assert text[section.start :].startswith(section.heading)
            check(section.children, level + 1, section.start, section.end)
        assert all(before.end <= after.start for before, after in pairwise(sections))

    check(outline, 1, 0, len(text))


@given(reports())
def test_sections_cover_the_text(report: GeneratedReport) -> None:
    outline = parse_outline(report.text)

    covered = "".join(report.text[each.start : each.end] for each in outline)

    assert "".join(covered.split()) == "".join(report.text.split())


ATTACHED = (
    f"{TITLE}一、主要工作\n全年开展执法检查。\n二、2022年重点工作\n加强执法队伍建设。\n"
    "云溪县人民政府\n2022年1月20日\n附件:主要指标表\n行政复议受理74件。\n"
)


def test_what_stands_after_the_signature_is_no_plan() -> None:
    found = parse_outline(ATTACHED)
    assert [(each.heading, each.kind) for each in found if each.heading] == [
        ("一、主要工作", PartKind.ACHIEVEMENT),
        ("二、2022年重点工作", PartKind.PLAN),
        ("附件:主要指标表", PartKind.ACHIEVEMENT),
    ]
    last = found[-1]
    assert ATTACHED[last.body_start : last.end] == "行政复议受理74件。"
    assert "2022年1月20日" not in ATTACHED[found[-2].start : found[-2].end]


def test_a_heading_that_names_the_year_reported_on_is_no_plan() -> None:
    text = f"{TITLE}一、2021年重点工作\n开展执法检查。\n二、存在的问题\n力量不足。\n"
    assert kinds(text)["一、2021年重点工作"] is PartKind.ACHIEVEMENT
