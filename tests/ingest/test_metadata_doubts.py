"""Warnings, provenance and robustness of metadata."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cataloguing.doubts import find_doubts
from ingest.documents import Cleaned, Document
from ingest.metadata import extract_metadata
from ingest.outline import parse_outline
from tests.ingest.test_metadata import CASES, FILLER, PLACES, Case, extract, wide
from vectorstore.records import Provenance, SourceSpan


def record(case: Case, field: str) -> Provenance:
    (found,) = [each for each in extract(case).provenance if each.field == field]
    return found


def test_a_sound_report_has_no_warnings() -> None:
    assert extract(CASES["title with place and year"]).warnings == ()


def test_a_title_year_after_the_signature_is_named_with_both_dates() -> None:
    found = extract(CASES["title year after the signature"])
    expected = "标题的年份2024与正文落款2019-09-27不一致,按正文取2019年。"
    assert wide(expected) in found.warnings
    assert record(CASES["title year after the signature"], "report_year").disagreeing == (
        "2024 (title)",
    )


def test_a_title_year_that_the_whole_text_contradicts_loses() -> None:
    case = Case(
        "云溪县2022年法治政府建设情况的报告\n2021年,云溪县扎实工作。现将2021年法治政府建设情况报告如下:",
        "云溪县人民政府\n2022年1月10日",
    )
    found = extract(case)
    assert found.metadata.report_year == 2021
    assert wide("标题的年份2022与正文所述年份不一致,按正文取2021年。") in found.warnings


def test_a_slip_in_the_signature_does_not_move_the_year() -> None:
    case = Case(
        "云溪县2022年法治政府建设情况的报告\n2022年,云溪县扎实工作。现将2022年法治政府建设情况报告如下:",
        "云溪县人民政府\n2012年1月10日",
    )
    found = extract(case)
    assert found.metadata.report_year == 2022
    assert wide("落款2012-01-10早于所报告的2022年,可能有误。") in found.warnings


def test_a_year_taken_from_the_date_alone_is_said_to_be_inferred() -> None:
    found = extract(CASES["no year anywhere but the date"])
    assert wide("正文没有写明年份,按落款2022-01-12推定为2021年。") in found.warnings


def test_nothing_known_is_said_too() -> None:
    found = extract(Case("情况说明\n各项任务已经完成。"))
    assert found.metadata.region == ""
    assert found.metadata.report_year is None
    assert {"未能确定地区。", "未能确定报告年份。"} <= set(found.warnings)


def test_an_undecided_name_is_a_warning() -> None:
    found = extract(CASES["same name, undecided"])
    assert wide("“鼓石区”有多处同名,未能确定属于哪里。") in found.warnings


def test_page_and_text_that_name_different_places_are_a_warning() -> None:
    case = Case(
        "云溪县2023年法治政府建设年度报告\n2023年,云溪县坚持依法行政。",
        "云溪县人民政府\n2024年1月22日",
        fields=(("发布机构", "临澜区人民政府"),),
    )
    found = extract(case)
    assert found.metadata.region == "云溪县"
    assert wide("网页信息的地区“临澜区”与标题的“云溪县”不一致,按云溪县取。") in found.warnings
    assert record(case, "region").disagreeing == ("临澜区 (page_field)",)


def test_the_superior_that_publishes_is_no_contradiction() -> None:
    case = Case(
        "云溪县2023年法治政府建设年度报告\n2023年,云溪县坚持依法行政。",
        "云溪县人民政府\n2024年1月22日",
        fields=(("发布机构", "青岚市人民政府"),),
    )
    assert extract(case).warnings == ()


def test_a_page_older_than_the_signature_is_a_warning() -> None:
    case = Case(
        "云溪县2023年法治政府建设年度报告\n2023年,云溪县坚持依法行政。",
        "云溪县人民政府\n2024年3月22日",
        fields=(("发布日期", "2024-01-05"),),
    )
    assert "网页发布日期2024-01-05早于落款日期2024-03-22。" in extract(case).warnings


def test_provenance_tells_table_signature_and_page_apart() -> None:
    case = CASES["place only in signature"]
    assert record(case, "region").origin == "signature"
    assert record(case, "region").evidence == "青岚市临澜区人民政府"
    assert record(case, "region_code").origin == "table"
    assert record(case, "published").origin == "signature"
    assert record(case, "report_year").origin == "title"
    assert record(CASES["page date before signature date"], "published").origin == "page_field"


@pytest.mark.parametrize("name", CASES)
def test_evidence_stands_where_the_provenance_says(name: str) -> None:
    case = CASES[name]
    text = f"{case.head}\n一、主要工作\n{FILLER}\n{case.tail}"
    for each in extract(case).provenance:
        assert each.evidence
        if each.start is not None and each.end is not None:
            assert text[each.start : each.end] == each.evidence


LONG = FILLER + "\n" + FILLER


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("累计核发营业执照万份,", "“累计核发营业执照万份”缺少数字,不能当作1万。"),
        ("办理案件万余件。", "“办理案件万余件”缺少数字,不能当作1万。"),
        (
            "印发通知(青政发〔2018〕10号》要求",
            "“印发通知(青政发〔2018〕1”处的“(”不成对,可能有脱字。",
        ),
        ("落实《重大决策程序规定,", "“落实《重大决策程序规定,”处的“《”不成对,可能有脱字。"),
    ],
)
def test_lost_words_are_pointed_out(words: str, expected: str) -> None:
    marks = str.maketrans({",": "\uff0c"})
    doubts = find_doubts(LONG + "\n" + words + "\n", signed=True)
    assert [doubt.translate(marks) for doubt in doubts] == [expected.translate(marks)]


@pytest.mark.parametrize(
    "words",
    [
        "核发营业执照1.2万份,",
        "累计核发执照数万份。",
        "投资3亿元,资金十万元。",
        "1)完善制度;2)加强监督;",
        "(一)工作(含补办)《规定》〔2018〕“三项”",
    ],
)
def test_whole_sentences_are_not_doubted(words: str) -> None:
    assert find_doubts(LONG + "\n" + words + "\n", signed=True) == ()


def test_short_and_cut_texts_are_doubted() -> None:
    assert find_doubts("很短。", signed=False) == (wide("正文不足200字,可能没有取全。"),)
    cut = LONG + "\n" + FILLER.rstrip("。")[:-4]
    assert find_doubts(cut, signed=False) == (wide("正文结尾不完整,可能被截断。"),)
    assert find_doubts(cut, signed=True) == ()


PIECES = [
    *"县市区年度()《》。,\n|:  ",
    "云溪县",
    "青岚市",
    "人民政府",
    "2023年",
    "2022年1月5日",
    "法治政府建设",
    "报告",
    "司法局",
    "关于",
    "现将",
    "如下",
    "发布日期:",
    "二〇二一年",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join), st.text(max_size=12))
def test_any_text_gets_metadata_with_honest_provenance(text: str, given_name: str) -> None:
    cleaned = Cleaned(text, (SourceSpan(0, len(text), 0),), (), ())
    document = Document(text, "text/plain", given_name)
    found = extract_metadata(cleaned, parse_outline(text), document, given_name, places=PLACES)
    for each in found.provenance:
        assert (each.start is None) == (each.end is None)
        if each.start is not None and each.end is not None:
            assert text[each.start : each.end] == each.evidence
    assert all(warning.endswith("。") for warning in found.warnings)
