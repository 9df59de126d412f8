import pytest

from ingest.mentions import find_mentions
from vectorstore.records import Metadata, Report

TEXT = (
    "认真落实行政机关负责人出庭应诉制度\uff0c推动行政争议化解。\n"
    "全年受理行政复议案件12件。行政机关负责人出庭应诉率100\uff05。"
)


def names(text: str) -> dict[str, str]:
    found = find_mentions(Report("r", text, (), Metadata()))
    return {each.indicator: text[each.start : each.end] for each in found}


def test_the_first_sentence_that_speaks_of_an_indicator_is_found() -> None:
    found = names(TEXT)
    assert found["行政机关负责人出庭应诉率"].startswith("认真落实")
    assert found["行政复议受理"].startswith("全年受理")
    assert "公职律师人数" not in found


def test_words_of_one_sentence_in_different_clauses_are_no_mention() -> None:
    assert "行政复议受理" not in names("受理投诉12件\uff0c推进行政复议体制改革。")


@pytest.mark.parametrize(
    ("sentence", "mentions"),
    [
        ("认真落实行政机关负责人出庭应诉制度。", True),
        ("深化改革,推动行政机关负责人出庭应诉,加强培训。", True),
        ("行政机关负责人带头学法,组织旁听庭审。", False),
        ("加强行政执法监督。", False),
    ],
)
def test_a_sentence_mentions_an_indicator(sentence: str, mentions: bool) -> None:
    assert ("行政机关负责人出庭应诉率" in names(sentence)) is mentions


def test_mentions_stand_in_the_texts_order_each_once() -> None:
    found = find_mentions(Report("r", TEXT + TEXT, (), Metadata()))
    assert [each.start for each in found] == sorted(each.start for each in found)
    assert len({each.indicator for each in found}) == len(found)


def test_nothing_is_found_in_nothing() -> None:
    assert names("") == {}
