"""Whole numbers, units apart, numerals, and quotes found whatever their white space."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.evaluation.matching import (
    Haystack,
    Squeezed,
    canonical,
    plain,
    share_within,
    squeeze,
)
from vectorstore.records import Span

WIDE_COMMA, WIDE_PERCENT = "\uff0c", "\uff05"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("79", "受理79件"),
        ("79", "79"),
        ("79件", "受理 79 件"),
        ("1234件", "受理1,234件"),
        ("1,234件", "受理1234件"),
        ("446.60亩", "占地446.6亩"),
        ("100%", f"出庭率100{WIDE_PERCENT}"),
        ("100%", "出庭率达到百分之百"),
        ("95.5%", "调解成功率百分之九十五点五"),
        ("95.5%", "95.5 per cent"),
        ("两辆", "配备2辆"),
        ("2辆", "配备两辆"),
        ("23个", "设立二十三个站点"),
        ("35000人", "三万五千人"),
        ("66.43亿元", "总投资6643000000元"),
        ("66.43", "总投资66.43亿元"),
        ("3万人", "三万人"),
        ("2.5个", "二点五个"),
        ("2021年", "二〇二一年"),
        ("3.05%", "百分之三点零五"),
        ("12支", "| 12 | 支 |"),
        ("\uff17\uff19件", "受理79件"),
        ("网上征集", "通过网 上\n征集"),
        ("Open House", "an open house"),
        ("一纵四横", "形成一纵四横格局"),
    ],
)
def test_a_value_is_found_in_another_rendering(value: str, text: str) -> None:
    assert Haystack([text]).holds([value])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("79", "受理179件"),
        ("79", "受理79.5万元"),
        ("79", "受理1.79万元"),
        ("79", "受理791件"),
        ("234", "受理1,234件"),
        ("100%", "出台100条措施"),
        ("100%", "达到1100%"),
        ("5%", "95.5%"),
        ("十二项", "三十二项"),
        ("1", "统一标准"),
        ("", "任何文字"),
        ("79", f"2020{WIDE_COMMA}179"),
    ],
)
def test_a_value_is_not_found_inside_another_one(value: str, text: str) -> None:
    assert not Haystack([text]).holds([value])


def test_numbers_on_two_lines_are_not_joined() -> None:
    haystack = Haystack(["共12\n34件"])
    assert haystack.holds(["34件"])
    assert not haystack.holds(["1234件"])


def test_pieces_are_not_joined() -> None:
    assert not Haystack(["受理7", "9件"]).holds(["79件"])


def test_any_rendering_will_do() -> None:
    assert Haystack(["出台9部法规"]).holds(["9个", "9部"])


def _spoken(number: int) -> str:
    """Writes a number from 1 to 9999 in Chinese numerals."""
    digits, words, gap = "零一二三四五六七八九", "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            words += ("零" if gap else "") + digits[digit] + name
            gap = False
        elif words:
            gap = True
    return words


@given(st.integers(1, 9999))
def test_numerals_equal_digits(number: int) -> None:
    assert Haystack([f"共{_spoken(number)}件"]).holds([f"{number}件"])
    assert not Haystack([f"共{_spoken(number)}件"]).holds([f"{number + 1}件"])


@pytest.mark.parametrize("estimate", ["两三个", "三四十个", "数百个", "百余个"])
def test_an_estimate_is_no_number(estimate: str) -> None:
    assert canonical(estimate) == estimate


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_number_is_found_only_as_itself(wanted: int, present: int) -> None:
    assert Haystack([f"共{present}件"]).holds([str(wanted)]) == (wanted == present)


@given(st.text(max_size=60))
def test_a_text_holds_itself(text: str) -> None:
    squeezed = Squeezed.of(text)
    assert len(squeezed.positions) == len(squeezed.text)
    assert squeezed.text == squeeze(text)
    if squeezed.text:
        assert squeezed.positions in squeezed.find_all(text)
    assert isinstance(canonical(text) + plain(text), str)


def test_a_quote_is_found_across_lines_and_widths() -> None:
    text = f"全县 受理\n案件79件{WIDE_COMMA}办结68件。"
    found = Squeezed.of(text).find_all("案件79件,办结")
    assert [(positions[0], positions[-1] + 1) for positions in found] == [(6, 14)]


def test_every_occurrence_is_found() -> None:
    assert Squeezed.of("甲乙甲乙甲").find_all("甲乙") == [(0, 1), (2, 3)]
    assert Squeezed.of("甲乙").find_all(" ") == []


def test_share_within_spans() -> None:
    positions = (2, 3, 5, 6)
    assert share_within(positions, [Span(0, 4)]) == 0.5
    assert share_within(positions, [Span(0, 4), Span(3, 6)]) == 0.75
    assert share_within(positions, []) == 0.0
