from __future__ import annotations

import threading
from contextvars import ContextVar

import pytest

from rag.answer import Mode
from rag.engine import Engine
from rag.helper import Helper
from vectorstore.queries import Filter

WHERE: ContextVar[str] = ContextVar("where")


def test_a_task_is_done_beside_its_caller() -> None:
    go = threading.Event()

    def task() -> str:
        assert go.wait(timeout=20)
        return threading.current_thread().name

    result = Helper().started(task)
    go.set()
    assert result().startswith("helper")


def test_where_the_helper_is_taken_the_caller_does_it() -> None:
    helper, go = Helper(), threading.Event()
    first = helper.started(lambda: go.wait(timeout=20))
    second = helper.started(lambda: threading.current_thread().name)
    assert second() == threading.current_thread().name
    go.set()
    assert first()


def test_the_helper_is_free_again_after_a_failure() -> None:
    helper = Helper()

    def fail() -> None:
        raise ValueError("no")

    for _ in range(3):
        with pytest.raises(ValueError, match="no"):
            helper.started(fail)()


def test_a_task_sees_what_its_caller_does() -> None:
    WHERE.set("here")
    assert Helper().started(WHERE.get)() == "here"


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("where", [Filter(), Filter(years=(2023,)), Filter(("无此县",))])
def test_searches_at_the_same_time_find_the_same(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, mode: Mode, where: Filter
) -> None:
    query = "行政复议案件办理情况"
    one_by_one = engine.retrieve(query, mode=mode, where=where)
    monkeypatch.setattr("rag.retrieval._LARGE", 0)
    together = engine.retrieve(query, mode=mode, where=where)
    assert together.passages == one_by_one.passages
    assert together.applied == one_by_one.applied
