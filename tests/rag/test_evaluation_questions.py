"""Question sets are read strictly, and a mistake is named with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluation.questions import QuestionType, load_questions
from vectorstore.errors import QuestionSetError

LINE: dict[str, object] = {
    "id": "q1",
    "lang": "zh",
    "type": "lookup",
    "history": [],
    "question": "云溪县受理了多少件行政复议案件?",
    "regions": ["云溪县"],
    "values": ["79件"],
    "evidence": [{"doc": "yunxi.txt", "quote": "受理行政复议案件79件"}],
    "answerable": True,
    "accept": {"79件": ["79起"]},
}


def write(path: Path, *lines: object) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_question_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "set.jsonl", LINE, "", LINE | {"id": "q2", "unknown": 1})
    first, second = load_questions(path)
    assert first.type is QuestionType.LOOKUP
    assert first.renderings("79件") == ("79件", "79起")
    assert first.renderings("68件") == ("68件",)
    assert first.evidence[0].doc == "yunxi.txt"
    assert second.id == "q2"


def test_optional_fields_may_be_missing(tmp_path: Path) -> None:
    line = {"id": "q1", "lang": "en", "type": "passage", "question": "How?"}
    (question,) = load_questions(write(tmp_path / "set.jsonl", line))
    assert question.answerable
    assert question.min_evidence is None
    assert (question.history, question.values, question.evidence) == ((), (), ())


def test_derived_numbers_may_be_numbers_and_no_evidence_be_needed(tmp_path: Path) -> None:
    line = LINE | {"derived": [11, 2.5, "3"], "min_evidence": 0}
    (question,) = load_questions(write(tmp_path / "set.jsonl", line))
    assert question.derived == ("11", "2.5", "3")
    assert question.min_evidence == 0


def test_a_question_without_a_gold_answer_is_not_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "set.jsonl", LINE | {"gold": False}, LINE | {"id": "q2"})
    assert [each.id for each in load_questions(path)] == ["q2"]
    with pytest.raises(QuestionSetError, match="no question"):
        load_questions(write(tmp_path / "none.jsonl", LINE | {"gold": False}))


def test_a_byte_order_mark_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(LINE).encode())
    assert load_questions(path)[0].id == "q1"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"type": "riddle"}, "type"),
        ({"question": ""}, "question"),
        ({"values": "79"}, "values"),
        ({"values": [79]}, "values.0"),
        ({"answerable": "yes"}, "answerable"),
        ({"evidence": [{"doc": "yunxi.txt"}]}, "evidence.0.quote"),
        ({"type": "unanswerable"}, "answerable"),
        ({"min_evidence": 2}, "min_evidence"),
        ({"min_evidence": -1}, "min_evidence"),
        ({"derived": [True]}, "derived.0"),
        ({"id": "q0"}, "line 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, change: dict[str, object], named: str) -> None:
    path = write(tmp_path / "set.jsonl", LINE | {"id": "q0"}, "", LINE | change)
    with pytest.raises(QuestionSetError, match=named) as caught:
        load_questions(path)
    assert caught.value.line == 3
    assert caught.value.source == str(path)


@pytest.mark.parametrize("line", ["{", "[]", "null", '{"id": "q1"'])
def test_a_line_that_is_no_object_is_named(tmp_path: Path, line: str) -> None:
    with pytest.raises(QuestionSetError) as caught:
        load_questions(write(tmp_path / "set.jsonl", LINE, line))
    assert caught.value.line == 2


def test_an_empty_set_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="no question"):
        load_questions(write(tmp_path / "set.jsonl", "", ""))


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QuestionSetError, match="cannot be read"):
        load_questions(tmp_path / "missing.jsonl")
    (tmp_path / "gbk.jsonl").write_bytes("云溪县".encode("gbk"))
    with pytest.raises(QuestionSetError, match="not UTF-8"):
        load_questions(tmp_path / "gbk.jsonl")


def test_the_shared_question_set_is_read() -> None:
    path = Path(__file__).parents[2].parent / "shared" / "gold" / "questions.jsonl"
    if not path.exists():
        pytest.skip("the shared gold questions are not beside the repository")
    questions = load_questions(path)
    assert len(questions) == len({question.id for question in questions}) == 110
    assert all(question.evidence for question in questions if question.answerable)
