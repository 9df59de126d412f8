"""English questions said in Chinese."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.lexicon.dictionary import Dictionary
from ingest.lexicon.glossary import Glossary
from ingest.lexicon.places import Places
from rag.answer import Intent
from rag.question.constraints import PlaceFinder
from rag.question.english.conditions import split_condition
from rag.question.english.reader import EnglishReader
from rag.question.english.terms import TermTranslator
from rag.question.query import Query, Wanted
from rag.question.understanding import understand

PLACES = PlaceFinder(
    [("岚州省", "青岚市", "云溪县", 1), ("岚州省", "青岚市", "临澜区", 1)], Places.load()
)


def read(question: str) -> Query:
    return understand(question, PLACES)


@pytest.mark.parametrize(
    ("question", "chinese", "intent"),
    [
        (
            "How many reconsideration cases did Yunxi County accept in 2023?",
            "云溪县2023年行政复议案件受理多少件?",
            Intent.LOOKUP,
        ),
        ("What is the mediation success rate in Yunxi?", "云溪县调解成功率是多少?", Intent.LOOKUP),
        ("Number of public lawyers in Linlan?", "临澜区公职律师多少名?", Intent.LOOKUP),
        (
            "Dear Sir or Madam, I would like to know the number of public lawyers in Linlan.",
            "临澜区公职律师多少名?",
            Intent.LOOKUP,
        ),
        (
            "Which reports mention a list of minor violations that go unpunished (for example the first one)?",
            "哪些报告提到清单轻微违法不予处罚?",
            Intent.LIST,
        ),
        ("When was the hotline opened in Yunxi?", "云溪县热线开通是什么时候?", Intent.LOOKUP),
        ("Which bank does Yunxi work with?", "云溪县银行合作是哪家?", Intent.LOOKUP),
        ("How does Yunxi train enforcement officers?", "云溪县怎么培训执法人员的?", Intent.PASSAGE),
        ("Why were documents repealed in Yunxi?", "云溪县为什么文件废止的?", Intent.PASSAGE),
        ("Please summarise Yunxi's work on open government", "概括一下云溪县政务公开?", Intent.SUMMARY),
        ("What gaps does Yunxi admit to?", "概括一下云溪县存在的问题?", Intent.SUMMARY),
        ("Give me an overview of Yunxi's plans.", "概括一下云溪县下一步的计划?", Intent.SUMMARY),
        (
            "Summarise what Yunxi plans to do on legal aid",
            "概括一下云溪县法律援助下一步的计划?",
            Intent.SUMMARY,
        ),
        ("Which places have a 24-hour hall, i.e. one open round the clock?", "哪些地方24小时大厅开通?", Intent.LIST),
        ("What problems does Yunxi admit?", "概括一下云溪县存在的问题?", Intent.SUMMARY),
        (
            "which districts report a 100% agency-head court appearance rate",
            "哪些地方行政机关负责人出庭率达到100%?",
            Intent.LIST,
        ),
        ("How many of the reports mention legal aid?", "有几份报告提到法律援助?", Intent.COUNT),
        (
            "Which has the higher mediation success rate, Yunxi or Linlan?",
            "云溪县和临澜区的调解成功率谁更高?",
            Intent.COMPARE,
        ),
        (
            "Which district has the most public lawyers?",
            "哪个地方公职律师最多?",
            Intent.COMPARE,
        ),
        (
            "In Yunxi, were more cases upheld or revoked?",
            "云溪县案件维持多还是撤销多?",
            Intent.COMPARE,
        ),
        (
            "How many of the reports discuss shortcomings under a heading of their own?",
            "有几份报告提到问题?",
            Intent.COUNT,
        ),
        (
            "Which places report that petitions went down from the year before?",
            "哪些地方信访下降同比?",
            Intent.LIST,
        ),
        ("How many reports have a section on shortcomings?", "有几份报告问题?", Intent.COUNT),
    ],
)  # fmt: skip
def test_questions_in_chinese(question: str, chinese: str, intent: Intent) -> None:
    query = read(question)
    assert query.language == "en"
    assert query.text == chinese
    assert query.intent is intent


@pytest.mark.parametrize(
    ("question", "ahead"),
    [
        ("What does Yunxi intend to do about legal aid next year?", True),
        ("Give me an overview of Yunxi's plans.", True),
        ("How does Yunxi handle emergency plans?", False),
        ("How did Yunxi train officers last year?", False),
    ],
)
def test_questions_for_plans(question: str, ahead: bool) -> None:
    assert read(question).wants_plans is ahead


def test_every_part_of_a_question_asks() -> None:
    query = read("How many disputes were mediated in Yunxi, and how many lawsuits were lost?")
    assert [ask.wanted for ask in query.asks] == [Wanted.FIGURE, Wanted.FIGURE]
    assert query.asks[0].units[0] == "件"
    assert "纠纷" in query.asks[0].terms
    assert "败诉" in query.asks[1].terms
    assert "纠纷" in query.asks[1].context


def test_a_bare_unit_takes_its_subject_from_the_other_part() -> None:
    query = read("How many group visits and how many people did Yunxi record?")
    assert query.asks[1].units[0] == "人"
    assert query.asks[1].terms == ()
    assert query.asks[1].context == query.asks[0].terms


def test_the_unit_is_that_of_the_leading_noun() -> None:
    query = read("How many training sessions for enforcement officers did Yunxi hold?")
    assert "多少期" in query.text


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("How many cases did Yunxi accept in 2021?", (2021,)),
        ("How many cases did Yunxi accept from 2019 to 2021?", (2019, 2020, 2021)),
        ("How many cases did Yunxi accept between 2019 and 2021?", (2019, 2020, 2021)),
        ("How many cases did Yunxi accept in 2019 and 2021?", (2019, 2021)),
        ("How many cases has Yunxi accepted since 2019?", ()),
        ("Which places have more than 2000 cases?", ()),
    ],
)
def test_years(question: str, years: tuple[int, ...]) -> None:
    assert read(question).years == years


def test_what_is_excluded_is_not_searched() -> None:
    query = read("How many cases did Yunxi accept (accepted, not applied for)?")
    assert "受理" in query.terms
    assert "申请" not in query.terms


def test_chinese_in_brackets_replaces_the_english_before_it() -> None:
    query = read('How many "red-sleeve aunties" (红袖章阿姨) are there in Yunxi?')
    assert query.terms == ("红袖章阿姨",)
    assert read("How many lawyers (公职律师) does Yunxi have?").terms == ("公职", "律师")


def test_chinese_names_and_words_are_kept() -> None:
    query = read("How many 公职律师 does 云溪县 have in 2023?")
    assert query.regions == ("云溪县",)
    assert {"公职", "律师"} <= set(query.terms)
    assert "云溪县" not in "".join(query.terms)


def test_a_quoted_term_must_stand_as_it_is() -> None:
    assert "“互联网+”" in read('How many reports use the term "Internet+" (互联网+)?').text


def test_a_place_that_is_not_held_is_missing() -> None:
    query = read("How many cases did Pudong New Area accept?")
    assert query.missing_regions == ("浦东新区",)
    assert read("How does Yunxi cooperate with Pudong New Area?").missing_regions == ()
    assert read("Which has more cases, Yunxi or Pudong New Area?").missing_regions == ("浦东新区",)


@pytest.mark.parametrize(
    ("question", "chinese"),
    [
        ("and in Linlan?", "临澜区呢?"),
        ("what about Linlan District?", "临澜区呢?"),
        ("and how many of those were concluded?", "审结多少?"),
        ("which of those are in Qinglan?", "其中哪些在青岚市?"),
    ],
)
def test_follow_ups(question: str, chinese: str) -> None:
    assert read(question).text == chinese


@pytest.mark.parametrize(
    ("clause", "rest", "condition"),
    [
        ("a rate over 95%", "a rate", "超过95%"),
        ("at least 50 cases", "cases", "不低于50"),
        ("fewer than 1,200 disputes", "disputes", "低于1200"),
        ("no more than 3 lawsuits", "lawsuits", "不超过3"),
        ("between 90% and 95%", "", "在90%到95%之间"),
        ("a 100% rate", "rate", "达到100%"),
        ("a 98.5 percent rate", "rate", "达到98.5%"),
        ("of 12 cases", "of 12 cases", ""),
        ("legal advisers", "legal advisers", ""),
    ],
)
def test_conditions(clause: str, rest: str, condition: str) -> None:
    found = split_condition(clause)
    assert (" ".join(found[0].split()), found[1]) == (rest, condition)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which reports do not mention legal aid?", "没有提到"),
        ("Which reports give the number of public lawyers?", "的数量"),
        ("Which reports admit a high loss rate?", "承认"),
        ("Which places report both legal aid and notarisation?", "又"),
        ("Which places cancelled or reissued credentials?", "或"),
        ("Top three districts by public lawyers", "排名前3名"),
        ("For each district, how many public lawyers are there?", "的数量"),
        ("Are there any places with more than 2000 disputes?", "超过2000件"),
    ],
)
def test_what_a_list_asks_of_reports(question: str, words: str) -> None:
    query = read(question)
    assert words in query.text
    assert query.text.startswith("哪些")


def test_amounts_that_look_like_years_are_conditions() -> None:
    condition = read("Which places have more than 2000 disputes?").condition
    assert condition is not None
    assert (str(condition), condition.value) == ("> 2000件", 2000)


def test_alternatives_that_or_joins_each_have_the_object() -> None:
    clause = read("Which places cancelled or reissued credentials?").clauses[0]
    assert len(clause.options) == 2
    assert all("证件" in option for option in clause.options)


def in_use(*words: str) -> TermTranslator:
    def frequencies(asked: Sequence[str]) -> list[int]:
        return [int(word in words) for word in asked]

    dictionary = Dictionary(
        ["kettle\t水壶 茶壶\t", "polish\t光泽\t擦亮 打磨", "wander\t\t徘徊 流浪"]
    )
    return TermTranslator(Glossary.load(), dictionary, frequencies)


def test_of_a_words_meanings_those_count_that_the_collection_uses() -> None:
    term = in_use("茶壶").terms("kettles")[0]
    assert (term.text, term.alternatives) == ("茶壶", ())


def test_a_noun_is_kept_though_no_report_has_it_and_a_verb_is_not() -> None:
    assert [term.text for term in in_use().terms("wandering kettles")] == ["水壶"]


def test_a_word_without_chinese_stands_for_itself_and_is_not_said() -> None:
    terms = in_use().terms("zorbing volunteers")
    assert [(term.text, term.found) for term in terms] == [("zorbing", False), ("志愿者", True)]
    assert terms[0].written == ""


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    reader = EnglishReader(PLACES)
    said = reader.read(text)
    assert said.parts
    assert said.text.endswith("?")
    assert set(said.alternatives) <= {term.text for term in said.terms}


@given(
    st.lists(
        st.sampled_from(
            "how many much which what who when where why the of in or and more than most higher not "
            "both rank compare cases rate Yunxi Linlan's 2021 100% (公职律师) reports districts , ? ' \" @0@ #1#"
            .split()
        ),
        max_size=14,
    )
)  # fmt: skip
def test_any_row_of_question_words_is_understood(words: list[str]) -> None:
    query = read("please tell me " + " ".join(words))
    assert query.asks
    if query.language == "en":  # what reads as Chinese keeps the signs that were typed
        assert not {"@", "#"} & set(query.text)
    assert set(query.regions) <= {"云溪县", "临澜区"}


def test_meanings_of_a_general_dictionary_are_doubtful() -> None:
    query = read("How many reconsideration cases did the butcher accept in Yunxi?")
    assert query.terms == ("行政复议", "案件", "屠夫", "受理")
    assert query.doubtful == {"屠夫"}
