"""Questions over all reports of the samples: lists, counts, extremes, comparisons, conjunctions."""

from __future__ import annotations

import pytest

from rag.answer import Answer, Intent, Status
from rag.engine import Engine


def places(answer: Answer) -> set[str]:
    return {item.region for item in answer.items}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("哪些地方的行政机关负责人出庭应诉率达到100%?", {"云溪县"}),
        ("哪些地方的行政机关负责人出庭应诉率是百分之百?", {"云溪县"}),
        ("行政机关负责人出庭应诉率低于95%的有哪些?", {"石漫区"}),
        ("调解成功率超过98%的有哪些地方?", {"北汀市"}),
        ("调解成功率不低于98%的有哪些地方?", {"北汀市", "云溪县"}),
        ("哪些地方的调解成功率在95%到98%之间?", {"云溪县", "临澜区", "石漫区"}),
        ("哪些报告公布了公职律师人数?", {"临澜区"}),
        ("哪几份报告提到了“三项制度”?", {"云溪县", "临澜区", "石漫区"}),
        ("哪些地方开展了规范性文件清理?", {"临澜区", "望枫县"}),
        ("哪些地方推行了首席代表制度?", {"望枫县"}),
        ("哪些地方做过行政执法案卷评查?", {"云溪县", "临澜区"}),
        ("哪些地方没有提到行政复议?", {"北汀市"}),
        ("哪些地方提到了首席代表制度并且没有提到行政裁决?", {"望枫县"}),
    ],
)
def test_a_list_names_exactly_the_places_that_match(
    engine: Engine, question: str, expected: set[str]
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert places(answer) == expected
    assert all(place in answer.answer for place in expected)


def test_a_list_says_what_it_covers(engine: Engine) -> None:
    coverage = engine.ask("哪些地方的行政机关负责人出庭应诉率达到100%?").coverage
    # 云溪县 states 100%, 临澜区 97.8%, 石漫区 91.7%; 望枫县 says "均按规定出庭"; 北汀市 is silent.
    assert (coverage.reports, coverage.matching, coverage.stating) == (5, 1, 3)
    assert (coverage.mentioning, coverage.silent) == (1, 1)


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("有几份报告公布了行政机关负责人出庭应诉率?", 3),
        ("公布了行政复议案件数的有几个地方?", 4),
        ("有几份报告提到“红袖章阿姨”?", 2),
        ("青岚市有几份报告?", 2),
        ("有几份报告单独用一章写存在的问题?", 4),
    ],
)
def test_a_count_is_exact(engine: Engine, question: str, count: int) -> None:
    answer = engine.ask(question)
    assert answer.interpretation.intent is Intent.COUNT
    assert answer.coverage.matching == count
    assert answer.answer.startswith(f"{count}份报告")


@pytest.mark.parametrize(
    ("question", "first", "value"),
    [
        ("哪里的行政复议案件最多?", "临澜区", "163"),
        ("哪个地方的调解成功率最高?", "北汀市", "98.6"),
        ("云溪县和临澜区比,谁的行政应诉案件多?", "临澜区", "58"),
        ("云溪县和石漫区,哪里的调解成功率更高?", "云溪县", "98"),
    ],
)
def test_a_comparison_puts_the_winner_first(
    engine: Engine, question: str, first: str, value: str
) -> None:
    answer = engine.ask(question)
    assert answer.status is Status.ANSWERED
    assert (answer.items[0].region, answer.items[0].value) == (first, value)


def test_two_figures_of_one_report_are_compared(engine: Engine) -> None:
    answer = engine.ask("云溪县的行政复议里,维持的多还是撤销的多?")
    assert [item.value for item in answer.items] == ["41", "6"]
    assert "相差35件" in answer.answer


def test_unlike_figures_and_years_are_pointed_out(engine: Engine) -> None:
    answer = engine.ask("哪里的行政复议案件最多?")
    assert "口径不同" in answer.answer
    assert "年度不同" in answer.answer


def test_a_comparison_with_a_silent_report_is_declined(careful: Engine) -> None:
    answer = careful.ask("云溪县和临澜区,谁的公职律师多?")
    assert answer.status is not Status.ANSWERED


@pytest.mark.parametrize(
    "question",
    ["哪些地方的调解成功率超过99.9%?", "哪些地方建设了海绵城市?", "哪些地方的公证办理超过1万件?"],
)
def test_a_list_without_matches_is_declined(careful: Engine, question: str) -> None:
    answer = careful.ask(question)
    assert answer.status is not Status.ANSWERED
    assert answer.items == ()


def test_every_row_has_its_quote(engine: Engine) -> None:
    answer = engine.ask("哪些地方公布了调解成功率?")
    assert len(answer.items) == 4
    for item in answer.items:
        quote = answer.citations[item.citations[0] - 1]
        assert item.value in quote.quote
        assert quote.region == item.region
        text = engine.store.report(quote.report_id).text
        assert text[quote.start : quote.end] == quote.quote


def test_all_winners_of_a_tie_are_shown(engine: Engine) -> None:
    answer = engine.ask("哪里的行政复议案件最多?")
    assert answer.items[0].region == "临澜区"
    assert answer.answer.startswith("临澜区最高")
