"""Reading how a question hangs on another, and keeping what the next one needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexicon.places import Places
from rag.question.colloquial import alternatives_of, sayings_in, spoken_terms
from rag.question.constraints import PlaceFinder
from rag.question.followup import resolve
from rag.question.query import Query
from rag.question.state import State, dump_state, load_state
from rag.question.subject import has_subject, phrase_spans, phrases
from rag.question.understanding import understand
from rag.question.wording import read_wording

FINDER = PlaceFinder(
    [("岚州省", "青岚市", "云溪县", 1), ("岚州省", "青岚市", "临澜区", 1)], Places.load()
)


def read(question: str) -> Query:
    return understand(question, FINDER)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到多少件行政复议案件?", ("行政复议案件",)),
        ("调解成功率是多少?", ("调解成功率",)),
        ("有几名公职律师?", ("公职律师",)),
        ("“容缺受理”项目有多少个?", ("“容缺受理”项目",)),
        ("行政应诉呢", ("行政应诉",)),
        ("审结了多少?", ()),
        ("还剩几件没审完?", ()),
        ("是怎么选出来的?", ()),
        ("合格率是多少?", ()),
        ("效果怎么样?", ()),
        ("培训了多少人?", ()),
    ],
)
def test_noun_phrases_that_can_be_a_subject(text: str, expected: tuple[str, ...]) -> None:
    assert phrases(text) == expected
    assert has_subject(text) is bool(expected)


@given(st.text(st.sampled_from("行政复议案件了多少审结的“”率a1 ?、"), max_size=30))
def test_phrases_stand_in_the_text_in_order(text: str) -> None:
    spans = phrase_spans(text)
    flat = [edge for span in spans for edge in span]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in spans)


@pytest.mark.parametrize(
    "text", ["谢谢", "好的,谢谢!", "你好", "Thanks!", "thank you very much", "明白了"]
)
def test_courtesies(text: str) -> None:
    assert read_wording(read(text)).courtesy


@pytest.mark.parametrize("text", ["你好市民热线有多少件?", "感谢信有几封?", "那云溪县呢?"])
def test_no_courtesies(text: str) -> None:
    assert not read_wording(read(text)).courtesy


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("前一年呢?", (2022,)),
        ("上一年呢?", (2022,)),
        ("去年呢?", (2022,)),
        ("前年呢?", (2021,)),
        ("大前年呢?", (2020,)),
        ("下一年呢?", (2024,)),
        ("第二年呢?", (2024,)),
        ("那2020年呢?", (2020,)),
        ("审结了多少?", (2023,)),
    ],
)
def test_years_told_by_the_year_asked_about(question: str, years: tuple[int, ...]) -> None:
    state = State(read("云溪县2023年受理了多少件行政复议?"), year=2023)
    assert resolve(read(question), state).query.years == years


def test_last_year_is_counted_from_the_conversations_year_and_the_year_before_from_the_last() -> (
    None
):
    shifted = State(read("云溪县2022年受理了多少件行政复议?"), year=2023)
    assert resolve(read("去年呢?"), shifted).query.years == (2022,)
    assert resolve(read("前一年呢?"), shifted).query.years == (2021,)


def test_without_a_known_year_a_shift_changes_nothing() -> None:
    state = State(read("云溪县受理了多少件行政复议?"))
    assert resolve(read("前一年呢?"), state).query.years == ()


def test_a_first_question_is_left_as_it_is() -> None:
    query = read("那云溪县呢?")
    assert resolve(query, None).query is query


def test_the_answer_is_framed_in_the_language_of_the_last_question() -> None:
    state = State(read("云溪县受理了多少件行政复议?"))
    assert resolve(read("and in 临澜区, please?"), state).query.language == "en"


def test_a_quoted_name_that_only_others_mention_is_a_new_question() -> None:
    state = State(read("云溪县受理了多少件行政复议?"))
    query = read("“红袖章”有几人?")

    def elsewhere(phrase: str, scope: Query) -> bool:
        return phrase == "红袖章" and not scope.regions

    assert resolve(query, state, elsewhere).query is query
    assert resolve(query, state, lambda phrase, scope: True).query.regions == ("云溪县",)


def test_a_state_is_read_back_as_it_was() -> None:
    query = read("岚州省云溪县2023年调解成功率超过95%吗,输了几件官司?")
    state = State(query, ("r1",), ("r1-0001",), 2023)
    assert load_state(dump_state(state)) == state


@pytest.mark.parametrize("text", ["", "{}", "no json", '{"query": 1}', "[]"])
def test_what_is_no_state_is_none(text: str) -> None:
    assert load_state(text) is None


@pytest.mark.parametrize(
    ("text", "terms", "written"),
    [
        ("输了几件?", ("输了",), "败诉"),
        ("还剩几件没审完?", ("没审完",), "正在审理"),
        ("一共占了多少地?", ("占了多少地",), "用地面积"),
        ("他们是怎么选出来的?", ("选出来",), "选聘"),
        ("打官司输了几件?", ("打官司", "输了"), "行政诉讼"),
        ("一把手出庭几次?", ("一把手", "出庭"), "主要负责人"),
    ],
)
def test_sayings_are_one_term_with_what_reports_write(
    text: str, terms: tuple[str, ...], written: str
) -> None:
    assert spoken_terms(text) == terms
    assert written in {word for words in alternatives_of(terms).values() for word in words}


@pytest.mark.parametrize("text", ["新建了几个?", "开发了几个?", "组建了多少支?", "回收了多少?"])
def test_a_saying_does_not_begin_inside_a_word(text: str) -> None:
    assert sayings_in(text) == ()
