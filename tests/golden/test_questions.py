"""The development questions over the real reports, as asked and in other writings of the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.pipeline import Ingestor
from rag.engine import Engine
from rag.evaluation.questions import Question, load_questions
from rag.evaluation.runner import run_evaluation
from vectorstore.embedding import load_embedder
from vectorstore.local import LocalStore

SHARED = Path(__file__).parents[2].parent / "shared"
pytestmark = pytest.mark.skipif(
    not (SHARED / "gold" / "questions.jsonl").exists(),
    reason="the marked questions are not beside this checkout (../shared/gold)",
)

LEAST = {
    "lookup": 27, "passage": 13, "summary": 7, "list": 13, "compare": 9, "count": 5,
    "unanswerable": 13, "followup": 12,
}  # fmt: skip
"""How many questions of each type are to be right; what was reached is in benchmarks/README.md."""

_WIDE = {code: code + 0xFEE0 for code in map(ord, "0123456789%?,:()")}
_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})[区市](?=的|在|有|一|怎|和|20|\d)")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    embedder = load_embedder()
    folder = tmp_path_factory.mktemp("gold") / "store"
    with LocalStore.open(folder, embedder.identity, create=True) as store:
        assert not Ingestor(store, embedder).ingest([str(SHARED / "reports")]).failed
        yield Engine(store, embedder)


@pytest.fixture(scope="module")
def questions() -> list[Question]:
    return list(load_questions(SHARED / "gold" / "questions.jsonl"))


@pytest.fixture(scope="module")
def right(engine: Engine, questions: list[Question]) -> set[str]:
    """Ids of the questions that are answered right as they stand."""
    report = run_evaluation(engine, questions)
    assert report.outcomes
    return {each.id for each, got in zip(questions, report.outcomes, strict=True) if got.correct}


def test_enough_questions_of_each_type_are_right(
    questions: list[Question], right: set[str]
) -> None:
    counts = Counter(each.type.value for each in questions if each.id in right)
    assert {kind: counts[kind] for kind in LEAST if counts[kind] < LEAST[kind]} == {}


def test_no_answerable_question_is_refused_and_no_quote_is_bent(
    engine: Engine, questions: list[Question]
) -> None:
    refused = []
    for each in questions:
        answer = engine.ask(each.question, history=each.history)
        for citation in answer.citations:
            text = engine.store.report(citation.report_id).text
            assert text[citation.start : citation.end] == citation.quote
        if each.answerable and answer.status.value == "abstained":
            refused.append(each.id)
    answerable = sum(each.answerable for each in questions)
    assert len(refused) <= 0.04 * answerable


@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda text: text.translate(_WIDE), id="full-width"),
        pytest.param(lambda text: text.replace("100%", "百分之百"), id="百分之百"),
        pytest.param(lambda text: _SUFFIX.sub("", text), id="without 区 or 市"),
    ],
)
def test_other_writings_of_a_question_are_answered_alike(
    engine: Engine, questions: list[Question], right: set[str], write: Callable[[str], str]
) -> None:
    rewritten = [
        each.model_copy(
            update={
                "question": write(each.question),
                "history": tuple(write(turn) for turn in each.history),
            }
        )
        for each in questions
        if write(each.question) != each.question
    ]
    assert rewritten
    report = run_evaluation(engine, rewritten)
    lost = [
        each.id
        for each, got in zip(rewritten, report.outcomes, strict=True)
        if each.id in right and not got.correct
    ]
    assert len(lost) <= 0.02 * len(rewritten), lost
