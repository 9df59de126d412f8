"""How much of a subject a sentence covers."""

from __future__ import annotations

import pytest

from rag.answers.practices import THRESHOLD
from rag.answers.scoring import TermScorer
from rag.answers.subject_scoring import SubjectScorer
from rag.question.implied import implied_in

OTHERS = ["全县受理行政复议案件74件。", "学校开展宪法宣传周活动。", "法院审结案件一千件。"]


def covered(terms: tuple[str, ...], sentence: str, compounds: tuple[str, ...] = ()) -> float:
    scorer = SubjectScorer(terms, [compounds] if compounds else [], [sentence, *OTHERS], {})
    return scorer.coverage(sentence)


@pytest.mark.parametrize(
    ("terms", "implied"),
    [
        (("收到", "法院", "司法", "建议"), {"法院"}),
        (("中小学", "法治", "副校长"), {"中小学"}),
        (("单位", "负责人", "述法"), {"单位", "负责人"}),
        (("法院", "判决"), set()),
        (("负责人", "出庭", "应诉"), set()),
        ((), set()),
    ],
)
def test_words_that_a_name_says_by_itself(terms: tuple[str, ...], implied: set[str]) -> None:
    assert implied_in(terms) == implied


def test_a_sentence_need_not_say_what_its_name_says() -> None:
    assert covered(("法院", "司法建议"), "收到司法建议3份,回复率100%。") >= THRESHOLD
    assert covered(("法院", "司法建议"), "县法院审结案件120件。") < THRESHOLD


def test_parts_of_a_word_may_stand_a_little_apart() -> None:
    near = "抽取处罚案卷90宗、许可案卷30宗评查。"
    assert covered(("案卷评查",), near) == pytest.approx(0.9)
    far = "抽取处罚案卷90宗后由各单位自行整改并在下半年组织评查。"
    assert covered(("案卷评查",), far) < 0.9


def test_terms_in_capitals_are_found() -> None:
    assert covered(("APP",), "政务服务App上线运行。") == 1.0


def test_a_doubtful_term_that_no_candidate_holds_tells_little() -> None:
    texts = ["追回违规资金876万元。", *OTHERS]
    sure = TermScorer(("爪子", "违规资金"), texts)
    doubted = TermScorer(("爪子", "违规资金"), texts, doubtful={"爪子"})
    assert sure.coverage(texts[0]) < 0.5
    assert doubted.coverage(texts[0]) > 0.85
    held = TermScorer(("法院", "违规资金"), texts, doubtful={"法院"})
    assert held.coverage(texts[0]) == TermScorer(("法院", "违规资金"), texts).coverage(texts[0])
