from __future__ import annotations

import unicodedata
import warnings
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vectorstore.tokens import joined_tokens, normalize, query_tokens, simplified, tokens


def test_words_come_before_pairs() -> None:
    assert tokens("法治督察") == ["法治", "督察", "法治", "治督", "督察"]


def test_long_words_come_with_the_words_inside_them() -> None:
    assert tokens("人民法院")[:4] == ["人民", "民法", "法院", "人民法院"]


def test_a_single_character_is_its_word() -> None:
    assert tokens("县") == ["县"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("99.04%", ["99.04"]),
        ("\uff19\uff19\uff0e\uff10\uff14\uff05", ["99.04"]),
        ("1,234", ["1234"]),
        ("1,234,567.5", ["1234567.5"]),
        ("1234,5678", ["1234", "5678"]),
        ("1,2,3", ["1", "2", "3"]),
        ("3.1.2", ["3.1.2"]),
        ("2024年12月", ["年", "月", "2024", "12"]),
        ("COVID19", ["covid19"]),
        ("\uff21\uff29-b_c", ["ai", "b", "c"]),
        ("\u2460", ["1"]),
        ("。、\u3000\uff01 ", []),
        ("", []),
    ],
)
def test_numbers_and_other_words_stay_whole(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_pairs_do_not_reach_over_what_stands_between() -> None:
    assert "政复" not in tokens("行政、复议")
    assert "政复" not in tokens("行政2复议")


def test_rare_characters_give_pairs() -> None:
    assert "\U00020bb7野" in tokens("\U00020bb7野家")
    assert "二\u3007" in tokens("二\u3007二四年")


def test_a_query_counts_each_token_once() -> None:
    assert query_tokens("法治督察法治") == ["法治", "督察", "治督", "察法"]


@given(st.text())
def test_tokens_are_never_blank_and_hold_no_blank(text: str) -> None:
    # The index splits at white space: a token with some inside would become two.
    assert all(token and not any(map(str.isspace, token)) for token in tokens(text))


@given(st.text())
def test_normal_text_gives_the_same_tokens(text: str) -> None:
    if normalize(normalize(text)) == normalize(text):
        assert tokens(normalize(text)) == tokens(text)


@given(st.text(alphabet="行政复议案件云溪县1., aB"))
def test_every_pair_of_neighbours_is_a_token(text: str) -> None:
    found = set(tokens(text))
    for first, second in pairwise(text):
        if "\u4e00" <= first <= "\u9fff" and "\u4e00" <= second <= "\u9fff":
            assert first + second in found


@pytest.mark.parametrize(
    "text",
    [
        "云溪县行政机关负责人出庭应诉率达到百分之百",
        "办理行政复议案件并开展行政执法监督",
        "县政府常务会议专题学习法治思想",
        "青岚市推进综合执法改革和优化营商环境",
        "临澜区司法局举办法治培训班",
        "落实重大行政决策合法性审查和公平竞争审查制度",
    ],
)
def test_words_are_those_of_jieba(text: str) -> None:
    with warnings.catch_warnings():
        # jieba 0.42.1 imports pkg_resources and holds invalid escapes.
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel("ERROR")
    words = Counter(jieba.cut_for_search(text))
    assert words == Counter(tokens(text)) - Counter(map("".join, pairwise(text)))


LINES = "法治政府建设行政复议\u3007 ,.0123abcΣ\uff0c\uff11\u3000\n"


@given(st.lists(st.text() | st.text(LINES, max_size=60)))
def test_the_joined_form_holds_the_same_tokens(texts: list[str]) -> None:
    joined = joined_tokens(texts)
    assert len(joined) == len(texts)
    for text, tokens_found in zip(texts, joined, strict=True):
        assert Counter(tokens_found.split()) == Counter(tokens(text))


def test_lines_that_texts_share_count_in_each() -> None:
    first, second = joined_tokens(["云溪县\n法治\n法治", "云溪县\n2023年"])
    assert Counter(first.split())["法治"] == 4  # a word and a pair in each of two lines
    assert "2023" in second.split()
    assert "2023" not in first.split()
    assert {"云溪", "溪县"} <= set(first.split()) & set(second.split())


@given(
    st.text() | st.text("法\u3000\uff0c\uff21\u2026\u0301e\uff76\uff9e\u2460\ufb01Ａ", max_size=12)
)
def test_normalizing_is_nfkc_and_lower_case(text: str) -> None:
    assert normalize(text) == unicodedata.normalize("NFKC", text).lower()


def test_either_script_gives_the_same_tokens() -> None:
    assert tokens("國家標準後來") == tokens("国家标准后来")
    assert joined_tokens(["臺灣行政復議"]) == joined_tokens(["台湾行政复议"])


def test_characters_that_simplified_text_has_too_stay() -> None:
    assert simplified("著名的乾隆") == "著名的乾隆"
    assert simplified("\U00020000abc") == "\U00020000abc"
