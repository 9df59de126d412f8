import pytest

from ingest.lexicon.places import Places
from rag.answer import Intent
from rag.question.clauses import clauses_in, subject_terms
from rag.question.conditions import Relation, condition_in
from rag.question.constraints import PlaceFinder
from rag.question.synonyms import compounds_in, same_as
from rag.question.understanding import understand


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("五份材料当中,哪几份提到了行政裁决?", ("行政裁决",)),
        ("行政裁决,哪些报告说清楚了?", ("行政裁决",)),
        ("请帮我列出强调行政裁决的地方", ("行政裁决",)),
        ("都有谁写到行政裁决?", ("行政裁决",)),
        ("文中交代了行政裁决的是哪家", ("行政裁决",)),
        ("有几份讲行政裁决?", ("行政裁决",)),
        ("几个地方或部门给出了行政裁决的件数?", ("行政裁决",)),
        ("配了执法记录仪并给出台数的有哪些地方?", ("配了", "执法记录仪")),
    ],
)
def test_the_frame_is_no_part_of_the_subject(question: str, terms: tuple[str, ...]) -> None:
    assert subject_terms(question) == terms


def test_a_bracket_that_says_how_to_count_asks_for_nothing() -> None:
    (clause,) = clauses_in("有几份报告提到行政裁决?(同一地方两年算一份)")
    assert clause.terms == ("行政裁决",)


def test_quoted_words_stay_as_they_are() -> None:
    assert subject_terms("哪份报告里有“哪里报告哪里办”?") == ("哪里报告哪里办",)


def test_alternatives_share_what_one_of_them_leaves_out() -> None:
    options = clauses_in("哪些报告写了规范性文件或者合同合法性审查的件数?")[0].options
    assert options == (("规范性文件", "合法性审查"), ("合同", "合法性审查"))
    options = clauses_in("哪些报告给出行政复议申请或案件的数量?")[0].options
    assert options == (("行政复议", "申请"), ("行政复议", "案件"))


def test_an_aside_words_the_subject_again() -> None:
    options = clauses_in("哪些地方说到行政执法与刑事司法怎么衔接(两法衔接、行刑衔接)?")[0].options
    assert options == (("行政执法与刑事司法衔接",), ("两法衔接",), ("行刑衔接",))


def test_words_without_a_gap_are_one_compound() -> None:
    clause = clauses_in("哪些地方开展了行政复议听证?")[0]
    assert any({"行政复议", "听证"} <= set(group) for group in clause.compounds)


def test_synonyms_hold_in_every_direction() -> None:
    assert "行刑衔接" in same_as("两法衔接")
    assert "两法衔接" in same_as("行刑衔接")
    assert same_as("没有这个词") == ()


def test_the_longest_compound_is_read() -> None:
    assert [each.term for each in compounds_in("推进行政复议体制改革")] == ["行政复议体制改革"]
    text = "裁量基准和案卷评查"
    assert [text[each.start : each.end] for each in compounds_in(text)] == ["裁量基准", "案卷评查"]


@pytest.mark.parametrize(
    ("text", "relation", "value"),
    [
        ("调解纠纷过万件的", Relation.ABOVE, 10_000),
        ("申请破百的", Relation.ABOVE, 100),
        ("案件超千件", Relation.ABOVE, 1000),
        ("不止300件", Relation.ABOVE, 300),
        ("过了95%", Relation.ABOVE, 95),
        ("没过95%", Relation.AT_MOST, 95),
        ("占比过半的", Relation.ABOVE, 50),
        ("满60名的", Relation.AT_LEAST, 60),
        ("至少有20件", Relation.AT_LEAST, 20),
        ("出庭率满格的", Relation.EQUAL, 100),
        ("出现过100%的", Relation.EQUAL, 100),
    ],
)
def test_limits_as_people_say_them(text: str, relation: Relation, value: float) -> None:
    condition = condition_in(text)
    assert condition is not None
    assert (condition.relation, condition.value) == (relation, value)


def test_whether_something_is_said_is_no_denial() -> None:
    assert condition_in("有没有提到行政裁决") is None


@pytest.fixture(scope="module")
def finder() -> PlaceFinder:
    rows = [("岚州省", "青岚市", "云溪县", 1), ("岚州省", "", "石漫县", 1)]
    return PlaceFinder(rows, Places.load())


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("石漫县哪些部门参与了评查?", Intent.PASSAGE),
        ("评查结果用在哪些地方?", Intent.PASSAGE),
        ("石漫县哪些报告提到了评查?", Intent.LIST),
        ("青岚市哪些地方提到了评查?", Intent.LIST),
        ("哪些部门参与了评查?", Intent.LIST),
        ("把提到评查的报告列出来", Intent.LIST),
        ("介绍了评查的是哪家?", Intent.LIST),
        ("介绍一下评查工作", Intent.SUMMARY),
        ("云溪县2023年工作计划要点", Intent.SUMMARY),
        ("云溪县2023年的案件比2022年多几件?", Intent.COMPARE),
        ("云溪县的出庭率有石漫县高吗?", Intent.COMPARE),
        ("云溪县的评查是哪家机构做的?", Intent.LOOKUP),
    ],
)
def test_what_a_question_asks_of_one_place_or_all(
    finder: PlaceFinder, question: str, intent: Intent
) -> None:
    assert understand(question, finder).intent is intent
