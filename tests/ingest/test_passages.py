"""Passages: quotable, whole, inside their sections."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.outline import parse_outline
from ingest.passages import LONGEST, SHORTEST, split_passages
from ingest.sentences import sentence_spans
from tests.ingest.generated import GeneratedReport, reports
from vectorstore.records import PartKind, Passage, Section

WIDE = {ord(char): ord(char) + 0xFEE0 for char in ",:;()?!%"}
TITLE = "云溪县2021年法治政府建设情况报告\n"
SENTENCE = "县政府扎实推进法治政府建设各项工作,健全完善制度机制,严格落实主体责任。"


def passages(text: str) -> list[Passage]:
    return split_passages("r", text, parse_outline(text))


def flat(sections: Sequence[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from flat(section.children)


def test_ids_and_ordinals_count_from_zero() -> None:
    found = passages(TITLE + "一、主要工作\n做了。\n二、其他工作\n也做了。")

    assert [each.passage_id for each in found] == ["r-0000", "r-0001", "r-0002"]
    assert [each.ordinal for each in found] == [0, 1, 2]
    assert {each.report_id for each in found} == {"r"}


def test_a_section_of_the_right_length_is_one_passage_with_its_headings() -> None:
    text = f"一、主要工作\n(一)加强领导\n{SENTENCE * 6}\n(二)规范执法\n{SENTENCE * 6}"

    first, second = passages(text)

    assert first.text == f"一、主要工作\n(一)加强领导\n{SENTENCE * 6}"
    assert first.heading_path == ("一、主要工作", "(一)加强领导")
    assert second.text == f"(二)规范执法\n{SENTENCE * 6}"
    assert second.heading_path == ("一、主要工作", "(二)规范执法")


def test_a_long_section_is_cut_at_sentence_ends_into_even_pieces() -> None:
    for text in (
        f"一、主要工作\n{SENTENCE * 30}",
        f"一、主要工作\n{SENTENCE * 30}".translate(WIDE),
    ):
        found = passages(text)

        assert len(found) == 3
        assert all(SHORTEST <= len(each.text) <= LONGEST for each in found)
        assert all(each.text.endswith("。") for each in found)


def test_paragraph_ends_are_the_better_cuts() -> None:
    text = f"一、主要工作\n{SENTENCE * 6}\n{SENTENCE * 6}\n{SENTENCE * 6}"

    assert [each.text.count("\n") for each in passages(text)] == [1, 0, 0]


def test_a_chain_of_figures_stays_with_its_subject() -> None:
    chain = (
        "全年共收到行政复议申请142件。其中受理79件。受理的案件中审结68件;维持32件;驳回10件;终止14件;撤销10件。"
        "同比增长3件。"
    )
    for before in range(3, 12):
        text = f"一、主要工作\n{SENTENCE * before}{chain}{SENTENCE * 8}"

        starts = [each.text[:2] for each in passages(text)]

        assert not {"其中", "同比", "维持", "驳回", "终止", "撤销"} & set(starts)


def test_a_chain_longer_than_a_passage_may_be_cut_at_semicolons() -> None:
    chain = "受理申请;" + "审结案件并制发行政复议意见书和建议书若干;" * 50

    found = passages(f"一、主要工作\n{chain}")

    assert len(found) > 1
    assert all(len(each.text) <= 600 for each in found)


def test_a_sentence_is_never_cut() -> None:
    sentence = "审结案件并制发行政复议意见书和建议书若干," * 40 + "成效明显。"

    found = passages(f"一、主要工作\n{SENTENCE}{sentence}{SENTENCE}")

    assert [each.text for each in found if len(each.text) > 600] == [sentence]


def test_short_points_share_a_passage_under_their_parent() -> None:
    text = (
        "一、主要工作\n(一)加强领导\n1.专题研究。听取汇报2次。\n2.统筹推进。印发要点。\n(二)规范执法\n"
        + SENTENCE * 5
    )

    first, second = passages(text)

    assert first.heading_path == ("一、主要工作", "(一)加强领导")
    assert first.text.endswith("印发要点。")
    assert second.heading_path == ("一、主要工作", "(二)规范执法")


def test_a_short_point_next_to_a_long_one_keeps_its_own_heading_path() -> None:
    text = f"一、主要工作\n(一)加强领导\n1.专题研究。{SENTENCE * 4}\n2.统筹推进。{SENTENCE * 9}"

    assert [each.heading_path[-1] for each in passages(text)] == ["1.专题研究", "2.统筹推进"]


def test_tiny_plan_items_share_a_passage() -> None:
    text = "一、工作计划\n(一)加强队伍建设。\n(二)加大创建力度。\n(三)加强工作督查。"

    found = passages(text)

    assert [each.heading_path for each in found] == [("一、工作计划",)]
    assert found[0].kind is PartKind.PLAN


def test_first_level_sections_never_share_a_passage() -> None:
    found = passages("一、甲\n做了。\n二、乙\n做了。\n三、丙\n做了。")

    assert [each.text for each in found] == ["一、甲\n做了。", "二、乙\n做了。", "三、丙\n做了。"]


def test_words_that_only_lead_in_go_with_the_first_point() -> None:
    text = f"一、主要工作\n重点做了以下工作:\n(一)加强领导\n{SENTENCE * 5}\n(二)规范执法\n{SENTENCE * 5}"

    first, _ = passages(text)

    assert first.text.startswith("一、主要工作\n重点做了以下工作:\n(一)加强领导\n")
    assert first.heading_path == ("一、主要工作", "(一)加强领导")


def test_opening_words_of_a_section_stand_alone() -> None:
    text = f"一、主要工作\n{SENTENCE * 3}\n(一)加强领导\n{SENTENCE * 5}"

    assert [each.heading_path for each in passages(text)] == [
        ("一、主要工作",),
        ("一、主要工作", "(一)加强领导"),
    ]


def test_problems_and_plans_in_one_paragraph_are_two_passages() -> None:
    text = (
        TITLE
        + "一、主要工作\n(一)加强领导\n召开会议。\n云溪县虽然取得了一定成绩,但仍存在一些不足。力量薄弱。"
        "下一步,我们将加强培训。"
    )

    assert [(each.kind, each.text[:6]) for each in passages(text)][2:] == [
        (PartKind.PROBLEM, "云溪县虽然取"),
        (PartKind.PLAN, "下一步,我们"),
    ]


def test_the_signature_is_a_passage_of_its_own() -> None:
    found = passages("一、主要工作\n做了。\n云溪县人民政府\n2022年1月20日")

    assert found[-1].text == "云溪县人民政府\n2022年1月20日"
    assert found[-1].heading_path == ()
    assert found[-2].text.endswith("做了。")


def test_an_empty_text_has_no_passages() -> None:
    assert split_passages("r", "", []) == []


NOISE = st.text(
    alphabet="一二三四十、(())是第部分章.123①。;:,\n 下步将存在问题但成绩甲乙其中\uff0c\uff1a\uff1b年月日政府",
    max_size=400,
)
TEXTS = NOISE | reports().map(lambda report: report.text)


@given(TEXTS)
def test_every_word_lies_in_exactly_one_passage(text: str) -> None:
    found = passages(text)

    assert all(text[each.start : each.end] == each.text for each in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert "".join("".join(each.text for each in found).split()) == "".join(text.split())


@given(TEXTS)
def test_no_passage_is_longer_than_the_bound_unless_one_sentence_is(text: str) -> None:
    for each in passages(text):
        assert len(each.text) <= 600 or len(sentence_spans(each.text)) == 1


@given(reports())
def test_a_passage_lies_in_the_sections_that_its_path_names(report: GeneratedReport) -> None:
    outline = parse_outline(report.text)

    for each in split_passages("r", report.text, outline):
        (first,) = (one for one in outline if one.start <= each.start < one.end)
        assert each.end <= first.end
        assert each.kind is first.kind
        around = [
            section.heading
            for section in flat([first])
            if section.heading and section.start < each.end and section.end > each.start
        ]
        assert list(each.heading_path) == [
            heading for heading in around if heading in each.heading_path
        ]


@given(reports())
def test_passages_end_with_sentences(report: GeneratedReport) -> None:
    assert {each.text[-1] for each in passages(report.text)} <= set("。;:\uff1b\uff1a")
