"""What words and characters tell of whether a phrase means a name."""

from __future__ import annotations

from rag.linking.form import form_features, wording_of


def features(phrase: str, name: str) -> dict[str, float]:
    return form_features(wording_of(phrase), wording_of(name))


def test_a_phrase_that_says_all_of_a_name_covers_it() -> None:
    found = features("GDP增速", "地区生产总值增长率")
    assert found["phrase_covered"] == found["name_covered"] == 1
    assert (found["change_same"], found["change_unasked"], found["pairs"]) == (1, 0, 0)


def test_what_only_the_name_says_is_told_by_its_kind() -> None:
    found = features("投资", "民间投资增速")
    assert found["name_lacks_side"] == 1
    assert found["side_unasked"] == 1
    assert (found["change_unasked"], found["name_lacks_measure"]) == (1, 1)


def test_opposites_conflict() -> None:
    assert features("出口", "货物进口额")["side_other"] == 1
    assert features("受理", "行政复议案件审结")["act_other"] == 1
    assert features("新收", "信息公开申请收到件数")["act_same"] == 1
    assert features("人均债务", "政府债务余额")["per_head_asked"] == 1


def test_characters_count_of_chinese_only() -> None:
    assert features("retail sales", "零售额")["characters_of_phrase"] == 0
    # 粮产, of 粮食产量: both characters of two, two of four; no pair of neighbours.
    found = features("粮产", "粮食产量")
    assert (found["characters_of_phrase"], found["characters_of_name"]) == (1, 0.5)
    assert found["pairs"] == 0
