from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.measures import bound_of
from ingest.numerals import Figure, figures, parse_number

WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
DIGITS = "零一二三四五六七八九"


def widen(text: str) -> str:
    """The same text in full-width forms."""
    return text.translate(WIDE)


def chinese(number: int) -> str:
    """Renders an integer below 10**12 as a Chinese numeral."""
    if number >= 10**8:
        high, low = divmod(number, 10**8)
        return chinese(high) + "亿" + _rest(low, 10**7)
    if number >= 10**4:
        high, low = divmod(number, 10**4)
        return chinese(high) + "万" + _rest(low, 10**3)
    for scale, sign in ((1000, "千"), (100, "百"), (10, "十")):
        if number >= scale:
            high, low = divmod(number, scale)
            return DIGITS[high] + sign + _rest(low, scale // 10)
    return DIGITS[number]


def _rest(low: int, expected: int) -> str:
    if not low:
        return ""
    return ("" if low >= expected else "零") + chinese(low)


def described(figure: Figure) -> tuple[float, float | None, str, str]:
    return figure.value, figure.value_max, figure.unit, figure.qualifier


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("百分之百", 100), ("百分之九十五点五", 95.5), ("100%", 100), ("100\uff05", 100),
        ("一百", 100), ("九成", 90), ("九成五", 95), ("八成半", 85), ("3.5万", 35000),
        ("1,234", 1234), ("1\uff0c234", 1234), ("二〇二一", 2021), ("十二", 12),
        ("一百二", 120), ("一百零二", 102), ("两千三百", 2300), ("一万二", 12000), ("三点五", 3.5),
        ("1.2亿", 1.2e8), ("一万亿", 1e12), ("66.43亿", 6643000000), ("零", 0), ("\uff11\uff12", 12),
        ("五分之二", 0.4),
    ],
)  # fmt: skip
def test_reads_numbers(text: str, number: float) -> None:
    assert parse_number(text) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize(
    "text", ["", "法治", "三项", "十百", "二三十", "1.2.3", "12a", "一成不变", "零零百"]
)
def test_refuses_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_chinese_numerals_round_trip(number: int) -> None:
    assert parse_number(chinese(number)) == number


@given(st.integers(min_value=0, max_value=10**15), st.booleans(), st.booleans())
def test_digits_round_trip(number: int, separators: bool, wide: bool) -> None:
    text = f"{number:,}" if separators else str(number)
    assert parse_number(widen(text) if wide else text) == number


@given(
    st.integers(min_value=2, max_value=10**9),
    st.sampled_from(["件", "人次", "份", "户", "家"]),
    st.sampled_from(["half", "wide", "separators", "chinese"]),
)
def test_finds_a_number_however_it_is_written(number: int, unit: str, style: str) -> None:
    written = {
        "half": str(number),
        "wide": widen(str(number)),
        "separators": f"{number:,}",
        "chinese": chinese(number),
    }[style]
    text = f"全年共办理{written}{unit}。"
    (figure,) = figures(text)
    assert (figure.value, figure.unit) == (number, unit)
    assert text[figure.start : figure.end] == written + unit
    assert text[figure.number_start : figure.number_end] == written


@given(
    st.text(alphabet="0123456789零一二两十百千万亿点第余多个件%,.、。约至—(“”)年月 \n", max_size=60)
)
def test_offsets_hold_on_any_text(text: str) -> None:
    found = figures(text)
    for figure in found:
        assert 0 <= figure.outer_start <= figure.start <= figure.number_start
        assert (
            figure.number_start < figure.number_end <= figure.end <= figure.outer_end <= len(text)
        )
        assert figure.value_max is None or figure.value_max > figure.value
    for first, second in pairwise(found):
        assert first.end <= second.start


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("总投资额2.5亿元", (250_000_000, None, "元", "")),
        ("走访群众1.2万人次", (12_000, None, "人次", "")),
        ("培训450余人次", (450, None, "人次", "余")),
        ("约60余户", (60, None, "户", "约…余")),
        ("企业70多户", (70, None, "户", "多")),
        ("万余名志愿者", (10_000, None, "名", "余")),
        ("近百名律师", (100, None, "名", "近")),
        ("发放资料3万余份", (30_000, None, "份", "余")),
        ("减少成本90%以上", (90, None, "%", "以上")),
        ("覆盖率超过95.5%", (95.5, None, "%", "超过")),
        ("不少于20学时", (20, None, "学时", "不少于")),
        ("出庭应诉率不小于95%", (95, None, "%", "不小于")),
        ("出庭应诉率≥95%", (95, None, "%", "≥")),
        ("未超过3件", (3, None, "件", "未超过")),
        ("聘请2—6家律所", (2, 6, "家", "")),
        ("压缩20%至30%", (20, 30, "%", "")),
        ("投入20万元至30万元", (200_000, 300_000, "元", "")),
        ("三四十人", (30, 40, "人", "")),
        ("时间压缩至6个工作日内", (6, None, "工作日", "压缩至…内")),
        ("由120个工作日", (120, None, "工作日", "")),
        ("验收时间从3个月以上", (3, None, "个月", "以上")),
        ("提升2个百分点", (2, None, "个百分点", "")),
        ("增长1.5倍", (1.5, None, "倍", "")),
        ("打造了两辆大篷车", (2, None, "辆", "")),
        ("听取汇报四次。", (4, None, "次", "")),
        ("等三个试点", (3, None, "个", "")),
        ("配备车辆四十余台", (40, None, "台", "余")),
        ("达到百分之百", (100, None, "%", "")),
        ("达九成以上", (90, None, "%", "以上")),
        ("位居全省第6名", (6, None, "名", "")),
        ("满意度全省第一", (1, None, "名", "")),
        ("增速居全省前四位", (4, None, "名", "前")),
        ("实现8镇全覆盖", (8, None, "个", "")),
        ("召开会议一次。", (1, None, "次", "")),
        ("办理 95 件", (95, None, "件", "")),
        ("15日内办结", (15, None, "天", "内")),
    ],
)
def test_reads_a_figure(text: str, expected: tuple[float, float | None, str, str]) -> None:
    assert [described(figure) for figure in figures(text)] == [expected]
    assert [described(figure) for figure in figures(widen(text))] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2021年6月5日", "截至12月底", "2022年6月1日至2023年5月31日", "《纲要(2021-2025年)》", "近3年来",
        "今年前4个月", "云政发〔2018〕10号", "(46号令)", "第十条规定", "第110次常务会议", "第二十五个宣传日",
        "一是加强领导。二、主要工作。(三)问题。1.强化", "党的十九大和二十大精神", "“七五”普法", "“1+3”模式",
        "接入3.0平台", "拨打12345热线", "“5+2”服务", "“四张清单”", "“三项制度”", "一门受理、一窗通办",
        "落实三项制度", "国家宪法日“12·4”", "“7×24小时、365天不打烊”", "24小时自助服务", "一个窗口受理",
        "一系列举措", "建立一支队伍", "多个部门", "几十件", "每两年清理", "千家万户", "核发执照万份",
        "如车之两轮、鸟之两翼", "执法源头、过程、结果三个环节", "坚定四个自信", "电话0372-2912345",
        "统一身份认证", "最后一公里", "第三方评估", "首批示范", "十分重要", "5G应用", "流程8合1",
    ],
)  # fmt: skip
def test_leaves_out_what_is_no_figure(text: str) -> None:
    assert figures(text) == []
    assert figures(widen(text)) == []


def test_a_list_number_does_not_join_the_figure_after_it() -> None:
    assert [(each.value, each.unit) for each in figures("工作情况。1.3个乡镇建成站所")] == [
        (3, "个")
    ]
    assert [(each.value, each.unit) for each in figures("4、22个单位建立制度")] == [(22, "个")]


def test_endless_numerals_are_refused_without_failing() -> None:
    assert figures("亿" * 3000 + "件") == []
    assert figures("9" * 3000 + "件") == []
    assert parse_number("万" * 3000) is None


@pytest.mark.parametrize(
    ("qualifier", "bound"),
    [("", ""), ("以上", "min"), ("余", "min"), ("约…余", "min"), ("不足", "max"), ("压缩至…内", "max"),
     ("不小于", "min"), ("不低于", "min"), ("未超过", "max"), ("未达到", "max"), ("≥", "min"), ("≤", "max"),
     ("小于", "max"), ("超过了", "min"), ("压缩至", ""), ("近", "about"), ("左右", "about"), ("未发生", "")],
)  # fmt: skip
def test_says_how_a_qualifier_bounds(qualifier: str, bound: str) -> None:
    assert bound_of(qualifier) == bound
