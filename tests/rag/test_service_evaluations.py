"""Question sets and evaluations, over HTTP."""

from __future__ import annotations

import errno
import json
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from rag.evaluation.json_folder import JsonFolder
from rag.evaluation.runs import MOST_WAITING, Evaluations
from rag.evaluation.sets import QuestionSets
from rag.evaluation_schemas import (
    EvaluationComparisonOut,
    EvaluationDetailOut,
    EvaluationOut,
    QuestionSetOut,
)
from tests.faces import ScriptedEngine
from tests.rag.service_app import Served, serving
from tests.rag.test_service import assert_problem

RIGHT = {
    "id": "q1",
    "lang": "zh",
    "type": "lookup",
    "question": "云溪县受理多少件",
    "regions": ["云溪县"],
    "values": ["74"],
}
WRONG = {
    "id": "q2",
    "lang": "zh",
    "type": "lookup",
    "question": "临澜区受理多少件",
    "history": ["临澜区怎么样"],
    "values": ["999"],
    "evidence": [{"doc": "无.txt", "quote": "受理999件"}],
}


def lines(*questions: Mapping[str, object]) -> bytes:
    return "\n".join(json.dumps(each, ensure_ascii=False) for each in questions).encode()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path) as running:
        yield running


def keep(served: Served, data: bytes, name: str = "q.jsonl") -> QuestionSetOut:
    response = served.client.post("/v1/question-sets", files={"file": (name, data)})
    assert response.status_code == 201, response.text
    return QuestionSetOut.model_validate(response.json())


def run(served: Served, set_id: str) -> EvaluationDetailOut:
    response = served.client.post("/v1/evaluations", json={"set_id": set_id})
    assert response.status_code == 202, response.text
    location = response.headers["location"]
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = EvaluationDetailOut.model_validate(served.client.get(location).json())
        if found.finished:
            return found
    raise AssertionError(found)


def test_a_set_is_run_and_every_question_can_be_opened(served: Served) -> None:
    kept = keep(served, lines(RIGHT, WRONG), "some/where/my set.jsonl")
    assert (kept.name, kept.questions, kept.types, kept.langs) == (
        "my set.jsonl",
        2,
        {"lookup": 2},
        {"zh": 2},
    )
    found = run(served, kept.set_id)
    assert (found.state, found.progress.done, found.progress.wrong) == ("done", 2, 1)
    assert found.reports == 3
    right, wrong = found.outcomes
    assert (right.id, right.correct) == ("q1", True)
    assert (wrong.id, wrong.correct) == ("q2", False)
    assert wrong.reasons == ["missing value: 999"]
    assert wrong.history == ["临澜区怎么样"]
    assert wrong.expected is not None
    assert wrong.expected.values == ["999"]
    assert wrong.expected.evidence == ["受理999件"]
    assert "临澜区" in wrong.answer
    everything = found.groups[0]
    assert (everything.type, everything.lang, everything.questions) == ("all", "all", 2)
    assert everything.metrics["correct"].value == 0.5
    listed = served.client.get("/v1/evaluations").json()["evaluations"]
    assert [each["evaluation_id"] for each in listed] == [found.evaluation_id]


def test_two_runs_are_compared(served: Served) -> None:
    before = run(served, keep(served, lines(RIGHT, WRONG)).set_id)
    after = run(served, keep(served, lines(RIGHT, WRONG | {"values": ["131"]})).set_id)
    response = served.client.get(
        f"/v1/evaluations/{after.evaluation_id}/comparison?baseline={before.evaluation_id}"
    )
    found = EvaluationComparisonOut.model_validate(response.json())
    assert found.common == 2
    assert [(each.id, each.gained) for each in found.flips] == [("q2", True)]
    moved = next(each for each in found.movements if each.metric == "correct")
    assert (moved.old, moved.new, moved.better) == (0.5, 1.0, True)
    assert moved.low <= 0.5 <= moved.high
    missing = f"/v1/evaluations/{after.evaluation_id}/comparison?baseline=none"
    assert_problem(served.client.get(missing), 404)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "holds no question"),
        (b"{}", "1"),
        (lines(RIGHT, RIGHT), "used"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_what_is_no_question_set_is_refused(served: Served, data: bytes, words: str) -> None:
    response = served.client.post("/v1/question-sets", files={"file": ("bad.jsonl", data)})
    problem = assert_problem(response, 422)
    assert words in problem["detail"]
    assert "bad.jsonl" in problem["detail"]
    assert "/tmp" not in problem["detail"]
    assert served.client.get("/v1/question-sets").json()["sets"] == []


def test_the_same_set_is_kept_once_and_forgotten(served: Served) -> None:
    first, second = keep(served, lines(RIGHT)), keep(served, lines(RIGHT), "other.jsonl")
    assert first == second
    done = run(served, first.set_id)
    assert served.client.delete(f"/v1/question-sets/{first.set_id}").status_code == 204
    assert_problem(served.client.delete(f"/v1/question-sets/{first.set_id}"), 404)
    assert_problem(served.client.post("/v1/evaluations", json={"set_id": first.set_id}), 404)
    address = f"/v1/evaluations/{done.evaluation_id}"
    assert served.client.get(address).json()["outcomes"]
    assert served.client.delete(address).status_code == 204
    assert_problem(served.client.get(address), 404)
    assert_problem(served.client.delete(address), 404)


def test_a_form_without_a_file_is_a_problem(served: Served) -> None:
    assert_problem(served.client.post("/v1/question-sets", data={"file": "text"}), 422)
    assert_problem(served.client.post("/v1/question-sets", content=b"{}"), 422)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..", "%2e%2e", "a.json"])
def test_ids_lead_nowhere_else(served: Served, name: str) -> None:
    response = served.client.get(f"/v1/evaluations/{httpx.URL('/').join(name).path.strip('/')}")
    assert response.status_code in (404, 200)
    assert "root:" not in response.text


class Waiting(ScriptedEngine):
    """Answers once it is let."""

    def __init__(self, served: Served) -> None:
        super().__init__(served.store)
        self.asked, self.gate = threading.Event(), threading.Event()

    def ask(self, *args: object, **kwargs: object):  # type: ignore[no-untyped-def]  # noqa: ANN201
        self.asked.set()
        assert self.gate.wait(10)
        return super().ask(*args, **kwargs)  # type: ignore[arg-type]


def ended(evaluations: Evaluations, run_id: str) -> str:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        found = evaluations.get(run_id)
        if found is not None and found.finished:
            return found.state
    raise AssertionError(run_id)


def test_a_run_is_cancelled_after_the_question_it_is_at(served: Served, tmp_path: Path) -> None:
    engine = Waiting(served)
    evaluations = Evaluations(tmp_path / "kept", lambda: engine)
    chosen = evaluations.sets.add("q.jsonl", lines(RIGHT, WRONG))
    first, second = evaluations.submit(chosen), evaluations.submit(chosen)
    assert first is not None
    assert second is not None
    assert engine.asked.wait(10)
    running = evaluations.cancel(first.run_id)
    assert running is not None
    assert running.state == "running"
    dropped = evaluations.cancel(second.run_id)
    assert dropped is not None
    assert dropped.state == "cancelled"
    engine.gate.set()
    assert ended(evaluations, first.run_id) == "cancelled"
    assert evaluations.load(first.run_id) is None
    evaluations.close()
    again = Evaluations(tmp_path / "kept", lambda: engine)
    assert {each.run_id for each in again.all()} == {first.run_id, second.run_id}
    again.close()


def test_a_broken_engine_fails_the_run(served: Served, tmp_path: Path) -> None:
    evaluations = Evaluations(tmp_path / "kept", lambda: ScriptedEngine(served.store))
    chosen = evaluations.sets.add("q.jsonl", lines(RIGHT | {"question": "云溪县?bug"}))
    run = evaluations.submit(chosen)
    assert run is not None
    assert ended(evaluations, run.run_id) == "failed"
    found = evaluations.get(run.run_id)
    assert found is not None
    assert "RuntimeError" in found.message
    evaluations.close()


def test_a_run_that_cannot_be_written_has_failed_and_blocks_no_other(
    served: Served, tmp_path: Path
) -> None:
    evaluations = Evaluations(tmp_path / "kept", lambda: ScriptedEngine(served.store))
    chosen = evaluations.sets.add("q.jsonl", lines(RIGHT))
    in_the_way = tmp_path / "kept" / "runs"
    in_the_way.write_text("no folder")
    for _ in range(MOST_WAITING + 1):
        queued = evaluations.submit(chosen)
        assert queued is not None
        assert ended(evaluations, queued.run_id) == "failed"
    found = evaluations.all()[0]
    assert evaluations.get(found.run_id) == found
    assert "cannot be written (File exists)" in found.message
    assert (found.done, found.total) == (1, 1)
    assert len(evaluations.all()) == MOST_WAITING + 1
    assert evaluations.load(found.run_id) is None
    assert evaluations.cancel(found.run_id) is None
    assert evaluations.get(found.run_id) is None

    in_the_way.unlink()
    written = evaluations.submit(chosen)
    assert written is not None
    assert ended(evaluations, written.run_id) == "done"
    assert evaluations.load(written.run_id) is not None
    evaluations.close()


@pytest.mark.parametrize(
    "content", [b"", b'{"run": {"run_id": "0', b"\xff\xfe", b"[]", b"null", b'{"run": {}}', b"7"]
)
def test_a_damaged_file_is_passed_over_and_told_once(
    served: Served, tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    evaluations = Evaluations(tmp_path / "kept", lambda: ScriptedEngine(served.store))
    chosen = evaluations.sets.add("q.jsonl", lines(RIGHT))
    damaged = evaluations.sets.add("damaged.jsonl", lines(WRONG))
    run = evaluations.submit(chosen)
    assert run is not None
    assert ended(evaluations, run.run_id) == "done"
    (tmp_path / "kept" / "runs" / "00000000000000aa.json").write_bytes(content)
    (tmp_path / "kept" / "sets" / f"{damaged.set_id}.json").write_bytes(content)

    for _ in range(2):
        assert [each.run_id for each in evaluations.all()] == [run.run_id]
        assert [each.set_id for each in evaluations.sets.all()] == [chosen.set_id]
    assert evaluations.get("00000000000000aa") is None
    assert evaluations.load("00000000000000aa") is None
    assert evaluations.sets.get(damaged.set_id) is None
    told = [each.getMessage() for each in caplog.records if "passed over" in each.getMessage()]
    assert len(told) == 2
    assert any("00000000000000aa.json" in each for each in told)

    assert evaluations.sets.add("damaged.jsonl", lines(WRONG)).questions == 1
    assert {each.set_id for each in evaluations.sets.all()} == {chosen.set_id, damaged.set_id}
    evaluations.close()


def test_what_is_kept_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sets = QuestionSets(tmp_path)
    held = sets.add("q.jsonl", lines(RIGHT))

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    folder = JsonFolder(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        folder.write(held.set_id, {"name": "another"})
    with pytest.raises(OSError, match="No space left"):
        sets.add("w.jsonl", lines(WRONG))
    assert sets.all() == [held]
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        f"{held.set_id}.json",
        f"{held.set_id}.jsonl",
    ]


def test_sets_of_the_program_are_offered_first(served: Served, tmp_path: Path) -> None:
    own = tmp_path / "samples" / "questions.jsonl"
    own.parent.mkdir()
    own.write_bytes(lines(RIGHT))
    evaluations = Evaluations(
        tmp_path / "kept", lambda: ScriptedEngine(served.store), [own, tmp_path / "missing.jsonl"]
    )
    evaluations.sets.add("mine.jsonl", lines(WRONG))
    held = evaluations.sets.all()
    assert [(each.name, each.builtin) for each in held] == [
        ("samples/questions.jsonl", True),
        ("mine.jsonl", False),
    ]
    assert not evaluations.sets.remove(held[0].set_id)
    run = evaluations.submit(held[0])
    assert run is not None
    assert ended(evaluations, run.run_id) == "done"
    evaluations.close()


def test_an_evaluation_says_where_it_stands(served: Served) -> None:
    kept = keep(served, lines(RIGHT))
    response = served.client.post("/v1/evaluations", json={"set_id": kept.set_id})
    queued = EvaluationOut.model_validate(response.json())
    assert queued.state == "queued"
    assert queued.progress.total == 1
