"""When an answer is right, and what is said when it is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.answer import (
    Answer,
    Citation,
    Coverage,
    Intent,
    Interpretation,
    Item,
    RetrievedPassage,
    Status,
)
from rag.evaluation.correctness import Verdict, is_held_by, judge
from rag.evaluation.questions import Question
from vectorstore.records import Metadata, PartKind, Passage, ReportSummary

YUNXI, QINGLAN, LINLAN = "云溪县", "青岚市", "临澜区"


def ask(kind: str = "lookup", **expected: object) -> Question:
    fields: dict[str, object] = {"id": "q", "lang": "zh", "type": kind, "question": "多少件?"}
    return Question.model_validate_json(json.dumps(fields | expected))


def item(region: str, value: str, unit: str, text: str = "") -> Item:
    return Item(region, 2023, "行政复议案件受理", value, unit, "", text, (1,))


def cite(region: str, quote: str, n: int = 1) -> Citation:
    report_id = f"{n:016x}"
    return Citation(
        n, report_id, "", region, 2023, (), quote, 0, len(quote), "", PartKind.ACHIEVEMENT
    )


def answered(
    text: str = "", items: Sequence[Item] = (), citations: Sequence[Citation] = ()
) -> Answer:
    return Answer(
        conversation_id="c",
        question="多少件?",
        status=Status.ANSWERED,
        answer=text,
        interpretation=Interpretation(Intent.LOOKUP, "多少件"),
        items=tuple(items),
        coverage=Coverage(2, 1, 1, 0, 1),
        citations=tuple(citations),
        reason="",
        suggestions=(),
        took_ms=1.0,
    )


def abstained(reason: str = "没有报告提到") -> Answer:
    return replace(answered(reason), status=Status.ABSTAINED, reason=reason)


def test_a_value_may_stand_in_the_text_a_row_or_a_quote() -> None:
    question = ask(values=("79件",))
    assert judge(question, answered("受理79件"), ()).correct
    assert judge(question, answered(items=[item(YUNXI, "79", "件")]), ()).correct
    assert judge(question, answered(citations=[cite(YUNXI, "受理79件")]), ()).correct
    assert not judge(question, answered(items=[item(YUNXI, "79", "起")]), ()).correct


def test_a_missing_value_is_named() -> None:
    judgement = judge(ask(values=("79件", "68件")), answered("受理79件"), ())
    assert not judgement.correct
    assert judgement.reasons == ("missing value: 68件",)
    assert judgement.values == 0.5


def test_an_accepted_rendering_will_do() -> None:
    question = ask(values=("9个",), accept={"9个": ("9部",)})
    assert judge(question, answered("出台9部法规"), ()).correct


def test_one_of_each_group_is_enough() -> None:
    question = ask(values_any=(("142", "79"), ("68",)))
    assert judge(question, answered("受理79件,办结68件"), ()).correct
    failed = judge(question, answered("受理79件"), ())
    assert failed.reasons == ("missing any of: 68",)


def test_a_citation_mark_is_no_value() -> None:
    assert not judge(ask(values=("3",)), answered("没有数字[3]"), ()).correct
    assert not judge(ask(values=("3",)), answered("没有数字[1, 3]"), ()).correct


def test_a_derived_number_must_be_the_answers_own() -> None:
    question = ask("count", derived=("3",))
    quote = cite(YUNXI, "建立3项制度")
    assert judge(question, answered("3份报告提到:“建立3项制度”[1]", [], [quote]), ()).correct
    failed = judge(question, answered("提到的有:\n3. “建立3项制度”[1]", [], [quote]), ())
    assert failed.reasons == ("missing derived number: 3",)
    from_quote = answered("", [item(YUNXI, "3", "项")], [quote])
    assert not judge(question, from_quote, ()).correct
    own_row = answered("", [item(YUNXI, "3", "份")], [quote])
    assert judge(question, own_row, ()).correct


@pytest.mark.parametrize("type_", ["list", "count"])
def test_a_list_names_exactly_its_places(type_: str) -> None:
    question = ask(type_, regions=(YUNXI, QINGLAN))
    rows = [item(YUNXI, "79", "件"), item(QINGLAN, "12", "件")]
    assert judge(question, answered("", rows), ()).correct
    missing = judge(question, answered(f"{QINGLAN}没有数据", rows[:1]), ())
    assert missing.reasons == (f"place not named: {QINGLAN}",)
    assert missing.places is False
    extra = judge(question, answered("", [*rows, item(LINLAN, "5", "件")]), ())
    assert extra.reasons == (f"place not asked for: {LINLAN}",)
    assert extra.extra_places == (LINLAN,)


def test_a_question_may_say_whether_its_places_are_exact() -> None:
    rows = [item(YUNXI, "79", "件"), item(LINLAN, "5", "件")]
    assert judge(ask("list", regions=(YUNXI,), exact_places=False), answered("", rows), ()).correct
    assert not judge(ask(regions=(YUNXI,), exact_places=True), answered("", rows), ()).correct


def test_without_rows_the_quotes_name_the_places() -> None:
    question = ask("list", regions=(YUNXI,))
    assert judge(question, answered(citations=[cite(YUNXI, "甲")]), ()).correct
    both = [cite(YUNXI, "甲"), cite(QINGLAN, "乙", 2)]
    assert not judge(question, answered(citations=both), ()).correct


def test_other_types_may_name_more_places_and_in_the_text() -> None:
    question = ask("compare", regions=(YUNXI, QINGLAN))
    judgement = judge(question, answered(f"{QINGLAN}更多", [item(YUNXI, "7", "件")]), ())
    assert judgement.correct
    assert judgement.places is True
    rows_and_quotes = answered("", [item(LINLAN, "7", "件")], [cite(QINGLAN, "甲")])
    assert judge(ask(regions=(QINGLAN,)), rows_and_quotes, ()).correct
    assert not judge(question, rows_and_quotes, ()).correct


def test_a_summary_must_cite_enough_evidence() -> None:
    evidence = tuple({"doc": "a.txt", "quote": quote} for quote in "甲乙丙")
    question = ask("summary", evidence=evidence, min_evidence=2)
    assert judge(question, answered("概述"), (True, False, True)).correct
    failed = judge(question, answered("概述"), (True, False, False))
    assert failed.reasons == ("cites 1 of 3 evidence quotes, needs 2",)
    all_needed = ask("summary", evidence=evidence)
    assert not judge(all_needed, answered("概述"), (True, True, False)).correct


def test_a_question_with_nothing_but_evidence_needs_one_quote_of_it() -> None:
    question = ask("passage", evidence=({"doc": "a.txt", "quote": "甲"},))
    assert judge(question, answered("如下"), (True,)).correct
    assert not judge(question, answered("如下"), (False,)).correct


def test_abstaining_is_right_only_without_an_answer() -> None:
    unanswerable = ask("unanswerable", answerable=False)
    assert judge(unanswerable, abstained(), ()).correct
    wrong = judge(unanswerable, answered("79件"), ())
    assert wrong.reasons == ("answered, but the collection holds no answer",)
    refused = judge(ask(values=("79",), regions=(YUNXI,)), abstained(f"{YUNXI}没有79"), ())
    assert refused.reasons == (f"abstained: {YUNXI}没有79",)
    assert (refused.values, refused.places, refused.first_value) == (0.0, False, False)


def test_what_is_not_expected_is_not_judged() -> None:
    judgement = judge(ask("passage"), answered("如下"), ())
    assert (judgement.values, judgement.places, judgement.first_value) == (None, None, None)


def test_the_first_row_or_quote_should_hold_the_value() -> None:
    question = ask(values=("79",))
    rows = [item(YUNXI, "68", "件"), item(YUNXI, "79", "件")]
    quotes = [cite(YUNXI, "办结68件"), cite(YUNXI, "受理79件", 2)]
    buried = judge(question, answered("", rows, quotes), ())
    assert buried.correct
    assert buried.first_value is False
    assert judge(question, answered("", rows[::-1]), ()).first_value is True
    assert judge(question, answered("", [], quotes[::-1]), ()).first_value is True


def shown(quote: str) -> Answer:
    return replace(answered("", [], [cite(YUNXI, quote)]), status=Status.SHOWN)


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (answered("受理79件"), Verdict.RIGHT),
        (answered("受理68件"), Verdict.WRONG),
        (abstained("只有79件的旧数据"), Verdict.REFUSED),
        (shown("受理79件"), Verdict.RIGHT),
        (shown("受理68件"), Verdict.REFUSED),
    ],
)
def test_an_answer_is_right_wrong_or_a_refusal(answer: Answer, verdict: Verdict) -> None:
    assert judge(ask(values=("79件",)), answer, ()).verdict is verdict


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (answered("受理79件"), Verdict.WRONG),
        (abstained(), Verdict.RIGHT),
        (shown("受理79件"), Verdict.RIGHT),
    ],
)
def test_of_what_no_report_says_nothing_may_be_claimed(answer: Answer, verdict: Verdict) -> None:
    assert judge(ask("unanswerable", answerable=False), answer, ()).verdict is verdict


def test_what_is_only_shown_claims_no_place_too_many() -> None:
    question = ask("list", regions=(YUNXI,))
    both = replace(
        answered(citations=[cite(YUNXI, "甲"), cite(QINGLAN, "乙", 2)]), status=Status.SHOWN
    )
    assert judge(question, both, ()).correct
    assert not judge(ask("list", regions=(LINLAN,)), both, ()).correct


def test_no_evidence_may_be_needed() -> None:
    question = ask("passage", evidence=({"doc": "a.txt", "quote": "甲"},), min_evidence=0)
    assert judge(question, answered("如下"), (False,)).correct


def found(region: str, text: str) -> RetrievedPassage:
    passage = Passage("p", "r", 0, text, 0, len(text), (), PartKind.ACHIEVEMENT)
    report = ReportSummary("r", Metadata(region=region), (), (), len(text), 1, 0)
    return RetrievedPassage(passage, report, 1.0, None, None)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        (ask(values=["79件"]), True),
        (ask(values=["79件", "68件"]), False),
        (ask(values_any=[["68件", "79件"]]), True),
        (ask(values=["79件"], regions=[YUNXI]), True),
        (ask(values=["79件"], regions=[QINGLAN]), True),
        (ask(values=["79件"], regions=[LINLAN]), False),
        (ask(derived=["79"]), False),
        (ask("unanswerable", answerable=False), False),
    ],
)
def test_passages_in_an_answers_place_must_hold_what_is_wanted(
    question: Question, held: bool
) -> None:
    passages = [found(YUNXI, "受理79件"), found(YUNXI, f"比{QINGLAN}多")]
    assert is_held_by(question, passages, ()) is held


def test_passages_in_an_answers_place_must_hold_the_evidence() -> None:
    question = ask("passage", evidence=({"doc": "a.txt", "quote": "受理"},))
    assert is_held_by(question, [found(YUNXI, "受理79件")], (True,))
    assert not is_held_by(question, [found(YUNXI, "办结79件")], (False,))


def test_a_list_that_is_only_shown_must_hold_the_words_and_not_only_the_places() -> None:
    evidence = tuple({"doc": "a.txt", "quote": quote} for quote in "甲乙")
    question = ask("list", regions=(YUNXI,), evidence=evidence)
    passages = [found(YUNXI, "甲乙")]
    assert is_held_by(question, passages, (True, True))
    assert not is_held_by(question, passages, (True, False))
    assert judge(question, answered("", [item(YUNXI, "7", "件")]), (False, False)).correct
    only_shown = replace(answered(citations=[cite(YUNXI, "丙")]), status=Status.SHOWN)
    assert not judge(question, only_shown, (False, False)).correct
